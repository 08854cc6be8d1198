"""A pair across two schools is held by the orders of both; the second one comes ready to the mentor's school."""

import json

import pytest
from django.urls import reverse

from accounts.models import Notice
from accounts.refusal import Refusal
from programs.models import Acknowledgement, Order, OrderKind, Unit
from programs.order_content import content_of
from programs.order_templates import pairs_order
from programs.queries.orders import not_to_be_shown
from programs.queries.partners import orders_awaited
from programs.queries.units import units_to_order
from programs.services import order_cancelling, orders, partners
from tests.programs import pair_flow as flow
from tests.programs.test_partners import agreement, away, neighbour
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def across(world: World) -> Unit:
    """A mentor of A12 and a teacher of A11, all consents given."""
    agreement(world)
    with acting(world.a11.curator) as curator:
        away(world)
        mentor = neighbour(world.a12)
        loan = partners.ask_for(actor=curator, key=mentor.pk)
    with acting(world.a12.curator) as lender:
        partners.answer(actor=lender, loan=loan, agrees=True)
        flow.answer_consents(mentor.person)
        partners.answer(actor=flow.himself(mentor.person), loan=loan, agrees=True)
    with acting(world.a11.curator):
        return flow.consented(world.a11, mentor=mentor, mentees=[flow.mentee_with_request(world.a11, "Здешняя")])


def signed(node, order: Order) -> Order:
    orders.submit_order(actor=flow.of(node, "curator"), order=order)
    version = Order.objects.get(pk=order.pk).version
    return orders.approve_order(actor=flow.of(node, "head"), order=order, version=version)


def registered(node, order: Order, number: str) -> Order:
    actor = flow.of(node, "curator")
    return orders.register_order(actor=actor, order=signed(node, order), number=number, dated=actor.today)[0]


def own(world: World, unit: Unit) -> Order:
    curator = flow.of(world.a11, "curator")
    return orders.create_order(actor=curator, draft=pairs_order(curator, [unit]))


def second(world: World) -> Order:
    return Order.objects.get(organization_id=world.a12.id, clauses__kind=OrderKind.PAIR_LENDING)


@pytest.mark.parametrize("lender_first", [False, True])
def test_the_pair_begins_when_both_have_registered(world: World, across: Unit, lender_first: bool) -> None:
    with acting(world.a11.curator):
        steps = [(world.a11, own(world, across), "15"), (world.a12, second(world), "8")]
        (one, first, number), (other, last, another) = steps[::-1] if lender_first else steps
        registered(one, first, number)
        assert flow.state_of(across) == "consented"
        assert [school.pk for school in orders_awaited(across)] == [other.id]
        assert Notice.objects.filter(person_id=across.curator_id, text__startswith="Пара ждёт приказа").exists()
        waiting = units_to_order(flow.of(world.a11, "curator"), Unit.State.CONSENTED)
        assert waiting.filter(pk=across.pk).exists() is lender_first
        registered(other, last, another)
        assert flow.state_of(across) == "ordered"


def test_the_second_order_names_nobody_of_the_other_school(world: World, across: Unit, client_of) -> None:
    with acting(world.a12.curator) as curator:
        order = second(world)
        assert Notice.objects.filter(person_id=curator.person_id, dedupe_key__startswith="order.lend").exists()
        mentor, mentee = flow.people_of(across)
        content = json.dumps(content_of(order, actor=None, on=curator.today), ensure_ascii=False)
        assert "Соседкину" in content and mentee.last_name not in content and "№ 7" in content
        order = registered(world.a12, order, "8")
        assert not Acknowledgement.objects.filter(order=order, person=mentee).exists()
        assert Acknowledgement.objects.filter(order=order, person=mentor).exists()
        assert not_to_be_shown(order) == [mentor]
    page = client_of(world.a12.curator).get(reverse("order_detail", args=[order.pk])).content.decode()
    assert mentee.last_name not in page
    card = client_of(world.a11.curator).get(reverse("unit_detail", args=[across.pk])).content.decode()
    assert "Ждём приказа" in card


def test_the_draft_is_edited_and_sent_as_any_order(world: World, across: Unit, client_of) -> None:
    with acting(world.a12.curator):
        order = second(world)
    client, url = client_of(world.a12.curator), reverse("order_edit", args=[order.pk])
    page = client.get(url)
    rows = page.context["clauses"].forms
    data = {f"clause-{no}-{name}": row[name].value() or "" for no, row in enumerate(rows) for name in row.fields}
    data |= {"clause-TOTAL_FORMS": len(rows), "clause-INITIAL_FORMS": 0, "title": order.title, "preamble": "В связи с"}
    assert client.post(url, {**data, "version": order.version, "place": "", "submit": "1"}).status_code == 302
    with acting(world.a12.curator):
        row = Order.objects.get(pk=order.pk)
        assert (row.state, row.preamble) == ("for_review", "В связи с")
        assert row.clauses.get(kind=OrderKind.PAIR_LENDING).units.get().unit_id == across.pk


def test_a_cancelled_second_order_leaves_the_pair_waiting(world: World, across: Unit, client_of) -> None:
    with acting(world.a12.curator) as lender:
        registered(world.a11, own(world, across), "15")
        order = registered(world.a12, second(world), "8")
        order_cancelling.cancel_order(order, by=order, actor=lender)
        assert flow.state_of(across) == "consented"
        across.refresh_from_db()
        assert [school.pk for school in orders_awaited(across)] == [world.a12.id]
        loan = flow.MentorEntry.objects.get(person=flow.people_of(across)[0]).loans.get(state="agreed")
    response = client_of(world.a12.curator).post(reverse("loan_order", args=[loan.pk]))
    with acting(world.a12.curator):
        again = Order.objects.get(organization_id=world.a12.id, clauses__kind="pair_lending", state="draft")
        assert response.headers["Location"] == reverse("order_edit", args=[again.pk])
        registered(world.a12, again, "9")
        assert flow.state_of(across) == "ordered"


def test_an_order_about_a_pair_that_is_over_goes_no_further(world: World, across: Unit) -> None:
    with acting(world.a12.curator):
        Unit.objects.filter(pk=across.pk).update(state="rejected")
        with pytest.raises(Refusal, match="уже не состоялась"):
            signed(world.a12, second(world))
