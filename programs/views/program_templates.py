"""Samples of programmes: found, copied, changed, tried out, recommended."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import get_visible, requires
from accounts.views.shared import done_by, page_of, posted

from ..forms import program_templates as f
from ..models import ProgramTemplate
from ..program_samples import Sample, shipped
from ..queries.plan_rules import area_label
from ..queries.template_lists import matches, template_rows
from ..services import program_templates as service
from ..workflow import move, possible
from .programs import written


@requires("template.view")
def template_list(request: HttpRequest) -> HttpResponse:
    """The bank of programmes to begin from: one's own, those from above, the shipped ones (S3 п. 3.9)."""
    form = f.TemplateFilterForm(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    context = {
        "filter": form,
        "page": page_of(request, template_rows(request.actor, wanted)),
        "shipped": [sample for sample in shipped() if matches(sample, wanted)],
        "manages": request.actor.may("template.manage"),
    }
    return render(request, "programs/template_list.html", context)


@requires("template.view")
def template_shipped(request: HttpRequest) -> HttpResponse:
    """A shipped one, by its code in the address."""
    rows = shipped()
    sample = next((row for row in rows if row.key == f"file:{request.GET.get('code', '')}"), rows[0])
    return render(request, "programs/template_detail.html", {"sample": _shown(sample), "manages": _manages(request)})


def _manages(request: HttpRequest) -> bool:
    return request.actor.may("template.manage")


def _shown(sample: Sample) -> dict[str, Any]:
    """A sample as its page shows it: words by their labels, lines with their terms in words."""
    return {
        "row": sample,
        "words": service.labelled(sample.words),
        "lines": [(line, area_label(line.area), service.term(line.due_rule)) for line in sample.lines],
    }


@requires("template.view")
def template_detail(request: HttpRequest, pk: int) -> HttpResponse:
    template = get_visible(ProgramTemplate, request.actor, pk, "organization", "made_by")
    context = {
        "template": template,
        "sample": _shown(service.as_sample(template)),
        "verbs": possible(template, request.actor),
        "manages": _manages(request),
        "trial": f.TrialForm(initial={"since": request.actor.today}),
        "judge": f.JudgeForm(initial={"until": request.actor.today}),
    }
    return render(request, "programs/template_detail.html", context)


def _own(request: HttpRequest, pk: int) -> ProgramTemplate:
    template = get_visible(ProgramTemplate, request.actor, pk, "organization")
    if template.organization_id != request.actor.organization_id:
        raise Http404
    return template


@require_http_methods(["GET", "POST"])
@requires("template.manage")
def template_edit(request: HttpRequest, pk: int) -> HttpResponse:
    template = _own(request, pk)
    form = f.TemplateForm(posted(request), instance=template, initial={"version": template.version})
    lines = f.TemplateLineSet(posted(request), initial=f.lines_initial(template.lines.all()), prefix="line")
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        drafts = [draft for line in lines if (draft := line.draft())]
        fields = dict(form.cleaned_data)
        edit = {"actor": request.actor, "template": template, "fields": fields, "lines": drafts}
        edit["version"] = fields.pop("version")
        if done_by(form, lambda: service.edit_template(**edit)):
            messages.success(request, _("Образец сохранён"))
            return redirect("template_edit" if "more" in request.POST else "template_detail", pk)
    context = {"template": template, "form": form, "lines": lines}
    return render(request, "programs/template_edit.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@requires("template.manage")
def template_copy(request: HttpRequest) -> HttpResponse:
    """A sample as one's own draft."""
    template = service.copy_sample(actor=request.actor, key=request.POST.get("sample", ""))
    messages.success(request, _("Образец скопирован: теперь его можно править"))
    return redirect("template_edit", template.pk)


@require_http_methods(["GET", "POST"])
@requires("template.manage")
def template_save(request: HttpRequest, pk: int) -> HttpResponse:
    """A programme that has proved itself as a template of the school."""
    program = written(request, pk)
    form = f.SaveTemplateForm(posted(request), initial={"title": _("Программа для пары")})
    if request.method == "POST" and form.is_valid():
        made: list[ProgramTemplate] = []
        save = {"actor": request.actor, "program": program, "title": form.cleaned_data["title"]}
        if done_by(form, lambda: made.append(service.save_from_program(**save))):
            messages.success(request, _("Образец сохранён без имён: проверьте его и отправьте на апробацию"))
            return redirect("template_edit", made[0].pk)
    context = {"program": program, "form": form}
    return render(request, "programs/template_save.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@requires("template.manage")
def template_move(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """To trial with its first day; to its judgement with the outcome; to the archive and back."""
    template, actor = _own(request, pk), request.actor
    if verb == "try_out":
        trial = f.TrialForm(request.POST)
        since = trial.cleaned_data["since"] if trial.is_valid() else actor.today
        service.try_out(actor=actor, template=template, since=since, by=request.POST.get("by", "")[:300])
    elif verb in ("recommend", "advise_against"):
        judge = f.JudgeForm(request.POST)
        until = judge.cleaned_data["until"] if judge.is_valid() else actor.today
        outcome = request.POST.get("outcome", "")[:2000]
        recommended = verb == "recommend"
        service.judge(actor=actor, template=template, recommended=recommended, until=until, outcome=outcome)
    else:
        move(template, verb, actor=actor)
    messages.success(request, _("Состояние образца изменено"))
    return redirect("template_detail", pk)
