"""An order over five pairs whose consents are all in: what it costs the curator and the director."""

from typing import Any

from programs.models import Order
from tests.e2e.steps import Hand, Touches
from tests.programs import pair_flow as flow
from tests.support.people import acting
from tests.world import World

PAIRS = (
    ("Первая", "Шестая"),
    ("Вторая", "Седьмая"),
    ("Третья", "Восьмая"),
    ("Четвёртая", "Девятая"),
    ("Пятая", "Десятая"),
)


def test_five_ready_pairs_make_an_order(world: World, desktop: Any, phone: Any, sign_in: Any) -> None:
    """From the curator's first page to the registered order, with nothing typed but the number."""
    a, book = world.a11, Touches()
    with acting(a.curator):
        for mentor, mentee in PAIRS:
            flow.consented(a, mentor=flow.mentor_in_bank(a, mentor), mentees=[flow.mentee_with_request(a, mentee)])
    curator = Hand(sign_in(desktop(), a.curator), book).home()
    head = Hand(sign_in(phone(), a.head), book, touch=True)
    with curator.counting("order for five ready pairs", most=6, typed=len("16 – А")):
        curator.tap("Оформить", near="Оформить приказом 5 пар").tap("Составить и отправить")
        with head.home().counting("director approves it", most=2, typed=0):
            head.tap("Прочитать", near="О закреплении наставнических пар").tap("^Утвердить")
        curator.home().tap("Зарегистрировать", near="О закреплении наставнических пар")
        curator.type("Номер$", "16 – А").tap("^Зарегистрировать").until("Приказ зарегистрирован")
    print(book.table())
    with acting(a.curator):
        order = Order.objects.get(number="16 – А")
        assert order.clauses.get(kind="pair_assignment").units.count() == len(PAIRS)
