"""The public section of an organization, as lists: a fixed number of queries."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Membership, Organization, OrganizationKind
from accounts.roles import Role
from accounts.search import find
from monitoring import public_pages
from programs.models import LegalAct, LocalAct, Order, OrderClause, OrderKind, Regulation
from programs.order_content import post_of
from programs.queries.regulations import effective_regulation

from ..models import Document, Publication, PublicSection
from .section_names import names_somebody


@dataclass(frozen=True)
class Group:
    """Documents under one heading; ``folded`` ones are history."""

    title: str
    documents: list[Document] = field(default_factory=list)
    folded: bool = False


def open_page(slug: str) -> PublicSection | None:
    """The page of the organization with this address, where its head has opened it."""
    rows = PublicSection.objects.open().select_related("organization__region", "organization__parent")
    return rows.filter(organization__slug=slug).first()


def page_is_open(organization_id: int) -> bool:
    return PublicSection.objects.open().filter(organization_id=organization_id).exists()


def address_of(publication: int) -> str:
    """The address of the page on which a text stands; empty for a text that nobody may read."""
    rows = Publication.objects.for_anybody().filter(pk=publication)
    return rows.values_list("organization__slug", flat=True).first() or ""


@dataclass(frozen=True)
class Rules:
    """What the regulation lets stand on the page."""

    title: str
    programs: bool
    bases: bool
    cases: bool
    results: bool
    named: bool


@public_pages.register
def open_addresses(organizations: Collection[Organization]) -> dict[int, str]:
    """For the month's report: it names the page of a school that has opened one."""
    rows = PublicSection.objects.open().filter(organization__in=organizations)
    held = set(rows.values_list("organization_id", flat=True))
    return {
        one.pk: reverse("public_section", args=[one.region.code, one.slug]) for one in organizations if one.pk in held
    }


def rules_of(organization: Organization, on: datetime.date) -> Rules:
    """News and documents are of every page; the rest is what its regulation names (S3 п. 4.14, S4 п. 8.1).

    Names are of a school's page alone: the consent is to the open page of the organization.
    """
    rule = effective_regulation(organization, on)
    told = {name: bool(rule.value(f"publication.{name}")) for name in ("programs", "bases", "cases")}
    return Rules(
        title=str(rule.value("publication.section_title")),
        results=rule.value("publication.results") != "none",
        named=organization.kind == OrganizationKind.SCHOOL and rule.value("publication.mentors_shown") == "named",
        **told,
    )


def texts(organization: Organization, *kinds: str, below: bool = False) -> QuerySet[Publication]:
    """What is placed, the newest first: of the page itself, or of everything under it."""
    rows = Publication.objects.for_anybody().filter(kind__in=kinds)
    under = {"organization__path__startswith": organization.path} if below else {"organization": organization}
    rows = names_somebody(rows.filter(**under)).select_related("organization__region")
    return rows.order_by("-published_at", "-pk")


def to_come(organization: Organization, on: datetime.date) -> QuerySet[Publication]:
    """Announcements of what has not taken place yet, the nearest first."""
    rows = texts(organization, Publication.Kind.ANNOUNCEMENT).filter(happens_on__gte=on)
    return rows.order_by("happens_on", "pk")


def pages_below(organization: Organization) -> list[Organization]:
    """Right under the node, those with an open page."""
    if organization.kind == OrganizationKind.SCHOOL:
        return []
    rows = Organization.objects.filter(parent=organization, closed_on=None)
    rows = rows.filter(pk__in=PublicSection.objects.open().values("organization"))
    return list(rows.select_related("region").order_by("short_name", "pk"))


def acts_above(organization: Organization, on: datetime.date) -> list[LegalAct]:
    """Acts of the country and the region on which the documents stand (S3 п. 4.14)."""
    rows = LegalAct.objects.filter(Q(region_code="") | Q(region_code=organization.region.code))
    return list(rows.filter(Q(repealed_on=None) | Q(repealed_on__gt=on)).order_by("level", "-issued_on", "code"))


def section_documents(organization: Organization) -> list[Group]:
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


def acts_shown(organization: Organization, on: datetime.date) -> list[LocalAct]:
    """Acts issued outside the system that the organization shows to everybody, the newest first."""
    rows = LocalAct.objects.shown(on).filter(organization=organization).select_related("file")
    return list(rows.order_by("-dated", "-pk"))


def statute_in_force(organization: Organization, on: datetime.date) -> Regulation | None:
    return Regulation.objects.in_force(on).filter(organization=organization).first()


def curator_post(organization: Organization, on: datetime.date) -> str:
    """The post of the curator in office, without a name; empty when there is none."""
    held = Membership.objects.in_force(on).filter(organization=organization, role=Role.CURATOR)
    membership = held.order_by("-is_chief", "valid_from").first()
    return post_of(membership.person_id, organization.pk, on) if membership else ""


def searched(rows: QuerySet[Publication], area: str, words: str) -> QuerySet[Publication]:
    if area:
        rows = rows.filter(areas__contains=[area])
    return find(rows, words, "title", "text")
