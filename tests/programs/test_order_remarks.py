"""Remarks at places of an order: noted by the head, sent with the return, marked done beside the place."""

import pytest

from accounts.models import Notice
from accounts.refusal import Refusal
from programs.models import Order, OrderRemark, PlaceRemark
from programs.queries.order_remarks import places
from programs.services.order_remarks import add_remark, drop_remark, mark_done
from tests.programs.order_flow import brought_to, drafted, other, press
from tests.support.people import acting
from tests.support.people import signed_in_client as signed_in
from tests.ui.text import words
from tests.world import World

pytestmark = pytest.mark.django_db

FIRST, SECOND = "Ознакомить работников до конца года.", "Разместить приказ на сайте."


def waiting(world: World) -> int:
    order = drafted(world.a11, other(FIRST), other(SECOND))
    press("submit", world.a11.curator, order)
    return order


def note(world: World, order: int, place: str = "clause:1", text: str = "Назовите дату") -> PlaceRemark:
    with acting(world.a11.head) as actor:
        return add_remark(actor=actor, order=Order.objects.get(pk=order), place=place, text=text)


def seen(world: World, order: int, who) -> dict[str, list[str]]:
    with acting(who) as actor:
        found = places(Order.objects.get(pk=order), actor)
        return {key: [row.text for row in place.remarks] for key, place in found.items() if place.remarks}


def test_nobody_sees_a_remark_before_the_order_is_returned(world: World) -> None:
    order = waiting(world)
    note(world, order)
    note(world, order)  # a second press is the same remark
    assert seen(world, order, world.a11.head) == {"clause:1": ["Назовите дату"]}
    assert seen(world, order, world.a11.curator) == {}
    press("return", world.a11.head, order, remark="")
    assert seen(world, order, world.a11.curator) == {"clause:1": ["Назовите дату"]}
    with acting(world.a11.curator):
        assert OrderRemark.objects.get(order_id=order).text == "Замечания стоят в тексте, рядом с местами"
        told = Notice.objects.filter(person_id=world.a11.curator.person_id, text__startswith="Приказ вернули")
        assert "пункт 1: Назовите дату" in told.latest("pk").detail


def test_an_order_is_not_returned_without_a_word(world: World) -> None:
    with pytest.raises(Refusal, match="возвращают с замечанием"):
        press("return", world.a11.head, waiting(world), remark=" ")


def test_what_was_noted_is_not_lost_with_a_signature(world: World) -> None:
    order = waiting(world)
    remark = note(world, order, "title", "Короче")
    with pytest.raises(Refusal, match="отметили замечания") as refused:
        press("approve", world.a11.head, order)
    assert refused.value.code == "remarks"
    with acting(world.a11.head) as actor:
        drop_remark(actor=actor, remark=remark)
    press("approve", world.a11.head, order)
    assert seen(world, order, world.a11.head) == {}


def test_a_sent_remark_is_not_taken_back_and_others_are_not_noted_at_nothing(world: World) -> None:
    order = waiting(world)
    remark = note(world, order)
    for place, text, why in (("clause:9", "Куда?", "больше нет"), ("clause:2", "  ", "пустое")):
        with pytest.raises(Refusal, match=why):
            note(world, order, place, text)
    press("return", world.a11.head, order, remark="И вообще")
    with acting(world.a11.head) as actor, pytest.raises(Refusal, match="уже отправлено"):
        drop_remark(actor=actor, remark=remark)
    with pytest.raises(Refusal, match="не на утверждении"):
        note(world, order, text="Поздно")


def test_a_remark_follows_its_words_when_clauses_are_moved(world: World) -> None:
    order = waiting(world)
    note(world, order)
    press("return", world.a11.head, order, remark="")
    with acting(world.a11.curator):
        Order.objects.get(pk=order).clauses.filter(position=1).update(position=3)
    assert seen(world, order, world.a11.curator) == {"clause:3": ["Назовите дату"]}


def test_the_head_sees_what_was_done_after_the_next_submission(world: World) -> None:
    order = waiting(world)
    note(world, order)
    press("return", world.a11.head, order, remark="")
    with acting(world.a11.curator) as actor:
        row = Order.objects.get(pk=order)
        ids = list(row.place_remarks.values_list("pk", flat=True))
        assert mark_done(actor=actor, order=row, done=ids) == 1
        assert mark_done(actor=actor, order=row, done=ids) == 0
    press("submit", world.a11.curator, order)
    page = words(signed_in(world.a11.head).get(f"/orders/{order}/"))
    assert "Назовите дату" in page and "исправлено" in page


def test_the_way_in_the_browser(world: World) -> None:
    """Tap, write, return without a general remark; correct, tick, send."""
    order = waiting(world)
    head, curator = signed_in(world.a11.head), signed_in(world.a11.curator)
    answer = head.post(f"/orders/{order}/remarks/", {"place": "clause:2", "text": "На каком сайте?"})
    assert answer.status_code == 302 and answer.url.endswith(f"/orders/{order}/#clause-2")
    page = words(head.get(f"/orders/{order}/"))
    assert "не отправлено" in page and "На каком сайте?" in page and "Замечаний в тексте: 1" in page
    with acting(world.a11.head):
        version = Order.objects.get(pk=order).version
    assert head.post(f"/orders/{order}/return/", {"version": version, "remark": "", "place": ""}).status_code == 302
    assert "На каком сайте?" in words(curator.get(f"/orders/{order}/"))
    form = curator.get(f"/orders/{order}/edit/").content.decode()
    with acting(world.a11.curator):
        remark = PlaceRemark.objects.get(order_id=order)
    assert f'name="done" value="{remark.pk}"' in form
    assert curator.post(f"/orders/remarks/{remark.pk}/done/").status_code == 302
    assert f'name="done" value="{remark.pk}"' not in curator.get(f"/orders/{order}/edit/").content.decode()


def test_remarks_of_another_school_do_not_exist(world: World) -> None:
    other_order = brought_to("for_review", world.a12)
    said = {"place": "title", "text": "x"}
    assert signed_in(world.a11.head).post(f"/orders/{other_order}/remarks/", said).status_code == 404
