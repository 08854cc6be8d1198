"""The year's analytic report: the list of years, the page where figures and words meet, the records behind a figure."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Actor, get_visible, requires
from accounts.templatetags.ui_words import study_year
from accounts.views.shared import done_by, page_of, posted, say, whole_number
from programs.regulation.catalogue.choices import FORMS
from programs.terms import school_year
from programs.workflow import possible

from ..documents.analytic_rows import decided, hints, rows_of
from ..forms import AnalyticWordsForm
from ..models import AnalyticReport
from ..queries.analytic import Figures, figures_of, former, is_school, line_of, words_of_report
from ..queries.analytic_lines import FORM, LINES, SECTIONS, SLOTS, SWOT
from ..queries.analytic_records import records_of
from ..services import analytic as service

RELATED = ("organization__region", "confirmed_by", "asked_by")
FIRST_YEAR = 2021


def _report(request: HttpRequest, pk: int) -> AnalyticReport:
    return get_visible(AnalyticReport, request.actor, pk, *RELATED)


@require_safe
@requires("analytic.view")
def analytic_list(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    rows = list(AnalyticReport.objects.visible_to(actor).select_related("confirmed_by")[:60])
    year, written = school_year(actor.today), {row.school_year for row in rows}
    context = {
        "rows": rows, "writes": actor.may("analytic.write"),
        "years": [one for one in range(year, max(year - 4, FIRST_YEAR - 1), -1) if one not in written],
    }  # fmt: skip
    return render(request, "reports/analytic_list.html", context)


@require_POST
@requires("analytic.write")
def analytic_new(request: HttpRequest) -> HttpResponse:
    year = whole_number(request.POST.get("year")) or school_year(request.actor.today)
    report = service.begin(actor=request.actor, year=year)
    return redirect("analytic_detail", report.pk)


@require_safe
@requires("analytic.view")
def analytic_detail(request: HttpRequest, pk: int) -> HttpResponse:
    report, actor = _report(request, pk), request.actor
    figures = figures_of(report, actor.today)
    words, school = words_of_report(report), is_school(report)
    last = former(report)
    carried = last.words if last is not None and report.state == AnalyticReport.State.DRAFT else {}
    sections = [
        {
            "number": number, "title": section.title,
            "rows": rows_of(section, figures, school=school) if figures else [],
            "words": _said([slot for slot, _title in section.words], words, carried),
            "swot": _swot(figures, words, carried) if section.code == "survey" else [],
        }
        for number, section in enumerate(SECTIONS, start=1)
    ]  # fmt: skip
    verbs = possible(report, actor)
    context = {
        "report": report, "figures": figures, "sections": sections, "school": school, "verbs": verbs,
        "writes": "confirm" in verbs,
        "now": study_year(report.school_year), "before": study_year(report.school_year - 1),
        "hints": hints(figures) if figures and "confirm" in verbs else [],
        "carried": sum(words.get(slot) == text for slot, text in carried.items()),
        "waiting": report.stage == AnalyticReport.Stage.WAITING,
        "snapshots": report.snapshots.select_related("taken_by"),
    }  # fmt: skip
    return render(request, "reports/analytic_detail.html", context)


def _said(slots: list[str], words: dict[str, str], carried: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {"title": SLOTS[slot], "text": words[slot], "carried": carried.get(slot) == words[slot]}
        for slot in slots
        if words.get(slot)
    ]


def _swot(figures: Figures | None, words: dict[str, str], carried: dict[str, str]) -> list[dict[str, Any]]:
    """What was decided from the year's campaigns, then the author's own words."""
    found = [{"title": title, "text": text, "carried": False} for title, text in (decided(figures) if figures else [])]
    return found + _said(list(SWOT), words, carried)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("analytic.write")
def analytic_words(request: HttpRequest, pk: int) -> HttpResponse:
    report, actor = _report(request, pk), request.actor
    figures = figures_of(report, actor.today)
    found = hints(figures) if figures else []
    form = AnalyticWordsForm(
        posted(request), slots=_slots(report, figures), words=report.words, initial={"version": report.version},
        hints=[(f"{hint.quadrant}|{hint.words}", f"{SWOT[hint.quadrant]}: {hint.words}") for hint in found],
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        if done_by(form, lambda: service.write(actor=actor, report=report, words=form.words(), version=version)):
            say(request, _("Текст отчёта сохранён"))
            return redirect("analytic_detail", pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "reports/analytic_words.html", {"report": report, "form": form}, status=status)


def _slots(report: AnalyticReport, figures: Figures | None) -> dict[str, str]:
    """Places for words in the order of the report; after the programmes, one for each form of the year."""
    found: dict[str, str] = {}
    forms = sorted({*(figures.table("forms") if figures else ()), *service.programs_of(report)})
    for number, section in enumerate(SECTIONS, start=1):
        found |= {slot: f"{number}. {title}" for slot, title in section.words}
        if section.code == "programs":
            title = _("Эффективность: %s")
            found |= {f"{FORM}{form}": f"{number}. {title % FORMS.get(form, form)}" for form in forms}
        if section.code == "survey":
            found |= {slot: f"{number}. SWOT. {title}" for slot, title in SWOT.items()}
    return found


VERBS = {
    "confirm": (service.confirm, gettext_lazy("Отчёт подтверждён: числа и текст закреплены")),
    "reopen": (service.reopen, gettext_lazy("Отчёт снова в работе, прежний снимок сохранён")),
    "count": (service.ask_to_count, gettext_lazy("Считаем: когда будет готово, сообщим")),
    "cancel": (service.cancel_count, gettext_lazy("Подсчёт остановлен")),
}


@require_POST
@requires("analytic.write")
def analytic_move(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    if verb not in VERBS:
        raise Http404
    report = _report(request, pk)
    do, words = VERBS[verb]
    do(actor=request.actor, report=report)
    say(request, str(words))
    return redirect("analytic_detail", pk)


@require_safe
@requires("analytic.view")
def analytic_records(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """What a number of a school's report is made of. Above the school there are no names, and no such page."""
    report, actor = _report(request, pk), request.actor
    line = line_of(report, code, actor.today) if code in LINES and is_school(report) else {}
    if not line.get("ids"):
        raise Http404
    page = page_of(request, line["ids"])
    records = records_of(line["kind"], page.object_list, actor)
    context = {
        "report": report, "title": LINES[code].title, "value": line["value"], "records": records, "page": page,
        "missing": len(page.object_list) - len(records), "now": study_year(report.school_year),
    }  # fmt: skip
    return render(request, "reports/analytic_records.html", context)
