"""The body of mentors: composition, minutes, decisions, cases, the register. Figures: scenario s5_altai_duc."""

import datetime

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Membership, Notice
from accounts.refusal import Refusal
from programs.forms.councils import MinutesForm
from programs.models import (
    Consent,
    Council,
    CouncilCase,
    CouncilMinutes,
    CouncilSeat,
    MenteeEntry,
    MentorEntry,
    Order,
    Program,
    UnitMember,
)
from programs.order_templates import cancelling_order
from programs.paper_orders import council_order
from programs.queries.councils import is_quorate
from programs.queries.regulations import effective_regulation
from programs.services import cases, consent_answers, councils, minutes, orders
from programs.services.minutes import DecisionDraft
from reports.documents.kinds.minutes import build as paper_of
from tests import factories as f
from tests.programs import pair_flow as flow
from tests.programs.regulation_flow import enact
from tests.programs.test_papers import text_of, verbs_of
from tests.support.people import acting
from tests.support.world_papers import dispute_of
from tests.world import World

pytestmark = pytest.mark.django_db


def _proposed(world: World) -> tuple[Council, list[MentorEntry]]:
    a = world.a11
    entries = [flow.mentor_in_bank(a, name, measurable_results="Победы") for name in ("Первая", "Вторая", "Третья")]
    chair, secretary, member = entries
    council = councils.propose(actor=flow.of(a, "curator"), chair=chair, secretary=secretary, members=[member])
    return council, entries


def test_the_body_is_created_by_an_order_with_the_consent_of_each(world: World) -> None:
    """S1 §4.1.4, S3 п. 1.3: voluntary, the school's own mentors; the roles come with the order."""
    a = world.a11
    rules = {"council": "yes", "council_label": "совет наставников", "council_voluntary": True}
    enact(a, {code: {"value": value, "clause": "п. 4.1.4", "locked": False} for code, value in rules.items()})
    with acting(a.curator) as curator:
        former = Council.objects.get(organization_id=a.id, state="active")
        council, entries = _proposed(world)
        with pytest.raises(Refusal, match="Нет согласия войти в состав") as refusal:
            orders.send_order(actor=curator, draft=council_order(curator, council))
        assert len(refusal.value.missing) == 3
        for entry in entries:
            flow.answer_consents(entry.person)
        order = orders.send_order(actor=curator, draft=council_order(curator, council))
        order = orders.approve_order(actor=flow.of(a, "head"), order=order, version=order.version)
        orders.register_order(actor=curator, order=order, number="5", dated=curator.today)
        council.refresh_from_db()
        assert (council.state, verbs_of(council)[-1]) == ("active", "establish")
        assert (flow.state_of(former), verbs_of(former)[-1]) == ("dissolved", "dissolve")
        held = Membership.objects.in_force(curator.today).filter(organization_id=a.id)
        assert held.filter(role="council_chair", person=entries[0].person).exists()
        assert held.filter(role="council_member", person=entries[2].person).exists()
        consent = Consent.objects.get(person=entries[2].person, kind="council", state="signed")
        consent_answers.revoke(actor=flow.himself(entries[2].person), consent=consent)
        assert council.seats.filter(left_on=None).count() == 2
        assert not held.filter(role="council_member", person=entries[2].person).exists()


def test_only_the_schools_own_mentors_sit_in_it(world: World) -> None:
    enact(world.a11, preset="altai_duc")
    with acting(world.a12.curator):
        stranger = MentorEntry.objects.select_related("person").get(organization_id=world.a12.id)
    with acting(world.a11.curator) as curator, pytest.raises(Refusal, match="не наставник этой школы"):
        councils.propose(actor=curator, chair=stranger, secretary=None, members=[])


def test_a_school_without_the_body_is_told_by_its_clause(world: World) -> None:
    with acting(world.a11.curator) as curator, pytest.raises(Refusal, match="не предусматривает"):
        councils.propose(actor=curator, chair=MentorEntry.objects.first(), secretary=None, members=[])


def test_minutes_move_things_on_when_the_chair_signs(world: World, client_of) -> None:
    a = world.a11
    address = reverse("minutes_edit", args=[a.rows["minutes"]])
    client = client_of(a.council_member)
    with acting(a.curator):
        seat = CouncilMinutes.objects.get(pk=a.rows["minutes"]).council.seats.get()
    body = {
        "version": 1, "number": "7", "held_on": "2026-10-10", "agenda": "Программа", "present": [seat.pk],
        "decision-TOTAL_FORMS": 1, "decision-INITIAL_FORMS": 0, "decision-0-kind": "program_agree",
        "decision-0-text": "Согласовать", "decision-0-votes_for": 1, "decision-0-votes_against": 0,
        "decision-0-abstained": 0,
    }  # fmt: skip
    assert "Выберите программу" in text_of(client.post(address, body))
    assert client.post(address, body | {"decision-0-program": a.rows["program"]}).status_code == 302
    sign = reverse("minutes_sign", args=[a.rows["minutes"]])
    assert client.post(sign).status_code == 403
    assert client_of(a.council_chair).post(sign, {"version": 2}).status_code == 302
    assert client.post(address, body).status_code == 422  # what is signed is not written again
    with acting(a.curator):
        row = CouncilMinutes.objects.get(pk=a.rows["minutes"])
        assert (row.state, verbs_of(row)[-1]) == ("signed", "sign_minutes")
        assert Notice.objects.filter(person_id=a.curator.person_id, text__startswith="Согласовать программу").exists()
    assert "Протокол № 7" in text_of(client_of(a.head).get(reverse("minutes_detail", args=[a.rows["minutes"]])))


@pytest.mark.parametrize(("votes", "words"), [((0, 1, 0), "больше половины"), ((1, 1, 0), "голосов записано 2")])
def test_a_decision_is_taken_by_those_who_were_there(world: World, votes: tuple, words: str) -> None:
    a = world.a11
    with acting(a.council_chair) as chair:
        row = CouncilMinutes.objects.get(pk=a.rows["minutes"])
        decision = DecisionDraft("other", "Решили", *votes)
        minutes.write(
            actor=chair, minutes=row, version=row.version, number="8", agenda="Дело", held_on=row.held_on,
            decisions=[decision], present=list(row.council.seats.all()),
        )  # fmt: skip
        with pytest.raises(Refusal) as refusal:
            minutes.sign(actor=chair, minutes=row, version=2)
        assert words in f"{refusal.value.reason} {refusal.value.todo}"


def test_a_case_is_for_its_author_and_the_body(world: World, client_of) -> None:
    a = world.a11
    address = reverse("case_detail", args=[a.rows["case"]])
    for who, status in ((a.mentor, 200), (a.council_member, 200), (a.curator, 404), (a.head, 404), (a.mentee, 404)):
        answer = client_of(who).get(address)
        assert answer.status_code == status, who.role
    for who in (a.curator, a.head):
        assert dispute_of(a) not in text_of(client_of(who).get(reverse("council")))
    assert client_of(a.council_member).post(reverse("case_hear", args=[a.rows["case"]])).status_code == 302
    with acting(a.mentor) as mentor:
        row = CouncilCase.objects.get(pk=a.rows["case"])
        row = cases.withdraw(actor=mentor, case=row)
        assert verbs_of(row) == ["hear", "withdraw_case"]


def test_whoever_may_bring_a_case_finds_where(world: World, client_of) -> None:
    """The page was there and no page led to it."""
    a = world.a11
    enact(a, preset="altai_duc")
    address = f'href="{reverse("case_new")}"'
    assert address in client_of(a.mentor).get(reverse("application_list")).content.decode()
    assert address in client_of(a.curator).get(reverse("council")).content.decode()
    with acting(a.curator):
        Council.objects.filter(organization_id=a.id).update(state="dissolved")
    assert address not in client_of(a.mentor).get(reverse("application_list")).content.decode()


def test_a_case_is_decided_by_minutes_and_executed(world: World) -> None:
    a = world.a11
    with acting(a.council_chair) as chair:
        row = CouncilMinutes.objects.get(pk=a.rows["minutes"])
        case = CouncilCase.objects.get(pk=a.rows["case"])
        minutes.write(
            actor=chair, minutes=row, version=row.version, number="9", agenda="Спор", held_on=row.held_on,
            present=list(row.council.seats.all()), decisions=[DecisionDraft("case", "По средам", 1, case=case)],
        )  # fmt: skip
        signed = minutes.sign(actor=chair, minutes=row, version=2)
        assert verbs_of(case) == ["decide"]
        minutes.mark_done(actor=chair, decision=signed.decisions.get())
        assert verbs_of(case) == ["decide", "execute"]
        with pytest.raises(Refusal, match="уже отмечено"):
            minutes.mark_done(actor=chair, decision=signed.decisions.get())


@pytest.mark.parametrize("names_the_pair", [True, False])
def test_a_side_of_a_case_neither_reads_nor_decides_it(world: World, client_of, names_the_pair: bool) -> None:
    """The chair is the mentor of whoever asks for mediation: the others hear, vote and sign."""
    a = world.a11
    enact(a, {"council_functions": {"value": ["mediation"], "clause": "п. 3.5", "locked": False}})
    with acting(a.council_chair) as chair:
        unit, secretary = flow.proposed(a), flow.of(a, "council_member")
        _mentor, mentee = flow.people_of(unit)
        UnitMember.objects.filter(unit=unit, side="mentor").update(person_id=chair.person_id)
        draft = CouncilMinutes.objects.get(pk=a.rows["minutes"])
        seats = [*draft.council.seats.all()]
        seats.append(CouncilSeat.objects.create(council=draft.council, person_id=secretary.person_id, role="secretary"))
        case = cases.file(
            actor=flow.himself(mentee), kind="mediation", text="На меня кричат", unit=unit if names_the_pair else None
        )
        told = Notice.objects.filter(dedupe_key=f"case:{case.pk}").values_list("person_id", flat=True)
        assert list(told) == [secretary.person_id]
        assert CouncilCase.objects.visible_to(secretary).filter(pk=case.pk).exists()
        assert not CouncilCase.objects.visible_to(chair).filter(pk=case.pk).exists()
        with pytest.raises(Refusal, match="сторона этого обращения"):
            cases.hear(actor=chair, case=case)
        cases.hear(actor=secretary, case=case)

        def written(actor, *decisions: DecisionDraft) -> None:
            facts = {"number": "9", "agenda": "Спор", "held_on": draft.held_on, "present": seats}
            minutes.write(actor=actor, minutes=draft, version=read(draft), decisions=decisions, **facts)

        with pytest.raises(Refusal, match="в котором вы сторона"):
            written(chair, DecisionDraft("case", "Отказать", 2, case=case))
        written(secretary, DecisionDraft("case", "Беседа", 2, case=case))
        with pytest.raises(Refusal, match="в котором вы сторона"):
            written(chair)  # the decision is not thrown out either
        with pytest.raises(Refusal, match="в котором вы сторона"):
            minutes.sign(actor=chair, minutes=draft, version=read(draft))
        with pytest.raises(Refusal, match="из 1 голосующих"):
            minutes.sign(actor=secretary, minutes=draft, version=read(draft))
        written(secretary, DecisionDraft("case", "Беседа", 1, case=case))
    address = reverse("minutes_sign", args=[draft.pk])
    page = reverse("minutes_detail", args=[draft.pk])
    assert address not in text_of(client_of(a.council_chair).get(page))
    assert address in text_of(client_of(a.council_member).get(page))
    with acting(a.curator):
        told = {"version": read(draft)}
    assert client_of(a.council_member).post(address, told).status_code == 302
    with acting(a.curator):
        assert (flow.state_of(case), verbs_of(draft)[-1]) == ("decided", "sign_for_chair")


def read(draft: CouncilMinutes) -> int:
    """The version of minutes that somebody has just read."""
    return CouncilMinutes.objects.get(pk=draft.pk).version


def test_the_register_of_young_specialists_asks_as_often_for_thirty_as_for_one(world: World, client_of) -> None:
    a, address = world.a11, reverse("council_register")
    client = client_of(a.council_chair)
    assert client.get(address).status_code == 409  # the regulation leaves it to the curator
    enact(a, preset="schekino11")
    asked = []
    for numbers in (range(1), range(1, 31)):
        with acting(a.curator):
            for number in numbers:
                MenteeEntry.objects.create(
                    organization_id=a.id, person=flow.teacher(a, f"Молодая{number}"), state="registered",
                    created_at="2026-09-01T00:00Z", category="YOUNG_SPECIALIST",
                )  # fmt: skip
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            body = text_of(client.get(address))
        asked.append(len(caught))
    assert asked[0] == asked[1] and "Молодая7" in body and "молодой специалист" in body


def test_the_order_of_the_body_is_cancelled_with_it(world: World) -> None:
    a = world.a11
    enact(a, preset="altai_duc")
    with acting(a.curator) as curator:
        council, _entries = _proposed(world)
        order = orders.send_order(actor=curator, draft=council_order(curator, council))
        order = orders.approve_order(actor=flow.of(a, "head"), order=order, version=order.version)
        order, _warnings = orders.register_order(actor=curator, order=order, number="6", dated=curator.today)
        by = orders.send_order(actor=curator, draft=cancelling_order(curator, order, "сменой состава"))
        by = orders.approve_order(actor=flow.of(a, "head"), order=by, version=by.version)
        orders.register_order(actor=curator, order=Order.objects.get(pk=by.pk), number="7", dated=curator.today)
        assert flow.state_of(council) == "dissolved"


def test_a_seat_is_left_when_the_consent_ends_by_itself(world: World) -> None:
    """No actor: the term of the consent is over, and the night's work goes on."""
    a = world.a11
    with acting(a.curator) as curator:
        council = Council.objects.get(organization_id=a.id, state="active")
        seat = council.seats.filter(left_on=None).first()
        councils.leave(person=seat.person, actor=None, council=council)
        seat.refresh_from_db()
        assert (seat.left_on, verbs_of(council)[-1]) == (curator.today, "leave")


def test_the_seats_are_those_of_the_day_of_the_meeting(world: World) -> None:
    """Whoever left later was a member then: «Присутствовали (5 из 4)» stood in the minutes."""
    a = world.a11
    with acting(a.council_chair) as chair:
        row = CouncilMinutes.objects.select_related("council__organization__region").get(pk=a.rows["minutes"])
        CouncilSeat.objects.bulk_create(
            CouncilSeat(council=row.council, person=f.PersonFactory(), role="member") for _seat in range(4)
        )
        day, everybody = datetime.timedelta(days=1), list(row.council.seats.all())
        told = {"number": "8", "agenda": "План", "held_on": row.held_on, "decisions": []}
        minutes.write(actor=chair, minutes=row, version=row.version, present=everybody, **told)
        row.council.seats.filter(pk=everybody[-1].pk).update(left_on=row.held_on + day)
        assert paper_of(row, chair).blocks[0].facts[-1].label == "Присутствовали (5 из 5)"
        assert everybody[-1] in MinutesForm(minutes=row).fields["present"].queryset
        minutes.write(actor=chair, minutes=row, version=2, present=everybody[:2], **told)
        row.council.seats.exclude(pk__in=[seat.pk for seat in everybody[:2]]).update(left_on=row.held_on + day)
        assert not is_quorate(row)
        row.council.seats.exclude(left_on=None).update(left_on=row.held_on)  # from that day on no members
        assert is_quorate(row)


@pytest.mark.parametrize(
    ("kind", "state"), [("program_agree", "curator_check"), ("program_return", "draft"), ("amendment", "on_council")]
)
def test_minutes_decide_about_a_programme_that_waits_for_the_body(world: World, kind: str, state: str) -> None:
    """S1-096, S1-100: agreed, returned with the words of the decision; an amendment is a word that moves nothing."""
    a = world.a11
    with acting(a.council_chair) as chair:
        program = flow.drafted(flow.ordered(a))
        Program.objects.filter(pk=program.pk).update(state="on_council")
        program = Program.objects.get(pk=program.pk)
        row = CouncilMinutes.objects.get(pk=a.rows["minutes"])
        minutes.write(
            actor=chair, minutes=row, version=row.version, number="8", agenda="Программа", held_on=row.held_on,
            decisions=[DecisionDraft(kind, "Добавьте курс", 1, program=program)],
            present=list(row.council.seats.all()),
        )  # fmt: skip
        minutes.sign(actor=chair, minutes=row, version=2)
        program.refresh_from_db()
        assert program.state == state
        assert ("№ 8" in program.council_words) is (kind == "program_agree")
        told = Notice.objects.filter(dedupe_key__startswith="decision:", person_id=program.unit.curator_id)
        assert told.exists() is (kind == "amendment")


def test_a_decision_about_words_that_have_changed_is_taken_anew(world: World) -> None:
    a = world.a11
    with acting(a.council_chair) as chair:
        program = flow.drafted(flow.ordered(a))
        Program.objects.filter(pk=program.pk).update(state="on_council")
        row = CouncilMinutes.objects.get(pk=a.rows["minutes"])
        decision = DecisionDraft("program_agree", "Согласовать", 1, program=Program.objects.get(pk=program.pk))
        minutes.write(
            actor=chair, minutes=row, version=row.version, number="8", agenda="Программа", held_on=row.held_on,
            decisions=[decision], present=list(row.council.seats.all()),
        )  # fmt: skip
        Program.objects.filter(pk=program.pk).update(version=F("version") + 1)
        with pytest.raises(Refusal, match="Программу изменили"):
            minutes.sign(actor=chair, minutes=row, version=2)


def test_forms_are_decided_by_minutes_and_changed_by_an_order(world: World) -> None:
    """S3-095: the decision stands in the minutes and their paper; the regulation stays as it is until its own order."""
    a = world.a11
    with acting(a.council_chair) as chair:
        before = effective_regulation(chair.organization, chair.today).value("forms")
        row = CouncilMinutes.objects.get(pk=a.rows["minutes"])
        minutes.write(
            actor=chair, minutes=row, version=row.version, number="8", agenda="Формы", held_on=row.held_on,
            decisions=[DecisionDraft("forms", "Ввести форму «педагог – педагог»", 1)],
            present=list(row.council.seats.all()),
        )  # fmt: skip
        row = minutes.sign(actor=chair, minutes=row, version=2)
        assert "педагог – педагог" in str(paper_of(row, chair))
        assert effective_regulation(chair.organization, chair.today).value("forms") == before
