"""The banks as lists and cards need them."""

from django.db.models import Count, Q, QuerySet

from accounts.permissions import Actor

from ..models import Consent, MenteeEntry, MenteeRequest, MentorEntry, Unit
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


def awaited_consent(entry: MentorEntry | MenteeEntry) -> Consent | None:
    """The consent to processing without which the entry does not act yet."""
    if entry.state != "consent_pending":
        return None
    mine = {"organization_id": entry.organization_id, "person_id": entry.person_id}
    return Consent.objects.filter(kind=Consent.Kind.PDN_PROCESSING, state=Consent.State.SENT, **mine).first()


def requests_of(unit: Unit) -> list[MenteeRequest]:
    """The open requests of those whom the unit was put together for."""
    entries = unit.members.filter(left_on=None, mentee_entry__isnull=False).values("mentee_entry")
    return list(MenteeRequest.objects.filter(entry__in=entries, withdrawn_at=None).order_by("pk"))


def words_of_requests(unit: Unit) -> dict[str, str]:
    """The rationale of a programme as far as the mentees have said it themselves."""
    found = requests_of(unit)
    return {
        "problem": "\n".join(request.problem for request in found)[:3000],
        "goal": "\n".join(request.desired_result for request in found)[:3000],
    }


def area_of(unit: Unit) -> str | None:
    """The area that was asked for first."""
    return next((area for request in requests_of(unit) for area in request.areas), None)
