"""The terms of the year in every organization: opened from its regulation, closed by its records. Idempotent."""

import datetime
from collections import defaultdict
from collections.abc import Iterator

from django.urls import reverse

from accounts import clock, due_rules
from accounts.models import Deadline, Organization, Region
from accounts.services import deadlines
from accounts.services.regions import each_region
from accounts.tenancy import tenant_scope
from accounts.work_calendar import calendar_for
from programs.queries.reach import open_schools_below
from programs.queries.regulations import effective_regulation

from ..queries.year_facts import FACTS, implemented
from ..year_terms import BY_KIND, KIND, PARAMETERS, TERMS, Owed, owed
from .rules import Rules

AHEAD = datetime.timedelta(days=100)  # of the term: planned so long before, opened by the engine in its time
BACK = datetime.timedelta(days=31)  # what was missed while nothing ran


def keep_calendar() -> None:
    each_region(keep_region, "the calendar of the year")


def keep_region(region: Region) -> int:
    """Plan what has come within reach, close what records have fulfilled; how many terms are new."""
    with tenant_scope(region.pk):
        planned = _plan(region)
        _settle()
        return planned


def _plan(region: Region) -> int:
    rules = Rules(*PARAMETERS)
    kinds = {term.kind for term in TERMS}
    rows = Organization.objects.filter(kind__in=kinds, closed_on=None).select_related("region").order_by("pk")
    standing = Deadline.objects.filter(kind__startswith=KIND).order_by()
    known = {
        (organization, kind, key): (due_at, opened_at)
        for organization, kind, key, due_at, opened_at in standing.values_list(
            "organization_id", "kind", "key", "due_at", "opened_at"
        )
    }
    drafted: list[Deadline] = []
    for organization in rows:
        today = clock.today(organization.zone)
        found = rules.of(organization, today)
        if found is None:
            continue
        shift = str(found.value("due_shift"))
        for line in owed(found, organization.kind, today - BACK, today + AHEAD):
            drafted += _missing(organization, line, shift, known)
    return deadlines.plan_many(drafted)


def _missing(organization: Organization, line: Owed, shift: str, known: dict) -> Iterator[Deadline]:
    """Terms that are not there yet, or not opened and dated otherwise since the regulation changed."""
    for row in deadlines.drafts(
        organization=organization, kind=line.term.deadline_kind, rule=line.rule, title=str(line.term.title),
        role=line.term.role, start=line.first, end=line.last, due_shift=shift, url=reverse("year_calendar"),
        clause=line.basis[:200],
    ):  # fmt: skip
        stands = known.get((organization.pk, row.kind, row.key))
        if stands is None or (stands[1] is None and stands[0] != row.due_at):
            yield row


def _settle() -> None:
    """By the day of the record, which may be before the term or after it."""
    rows = Deadline.objects.filter(kind__startswith=KIND, done_at=None, opened_at__isnull=False)
    by_code: dict[str, list[Deadline]] = defaultdict(list)
    for row in rows.select_related("organization__region").order_by("pk"):
        if row.kind in BY_KIND and BY_KIND[row.kind].by_record:
            by_code[BY_KIND[row.kind].code].append(row)
    for code, terms in by_code.items():
        if code == "implementation":
            for row in terms:
                _settle_implementation(row)
            continue
        days = FACTS[code]({row.organization_id: row.organization for row in terms})
        for row in terms:
            day = days.get(row.organization_id)
            if day is not None and not _too_old(row, day):
                deadlines.mark_done(None, row, min(day, clock.today(row.organization.zone)))


def _too_old(row: Deadline, day: datetime.date) -> bool:
    """A road map and acts are of each year anew: last year's do not count. The others hold until they are repealed."""
    if row.kind not in ("year_roadmap", "year_acts", "year_plan") or row.due_at is None:
        return False
    return day < row.due_at.astimezone(row.organization.zone).date() - datetime.timedelta(days=240)


def _settle_implementation(row: Deadline) -> None:
    schools = open_schools_below(row.organization)
    today = clock.today(row.organization.zone)
    conditions = effective_regulation(row.organization, today).value("monitoring.implementation_conditions")
    days = implemented(schools, conditions)
    if schools and len(days) == len(schools):
        deadlines.mark_done(None, row, min(max(days.values()), today))


def occurrences_of(organization: Organization, line: Owed, shift: str) -> list[due_rules.Due]:
    """The dated terms of one line, for a page that looks a year ahead."""
    return due_rules.occurrences(
        line.rule, calendar=calendar_for(organization.region.calendar), tz=organization.zone, shift=shift,
        start=line.first, end=line.last,
    )  # fmt: skip
