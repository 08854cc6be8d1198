"""Agreements to the employment contract (ТК, ст. 351.8): offered ready, one tap of each signs; money with its ground.

The figures of the law are in the scenario law_351_8 (test_scenarios).
"""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Employment
from accounts.refusal import Refusal
from programs.models import MentoringAgreement, Unit
from programs.services import agreement_answers, agreements, applications, payments
from tests.programs import pair_flow as flow
from tests.programs.test_papers import text_of, verbs_of
from tests.support.people import acting
from tests.support.world_papers import money_of
from tests.world import World

pytestmark = pytest.mark.django_db


def _of(unit: Unit) -> MentoringAgreement:
    return MentoringAgreement.objects.get(unit=unit)


def test_the_head_signs_the_agreement_by_the_press_that_approves_the_order(world: World) -> None:
    with acting(world.a11.curator):
        unit = flow.ordered(world.a11)
        row = _of(unit)
        assert verbs_of(row) == ["offer", "agree_to_duties", "countersign", "begin"]
        assert (row.state, row.signed_by_id) == ("active", world.a11.head.person_id)


def test_a_guest_mentor_needs_no_agreement(world: World) -> None:
    with acting(world.a11.curator):
        entry = flow.mentor_in_bank(world.a11)
        Employment.objects.filter(person=entry.person).delete()
        unit = flow.consented(world.a11, mentor=entry)
        assert unit.state == "consented" and not unit.agreements.exists()


def test_what_is_signed_is_not_changed_behind_the_employees_back(world: World) -> None:
    with acting(world.a11.curator) as curator:
        row = _of(flow.consented(world.a11))
        with pytest.raises(Refusal, match="не правят"):
            agreement_answers.edit(actor=curator, agreement=row, version=row.version, amount=Decimal(1))
        with pytest.raises(Refusal, match="сам работник"):
            agreement_answers.agree(actor=curator, agreement=row, version=row.version)


def test_nobody_is_made_a_mentor(world: World) -> None:
    """A refusal of the agreement ends the proposal, without a mark on anybody."""
    with acting(world.a11.curator):
        unit = flow.agreed(world.a11)
        mentor = flow.people_of(unit)[0]
        row = agreement_answers.refuse(actor=flow.himself(mentor), agreement=_of(unit))
        assert (row.state, flow.state_of(unit)) == ("terminated", "rejected")
        assert verbs_of(row)[-1] == "end_agreement"


def test_the_employer_gives_the_same_notice_and_the_term_runs_out(world: World) -> None:
    with acting(world.a11.curator) as curator:
        unit = flow.ordered(world.a11)
        row = _of(unit)
        with pytest.raises(Refusal, match="отменяет руководитель"):
            agreement_answers.cancel_by_employer(actor=curator, agreement=row)
        row = agreement_answers.cancel_by_employer(actor=flow.of(world.a11, "head"), agreement=row)
        assert (row.state, verbs_of(row)[-1]) == ("notice_given", "give_notice")
        assert row.last_day == agreements.last_day(row.organization, curator.today)
        assert agreements.runs_out(unit)
        other = _of(flow.ordered(world.a11, mentor=flow.mentor_in_bank(world.a11, "Вторая"),
                                 mentees=[flow.mentee_with_request(world.a11, "Третья")]))  # fmt: skip
        day = curator.today - datetime.timedelta(days=1)
        MentoringAgreement.objects.filter(pk=other.pk).update(starts=day, ends=day)
        agreement_answers.new_day()
        assert verbs_of(other)[-1] == "expire"


def test_notice_runs_out_for_a_pair_that_is_trying(world: World, clock_at) -> None:
    """Between its order and its programme too: a mentor whose duties are over leads nobody."""
    with acting(world.a11.curator):
        unit = flow.ordered(world.a11)
        mentor = flow.people_of(unit)[0]
        Unit.objects.filter(pk=unit.pk).update(state="trying")
        unit = Unit.objects.get(pk=unit.pk)
        assert applications.kinds_for(flow.himself(mentor), unit) == ["release"]
        row = agreement_answers.cancel_by_employer(actor=flow.of(world.a11, "head"), agreement=_of(unit))
        over = datetime.datetime.combine(row.last_day, datetime.time(12), datetime.UTC) + datetime.timedelta(days=1)
        clock_at(over)
        agreement_answers.new_day()
        assert (flow.state_of(row), flow.state_of(unit)) == ("terminated", "replacing")


def test_a_statement_whose_notice_has_run_out_waits_for_nobody(world: World, clock_at) -> None:
    """The law has ended the duties (ТК, ст. 351.8): the head is not asked to answer what is over."""
    with acting(world.a11.curator):
        unit = flow.ordered(world.a11)
        mentor = flow.himself(flow.people_of(unit)[0])
        said = applications.file(actor=mentor, unit=unit, kind="release", text="По состоянию здоровья")
        row = _of(unit)
        assert row.state == "notice_given"
        clock_at(datetime.datetime.combine(row.last_day, datetime.time(12), datetime.UTC) + datetime.timedelta(days=1))
        agreement_answers.new_day()
        said.refresh_from_db()
        assert (said.state, verbs_of(said)[-1]) == ("accepted", "settle")
        assert said.answered_on == row.last_day + datetime.timedelta(days=1)
        assert said.answered_by is None and "Срок предупреждения истёк" in said.answer


def test_money_is_read_by_him_the_curator_and_the_head(world: World, client_of) -> None:
    a = world.a11
    detail = reverse("agreement_detail", args=[a.rows["agreement"]])
    for who, status in ((a.mentor, 200), (a.curator, 200), (a.head, 200), (a.mentee, 404), (a.council_chair, 404)):
        assert client_of(who).get(detail).status_code == status, who.role
    for who in (a.mentee, a.council_chair):
        assert money_of(a) not in text_of(client_of(who).get(reverse("unit_detail", args=[a.rows["unit"]])))
    assert money_of(a) in text_of(client_of(a.head).get(reverse("payment_list")))


def test_a_payment_names_its_ground_and_is_written_once(world: World, client_of) -> None:
    a, address = world.a11, reverse("payment_new")
    whole = {
        "person": a.mentor.person_id, "kind": "stimulating", "amount": "3000", "starts": "2026-09-01",
        "ends": "2026-09-30", "basis": "pay_statute", "basis_dated": "2024-01-09", "basis_clause": "п. 4.2",
    }  # fmt: skip
    client = client_of(a.curator)
    for name in ("basis", "basis_dated", "basis_clause"):
        assert client.post(address, whole | {name: ""}).status_code == 422
    assert client.post(address, whole | {"basis": "agreement"}).status_code == 422  # the regulation names none
    assert client.post(address, whole).status_code == 302
    assert "уже записана" in text_of(client.post(address, whole))
    with acting(a.curator) as curator, pytest.raises(Refusal, match="не наставник"):
        payments.write_down(
            actor=curator, person=flow.teacher(a, "Чужая"), kind="stimulating", amount=Decimal(1), basis="collective",
            starts=curator.today, ends=curator.today, basis_dated=curator.today, basis_clause="п. 1",
        )  # fmt: skip


def test_a_mentor_signs_on_a_phone_by_one_press(world: World, client_of) -> None:
    a = world.a11
    client = client_of(a.mentor)
    assert "Подписать соглашение о наставничестве" in text_of(client.get("/"))
    assert client.post(reverse("agreement_agree", args=[a.rows["agreement"]]), {"version": 1}).status_code == 302
    assert "подписал работник" in text_of(client.get(reverse("agreement_detail", args=[a.rows["agreement"]])))


def test_an_employee_signs_the_words_that_he_has_read(world: World, client_of) -> None:
    """The curator changes the pay between the page and the press; of two editors the second is shown the first."""
    a, pk = world.a11, world.a11.rows["agreement"]
    page, edit = client_of(a.mentor).get(reverse("agreement_detail", args=[pk])), reverse("agreement_edit", args=[pk])
    assert 'name="version" value="1"' in page.content.decode()
    curator = client_of(a.curator)
    typed = curator.get(edit).context["form"].initial | {"amount": "100", "starts": "2026-09-01", "ends": "2027-05-31"}
    assert curator.post(edit, {**typed, "hours": ""}).status_code == 302
    stale = client_of(a.head).post(edit, {**typed, "hours": "", "amount": "9000"})
    assert stale.status_code == 409 and "9000" in text_of(stale) and "100,00" in text_of(stale).replace(".", ",")
    signed = client_of(a.mentor).post(reverse("agreement_agree", args=[pk]), {"version": 1})
    assert signed.status_code == 409 and "Прочитайте их" in text_of(signed) and "Ввели вы" not in text_of(signed)
    assert "Условия соглашения о наставничестве изменили" in text_of(client_of(a.mentor).get(reverse("notice_list")))
    assert client_of(a.mentor).post(reverse("agreement_agree", args=[pk]), {"version": 2}).status_code == 302


def test_an_employees_refusal_is_no_plea(world: World) -> None:
    """Catches a head who turns down what the law gives, and a notice that is taken back after it has begun to run."""
    a = world.a11
    with acting(a.curator):
        program = flow.running(a)
        mentor = flow.people_of(program.unit)[0]
        row = applications.file(actor=flow.himself(mentor), kind="release", unit=program.unit, text="Отказываюсь")
        assert _of(program.unit).state == "notice_given"
        with pytest.raises(Refusal, match="вправе отказаться"):
            applications.turn_down(actor=flow.of(a, "head"), application=row, answer="Нет замены")
        with pytest.raises(Refusal, match="уже подано"):
            applications.take_back(actor=flow.himself(mentor), application=row)
        applications.accept(actor=flow.of(a, "head"), application=row)
        assert flow.state_of(program.unit) == "active"  # till the last day of the notice


def test_a_pair_that_was_there_before_the_law_is_offered_its_agreement(world: World) -> None:
    a = world.a11
    with acting(a.curator) as curator:
        unit = flow.ordered(a)
        with pytest.raises(Refusal, match="уже предложено"):
            agreement_answers.offer_again(actor=curator, unit=unit)
        unit.agreements.all().delete()
        row = agreement_answers.offer_again(actor=curator, unit=unit)
        row = agreement_answers.agree(actor=flow.himself(row.person), agreement=row, version=row.version)
        row = agreement_answers.sign_now(actor=flow.of(a, "head"), agreement=row)
        assert row.state == "active"
