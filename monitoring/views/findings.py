"""The curator's nine criteria, difficulties that answers suggest, the council's opinion, conclusions and approval."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Person
from accounts.permissions import requires
from accounts.views.shared import done_by, posted, say, whole_number
from programs.models import SchoolProgram
from programs.queries.diagnoses import jobs_at
from programs.workflow import possible

from ..criteria import VERDICTS, criteria, deviations, verdict
from ..models import CampaignConclusion, CouncilOpinion, MonitoringCampaign
from ..queries.survey_findings import assessments, difficulties, may_work
from ..queries.survey_results import results
from ..results_forms import ConclusionForm, CriteriaForm, DifficultyForm, OpinionForm
from ..services import findings as service
from .survey_results import own_campaign

BOTH = ["GET", "HEAD", "POST"]
STEPS = {"closed": 2, "processed": 3}


def _of_school(request: HttpRequest, pk: int) -> MonitoringCampaign:
    campaign = own_campaign(request, pk)
    if campaign.is_of_schools:
        raise Http404
    return campaign


@require_http_methods(BOTH)
@requires("campaign.manage")
def campaign_criteria(request: HttpRequest, pk: int) -> HttpResponse:
    campaign, actor = _of_school(request, pk), request.actor
    programs = SchoolProgram.objects.filter(organization_id=campaign.organization_id, school_year=campaign.school_year)
    rows = assessments(campaign)
    chosen = whole_number(request.GET.get("program"))
    found = next((row for row in rows if row.program_id == chosen), None)
    form = CriteriaForm(posted(request), programs=programs, found=found, initial={"program": chosen})
    if request.method == "POST" and form.is_valid():
        program = form.cleaned_data.get("program")
        if done_by(form, lambda: service.assess(
            actor=actor, campaign=campaign, scores=form.scores(), reasons=form.reasons(), program=program
        )):  # fmt: skip
            say(request, _("Оценка сохранена"))
            return redirect("campaign_criteria", pk)
    context = {
        "campaign": campaign, "form": form, "works": may_work(campaign, actor),
        "rows": [
            {"row": row, "verdict": VERDICTS[verdict(row.total)], "short": deviations(row.scores)} for row in rows
        ],
        "fields": [(form[f"score_{one.code}"], form[f"why_{one.code}"]) for one in criteria()],
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "monitoring/criteria.html", context, status=status)


@require_http_methods(BOTH)
@requires("campaign.manage")
def campaign_difficulties(request: HttpRequest, pk: int) -> HttpResponse:
    """Areas that answers point at; the curator says whom each concerns, and it goes into the diagnoses."""
    campaign, actor = _of_school(request, pk), request.actor
    found = difficulties(results(campaign, actor))
    source = request.POST.get("source") or request.GET.get("source") or (found[0].source if found else "")
    one = next((row for row in found if row.source == source), None)
    jobs = jobs_at(campaign.organization_id, actor.today).values("person_id")
    people = Person.objects.filter(pk__in=jobs).exclude(pk=actor.person_id)
    form = DifficultyForm(posted(request), people=people.order_by("last_name", "first_name", "pk"))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if done_by(form, lambda: service.record_difficulty(
            actor=actor, campaign=campaign, source=source, people=list(data["people"]), level=data["level"]
        )):  # fmt: skip
            say(request, _("Записано в диагностику: педагогам пришло сообщение"))
            return redirect("campaign_difficulties", pk)
    context = {"campaign": campaign, "found": found, "one": one, "form": form, "works": may_work(campaign, actor)}
    status = 422 if request.method == "POST" else 200
    return render(request, "monitoring/difficulties.html", context, status=status)


@require_http_methods(BOTH)
@requires("campaign.opine")
def campaign_opinion(request: HttpRequest, pk: int) -> HttpResponse:
    campaign, actor = own_campaign(request, pk), request.actor
    mine = CouncilOpinion.objects.filter(campaign=campaign, person_id=actor.person_id).first()
    form = OpinionForm(posted(request), initial={"text": mine.text if mine else ""})
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        if done_by(form, lambda: service.opine(actor=actor, campaign=campaign, text=text)):
            say(request, _("Заключение сохранено"))
            return redirect("campaign_results", pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "monitoring/opinion.html", {"campaign": campaign, "form": form}, status=status)


@require_http_methods(BOTH)
@requires("campaign.view")
def campaign_conclusions(request: HttpRequest, pk: int) -> HttpResponse:
    """The curator writes and hands over; the head reads and approves by one press."""
    campaign, actor = own_campaign(request, pk), request.actor
    found = CampaignConclusion.objects.filter(campaign=campaign).select_related("written_by", "approved_by").first()
    works = may_work(campaign, actor)
    form = ConclusionForm(posted(request), initial={"text": found.text if found else ""})
    if request.method == "POST" and form.is_valid():
        hand_over = "hand_over" in request.POST
        text = form.cleaned_data["text"]
        if done_by(form, lambda: service.conclude(actor=actor, campaign=campaign, text=text, hand_over=hand_over)):
            say(request, _("Выводы переданы руководителю") if hand_over else _("Выводы сохранены"))
            return redirect("campaign_conclusions", pk)
    context = {
        "campaign": campaign, "form": form, "found": found, "works": works, "verbs": possible(campaign, actor),
        "opinions": CouncilOpinion.objects.filter(campaign=campaign).select_related("person"),
        "step": STEPS.get(campaign.state, 4),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "monitoring/conclusions.html", context, status=status)


@require_POST
@requires("campaign.conclude")
def conclusions_approve(request: HttpRequest, pk: int) -> HttpResponse:
    service.approve(actor=request.actor, campaign=own_campaign(request, pk))
    say(request, _("Выводы утверждены"))
    return redirect("campaign_conclusions", pk)


@require_POST
@requires("campaign.manage")
def campaign_archive(request: HttpRequest, pk: int) -> HttpResponse:
    service.archive(actor=request.actor, campaign=own_campaign(request, pk))
    say(request, _("Опрос в архиве: итоги остаются для сравнения"))
    return redirect("campaign_results", pk)
