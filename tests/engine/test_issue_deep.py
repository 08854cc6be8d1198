"""kill -9 among clerks who register orders and workers that print them: all is there once, the same when made again.

Clerks and workers are processes of their own, workers live in another time zone. Numbers of certificates are given by
the system to two clerks at once; those of orders by the clerk, from the journal that he sees.
"""

import datetime
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter

import pytest
from django.conf import settings

from accounts import outbox
from accounts.models import AuditEvent, OutboxMessage, StoredFile
from accounts.services.files import open_bytes
from mentoring.celery import app
from programs.models import Order, Program, Unit, UnitMember
from reports.documents.rendering import render_document
from reports.models import Document
from tests.engine.clerk import TITLE
from tests.engine.kit import Celery, wait_until
from tests.support.people import acting
from tests.world import World

pytestmark = [pytest.mark.deep, pytest.mark.django_db(transaction=True)]

ORDERS, CERTIFICATES, KILLS = 60, 20, 4
CLERKS = ("orders", "certificates", "certificates")


class Drill:
    """The school, its clerks and its workers."""

    def __init__(self, world: World, celery: Celery) -> None:
        self.node, self.celery = world.a11, celery
        celery.env["TZ"] = "Asia/Kamchatka"
        with acting(self.node.head) as head:
            self.programs = [self._completed(number, head.today) for number in range(CERTIFICATES)]

    def _completed(self, number: int, today: datetime.date) -> int:
        """One more programme that the world's pair has carried out: a certificate is one for its programme."""
        program = Program.objects.get(pk=self.node.rows["program"])
        unit = Unit.objects.get(pk=program.unit_id)
        members = list(UnitMember.objects.filter(unit=unit))
        unit.pk, unit.state, unit.people_key = None, "closed", f"drill:{number}"
        unit.save(force_insert=True)
        for member in members:
            member.pk, member.unit, member.seat_of, member.seat = None, unit, None, None
            member.save(force_insert=True)
        program.pk, program.unit, program.title = None, unit, f"Учение {number}"
        program.state, program.closed_on, program.closure_reason = "completed", today, "COMPLETED"
        program.save(force_insert=True)
        return program.pk

    def clerks(self) -> list[subprocess.Popen]:
        facts = {
            "region": self.node.head.region_id, "curator": self.node.curator.membership_id,
            "head": self.node.head.membership_id, "programs": self.programs,
        }  # fmt: skip
        return [self._clerk(what, facts) for what in CLERKS]

    def _clerk(self, what: str, facts: dict[str, int]) -> subprocess.Popen:
        count = ORDERS if what == "orders" else CERTIFICATES
        command = [sys.executable, "-m", "tests.engine.clerk", what, json.dumps({**facts, "count": count})]
        env = {**os.environ, **self.celery.env, "DJANGO_SETTINGS_MODULE": "mentoring.settings"}
        return subprocess.Popen(command, cwd=settings.BASE_DIR, env=env, start_new_session=True)

    def wake(self) -> None:
        """A tick of beat long after the last one: whatever waits for its turn has it now."""
        with acting(self.node.head):
            OutboxMessage.objects.filter(done_at=None).update(next_attempt_at=outbox.queue_now())
        for _each in range(2):
            app.send_task("accounts.tasks.deliver_outbox")

    def made(self) -> tuple[int, int]:
        """Orders and certificates that are issued, and how many of their files there are."""
        with acting(self.node.head):
            documents = self.documents()
            return documents.count(), documents.exclude(file=None).count()

    def documents(self):
        orders = Order.objects.filter(title__startswith=TITLE.format(""))
        ours = {"kind": "certificate", "subject__in": self.programs}
        return Document.objects.filter(order__in=orders) | Document.objects.filter(**ours)

    def round(self, chance: random.Random) -> None:
        """Everybody at work, then a kill at any moment after a handful has come of it."""
        worker, clerks = self.celery.worker(concurrency=2), self.clerks()
        enough = sum(self.made()) + chance.randint(1, 30)
        self.wake()
        until = time.monotonic() + 60
        while sum(self.made()) < enough and time.monotonic() < until and any(clerk.poll() is None for clerk in clerks):
            time.sleep(0.05)
        time.sleep(chance.uniform(0.0, 0.5))
        for process in (worker, *clerks):
            self.celery.kill(process)


def test_kill_among_sixty_orders(world: World, celery: Celery) -> None:
    seed = random.randrange(10**6)
    chance, drill = random.Random(seed), Drill(world, celery)
    for _kill in range(KILLS):
        drill.round(chance)
    at_kills = drill.made()
    for clerk in drill.clerks():
        assert clerk.wait(600) == 0
    celery.worker(concurrency=2)
    # A claim that was on its way when its worker was killed is committed after all, and has its lease.
    wait_until(lambda: drill.wake() or time.sleep(5) or drill.made() == (80, 80), 900, "the last file")
    with acting(drill.node.head):
        assert_all_is_there_once(drill)
        made = list(drill.documents().select_related("order__organization", "organization", "region", "file"))
        for document in made:
            assert render_document(document) == open_bytes(document.file), f"seed {seed}: {document.pk} is another one"
        attempts = Counter(row.attempts for row in messages_of(made))
    print(f"seed {seed}: {KILLS} kills, {at_kills} issued and made at the last; attempts {dict(attempts)}")


def messages_of(documents: list[Document]):
    return OutboxMessage.objects.filter(dedupe_key__in=[f"document:{document.pk}" for document in documents])


def assert_all_is_there_once(drill: Drill) -> None:
    orders = list(Order.objects.filter(title__startswith=TITLE.format("")))
    assert {order.state for order in orders} == {"registered"}
    assert sorted(order.title for order in orders) == sorted(TITLE.format(number) for number in range(ORDERS))
    assert sorted(int(order.number) for order in orders) == list(range(1, ORDERS + 1))
    made = list(drill.documents())
    assert Counter(document.order_id for document in made if document.order_id) == {order.pk: 1 for order in orders}
    papers = [document for document in made if document.kind == "certificate"]
    assert sorted(document.number for document in papers) == list(range(1, CERTIFICATES + 1))
    assert sorted(document.subject for document in papers) == sorted(drill.programs)
    assert len({document.file_id for document in made}) == len(made) == ORDERS + CERTIFICATES
    files = StoredFile.objects.filter(purpose=StoredFile.Purpose.ISSUED, pk__in=[document.file_id for document in made])
    assert files.count() == len(made)
    waiting = list(messages_of(made))
    assert len(waiting) == len(made) and all(row.done_at for row in waiting)
    for verb, rows in (("order.register", orders), ("document.issue", made), ("document.made", made)):
        events = AuditEvent.objects.filter(verb=verb, object_id__in=[row.pk for row in rows])
        label = rows[0]._meta.label
        assert Counter(events.filter(object_type=label).values_list("object_id", flat=True)) == {
            row.pk: 1 for row in rows
        }, verb
