"""Whom a body speaks to: its own subtree; an МНЦ, an institute and a ЦНППМ speak for the body that they stand under."""

from django.db.models import Q, QuerySet

from accounts.models import Organization, OrganizationKind

BESIDE = (OrganizationKind.MNC, OrganizationKind.INSTITUTE, OrganizationKind.CNPPM)


def reach_root(organization: Organization) -> int:
    """The id of the node whose subtree hears the organization."""
    if organization.kind in BESIDE and organization.parent_id is not None:
        return organization.parent_id
    return organization.pk


def schools_of(organization: Organization) -> QuerySet[Organization]:
    """Open schools that hear the organization, itself not counted."""
    path = organization.path
    if reach_root(organization) != organization.pk:
        path = path.removesuffix(f"{organization.pk}/")
    rows = Organization.objects.filter(kind=OrganizationKind.SCHOOL, closed_on=None, path__startswith=path)
    return rows.exclude(pk=organization.pk)


def speaks_to(organization: Organization, prefix: str = "organization") -> Q:
    """Rows of the bodies that the organization hears: those above it and the МНЦ of its municipality."""
    above = organization.path_ids[:-1]
    beside = Q(**{f"{prefix}__kind": OrganizationKind.MNC, f"{prefix}__parent_id__in": above})
    return Q(**{f"{prefix}_id__in": above}) | beside
