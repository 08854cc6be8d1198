"""What was confirmed: snapshots with their corrections."""

from collections.abc import Iterable

from ..indicators import Figures, from_json
from ..models import PeriodReport, ReportCorrection, ReportSnapshot


def latest_snapshot(report: PeriodReport) -> ReportSnapshot:
    return report.snapshots.order_by("-number")[:1].get()


def frozen_figures(reports: Iterable[PeriodReport]) -> dict[int, Figures]:
    """What confirmed reports say with their corrections, by report; two queries for any number."""
    ids = [report.pk for report in reports if report.is_handed_in]
    if not ids:
        return {}
    snapshots = {row.report_id: row for row in ReportSnapshot.objects.filter(report__in=ids).order_by("number")}
    corrections: dict[int, list[ReportCorrection]] = {}
    for row in ReportCorrection.objects.filter(report__in=ids):
        if row.made_at >= snapshots[row.report_id].taken_at:
            corrections.setdefault(row.report_id, []).append(row)
    return {pk: overlaid(from_json(snapshot.figures), corrections.get(pk, ())) for pk, snapshot in snapshots.items()}


def overlaid(figures: Figures, corrections: Iterable[ReportCorrection]) -> Figures:
    """Figures with their later corrections laid over them."""
    for row in corrections:
        if row.code in figures:
            figures[row.code].value = row.became
    return figures
