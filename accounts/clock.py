"""What time it is. The demo and the tests move the clock; production cannot (a database constraint and a check)."""

import datetime
import time
from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from django.conf import settings

_moved: datetime.timedelta | None = None  # set by tests only, for all threads of the process
_read_at = 0.0
_demo_shift = datetime.timedelta()
DEMO_SHIFT_LIVES_SECONDS = 1.0


def _shift() -> datetime.timedelta:
    if _moved is not None:
        return _moved
    return _read_demo_shift() if settings.DEMO else datetime.timedelta()


def _read_demo_shift() -> datetime.timedelta:
    """The demo's shift, from the database at most once a second in each process."""
    global _read_at, _demo_shift
    if time.monotonic() - _read_at > DEMO_SHIFT_LIVES_SECONDS:
        from .models import Installation

        row = Installation.objects.filter(kind=Installation.Kind.DEMO).first()
        _demo_shift, _read_at = (
            (row.clock_shift if row else datetime.timedelta()),
            time.monotonic(),
        )
    return _demo_shift


def forget_demo_shift() -> None:
    """Read the shift anew: this process has just moved the clock. The others see it within a second."""
    global _read_at
    _read_at = 0.0


def now() -> datetime.datetime:
    """The present moment, UTC, aware."""
    return datetime.datetime.now(datetime.UTC) + _shift()


def today(zone: ZoneInfo) -> datetime.date:
    """The date on the wall of an organization in that zone."""
    return now().astimezone(zone).date()


@contextmanager
def moved_to(moment: datetime.datetime) -> Iterator[None]:
    """Tests and scenarios: let the clock go on from ``moment`` (aware)."""
    global _moved
    before = _moved
    _moved = moment - datetime.datetime.now(datetime.UTC)
    try:
        yield
    finally:
        _moved = before
