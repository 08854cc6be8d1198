"""The public section of an organization, as lists: a fixed number of queries."""

import datetime
from dataclasses import dataclass, field

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from accounts.models import Membership, Organization
from accounts.roles import Role
from programs.models import Order, OrderClause, OrderKind, Regulation
from programs.order_content import post_of
from programs.queries.regulations import effective_regulation

from ..models import Document


@dataclass(frozen=True)
class Group:
    """Documents under one heading; ``folded`` ones are history."""

    title: str
    documents: list[Document] = field(default_factory=list)
    folded: bool = False


def section_documents(organization: Organization, on: datetime.date) -> list[Group]:
    """The statute in force first, then the other orders, then the statutes that have ended; empty groups left out."""
    clauses = OrderClause.objects.filter(kind=OrderKind.STATUTE_APPROVAL).select_related("regulation")
    rows = (
        Document.objects.filter(organization=organization, order__state=Order.State.PUBLISHED)
        .select_related("order", "file")
        .prefetch_related(Prefetch("order__clauses", queryset=clauses, to_attr="statute_clauses"))
        .order_by("-order__dated", "-pk")
    )
    groups = {
        "in_force": Group(_("Положение")),
        "": Group(_("Приказы")),
        "repealed": Group(_("Прежние редакции Положения"), folded=True),
    }
    for document in rows:
        states = {clause.regulation.state for clause in document.order.statute_clauses if clause.regulation}
        groups[next((state for state in ("in_force", "repealed") if state in states), "")].documents.append(document)
    return [group for group in groups.values() if group.documents]


def statute_in_force(organization: Organization, on: datetime.date) -> Regulation | None:
    return Regulation.objects.in_force(on).filter(organization=organization).first()


def section_title(organization: Organization, on: datetime.date) -> str:
    """The name of the section by the organization's regulation."""
    return str(effective_regulation(organization, on).value("publication.section_title"))


def curator_post(organization: Organization, on: datetime.date) -> str:
    """The post of the curator in office, without a name; empty when there is none."""
    held = Membership.objects.in_force(on).filter(organization=organization, role=Role.CURATOR)
    membership = held.order_by("-is_chief", "valid_from").first()
    return post_of(membership.person_id, organization.pk, on) if membership else ""
