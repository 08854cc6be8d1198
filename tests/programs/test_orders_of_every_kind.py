"""Orders that the system writes by the records: their words, what they refuse, what their registration does."""

import datetime
from collections.abc import Sequence

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Deadline, Person
from accounts.permissions import Actor
from accounts.refusal import Refusal
from programs.models import MentorEntry, Order, OrderClause, OrderKind, OrderUnit, Program, Unit
from programs.order_content import content_of
from programs.queries.order_sources import waiting_for
from programs.ready_orders import (
    appointment_order,
    award_order,
    implementation_order,
    liaison_order,
    monitoring_order,
    programs_order,
    termination_order,
)
from programs.regulation.loader import load_preset
from programs.regulation.settings import dump_settings
from programs.services import banks, orders
from programs.services.closings import terminate_program
from programs.services.order_drafts import OrderDraft
from tests.programs import pair_flow as flow
from tests.programs.order_flow import other, words
from tests.programs.regulation_flow import enact
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db


def _by(world: World, preset: str) -> None:
    """The school of the world under the values of a shipped document, of whatever level."""
    enact(world.a11, dump_settings(load_preset(preset).settings), dated=datetime.date.today())


def _signed(world: World, draft: OrderDraft, number: str = "20") -> Order:
    curator, head = flow.of(world.a11, "curator"), flow.of(world.a11, "head")
    order = orders.send_order(actor=curator, draft=draft)
    order = orders.approve_order(actor=head, order=order, version=Order.objects.get(pk=order.pk).version)
    facts = {"number": number, "number_apart": f"журнал {order.pk}"}
    return orders.register_order(actor=curator, order=order, dated=curator.today, **facts)[0]


def _ended(world: World) -> Unit:
    program = flow.running(world.a11)
    curator = flow.of(world.a11, "curator")
    facts = {"filed_on": curator.today, "filed_words": "Прошу завершить"}
    terminate_program(actor=curator, program=program, reason="MENTEE_INITIATIVE", **facts)
    return Unit.objects.get(pk=program.unit_id)


def _table(draft: OrderDraft, actor: Actor) -> dict:
    order = orders.create_order(actor=actor, draft=draft)
    return content_of(order, actor=None, on=actor.today)["clauses"][0]["table"]


def test_an_ended_pair_is_let_go_by_an_order(world: World) -> None:
    with acting(world.a11.curator) as curator:
        unit = _ended(world)
        assert waiting_for(OrderKind.PAIR_TERMINATION, curator) == [unit]
        draft = termination_order(curator, [unit])
        assert draft.title == "О прекращении работы наставнической пары"
        assert OrderUnit.objects.get(unit=unit, clause__kind="pair_assignment").in_force
        order = _signed(world, draft)
        assert not OrderUnit.objects.filter(unit=unit, in_force=True).exists()
        assert waiting_for(OrderKind.PAIR_TERMINATION, curator) == []
        (row,) = order.content["clauses"][0]["table"]["rows"]
        assert row[3:] == [f"{curator.today:%d.%m.%Y}", "инициатива наставляемого"]
        with pytest.raises(Refusal, match="прежнее действие этим не возвращается"):
            cancels = other("Отменить", kind=OrderKind.ORDER_CANCELLATION, target=order)
            orders.send_order(actor=curator, draft=words(cancels))


def test_a_pair_at_work_is_not_terminated_by_an_order_alone(world: World) -> None:
    with acting(world.a11.curator) as curator:
        unit = flow.ordered(world.a11)
        with pytest.raises(Refusal, match="пара ещё не завершена") as refused:
            orders.send_order(actor=curator, draft=termination_order(curator, [unit]))
        assert "Сначала завершите программу" in refused.value.todo


def test_approved_programmes_are_named_in_a_table(world: World) -> None:
    with acting(world.a11.curator) as curator:
        program = flow.running(world.a11)
        (unit,) = (row for row in waiting_for(OrderKind.PROGRAM_APPROVAL, curator) if row.pk == program.unit_id)
        draft = programs_order(curator, [unit])
        assert draft.title == "Об утверждении персонализированной программы наставничества"
        assert draft.clauses[0].text == "Утвердить персонализированную программу наставничества:"
        table = _table(draft, curator)
        assert table["headings"] == ["№", "Программа", "Наставник", "Наставляемый", "Срок"]
        assert table["rows"][0][1] == program.title
        assert unit not in waiting_for(OrderKind.PROGRAM_APPROVAL, curator)
        fresh = flow.ordered(world.a11, mentor=flow.mentor_in_bank(world.a11, "Иная"),
                             mentees=[flow.mentee_with_request(world.a11, "Другая")])  # fmt: skip
        with pytest.raises(Refusal, match="нет программы, утверждённой куратором"):
            orders.send_order(actor=curator, draft=programs_order(curator, [fresh]))
        many = programs_order(curator, [unit, fresh])
        assert many.title == "Об утверждении персонализированных программ наставничества"


def test_awards_stand_in_a_clause_each(world: World) -> None:
    with acting(world.a11.curator) as curator:
        program = flow.running(world.a11)
        with pytest.raises(Refusal, match="не выполнена до конца"):
            orders.send_order(actor=curator, draft=award_order(curator, {"pair": [program.unit]}))
        done = {"state": "completed", "closed_on": curator.today, "closure_reason": "PLAN_COMPLETED"}
        Program.objects.filter(pk=program.pk).update(**done)
        units: Sequence[Unit] = [row for row in waiting_for(OrderKind.AWARD, curator) if row.pk == program.unit_id]
        draft = award_order(curator, {"pair": units, "mentor": units})
        assert [clause.text for clause in draft.clauses[:2]] == [
            "Наградить грамотой «Лучший наставник» наставников:",
            "Наградить грамотой «Лучшая пара» наставника и наставляемого:",
        ]
        assert _signed(world, draft).content["clauses"][0]["table"]["rows"][0][3] == program.title


def test_a_candidate_is_in_the_bank_from_the_registration(world: World) -> None:
    with acting(world.a11.curator) as curator:
        entry = banks.add_mentor(actor=curator, person=flow.teacher(world.a11, "Новикова"))
        flow.answer_consents(entry.person)
        waiting = [row for row in waiting_for(OrderKind.MENTOR_APPOINTMENT, curator) if row.pk == entry.pk]
        draft = appointment_order(curator, waiting)
        assert draft.clauses[0].text == "Назначить наставником Новикову Веру Петровну, учителя."
        order = _signed(world, draft)
        assert flow.state_of(entry) == MentorEntry.State.ACTIVE
        assert order.acknowledgements.filter(person=entry.person).exists()
        cancels = other("Отменить.", kind=OrderKind.ORDER_CANCELLATION, target=order)
        _signed(world, words(cancels, title="Об отмене приказа"), "21")
        assert flow.state_of(entry) == MentorEntry.State.SUSPENDED


def test_nobody_who_gave_no_consent_is_appointed(world: World) -> None:
    with acting(world.a11.curator) as curator:
        entry = banks.add_mentor(actor=curator, person=flow.teacher(world.a11, "Молчунова"))
        with pytest.raises(Refusal, match="не в банке наставников или не дал согласия"):
            orders.send_order(actor=curator, draft=appointment_order(curator, [entry]))


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        (OrderKind.MODEL_IMPLEMENTATION, "сроков внедрения"),
        (OrderKind.MONITORING, "сроков мониторинга эффективности программ"),
        (OrderKind.PLANNED_RESULTS, "планируемых результатов"),
    ],
)
def test_an_implementation_without_its_three_parts_is_not_signed(world: World, left_out: str, said: str) -> None:
    """S2-128: the head cannot sign it either, were it changed after it was sent."""
    _by(world, "tashtagol")
    with acting(world.a11.curator) as curator:
        order = orders.send_order(actor=curator, draft=implementation_order(curator))
        clause = order.clauses.get(kind=left_out)
        if left_out == OrderKind.PLANNED_RESULTS:
            clause.delete()
        else:
            OrderClause.objects.filter(pk=clause.pk).update(due_on=None)
        with pytest.raises(Refusal) as refused:
            orders.approve_order(actor=flow.of(world.a11, "head"), order=order, version=order.version)
        assert refused.value.reason == f"В приказе о внедрении нет: {said}"
        assert "разд. 9, п. 1.3" in refused.value.clause
        assert "Укажите срок" in refused.value.todo


def test_a_registered_implementation_opens_its_terms(world: World) -> None:
    _by(world, "tashtagol")
    with acting(world.a11.curator) as curator:
        draft = implementation_order(curator)
        assert draft.title == "О внедрении системы наставничества обучающихся"
        order = _signed(world, draft)
        dues = Deadline.objects.filter(kind="order_clause", key__startswith=f"{order.pk}.")
        assert sorted(dues.values_list("key", flat=True)) == [f"{order.pk}.1", f"{order.pk}.2"]


@pytest.mark.parametrize(
    ("preset", "whose", "stages"),
    [
        ("kalmanka", "педагогических работников", "в два этапа"),
        ("tashtagol", "обучающихся", "в два этапа"),
        ("tatarstan", "педагогических работников", ""),
        ("schekino11", "педагогических работников", ""),
        ("altai_duc", "педагогических работников", "в два этапа"),
    ],
)
def test_the_words_are_those_of_the_preset(world: World, preset: str, whose: str, stages: str) -> None:
    _by(world, preset)
    with acting(world.a11.curator) as curator:
        assert whose in implementation_order(curator).title
        monitoring = monitoring_order(curator)
        assert monitoring.title == "О проведении мониторинга программ наставничества"
        assert stages in monitoring.clauses[0].text
        assert orders.send_order(actor=curator, draft=monitoring).state == "for_review"
        liaison = liaison_order(curator, Person.objects.get(pk=curator.person_id))
        assert ("Таштагольского района" in liaison.clauses[1].text) == (preset == "tashtagol")


def test_one_press_from_the_page_where_it_waits(world: World, client_of) -> None:
    with acting(world.a11.curator):
        unit = _ended(world)
    client: Client = client_of(world.a11.curator)
    assert "Приказ о прекращении: 1 пара" in client.get("/units/").content.decode().replace("\xa0", " ")
    page = client.get(f"/units/{unit.pk}/").content.decode()
    assert f"/orders/new/of/termination/?only={unit.pk}" in page
    assert "checked" in client.get(f"/orders/new/of/termination/?only={unit.pk}").content.decode()
    answer = client.post("/orders/new/of/termination/", {"row": unit.pk, "send": "1"})
    assert answer.status_code == 302
    with acting(world.a11.curator):
        assert OrderClause.objects.get(kind="pair_termination").order.state == "for_review"
    assert client.post("/orders/new/of/termination/", {"send": "1"}).status_code == 409  # nothing waits any more
    for slug in ("programs", "award", "mentors"):
        assert client.get(f"/orders/new/of/{slug}/").status_code == 200
    assert client.get("/orders/new/of/other/").status_code == 404
    assert client.post("/orders/new/ready/monitoring/").status_code == 302


def test_a_page_of_many_asks_as_often_as_a_page_of_one(world: World, client_of) -> None:
    """``order_of_kind``: catches a query for each row."""
    client, asked = client_of(world.a11.curator), []
    for names in ((("Первая", "Вторая"),), (("Третья", "Четвёртая"), ("Пятая", "Шестая"))):
        with acting(world.a11.curator):
            for mentor, mentee in names:
                flow.running(world.a11, mentor=flow.mentor_in_bank(world.a11, mentor),
                             mentees=[flow.mentee_with_request(world.a11, mentee)])  # fmt: skip
        client.get("/orders/new/of/programs/")
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/orders/new/of/programs/").status_code == 200
        asked.append(len(caught))
    assert asked[0] == asked[1]


def test_a_liaison_of_another_school_is_nobody(world: World, client_of) -> None:
    address = "/orders/new/ready/liaison/"
    client: Client = client_of(world.a11.curator)
    for stranger in (world.a12.head, world.b11.head):
        answer = client.post(address, {"person": stranger.person_id})
        assert answer.status_code == 409 and "Не выбрано" in answer.content.decode().replace("\u00a0", " ")
