"""«Мониторинг»: the month over the schools of a municipality, its debtors first."""

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import Actor, requires
from accounts.views.shared import whole_number
from monitoring.indicators import month_before, month_end
from monitoring.queries.coverage import coverage, targets_of
from monitoring.words import month_name
from programs.queries.regulations import effective_regulation
from programs.terms import school_year

from ..queries import municipality as queries


@require_safe
@requires("monitoring.view")
def municipality_board(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    state = request.GET.get("state", "")
    made = queries.board(
        actor, month=_month(request.GET.get("month", "")), state=state, opened=whole_number(request.GET.get("open"))
    )
    kept = {key: request.GET[key] for key in ("month", "state") if request.GET.get(key)}
    context: dict[str, Any] = {
        "board": made,
        "state": state,
        "query": urlencode(kept),
        "chips": _chips(made, state, kept.get("month", "")),
        "accepts": actor.may("report.accept"),
        "reach": set(actor.organization_ids),
        "today": actor.today,
    }
    if made.period:
        context |= {"month": month_name(made.period), "before": month_name(month_before(made.period))}
        context["months"] = [
            {"label": month_name(period), "value": f"{period:%Y-%m}", "current": period == made.period}
            for period in made.periods
        ]
        context["covered_on"] = min(actor.today, month_end(made.period))
        schools = [row.school.pk for row in made.all]
        rules = effective_regulation(actor.organization, context["covered_on"])
        targets = targets_of(rules, school_year(context["covered_on"]))
        context |= {"coverage": coverage(schools, context["covered_on"], targets), "covered_schools": len(schools)}
        context["to_remind"] = [row for row in made.owing if row.receives]
        context["to_accept"] = [row for row in made.waiting if row.receives]
    return render(request, "reports/municipality.html", context)


def _month(text: str) -> datetime.date | None:
    """«2026-11» from the address; anything else counts as absent."""
    number = whole_number(text.replace("-", "")) if len(text) == 7 else None
    if number is None or not 2000 <= number // 100 <= 2100 or not 1 <= number % 100 <= 12:
        return None
    return datetime.date(number // 100, number % 100, 1)


def _chips(made: queries.Board, state: str, month: str) -> list[dict[str, Any]]:
    remarks = sum(row.report.state == "returned" for row in made.all)
    chips = [
        ("", _("Все"), len(made.all)),
        (queries.OWING, _("Не сдали"), len(made.owing)),
        (queries.REMARK, _("С замечанием"), remarks),
        (queries.WAITING, _("Ждут приёмки"), len(made.waiting)),
        (queries.HANDED, _("Сдали"), made.handed),
    ]
    rest = {"month": month} if month else {}
    return [
        {
            "label": label,
            "count": count,
            "url": f"?{urlencode({**rest, **({'state': key} if key else {})})}",
            "current": key == state,
        }
        for key, label, count in chips
        if count or not key or key == state
    ]
