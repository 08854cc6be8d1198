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
from accounts.tenancy import tenant_scope

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 10
FIRST_DELAY = datetime.timedelta(minutes=1)
LONGEST_DELAY = datetime.timedelta(hours=6)
BUDGET_SECONDS = 20.0  # of one run; the rest waits for the next tick
ROWS_OF_A_TURN = 10  # of one region, before the others have theirs


@dataclass(frozen=True)
class Claim:
    """A row taken by this worker: nobody else has it with this number of attempts."""

    pk: int
    kind: str
    attempts: int


def delay_after(attempts: int) -> datetime.timedelta:
    """From one minute, doubled each time, to six hours: ten attempts take about fifteen hours."""
    return min(FIRST_DELAY * 2 ** (attempts - 1), LONGEST_DELAY)


def deliver(budget_seconds: float = BUDGET_SECONDS) -> Counter[str]:
    """Everything that is due, region by region in turns; counts of «done», «postponed», «gave up», «taken»."""
    until = time.monotonic() + budget_seconds
    counts: Counter[str] = Counter()

    def turn(region: Region) -> bool:
        for _row in range(ROWS_OF_A_TURN):
            if time.monotonic() > until or (outcome := deliver_one(region.pk)) is None:
                return False
            counts[outcome] += 1
        return True

    regions = list(Region.objects.all())
    while regions:
        answers, _failed = each_region(turn, "delivery", regions)
        regions = [region for region in regions if answers.get(region.code)]
    return counts


def deliver_one(region_id: int) -> str | None:
    """Claim and do one row that is due; what came of it, or None when nothing is due."""
    claim = _claim(region_id)
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


def _claim(region_id: int) -> Claim | None:
    now = queue_now()
    with tenant_scope(region_id):
        row = (
            OutboxMessage.objects.filter(done_at=None, gave_up_at=None, next_attempt_at__lte=now)
            .select_for_update(skip_locked=True)
            .order_by("next_attempt_at", "pk")
            .first()
        )
        if row is None:
            return None
        row.attempts += 1
        row.next_attempt_at = now + delay_after(row.attempts)
        row.save(update_fields=["attempts", "next_attempt_at"])
        return Claim(row.pk, row.kind, row.attempts)


def _work(region_id: int, claim: Claim) -> str:
    with tenant_scope(region_id):
        row = (
            OutboxMessage.objects.filter(pk=claim.pk, attempts=claim.attempts, done_at=None, gave_up_at=None)
            .select_for_update(skip_locked=True)
            .first()
        )
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
