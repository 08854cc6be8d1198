"""A statement of a mentor and the head's word on it, both in the hand: how many touches each costs."""

from typing import Any

from django.urls import reverse

from programs.models import Application, Unit
from tests.e2e.steps import Hand, Touches, spaced
from tests.support.people import acting
from tests.world import World


def test_a_statement_is_filed_and_granted_in_the_hand(world: World, phone: Any, sign_in: Any) -> None:
    """Ready words and one press; the whole sense on the head's screen and one press."""
    a, book = world.a11, Touches()
    with acting(a.curator):
        Application.objects.filter(organization_id=a.id).update(state="withdrawn")
    mentor = Hand(sign_in(phone(), a.mentor), book, touch=True)
    with mentor.counting("mentor lays his duties down, from the card", most=3, typed=0):
        mentor.page.goto(reverse("unit_detail", args=[a.rows["unit"]]))
        mentor.page.get_by_text("Подать или попросить").tap()
        mentor.touches += 1
        asks = mentor.page.locator("details").get_by_role("link", name=spaced("Сложить обязанности наставника"))
        mentor.tap(asks).tap("Подать заявление").until("Заявление подано")
    head = Hand(sign_in(phone(), a.head), book, touch=True)
    with head.counting("head grants it", most=2, typed=0):
        head.tap("Прочитать и решить", near="сложить обязанности").tap("Удовлетворить").until("удовлетворено")
    print(book.table())
    with acting(a.curator):
        assert Unit.objects.get(pk=a.rows["unit"]).state == "replacing"
