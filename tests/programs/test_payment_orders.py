"""An order about payments: one press from the register, a table in it, read by the head and the curator alone."""

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.refusal import Refusal
from programs.models import Order, OrderKind, Payment
from programs.order_templates import cancelling_order
from programs.paper_orders import payments_order
from programs.services import orders
from programs.services.order_drafts import current_draft
from tests.programs import pair_flow as flow
from tests.programs.test_papers import text_of
from tests.support.people import acting
from tests.support.world_papers import money_of
from tests.world import Node, World

pytestmark = pytest.mark.django_db


def drawn_up(a: Node, client_of) -> int:
    return int(client_of(a.curator).post(reverse("payment_order")).url.rstrip("/").rpartition("/")[2])


def approved(a: Node, pk: int) -> Order:
    curator, head = flow.of(a, "curator"), flow.of(a, "head")
    order = orders.submit_order(actor=curator, order=Order.objects.get(pk=pk))
    return orders.approve_order(actor=head, order=order, version=Order.objects.get(pk=pk).version)


def test_one_press_makes_a_draft_with_the_table_of_the_register(world: World, client_of) -> None:
    a = world.a11
    assert "Составить приказ о выплатах: 1" in text_of(client_of(a.curator).get(reverse("payment_list")))
    pk = drawn_up(a, client_of)
    with acting(a.curator) as curator:
        order = Order.objects.get(pk=pk)
        draft = current_draft(order)
        assert (order.state, draft.clauses[0].kind) == ("draft", OrderKind.PAYMENT)
        again = orders.update_order(actor=curator, order=order, version=order.version, draft=draft)
        assert [len(clause.payments) for clause in current_draft(again).clauses] == [1, 0, 0]
        with pytest.raises(Refusal, match="уже в приказах"):
            payments_order(curator)
        order = approved(a, pk)
        orders.register_order(actor=curator, order=order, number="31", dated=curator.today)
        table = Order.objects.get(pk=pk).content["clauses"][0]["table"]
        assert table["headings"][3] == "Размер, руб." and len(table["rows"]) == 1
        assert "3\u00a0000,00" in table["rows"][0] and money_of(a) in table["rows"][0][5]
        with pytest.raises(Refusal, match="не публикуют"):
            orders.publish_order(actor=curator, order=Order.objects.get(pk=pk))
    assert "№ 31" in text_of(client_of(a.head).get(reverse("payment_list")))
    assert money_of(a) in text_of(client_of(a.head).get(reverse("order_detail", args=[pk])))


def test_whom_the_money_is_no_business_of_does_not_find_the_order(world: World, client_of) -> None:
    a = world.a11
    pk = drawn_up(a, client_of)
    for role in ("council_chair", "union", "mentor"):
        assert client_of(a[role]).get(reverse("order_detail", args=[pk])).status_code == 404
    assert client_of(a.mentor).post(reverse("payment_order")).status_code == 403


def test_a_cancelled_order_leaves_its_payments_to_the_next_one(world: World, client_of) -> None:
    a = world.a11
    pk = drawn_up(a, client_of)
    with acting(a.curator) as curator:
        order, _warnings = orders.register_order(actor=curator, order=approved(a, pk), number="31", dated=curator.today)
        cancelling = orders.send_order(actor=curator, draft=cancelling_order(curator, order, "ошибкой"))
        orders.register_order(actor=curator, order=approved_of(a, cancelling), number="32", dated=curator.today)
        assert Order.objects.get(pk=pk).state == "cancelled"
        later = orders.create_order(actor=curator, draft=payments_order(curator))
        assert Payment.objects.get(clause__order=later).amount == Decimal(3000)
        Payment.objects.update(clause=None)
        with pytest.raises(Refusal, match="нет ни одной выплаты"):
            orders.submit_order(actor=curator, order=later)


def approved_of(a: Node, order: Order) -> Order:
    version = Order.objects.get(pk=order.pk).version
    return orders.approve_order(actor=flow.of(a, "head"), order=order, version=version)
