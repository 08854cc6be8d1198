"""The calendar of a school year: what is owed when, by one organization or by all below, and how it stands."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Max, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import clock, due_rules
from accounts.models import Deadline, OrganizationKind
from accounts.permissions import Actor
from accounts.work_calendar import calendar_for
from programs.queries.execution import percent
from programs.queries.reach import open_schools_below
from programs.queries.regulations import effective_regulation
from programs.regulation.effective import EffectiveRegulation

from ..words import DEADLINES, capital, month_name
from ..year_terms import KIND, owed
from .year_facts import implemented

OF_ORDERS = "order_clause"
SHOWN = Q(kind__startswith=KIND) | Q(kind__in=[*DEADLINES.values(), OF_ORDERS])


@dataclass
class Line:
    """A term of the year: of a body counted over its organizations, ``whole`` 0 while nobody's has been planned."""

    title: str
    day: datetime.date | None
    basis: str = ""
    url: str = ""
    done: int = 0
    late: int = 0
    owing: int = 0
    whole: int = 0
    done_on: datetime.date | None = None
    late_days: int = 0

    @property
    def percent(self) -> str:
        return percent(self.done, self.whole)

    @property
    def tone(self) -> str:
        if self.owing:
            return "late"
        return "ok" if self.whole and self.done == self.whole else "wait"


@dataclass(frozen=True)
class Implementation:
    """R1: of how many schools the conditions of the regulation are met by the day, and now."""

    by: datetime.date | None
    by_the_day: int
    now: int
    whole: int
    missing: list[str]

    @property
    def percent_by_the_day(self) -> str:
        return percent(self.by_the_day, self.whole)

    @property
    def percent_now(self) -> str:
        return percent(self.now, self.whole)


def window(year: int) -> tuple[datetime.date, datetime.date]:
    """The summer before belongs to the year that it prepares (S1 order, п. 4)."""
    return datetime.date(year, 6, 1), datetime.date(year + 1, 8, 31)


def calendar_lines(actor: Actor, year: int) -> list[Line]:
    """In order of time. The rows are counted in one query for any number of organizations below."""
    first, last = window(year)
    zone = actor.zone
    own = actor.organization.kind == OrganizationKind.SCHOOL
    start = datetime.datetime.combine(first, datetime.time(), zone)
    end = datetime.datetime.combine(last + datetime.timedelta(days=1), datetime.time(), zone)
    now = clock.now()
    rows = Deadline.objects.visible_to(actor).filter(SHOWN, due_at__range=(start, end), organization__closed_on=None)
    late = Q(done_at__gt=F("due_at"))
    grouped = rows.order_by().values("kind", "key").annotate(
        whole=Count("pk"), done=Count("pk", filter=Q(done_at__isnull=False)), late=Count("pk", filter=late),
        owing=Count("pk", filter=Q(done_at=None, due_at__lt=now, recommended=False)), due=Min("due_at"),
        title=Max("title"), basis=Max("clause"), url=Max("url"), done_at=Max("done_at"),
    )  # fmt: skip
    found: dict[tuple[str, str], Line] = {}
    for row in grouped:
        kind, key = row.pop("kind"), row.pop("key")
        found[kind, key] = _line(row, zone, own, kind, key)
    for kind, key, line in _ahead(actor, first, last):
        found.setdefault((kind, key), line)
    return sorted(found.values(), key=lambda line: (line.day or last, line.title))


def _line(row: dict[str, Any], zone: datetime.tzinfo, own: bool, kind: str, key: str) -> Line:
    day = row.pop("due").astimezone(zone).date()
    done_at, url = row.pop("done_at"), row.pop("url")
    line = Line(day=day, **row)
    if own:
        line.url = url
        if done_at is not None:
            line.done_on = done_at.astimezone(zone).date()
        until = line.done_on or clock.today(zone)
        line.late_days = max(0, (until - day).days) if line.done_on or line.owing else 0
    else:
        line.url = f"{reverse('year_term')}?{urlencode({'kind': kind, 'key': key})}"
    return line


def _ahead(actor: Actor, first: datetime.date, last: datetime.date) -> Iterable[tuple[str, str, Line]]:
    """What the regulation of this node names and nothing has been planned for yet."""
    organization = actor.organization
    rules = effective_regulation(organization, actor.today)
    shift, work = str(rules.value("due_shift")), calendar_for(organization.region.calendar)
    kinds = {organization.kind} if organization.kind == OrganizationKind.SCHOOL else set(OrganizationKind.values)
    lines = [line for kind in kinds for line in owed(rules, kind, max(first, actor.today), last)]
    common = {"calendar": work, "tz": organization.zone, "shift": shift}
    for line in lines:
        for due in due_rules.occurrences(line.rule, start=line.first, end=line.last, **common):
            yield line.term.deadline_kind, due.key, Line(str(line.term.title), due.due_on, line.basis)
    yield from _months(rules, max(first, actor.today), last, common)


def _months(
    rules: EffectiveRegulation, first: datetime.date, last: datetime.date, common: dict[str, Any]
) -> Iterable[tuple[str, str, Line]]:
    day = rules.value("periodic.monthly_report_day")
    if day is None or first > last:
        return
    rule = due_rules.DueRule(due_rules.DueType.MONTHLY, day=day)
    for due in due_rules.occurrences(rule, start=first, end=last, **common):
        title = _("Подтвердить отчёт за %s") % month_name(due.nominal)
        yield DEADLINES["monthly"], due.key, Line(title, due.due_on, rules["periodic.monthly_report_day"].basis)


def by_month(lines: Iterable[Line]) -> list[dict[str, Any]]:
    months: list[dict[str, Any]] = []
    for line in lines:
        name = f"{capital(month_name(line.day))} {line.day.year}" if line.day else _("Без срока")
        if not months or months[-1]["name"] != name:
            months.append({"name": name, "lines": []})
        months[-1]["lines"].append(line)
    return months


def implementation(actor: Actor, year: int) -> Implementation | None:
    """For a body whose regulation names a day by which mentoring is introduced everywhere; None without schools."""
    organization = actor.organization
    if organization.kind == OrganizationKind.SCHOOL:
        return None
    schools = open_schools_below(organization)
    if not schools:
        return None
    rules = effective_regulation(organization, actor.today)
    conditions = rules.value("monitoring.implementation_conditions")
    days = implemented(schools, conditions)
    value, by = rules.value("deadlines.implementation"), None
    if value is not None:
        by = due_rules.MonthDay(int(value[:2]), int(value[3:])).in_year(year)
    in_time = sum(by is not None and day <= by for day in days.values())
    missing = sorted((school.short_name for school in schools if school.pk not in days), key=str.lower)
    return Implementation(by, in_time, len(days), len(schools), missing)
