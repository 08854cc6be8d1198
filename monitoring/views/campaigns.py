"""Campaigns: who has answered in numbers, opened and closed by hand, sheets of links for those without a login."""

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import StudentProfile
from accounts.permissions import Actor, get_visible, requires
from accounts.qr import qr_data_uri
from accounts.secrets import grouped
from accounts.templatetags.ui_words import counted
from accounts.views.shared import done_by, page_of, posted, say
from programs.models import Order
from programs.queries.execution import percent
from programs.workflow import possible

from ..models import MonitoringCampaign, Questionnaire, QuestionnaireVersion, SurveyInvitation
from ..queries.campaigns import answered_of, named, parts_of, rates
from ..services import campaigns as service
from ..services import links
from ..survey_forms import NewCampaignForm
from ..survey_secrets import code_of

ON_A_SHEET = 60
USUAL = datetime.timedelta(days=14)


def _campaign(request: HttpRequest, pk: int) -> MonitoringCampaign:
    return get_visible(MonitoringCampaign, request.actor, pk, "organization__region", "order", "parent")


@require_safe
@requires("campaign.view")
def campaign_list(request: HttpRequest) -> HttpResponse:
    """One's own node's; the parts at schools stand on the page of the campaign that they belong to."""
    actor: Actor = request.actor
    rows = MonitoringCampaign.objects.visible_to(actor).select_related("organization__region", "parent")
    rows = rows.filter(parent=None) if actor.reaches_below else rows.filter(organization_id=actor.organization_id)
    context = {"page": page_of(request, rows), "below": actor.reaches_below, "manages": actor.may("campaign.manage")}
    return render(request, "monitoring/campaign_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("campaign.manage")
def campaign_new(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    orders = Order.objects.filter(
        organization_id=actor.organization_id, state__in=("registered", "published"),
        clauses__kind__in=("monitoring", "model_implementation"),
    ).distinct().order_by("-dated")  # fmt: skip
    newest = (
        QuestionnaireVersion.objects.filter(
            questionnaire__organization_id__in=actor.organization.path_ids, questionnaire__shipped=""
        )
        .order_by("questionnaire_id", "-number")
        .distinct("questionnaire_id")
    )
    form = NewCampaignForm(posted(request), orders=orders, own=newest, initial=_offered(actor, orders))
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        own = {(v.questionnaire.role, v.questionnaire.track): v for v in told.pop("own", [])}
        made: list[MonitoringCampaign] = []
        if done_by(form, lambda: made.append(service.plan(actor=actor, own=own, **told))):
            say(request, _("Опрос назначен: он начнётся в первый день сам или по кнопке"))
            return redirect("campaign_detail", made[0].pk)
    return render(request, "monitoring/campaign_new.html", {"form": form}, status=422 if form.is_bound else 200)


def _offered(actor: Actor, orders: Any) -> dict[str, Any]:
    """The order on the implementation names the last day (S2 разд. 9, п. 1.3): its term is offered."""
    initial = {
        "title": _("Оценка качества программ"), "moment": "exit", "roles": ["mentee", "mentor"],
        "opens_on": actor.today, "closes_on": actor.today + USUAL,
    }  # fmt: skip
    order = orders.first()
    if order is None:
        return initial
    clause = order.clauses.filter(kind__in=("monitoring", "model_implementation"), due_on__gte=actor.today)
    day = clause.order_by("due_on").values_list("due_on", flat=True).first()
    return {**initial, "order": order.pk, "closes_on": day or initial["closes_on"]}


@require_safe
@requires("campaign.view")
def campaign_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Response rates as they stand: numbers alone. What was answered is read after the closing."""
    actor, campaign = request.actor, _campaign(request, pk)
    own = actor.signs_for(campaign.organization_id)
    found = rates([campaign])
    total = {"asked": sum(rate.asked for rate in found), "answered": sum(rate.answered for rate in found)}
    forms = list(campaign.forms.select_related("version"))
    parts = page_of(request, parts_of(campaign) if campaign.is_of_schools else [])
    asked_by = {form.version.questionnaire_id for form in forms}
    context = {
        "campaign": campaign, "own": own, "verbs": possible(campaign, actor), "forms": forms,
        "readable": set(Questionnaire.objects.visible_to(actor).filter(pk__in=asked_by).values_list("pk", flat=True)),
        "rates": [{"rate": rate, "percent": percent(rate.answered, rate.asked)} for rate in found],
        "total": {**total, "percent": percent(total["answered"], total["asked"])},
        "page": parts,
        "parts": [
            {"part": part, "rate": rate, "percent": percent(rate.answered, rate.asked)}
            for part, rate in named(parts.object_list)
        ] if parts.object_list else [],
        "asks": own and actor.may("campaign.manage") and campaign.state == "open" and not campaign.is_of_schools,
        "days_left": (campaign.closes_on - actor.today).days,
    }  # fmt: skip
    return render(request, "monitoring/campaign_detail.html", context)


@require_POST
@requires("campaign.manage")
def campaign_open(request: HttpRequest, pk: int) -> HttpResponse:
    campaign = service.open_now(actor=request.actor, campaign=_campaign(request, pk))
    if campaign.is_of_schools:
        say(request, _("Опрос начат. Школы получат его в течение минуты, а если сейчас ночь, утром"))
    else:
        asked = counted(campaign.invitations.count(), _("человек|человека|человек"))
        say(request, _("Опрос начат. Спросили %s") % asked)
    return redirect("campaign_detail", pk)


@require_POST
@requires("campaign.manage")
def campaign_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Those who came into pairs since the beginning."""
    new = service.invite(actor=request.actor, campaign=_campaign(request, pk))
    say(request, _("Добавлено: %s") % counted(new, _("человек|человека|человек")))
    return redirect("campaign_detail", pk)


@require_POST
@requires("campaign.manage")
def campaign_remind(request: HttpRequest, pk: int) -> HttpResponse:
    count = service.remind(actor=request.actor, campaign=_campaign(request, pk))
    if count:
        say(request, _("Напомнили: %s. Сегодня больше не напомним") % counted(count, _("человек|человека|человек")))
    else:
        say(request, _("Сегодня уже напоминали, или все ответили"))
    return redirect("campaign_detail", pk)


@require_POST
@requires("campaign.manage")
def campaign_close(request: HttpRequest, pk: int) -> HttpResponse:
    service.close(actor=request.actor, campaign=_campaign(request, pk))
    say(request, _("Опрос закончен. Ответы больше не принимаются"))
    return redirect("campaign_detail", pk)


@never_cache
@require_safe
@requires("campaign.manage")
def campaign_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Strips to be cut and handed out, by class: a code, a QR code. Those who have answered are left out, and those
    with a login are never here: they answer under it themselves.
    """
    actor, campaign = request.actor, _campaign(request, pk)
    service.check_asks(actor, campaign)
    asked = SurveyInvitation.objects.filter(campaign=campaign, revoked_at=None)
    rows = list(asked.filter(person__user=None).select_related("person", "region"))
    done = answered_of(rows)
    left = [row for row in rows if row.pk not in done]
    classes = dict(
        StudentProfile.objects.filter(organization_id=actor.organization_id, person_id__in=[r.person_id for r in left])
        .order_by("valid_from").values_list("person_id", "class_label")
    )  # fmt: skip
    left.sort(key=lambda row: (classes.get(row.person_id, "я"), row.person.last_name, row.pk))
    page = page_of(request, left, ON_A_SHEET)
    strips = [
        {
            "name": row.person.full_name, "class": classes.get(row.person_id, ""), "role": row.get_role_display(),
            "code": grouped(code_of(row.region_id, row.pk)),
            "address": (address := links.address_of(row.region, row.pk)), "qr": qr_data_uri(address),
        }
        for row in page
    ]  # fmt: skip
    entrance = links.entrance_of(campaign.organization.region)
    context = {
        "campaign": campaign, "page": page, "strips": strips, "entrance": entrance, "qr": qr_data_uri(entrance),
        "total": len(rows), "left": len(left), "themselves": asked.count() - len(rows),
    }  # fmt: skip
    return render(request, "monitoring/campaign_sheet.html", context)
