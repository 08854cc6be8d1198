"""The hash chain over a region's audit events, made by a worker, not in the business transaction.

``hash = sha256(previous hash + canonical JSON of the event)``; numbers are contiguous and say the order of the chain,
which is the order of sealing: an event with a lower id that was committed late gets a later number. The head of the
chain is also a file outside the database, so that a cut tail and a chain computed anew are noticed. Whoever may write
to both, or removes an event within seconds of its writing, before it is sealed, is not noticed.
"""

import datetime
import hashlib
import json
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import AuditEvent, AuditSeal, Region
from accounts.services.files import written_whole
from accounts.services.regions import each_region
from accounts.tenancy import tenant_scope

logger = logging.getLogger(__name__)
T = TypeVar("T")

START = "0" * 64  # what the first event follows
BATCH = 1000  # events of one transaction
LOCK = 0x5EA1  # the first key of the advisory lock; the second is the region
# Ids below the newest sealed one among which an event may still appear, because its transaction was long. Anything that
# comes later still is sealed by the nightly sweep.
LOOK_BACK = 10_000
# Every column; a column added later must not change the hashes of older rows.
FIELDS = (
    "id", "region_id", "at", "user_id", "person_id", "role", "organization_id", "verb", "object_type", "object_id",
    "from_state", "to_state", "basis", "data",
)  # fmt: skip


@dataclass(frozen=True)
class Head:
    """The newest link of a chain; ``count`` links under it and with it, equal to ``number`` in a whole chain."""

    number: int
    hash: str
    count: int


@dataclass(frozen=True)
class Verdict:
    """What a check of a chain found. ``broken`` is the first number at fault, None when the chain is whole."""

    count: int
    unsealed: int
    head: str
    broken: int | None = None
    reason: str = ""


class ChainBroken(RuntimeError):
    """The table does not have the head that was written down: sealing on would hide what was cut off."""


def canonical(event: dict[str, Any]) -> bytes:
    """The event's columns as JSON that is the same for the same row: sorted keys, UTC, no spaces."""
    moment = event["at"].astimezone(datetime.UTC).isoformat(timespec="microseconds")
    return json.dumps({**event, "at": moment}, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def link(previous: str, event: dict[str, Any]) -> str:
    """The hash of an event that follows ``previous``."""
    return hashlib.sha256(previous.encode() + canonical(event)).hexdigest()


def head_path(region: Region) -> Path:
    return settings.FILES_DIR / "audit" / f"{region.code}.json"


def seal_all(*, sweep: bool = False) -> int:
    """Seal every region; how many events were. ``sweep`` looks for late events among all, not only the newest."""
    answers, _failed = each_region(lambda region: seal_region(region, sweep=sweep), "sealing")
    return sum(int(str(count)) for count in answers.values())


def seal_region(region: Region, *, sweep: bool = False) -> int:
    """Seal what is not sealed yet; 0 where another worker is at it. Raises ChainBroken when the chain lost its head.

    The head is written after the commit: a crash between leaves it behind the table, which is no fault, and the next
    run writes it anew.
    """
    total = 0
    with _alone(region) as mine:
        while mine:
            with tenant_scope(region.pk):
                last = _last_link()
                _compare(region, read_head(region), last)
                count, head = _seal_batch(last, sweep=sweep)
            if head.number:
                _write_head(region, head)
            total += count
            if count < BATCH:
                if sweep:
                    logger.info("audit head of region %s: %d %s", region.code, head.number, head.hash)
                break
    return total


def read_head(region: Region) -> Head | None:
    """The head outside the database; None where there is none. Raises ChainBroken where it cannot be read."""
    try:
        return Head(**json.loads(head_path(region).read_bytes()))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise ChainBroken(f"the head of region {region.code} is not readable") from error


def verify(region: Region) -> Verdict:
    """Go through the whole chain of a region and compare its end with the head outside the database."""
    try:
        return _verify(region, read_head(region))
    except ChainBroken:
        return Verdict(0, 0, START, 1, _("файл вершины цепочки испорчен"))


def accept_restored(region: Region) -> Path | None:
    """Let sealing go on after the database alone was restored; where the former head was put, None: it still holds.

    The chain that came back must be whole in itself. The former head stays beside as evidence, and the log says so.
    Raises ChainBroken when the chain is broken inside.
    """
    if verify(region).broken is None:
        return None
    with tenant_scope(region.pk):
        last = _last_link()
        head = Head(last.number, last.hash, last.number) if last else None
    if _verify(region, head).broken is not None:
        raise ChainBroken(f"the audit chain of region {region.code} is broken inside")
    kept = head_path(region).with_suffix(f".{clock.now():%Y%m%dT%H%M%S}.json")
    if head_path(region).exists():
        head_path(region).rename(kept)
    if head is not None:
        _write_head(region, head)
    with tenant_scope(region.pk):
        audit.record(None, "audit.accept_restored", None, number=head.number if head else 0, kept=kept.name)
    return kept


def _verify(region: Region, head: Head | None) -> Verdict:
    hash_at_head = START
    number, previous = 0, START
    with tenant_scope(region.pk):
        unsealed = AuditEvent.objects.filter(seal=None).count()
        for link_number, link_hash, event in _links():
            number += 1
            if link_number != number:
                return Verdict(number - 1, unsealed, previous, number, _("записи нет в цепочке"))
            if event is None:
                return Verdict(number - 1, unsealed, previous, number, _("событие удалено"))
            previous = link(previous, event)
            if previous != link_hash:
                return Verdict(number - 1, unsealed, previous, number, _("запись изменена или переставлена"))
            if head and number == head.number:
                hash_at_head = previous
    if head is None and number:
        reason = _("нет файла вершины цепочки: обрезан ли конец, проверить нельзя")
        return Verdict(number, unsealed, previous, number, reason)
    if head and number < head.number:
        reason = _("конец цепочки обрезан: было записей %(count)d") % {"count": head.count}
        return Verdict(number, unsealed, previous, number + 1, reason)
    if head and hash_at_head != head.hash:
        return Verdict(number, unsealed, previous, head.number, _("цепочка посчитана заново"))
    return Verdict(number, unsealed, previous)


@contextmanager
def _alone(region: Region) -> Iterator[bool]:
    """False where another connection seals this region. The lock of a killed worker goes with its connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, region.pk])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, region.pk])


def _last_link() -> AuditSeal | None:
    return AuditSeal.objects.order_by("-number").first()


def _compare(region: Region, head: Head | None, last: AuditSeal | None) -> None:
    if head is None:
        if last is not None:
            logger.error("audit chain of region %s has no head outside the database", region.code)
        return
    known = AuditSeal.objects.filter(number=head.number, hash=head.hash).exists()
    if last is None or last.number < head.number or not known:
        raise ChainBroken(f"the audit chain of region {region.code} has lost its head: run verify_audit")


def _seal_batch(last: AuditSeal | None, *, sweep: bool) -> tuple[int, Head]:
    number, previous = (last.number, last.hash) if last else (0, START)
    events = AuditEvent.objects.filter(seal=None).order_by("pk")
    if last and not sweep:
        events = events.filter(pk__gt=last.event_id - LOOK_BACK)
    seals = []
    for event in events.values(*FIELDS)[:BATCH]:
        number, previous = number + 1, link(previous, event)
        seals.append(AuditSeal(event_id=event["id"], number=number, hash=previous))
    AuditSeal.objects.bulk_create(seals)
    return len(seals), Head(number, previous, number)


def _write_head(region: Region, head: Head) -> None:
    if read_head(region) != head:
        with written_whole(head_path(region)) as half:
            half.write_text(json.dumps(asdict(head)))


def _links() -> Iterator[tuple[int, str, dict[str, Any] | None]]:
    """The chain by number: each link with its event, None where the event is gone."""
    seals = AuditSeal.objects.order_by("number").values_list("number", "hash", "event_id").iterator(chunk_size=BATCH)
    for chunk in batched(seals, BATCH):
        ids = [event_id for _number, _hash, event_id in chunk]
        events = {event["id"]: event for event in AuditEvent.objects.filter(pk__in=ids).values(*FIELDS)}
        for number, hash_, event_id in chunk:
            yield number, hash_, events.get(event_id)


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of ``size``, the last one shorter (itertools has it from Python 3.12)."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
