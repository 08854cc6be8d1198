"""What of campaigns' results waits on the first page: answers to read, conclusions to approve."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import desk, journal
from accounts.desk import DeskItem
from accounts.permissions import Actor

from .models import MonitoringCampaign

WAITING = (("campaign.manage", "closed"), ("campaign.conclude", "processed"))
FRESH = 5  # more than these are looked at in the list of campaigns

journal.register_verbs(
    {
        "monitoringcampaign.process": gettext_lazy("Ответы опроса разобраны, выводы переданы руководителю"),
        "monitoringcampaign.approve_conclusions": gettext_lazy("Выводы опроса утверждены"),
        "monitoringcampaign.archive": gettext_lazy("Опрос убран в архив"),
        "monitoringcampaign.conclude": gettext_lazy("Выводы опроса записаны"),
        "monitoringcampaign.opine": gettext_lazy("Написано заключение по итогам опроса"),
        "monitoringcampaign.assess": gettext_lazy("Программа оценена по девяти критериям"),
        "monitoringcampaign.tag": gettext_lazy("На ответ поставлена метка"),
        "monitoringcampaign.untag": gettext_lazy("С ответа снята метка"),
        "swotanalysis.decide": gettext_lazy("Решено о подсказке SWOT"),
        "swotanalysis.add": gettext_lazy("В SWOT добавлен фактор"),
        "swotanalysis.edit": gettext_lazy("Фактор SWOT изменён"),
        "swotanalysis.drop": gettext_lazy("Фактор SWOT убран"),
        "swotanalysis.keep": gettext_lazy("Сохранена редакция SWOT"),
    }
)


@desk.register
def answers_to_read(actor: Actor) -> list[DeskItem]:
    """One query."""
    wanted = [state for permission, state in WAITING if actor.may(permission)]
    if not wanted:
        return []
    rows = MonitoringCampaign.objects.filter(organization_id=actor.organization_id, state__in=wanted)
    return [_item(row) for row in rows.order_by("-closes_on", "-pk")[:FRESH]]


def _item(campaign: MonitoringCampaign) -> DeskItem:
    if campaign.state == MonitoringCampaign.State.CLOSED:
        return DeskItem(
            title=_("Разобрать ответы: %s") % campaign.title,
            detail=_("Итоги посчитаны, выводы пишете вы"),
            url=reverse("campaign_results", args=[campaign.pk]),
            label=_("Открыть итоги"),
        )
    return DeskItem(
        title=_("Утвердить выводы: %s") % campaign.title,
        detail=_("Куратор разобрал ответы и написал выводы"),
        url=reverse("campaign_conclusions", args=[campaign.pk]),
        label=_("Утвердить"),
        press=reverse("conclusions_approve", args=[campaign.pk]),
    )
