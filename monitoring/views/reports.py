"""Reports of a period: the school's list and its page with one button; the level above accepts, returns, reminds."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import clock
from accounts.permissions import Actor, get_visible, requires
from accounts.refusal import Refusal
from accounts.templatetags.ui_words import counted
from accounts.views.shared import done_by, page_of, say, whole_number
from programs.queries.execution import percent
from programs.queries.regulations import effective_regulation
from programs.terms import school_year
from programs.workflow import possible

from .. import public_pages
from ..forms import CorrectionForm, RemarkForm
from ..indicators import RISKS, month_before, month_end
from ..models import PeriodReport
from ..queries.account_page import account_page
from ..queries.coverage import coverage, targets_of
from ..queries.reports import lock_of, report_lines, report_rows
from ..reach import receives
from ..services import reports as service
from ..words import capital, month_name, period_name, title_of

RELATED = ("organization", "organization__region", "confirmed_by", "accepted_by")


def _report(request: HttpRequest, pk: int) -> PeriodReport:
    return get_visible(PeriodReport, request.actor, pk, *RELATED)


@require_safe
@requires("report.view")
def report_list(request: HttpRequest) -> HttpResponse:
    """The organization's own; above the school, all of them are in the board."""
    actor: Actor = request.actor
    if actor.may("monitoring.view"):
        return redirect("period_board" if actor.may("report.accept") else "municipality_board")
    page = page_of(request, report_rows(actor))
    rows = [{"report": report, "title": capital(title_of(report))} for report in page]
    return render(request, "monitoring/report_list.html", {"page": page, "rows": rows})


@require_safe
@requires("report.view")
def report_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _report(request, pk))


def _page(request: HttpRequest, report: PeriodReport) -> HttpResponse:
    actor: Actor = request.actor
    verbs = possible(report, actor)
    confirms = "confirm" in verbs and actor.role == report.sender
    context: dict[str, Any] = {
        "report": report,
        "heading": capital(title_of(report)),
        "title": title_of(report),
        "period": period_name(report),
        "month": month_name(report.period),
        "verbs": verbs,
        "confirms": confirms,
        "lock": lock_of(report),
        "corrects": _corrects(report, actor),
        "reminds": not report.is_handed_in and actor.may("report.accept") and receives(report, actor),
        "reminded_today": _today(report, actor),
        "own": actor.signs_for(report.organization_id),
        "late": not report.is_handed_in and report.due_on < actor.today,
        "step": {"auto_generated": 2, "returned": 2, "confirmed": 3, "accepted": 4}[report.state],
        "now": clock.now(),
    }
    if report.kind == PeriodReport.Kind.QUARTERLY:
        context |= {"account": account_page(report, actor), "over": report.cut_off < actor.today}
        return render(request, "monitoring/account_detail.html", context)
    context |= report_lines(report, actor)
    context |= {"risks": report.explanations.get(RISKS, ""), "risks_code": RISKS, "steps": _steps(report)}
    context["before"] = month_name(month_before(report.period))
    if report.kind == PeriodReport.Kind.MONTHLY:
        context["covered_on"] = min(actor.today, month_end(report.period))
        rules = effective_regulation(report.organization, context["covered_on"])
        targets = targets_of(rules, school_year(context["covered_on"]))
        context["coverage"] = coverage([report.organization_id], context["covered_on"], targets)
        if context["section"] is None:
            pages = public_pages.addresses_of([report.organization])
            context["section"] = pages.get(report.organization_id, "")
    elif told := context["told"]:
        context["told_percent"] = percent(told["confirmed"], told["asked"])
    return render(request, "monitoring/report_detail.html", context)


def _steps(report: PeriodReport) -> str:
    who = _("Подтверждён районом") if report.kind == PeriodReport.Kind.SUMMARY else _("Подтверждён школой")
    return _("Посчитан|%s|Принят") % who


def _corrects(report: PeriodReport, actor: Actor) -> bool:
    own = actor.signs_for(report.organization_id) and actor.role == report.sender
    return own and report.kind == PeriodReport.Kind.MONTHLY and report.is_handed_in and not lock_of(report)


def _today(report: PeriodReport, actor: Actor) -> bool:
    at = report.reminded_at
    return at is not None and at.astimezone(actor.zone).date() == actor.today


@require_POST
@requires("report.confirm")
def report_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """One press. The other button of the same form keeps the explanations only."""
    report, actor = _report(request, pk), request.actor
    words = {key.removeprefix("why-"): text for key, text in request.POST.items() if key.startswith("why-")}
    if "keep" in request.POST:
        service.explain(actor=actor, report=report, explanations=words)
        say(request, _("Пояснения сохранены"))
        return redirect("report_detail", pk)
    service.confirm(actor=actor, report=report, explanations=words or None)  # from the desk nothing is explained
    say(request, _("%s подтверждён") % capital(title_of(report)))
    return redirect("report_detail", pk)


@require_POST
@requires("report.accept")
def report_accept(request: HttpRequest, pk: int) -> HttpResponse:
    report = _report(request, pk)
    service.accept(actor=request.actor, report=report)
    words = _("%(title)s принят: %(school)s")
    say(request, words % {"title": capital(title_of(report)), "school": report.organization.short_name})
    return _board(report)


def _board(report: PeriodReport) -> HttpResponse:
    """Where the reports of this kind stand together."""
    if report.kind == PeriodReport.Kind.MONTHLY:
        return redirect("municipality_board")
    return redirect(f"{reverse('period_board')}?kind={report.kind}&period={report.period}")


@require_http_methods(["GET", "HEAD", "POST"])
@requires("report.accept")
def report_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Back with a remark; what was accepted already is opened again for some working days."""
    report = _report(request, pk)
    reopens = report.state == PeriodReport.State.ACCEPTED
    form = RemarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act, remark = service.reopen if reopens else service.give_back, form.cleaned_data["remark"]
        if done_by(form, lambda: act(actor=request.actor, report=report, remark=remark)):
            words = _("Открыт заново: %s") if reopens else _("Отчёт возвращён: %s")
            say(request, words % report.organization.short_name)
            return _board(report)
    days = effective_regulation(report.organization, request.actor.today).value("periodic.reopen_workdays")
    context = {
        "report": report, "title": title_of(report), "form": form, "reopens": reopens, "days": days,
        "heading": _("Открыть отчёт заново") if reopens else _("Вернуть отчёт с замечанием"),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "monitoring/report_return.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("report.confirm")
def report_correct(request: HttpRequest, pk: int) -> HttpResponse:
    report, actor = _report(request, pk), request.actor
    changed = report_lines(report, actor)["changed"]
    form = CorrectionForm(request.POST or None, changed=changed)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if done_by(form, lambda: service.correct(actor=actor, report=report, **data)):
            say(request, _("Исправление внесено: оба числа и причина остались в отчёте"))
            return redirect("report_detail", pk)
    status = 422 if request.method == "POST" else 200
    context = {"report": report, "month": month_name(report.period), "form": form, "changed": changed}
    return render(request, "monitoring/report_correct.html", context, status=status)


@require_POST
@requires("report.accept")
def report_remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Once a day; a second press says when it was."""
    report, actor = _report(request, pk), request.actor
    name = report.organization.short_name
    if service.remind(actor=actor, report=report):
        say(request, _("Напомнили: %s") % name)
    else:
        report.refresh_from_db()
        at = report.reminded_at.astimezone(actor.zone)
        messages.info(request, _("%(school)s: сегодня уже напомнили в %(time)s") % {
            "school": name, "time": f"{at.hour}:{at.minute:02}",
        })  # fmt: skip
    if report.kind != PeriodReport.Kind.MONTHLY:
        return _board(report)
    return redirect(f"{reverse('municipality_board')}?open={report.organization_id}#school-{report.organization_id}")


def _of_month(request: HttpRequest, *states: str) -> QuerySet[PeriodReport]:
    """The reports of the month that the form names, which the actor receives."""
    period = request.POST.get("period", "")
    visible = PeriodReport.objects.visible_to(request.actor).monthly()
    rows = visible.filter(state__in=states, organization__closed_on=None)
    number = whole_number(period.replace("-", ""))
    if number is None or not 200001 <= number <= 210012 or not 1 <= number % 100 <= 12:
        return rows.none()
    rows = rows.filter(period__year=number // 100, period__month=number % 100)
    return rows.select_related("organization", "organization__region").order_by("pk")


@require_POST
@requires("report.accept")
def report_remind_all(request: HttpRequest) -> HttpResponse:
    """All who have not handed in; who was reminded today or has nobody to remind is left out."""
    told, left = 0, []
    for report in _of_month(request, "auto_generated", "returned"):
        if not receives(report, request.actor):
            continue
        try:
            told += service.remind(actor=request.actor, report=report)
        except Refusal:
            left.append(report.organization.short_name)
    say(request, _("Напомнили: %s") % counted(told, _("школа|школы|школ")))
    if left:
        messages.warning(request, _("Напомнить некому, позвоните: %s") % ", ".join(left))
    return redirect("municipality_board")


@require_POST
@requires("report.accept")
def report_accept_all(request: HttpRequest) -> HttpResponse:
    rows = [report for report in _of_month(request, "confirmed") if receives(report, request.actor)]
    for report in rows:
        service.accept(actor=request.actor, report=report)
    say(request, _("Приняли: %s") % counted(len(rows), _("отчёт|отчёта|отчётов")))
    return redirect("municipality_board")
