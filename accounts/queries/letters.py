"""Letters that do not arrive: refused for good, or still being tried after a failure."""

from django.db.models import F, Q, QuerySet

from accounts.models import OutboxMessage
from accounts.permissions import Actor


def undelivered(actor: Actor) -> QuerySet:
    """Given up first, then those that are still tried."""
    rows = OutboxMessage.objects.visible_to(actor).filter(kind=OutboxMessage.Kind.MAIL, done_at=None)
    rows = rows.filter(Q(gave_up_at__isnull=False) | ~Q(last_error="")).select_related("organization")
    return rows.order_by(F("gave_up_at").desc(nulls_last=True), "-created_at", "-pk")


def given_up_count(actor: Actor) -> int:
    rows = OutboxMessage.objects.visible_to(actor).filter(kind=OutboxMessage.Kind.MAIL, done_at=None)
    return rows.filter(gave_up_at__isnull=False).count()
