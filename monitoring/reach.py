"""Whose reports a person may see, and who stands above a school."""

from typing import Any

from django.db.models import QuerySet

from accounts.models import Organization, OrganizationKind
from accounts.permissions import Actor


def schools_for(actor: Actor) -> QuerySet[Organization]:
    """Schools of the actor's node and below; for an officer of a МНЦ, those of its municipality."""
    node = actor.organization
    rows = Organization.objects.filter(kind=OrganizationKind.SCHOOL)
    if node.kind == OrganizationKind.MNC:
        return rows.filter(path__startswith=node.path.removesuffix(f"{node.pk}/"))
    return rows.filter(pk__in=actor.organization_ids)


def receives(report: Any, actor: Actor) -> bool:
    """The level right above the school, or the МНЦ of that level, accepts and returns its reports."""
    node = actor.organization
    receivers = {node.pk, node.parent_id} if node.kind == OrganizationKind.MNC else {node.pk}
    return report.organization.parent_id in receivers
