"""Meetings: who was there, who confirms, what a record may say, and what the regulation asks of it."""

import datetime
import uuid

import pytest
from django.urls import reverse

from accounts import clock
from accounts.models import AuditEvent
from accounts.refusal import Refusal, Stale
from programs.models import Meeting, PlanActivity, Regulation, TrialAnswer, Unit
from programs.queries.meetings import feeling
from programs.services import meeting_plans, meetings, trials
from tests.programs import pair_flow as flow
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def a(world: World):
    with acting(world.a11.curator):
        yield world.a11


def record(mentor, unit, **more):
    return meetings.record_meeting(**{"actor": mentor, "unit": unit, "held_on": mentor.today, "content": "", **more})


def asks(node, **values) -> None:
    regulation = Regulation.objects.get(pk=node.regulations["in_force"])
    changed = {code: {"value": value, "clause": "разд. 9"} for code, value in values.items()}
    regulation.settings = {**regulation.settings, **changed}
    regulation.save(update_fields=["settings"])


def test_a_group_meeting_counts_when_each_who_was_there_has_said_so(a) -> None:
    """Catches one mentee who confirms for all, and one who was away."""
    mentees = [flow.mentee_with_request(a, name) for name in ("Ученикова", "Новикова", "Третьякова")]
    program = flow.running(a, mentees=mentees)
    mentor, *others = (flow.himself(person) for person in flow.people_of(program.unit))
    away = program.unit.members.get(person_id=others[2].person_id)
    meeting = record(mentor, program.unit, absent=[away.pk])
    assert meetings.confirm_meeting(actor=others[0], meeting=meeting, usefulness=9).state == "held"
    assert meetings.confirm_meeting(actor=others[0], meeting=meeting, usefulness=1).state == "held"
    with pytest.raises(Refusal, match="вас на встрече не было"):
        meetings.confirm_meeting(actor=others[2], meeting=meeting)
    assert meetings.confirm_meeting(actor=others[1], meeting=meeting).state == "confirmed"
    said = meeting.presences.order_by("pk").values_list("member__side", "present", "usefulness")
    assert list(said) == [
        ("mentor", True, None), ("mentee", True, 9), ("mentee", True, None), ("mentee", False, None),
    ]  # fmt: skip
    with pytest.raises(Refusal, match="никого не было"):
        record(mentor, program.unit, absent=[row.pk for row in program.unit.members.filter(side="mentee")])


def test_what_a_record_may_not_say(a, world: World) -> None:
    """A day before the pair, a line of another pair's plan; sent twice it is one meeting; a line may go on."""
    program = flow.running(a)
    mentor, mentee = (flow.himself(person) for person in flow.people_of(program.unit))
    with pytest.raises(Refusal, match="пары ещё не было"):
        record(mentor, program.unit, held_on=mentor.today - DAY)
    with pytest.raises(Refusal, match="нет в плане пары"):
        record(mentor, program.unit, activity=PlanActivity.objects.get(pk=a.rows["line"]))
    key, line = uuid.uuid4(), program.plan.first()
    first = record(mentor, program.unit, activity=line, client_key=key, finishes_line=False)
    assert record(mentor, program.unit, client_key=key).pk == first.pk
    meetings.confirm_meeting(actor=mentee, meeting=first)
    assert PlanActivity.objects.get(pk=line.pk).state == "planned"
    assert program.unit.meetings.count() == 1


def test_without_the_form_and_feedback_it_does_not_count(a) -> None:
    """S2 разд. 9, п. 3.4."""
    program = flow.running(a)
    asks(a, meeting_confirmation="required")
    mentor, mentee = (flow.himself(person) for person in flow.people_of(program.unit))
    meeting = record(mentor, program.unit)
    assert meetings.confirm_meeting(actor=mentee, meeting=meeting, usefulness=8).state == "held"
    row = meetings.complete_record(actor=mentor, meeting=meeting, version=1, content="Разобрали урок")
    assert row.state == "confirmed"
    other = record(mentor, program.unit)
    meetings.complete_record(actor=mentor, meeting=other, version=1, content="Их слова")
    with pytest.raises(Stale):
        meetings.complete_record(actor=mentor, meeting=other, version=1, content="Мои слова")


def test_kinds_of_mentoring_have_rules_of_their_own(a) -> None:
    """Speed: one meeting with goals; short-term: a task; virtual: not on site."""
    program = flow.running(a)
    mentor = flow.himself(flow.people_of(program.unit)[0])
    for kinds, words, why in (
        (["SPEED"], {}, "одна встреча"), (["SPEED"], {"kind": "speed"}, "цели индивидуального развития"),
        (["SHORT_TERM"], {}, "нужно задание"), (["VIRTUAL"], {"mode": "onsite"}, "не встречаются только очно"),
    ):  # fmt: skip
        Unit.objects.filter(pk=program.unit_id).update(kinds=kinds)
        with pytest.raises(Refusal, match=why):
            record(mentor, program.unit, **words)
    Unit.objects.filter(pk=program.unit_id).update(kinds=["SPEED"])
    record(mentor, program.unit, kind="speed", goals="Вести урок увереннее")
    with pytest.raises(Refusal, match="уже прошла"):
        record(mentor, program.unit, kind="speed", goals="Ещё")


def test_a_virtual_meeting_says_where_it_was(a) -> None:
    """S1-109: a link or the name of a service; of a planned one its own link is enough."""
    program = flow.running(a)
    Unit.objects.filter(pk=program.unit_id).update(kinds=["VIRTUAL"])
    mentor = flow.himself(flow.people_of(program.unit)[0])
    with pytest.raises(Refusal, match="где встречались"):
        record(mentor, program.unit, mode="online")
    assert record(mentor, program.unit, mode="online", place="Сферум").place == "Сферум"
    soon = clock.now() + datetime.timedelta(hours=1)
    with pytest.raises(Refusal, match="нужна ссылка"):
        meeting_plans.plan_meetings(actor=mentor, unit=program.unit, planned_at=soon, mode="online")


def test_the_mentor_says_how_it_was_too(a, client_of) -> None:
    """S2-066, S1-044: one tap of his, which confirms nothing; the curator reads both sides."""
    program = flow.running(a)
    mentor, mentee = (flow.himself(person) for person in flow.people_of(program.unit))
    meeting = record(mentor, program.unit)
    with pytest.raises(Refusal, match="подтверждает наставляемый"):
        meetings.confirm_meeting(actor=mentor, meeting=meeting)
    assert meetings.confirm_meeting(actor=mentor, meeting=meeting, usefulness=4, comfort=6).state == "held"
    assert meetings.confirm_meeting(actor=mentee, meeting=meeting, usefulness=9).state == "confirmed"
    told = {side["title"]: (side["useful"], side["ease"]) for side in feeling(program.unit)["sides"]}
    assert told == {"наставляемых": (9, None), "наставника": (4, 6)}
    page = client_of(a.curator).get(f"/units/{program.unit_id}/").content.decode()
    assert "Оценки наставника: польза 4,0, комфорт 6,0" in page


def test_the_answer_after_the_trial_is_private(a, client_of) -> None:
    """try → the curator reads «оба согласны» alone; a «no» leaves no name and frees the seat."""
    unit = flow.ordered(a)
    asks(a, meeting_sequence="strict")
    mentor, mentee = (flow.himself(person) for person in flow.people_of(unit))
    with pytest.raises(Refusal, match="после пробной встречи"):
        trials.answer_trial(actor=mentor, unit=unit, goes_on=True)
    for kind in (Meeting.Kind.INTRO, Meeting.Kind.TRIAL):
        record(mentor, unit, kind=kind)
    assert trials.answer_trial(actor=mentor, unit=unit, goes_on=True).state == "trying"
    card = client_of(a.curator).get(reverse("unit_detail", args=[unit.pk])).context["trial"]
    assert (card["mine"], card["both"]) == (None, False)
    with pytest.raises(Refusal, match="уже ответили"):
        trials.answer_trial(actor=mentor, unit=unit, goes_on=False)
    assert trials.answer_trial(actor=mentee, unit=unit, goes_on=False).state == "rejected"
    member = unit.members.get(side="mentee")
    assert (member.seat, flow.state_of(member.mentee_entry)) == (None, "requested")
    assert TrialAnswer.objects.filter(unit=unit).count() == 2
    said = AuditEvent.objects.filter(object_type="programs.Unit", object_id=unit.pk, verb="unit.answer_trial")
    assert list(said.values_list("person_id", "user_id", "role", "data")) == [(None, None, "", {})] * 2


def test_a_programme_is_approved_after_the_planning_meeting(a) -> None:
    from programs.services import programs

    program = flow.drafted(flow.ordered(a))
    asks(a, meeting_sequence="strict")
    with pytest.raises(Refusal, match="встречу-планирование"):
        programs.approve_program(actor=flow.of(a, "curator"), program=program, version=program.version)
