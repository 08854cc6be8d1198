"""Whose reports a person may see, and who stands above a school."""

from typing import Any

from django.db.models import QuerySet

from accounts.models import Organization, OrganizationKind
from accounts.permissions import Actor
from programs.queries.reach import schools_below


def schools_for(actor: Actor) -> QuerySet[Organization]:
    """Schools that the actor's role looks over; none for a role that sees only what concerns its holder."""
    rows = schools_below(actor.organization)
    return rows if actor.organization_ids else rows.none()


def bodies_for(actor: Actor) -> QuerySet[Organization]:
    """Municipalities whose summaries the actor reads: his own, and those that his node looks over."""
    rows = Organization.objects.filter(kind=OrganizationKind.MUNICIPALITY)
    return rows.filter(pk__in=[actor.organization_id, *actor.organization_ids])


def receives(report: Any, actor: Actor) -> bool:
    """The level right above the school, or the МНЦ of that level, accepts and returns its reports."""
    node = actor.organization
    receivers = {node.pk, node.parent_id} if node.kind == OrganizationKind.MNC else {node.pk}
    return report.organization.parent_id in receivers
