"""A personalised programme until it is approved: drawn up, discussed, agreed, approved. And the list of all."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Person
from accounts.permissions import get_visible, requires
from accounts.refusal import Refusal, Stale
from accounts.templatetags.ui_words import initials
from accounts.views.shared import done_by, page_of, posted, version_read, whole_number

from ..forms import programs as f
from ..models import Program, ProgramNote, Unit
from ..queries.banks import area_of
from ..queries.library import beside
from ..queries.order_sources import units_of_approved_programs, units_of_completed_programs
from ..queries.plan_rules import last_day, plan_areas, rules_of
from ..queries.program_courses import course_card
from ..queries.program_lists import SHOWN, program_rows, units_without
from ..queries.program_pages import developers, may_be_written, program_card
from ..queries.regulations import effective_regulation
from ..queries.versions import differences, version_pair
from ..services import program_courses, program_notes, program_templates
from ..services import programs as service
from ..services.plans import current_plan
from ..workflow import possible


@requires("unit.view")
def program_list(request: HttpRequest) -> HttpResponse:
    """Every programme of the school from its draft to its end; pairs that have none (S1 4.1.3, S3 п. 3.9)."""
    show = request.GET.get("show", "")
    show = show if show in SHOWN else ""
    actor = request.actor
    manages = actor.may("unit.manage")
    context = {
        "approved": units_of_approved_programs(actor).count() if manages else 0,
        "completed": units_of_completed_programs(actor).count() if manages else 0,
        "page": page_of(request, program_rows(request.actor, show)),
        "without": list(units_without(request.actor)) if not show else [],
        "tabs": [{"label": label, "url": f"?show={code}", "current": code == show} for code, label in SHOWN.items()],
    }
    return render(request, "programs/program_list.html", context)


@require_http_methods(["GET", "POST"])
@requires()
def program_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A name and a term are suggested; a ready sample fills everything else: two presses from the pair's card."""
    actor = request.actor
    unit = get_visible(Unit, actor, pk, "organization__region")
    if not Unit.objects.worked_in_by(actor).filter(pk=unit.pk).exists():
        raise Http404
    mentees = unit.members.filter(side="mentee", left_on=None).select_related("person")
    title = _("Программа наставничества: %s") % ", ".join(str(initials(member.person)) for member in mentees)
    end = f.usual_end(actor.today, last_day(actor.today, effective_regulation(unit.organization, actor.today)))
    form = f.NewProgramForm(posted(request), initial={"title": title, "start_on": actor.today, "end_on": end})
    samples = program_templates.fitting(program_templates.samples_for(actor), unit)
    if request.method == "POST" and form.is_valid():
        data, made = dict(form.cleaned_data), []
        key = request.POST.get("sample", "")
        data["sample"] = next((sample for sample in samples if sample.key == key), None)
        if done_by(form, lambda: made.append(service.draft_program(actor=actor, unit=unit, **data))):
            return redirect("program_detail" if data["sample"] else "program_edit", made[0].pk)
    context = {"unit": unit, "form": form, "samples": samples}
    return render(request, "programs/program_new.html", context, status=422 if request.method == "POST" else 200)


@requires()
def program_detail(request: HttpRequest, pk: int) -> HttpResponse:
    program = get_visible(Program, request.actor, pk, "unit__curator", "organization__region", "developer")
    return render(request, "programs/program_detail.html", _detail(request, program))


def _detail(request: HttpRequest, program: Program, note: f.NoteForm | None = None) -> dict[str, Any]:
    actor = request.actor
    card = program_card(program, actor)
    notes = card["notes"]
    for row in notes:
        row.answerable = program_notes.may_answer(actor, row)
    return {
        **card,
        "verbs": possible(program, actor),
        "training": course_card(program, actor, card["members"]),
        "materials": beside(program, actor) if card["open"] else {},
        "note_form": note or _note_form(request, program, card["areas"]),
        "may_comment": card["open"] and program_notes.may_comment(actor, program),
        "developer_form": f.DeveloperForm(
            people=developers(program), initial={"developer": program.developer_id}, prefix="dev"
        )
        if card["manages"] and card["editable"]
        else None,
    }


def _note_form(request: HttpRequest, program: Program, areas: Any, data: Any = None) -> f.NoteForm:
    kinds = ["line", "section", "comment", "help"] if program.state in service.EDITABLE else ["comment"]
    return f.NoteForm(data, kinds=kinds, areas=areas)


def check_writes(request: HttpRequest, program: Program) -> None:
    """Who only reads the programme (the head, the council) finds no page that changes it."""
    if not may_be_written(program, request.actor):
        raise Http404


def written(request: HttpRequest, pk: int | None) -> Program:
    """The programme for those who draw it up; 404 alike for a foreign, a missing one and one that is only read."""
    program = get_visible(Program, request.actor, pk or 0, "unit__curator", "organization__region", "developer")
    check_writes(request, program)
    return program


@require_http_methods(["GET", "POST"])
@requires()
def program_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The rationale and the plan on one page. Whatever is refused is shown again over the words that were typed."""
    program, actor = written(request, pk), request.actor
    form = f.ProgramForm(posted(request), instance=program, initial={"version": program.version})
    lines, listed = plan_forms(request, program, posted(request), current_plan(program))
    parts = [
        f.PartForm(posted(request), instance=part, prefix=f"part-{part.pk}")
        for part in program.parts.select_related("member__person")
    ]
    forms = (form, lines, listed, parts)
    if request.method != "POST":
        return _edit_page(request, program, forms)
    if not all([form.is_valid(), lines.is_valid(), listed.is_valid(), *(part.is_valid() for part in parts)]):
        return _edit_page(request, program, forms, status=422)
    fields = dict(form.cleaned_data)
    version = fields.pop("version")
    words = {part.instance.pk: part.cleaned_data for part in parts}
    try:
        service.edit_program(
            actor=actor, program=program, version=version, fields=fields, lines=typed(lines, listed), parts=words
        )
    except Stale as stale:
        return _stale_edit(request, pk, stale)
    key = request.POST.get("sample", "")
    if "take" in request.POST and key:
        sample = program_templates.sample_by_key(actor, key)
        came = program_templates.take_lines(actor=actor, program=program, sample=sample)
        messages.success(request, _("Сохранено. Из образца добавлено мероприятий: %s") % came)
        return redirect("program_edit", pk)
    messages.success(request, _("Программа сохранена"))
    return redirect("program_edit" if "more" in request.POST else "program_detail", pk)


def plan_forms(request: HttpRequest, program: Program, data: Any, plan: Any) -> tuple[Any, f.PlanListForm]:
    """The lines of a plan as forms, and the form of a pasted list."""
    areas = plan_areas(program.unit, rules_of(program, request.actor.today))
    members = f.member_choices(program.unit.members.filter(left_on=None).select_related("person"))
    lines = f.PlanFormSet(
        data, initial=f.plan_initial(plan), prefix="line", form_kwargs={"areas": areas, "members": members}
    )
    return lines, f.PlanListForm(data, areas=areas, prefix="list", initial={"area": area_of(program.unit)})


def typed(lines: Any, listed: f.PlanListForm) -> list[service.ActivityDraft]:
    return [*(draft for line in lines if (draft := line.draft())), *listed.drafts()]


def _edit_page(
    request: HttpRequest, program: Program, forms: tuple[Any, ...], *, status: int = 200, refusal: Any = None
) -> HttpResponse:
    form, lines, listed, parts = forms
    title = Program.objects.values_list("title", flat=True).get(pk=program.pk)
    context = {
        "program": program, "saved_title": title, "form": form, "lines": lines, "listed": listed, "parts": parts,
        "refusal": refusal,
        "samples": program_templates.fitting(program_templates.samples_for(request.actor), program.unit),
        "materials": beside(program, request.actor),
    }  # fmt: skip
    return render(request, "programs/program_edit.html", context, status=status)


def _stale_edit(request: HttpRequest, pk: int, stale: Stale) -> HttpResponse:
    """The typed words under both versions; the next press will replace the version that is saved now."""
    program = Program.objects.select_related("unit", "organization__region").get(pk=pk)
    data = request.POST.copy()
    data["version"] = str(program.version)
    lines, listed = plan_forms(request, program, data, current_plan(program))
    parts = [f.PartForm(data, instance=part, prefix=f"part-{part.pk}") for part in program.parts.all()]
    forms = f.ProgramForm(data, instance=program), lines, listed, parts
    return _edit_page(request, program, forms, status=409, refusal=stale)


def press(permission: str | None, verb: Callable[..., Any], done: Any) -> Callable[..., HttpResponse]:
    """A button of those who draw the programme up."""

    @require_POST
    @requires(permission)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        program = written(request, pk)
        verb(actor=request.actor, program=program)
        messages.success(request, done)
        return redirect("program_detail", pk)

    view.access = permission or "signed in"
    return view


program_submit = press(None, service.submit_program, _("Программа отправлена на проверку"))


@require_POST
@requires("unit.manage")
def program_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """A curator who is in the pair is asked once more."""
    program = written(request, pk)
    service.approve_program(
        actor=request.actor, program=program, version=version_read(request), knowing="knowing" in request.POST
    )
    messages.success(request, _("Программа утверждена"))
    return redirect("program_detail", pk)


@require_http_methods(["GET", "POST"])
@requires("unit.manage")
def program_return(request: HttpRequest, pk: int) -> HttpResponse:
    program = written(request, pk)
    form = f.RemarkForm(posted(request), initial={"version": program.version})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if done_by(form, lambda: service.return_program(actor=request.actor, program=program, **told)):
            messages.success(request, _("Программа возвращена участникам"))
            return redirect("program_detail", pk)
    context = {"program": program, "form": form}
    return render(request, "programs/program_return.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
@requires("program.agree")
def program_council(request: HttpRequest, pk: int) -> HttpResponse:
    """The council's word by its chair: agreed, or returned with a remark. Minutes call the same services."""
    program = get_visible(Program, request.actor, pk, "unit__curator", "organization__region", "developer")
    form = f.CouncilForm(posted(request), initial={"version": program.version})
    if request.method == "POST" and form.is_valid():
        data, actor = form.cleaned_data, request.actor
        common, done = {"actor": actor, "program": program, "version": data["version"]}, "agree" in request.POST
        agree = partial(service.council_agree, **common, words=data["words"])
        give_back = partial(service.council_return, **common, remark=data["remark"])
        if done_by(form, agree if done else give_back):
            messages.success(request, _("Программа согласована") if done else _("Программа возвращена с замечанием"))
            return redirect("program_detail", pk)
    context = {"program": program, "form": form}
    return render(request, "programs/program_council.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@requires("unit.manage")
def program_developer(request: HttpRequest, pk: int) -> HttpResponse:
    program = written(request, pk)
    form = f.DeveloperForm(request.POST, people=developers(program), prefix="dev")
    if not form.is_valid():
        raise Refusal(_("Выберите, кто составляет программу"))
    person = get_object_or_404(Person, pk=form.cleaned_data["developer"])
    service.assign_developer(actor=request.actor, program=program, person=person)
    messages.success(request, _("Составитель назначен"))
    return redirect("program_detail", pk)


@require_POST
@requires("unit.manage")
def program_course(request: HttpRequest, pk: int) -> HttpResponse:
    """The course whose part the programme is, or none (S5 п. 4.3.2)."""
    program = written(request, pk)
    given = request.POST
    asked = whole_number(given.get("course"))
    if asked is None and "drop" not in given:
        raise Refusal(_("Курс не выбран"), todo=_("Выберите курс из списка"))
    chosen = None if "drop" in given else asked
    program_courses.link(actor=request.actor, program=program, course_id=chosen, seen=whole_number(given.get("seen")))
    messages.success(request, _("Программа связана с курсом") if chosen else _("Программа больше не связана с курсом"))
    return redirect("program_detail", pk)


@require_POST
@requires()
def program_note(request: HttpRequest, pk: int) -> HttpResponse:
    """A word about the draft; «Согласиться с проектом» is one tap."""
    program = get_visible(Program, request.actor, pk, "unit__curator", "organization__region", "developer")
    if not program_notes.may_comment(request.actor, program):
        raise Http404
    if "agreed" in request.POST:
        program_notes.add_note(actor=request.actor, program=program, kind=ProgramNote.Kind.AGREED)
        messages.success(request, _("Вы согласились с проектом"))
        return redirect("program_detail", pk)
    areas = plan_areas(program.unit, rules_of(program, request.actor.today))
    form = _note_form(request, program, areas, request.POST)
    if form.is_valid() and done_by(
        form, lambda: program_notes.add_note(actor=request.actor, program=program, **form.said())
    ):
        messages.success(request, _("Записано: участники увидят это на странице программы"))
        return redirect("program_detail", pk)
    return render(request, "programs/program_detail.html", _detail(request, program, form), status=422)


@require_POST
@requires()
def note_answer(request: HttpRequest, pk: int) -> HttpResponse:
    note = ProgramNote.objects.select_related("program__unit", "program__organization__region").filter(pk=pk).first()
    program = get_visible(Program, request.actor, note.program_id if note else 0)
    assert note is not None  # without one there was no programme to find
    if not program_notes.may_comment(request.actor, note.program):
        raise Http404
    accepted, answer = "accept" in request.POST, request.POST.get("answer", "")
    program_notes.answer_note(actor=request.actor, note=note, accepted=accepted, answer=answer[:2000])
    messages.success(request, _("Предложение принято") if accepted else _("Ответ записан"))
    return redirect("program_detail", program.pk)


@requires()
def program_versions(request: HttpRequest, pk: int) -> HttpResponse:
    """What changed from one version to another, side by side."""
    program = get_visible(Program, request.actor, pk, "unit")
    before, after = version_pair(program, request.GET.dict())
    context = {
        "program": program,
        "versions": list(program.versions.select_related("made_by")),
        "before": before,
        "after": after,
        "changes": differences(before.content, after.content) if before and after else [],
    }
    return render(request, "programs/program_versions.html", context)
