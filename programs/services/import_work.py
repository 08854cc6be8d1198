"""Moving a table on in slices: each is one transaction, so that a killed worker loses nothing and repeats nothing.

A slice locks the batch and goes on from what is committed: ``last_row`` while reading, the verdicts while writing. Two
workers at one table take turns at the lock and find each other's work done.
"""

import datetime
import logging
import time
from collections.abc import Iterator
from itertools import chain, islice

from django.db import DataError, IntegrityError, OperationalError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import clock
from accounts.models import AuditEvent, Membership, Organization, Region
from accounts.notices import notify
from accounts.outbox import queue_now
from accounts.permissions import Actor, actor_of, is_in_force
from accounts.refusal import Refusal
from accounts.services import files
from accounts.services.regions import each_region, place_of
from accounts.tenancy import current_region, tenant_scope

from ..import_words import REFUSALS
from ..imports import table
from ..imports.archive import Unreadable
from ..imports.sheet import Row, open_book
from ..models import ImportBatch, ImportRow
from . import (
    import_places,
    import_preview,
    import_rows,
    import_undoing,
    import_writing,
    registry_leaving,
    registry_writing,
)
from .import_matching import Places
from .import_undoing import Touched

logger = logging.getLogger(__name__)
Stage, Verdict, Kind = ImportBatch.Stage, ImportRow.Verdict, ImportBatch.Kind
READ_SLICE = 1_000
WRITE_SLICE = {
    Kind.STAFF: 1_000, Kind.FIGURES: 200, Kind.ORGANIZATIONS: 50, Kind.MENTORS: 50, Kind.MENTEES: 50, Kind.REGISTRY: 50,
}  # fmt: skip
BUDGET_SECONDS = 60.0  # of one wake: a table that came later waits no longer
WORTH = 3  # a wake reads at least so many times longer than it took to come to the first unread row
FOREVER = float("inf")  # the person waits at the page
LEASE = datetime.timedelta(minutes=2)


def run_all(budget_seconds: float = BUDGET_SECONDS) -> None:
    """Whatever is at work, region by region. Beat wakes it; a doubled wake finds the tables taken."""
    until = time.monotonic() + budget_seconds

    def run(region: Region) -> None:
        while time.monotonic() < until and (pk := _claim(region.pk)) is not None:
            try:
                _run(region.pk, pk, until)
            except OperationalError as error:  # two have waited for each other: the lease is over soon, then once more
                logger.warning("import %d: %s", pk, place_of(error))
            except Exception as error:  # noqa: BLE001  a table that cannot be moved on must not be tried for ever
                logger.error("import %d: %s", pk, place_of(error))
                _stop(region.pk, pk, _("Внутренняя ошибка: остаток таблицы не обработан"))

    each_region(run, "imports")


def _claim(region_id: int) -> int | None:
    """A table that nobody has worked at for two minutes."""
    with tenant_scope(region_id):
        free = Q(worked_at=None) | Q(worked_at__lt=queue_now() - LEASE)
        at_work = ImportBatch.objects.filter(free, stage__in=[Stage.READING, Stage.APPLYING, Stage.UNDOING])
        row = at_work.select_for_update(of=("self",), skip_locked=True).order_by("created_at").first()
        if row is None:
            return None
        row.worked_at = queue_now()
        row.began_at = row.began_at or row.worked_at
        row.save(update_fields=["worked_at", "began_at"])
        return row.pk


def finish(pk: int) -> None:
    """The whole way of a small table inside the open transaction."""
    _run(current_region(), pk, FOREVER)


def _run(region_id: int, pk: int, until: float) -> None:
    """Slice after slice until the stage is over or the time is up: then the table is free for the next wake."""
    rows: Iterator[tuple[Row, str]] | None = None
    try:
        while True:
            with tenant_scope(region_id):
                batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=pk)
                if not batch.works:
                    return
                actor = _actor(batch)
                if batch.stage == Stage.READING:
                    if rows is None:
                        rows, until = _resumed(batch, until)
                    _read(actor, batch, rows)
                elif batch.stage == Stage.APPLYING:
                    _write(actor, batch)
                else:
                    _take_back(actor, batch)
                late = time.monotonic() > until
                batch.worked_at = queue_now() if batch.works and not late else None
                if until < FOREVER and not batch.works:
                    _tell(batch)
                batch.save()
            if late:
                return
    except Unreadable as error:
        _stop(region_id, pk, ". ".join(map(str, REFUSALS[error.code])))
    except Refusal as error:
        _stop(region_id, pk, ". ".join(filter(None, [error.reason, error.todo])))


def _stop(region_id: int, pk: int, words: str) -> None:
    with tenant_scope(region_id):
        batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=pk)
        batch.trouble, batch.worked_at = words[:300], None
        batch.stage = Stage.REFUSED if batch.stage == Stage.READING else Stage.DONE
        _tell(batch)
        batch.save()


def _tell(batch: ImportBatch) -> None:
    """Whoever sent the table has left the page: what came of it waits on his first one."""
    words, detail = import_preview.outcome_words(batch)
    notify(
        batch.created_by, words, detail=detail, url=reverse("import_detail", args=[batch.pk]),
        dedupe_key=f"import:{batch.pk}:{batch.stage}:{batch.began_at and batch.began_at.timestamp()}",
        organization_id=batch.organization_id,
    )  # fmt: skip


def _actor(batch: ImportBatch) -> Actor:
    rows = Membership.objects.select_related("person", "organization", "organization__region", "region")
    membership = rows.get(pk=batch.membership_id)
    if not is_in_force(membership):
        raise Refusal(_("Роль того, кто загружал, закончилась"))
    actor = actor_of(membership)
    batch.organization = actor.organization
    return actor


def _resumed(batch: ImportBatch, until: float) -> tuple[Iterator[tuple[Row, str]], float]:
    """The rows after the last that is stored, each with the reason why it is no person; and until when to read them.

    A file has no way to its middle but from its beginning. Wakes of a fixed length would pass over more and more rows
    to read fewer and fewer: the square of the table. Each works in proportion to what it took to come there.
    """
    started, last = time.monotonic(), batch.last_row
    book = open_book(files.open_bytes(batch.file))
    rows = table.people_rows(book, batch.sheet, max(batch.begins, last + 1), batch.mapping)
    first = list(islice(rows, 1))
    came = time.monotonic()
    return chain(first, rows), max(until, came + WORTH * (came - started))


def _read(actor: Actor, batch: ImportBatch, rows: Iterator[tuple[Row, str]]) -> None:
    """A slice of the file into rows. What is no person is counted, not lost: the file is kept."""
    taken = list(islice(rows, READ_SLICE))
    if not taken:
        passed = {reason: batch.counts[reason] for reason in ("section", "total", "heading") if reason in batch.counts}
        if batch.kind == Kind.REGISTRY:
            registry_leaving.settle(actor, batch)
        import_rows.recount(batch)
        batch.options["passed"] = passed
        batch.stage, batch.rows_total = Stage.REVIEW, batch.rows_read
        return
    for _row, reason in taken:
        if reason:
            batch.counts[reason] = batch.counts.get(reason, 0) + 1
    lines = import_rows.new_rows(batch, [row for row, reason in taken if not reason])
    import_rows.judge(actor, batch, lines)
    ImportRow.objects.bulk_create(lines)
    batch.last_row = taken[-1][0][0]
    batch.rows_read += len(lines)


def _write(actor: Actor, batch: ImportBatch) -> None:
    lines = _next(batch, import_rows.LOADED_NEXT, "number")
    if not lines:
        import_rows.recount(batch)
        batch.stage = Stage.DONE
        return
    places, one_by_one = {}, lines
    if batch.kind == Kind.STAFF:
        places = {row.pk: row for row in Organization.objects.filter(pk__in=actor.organization_ids, closed_on=None)}
        within = [line for line in lines if import_writing.place_of(actor, line) in places]
        for line in set(lines).difference(within):
            _keep_waiting(line, _("Организация закрыта или больше не в вашем ведении"))
        known = [line for line in within if line.match.get("person") is not None]
        fresh = [line for line in within if line.match.get("person") is None]
        import_writing.write_new_staff(actor, batch, fresh, places)
        one_by_one = import_writing.pass_unchanged(actor, known)
    found = Places.of(actor) if batch.kind == Kind.REGISTRY else None
    if found is not None:
        registry_writing.hold()
    for line in one_by_one:
        _write_one(actor, batch, line, places, found)
    import_rows.save(lines, ["verdict", "person", "effects", "match", "doubts"])
    batch.rows_done += len(lines)


def _next(batch: ImportBatch, verdicts: list[str], order: str) -> list[ImportRow]:
    """A slice of one verdict: the index gives it as it stands, two verdicts at once would be sorted for every slice."""
    size = WRITE_SLICE[Kind(batch.kind)]
    found = (list(batch.rows.filter(verdict=verdict).order_by(order)[:size]) for verdict in verdicts)
    return next((lines for lines in found if lines), [])


def _write_one(
    actor: Actor, batch: ImportBatch, line: ImportRow, places: dict[int, Organization], found: Places | None
) -> None:
    """One row in its own savepoint: a rule that refuses it keeps it waiting, and the others go on."""
    try:
        with transaction.atomic():
            if found is not None:
                registry_writing.write(actor, batch, line, found)
            elif batch.kind == Kind.ORGANIZATIONS:
                import_places.write_organization(actor, line)
            elif batch.kind == Kind.FIGURES:
                import_places.write_figures(actor, line)
            elif batch.kind == Kind.STAFF:
                import_writing.write_known_employee(actor, batch, line, places)
            else:
                import_writing.write_bank_row(actor, batch, line)
    except Refusal as error:
        _keep_waiting(line, " ".join(filter(None, [error.reason, error.clause and f"({error.clause})", error.todo])))
    except (DataError, IntegrityError):
        _keep_waiting(line, _("Эти значения противоречат тому, что уже записано"))


def _keep_waiting(line: ImportRow, words: str) -> None:
    line.verdict, line.effects, line.person = Verdict.BROKEN, {}, None
    line.doubts = [{"field": "", "code": "bad.refused", "was": words[:300], "proposed": ""}]


def _take_back(actor: Actor, batch: ImportBatch) -> None:
    lines = _next(batch, [Verdict.ADDED, Verdict.UPDATED], "-number")
    if not lines:
        import_rows.recount(batch)
        batch.stage, batch.undone_at = Stage.UNDONE, clock.now()
        return
    events: list[AuditEvent] = []
    for line in lines:
        try:
            with transaction.atomic():
                if batch.kind in (Kind.ORGANIZATIONS, Kind.FIGURES):
                    import_places.take_back_place(actor, batch, line)
                else:
                    events += import_undoing.take_back(actor, line)
            line.verdict = Verdict.UNDONE
        except (Touched, Refusal):
            line.verdict = Verdict.KEPT
    AuditEvent.objects.bulk_create(events)
    import_rows.save(lines, ["verdict"])
    batch.rows_done += len(lines)
