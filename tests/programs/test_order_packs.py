"""Forty orders by one press; the first signature of a day asks who signs."""

import re
import time

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client
from django.urls import reverse

from accounts.refusal import Refusal
from programs.models import Order
from programs.services import order_packs
from tests.programs.order_flow import brought_to, press
from tests.support.people import acting, second_factor_code
from tests.ui.text import words
from tests.world import PASSWORD, Member, World

pytestmark = pytest.mark.django_db
DAY_SECONDS = 24 * 3600


def entered(member: Member) -> Client:
    """Signed in by the page, as people are; above the school by the code too."""
    client = Client()
    client.post(reverse("account_login"), {"login": member.email, "password": PASSWORD})
    if member.node.endswith("00"):
        client.post(reverse("mfa_authenticate"), {"code": second_factor_code()})
    return client


def since_yesterday(client: Client) -> Client:
    """The same session the morning after."""
    session = client.session
    records = session[AUTHENTICATION_METHODS_SESSION_KEY]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{**row, "at": time.time() - DAY_SECONDS} for row in records]
    session.save()
    return client


def waiting(world: World, count: int) -> list[int]:
    return [brought_to("for_review", world.a11) for _ in range(count)]


def state(world: World, order: int) -> str:
    with acting(world.a11.head):
        return Order.objects.get(pk=order).state


def test_forty_in_three_touches_a_minute_at_most(world: World) -> None:
    """From the first page: «К списку», «Отметить все», «Утвердить»: three, and nothing is typed."""
    wanted, head = waiting(world, 38), entered(world.a11.head)  # with the world's own
    started = time.monotonic()
    assert reverse("order_pack") in head.get("/").content.decode()  # 1
    marked = head.get(reverse("order_pack"), {"all": "1"}).content.decode()  # 2
    boxes = re.findall(r'name="order" value="(\d+:\d+)" checked', marked)
    assert len(boxes) == 39
    answer = head.post(reverse("order_pack"), {"order": boxes}, follow=True)  # 3
    assert time.monotonic() - started < 60
    assert "Подписано приказов" in answer.content.decode()
    assert {state(world, order) for order in wanted} == {"signed"}


def test_each_is_decided_for_itself(world: World) -> None:
    a = world.a11
    fresh, edited, returned = waiting(world, 3)
    foreign = brought_to("for_review", world.a12)
    with acting(a.head) as head:
        read = {order: Order.objects.get(pk=order).version for order in (fresh, edited, returned)}
    press("return", a.head, returned, remark="Нет")
    press("withdraw", a.curator, edited)
    with acting(a.curator):
        Order.objects.filter(pk=edited).update(version=read[edited] + 1)
    press("submit", a.curator, edited)
    with acting(a.head) as head:
        chosen = [*read.items(), (foreign, 2)]
        outcomes = {one.order.pk: one.refusal for one in order_packs.approve_pack(actor=head, chosen=chosen)}
    assert set(outcomes) == {fresh, edited, returned} and outcomes[fresh] is None
    assert "приказ изменили" in outcomes[edited].reason
    assert "Сейчас это невозможно" in outcomes[returned].reason
    assert [state(world, order) for order in (fresh, edited, returned)] == ["signed", "for_review", "returned"]
    with acting(a.head) as head:
        again = order_packs.approve_pack(actor=head, chosen=[(fresh, read[fresh])])
    assert "уже утверждён" in again[0].refusal.reason


def test_not_none_and_not_more_than_forty(world: World) -> None:
    with acting(world.a11.head) as head:
        with pytest.raises(Refusal, match="Не отмечен"):
            order_packs.approve_pack(actor=head, chosen=[])
        with pytest.raises(Refusal, match="не больше 40"):
            order_packs.approve_pack(actor=head, chosen=[(number, 1) for number in range(41)])
    curious = entered(world.a11.head).post(reverse("order_pack"), {"order": ["x", "1", "9:y", ":", "²:1"]})
    assert curious.status_code == 409 and "Не отмечен" in words(curious)


def test_the_first_signature_of_a_day_asks_who_signs(world: World) -> None:
    """Yesterday's session signs nothing before the password; then it signs all day."""
    a = world.a11
    first, second = waiting(world, 2)
    head = since_yesterday(entered(a.head))
    with acting(a.head):
        version = Order.objects.get(pk=first).version
    for address, data in (
        (reverse("order_approve", args=[first]), {"version": version}),
        (reverse("award_issue"), {"program": str(a.rows["program"])}),
        (reverse("agreement_sign", args=[a.rows["agreement"]]), {}),
        (reverse("order_pack"), {"order": f"{first}:{version}"}),
    ):
        asked = head.post(address, data)
        assert asked.status_code == 302 and reverse("account_reauthenticate") in asked.url
    assert state(world, first) == "for_review"
    assert "перед первой подписью" in head.get(asked.url).content.decode()
    assert head.post(asked.url, {"password": "не тот"}).status_code == 200
    assert head.post(asked.url, {"password": PASSWORD}).url == reverse("order_pack")
    for order in (first, second):
        head.post(reverse("order_approve", args=[order]), {"version": version})
    assert state(world, first) == state(world, second) == "signed"


def test_whoever_has_a_second_factor_signs_by_it(world: World) -> None:
    """The password of today is not enough where the login has a factor."""
    head = since_yesterday(entered(world.a00.head))
    order = brought_to("for_review", world.a00)
    with acting(world.a00.head):
        version = Order.objects.get(pk=order).version
    head.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    asked = head.post(reverse("order_approve", args=[order]), {"version": version})
    assert asked.status_code == 302 and reverse("mfa_reauthenticate") in asked.url


def test_whoever_signs_by_his_password_is_advised_a_second_factor(world: World) -> None:
    """On the page of the order and on that of the pack; whoever has one is left alone, nobody is locked out."""
    advice = "Создать ключ доступа или подключить код"
    for node, advised in ((world.a11, True), (world.a00, False)):
        order, head = brought_to("for_review", node), entered(node.head)
        for address in (reverse("order_detail", args=[order]), reverse("order_pack")):
            assert (advice in words(head.get(address))) is advised
