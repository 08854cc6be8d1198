"""What a curator is told to do can be done: approvals, pairs taken back, consents, statements, payments, help."""

import datetime
import re
from pathlib import Path

import pytest
from django.urls import reverse

from accounts.models import AuditEvent, Notice
from accounts.refusal import Refusal
from programs.models import Application, Consent, MenteeEntry, MentorEntry, MentoringAgreement
from programs.pair_desk import mentors_to_approve
from programs.services import banks, units
from tests.programs import pair_flow as flow
from tests.programs.regulation_flow import enact
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def a(world: World):
    with acting(world.a11.curator):
        yield world.a11


def candidate(a, name: str = "Кандидатова") -> MentorEntry:
    entry = banks.add_mentor(actor=flow.of(a, "curator"), person=flow.teacher(a, name))
    flow.answer_consents(entry.person)
    return MentorEntry.objects.get(pk=entry.pk)


def test_who_has_been_screened_stays_on_the_desk_of_who_approves(a) -> None:
    entry, head = candidate(a), flow.of(a, "head")
    before = str(mentors_to_approve(head)[0].title)
    MentorEntry.objects.filter(pk=entry.pk).update(state="screened")
    item = mentors_to_approve(head)[0]
    assert str(item.title) == before
    assert item.url.endswith("?show=candidates")


def test_only_who_may_approve_is_offered_to(world: World, client_of) -> None:
    a = world.a11
    enact(a, {"mentor_activation": {"value": "head"}})
    with acting(a.curator):
        entry = candidate(a)
    for who, offered in ((a.curator, False), (a.head, True)):
        client = client_of(who)
        for address in (reverse("mentor_list"), reverse("mentor_detail", args=[entry.pk])):
            body = client.get(address).content.decode()
            assert (">Утвердить" in body.replace("\u00a0", " ")) is offered, (who.role, address)


def test_one_who_is_not_ready_does_not_stop_the_others(world: World, client_of) -> None:
    a = world.a11
    enact(a, {"screening": {"value": {"TEACHER_TEACHER": "questionnaire"}}})
    with acting(a.curator):
        bare, ready = candidate(a, "Безанкетная"), candidate(a, "Готовая")
        MentorEntry.objects.filter(pk=ready.pk).update(
            questionnaire="Зачем мне это", questionnaire_on=flow.of(a, "head").today
        )
    client, address = client_of(a.head), reverse("mentors_approve")
    answer = client.post(address, {"entry": [bare.pk, ready.pk]})
    assert answer.status_code == 409
    assert "Безанкетная" in answer.content.decode() and [one.pk for one in answer.context["ready"]] == [ready.pk]
    assert client.post(address, {"entry": [ready.pk], "only": "ready"}).status_code == 302
    with acting(a.curator):
        assert (flow.state_of(bare), flow.state_of(ready)) == ("candidate", "active")


@pytest.mark.parametrize("way", [flow.proposed, flow.agreed, flow.consented])
def test_the_curator_takes_a_wrong_pair_back(a, way) -> None:
    unit, curator = way(a), flow.of(a, "curator")
    with pytest.raises(Refusal, match="Почему"):
        units.withdraw(actor=curator, unit=unit, reason=" ")
    with pytest.raises(Refusal, match="названы люди"):  # it goes to the journal and to both schools
        units.withdraw(actor=curator, unit=unit, reason=f"{flow.people_of(unit)[1].last_name} против")
    units.withdraw(actor=curator, unit=unit, reason="Составлена по ошибке")
    assert flow.state_of(unit) == "rejected"
    assert not AuditEvent.objects.filter(basis__contains="ошибке").exists()
    people = flow.people_of(unit)
    told = Notice.objects.filter(person__in=people, text="Предложение пары отозвано", detail="Составлена по ошибке")
    assert told.count() == len(people)
    assert MenteeEntry.objects.get(person=people[1]).state == "requested"
    mentor = MentorEntry.objects.get(person=people[0])
    assert banks.withdraw_entry(actor=curator, entry=mentor).state == "withdrawn"  # the way that his refusal names


def test_nobody_takes_back_a_pair_that_is_held_or_not_his(a) -> None:
    unit = flow.consented(a)
    with pytest.raises(Refusal, match="отзывает куратор"):
        units.withdraw(actor=flow.himself(flow.people_of(unit)[0]), unit=unit, reason="Не хочу")
    held = flow.ordered(a, mentor=flow.mentor_in_bank(a, "Вторая"), mentees=[flow.mentee_with_request(a, "Вторая")])
    with pytest.raises(Refusal, match="уже не ждёт"):
        units.withdraw(actor=flow.of(a, "curator"), unit=held, reason="Ошибка")


def test_the_card_leads_to_the_next_step(world: World, client_of) -> None:
    a, client = world.a11, client_of(world.a11.curator)
    with acting(a.curator):
        waits = flow.agreed(a)
        gone = flow.proposed(a, mentor=flow.mentor_in_bank(a, "Иная"), mentees=[flow.mentee_with_request(a, "Иная")])
        entry = MenteeEntry.objects.get(person=flow.people_of(gone)[1])
        units.withdraw(actor=flow.of(a, "curator"), unit=gone, reason="Ошибка")
        ready = flow.consented(a, mentor=flow.mentor_in_bank(a, "Т"), mentees=[flow.mentee_with_request(a, "Т")])
    for unit, way in (
        (waits, reverse("consents_awaited")),
        (ready, reverse("unit_order")),
        (gone, reverse("mentee_matching", args=[entry.pk])),
    ):
        assert f'href="{way}"' in client.get(reverse("unit_detail", args=[unit.pk])).content.decode(), way


def test_a_whole_page_of_consents_is_asked_about_first(world: World, client_of) -> None:
    a, client = world.a11, client_of(world.a11.curator)
    pk, address = a.rows["consent_mentee_sent"], reverse("consents_awaited")
    data = {"on": "2026-01-12", "shown": [pk]}
    assert "dialog" in client.post(address, {**data, "verb": "ask_all"}).content.decode()
    with acting(a.curator):
        assert Consent.objects.get(pk=pk).state == "sent"
    assert client.post(address, {**data, "verb": "all"}).status_code == 302
    with acting(a.curator):
        assert Consent.objects.get(pk=pk).state == "signed"


def test_after_a_scan_the_next_consent_is_at_hand(world: World, client_of) -> None:
    a, client = world.a11, client_of(world.a11.curator)
    pk = a.rows["consent_mentee_sent"]
    assert reverse("consents_awaited") in client.get(reverse("consent_detail", args=[pk])).content.decode()
    answer = client.post(reverse("consent_paper", args=[pk]), {"on": "2026-01-12"})
    assert answer.url == reverse("consents_awaited")


def test_what_was_filed_is_not_typed_again(world: World, client_of) -> None:
    a = world.a11
    with acting(a.curator):
        program = flow.running(a)
        mentor = flow.people_of(program.unit)[0]
        day = flow.of(a, "curator").today
        Application.objects.create(
            organization_id=a.id, kind="release", author=mentor, unit=program.unit, text="Прошу освободить",
            filed_on=day, answer_until=day + datetime.timedelta(days=3),
        )  # fmt: skip
    form = client_of(a.curator).get(reverse("program_terminate", args=[program.pk])).context["form"]
    assert (form["filed_on"].value(), form["filed_words"].value()) == (day, "Прошу освободить")


def test_a_payment_begins_with_its_agreement(world: World, client_of) -> None:
    a, client = world.a11, client_of(world.a11.curator)
    with acting(a.curator):
        row = MentoringAgreement.objects.get(pk=a.rows["agreement"])
        row.state, row.amount, row.consent_on, row.signed_on = "active", 1500, row.starts, row.starts
        row.save()
    address = f"{reverse('payment_new')}?agreement={row.pk}"
    assert address in client.get(reverse("agreement_detail", args=[row.pk])).content.decode()
    form = client.get(address).context["form"]
    assert (form["person"].value(), form["amount"].value(), form["ends"].value()) == (
        row.person_id, row.amount, row.ends,
    )  # fmt: skip


def test_help_opens_with_the_guide_of_the_role(world: World, client_of, settings) -> None:
    a = world.a11
    for who, words in ((a.curator, "Первый час куратора"), (a.mentor, "Первый час наставника")):
        body = client_of(who).get(reverse("help")).content.decode()
        assert f"<h1>{words}" in body.replace("\u00a0", " ")
        assert "<b>Войдите</b>" in body and "**" not in body and reverse("help_guide", args=["marshrut"]) in body
    settings.SUPPORT = "help@example.org"
    client = client_of(a.union)
    assert "help@example.org" in client.get(reverse("help")).content.decode()
    assert client.get("/guide/secrets/").status_code == 404


def test_no_refusal_cites_the_codes_of_our_own_reading() -> None:
    """S1–S5 name the documents in comments; a reader is told the clause of his own regulation."""
    root = Path(__file__).resolve().parents[2]
    sources = [path for app in ("accounts", "programs", "monitoring", "reports") for path in (root / app).rglob("*.py")]
    quoted = re.compile(r"""(?<!["'])["']S[1-5] """)
    assert [str(path.relative_to(root)) for path in sources if quoted.search(path.read_text(encoding="utf-8"))] == []
