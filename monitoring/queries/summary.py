"""A municipality's month: the sum of what its schools have confirmed, with how many of them have."""

import datetime

from django.db.models import Q

from accounts.models import Organization

from ..indicators import Figures, blank, month_end
from ..models import PeriodReport
from .frozen import frozen_figures


def summary_figures(municipality: Organization, period: datetime.date) -> tuple[Figures, dict[str, int]]:
    """The lines without records behind them, and the counts of reports: asked for, confirmed, in time. Three queries.

    A school's number is its snapshot with its corrections; of who has not confirmed nothing is added.
    """
    rows = PeriodReport.objects.monthly().filter(
        Q(organization__closed_on=None) | Q(organization__closed_on__gt=month_end(period)),
        organization__path__startswith=municipality.path,
        period=period,
    )
    reports = list(rows)
    frozen = frozen_figures(reports)
    total = blank()
    for report in reports:
        for code, figure in frozen.get(report.pk, {}).items():
            line = total[code]
            line.value += figure.value
            for part, number in figure.parts.items():
                line.note(part, number=number)
    return total, {"asked": len(reports), "confirmed": len(frozen)}
