"""Handing outbox rows to their handlers: claimed one by one, each in three transactions.

1. Claim: ``attempts`` + 1 and a lease are committed before the work, so a worker that dies in it costs one attempt.
2. Work: the row stays locked while its handler runs, and ``done_at`` is committed with whatever the handler wrote.
   Another worker steps over a locked row however long the work takes; a killed worker's lock goes with its connection.
3. Only after a failure: the reason and the next turn, or giving up.

What the database does is done once. What the handler did outside (a letter accepted by the server) is repeated when the
worker dies between that and the commit: at least once, a window of milliseconds.
"""

import datetime
import logging
import time
from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts import clock
from accounts.models import OutboxMessage, Region
from accounts.outbox import HANDLERS, TryLater, Undeliverable, queue_now
from accounts.services.regions import each_region, place_of
from accounts.tenancy import TenantQuerySet, tenant_scope

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 10
FIRST_DELAY = datetime.timedelta(minutes=1)
LONGEST_DELAY = datetime.timedelta(hours=6)
BUDGET_SECONDS = 20.0  # of one run; the rest waits for the next tick
ROWS_OF_A_TURN = 10  # of one region and kind, before the others have theirs
FAILURES_IN_A_ROW = 3  # after which a kind rests until the next run: a dead mail server must not hold up documents


@dataclass(frozen=True)
class Claim:
    """A row taken by this worker: nobody else has it with this number of attempts."""

    pk: int
    kind: str
    attempts: int


def delay_after(attempts: int) -> datetime.timedelta:
    """From one minute, doubled each time, to six hours: ten attempts take about fifteen hours."""
    return min(FIRST_DELAY * 2 ** (attempts - 1), LONGEST_DELAY)


class _Run:
    """One run over all regions: how long it may last, what came of its rows, which kinds fail."""

    def __init__(self, budget_seconds: float) -> None:
        self.until = time.monotonic() + budget_seconds
        self.counts: Counter[str] = Counter()
        self.failures: Counter[str] = Counter()

    def goes_on(self, kind: str) -> bool:
        return time.monotonic() < self.until and self.failures[kind] < FAILURES_IN_A_ROW

    def turn(self, region: Region) -> bool:
        """A few rows of each kind; whether the region has more."""
        more = [self._turn_of_kind(region.pk, kind) for kind in due_kinds(region.pk)]
        return any(more)

    def _turn_of_kind(self, region_id: int, kind: str) -> bool:
        for _row in range(ROWS_OF_A_TURN):
            if not self.goes_on(kind) or (outcome := deliver_one(region_id, kind)) is None:
                return False
            self.counts[outcome] += 1
            self.failures[kind] = self.failures[kind] + 1 if outcome == "postponed" else 0
        return self.goes_on(kind)


def deliver(budget_seconds: float = BUDGET_SECONDS) -> Counter[str]:
    """Everything that is due, region by region in turns; counts of «done», «postponed», «gave up», «taken»."""
    run = _Run(budget_seconds)
    regions = list(Region.objects.all())
    while regions:
        answers, _failed = each_region(run.turn, "delivery", regions)
        regions = [region for region in regions if answers.get(region.code)]
    return run.counts


def due_kinds(region_id: int) -> list[str]:
    """The kinds of which something is due: one short query for a region where nothing is."""
    with tenant_scope(region_id):
        return list(_due().order_by("kind").values_list("kind", flat=True).distinct())


def deliver_one(region_id: int, kind: str) -> str | None:
    """Claim and do one row of a kind that is due; what came of it, or None when nothing is due."""
    claim = _claim(region_id, kind)
    if claim is None:
        return None
    if claim.attempts > MAX_ATTEMPTS:
        return _give_up(region_id, claim, _("Обработка каждый раз обрывалась."))
    try:
        return _work(region_id, claim)
    except Undeliverable as error:
        return _give_up(region_id, claim, str(error))
    except TryLater as error:
        return _postpone(region_id, claim, str(error))
    except Exception as error:  # noqa: BLE001  one bad row must not stop the others
        logger.error("outbox row %d (%s): %s", claim.pk, claim.kind, place_of(error))
        return _postpone(region_id, claim, _("Внутренняя ошибка: %(kind)s") % {"kind": type(error).__name__})


def _due() -> TenantQuerySet:
    return OutboxMessage.objects.filter(done_at=None, gave_up_at=None, next_attempt_at__lte=queue_now())


def _claim(region_id: int, kind: str) -> Claim | None:
    with tenant_scope(region_id):
        free = _due().filter(kind=kind).select_for_update(skip_locked=True)
        row = free.order_by("next_attempt_at", "pk").first()
        if row is None:
            return None
        row.attempts += 1
        row.next_attempt_at = queue_now() + delay_after(row.attempts)
        row.save(update_fields=["attempts", "next_attempt_at"])
        return Claim(row.pk, row.kind, row.attempts)


def _work(region_id: int, claim: Claim) -> str:
    with tenant_scope(region_id):
        mine = OutboxMessage.objects.filter(pk=claim.pk, attempts=claim.attempts, done_at=None, gave_up_at=None)
        # Waits: another claim that came too late holds the lock for a moment, and skipping would cost us a whole lease.
        row = mine.select_for_update().first()
        if row is None:  # we slept through our lease and another worker has it
            return "taken"
        handler = HANDLERS.get(row.kind)
        if handler is None:
            raise TryLater(_("Для сообщений этого вида нет обработчика."))
        handler(row)
        OutboxMessage.objects.filter(pk=row.pk).update(done_at=clock.now(), last_error="")
    return "done"


def _postpone(region_id: int, claim: Claim, reason: str) -> str:
    if claim.attempts >= MAX_ATTEMPTS:
        return _give_up(region_id, claim, reason)
    return _settle(region_id, claim, reason, "postponed", next_attempt_at=queue_now() + delay_after(claim.attempts))


def _give_up(region_id: int, claim: Claim, reason: str) -> str:
    return _settle(region_id, claim, reason, "gave up", gave_up_at=clock.now())


def _settle(region_id: int, claim: Claim, reason: str, outcome: str, **fields: datetime.datetime) -> str:
    """Write the outcome, unless another worker has taken the row since."""
    with tenant_scope(region_id):
        rows = OutboxMessage.objects.filter(pk=claim.pk, attempts=claim.attempts, done_at=None, gave_up_at=None)
        if not rows.update(last_error=reason[:500], **fields):
            return "taken"
    logger.warning("outbox row %d (%s): %s after attempt %d", claim.pk, claim.kind, outcome, claim.attempts)
    return outcome
