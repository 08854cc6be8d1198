"""The school's own programmes of a year, a form each."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Actor, get_visible, requires
from accounts.views.shared import done_by, posted

from ..forms.school_programs import SchoolProgramForm
from ..models import SchoolProgram
from ..queries.projects import this_year, units_of
from ..queries.regulations import effective_regulation
from ..regulation.catalogue.choices import FORMS
from ..services import school_programs as service
from ..workflow import possible

SHOWN = 60


@require_safe
@requires("unit.view")
def school_program_list(request: HttpRequest) -> HttpResponse:
    rows = list(SchoolProgram.objects.visible_to(request.actor)[:SHOWN])
    for row in rows:
        row.form_label = FORMS.get(row.form, row.form)
    context = {"rows": rows, "manages": request.actor.may("unit.manage")}
    return render(request, "programs/school_program_list.html", context)


@require_safe
@requires("unit.view")
def school_program(request: HttpRequest, pk: int) -> HttpResponse:
    program = get_visible(SchoolProgram, request.actor, pk, "organization")
    units = list(units_of(program)[:SHOWN])
    context = {
        "program": program, "form_label": FORMS.get(program.form, program.form), "units": units,
        "lines": [line.strip() for line in program.activities.splitlines() if line.strip()],
        "verbs": possible(program, request.actor), "manages": request.actor.may("unit.manage"),
        "closed_pairs": sum(unit.state == "closed" for unit in units),
    }  # fmt: skip
    return render(request, "programs/school_program.html", context)


@require_http_methods(["GET", "POST"])
@requires("unit.manage")
def school_program_new(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    codes = list(effective_regulation(actor.organization, actor.today).value("forms"))
    form = SchoolProgramForm(posted(request), forms_of_school=codes)
    made: list[SchoolProgram] = []
    if request.method == "POST" and form.is_valid():
        year, code, fields = this_year(actor), form.cleaned_data["form"], form.values()
        if done_by(
            form,
            lambda: made.append(service.write_program(actor=actor, school_year=year, form=code, fields=fields)),
        ):
            messages.success(request, _("Программа школы записана"))
            return redirect("school_program", made[0].pk)
    return render(request, "programs/school_program_edit.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@requires("unit.manage")
def school_program_edit(request: HttpRequest, pk: int) -> HttpResponse:
    program = get_visible(SchoolProgram, request.actor, pk, "organization")
    form = SchoolProgramForm(posted(request), instance=program, forms_of_school=[])
    if request.method == "POST" and form.is_valid():
        version, fields = form.cleaned_data["version"] or 0, form.values()
        if done_by(
            form, lambda: service.edit_program(actor=request.actor, program=program, version=version, fields=fields)
        ):
            messages.success(request, _("Программа школы сохранена"))
            return redirect("school_program", pk)
    context = {"form": form, "program": program}
    return render(request, "programs/school_program_edit.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires("unit.manage")
def school_program_move(request: HttpRequest, pk: int) -> HttpResponse:
    program = get_visible(SchoolProgram, request.actor, pk, "organization")
    verb = service.sum_up if request.POST.get("verb") == "sum_up" else service.adopt
    verb(actor=request.actor, program=program)
    messages.success(request, _("Сохранено"))
    return redirect("school_program", pk)
