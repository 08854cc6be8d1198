"""Orders that wait for the head, with what he must know before he ticks them."""

from django.db.models import Exists, F, OuterRef, QuerySet

from accounts.permissions import Actor

from ..models import Order, OrderClause, Visa


def waiting_orders(actor: Actor, most: int) -> QuerySet[Order]:
    """The longest waiting first; ``first_words`` is the first clause, ``objected`` a visa that does not agree."""
    first = OrderClause.objects.filter(order=OuterRef("pk")).order_by("position").values("text")[:1]
    against = Visa.objects.filter(
        order=OuterRef("pk"), order_version=OuterRef("version"), verdict__in=["remarks", "against"]
    )
    rows = Order.objects.visible_to(actor).filter(organization_id=actor.organization_id, state=Order.State.FOR_REVIEW)
    rows = rows.select_related("drafted_by").annotate(first_words=first, objected=Exists(against))
    return rows.order_by(F("submitted_at").asc(nulls_last=True), "pk")[:most]
