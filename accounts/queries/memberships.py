"""Roles as pages need them."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from accounts.models import Membership, Organization, OrganizationKind, User
from accounts.permissions import Actor, is_in_force, memberships_of
from accounts.roles import CONTACT_ROLES, Role, places_of
from accounts.tenancy import tenant_scope

ORDER = {role: number for number, role in enumerate(Role.values)}


@dataclass(frozen=True)
class Door:
    """One of a login's own roles, to act in."""

    membership_id: int
    role: str
    organization: str
    region: str
    acting_for: str
    current: bool


def at(actor: Actor, organization: Organization) -> list[Membership]:
    """Offices of a node that have not ended, by the table of roles; those to come are among them.

    Who may not see people sees whom to call, if that.
    """
    rows = Membership.objects.visible_to(actor).filter(organization=organization)
    if not actor.may("people.view"):
        rows = rows.filter(role__in=CONTACT_ROLES) if actor.may("contacts.view") else rows.none()
    rows = rows.exclude(valid_to__lte=actor.today).select_related("person", "acting_for")
    return sorted(rows, key=lambda row: (ORDER[row.role], row.acting_for_id is not None, row.valid_from))


def appointable_roles(actor: Actor, organization: Organization) -> list[str]:
    """Roles that the actor may give at that node, in the order of the table of roles."""
    if not actor.may("membership.appoint") or organization.pk not in actor.organization_ids:
        return []
    return [
        role
        for role in Role.values
        if organization.kind in places_of(role) and (role != Role.HEAD or may_appoint_head(actor, organization))
    ]


def may_appoint_head(actor: Actor, organization: Organization) -> bool:
    """A head is appointed from above; at the very top, where nobody is above, by the region's operator."""
    return not actor.signs_for(organization.pk) or (
        organization.parent_id is None and actor.role == Role.REGION_OPERATOR
    )


def visible(actor: Actor) -> QuerySet:
    """For a page about one role: within reach, or one's own."""
    return Membership.objects.visible_to(actor).select_related("person", "organization", "organization__region")


def doors_of(rows: list[tuple[int, int]], chosen: int | None) -> list[Door]:
    """The roles of a login in force today, in all its regions: one scope for each region."""
    found: dict[int, Door] = {}
    for region_id in dict.fromkeys(region for _pk, region in rows):
        with tenant_scope(region_id):
            ids = [pk for pk, region in rows if region == region_id]
            related = ("organization__region", "person", "acting_for")
            for row in Membership.objects.filter(pk__in=ids).select_related(*related):
                if is_in_force(row):
                    found[row.pk] = _door(row, chosen)
    return [found[pk] for pk, _region in rows if pk in found]


def second_factor_is_compulsory(user: User) -> bool:
    """Above the school, in any region, and for the platform's own logins; the demo is exempt (as in permissions)."""
    if settings.DEMO:
        return False
    if user.is_staff or user.platform_role:
        return True
    rows = memberships_of(user.pk)
    for region_id in dict.fromkeys(region for _pk, region in rows):
        with tenant_scope(region_id):
            held = Membership.objects.filter(pk__in=[pk for pk, region in rows if region == region_id])
            above = held.exclude(organization__kind=OrganizationKind.SCHOOL)
            if any(is_in_force(row) for row in above.select_related("organization__region")):
                return True
    return False


def _door(row: Membership, chosen: int | None) -> Door:
    return Door(
        membership_id=row.pk,
        role=str(Role(row.role).label),
        organization=row.organization.short_name,
        region=row.organization.region.name,
        acting_for=row.acting_for.full_name if row.acting_for else "",
        current=row.pk == chosen,
    )
