"""SWOT of a campaign: suggestions with their evidence, a person's decisions, kept versions."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import requires
from accounts.views.shared import done_by, posted, say

from ..models import SwotLine
from ..queries.survey_findings import changed_since, may_work, swot_lines, swot_versions, undecided
from ..queries.survey_results import results
from ..results_forms import FactorForm, LineForm
from ..services import swot as service
from .survey_results import own_campaign


@require_http_methods(["GET", "HEAD", "POST"])
@requires("campaign.view")
def campaign_swot(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody of the node reads it; who runs the campaign adds factors of his own."""
    campaign, actor = own_campaign(request, pk), request.actor
    form = FactorForm(posted(request))
    add = partial(service.add, actor=actor, campaign=campaign)
    if request.method == "POST" and form.is_valid() and done_by(form, lambda: add(**form.cleaned_data)):
        say(request, _("Фактор добавлен"))
        return redirect("campaign_swot", pk)
    lines, works = swot_lines(campaign), may_work(campaign, actor)
    kept = [line for line in lines if line.decision == SwotLine.Decision.ACCEPTED]
    context = {
        "campaign": campaign, "form": form, "works": works,
        "quadrants": [
            {"label": label, "lines": [line for line in kept if line.quadrant == code]}
            for code, label in SwotLine.Quadrant.choices
        ],
        "rejected": [line for line in lines if line.decision == SwotLine.Decision.REJECTED],
        "suggested": undecided(results(campaign, actor), lines) if works else [],
        "names": dict(SwotLine.Quadrant.choices),
        "versions": swot_versions(campaign), "changed": changed_since(campaign) and bool(kept),
    }  # fmt: skip
    return render(request, "monitoring/swot.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@requires("campaign.manage")
def swot_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """One suggestion: «Принять», in one's own words if they were changed, or «Отклонить»."""
    campaign = own_campaign(request, pk)
    accept = request.POST.get("decision") == "accept"
    service.decide(
        actor=request.actor, campaign=campaign, source=request.POST.get("source", ""), accept=accept,
        factor=request.POST.get("factor", ""),
    )  # fmt: skip
    say(request, _("Фактор принят") if accept else _("Подсказка отклонена"))
    return redirect("campaign_swot", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("campaign.manage")
def swot_line(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """Other words or another weight; «Убрать»."""
    campaign, actor = own_campaign(request, pk), request.actor
    row = next((one for one in swot_lines(campaign) if one.pk == line), None)
    if row is None:
        return redirect("campaign_swot", pk)
    if request.method == "POST" and "drop" in request.POST:
        service.drop(actor=actor, campaign=campaign, line_id=line)
        say(request, _("Фактор убран"))
        return redirect("campaign_swot", pk)
    form = LineForm(posted(request), initial={"factor": row.factor, "weight": row.weight})
    edit = partial(service.edit, actor=actor, campaign=campaign, line_id=line)
    if request.method == "POST" and form.is_valid() and done_by(form, lambda: edit(**form.cleaned_data)):
        say(request, _("Фактор изменён"))
        return redirect("campaign_swot", pk)
    status = 422 if request.method == "POST" else 200
    return render(
        request, "monitoring/swot_line.html", {"campaign": campaign, "line": row, "form": form}, status=status
    )


@require_POST
@requires("campaign.manage")
def swot_keep(request: HttpRequest, pk: int) -> HttpResponse:
    version = service.keep(actor=request.actor, campaign=own_campaign(request, pk))
    say(request, _("Редакция № %s сохранена") % version.number)
    return redirect("campaign_swot", pk)
