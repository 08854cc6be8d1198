"""«Итоги опроса»: figures by question and group; open answers with the curator's tags."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Organization
from accounts.permissions import Actor, get_visible, requires
from accounts.views.shared import say, whole_number
from programs.queries.reach import reach_root
from programs.regulation.catalogue.choices import FORMS
from programs.workflow import possible

from ..criteria import VERDICTS, deviations, verdict
from ..models import AnswerTag, CampaignConclusion, CouncilOpinion, MonitoringCampaign
from ..queries.expectations import expectations
from ..queries.open_answers import tag_counts, words_of
from ..queries.survey_findings import assessments, difficulties, may_work, swot_lines
from ..queries.survey_groups import is_inside
from ..queries.survey_results import results
from ..services import findings as service
from ..survey_words import signed_words

RELATED = ("organization", "organization__region", "parent")


def campaign_of(request: HttpRequest, pk: int) -> MonitoringCampaign:
    return get_visible(MonitoringCampaign, request.actor, pk, *RELATED)


def own_campaign(request: HttpRequest, pk: int) -> MonitoringCampaign:
    """What people of the node itself have written is read there alone."""
    campaign = campaign_of(request, pk)
    if not request.actor.signs_for(campaign.organization_id):
        raise Http404
    return campaign


@require_safe
@requires("campaign.view")
def campaign_results(request: HttpRequest, pk: int) -> HttpResponse:
    campaign, actor = campaign_of(request, pk), request.actor
    node = _node(request, campaign, actor)
    found = results(campaign, actor, place=tuple(node.path_ids) if node else None)
    codes = [group.code for group in found.groups]
    chosen = request.GET.get("group", "")
    group = next((one for one in found.groups if one.code == chosen), found.groups[0] if found.groups else None)
    form = request.GET.get("form", "")
    context: dict[str, Any] = {
        "campaign": campaign, "found": found, "group": group, "codes": codes, "node": node,
        "nodes": [] if found.inside else _nodes(campaign),
        "lines": [_line(line) for line in group.lines] if group else [],
        "tabs": [
            {"url": f"?group={one.code}" + (f"&node={node.pk}" if node else ""), "label": one.name,
             "count": one.answered, "current": one is group}
            for one in found.groups
        ],
        "works": may_work(campaign, actor), "verbs": possible(campaign, actor), "form": form,
        "own": actor.signs_for(campaign.organization_id),
    }  # fmt: skip
    if context["own"]:
        context |= _findings(campaign, actor, found, group)
    return render(request, "monitoring/results.html", context)


def _line(line) -> dict[str, Any]:
    mean = line.tally.mean if line.question.is_numeric else None
    former = [one for one in line.former if one.tally.n]
    return {
        "line": line,
        "forms": [(FORMS.get(code, code or _("без формы")), gist, n) for code, gist, n in line.forms],
        "former": former,
        "change": signed_words(mean - former[-1].tally.mean) if mean is not None and former else "",
    }


def _findings(campaign, actor, found, group) -> dict[str, Any]:
    rows = assessments(campaign)
    conclusion = CampaignConclusion.objects.filter(campaign=campaign).select_related("approved_by").first()
    return {
        "expected": [
            row for row in expectations(campaign, actor) if group and (row.role, row.track) == (group.role, group.track)
        ],
        "assessed": [
            {"row": row, "verdict": VERDICTS[verdict(row.total)], "short": deviations(row.scores)} for row in rows
        ],
        "conclusion": conclusion,
        "opinions": CouncilOpinion.objects.filter(campaign=campaign).select_related("person"),
        "swot": [line for line in swot_lines(campaign) if line.decision == "accepted"],
        "hard": difficulties(found) if found.inside and may_work(campaign, actor) else [],
        "opines": actor.may("campaign.opine") and campaign.state in ("closed", "processed"),
    }


def _nodes(campaign: MonitoringCampaign) -> list[Organization]:
    """What stands right below the campaign's node and was asked."""
    if not campaign.is_of_schools:
        return []
    ids = {
        node
        for path in campaign.parts.values_list("organization__path", flat=True)
        for node in [int(part) for part in path.strip("/").split("/") if part]
    }
    root = reach_root(campaign.organization)
    rows = Organization.objects.filter(parent_id=root, pk__in=ids)
    return list(rows.order_by("short_name"))


def _node(request: HttpRequest, campaign: MonitoringCampaign, actor: Actor) -> Organization | None:
    number = whole_number(request.GET.get("node"))
    if number is None or is_inside(campaign, actor):
        return None
    return next((node for node in _nodes(campaign) if node.pk == number), None)


@require_safe
@requires("campaign.manage")
def campaign_words(request: HttpRequest, pk: int) -> HttpResponse:
    campaign, actor = own_campaign(request, pk), request.actor
    chosen = whole_number(request.GET.get("tag"))
    tag = AnswerTag.objects.filter(organization_id=campaign.organization_id, pk=chosen).first() if chosen else None
    words = words_of(campaign, actor)
    shown = words_of(campaign, actor, tag=tag) if tag else words
    context = {
        "campaign": campaign, "words": shown, "tags": tag_counts(campaign, words), "tag": tag,
        "works": may_work(campaign, actor),
    }  # fmt: skip
    return render(request, "monitoring/words.html", context)


@require_POST
@requires("campaign.manage")
def answer_tag(request: HttpRequest, pk: int) -> HttpResponse:
    """A tag put on an answer, or (``untag``) taken off."""
    campaign, actor = own_campaign(request, pk), request.actor
    answer = whole_number(request.POST.get("answer")) or 0
    gone = whole_number(request.POST.get("untag"))
    if gone:
        service.untag(actor=actor, campaign=campaign, answer_id=answer, tag_id=gone)
        say(request, _("Метка снята"))
    else:
        service.tag(actor=actor, campaign=campaign, answer_id=answer, label=request.POST.get("label", ""))
        say(request, _("Метка поставлена"))
    return redirect("campaign_words", pk)
