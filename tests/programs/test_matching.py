"""The way of a draft: from banks with people to proposals and the next one after a refusal."""

import datetime

import pytest
from django.urls import reverse

from accounts import clock
from accounts.models import Deadline, Notice
from accounts.refusal import Refusal
from programs.models import (
    GeneralMeeting,
    MatchDraft,
    MatchPin,
    MatchSuggestion,
    MenteeEntry,
    MentorEntry,
    MutualChoice,
    RequestChoice,
    Unit,
    UnitMember,
)
from programs.queries.general_meetings import meeting_result, pairing_term
from programs.queries.pool import build_pool
from programs.services import daily, general_meetings, matching, units
from tests.programs import pair_flow as flow
from tests.programs.crowd import crowd
from tests.support.people import acting
from tests.world import Node, World

pytestmark = pytest.mark.django_db


def school(world: World) -> Node:
    """A school whose own draft of the world is out of the way."""
    MatchDraft.objects.filter(organization_id=world.a11.id, state="draft").delete()
    MentorEntry.objects.filter(organization_id=world.a11.id).update(max_parallel=1)  # the world's own mentor is full
    return world.a11


def people(node: Node, mentees: int, mentors: int) -> tuple[list[MenteeEntry], list[MentorEntry]]:
    found = [
        flow.mentor_in_bank(node, f"Наставникова{n}", max_parallel=1, competencies=["METHOD"]) for n in range(mentors)
    ]
    return [flow.mentee_with_request(node, f"Ученикова{n}") for n in range(mentees)], found


def suggestions(draft: MatchDraft) -> dict[int, MatchSuggestion]:
    return {one.mentee_entry_id: one for one in draft.suggestions.select_related("mentor_entry__person", "unit")}


def test_from_banks_to_proposals_and_the_next_one(world: World) -> None:
    with acting(world.a11.curator) as actor:
        a = school(world)
        (first, second, third), (one, other) = people(a, 3, 2)
        draft = matching.make_draft(actor=actor)
        rows = suggestions(draft)
        assert (draft.state, draft.proof["gap"], draft.proof["faults"]) == ("draft", 0, 0)
        mine = {first.pk, second.pk, third.pk}
        paired = {key for key in mine if rows[key].mentor_entry_id}
        assert {rows[key].mentor_entry_id for key in paired} == {one.pk, other.pk}
        assert all(sum(bar[1] for bar in rows[key].bars) == rows[key].points for key in paired)
        (alone,) = mine - paired
        assert ["outbid", 2] in rows[alone].reasons
        assert not Unit.objects.filter(members__mentee_entry__in=mine).exists()  # nobody is asked before publication

        draft = matching.publish(actor=actor, draft=draft)
        rows = suggestions(draft)
        assert all(rows[key].unit.state == "proposed" and rows[key].unit.strategy == "draft" for key in paired)
        assert draft.answer_until == actor.today + datetime.timedelta(days=7)
        refused = rows[min(paired)]
        told = Notice.objects.filter(dedupe_key=f"unit.propose:{refused.unit_id}")
        assert told.count() == 2
        assert UnitMember.objects.get(unit=refused.unit, side="mentee").seat == 0
        units.answer(actor=flow.himself(refused.mentor_entry.person), unit=refused.unit, agrees=False)
        assert UnitMember.objects.get(unit=refused.unit, side="mentee").seat is None
        pool = build_pool([actor.organization])
        assert (refused.mentee_entry.person_id, refused.mentor_entry.person_id) in pool.declined
        with pytest.raises(Refusal, match="уже предлагали"):
            matching.propose_next(
                actor=actor, suggestion=suggestions(draft)[refused.mentee_entry_id], mentor=refused.mentor_entry
            )
        fresh = flow.mentor_in_bank(a, "Новая", competencies=["METHOD"])
        unit = matching.propose_next(actor=actor, suggestion=suggestions(draft)[refused.mentee_entry_id], mentor=fresh)
        assert (unit.state, suggestions(draft)[refused.mentee_entry_id].unit_id) == ("proposed", unit.pk)


def test_a_pin_is_kept_by_the_next_calculation_and_a_ban_too(world: World) -> None:
    with acting(world.a11.curator) as actor:
        a = school(world)
        (first, _second), (one, other) = people(a, 2, 2)
        draft = matching.make_draft(actor=actor)
        now = suggestions(draft)[first.pk].mentor_entry_id
        wish = other if now == one.pk else one
        draft = matching.pin(actor=actor, draft=draft, mentee=first, mentor=wish, kind="pinned")
        assert suggestions(draft)[first.pk].mentor_entry_id == wish.pk
        draft = matching.make_draft(actor=actor)
        assert (draft.version, suggestions(draft)[first.pk].mentor_entry_id) == (3, wish.pk)
        draft = matching.pin(actor=actor, draft=draft, mentee=first, mentor=wish, kind="forbidden")
        assert suggestions(draft)[first.pk].mentor_entry_id == now
        draft = matching.pin(
            actor=actor, draft=draft, mentee=first, mentor=MentorEntry.objects.get(pk=now), kind="forbidden"
        )
        assert suggestions(draft)[first.pk].mentor_entry_id is None
        with pytest.raises(Refusal, match="тем"):
            far = flow.mentor_in_bank(a, "Чужая", competencies=["ICT"])
            matching.pin(actor=actor, draft=draft, mentee=first, mentor=far, kind="pinned")
        assert not MatchPin.objects.filter(draft=draft, mentor_entry=far).exists()


def test_private_exclusions_and_answers_after_the_meeting_count(world: World) -> None:
    with acting(world.a11.curator) as actor:
        a = school(world)
        (first, second), (one, other) = people(a, 2, 2)
        meeting = general_meetings.plan_meeting(actor=actor, held_on=actor.today, place="Зал")
        assert Notice.objects.filter(dedupe_key=f"generalmeeting:{meeting.pk}", person=first.person).exists()
        him = flow.himself(first.person)
        said = {one.person_id: "yes", other.person_id: "no", second.person_id: "yes", first.person_id: "yes"}
        assert general_meetings.answer(actor=him, meeting=meeting, answers=said) == 2  # mentors alone
        general_meetings.answer(actor=flow.himself(one.person), meeting=meeting, answers={first.person_id: "yes"})
        draft = matching.make_draft(actor=actor)
        row = suggestions(draft)[first.pk]
        assert (row.mentor_entry_id, row.is_mutual) == (one.pk, True)
        result = meeting_result(meeting)
        assert [(pair["mentor"], pair["mentee"], pair["sure"]) for pair in result["mutual"]] == [
            (one.person, first.person, True)
        ]  # fmt: skip
        seen = MutualChoice.objects.visible_to(flow.himself(one.person))
        assert set(seen.values_list("chooser_id", flat=True)) == {one.person_id}
        request = first.requests.get()
        RequestChoice.objects.create(request=request, mentor_entry=one, kind="excluded")
        draft = matching.make_draft(actor=actor)
        assert suggestions(draft)[first.pk].mentor_entry_id is None


def test_a_group_is_one_unit(world: World) -> None:
    with acting(world.a11.curator) as actor:
        a = school(world)
        (first, second), _none = people(a, 2, 0)
        flow.mentor_in_bank(a, "Групповая", max_parallel=3, competencies=["METHOD"])
        for entry in (first, second):
            entry.requests.update(preferred_kinds=["GROUP"])
        draft = matching.publish(actor=actor, draft=matching.make_draft(actor=actor))
        rows = suggestions(draft)
        unit = rows[first.pk].unit
        assert unit == rows[second.pk].unit
        assert (unit.kind, unit.kinds) == ("group", ["GROUP"])
        assert sorted(unit.members.filter(side="mentee").values_list("seat", flat=True)) == [0, 1]


def test_an_unanswered_proposal_is_taken_back(world: World, clock_at) -> None:
    with acting(world.a11.curator) as actor:
        a = school(world)
        (first,), _mentors = people(a, 1, 1)
        draft = matching.publish(actor=actor, draft=matching.make_draft(actor=actor))
    clock_at(clock.now() + datetime.timedelta(days=7))
    daily.run()
    with acting(world.a11.curator):
        assert suggestions(draft)[first.pk].unit.state == "proposed"
    clock_at(clock.now() + datetime.timedelta(days=1))
    daily.run()
    with acting(world.a11.curator):
        assert suggestions(draft)[first.pk].unit.state == "rejected"
        assert MenteeEntry.objects.get(pk=first.pk).state == "requested"


def test_the_term_for_pairs_runs_from_the_model(world: World) -> None:
    from accounts.models import Organization
    from programs.models import Regulation

    with acting(world.a11.curator) as actor:
        rules = Regulation.objects.in_force(actor.today).filter(organization_id__in=actor.organization.path_ids)
        for row in rules:
            row.settings |= {"pairing_deadline_days": {"value": 14, "clause": "разд. 9, п. 3.3"}}
            row.save(update_fields=["settings"])
        assert rules
        model = general_meetings.determine_model(actor=actor, determined_on=actor.today, forms=["TEACHER_TEACHER"])
        organization = Organization.objects.get(pk=actor.organization_id)
        assert pairing_term(organization, actor.today) == (model, actor.today + datetime.timedelta(days=14))
        term = Deadline.objects.get(organization=organization, kind__startswith="pairing")
        assert term.due_at.astimezone(organization.zone).date() == actor.today + datetime.timedelta(days=14)
        with pytest.raises(Refusal, match="будущем"):
            tomorrow = actor.today + datetime.timedelta(days=1)
            general_meetings.determine_model(actor=actor, determined_on=tomorrow, forms=["TEACHER_TEACHER"])


def test_a_big_draft_waits_for_the_worker(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with acting(world.a11.curator) as actor:
        a = school(world)
        people(a, 1, 1)
        monkeypatch.setattr(matching, "AT_ONCE", 0)
        draft = matching.make_draft(actor=actor)
        assert (draft.state, draft.suggestions.count()) == ("calculating", 0)
    matching.calculate_waiting()
    with acting(world.a11.curator):
        draft.refresh_from_db()
        assert (draft.state, draft.version) == ("draft", 1)
        assert draft.suggestions.exists()


def test_a_big_publication_is_sent_in_parts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "BATCH", 1)
    with acting(world.a11.curator) as actor:
        people(school(world), 3, 3)
        draft = matching.publish(actor=actor, draft=matching.make_draft(actor=actor))
        assert matching.pending(draft).count() == 2
    assert matching.send_waiting() == 2
    with acting(world.a11.curator):
        assert matching.pending(draft).count() == 0
        curators = Unit.objects.filter(strategy="draft").values_list("curator_id", flat=True)
        assert set(curators) == {world.a11.curator.person_id} and len(curators) == 3
    assert matching.send_waiting() == 0


def test_nobody_but_the_curator_makes_or_reads_a_draft(world: World) -> None:
    a = world.a11
    for who in (a.head, a.mentor, a.council_chair):
        with acting(who) as actor:
            assert not MatchDraft.objects.visible_to(actor).exists()
            with pytest.raises(Refusal):
                matching.make_draft(actor=actor)
            with pytest.raises(Refusal):
                matching.publish(actor=actor, draft=MatchDraft.objects.filter(state="draft").first())
    with acting(a.curator) as actor:
        assert MatchDraft.objects.visible_to(actor).count() == 2
        late = GeneralMeeting.objects.get(organization_id=a.id)
        late.answers_until = late.held_on = actor.today - datetime.timedelta(days=1)
        late.save()
        with pytest.raises(Refusal, match="принимали"):
            general_meetings.answer(actor=actor, meeting=late, answers={})


def test_who_came_to_the_general_meeting_is_marked_once_it_has_begun(world: World, client_of) -> None:
    """S2 р. 6, этап 5 п. 1; people of other schools are never among them."""
    with acting(world.a11.curator) as actor:
        crowd([actor.organization], mentees=3, mentors=2)
        meeting = general_meetings.plan_meeting(actor=actor, held_on=actor.today)
        people = [row["person"].pk for row in meeting_result(meeting)["people"]]
        tomorrow = general_meetings.plan_meeting(actor=actor, held_on=actor.today + datetime.timedelta(days=1))
        with pytest.raises(Refusal, match="ещё впереди"):
            general_meetings.mark_attendance(actor=actor, meeting=tomorrow, came=people)
    address = reverse("meeting_result", args=[meeting.pk])
    sent = {"came": [*map(str, people[:2]), str(world.a12.mentor.person_id), "x"]}
    answer = client_of(world.a11.curator).post(address, sent, follow=True).content.decode()
    assert "Явка отмечена: 2" in answer.replace("\u00a0", " ")
    with acting(world.a11.curator):
        meeting.refresh_from_db()
        assert meeting.came == sorted(people[:2])


def test_the_model_of_the_year_keeps_where_mentors_are_sought(world: World, client_of) -> None:
    client, address = client_of(world.a11.curator), reverse("matching_model")
    with acting(world.a11.curator) as actor:
        sent = {"determined_on": f"{actor.today:%d.%m.%Y}", "forms": ["TEACHER_TEACHER"], "sought_among": ["graduates"]}
    assert client.post(address, sent).status_code == 302
    with acting(world.a11.curator) as actor:
        assert pairing_term(actor.organization, actor.today)[0].sought_among == ["graduates"]
