"""A personalised programme: drawn up together, approved, marked, prolonged by both, ended."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import get_visible, requires
from accounts.refusal import Stale
from accounts.templatetags.ui_words import initials
from accounts.views.shared import done_by

from ..forms.programs import (
    ExtendForm,
    NewProgramForm,
    PlanFormSet,
    PlanListForm,
    ProgramForm,
    TerminateForm,
    plan_initial,
    usual_end,
)
from ..models import Amendment, PlanActivity, Program, Unit
from ..queries.banks import area_of
from ..queries.execution import execution
from ..queries.regulations import effective_regulation
from ..services import programs as service
from ..workflow import move, possible


@require_http_methods(["GET", "POST"])
@requires()
def program_new(request: HttpRequest, pk: int) -> HttpResponse:
    unit = get_visible(Unit, request.actor, pk, "organization")
    _check_works(request, unit.pk)
    today = request.actor.today
    mentees = unit.members.filter(side="mentee", left_on=None).select_related("person")
    title = _("Программа наставничества: %s") % ", ".join(str(initials(member.person)) for member in mentees)
    initial = {"title": title, "start_on": today, "end_on": usual_end(today)}
    form = NewProgramForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data, made = form.cleaned_data, []
        if done_by(form, lambda: made.append(service.draft_program(actor=request.actor, unit=unit, **data))):
            return redirect("program_edit", made[0].pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "programs/program_new.html", {"unit": unit, "form": form}, status=status)


@requires()
def program_detail(request: HttpRequest, pk: int) -> HttpResponse:
    program = get_visible(Program, request.actor, pk, "unit", "organization")
    actor = request.actor
    member = program.unit.members.filter(person_id=actor.person_id, left_on=None).first()
    extension = program.extensions.filter(in_force_on=None, refused_on=None).first()
    signed = set(extension.agreements.values_list("member_id", flat=True)) if extension else set()
    context = {
        "program": program,
        "plan": list(program.plan.all()),
        "execution": execution(program),
        "verbs": possible(program, actor),
        "writes": Unit.objects.worked_in_by(actor).filter(pk=program.unit_id).exists(),
        "editable": program.state in {Program.State.DRAFT, Program.State.CURATOR_CHECK},
        "extension": extension,
        "must_sign": bool(extension and member and member.pk not in signed),
    }
    return render(request, "programs/program_detail.html", context)


def _check_works(request: HttpRequest, unit_id: int) -> None:
    """Who only reads the programme (the head, the council) finds no page that changes it."""
    if not Unit.objects.worked_in_by(request.actor).filter(pk=unit_id).exists():
        raise Http404


def _worked_in(request: HttpRequest, pk: int | None) -> Program:
    """The programme for those who draw it up; 404 alike for a foreign, a missing one and one that is only read."""
    program = get_visible(Program, request.actor, pk or 0, "unit", "organization")
    _check_works(request, program.unit_id)
    return program


@require_http_methods(["GET", "POST"])
@requires()
def program_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The rationale and the plan on one page. Whatever is refused is shown again over the words that were typed."""
    program, actor = _worked_in(request, pk), request.actor
    form = ProgramForm(request.POST or None, instance=program, initial={"version": program.version})
    lines = PlanFormSet(request.POST or None, initial=plan_initial(program), prefix="line")
    listed = PlanListForm(request.POST or None, prefix="list", initial={"area": area_of(program.unit)})
    if request.method != "POST":
        return _edit_page(request, program, (form, lines, listed))
    if not (form.is_valid() & lines.is_valid() & listed.is_valid()):
        return _edit_page(request, program, (form, lines, listed), status=422)
    fields = dict(form.cleaned_data)
    version = fields.pop("version")
    drafts = [*(draft for line in lines if (draft := line.draft())), *listed.drafts()]
    try:
        service.edit_program(actor=actor, program=program, version=version, fields=fields, lines=drafts)
    except Stale as stale:
        return _stale_edit(request, pk, stale)
    messages.success(request, _("Программа сохранена"))
    return redirect("program_edit" if "more" in request.POST else "program_detail", pk)


def _edit_page(
    request: HttpRequest, program: Program, forms: tuple[Any, ...], *, status: int = 200, refusal: Any = None
) -> HttpResponse:
    form, lines, listed = forms
    title = Program.objects.values_list("title", flat=True).get(pk=program.pk)
    context = {"program": program, "saved_title": title, "form": form, "lines": lines, "listed": listed}
    context["refusal"] = refusal
    return render(request, "programs/program_edit.html", context, status=status)


def _stale_edit(request: HttpRequest, pk: int, stale: Stale) -> HttpResponse:
    """The typed words under both versions; the next press will replace the version that is saved now."""
    program = Program.objects.select_related("unit", "organization").get(pk=pk)
    data = request.POST.copy()
    data["version"] = str(program.version)
    forms = ProgramForm(data, instance=program), PlanFormSet(data, prefix="line"), PlanListForm(data, prefix="list")
    return _edit_page(request, program, forms, status=409, refusal=stale)


def _press(permission: str | None, verb: Callable[..., Any], done: Any) -> Callable[..., HttpResponse]:
    @require_POST
    @requires(permission)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        program = _worked_in(request, pk)
        verb(actor=request.actor, program=program)
        messages.success(request, done)
        return redirect("program_detail", pk)

    view.access = permission or "signed in"
    return view


def _return(*, actor: Any, program: Program) -> None:
    move(program, "return", actor=actor)


program_submit = _press(None, service.submit_program, _("Программа отправлена куратору"))
program_approve = _press("unit.manage", service.approve_program, _("Программа утверждена"))
program_return = _press("unit.manage", _return, _("Программа возвращена участникам"))
program_complete = _press("unit.manage", service.complete_program, _("Программа завершена: план выполнен"))


@require_http_methods(["GET", "POST"])
@requires("unit.manage")
def program_terminate(request: HttpRequest, pk: int) -> HttpResponse:
    program = _worked_in(request, pk)
    rules = effective_regulation(program.organization, request.actor.today)
    form = TerminateForm(request.POST or None, reasons=rules.closure_reasons())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if done_by(form, lambda: service.terminate_program(actor=request.actor, program=program, **data)):
            messages.success(request, _("Программа завершена досрочно"))
            return redirect("program_detail", pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "programs/program_terminate.html", {"program": program, "form": form}, status=status)


@require_http_methods(["GET", "POST"])
@requires()
def program_extend(request: HttpRequest, pk: int) -> HttpResponse:
    program = _worked_in(request, pk)
    form = ExtendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if done_by(form, lambda: service.propose_extension(actor=request.actor, program=program, **data)):
            messages.success(request, _("Участники получили предложение: продление действует после обеих подписей"))
            return redirect("program_detail", pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "programs/program_extend.html", {"program": program, "form": form}, status=status)


def _extension(request: HttpRequest, pk: int) -> Amendment:
    extension = Amendment.objects.filter(pk=pk).first()
    _worked_in(request, extension.program_id if extension else None)
    assert extension is not None  # without one there was no programme to find
    return extension


@require_POST
@requires()
def extension_agree(request: HttpRequest, pk: int) -> HttpResponse:
    program = service.agree_extension(actor=request.actor, extension=_extension(request, pk))
    messages.success(request, _("Вы согласились продлить программу"))
    return redirect("program_detail", program.pk)


@require_POST
@requires()
def extension_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    program = service.refuse_extension(actor=request.actor, extension=_extension(request, pk))
    messages.success(request, _("Вы отказались: программа закончится в свой срок"))
    return redirect("program_detail", program.pk)


@require_POST
@requires()
def plan_mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Done, not done, or left out of the plan."""
    line = PlanActivity.objects.select_related("program__unit").filter(pk=pk).first()
    program = _worked_in(request, line.program_id if line else None)
    state = request.POST.get("state", "")
    if line is not None and state in PlanActivity.State.values:
        service.mark_activity(actor=request.actor, activity=line, state=state)
    return redirect("program_detail", program.pk)
