"""Several orders approved by one press: each is decided for itself, a refusal of one stops no other."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..models import Order
from .orders import approve_order

MOST = 40  # orders of one press


@dataclass(frozen=True)
class Outcome:
    """What became of one order: signed, or why not."""

    order: Order
    refusal: Refusal | None = None


def approve_pack(*, actor: Actor, chosen: Iterable[tuple[int, int]]) -> list[Outcome]:
    """``chosen`` are ids with the versions that were read. Each order is a transaction inside the request's."""
    wanted = dict(chosen)
    if not wanted:
        raise Refusal(_("Не отмечен ни один приказ"), todo=_("Отметьте приказы, которые утверждаете"))
    if len(wanted) > MOST:
        raise Refusal(
            _("За один раз утверждают не больше %s приказов") % MOST, todo=_("Утвердите остальные следующим нажатием")
        )
    rows = Order.objects.visible_to(actor).filter(pk__in=wanted, organization_id=actor.organization_id)
    return [_approve(actor, order, wanted[order.pk]) for order in rows.select_related("organization").order_by("pk")]


def _approve(actor: Actor, order: Order, version: int) -> Outcome:
    try:
        with transaction.atomic():
            return Outcome(approve_order(actor=actor, order=order, version=version))
    except Refusal as refusal:
        return Outcome(order, refusal)
