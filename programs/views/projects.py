"""Joint projects of pairs: the list, the card, the plan, the result, an expert's word."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Actor, get_visible, requires
from accounts.refusal import Refusal
from accounts.views.shared import done_by, page_of, posted

from ..forms.projects import ExpertForm, NewProjectForm, ProjectForm, ResultForm
from ..models import JointProject
from ..queries.activity import activity_of
from ..queries.participants import manages
from ..queries.projects import project_rows, this_year
from ..services import projects as service


@require_safe
@requires()
def project_list(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    page = page_of(request, project_rows(actor))
    for project in page:
        project.people = [member.person for pair in project.pairs for member in pair.unit.people]
    figures = activity_of(actor.organization, this_year(actor)) if actor.may("unit.view") else None
    writes = service.units_for(actor).exists()
    context = {"page": page, "figures": figures, "writes": writes}
    return render(request, "programs/project_list.html", context)


@require_safe
@requires()
def project_detail(request: HttpRequest, pk: int) -> HttpResponse:
    project = get_visible(JointProject, request.actor, pk, "organization")
    pairs = [pair for row in project_rows(request.actor).filter(pk=pk) for pair in row.pairs]
    actor: Actor = request.actor
    open_ones = {JointProject.State.PLANNED, JointProject.State.RUNNING}
    context = {
        "project": project, "pairs": pairs, "open": project.state in open_ones,
        "writes": service.may_write(actor, project),
        "judges": manages(actor, project)
        and project.state == JointProject.State.DONE,
        "result": ResultForm(initial={"result": project.result}),
        "expert": ExpertForm(
            initial={"expert": project.expert, "score": project.expert_score, "words": project.expert_words}
        ),
    }  # fmt: skip
    return render(request, "programs/project_detail.html", context)


@require_http_methods(["GET", "POST"])
@requires()
def project_new(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    form = NewProjectForm(posted(request), actor=actor, initial={"units": request.GET.getlist("unit")})
    if not form.fields["units"].queryset.exists():
        raise PermissionDenied("a project is written by people of a pair and the curator")
    made: list[JointProject] = []
    if request.method == "POST" and form.is_valid():
        units = list(form.cleaned_data["units"])
        if done_by(form, lambda: made.append(service.plan_project(actor=actor, fields=form.values(), units=units))):
            messages.success(request, _("Проект записан"))
            return redirect("project_detail", made[0].pk)
    return render(request, "programs/project_edit.html", {"form": form}, status=422 if form.is_bound else 200)


def _written(request: HttpRequest, pk: int) -> JointProject:
    project = get_visible(JointProject, request.actor, pk, "organization")
    if not service.may_write(request.actor, project):
        raise Http404
    return project


@require_http_methods(["GET", "POST"])
@requires()
def project_edit(request: HttpRequest, pk: int) -> HttpResponse:
    project = _written(request, pk)
    form = ProjectForm(posted(request), instance=project, initial={"version": project.version})
    if request.method == "POST" and form.is_valid():
        edit = {"project": project, "version": form.cleaned_data["version"], "fields": form.values()}
        if done_by(form, lambda: service.edit_project(actor=request.actor, **edit)):
            messages.success(request, _("Проект сохранён"))
            return redirect("project_detail", pk)
    context = {"form": form, "project": project}
    return render(request, "programs/project_edit.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires()
def project_move(request: HttpRequest, pk: int) -> HttpResponse:
    project, verb = _written(request, pk), request.POST.get("verb", "")
    if verb not in {"begin", "achieve", "abandon"}:
        raise Refusal(_("Не сказано, что сделать с проектом"), todo=_("Нажмите одну из кнопок на его странице"))
    result = request.POST.get("result", "")[:4000]
    service.move_project(actor=request.actor, project=project, verb=verb, result=result)
    messages.success(request, _("Сохранено"))
    return redirect("project_detail", pk)


@require_POST
@requires("unit.manage")
def project_expert(request: HttpRequest, pk: int) -> HttpResponse:
    project = get_visible(JointProject, request.actor, pk, "organization")
    form = ExpertForm(request.POST)
    if form.is_valid():
        service.judge(actor=request.actor, project=project, **form.cleaned_data)
        messages.success(request, _("Оценка эксперта записана"))
    else:
        messages.warning(request, _("Оценка не записана: скажите, кто оценивал, и выберите число от 1 до 10"))
    return redirect("project_detail", pk)
