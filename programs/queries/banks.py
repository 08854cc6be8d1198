"""The banks as lists and cards need them."""

from django.db.models import Count, Q, QuerySet

from accounts.permissions import Actor

from ..models import MenteeEntry, MenteeRequest, MentorEntry
from ..models.unit import LIVING


def _named(rows: QuerySet, search: str) -> QuerySet:
    words = search.replace("\x00", "").strip()[:100]
    if not words:
        return rows
    return rows.filter(Q(person__last_name__icontains=words) | Q(person__first_name__icontains=words))


def mentor_rows(actor: Actor, *, search: str = "") -> QuerySet[MentorEntry]:
    """Mentors of the actor's school by name, with ``busy``: living units each."""
    rows = MentorEntry.objects.visible_to(actor).filter(organization_id=actor.organization_id)
    busy = Count("members", filter=Q(members__left_on=None, members__unit__state__in=LIVING))
    # counting drops the order of the model
    rows = _named(rows, search).select_related("person").annotate(busy=busy)
    return rows.order_by("person__last_name", "person__first_name", "pk")


def mentee_rows(actor: Actor, *, search: str = "") -> QuerySet[MenteeEntry]:
    rows = MenteeEntry.objects.visible_to(actor).filter(organization_id=actor.organization_id)
    return _named(rows, search).select_related("person")


def open_request(entry: MenteeEntry) -> MenteeRequest | None:
    return entry.requests.filter(withdrawn_at=None).first()
