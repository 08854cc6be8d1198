"""How reports are handed in, at each level: how many of those asked for, how many in time, who is late and how long."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate

from accounts.permissions import Actor
from accounts.search import alphabetical
from programs.queries.execution import percent
from programs.queries.regulations import effective_regulation

from ..models import HANDED_IN, PeriodReport

TERM = Coalesce("term_on", "due_on")
HANDED = Coalesce("handed_on", TruncDate("confirmed_at"))


@dataclass(frozen=True)
class Thresholds:
    """Per cent from which a line is well, and below which it is behind; both from the regulation."""

    good: int
    fair: int

    def tone(self, part: int, whole: int) -> str:
        if not whole or part * 100 >= self.good * whole:
            return "ok"
        return "wait" if part * 100 >= self.fair * whole else "late"


@dataclass(frozen=True)
class Rate:
    """``late`` were handed in after their term, ``owing`` were not and their term has passed; returned ones owe."""

    asked: int
    handed: int
    in_time: int
    late: int
    owing: int
    thresholds: Thresholds

    @property
    def completeness(self) -> str:
        return percent(self.handed, self.asked)

    @property
    def timeliness(self) -> str:
        return percent(self.in_time, self.asked)

    @property
    def tone(self) -> str:
        return self.thresholds.tone(self.handed, self.asked)

    @property
    def tone_in_time(self) -> str:
        return self.thresholds.tone(self.in_time, self.asked)


def thresholds_for(actor: Actor) -> Thresholds:
    rules = effective_regulation(actor.organization, actor.today)
    return Thresholds(rules.value("thresholds.good"), rules.value("thresholds.fair"))


def reports_of(actor: Actor, kind: str) -> QuerySet[PeriodReport]:
    """Of organizations that are open, whose period has begun."""
    rows = PeriodReport.objects.visible_to(actor).filter(kind=kind, organization__closed_on=None)
    return rows.filter(period__lte=actor.today)


def _counts(today: datetime.date) -> dict[str, Count]:
    handed = Q(state__in=HANDED_IN)
    return {
        "asked": Count("pk"),
        "handed": Count("pk", filter=handed),
        "in_time": Count("pk", filter=handed & Q(handed_day__lte=F("term_day"))),
        "late": Count("pk", filter=handed & Q(handed_day__gt=F("term_day"))),
        "owing": Count("pk", filter=~handed & Q(term_day__lt=today)),
    }


def by_period(actor: Actor, kind: str, limit: int = 12) -> list[tuple[datetime.date, datetime.date | None, Rate]]:
    """Period, its cut-off if it has one, how it went. The newest first; one query, whatever the number of reports."""
    rows = reports_of(actor, kind).annotate(term_day=TERM, handed_day=HANDED).order_by("-period").values("period")
    limits = thresholds_for(actor)
    rows = rows.annotate(named_by=Max("cut_off"), **_counts(actor.today))
    return [(row.pop("period"), row.pop("named_by"), _rate(row, limits)) for row in rows[:limit]]


def by_body(actor: Actor, kind: str, period: datetime.date) -> list[tuple[int, str, Rate]]:
    """By the organization above the schools, the worst first; one query."""
    rows = reports_of(actor, kind).filter(period=period, organization__parent__isnull=False)
    rows = rows.annotate(term_day=TERM, handed_day=HANDED).order_by()
    grouped = rows.values("organization__parent_id", "organization__parent__short_name").annotate(
        **_counts(actor.today)
    )
    limits = thresholds_for(actor)
    found = [
        (row.pop("organization__parent_id"), row.pop("organization__parent__short_name"), _rate(row, limits))
        for row in grouped
    ]
    return sorted(found, key=lambda line: (line[2].handed / line[2].asked, line[1].lower().replace("ё", "е")))


def of_body(actor: Actor, kind: str, period: datetime.date, body: int | None) -> QuerySet[PeriodReport]:
    """The reports themselves: who owes first, then who was late; ``late_by`` is a timedelta or None."""
    rows = reports_of(actor, kind).filter(period=period)
    if body is not None:
        rows = rows.filter(organization__parent_id=body)
    rows = rows.annotate(term_day=TERM, handed_day=HANDED, owes=~Q(state__in=HANDED_IN))
    return rows.select_related("organization__region").order_by(
        "-owes", F("handed_day").desc(nulls_first=True), *alphabetical("organization__short_name")
    )


def days_late(report: Any, today: datetime.date) -> int:
    """After the first term, to the first confirmation or else to today."""
    last = report.handed_day if report.is_handed_in else today
    return max(0, (last - report.term_day).days)


def _rate(row: dict[str, int], limits: Thresholds) -> Rate:
    return Rate(thresholds=limits, **row)
