"""The schools below a body, and whom it speaks to.

A body looks over its own subtree, an МНЦ over the municipality beside which it stands. An institute and a ЦНППМ look
over nobody, but speak, as an МНЦ does, for the body that they stand under.
"""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from accounts.models import Organization, OrganizationKind

OVERSEERS = (OrganizationKind.MNC,)
TEACHERS = (OrganizationKind.INSTITUTE, OrganizationKind.CNPPM)  # they teach the region and look over no schools
BESIDE = (OrganizationKind.MNC, OrganizationKind.INSTITUTE, OrganizationKind.CNPPM)


def reach_root(organization: Organization, beside: Collection[str] = BESIDE) -> int:
    """The id of the node whose subtree hears the organization."""
    if organization.kind in beside and organization.parent_id is not None:
        return organization.parent_id
    return organization.pk


def schools_below(organization: Organization, beside: Collection[str] = OVERSEERS) -> QuerySet[Organization]:
    """Schools that the organization looks over, the closed ones too; a school, itself."""
    path = organization.path
    if reach_root(organization, beside) != organization.pk:
        path = path.removesuffix(f"{organization.pk}/")
    return Organization.objects.filter(kind=OrganizationKind.SCHOOL, path__startswith=path)


def open_schools_below(organization: Organization) -> list[Organization]:
    """Those that are at work, for what is counted or matched over them. One query; none for a school alone."""
    if organization.kind == OrganizationKind.SCHOOL:
        return [organization]
    return list(schools_below(organization).filter(closed_on=None).select_related("region").order_by("pk"))


def schools_mapped(organization: Organization) -> list[Organization]:
    """Open schools whose difficulties are told to the organization: whoever teaches the region knows all of it."""
    if organization.kind not in TEACHERS:
        return open_schools_below(organization)
    rows = Organization.objects.filter(kind=OrganizationKind.SCHOOL, closed_on=None)
    return list(rows.filter(region_id=organization.region_id).select_related("region").order_by("pk"))


def schools_of(organization: Organization) -> QuerySet[Organization]:
    """Open schools that hear the organization, itself not counted."""
    return schools_below(organization, BESIDE).filter(closed_on=None).exclude(pk=organization.pk)


def speaks_to(organization: Organization) -> Q:
    """Rows of the bodies that the organization hears: those above it and the МНЦ of its municipality."""
    above = organization.path_ids[:-1]
    beside = Q(organization__kind=OrganizationKind.MNC, organization__parent_id__in=above)
    return Q(organization_id__in=above) | beside
