"""What is forgotten and what stays; everything that beat does, once and by hand."""

import datetime
from io import StringIO

import pytest
from celery.schedules import crontab
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command

from accounts import clock
from accounts.models import AuditSeal, Notice, OutboxMessage
from accounts.services import housekeeping
from mentoring.celery import app
from tests.engine.kit import Mailbox, Place
from tests.engine.test_deadlines import make
from tests.engine.test_seal import write

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def notice(place: Place, key: str, age: int, *, read: bool) -> None:
    moment = clock.now() - age * DAY
    read_at = moment if read else None
    Notice.objects.create(person_id=place.curator, text=key, dedupe_key=key, created_at=moment, read_at=read_at)


def message(key: str, age: int, *, done: bool) -> None:
    moment = clock.now() - age * DAY
    OutboxMessage.objects.create(
        kind="mail", payload={}, dedupe_key=key, created_at=moment, next_attempt_at=moment,
        done_at=moment if done else None, gave_up_at=None if done else moment,
    )  # fmt: skip


def test_only_what_has_served_is_forgotten(place: Place, monkeypatch) -> None:
    monkeypatch.setattr(housekeeping, "BATCH", 2)
    with place.scope():
        for number in range(5):
            notice(place, f"read long ago {number}", 401, read=True)
            message(f"done long ago {number}", 91, done=True)
        notice(place, "read lately", 399, read=True)
        notice(place, "never read", 1000, read=False)
        message("done lately", 89, done=True)
        message("given up", 1000, done=False)
    housekeeping.clean_up()
    with place.scope():
        assert set(Notice.objects.values_list("text", flat=True)) == {"read lately", "never read"}
        assert set(OutboxMessage.objects.values_list("dedupe_key", flat=True)) == {"done lately", "given up"}


def test_ended_sessions_go(place: Place) -> None:
    ended, open_ = SessionStore(), SessionStore()
    for session, seconds in ((ended, -1), (open_, 60)):
        session.set_expiry(seconds)
        session.save()
    housekeeping.clean_up()
    assert [session.session_key for session in Session.objects.all()] == [open_.session_key]


def test_all_jobs_by_hand(place: Place, mailbox: Mailbox, clock_at) -> None:
    clock_at(datetime.datetime(2026, 9, 2, 9, tzinfo=datetime.UTC))  # noon: at night letters wait
    today = clock.now().date()
    make(place, start=today - 40 * DAY, end=today)
    write(place)
    output = StringIO()
    call_command("run_once", stdout=output)
    assert output.getvalue().split() == ["deadlines", "outbox", "audit", "clean_up"]
    assert mailbox.letters
    with place.scope():
        assert AuditSeal.objects.exists() and not OutboxMessage.objects.filter(done_at=None).exists()


def test_one_job_by_hand(place: Place) -> None:
    write(place)
    call_command("run_once", "audit", stdout=StringIO())
    with place.scope():
        assert AuditSeal.objects.exists()
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("run_once", "nothing")


def test_beat_wakes_tasks_that_exist() -> None:
    app.loader.import_default_modules()
    schedule = settings.CELERY_BEAT_SCHEDULE.values()
    assert {entry["task"] for entry in schedule} <= set(app.tasks)
    frequent = [entry for entry in schedule if not isinstance(entry["schedule"], crontab)]
    # Wakes of a stopped worker do not pile up: each is dropped when the next one comes.
    assert all(entry["options"]["expires"] <= entry["schedule"] for entry in frequent)
