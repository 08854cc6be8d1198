"""A staff list of the registry: its report before and after, the word for many who leave, our own list."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import get_visible, requires
from accounts.views.shared import whole_number

from ..models import ImportBatch
from ..queries import registry_report
from ..services import import_files, import_preview, imports, staff_export
from ..services.registry_leaving import MOST, WHOLE

PAGE, SHORT = 50, 8
MOVING = ("new", "change", "leave", "torn", "todo")
CSV = "text/csv; charset=utf-8"


def report(request: HttpRequest, batch: ImportBatch, common: dict[str, Any]) -> HttpResponse:
    """Who is new, who changes what, who leaves, what is not understood: by school and by row."""
    schools = registry_report.by_school(batch)
    school = whole_number(request.GET.get("school"))
    chosen = next((line for line in schools if line["id"] == school and school), None)
    busy = [line for line in schools if any(line[name] for name in MOVING)]
    numbers = registry_report.totals([chosen] if chosen else schools)
    tabs = {"todo": _("Решить"), "new": _("Новые"), "change": _("Изменятся"), "leave": _("Уходят"),
            "same": _("Без изменений"), "passed": _("Пропущены")}  # fmt: skip
    if batch.stage == ImportBatch.Stage.DONE:
        tabs |= {"new": _("Приняты"), "change": _("Изменены"), "leave": _("Ушли")}
    shown = numbers | {"leave": numbers["leave"] + numbers["torn"]}
    tab = request.GET.get("show", "")
    tab = tab if tab in tabs else next((name for name in tabs if shown[name]), "todo")
    rows = registry_report.rows_of(batch, tab, chosen["id"] if chosen else None)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    part = f"&school={chosen['id']}" if chosen else ""
    context = {
        "schools": schools, "busy": busy, "quiet": len(schools) - len(busy), "few": len(busy) <= SHORT,
        "chosen": chosen, "numbers": numbers, "tab": tab,
        "tabs": [
            {"label": label, "url": f"?show={name}{part}", "current": name == tab, "count": shown[name]}
            for name, label in tabs.items() if shown[name] or name == tab
        ],
        "page": page, "part": part, "most": MOST, "whole": bool(batch.options.get(WHOLE)),
        "torn": [line for line in schools if line["staff"]],
        "lines": import_preview.lines_of(request.actor, batch, list(page)) if tab == "todo" else [],
        "found": [] if tab == "todo" else registry_report.lines_of(list(page)),
        "done": batch.stage == ImportBatch.Stage.DONE,
    }  # fmt: skip
    return render(request, "programs/registry_report.html", context | common)


@require_POST
@requires("people.manage")
def import_leaving(request: HttpRequest, pk: int) -> HttpResponse:
    """«Да, они уходят» of one school."""
    batch = get_visible(ImportBatch, request.actor, pk, "file", "organization")
    school = whole_number(request.POST.get("school"))
    imports.confirm_leaving(actor=request.actor, batch=batch, schools=[school] if school else [])
    messages.success(request, _("Уход подтверждён. В базе ничего не изменится, пока вы не примените список"))
    return redirect("import_detail", pk)


@requires("people.manage")
def staff_export_file(request: HttpRequest, form: str) -> HttpResponse:
    """Our list of the staff of one's node and those below it."""
    if form not in ("xlsx", "csv"):
        raise Http404
    content = staff_export.export(actor=request.actor, form=form)
    answer = HttpResponse(content, content_type=CSV if form == "csv" else import_files.XLSX)
    answer.headers["Content-Disposition"] = content_disposition_header(True, _("Работники.%s") % form) or "attachment"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
