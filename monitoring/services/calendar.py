"""The terms of the year in every organization: opened from its regulation, closed by its records. Idempotent."""

import datetime
from collections import defaultdict

from django.urls import reverse

from accounts import clock
from accounts.models import Deadline, Organization, Region
from accounts.services import deadlines
from accounts.services.regions import each_region
from accounts.tenancy import tenant_scope
from programs.queries.reach import open_schools_below
from programs.queries.regulations import effective_regulation

from ..queries.year_facts import EVER, FACTS, implemented
from ..year_terms import BY_KIND, KIND, PARAMETERS, TERMS, Owed, owed
from .rules import Rules

AHEAD = datetime.timedelta(days=100)  # of the term: planned so long before, opened by the engine in its time
BACK = datetime.timedelta(days=31)  # what was missed while nothing ran
Moments = tuple[datetime.datetime | None, datetime.datetime | None]  # due, opened
Known = dict[tuple[str, str], Moments]  # kind, key → of a term that stands


def keep_calendar() -> None:
    each_region(keep_region, "the calendar of the year")


def keep_region(region: Region) -> int:
    """Plan what has come within reach, forget what is owed no more, close what records have fulfilled; how many terms
    are new."""
    with tenant_scope(region.pk):
        planned = _plan()
        _settle()
        return planned


def _plan() -> int:
    rules = Rules(*PARAMETERS)
    kinds = {term.kind for term in TERMS}
    organizations = Organization.objects.filter(kind__in=kinds, closed_on=None).select_related("region").order_by("pk")
    standing = Deadline.objects.filter(kind__startswith=KIND).order_by()
    known: dict[int, Known] = defaultdict(dict)
    columns = standing.values_list("organization_id", "kind", "key", "due_at", "opened_at")
    for pk, kind, key, due_at, opened_at in columns:
        known[pk][kind, key] = (due_at, opened_at)
    drafted: list[Deadline] = []
    for organization in organizations:
        today = clock.today(organization.zone)
        found = rules.of(organization, today)
        rows = []
        if found is not None:
            for line in owed(found, organization.kind, today - BACK, today + AHEAD):
                rows += _drafts(organization, line, str(found.value("due_shift")))
        stand = known[organization.pk]
        drafted += [row for row in rows if _is_new(row, stand.get((row.kind, row.key)))]
        _forget(organization, today, stand, {(row.kind, row.key) for row in rows})
    return deadlines.plan_many(drafted)


def _drafts(organization: Organization, line: Owed, shift: str) -> list[Deadline]:
    return deadlines.drafts(
        organization=organization, kind=line.term.deadline_kind, rule=line.rule, title=str(line.term.title),
        role=line.term.role, start=line.first, end=line.last, due_shift=shift, url=reverse("year_calendar"),
        clause=line.basis[:200],
    )  # fmt: skip


def _is_new(row: Deadline, stands: Moments | None) -> bool:
    """It is not there yet, or not opened and dated otherwise since the regulation changed."""
    return stands is None or (stands[1] is None and stands[0] != row.due_at)


def _forget(organization: Organization, today: datetime.date, stand: Known, wanted: set[tuple[str, str]]) -> None:
    """What was planned under a regulation that asks for it no more, and was announced to nobody."""

    def is_over(key: tuple[str, str], due_at: datetime.datetime | None, opened_at: datetime.datetime | None) -> bool:
        if opened_at is not None or due_at is None or key in wanted or key[0] not in BY_KIND:
            return False
        return today - BACK <= due_at.astimezone(organization.zone).date() <= today + AHEAD

    over = {key for key, moments in stand.items() if is_over(key, *moments)}
    for kind in sorted({kind for kind, _key in over}):
        keep = [key for of, key in stand if of == kind and (of, key) not in over]
        deadlines.withdraw(organization=organization, kind=kind, keep=keep)


def _settle() -> None:
    """By the day of the record, which may be before the term or after it."""
    rows = Deadline.objects.filter(kind__startswith=KIND, done_at=None, opened_at__isnull=False)
    by_fact: dict[tuple[str, datetime.date], list[Deadline]] = defaultdict(list)
    for row in rows.select_related("organization__region").order_by("pk"):
        if row.kind in BY_KIND and BY_KIND[row.kind].by_record:
            by_fact[BY_KIND[row.kind].code, _since(row)].append(row)
    for (code, since), terms in by_fact.items():
        if code == "implementation":
            for row in terms:
                _settle_implementation(row)
            continue
        days = FACTS[code]({row.organization_id: row.organization for row in terms}, since)
        for row in terms:
            day = days.get(row.organization_id)
            if day is not None:
                deadlines.mark_done(None, row, min(day, clock.today(row.organization.zone)))


def _since(row: Deadline) -> datetime.date:
    """What is of each year anew: last year's does not count. The others hold until they are repealed."""
    if row.kind not in ("year_roadmap", "year_acts", "year_plan", "year_quality") or row.due_at is None:
        return EVER
    return row.due_at.astimezone(row.organization.zone).date() - datetime.timedelta(days=240)


def _settle_implementation(row: Deadline) -> None:
    schools = open_schools_below(row.organization)
    today = clock.today(row.organization.zone)
    conditions = effective_regulation(row.organization, today).value("monitoring.implementation_conditions")
    days = implemented(schools, conditions)
    if schools and len(days) == len(schools):
        deadlines.mark_done(None, row, min(max(days.values()), today))
