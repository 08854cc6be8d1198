"""What of campaigns waits on the first page: a questionnaire to answer; for the curator, one that few have answered."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import desk
from accounts.desk import DeskItem
from accounts.permissions import Actor

from .models import MonitoringCampaign
from .queries.campaigns import awaited_of, rates


@desk.register
def questionnaires_to_answer(actor: Actor) -> list[DeskItem]:
    """Gone the moment it is answered. One query where nothing waits."""
    return [
        DeskItem(
            title=_("Ответьте на анкету, %d мин.") % row.version.minutes,
            detail=_("%s. Ответы без имени") % row.version.title,
            url=reverse("survey_mine", args=[row.pk]),
            label=_("Ответить"),
            due=row.campaign.closes_on,
        )
        for row in awaited_of(actor.person_id, actor.today)
    ]


@desk.register
def campaigns_that_go_on(actor: Actor) -> list[DeskItem]:
    """The school's open campaign with its count; the term is its last day. One query where none goes on."""
    if not actor.may("campaign.manage"):
        return []
    rows = MonitoringCampaign.objects.filter(organization_id=actor.organization_id, state="open")
    items = []
    for campaign in rows.order_by("closes_on", "pk")[:3]:
        found = rates([campaign])
        answered, asked = sum(rate.answered for rate in found), sum(rate.asked for rate in found)
        if asked and answered < asked:
            items.append(
                DeskItem(
                    title=_("Опрос идёт: ответили %(answered)d из %(asked)d") % {"answered": answered, "asked": asked},
                    detail=campaign.title,
                    url=reverse("campaign_detail", args=[campaign.pk]),
                    label=_("Открыть"),
                    due=campaign.closes_on,
                )
            )
    return items
