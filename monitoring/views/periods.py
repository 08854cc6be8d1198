"""Who has handed in what, and when: by period, by municipality, by organization."""

import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import OrganizationKind
from accounts.permissions import Actor, requires
from accounts.views.shared import page_of, whole_number

from ..models import PeriodReport
from ..queries import rates
from ..words import capital, month_name, period_name

KINDS = (
    ("monthly", _("Месячные отчёты школ")),
    ("quarterly", _("Персонифицированный учёт")),
    ("summary", _("Своды муниципалитетов")),
)


@require_safe
@requires("monitoring.view")
def period_board(request: HttpRequest) -> HttpResponse:
    """Rates of the year, then the chosen period: above municipalities by them, else organization by organization."""
    actor: Actor = request.actor
    asked = request.GET.get("kind", "")
    kind = asked if asked in dict(KINDS) else "monthly"
    periods = rates.by_period(actor, kind)
    names = {period: _name(kind, period, cut_off) for period, cut_off, _rate in periods}
    chosen = _chosen(request.GET.get("period", ""), list(names))
    body = whole_number(request.GET.get("body"))
    context: dict[str, Any] = {
        "kind": kind,
        "chips": [{"label": words, "url": f"?kind={code}", "current": code == kind} for code, words in KINDS],
        "periods": [
            {
                "name": names[period], "rate": rate, "current": period == chosen,
                "url": f"?{urlencode({'kind': kind, 'period': period})}",
            }
            for period, _cut_off, rate in periods
        ],
    }  # fmt: skip
    if chosen is not None:
        context["chosen"] = names[chosen]
        by_bodies = actor.organization.kind == OrganizationKind.REGION_AUTHORITY and kind != "summary" and body is None
        base = {"kind": kind, "period": chosen}
        if by_bodies:
            context["bodies"] = [
                {"name": name, "rate": rate, "url": f"?{urlencode({**base, 'body': pk})}"}
                for pk, name, rate in rates.by_body(actor, kind, chosen)
            ]
        else:
            page = page_of(request, rates.of_body(actor, kind, chosen, body))
            context["page"] = page
            context["rows"] = [{"report": row, "late_days": rates.days_late(row, actor.today)} for row in page]
    return render(request, "monitoring/period_board.html", context)


def _chosen(text: str, known: list[datetime.date]) -> datetime.date | None:
    return next((period for period in known if f"{period}" == text), known[0] if known else None)


def _name(kind: str, period: datetime.date, cut_off: datetime.date | None) -> str:
    """«Октябрь 2021», «IV квартал 2021 г.»; a quarter is named by the month of its cut-off."""
    if cut_off is not None:
        return period_name(PeriodReport(kind=kind, period=period, cut_off=cut_off))
    return f"{capital(month_name(period))} {period.year}"
