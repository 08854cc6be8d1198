"""Whoever has left a school and is still in a pair there: on the desk of its curator, until somebody decides."""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import desk
from accounts.desk import DeskItem
from accounts.models import Employment
from accounts.permissions import Actor

from .models import UnitMember
from .models.unit import LIVING

SHOWN = 10


@desk.register
def left_but_in_pairs(actor: Actor) -> list[DeskItem]:
    """His job here is over, by a list or by hand, and no other goes on: no pair ends by itself."""
    if not actor.may("unit.manage"):
        return []
    jobs = Employment.objects.filter(organization_id=actor.organization_id, person_id=OuterRef("person_id"))
    over = Q(valid_to__lte=actor.today)
    rows = UnitMember.objects.filter(
        Exists(jobs.filter(over)), ~Exists(jobs.exclude(over)), unit__organization_id=actor.organization_id,
        unit__state__in=LIVING,
    ).select_related("person").order_by("unit_id", "pk")  # fmt: skip
    return [
        DeskItem(
            title=_t("%s больше не работает, а пара продолжается") % row.person.full_name,
            detail=_("Назначьте другого наставника") if row.side == UnitMember.Side.MENTOR
            else _("Завершите пару с причиной «увольнение, выпуск или перевод»"),
            url=reverse("unit_detail", args=[row.unit_id]), label=_("Решить"),
        )
        for row in rows[:SHOWN]
    ]  # fmt: skip
