"""A programme that runs: marks, results, changes that both sign, pauses, early ends, the closing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import get_visible, requires
from accounts.refusal import Refusal
from accounts.views.shared import done_by, posted

from ..forms.program_steps import AmendmentForm, ClosingForm, EndingForm
from ..forms.programs import LineNoteForm
from ..models import Amendment, Ending, PlanActivity, Program, Unit
from ..queries.closing import checklist, last_release
from ..queries.plan_rules import failures_of, latest_end, rules_of
from ..regulation.catalogue.choices import FORMS
from ..services import amendments, closings, pauses
from ..services import programs as service
from ..services.plans import current_plan
from ..workflow import possible
from .programs import plan_forms, press, typed, written

TITLES = {
    "extend": (_("Продлить программу"), _("Предложить продление")),
    "shorten": (_("Сократить срок программы"), _("Предложить сокращение")),
    "form": (_("Сменить форму наставничества"), _("Предложить смену формы")),
    "plan": (_("Изменить план"), _("Предложить изменения")),
}


@require_POST
@requires()
def plan_mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Several lines at once: done, or the mark taken back."""
    program = written(request, pk)
    chosen = [key for key in request.POST.getlist("line") if key.isdigit()]
    lines = list(program.plan.filter(pk__in=chosen).select_related("program"))
    if not lines:
        raise Refusal(_("Не отмечено ни одного мероприятия"), todo=_("Отметьте мероприятия плана и нажмите снова"))
    state = request.POST.get("state", "")
    count = service.mark_activities(actor=request.actor, program=program, activities=lines, state=state)
    done = _("Отмечено сделанным: %s") if state == PlanActivity.State.DONE else _("Снято отметок: %s")
    messages.success(request, done % count)
    return redirect("program_detail", pk)


@require_http_methods(["GET", "POST"])
@requires()
def plan_line(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of a line: product, note, reflection."""
    line = PlanActivity.objects.select_related("program").filter(pk=pk).first()
    program = written(request, line.program_id if line else None)
    assert line is not None  # without one there was no programme to find
    allowed = service.notes_of_line(request.actor, program)
    initial = {name: getattr(line, name) for name in (*allowed, "version")}
    form = LineNoteForm(posted(request), allowed=allowed, initial=initial)
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        note = {"actor": request.actor, "activity": line, "version": fields.pop("version"), "fields": fields}
        if done_by(form, lambda: service.note_activity(**note)):
            messages.success(request, _("Результат записан"))
            return redirect("program_detail", program.pk)
    context = {"program": program, "line": line, "form": form}
    return render(request, "programs/plan_line.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
@requires()
def program_amend(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A change that both sides sign: the term, the form or the lines of the plan that are not done."""
    program, actor = written(request, pk), request.actor
    rules = rules_of(program, actor.today)
    codes = [item["form"] if isinstance(item, dict) else item for item in rules.value("forms") or FORMS]
    choices = [(code, FORMS.get(code, code)) for code in codes]
    latest = latest_end(program.start_on, rules)
    form = AmendmentForm(posted(request), kind=kind, forms_of_pairs=choices, latest=latest)
    lines, listed = None, None
    if kind == Amendment.Kind.CHANGE_PLAN:
        lines, listed = plan_forms(request, program, posted(request), current_plan(program, planned_only=True))
    bound = [part for part in (form, lines, listed) if part is not None]
    if request.method == "POST" and sum(part.is_valid() for part in bound) == len(bound):
        data: dict[str, Any] = dict(form.cleaned_data)
        if lines is not None and listed is not None:
            data["lines"] = typed(lines, listed)
        if done_by(form, lambda: amendments.propose(actor=actor, program=program, kind=kind, **data)):
            messages.success(request, _("Предложено. Изменение действует после всех подписей"))
            return redirect("program_detail", pk)
    title, label = TITLES[kind]
    context = {
        "program": program, "kind": kind, "form": form, "lines": lines, "listed": listed, "title": title, "label": label
    }  # fmt: skip
    return render(request, "programs/program_amend.html", context, status=422 if request.method == "POST" else 200)


def _amendment(request: HttpRequest, pk: int) -> Amendment:
    amendment = Amendment.objects.filter(pk=pk).first()
    written(request, amendment.program_id if amendment else None)
    assert amendment is not None  # without one there was no programme to find
    return amendment


@require_POST
@requires()
def amendment_sign(request: HttpRequest, pk: int) -> HttpResponse:
    program = amendments.sign(actor=request.actor, amendment=_amendment(request, pk))
    messages.success(request, _("Вы согласились изменить программу"))
    return redirect("program_detail", program.pk)


@require_POST
@requires()
def amendment_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    program = amendments.refuse(actor=request.actor, amendment=_amendment(request, pk))
    messages.success(request, _("Вы отказались: программа остаётся прежней"))
    return redirect("program_detail", program.pk)


@require_http_methods(["GET", "POST"])
@requires("unit.manage")
def program_terminate(request: HttpRequest, pk: int) -> HttpResponse:
    program, actor = written(request, pk), request.actor
    members = list(program.unit.members.filter(left_on=None).select_related("person"))
    rules = rules_of(program, actor.today)
    facts = failures_of(program, actor.today)
    statement = last_release(program, actor)
    form = EndingForm(
        posted(request), reasons=rules.closure_reasons(), facts=facts, members=members,
        initial={"filed_on": statement.filed_on, "filed_words": statement.text} if statement else {},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data, ended = form.demands(), []
        if done_by(form, lambda: ended.append(closings.terminate_program(actor=actor, program=program, **data))):
            over = ended[0].state == Program.State.TERMINATED
            messages.success(request, _("Программа завершена досрочно") if over else _("Досрочное завершение начато"))
            return redirect("program_detail", pk)
    context = {"program": program, "form": form, "rules": rules, "statement": statement}
    return render(request, "programs/program_terminate.html", context, status=422 if request.method == "POST" else 200)


def _ending(request: HttpRequest, pk: int) -> Ending:
    ending = Ending.objects.filter(pk=pk).first()
    written(request, ending.program_id if ending else None)
    assert ending is not None  # without one there was no programme to find
    return ending


@require_POST
@requires()
def ending_sign(request: HttpRequest, pk: int) -> HttpResponse:
    program = closings.sign_ending(actor=request.actor, ending=_ending(request, pk))
    messages.success(request, _("Вы согласились завершить программу"))
    return redirect("program_detail", program.pk)


@require_POST
@requires()
def ending_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    program = closings.withdraw_ending(actor=request.actor, ending=_ending(request, pk))
    messages.success(request, _("Программа продолжается"))
    return redirect("program_detail", program.pk)


@require_http_methods(["GET", "POST"])
@requires()
def program_closing(request: HttpRequest, pk: int) -> HttpResponse:
    """What the closing needs, and each person's part of it."""
    program, actor = written(request, pk), request.actor
    allowed = closings.closing_fields(actor, program)
    parts = [(part.pk, part.member.person.full_name) for part in program.parts.select_related("member__person")]
    form = ClosingForm(posted(request), allowed=allowed, parts=parts, initial=_closing_initial(program, actor, allowed))
    if request.method == "POST" and form.is_valid():
        fields, outcomes = form.written()
        write = {"actor": actor, "program": program, "fields": fields, "outcomes": outcomes}
        write["version"] = fields.pop("version")
        if done_by(form, lambda: closings.write_closing(**write)):
            messages.success(request, _("Записано"))
            return redirect("program_closing", pk)
    rules = rules_of(program, actor.today)
    context = {
        "program": program,
        "form": form if allowed else None,
        "items": checklist(program, rules, names=actor.may("measure.enter")),
        "required": rules.value("completion_requires") == "required",
        "verbs": possible(program, actor),
        "left": program.plan.filter(state="planned").count(),
        "reflections": list(program.reflections.select_related("member__person")),
    }
    return render(request, "programs/program_closing.html", context, status=422 if request.method == "POST" else 200)


def _closing_initial(program: Program, actor: Any, allowed: list[str]) -> dict[str, Any]:
    rows = program.reflections.select_related("member")
    said = {row.member.person_id if row.member else None: row.text for row in rows}
    initial = {
        "version": program.version,
        "outcome": program.outcome, "reflection": said.get(actor.person_id, ""),
        "common_reflection": said.get(None, ""),
        **{f"outcome-{part.pk}": part.outcome for part in program.parts.all()},
    }  # fmt: skip
    if "mentor_report" in allowed:
        initial["mentor_report"] = closings.offered_report(program)
    return initial


program_complete = press("unit.manage", closings.complete_program, _("Программа завершена: план выполнен"))


@require_POST
@requires("unit.manage")
def unit_pause(request: HttpRequest, pk: int) -> HttpResponse:
    unit = get_visible(Unit, request.actor, pk, "organization")
    pauses.pause(actor=request.actor, unit=unit, reason=request.POST.get("reason", ""))
    messages.success(request, _("Пара приостановлена. Срок программы идёт: его можно продлить с согласия обеих сторон"))
    return redirect("unit_detail", pk)


@require_POST
@requires("unit.manage")
def unit_resume(request: HttpRequest, pk: int) -> HttpResponse:
    unit = get_visible(Unit, request.actor, pk, "organization")
    pauses.resume(actor=request.actor, unit=unit)
    messages.success(request, _("Пара снова работает"))
    return redirect("unit_detail", pk)
