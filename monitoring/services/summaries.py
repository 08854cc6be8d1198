"""Opening a municipality's summary beside the month of its schools: what it hands in to the region. Idempotent."""

import datetime
from collections import Counter
from typing import Any

from django.db.models import Max, Min
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock, due_rules
from accounts.models import Organization, OrganizationKind, Region
from accounts.roles import Role
from accounts.services import deadlines
from accounts.services.regions import each_region
from accounts.tenancy import tenant_scope
from accounts.work_calendar import calendar_for

from ..models import PeriodReport
from ..words import DEADLINES, title_of
from .snapshots import PERIOD

WORKDAYS = 3  # after the schools' own term (a default of the system, in no act)


def open_summaries() -> Counter[str]:
    counts: Counter[str] = Counter()
    each_region(lambda region: counts.update(opened=open_region(region)), "monthly summaries")
    return counts


def open_region(region: Region) -> int:
    """One for each month and municipality whose schools have a report to hand in; how many are new."""
    with tenant_scope(region.pk):
        bodies = Organization.objects.filter(kind=OrganizationKind.MUNICIPALITY, closed_on=None, parent__isnull=False)
        by_id = {row.pk: row for row in bodies.select_related("region")}
        asked = PeriodReport.objects.monthly().filter(organization__closed_on=None, organization__parent_id__in=by_id)
        months = asked.order_by().values("organization__parent_id", "period")
        months = months.annotate(due=Max("due_on"), why=Min("basis"))  # the last of the schools' terms
        opened = PeriodReport.objects.filter(kind=PeriodReport.Kind.SUMMARY, organization_id__in=by_id)
        done = set(opened.values_list("organization_id", "period"))
        new = 0
        for row in months:
            key = (row["organization__parent_id"], row["period"])
            if key not in done:
                done.add(key)
                new += _open(by_id[key[0]], key[1], row)
        return new


def _open(body: Organization, period: datetime.date, row: dict[str, Any]) -> int:
    due_on = calendar_for(body.region.calendar).add_workdays(row["due"], WORKDAYS)
    report, created = PeriodReport.objects.get_or_create(
        organization=body,
        kind=PeriodReport.Kind.SUMMARY,
        period=period,
        defaults={
            "due_on": due_on, "term_on": due_on, "sender": Role.MUNICIPAL_COORDINATOR, "basis": row["why"],
            "created_at": clock.now(),
        },
    )  # fmt: skip
    deadlines.plan(
        organization=body,
        kind=DEADLINES["summary"],
        rule=due_rules.DueRule(due_rules.DueType.RELATIVE, event=PERIOD, days=(due_on - period).days),
        title=_("Подтвердить %s") % title_of(report),
        role=Role.MUNICIPAL_COORDINATOR,
        start=period,
        end=due_on,
        due_shift=due_rules.Shift.NONE,
        events={PERIOD: period},
        url=reverse("report_detail", args=[report.pk]),
        clause=row["why"][:200],
    )
    if created:
        audit.record(None, "periodreport.open", report, period=f"{period:%Y-%m}")
    return int(created)
