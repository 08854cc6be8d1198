"""Deadlines under many runners: every step once, whatever is doubled."""

import datetime
from collections import Counter

import pytest

from accounts.due_rules import DueRule, DueType
from accounts.models import AuditEvent, Deadline, Notice, Organization, OutboxMessage
from accounts.services import digests
from accounts.services.deadlines import mark_done, plan, run_due
from mentoring.celery import app
from tests.engine.kit import UTC, Celery, Place, at_once, wait_until
from tests.engine.test_deadlines import make

pytestmark = pytest.mark.django_db(transaction=True)


def test_twenty_four_runners_do_each_step_once(place: Place) -> None:
    for number in range(60):
        make(place, kind=f"report-{number}", end=datetime.date(2021, 9, 30))
    for day, step in ((2, "open"), (22, "remind"), (26, "close")):
        now = datetime.datetime(2021, 9, day, tzinfo=UTC)
        total: Counter[str] = sum(at_once(24, lambda now=now: run_due(now)), Counter())
        assert total == {step: 60}
        at_once(24, lambda noon=now + datetime.timedelta(hours=12): digests.send_due(noon))
    with place.scope():
        assert Notice.objects.count() == 60 * 4  # to the curator three times, to the coordinator once
        assert OutboxMessage.objects.count() == 4  # one letter a person a day, however many runners and terms


def test_twenty_four_marks_are_one(place: Place) -> None:
    (row,) = make(place, end=datetime.date(2021, 9, 30))

    def mark() -> bool:
        with place.scope():
            return mark_done(None, Deadline.objects.select_related("organization__region").get(pk=row.pk))

    assert Counter(at_once(24, mark)) == {True: 1, False: 23}
    with place.scope():
        assert AuditEvent.objects.filter(verb="deadline.done").count() == 1


def test_twenty_four_planners_are_one(place: Place) -> None:
    assert len({tuple(row.pk for row in found) for found in at_once(24, lambda: make(place))}) == 1


def test_doubled_workers_and_wakes(place: Place, celery: Celery, mailbox) -> None:
    """Real workers by the real clock: a term of yesterday is opened and closed, its letters go out, each once."""
    today = datetime.datetime.now(UTC).date()
    rule = DueRule(DueType.DATE, date=today - datetime.timedelta(days=2))
    make(place, rule, start=today - datetime.timedelta(days=9), end=today, due_shift="none")
    for _each in range(2):
        celery.worker()
    for _doubled in range(6):
        app.send_task("accounts.tasks.run_deadlines")
    wait_until(lambda: _closed(place), what="closing")
    with place.scope():
        Notice.objects.update(letter_at=datetime.datetime.now(UTC))  # whatever the hour of the machine
    for _doubled in range(6):
        app.send_task("accounts.tasks.run_deadlines")
    for _doubled in range(6):
        app.send_task("accounts.tasks.deliver_outbox")
    wait_until(lambda: place.done() == 2, what="delivery")
    assert mailbox.sent_to("engine.example.org") == [
        "coordinator@municipality-engine.example.org", "curator@school-engine.example.org",
    ]  # fmt: skip


def _closed(place: Place) -> bool:
    with place.scope():
        return Deadline.objects.filter(closed_at__isnull=False).exists()


def test_a_plan_meets_an_opening(place: Place) -> None:
    """A row opened while its plan is being changed keeps what was announced, or is announced as changed: never half."""

    def change() -> None:
        with place.scope():
            school = Organization.objects.select_related("region").get(pk=place.school)
            plan(
                organization=school, kind="monthly_report", rule=DueRule(DueType.MONTHLY, day=20), title="Иное",
                role="head", due_shift="none", start=datetime.date(2021, 9, 1), end=datetime.date(2021, 9, 30),
            )  # fmt: skip

    make(place, end=datetime.date(2021, 9, 30))
    now = datetime.datetime(2021, 9, 2, tzinfo=UTC)
    turns = iter([change, lambda: run_due(now)])
    at_once(2, lambda: next(turns)())
    run_due(now)  # a tick passes over a row that its plan holds; the next one does not
    with place.scope():
        row, notice = Deadline.objects.get(), Notice.objects.get()
    assert notice.text.endswith(row.title)
