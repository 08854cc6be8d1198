"""Two people at the same moment, each with a connection of his own."""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import AuditEvent, OutboxMessage, StoredFile
from accounts.refusal import Refusal
from accounts.services.delivery import deliver_one
from programs.models import Order
from reports.models import Document
from tests.programs.order_flow import DAY, brought_to, press
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def together(*works) -> list:
    """Each in its thread, all let go at once; a refusal is an answer like any other."""
    gate = threading.Barrier(len(works))

    def run(work):
        try:
            gate.wait(timeout=20)
            return work()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(run, work) for work in works]]


def refusals(answers: list) -> list[Refusal]:
    return [answer for answer in answers if isinstance(answer, Refusal)]


def verbs_of(world: World, order: int) -> list[str]:
    with acting(world.a11.head):
        return list(
            AuditEvent.objects.filter(object_id=order, object_type="programs.Order").values_list("verb", flat=True)
        )


def test_two_presses_of_approve_make_one_signature(world: World) -> None:
    a = world.a11
    order = brought_to("for_review", a)
    answers = together(*[lambda: press("approve", a.head, order)] * 4)
    assert [refusal.code for refusal in refusals(answers)] == ["already"] * 3
    assert all(a.head.full_name in refusal.reason for refusal in refusals(answers))
    assert verbs_of(world, order).count("order.sign") == verbs_of(world, order).count("order.approve") == 1


def test_approve_against_withdraw(world: World) -> None:
    """One of the two wins, the other is told what the state is now."""
    a = world.a11
    for _round in range(4):
        order = brought_to("for_review", a)
        answers = together(partial(press, "approve", a.head, order), partial(press, "withdraw", a.curator, order))
        assert len(refusals(answers)) == 1
        with acting(a.head):
            row = Order.objects.get(pk=order)
        assert row.state in {"signed", "draft"}
        assert (row.signed_at is None) == (row.state == "draft") == (row.content is None)


def test_two_clerks_with_the_same_number(world: World) -> None:
    """One has it; the other is told which number is free, and has lost nothing."""
    a = world.a11
    first, second = brought_to("signed", a), brought_to("signed", a)
    facts = {"number": "95/1", "dated": DAY}
    answers = together(
        lambda: press("register", a.curator, first, **facts), lambda: press("register", a.head, second, **facts)
    )
    (late,) = refusals(answers)
    assert late.code == "number" and "96/1" in str(late.todo)
    with acting(a.head):
        states = Order.objects.filter(pk__in=[first, second]).values_list("state", "number")
        assert sorted(states) == [("registered", "95/1"), ("signed", "")]


def test_the_database_holds_a_number_once_a_year(world: World) -> None:
    """Whoever goes round the service, with other spaces and dashes, is stopped too."""
    a = world.a11
    brought_to("registered", a, number="95 – А")
    other = brought_to("registered", a, number="96 – А")
    with acting(a.head), pytest.raises(IntegrityError, match="order_number_once_a_year"), transaction.atomic():
        Order.objects.filter(pk=other).update(number="95-а")
    with acting(a.head):
        Order.objects.filter(pk=other).update(number="95-а", dated=DAY.replace(year=2023))


def test_two_registrations_of_one_order(world: World) -> None:
    a = world.a11
    order = brought_to("signed", a)
    answers = together(
        lambda: press("register", a.curator, order, number="1", dated=DAY),
        lambda: press("register", a.head, order, number="2", dated=DAY),
    )
    assert len(refusals(answers)) == 1 and refusals(answers)[0].code == "already"
    with acting(a.head):
        assert Document.objects.filter(order_id=order).count() == 1


def test_two_workers_make_the_same_document(world: World) -> None:
    import reports.tasks  # noqa: F401  registers the handler of documents

    a = world.a11
    order = brought_to("registered", a)
    outcomes = together(*[lambda: deliver_one(a.region_id, "document")] * 3)
    assert outcomes.count("done") == 1
    with acting(a.head):
        document = Document.objects.select_related("file").get(order_id=order)
        assert document.file is not None and document.file.content_type == "application/pdf"
        made = AuditEvent.objects.filter(verb="document.made", object_id=document.pk)
        assert made.count() == 1
        assert StoredFile.objects.filter(sha256=document.file.sha256).count() == 1
        assert OutboxMessage.objects.get(dedupe_key=f"document:{document.pk}").done_at is not None
