"""Nominations that wait for a decision, on the first page of whoever decides."""

from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import desk
from accounts.desk import DeskItem
from accounts.permissions import Actor
from accounts.templatetags.ui_words import initials

from .models import Nomination
from .queries.recognition import with_names_for

State = Nomination.State
MOST = 10


@desk.register
def nominations_to_decide(actor: Actor) -> list[DeskItem]:
    """The head's: what the body of mentors recommends or a level above has returned. Above: what lies there."""
    if actor.may("nomination.consider"):
        mine = Nomination.objects.visible_to(actor).filter(desk_id=actor.organization_id)
        rows = mine.filter(state__in=[State.SUBMITTED, State.ACCEPTED])
    elif actor.may("order.approve") and actor.may("nomination.write"):
        own = Nomination.objects.filter(organization_id=actor.organization_id)
        rows = own.filter(state__in=[State.RECOMMENDED, State.RETURNED])
    else:
        return []
    rows = with_names_for(actor, rows).select_related("person", "organization").order_by("pk")
    return [
        DeskItem(
            title=_t("К награде: %s") % row.title,
            detail=_whom(row, actor),
            url=reverse("nomination_detail", args=[row.pk]),
            label=_("Прочитать и решить"),
        )
        for row in rows[:MOST]
    ]


def _whom(row: Nomination, actor: Actor) -> str:
    if row.organization_id == actor.organization_id:
        return initials(row.person)
    name = initials(row.person) if row.named else _t("имя не передано")  # type: ignore[attr-defined]  # annotated
    return f"{row.organization.short_name}, {name}"
