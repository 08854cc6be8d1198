"""A clause of a district's order is a task of every school, closed by its own document; who, when, how late."""

import datetime

import pytest

from accounts.models import Deadline
from accounts.refusal import Refusal
from monitoring.models import TaskAnswer
from monitoring.services import tasks as service
from programs.models import Order, OrderClause, OrderKind
from tests.monitoring.month import page_text
from tests.programs.order_flow import brought_to, other
from tests.support.people import acting
from tests.world import Node, World

pytestmark = pytest.mark.django_db
DUE = datetime.date(2024, 8, 31)


@pytest.fixture
def order(world: World) -> int:
    """Two tasks of A10: one ordered, one recommended."""
    ordered = other("Разработать Положение.", kind=OrderKind.TASK, due_on=DUE)
    advised = other("Разместить на сайтах.", kind=OrderKind.TASK, due_on=DUE, mode=OrderClause.Mode.RECOMMENDED)
    return brought_to("registered", world.a10, ordered, advised, number="7712")


def task_of(node: Node, order: int, position: int = 1) -> Deadline:
    rows = Deadline.objects.select_related("organization__region")
    return rows.get(organization_id=node.id, kind="order_clause", key=f"{order}.{position}")


def test_the_schools_own_order_closes_it(world: World, client_of, order: int) -> None:
    with acting(world.a11.head):
        task = task_of(world.a11, order)
    client = client_of(world.a11.head)
    text = page_text(client.get(f"/tasks/{task.pk}/"))
    assert "Разработать Положение." in text and "просрочено" in text.lower()
    own = world.a11.orders["registered"]
    assert client.post(f"/tasks/{task.pk}/", {"document": f"order:{own}"}).status_code == 302
    with acting(world.a11.head) as actor:
        answer = TaskAnswer.objects.get(deadline=task)
        assert (answer.order_id, answer.clause.order_id) == (own, order)
        assert task_of(world.a11, order).done_at is not None
        with pytest.raises(Refusal, match="уже исполнено"):
            service.answer(actor=actor, task=task, document=f"order:{own}")
    above = client_of(world.a10["coordinator"])
    page = page_text(above.get(f"/year/term/?kind=order_clause&key={order}.1"))
    assert "Исполнили 1 из 2 = 50,0 %" in page and "с опозданием на" in page and "просрочено на" in page
    assert " – А от " in page  # the requisites of the school's order, not its words
    advised = page_text(above.get(f"/year/term/?kind=order_clause&key={order}.2"))
    assert "просрочено" not in advised.partition("<main")[2] and "рекомендовано" in advised


def test_a_document_older_than_the_task_does_not_make_a_late_school_punctual(world: World, order: int) -> None:
    """The order of the district came after the school's own: what it says of itself today, it says today."""
    with acting(world.a12.head) as actor:
        task = task_of(world.a12, order)
        own = world.a12.orders["registered"]
        Order.objects.filter(pk=own).update(registered_at=task.opens_at - datetime.timedelta(days=30))
        answer = service.answer(actor=actor, task=task, document=f"order:{own}")
        assert answer.done_on == actor.today


def test_a_scan_closes_it_and_can_be_taken_back(world: World, order: int) -> None:
    with acting(world.a12.curator) as actor:
        task = task_of(world.a12, order)
        with pytest.raises(Refusal, match="Приложите документ"):
            service.answer(actor=actor, task=task)
        service.answer(actor=actor, task=task, content=b"%PDF-1.7 x", name="polozhenie.pdf")
        service.take_back(actor=actor, task=task)
        assert task_of(world.a12, order).done_at is None
        service.answer(actor=actor, task=task, content=b"%PDF-1.7 y", name="polozhenie-2.pdf")
        assert TaskAnswer.objects.filter(deadline=task).count() == 2


def test_another_schools_document_and_another_schools_task_are_refused(world: World, client_of, order: int) -> None:
    with acting(world.a11.head):
        task = task_of(world.a11, order)
    with acting(world.a12.head) as actor, pytest.raises(Refusal):
        service.answer(actor=actor, task=task, document=f"order:{world.a12.orders['registered']}")
    with acting(world.a11.head) as actor, pytest.raises(Refusal, match="Приложите документ"):
        service.answer(actor=actor, task=task, document=f"order:{world.a12.orders['registered']}")
    assert client_of(world.a12.head).get(f"/tasks/{task.pk}/").status_code == 404
    answer = client_of(world.a11.head).post(f"/tasks/{task.pk}/", {"document": ""})
    assert answer.status_code == 422
