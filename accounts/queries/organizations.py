"""Organizations as lists and cards need them."""

import datetime
from collections import Counter
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from accounts.models import Membership, Organization, OrganizationKind, OrganizationPlacement
from accounts.models.organization import PARENT_KINDS
from accounts.permissions import Actor
from accounts.roles import Role
from accounts.search import alphabetical, find

KIND_ORDER = list(OrganizationKind.values)


@dataclass
class Row:
    """A line of the list: the node, how many schools are below it, who heads it and who is its curator."""

    organization: Organization
    schools_below: int
    people: list[Membership]


def list_for(actor: Actor, *, q: str = "", kind: str = "", under: Organization | None = None) -> QuerySet:
    """The children of a node; with a search or a kind, everything visible at any depth."""
    rows = Organization.objects.visible_to(actor).select_related("parent", "region")
    if q or kind:
        rows = find(rows, q, "name", "short_name", "place", "inn")
        rows = rows.filter(kind=kind) if kind else rows
    elif under is not None:
        rows = rows.filter(parent=under)
    order = Case(
        *(When(kind=value, then=Value(number)) for number, value in enumerate(KIND_ORDER)), output_field=IntegerField()
    )
    return rows.order_by(order, *alphabetical("short_name"))


def rows_of(actor: Actor, page: list[Organization]) -> list[Row]:
    """Two more queries for a page of any length."""
    below: Counter[int] = Counter()
    inner = [organization for organization in page if organization.kind != OrganizationKind.SCHOOL]
    if inner:
        at_any = Q()
        for organization in inner:
            at_any |= Q(path__startswith=organization.path)
        schools = Organization.objects.filter(at_any, kind=OrganizationKind.SCHOOL, closed_on=None)
        for path in schools.order_by().values_list("path", flat=True):
            below.update(int(part) for part in path.strip("/").split("/"))
    chiefs: dict[int, list[Membership]] = {organization.pk: [] for organization in page}
    for membership in _chiefs(actor, list(chiefs)):
        chiefs[membership.organization_id].append(membership)
    return [Row(organization, below[organization.pk], chiefs[organization.pk]) for organization in page]


def _chiefs(actor: Actor, organization_ids: list[int]) -> QuerySet:
    """Who is called: heads, curators, coordinators; known to whoever sees people or contacts."""
    if not (actor.may("people.view") or actor.may("contacts.view")):
        return Membership.objects.none()
    rows = Membership.objects.visible_to(actor).in_force(actor.today).filter(organization_id__in=organization_ids)
    return rows.filter(role__in=[Role.HEAD, Role.CURATOR, Role.MUNICIPAL_COORDINATOR]).select_related("person")


def possible_parents(actor: Actor, kind: str, *, without: Organization | None = None) -> QuerySet:
    """Where a node of that kind may hang, among what the actor reaches."""
    kinds = [above for above in PARENT_KINDS[kind] if above]
    rows = Organization.objects.visible_to(actor).filter(kind__in=kinds, closed_on=None, pk__in=actor.organization_ids)
    if without is not None:
        rows = rows.exclude(path__startswith=without.path)
    return rows.order_by(*alphabetical("short_name"))


def ancestors_of(organization: Organization) -> list[Organization]:
    """From the region down to the parent. Their names are public; whether they open is another question."""
    return list(Organization.objects.ancestors(organization).exclude(pk=organization.pk))


def ancestors_within(actor: Actor, organization: Organization) -> list[Organization]:
    """Those that the actor reaches: the way back up the list."""
    return [above for above in ancestors_of(organization) if above.pk in actor.organization_ids]


def placements_of(organization: Organization) -> QuerySet:
    return (
        OrganizationPlacement.objects.filter(organization=organization).select_related("parent").order_by("-valid_from")
    )


def ids_under(organization: Organization, on: datetime.date) -> set[int]:
    """The node and all that stood below it on that day, by placements: a report of 2024 keeps the tree of 2024."""
    rows = OrganizationPlacement.objects.filter(valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gt=on))
    children: dict[int | None, list[int]] = {}
    for child, parent in rows.order_by().values_list("organization_id", "parent_id"):
        children.setdefault(parent, []).append(child)
    found, queue = set(), [organization.pk]
    while queue:
        node = queue.pop()
        if node not in found:
            found.add(node)
            queue += children.get(node, [])
    return found
