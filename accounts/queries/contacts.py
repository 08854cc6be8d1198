"""«Кому звонить»: heads, curators and coordinators of the actor's node and below."""

from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from accounts.models import Membership, Organization, OrganizationKind
from accounts.permissions import Actor
from accounts.roles import CONTACT_ROLES
from accounts.search import alphabetical, find

ORDER = {role: number for number, role in enumerate(CONTACT_ROLES)}


@dataclass
class Contact:
    """An organization and whom to call there, in the order of CONTACT_ROLES."""

    organization: Organization
    people: list[Membership] = field(default_factory=list)


def organizations_for(actor: Actor, *, q: str = "", kind: str = "") -> QuerySet:
    """Organizations in work; the search finds them by their names and by the people's."""
    rows = Organization.objects.filter(pk__in=actor.organization_ids, closed_on=None).select_related("parent")
    if kind:
        rows = rows.filter(kind=kind)
    if q:
        people = find(_contacts(actor), q, "person__last_name", "person__first_name", "person__patronymic")
        by_name = find(rows, q, "name", "short_name", "place").values("pk")
        rows = rows.filter(Q(pk__in=by_name) | Q(pk__in=people.values("organization_id")))
    return rows.order_by(*alphabetical("short_name"))


def _contacts(actor: Actor) -> QuerySet:
    rows = Membership.objects.in_force(actor.today).filter(organization_id__in=actor.organization_ids)
    return rows.filter(role__in=CONTACT_ROLES)


def contacts_of(actor: Actor, page: list[Organization]) -> list[Contact]:
    """One more query for a page of any length."""
    contacts = {organization.pk: Contact(organization) for organization in page}
    for membership in _contacts(actor).filter(organization_id__in=list(contacts)).select_related("person"):
        contacts[membership.organization_id].people.append(membership)
    for contact in contacts.values():
        contact.people.sort(key=lambda membership: (ORDER[membership.role], membership.person.last_name))
    return list(contacts.values())


def kinds_within(actor: Actor) -> list[tuple[str, str]]:
    """Kinds that the actor's reach holds, for the filter."""
    held = set(
        Organization.objects.filter(pk__in=actor.organization_ids).order_by().values_list("kind", flat=True).distinct()
    )
    return [(value, str(label)) for value, label in OrganizationKind.choices if value in held]
