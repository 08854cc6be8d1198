"""Opening the month: each school whose regulation asks for a monthly report gets one, and its term. Idempotent."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock, due_rules
from accounts.models import AuditEvent, Organization, OrganizationKind, Region
from accounts.services import deadlines
from accounts.services.regions import each_region
from accounts.tenancy import tenant_scope
from accounts.work_calendar import calendar_for
from programs.regulation.effective import EffectiveRegulation

from ..indicators import next_month
from ..models import PeriodReport
from ..words import DEADLINE, month_name
from .rules import Rules

PARAMETER = "periodic.monthly_report_day"
BATCH = 500  # schools of one step
T = TypeVar("T")


def open_months() -> Counter[str]:
    """Do it in every region; how many reports were opened."""
    counts: Counter[str] = Counter()
    each_region(lambda region: counts.update(opened=open_region(region)), "monthly reports")
    return counts


def open_region(region: Region) -> int:
    """Open what has come in one region, and what was missed while nothing ran; how many reports are new.

    A batch of schools costs a fixed number of queries, and no more than a batch is held in memory.
    """
    with tenant_scope(region.pk):
        rules, opened = Rules(PARAMETER), 0
        schools = Organization.objects.filter(kind=OrganizationKind.SCHOOL, closed_on=None).select_related("region")
        newest = PeriodReport.objects.monthly().order_by().values("organization_id")
        done = dict(newest.annotate(last=Max("period")).values_list("organization_id", "last"))
        for batch in batched(schools.order_by("pk").iterator(BATCH), BATCH):
            owed = [line for school in batch for line in _owed(school, rules, done.get(school.pk))]
            opened += _open(owed) if owed else 0
        return opened


@dataclass(frozen=True)
class Owed:
    """A school's report of one month that has come."""

    school: Organization
    found: EffectiveRegulation
    term: due_rules.Due

    @property
    def period(self) -> datetime.date:
        return self.term.nominal.replace(day=1)

    @property
    def clause(self) -> str:
        return self.found[PARAMETER].basis


def batched(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """In lists of so many; the last one may be shorter."""
    source = iter(rows)
    while batch := list(islice(source, size)):
        yield batch


def _rule(found: EffectiveRegulation) -> due_rules.DueRule:
    return due_rules.DueRule(due_rules.DueType.MONTHLY, day=found.value(PARAMETER))


def _owed(school: Organization, rules: Rules, last: datetime.date | None) -> Iterator[Owed]:
    """Terms that have opened: from the month after the newest report, else from this month. None before the rule."""
    today = clock.today(school.zone)
    found = rules.of(school, today)
    if found is None or found.value(PARAMETER) is None:
        return
    start = next_month(last) if last else today.replace(day=1)
    end = next_month(today) + datetime.timedelta(days=27)
    if end < start:
        return
    since = found[PARAMETER].since
    terms = due_rules.occurrences(
        _rule(found),
        calendar=calendar_for(school.region.calendar),
        tz=school.zone,
        shift=str(found.value("due_shift")),
        start=start,
        end=end,
    )
    for term in terms:
        if term.opens_on <= today and (since is None or since <= term.nominal):
            yield Owed(school, found, term)


def _open(owed: list[Owed]) -> int:
    """The reports and their terms; how many of them no other run had opened."""
    now = clock.now()
    PeriodReport.objects.bulk_create(
        [
            PeriodReport(
                organization=line.school, kind=PeriodReport.Kind.MONTHLY, period=line.period,
                due_on=line.term.due_on, term_on=line.term.due_on, sender=str(line.found.value("report_sender")),
                basis=line.clause[:300], created_at=now,
            )
            for line in owed
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    schools = {line.school.pk for line in owed}
    rows = PeriodReport.objects.monthly().filter(organization_id__in=schools, period__in={line.period for line in owed})
    rows = rows.order_by()  # by the index of a school's months alone, however many schools there are
    stored = {(row.organization_id, row.period): row for row in rows}
    drafts = []
    for line in owed:
        report = stored[line.school.pk, line.period]
        drafts += deadlines.drafts(
            organization=line.school, kind=DEADLINE, rule=_rule(line.found),
            title=_("Подтвердить отчёт за %s") % month_name(line.period), role=report.sender, start=line.term.nominal,
            end=line.term.nominal, due_shift=str(line.found.value("due_shift")),
            url=reverse("report_detail", args=[report.pk]), clause=line.clause[:200],
        )  # fmt: skip
    deadlines.plan_many(drafts)
    new = [row for row in stored.values() if row.created_at == now]
    AuditEvent.objects.bulk_create(
        [audit.event(None, "periodreport.open", row, period=f"{row.period:%Y-%m}") for row in new]
    )
    return len(new)
