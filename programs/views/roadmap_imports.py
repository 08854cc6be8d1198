"""A map loaded from a table: the file or the pasted cells, then what was understood, then the lines in the draft."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.due_rules import describe, from_json
from accounts.permissions import requires
from accounts.refusal import Refusal
from accounts.roles import Role
from accounts.views.shared import done_by, posted, ticked

from ..forms.roadmap_tables import CHOICES, PlanTableForm, packed, unpacked
from ..imports.plan_table import FIELDS, heading_of
from ..services import roadmap_tables as service


@require_http_methods(["GET", "POST"])
@requires("roadmap.manage")
def roadmap_import(request: HttpRequest) -> HttpResponse:
    if "rows" in request.POST:
        return _preview(request)
    form, read = PlanTableForm(posted(request), request.FILES or None), []
    if request.method == "POST" and form.is_valid() and done_by(form, lambda: read.extend(_read(form))):
        return _show(request, read, *heading_of(read))
    return render(request, "programs/roadmap_import.html", {"form": form}, status=422 if form.is_bound else 200)


def _read(form: PlanTableForm) -> list[list[str]]:
    return service.read_table(form.content())


def _preview(request: HttpRequest) -> HttpResponse:
    """The second step, as often as the person changes what a column is; «Записать» writes the ticked lines."""
    rows = unpacked(request.POST["rows"], request.actor.organization_id)
    if rows is None:
        raise Refusal(_("Таблица устарела"), todo=_("Загрузите её ещё раз"))
    begins, _guess = heading_of(rows)
    columns = {
        index: name for index in range(len(rows[0])) if (name := request.POST.get(f"column-{index}", "")) in FIELDS
    }
    if request.POST.get("do") != "write":
        return _show(request, rows, begins, columns)
    lines = service.lines_of(rows, begins + 1, columns)
    taken = set(ticked(request, "line"))
    plan = service.write_plan(actor=request.actor, lines=[line for no, line in enumerate(lines) if no in taken])
    messages.success(request, _("Мероприятия записаны в черновик карты"))
    return redirect(f"{reverse('roadmap')}?edition={plan.edition}")


def _show(request: HttpRequest, rows: list[list[str]], begins: int, columns: dict[int, str]) -> HttpResponse:
    lines = service.lines_of(rows, begins + 1, columns)
    head = rows[begins] if begins >= 0 else [""] * len(rows[0])
    context = {
        "rows": packed(rows, request.actor.organization_id),
        "columns": [
            {"index": index, "label": label or _("столбец %s") % (index + 1), "value": columns.get(index, "")}
            for index, label in enumerate(head)
        ],
        "choices": CHOICES,
        "lines": [
            {
                "no": no, "line": line, "due": describe(from_json(line.due)),
                "roles": ", ".join(str(Role(role).label) for role in service.roles_of(line.responsible)),
            }
            for no, line in enumerate(lines)
        ],
        "unclear": sum(not line.understood for line in lines),
    }  # fmt: skip
    return render(request, "programs/roadmap_import_check.html", context)
