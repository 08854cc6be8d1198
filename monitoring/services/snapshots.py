"""What a confirmed report keeps, by its kind."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Max

from accounts import clock
from accounts.models import Organization

from .. import account_rows, public_pages
from ..indicators import as_json
from ..models import PeriodReport, ReportSnapshot
from ..queries.accounts import account_rows as count_rows
from ..queries.figures import month_figures
from ..queries.summary import summary_figures

CUT_OFF = "quarter_cut_off"  # the event from which the term of a quarter's account runs
PERIOD = "period_begun"  # and that of a summary


def freeze(report: PeriodReport, organization: Organization, *, person_id: int) -> None:
    """The snapshot that a confirmation leaves. A monthly one is frozen as many are."""
    report.organization = organization
    if report.kind == PeriodReport.Kind.MONTHLY:
        freeze_months([report], person_id=person_id)
        return
    ReportSnapshot.objects.create(
        report=report,
        number=report.snapshots.count() + 1,
        figures=_content_of(report, organization),
        taken_at=clock.now(),
        taken_by_id=person_id,
    )


def _content_of(report: PeriodReport, organization: Organization) -> dict[str, Any]:
    """A quarter's rows with sealed names; a summary's sums with how many schools they are of."""
    now = clock.now()
    if report.kind == PeriodReport.Kind.QUARTERLY:
        assert report.since is not None and report.cut_off is not None  # a database constraint
        rows = count_rows(organization, report.since, report.cut_off)
        return account_rows.as_json(rows, since=report.since, cut_off=report.cut_off, counted_at=now)
    figures, told = summary_figures(organization, report.period)
    return {**as_json(figures, period=report.period, counted_at=now, section=""), "told": told}


def freeze_months(reports: Sequence[PeriodReport], *, person_id: int) -> int:
    """Snapshots of many schools' months of one period, in a fixed number of queries."""
    now = clock.now()
    schools = [report.organization for report in reports]
    figures, pages = month_figures(schools, reports[0].period), public_pages.addresses_of(schools)
    numbers = dict(
        ReportSnapshot.objects.filter(report__in=reports).order_by().values("report_id").annotate(last=Max("number"))
        .values_list("report_id", "last")
    )  # fmt: skip
    rows = [
        ReportSnapshot(
            report=report, number=numbers.get(report.pk, 0) + 1, taken_at=now, taken_by_id=person_id,
            figures=as_json(
                figures[report.organization_id], period=report.period, counted_at=now,
                section=pages.get(report.organization_id, ""),
            ),
        )
        for report in reports
    ]  # fmt: skip
    return len(ReportSnapshot.objects.bulk_create(rows))


def key_of(report: PeriodReport) -> str:
    """The key of the report's term among the deadlines."""
    if report.kind == PeriodReport.Kind.QUARTERLY:
        return f"{CUT_OFF}:{report.cut_off}"
    if report.kind == PeriodReport.Kind.SUMMARY:
        return f"{PERIOD}:{report.period}"
    return f"{report.period:%Y-%m}"
