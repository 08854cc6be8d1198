"""What the library of methods shows: to whoever looks for it, and beside a programme that it suits."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Organization
from accounts.permissions import Actor
from accounts.roles import Role
from accounts.search import find

from ..models import FederalMaterial, Material, MaterialFacts, Program
from ..models.bank_choices import MenteeCategory
from .regulations import effective_regulation

WORDS = ("title", "about", "publisher")
BESIDE = 5  # materials beside a programme
AUDIENCE = {
    Role.MENTOR: MaterialFacts.Audience.MENTOR,
    Role.MENTEE: MaterialFacts.Audience.MENTEE,
    Role.CURATOR: MaterialFacts.Audience.CURATOR,
    Role.CNPPM_TUTOR: MaterialFacts.Audience.TUTOR,
    Role.MUNICIPAL_TUTOR: MaterialFacts.Audience.TUTOR,
    Role.PSYCHOLOGIST: MaterialFacts.Audience.PSYCHOLOGIST,
}


def narrowed(rows: QuerySet, wanted: Mapping[str, Any]) -> QuerySet:
    """By what stands in the address; what is meant for all suits each form, category, area and reader."""
    for name in ("form", "category"):
        if wanted.get(name):
            rows = rows.filter(**{f"{name}__in": ["", wanted[name]]})
    for name, key in (("areas", "area"), ("audience", "who")):
        if wanted.get(key):
            rows = rows.filter(Q(**{name: []}) | Q(**{f"{name}__contains": [wanted[key]]}))
    if wanted.get("kind"):
        rows = rows.filter(kind=wanted["kind"])
    return find(rows, wanted.get("q") or "", *WORDS)


def materials(actor: Actor, wanted: Mapping[str, Any]) -> QuerySet[Material]:
    rows = Material.objects.visible_to(actor).select_related("organization")
    if wanted.get("level") == "own":
        rows = rows.filter(organization_id=actor.organization_id)
    elif wanted.get("level"):
        rows = rows.filter(organization__kind=wanted["level"])
    return narrowed(rows, wanted)


def of_the_country(organization: Organization, actor: Actor) -> QuerySet[FederalMaterial]:
    """Of federal bodies those alone that the regulation turns on (S5 п. 4.3)."""
    bodies = effective_regulation(organization, actor.today).value("external.federal") or ()
    rows = FederalMaterial.objects.filter(body__in=["", *bodies])
    if actor.role == Role.MENTEE:
        rows = rows.filter(MaterialFacts.meant_for(MaterialFacts.Audience.MENTEE))
    return rows


def beside(program: Program, actor: Actor) -> dict[str, Any]:
    """Named for the programme, and what suits it: its form, its mentees, the areas of its plan. Six queries."""
    if not actor.may("library.view"):
        return {"named": [], "fitting": []}
    seen = Material.objects.visible_to(actor).filter(closed_on=None)
    named = list(seen.filter(pk__in=program.materials.values("material")).select_related("organization"))
    return {"named": named, "fitting": _fitting(program, actor, {row.pk for row in named})}


def _fitting(program: Program, actor: Actor, named: set[int]) -> list[MaterialFacts]:
    """The most to the point first; of the country where nothing nearer says more."""
    unit = program.unit
    members = unit.members.filter(side="mentee", left_on=None)
    categories = set(members.exclude(mentee_entry=None).values_list("mentee_entry__category", flat=True))
    categories.discard(MenteeCategory.SENSITIVE)  # who is one, the curator and the psychologist know
    areas = set(program.plan.values_list("area", flat=True))
    suits = Q(form__in=["", unit.form]) & Q(category__in=["", *categories])
    suits &= Q(areas=[]) | Q(areas__overlap=sorted(areas))
    if who := AUDIENCE.get(actor.role):
        suits &= MaterialFacts.meant_for(who)
    own = Material.objects.visible_to(actor).filter(suits, closed_on=None).exclude(pk__in=named)
    rows: list[MaterialFacts] = [*own.select_related("organization")[:50]]
    rows += of_the_country(program.organization, actor).filter(suits)[:20]

    def points(row: MaterialFacts) -> int:
        return 2 * bool(row.form) + 2 * bool(row.category) + 2 * bool(row.areas) + isinstance(row, Material)

    return sorted(rows, key=points, reverse=True)[:BESIDE]


def for_visitors(organization: Organization) -> QuerySet[Material]:
    """Useful pages under the open page of an organization, with their publishers (S5 п. 3.4)."""
    rows = Material.objects.of_path(organization).filter(for_visitors=True, closed_on=None)
    return rows.select_related("organization").order_by("title", "pk")
