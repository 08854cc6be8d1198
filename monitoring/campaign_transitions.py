"""The way of a campaign: planned → open → closed → processed → conclusions approved → archived."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Actor
from accounts.refusal import Refusal
from programs.transition import Facts, Transition
from programs.transition_registry import register

from .models import MonitoringCampaign


def window_is_ahead(campaign: MonitoringCampaign, actor: Actor, facts: Facts) -> None:
    if campaign.closes_on < actor.today:
        raise Refusal(
            _t("Последний день опроса уже прошёл: %s") % f"{campaign.closes_on:%d.%m.%Y}",
            todo=_("Назначьте новые дни и начните опрос"),
            code="state",
        )


def the_whole_goes_on(campaign: MonitoringCampaign, actor: Actor | None, facts: Facts) -> None:
    if campaign.is_called_off:
        raise Refusal(
            _t("Опрос закончил тот, кто его назначил"),
            todo=_t("Если спросить всё же нужно, назначьте свой опрос"),
            code="state",
        )


CAMPAIGN_TRANSITIONS = {
    "open": Transition(
        sources=("planned",),
        target="open",
        permission="campaign.manage",
        done=_("Опрос уже идёт"),
        guards=(window_is_ahead, the_whole_goes_on),
    ),
    "begin": Transition(
        sources=("planned",), target="open", permission=None, done=_("Опрос уже идёт"), guards=(the_whole_goes_on,)
    ),
    "close": Transition(
        sources=("open",),
        target="closed",
        permission="campaign.manage",
        done=_("Опрос уже закончен"),
        stays_done_in=("processed", "conclusions_approved", "archived"),
    ),
    "end": Transition(sources=("open",), target="closed", permission=None, done=_("Опрос уже закончен")),
    "process": Transition(
        sources=("closed",),
        target="processed",
        permission="campaign.manage",
        done=_("Ответы уже разобраны"),
        stays_done_in=("conclusions_approved", "archived"),
    ),
    "approve_conclusions": Transition(
        sources=("processed",),
        target="conclusions_approved",
        permission="campaign.conclude",
        done=_("Выводы уже утверждены"),
        stays_done_in=("archived",),
    ),
    "archive": Transition(
        sources=("conclusions_approved",),
        target="archived",
        permission="campaign.manage",
        done=_("Опрос уже в архиве"),
    ),
}

register(MonitoringCampaign, CAMPAIGN_TRANSITIONS)
