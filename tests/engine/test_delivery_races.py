"""The outbox under many deliverers, killed workers, doubled beats and a lost broker: real processes, real connections.

Database work is done once. A letter that the server took just before its worker was killed goes out again with the same
Message-ID: at least once, said and tested.
"""

import random
import threading
import time

import pytest
import redis
from django.conf import settings

from accounts import tasks  # noqa: F401  registers the handlers
from accounts.services.delivery import deliver, deliver_one
from mentoring.celery import app
from tests.engine.kit import Broker, Celery, Mailbox, Place, as_owner_here, at_once, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

WAKE = "accounts.tasks.deliver_outbox"


def wake(times: int = 1) -> None:
    for _time in range(times):
        app.send_task(WAKE)


def test_twenty_four_deliverers_and_one_letter(place: Place, mailbox: Mailbox) -> None:
    place.letters(1)
    outcomes = at_once(24, lambda: deliver_one(place.region.pk, "mail"))
    assert outcomes.count("done") == 1 and outcomes.count(None) == 23
    assert len(mailbox.letters) == 1
    assert [row.attempts for row in place.messages()] == [1]


def test_twenty_four_deliverers_share_the_work(place: Place, mailbox: Mailbox) -> None:
    place.letters(100)
    counts = at_once(24, deliver)
    assert sum(count["done"] for count in counts) == 100
    assert mailbox.sent_to() == sorted(f"letter-{number}@example.org" for number in range(100))
    assert {row.attempts for row in place.messages()} == {1}


def test_work_longer_than_its_lease_is_done_by_one(place: Place, mailbox: Mailbox) -> None:
    """The row stays locked under its handler; the lease matters only when the worker is dead."""
    mailbox.hold_before = threading.Event()
    place.letters(1)
    slow = threading.Thread(target=lambda: at_once(1, deliver))
    slow.start()
    assert mailbox.entered.wait(60)
    assert at_once(4, lambda: deliver_one(place.region.pk, "mail")) == [None] * 4
    # Even were its lease over: the row itself is locked.
    assert at_once(1, lambda: _skips_a_locked_row(place)) == [True]
    mailbox.hold_before.set()
    slow.join()
    assert len(mailbox.letters) == 1 and place.done() == 1


def _skips_a_locked_row(place: Place) -> bool:
    from accounts.models import OutboxMessage

    with place.scope():
        rows = OutboxMessage.objects.filter(done_at=None, gave_up_at=None)
        return rows.count() == 1 and rows.select_for_update(skip_locked=True).first() is None


def test_a_worker_killed_before_the_server_took_the_letter(place: Place, mailbox: Mailbox, celery: Celery) -> None:
    mailbox.hold_before = threading.Event()
    place.letters(3)
    worker = celery.worker(concurrency=1)
    wake()
    assert mailbox.entered.wait(60)
    celery.kill(worker)
    mailbox.hold_before = None
    assert place.done() == 0
    place.let_leases_end()
    celery.worker(concurrency=1)
    wake()
    wait_until(lambda: place.done() == 3, what="delivery")
    assert len(mailbox.letters) == 3
    assert sorted(row.attempts for row in place.messages()) == [1, 1, 2]


def test_a_worker_killed_after_the_server_took_the_letter(place: Place, mailbox: Mailbox, celery: Celery) -> None:
    """The window that no sender can close: the repeat carries the same Message-ID, so that the receiver may drop it."""
    mailbox.hold_after = threading.Event()
    place.letters(1)
    worker = celery.worker(concurrency=1)
    wake()
    assert mailbox.entered.wait(60)
    celery.kill(worker)
    mailbox.hold_after = None
    place.let_leases_end()
    assert deliver() == {"done": 1}
    assert len(mailbox.letters) == 2 and len(mailbox.ids()) == 1
    assert [row.attempts for row in place.messages()] == [2]


@pytest.mark.deep
def test_workers_killed_at_random(place: Place, mailbox: Mailbox, celery: Celery) -> None:
    """Ten kills among three hundred letters: none lost, none twice but those in a killed worker's hands."""
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    letters, concurrency, kills = place.letters(300), 2, 10
    for _kill in range(kills):
        worker, before = celery.worker(concurrency), len(mailbox.letters)
        wake(concurrency)
        # Killed at work: on a busy machine a moment after the wake nobody has begun.
        wait_until(lambda: len(mailbox.letters) > before, what="the first letter")  # noqa: B023  waited for at once
        time.sleep(chance.uniform(0.0, 0.25))
        celery.kill(worker)
        place.let_leases_end()
    celery.worker(concurrency)
    for _second in range(600):  # a busy machine sends one or two letters a second
        # A claim that was on its way when its worker was killed is committed after all, and has its lease.
        place.let_leases_end()
        wake(concurrency)
        time.sleep(1)
        if place.done() == len(letters):
            break
    ids = mailbox.ids()
    assert set(mailbox.sent_to()) == set(letters) and len(ids) == len(letters)
    assert len(mailbox.letters) - len(ids) <= kills * concurrency
    assert max(row.attempts for row in place.messages()) <= kills + 1
    repeats = len(mailbox.letters) - len(ids)
    print(f"seed {seed}: {kills} kills, {len(ids)} letters, {repeats} of them twice under one Message-ID")


def test_two_beats_two_workers_and_an_emptied_broker(place: Place, mailbox: Mailbox, celery: Celery) -> None:
    """Everything doubled, then all that Redis knew is gone: the next tick delivers, and nothing goes out twice."""
    first = place.letters(10, "first")
    for _each in range(2):
        celery.worker()
        celery.beat()
    wait_until(lambda: place.done() == len(first), what="delivery by two beats")
    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    second = place.letters(10, "second")
    began = time.monotonic()
    wait_until(lambda: place.done() == len(first) + len(second), what="delivery after the flush")
    print(f"delivered {time.monotonic() - began:.1f} s after the flush")
    assert mailbox.sent_to() == sorted(first + second)
    assert set(mailbox.ids().values()) == {1}
    assert {row.attempts for row in place.messages()} == {1}
    assert "Traceback" not in celery.logs()


@pytest.mark.deep
def test_a_broker_killed_and_started_empty(place: Place, mailbox: Mailbox, celery: Celery, broker: Broker) -> None:
    celery.env["REDIS_URL"] = broker.url
    first = place.letters(5, "first")
    celery.worker()
    celery.beat()
    wait_until(lambda: place.done() == len(first), what="delivery")
    broker.kill()
    second = place.letters(5, "second")
    time.sleep(6)  # a tick of beat meets no broker
    assert place.done() == len(first)
    broker.start()
    began = time.monotonic()
    wait_until(lambda: place.done() == len(first) + len(second), what="delivery after the broker's return")
    print(f"delivered {time.monotonic() - began:.1f} s after the broker's return")
    assert mailbox.sent_to() == sorted(first + second)


def test_a_database_that_drops_its_connections(place: Place, mailbox: Mailbox, celery: Celery) -> None:
    """In the middle of a letter: the server takes it, the commit fails, the repeat has the same Message-ID."""
    mailbox.hold_before = threading.Event()
    place.letters(2)
    celery.worker(concurrency=1)
    wake()
    assert mailbox.entered.wait(60)
    as_owner_here(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        f"WHERE datname = current_database() AND usename = '{settings.APP_ROLE}' AND state = 'idle in transaction'"
    )
    mailbox.hold_before.set()
    wait_until(lambda: place.done() == 1, what="delivery of the other letter")
    place.let_leases_end()
    wake()
    wait_until(lambda: place.done() == 2, what="the second attempt")
    assert sorted(mailbox.ids().values()) == [1, 2]
    assert "example.org" not in celery.logs()
