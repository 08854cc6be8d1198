"""A draft is changed while its order is sent, each with a connection of his own."""

import pytest

from accounts.refusal import Refusal
from programs.models import Order, Regulation
from programs.queries.regulations import statute_sections
from programs.services import orders
from programs.services import regulations as service
from tests.programs.regulation_flow import draft, order_of
from tests.programs.test_orders_races import together
from tests.support.people import acting

pytestmark = pytest.mark.django_db(transaction=True)
CODE = "pairing_deadline_days"


def change(member, version, days):
    with acting(member) as actor:
        row = Regulation.objects.select_related("organization").get(pk=version)
        seen = service.mark_of(row, CODE)
        return service.change_setting(actor=actor, regulation=row, code=CODE, seen=seen, raw={"value": days})


def send_and_sign(member, order):
    with acting(member) as actor:
        orders.submit_order(actor=actor, order=Order.objects.get(pk=order))
    with acting(member) as actor:
        row = Order.objects.get(pk=order)
        return orders.approve_order(actor=actor, order=row, version=row.version)


def test_what_is_signed_is_what_the_draft_says(world):
    a = world.a11
    for days in (5, 6, 7):
        version = draft(a, {CODE: {"value": days + 20}})
        order = order_of(a, version)
        together(lambda v=version, d=days: change(a.curator, v, d), lambda o=order: send_and_sign(a.head, o))
        with acting(a.head) as actor:
            row = Regulation.objects.select_related("organization").get(pk=version)
            signed = Order.objects.get(pk=order)
            assert signed.state == "signed"
            assert signed.content["appendices"][0]["sections"] == statute_sections(row, actor.today)


def test_two_changes_of_one_parameter(world):
    """The later one is told what stands there now."""
    version = draft(world.a11)
    a = world.a11
    answers = together(lambda: change(a.curator, version, 5), lambda: change(a.head, version, 6))
    refused = [answer for answer in answers if isinstance(answer, Refusal)]
    with acting(a.head):
        row = Regulation.objects.get(pk=version)
    assert row.version == 1 + len(answers) - len(refused)
    assert row.settings[CODE]["value"] in (5, 6)
    assert all(refusal.code == "stale" for refusal in refused)


def test_two_presses_make_one_draft(world):
    a = world.a11
    first, second = together(*[lambda: draft(a, preset="schekino11")] * 2)
    assert first == second
