"""A panel: an organization's summary, what has changed since, and its parts by what to do next. A fixed number of
queries, whatever the number of organizations below."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import Membership, Organization, OrganizationKind, SchoolKind
from accounts.permissions import Actor
from accounts.roles import CONTACT_ROLES
from programs.queries.execution import percent
from programs.queries.reach import OVERSEERS, reach_root
from programs.queries.regulations import effective_regulation
from programs.terms import school_year

from ..models import PanelSummary, RegionPanel
from ..panel_figures import SHARE, SHARE_CODES, Figures, added_up, blank
from .coverage import SHARES
from .panel_needs import Need, needs_of
from .satisfaction import INDICATORS, satisfaction
from .survey_groups import WITHIN

SINCE = {"week": 7, "month": 30, "year": 365}
MONTHS = 12
SATISFIED = (("K5", _("Довольны наставляемые")), ("K6", _("Довольны наставники")))


@dataclass
class Row:
    """An organization of the table. ``called`` are whom to call about its first need, for whoever may know them."""

    organization: Organization
    figures: Figures
    needs: list[Need]
    called: Membership | None = None

    @property
    def is_body(self) -> bool:
        return self.organization.kind != OrganizationKind.SCHOOL

    @property
    def in_time(self) -> tuple[int, int]:
        """Schools without a term that has passed, of how many."""
        return self.figures["schools"] - self.figures["late"], self.figures["schools"]


@dataclass
class Panel:
    """``summary`` None: nothing has been counted yet. ``before`` None: no summary is so old."""

    body: Organization
    root: Organization
    kind: str = ""
    since: str = "week"
    summary: PanelSummary | None = None
    before: PanelSummary | None = None
    rows: list[Row] = field(default_factory=list)
    kinds: list[tuple[str, Figures]] = field(default_factory=list)
    months: list[PanelSummary] = field(default_factory=list)  # first days of the last twelve, the oldest first

    @property
    def figures(self) -> Figures:
        return blank() | (self.summary.figures if self.summary else {})

    @property
    def inside(self) -> bool:
        return self.body.kind == OrganizationKind.SCHOOL

    @property
    def counted_at(self) -> datetime.datetime | None:
        return self.summary.counted_at.astimezone(self.body.zone) if self.summary else None

    @property
    def needs(self) -> list[Need]:
        return needs_of(self.figures, body=not self.inside)


def root_of(actor: Actor) -> Organization:
    """The node whose panel opens first: for an МНЦ its municipality."""
    node = actor.organization
    root = reach_root(node, OVERSEERS)
    return node if root == node.pk else Organization.objects.select_related("region").get(pk=root)


def bodies_within(actor: Actor) -> QuerySet[Organization]:
    """Nodes whose panels the actor may open."""
    seen = PanelSummary.objects.visible_to(actor).values("organization_id")
    return Organization.objects.filter(pk__in=seen).select_related("region", "parent")


def panel_of(actor: Actor, *, body: int | None, kind: str, since: str) -> Panel | None:
    """None where the actor may not see the node that is asked for."""
    root = root_of(actor)
    node = root if body in (None, root.pk) else bodies_within(actor).filter(pk=body).first()
    if node is None:
        return None
    kind = kind if kind in SchoolKind.values and node.kind != OrganizationKind.SCHOOL else ""
    made = Panel(node, root, kind, since if since in SINCE else "week")
    rows = _own(actor, node).filter(school_kind=kind, day__lte=clock.today(node.zone))
    made.summary = rows.first()
    return _filled(actor, made) if made.summary is not None else made


def panel_as_of(actor: Actor, summary: PanelSummary, since: str = "week") -> Panel:
    """The panel of a day that is kept, for what is printed or sent."""
    made = Panel(summary.organization, root_of(actor), summary.school_kind, since, summary)
    return _filled(actor, made)


def _own(actor: Actor, node: Organization) -> QuerySet[PanelSummary]:
    return PanelSummary.objects.visible_to(actor).filter(organization=node).order_by("-day")


def _filled(actor: Actor, made: Panel) -> Panel:
    assert made.summary is not None
    then = made.summary.day - datetime.timedelta(days=SINCE[made.since])
    own = _own(actor, made.body)
    made.before = own.filter(school_kind=made.kind, day__lte=then).first()
    months = own.filter(school_kind=made.kind, day__day=1, day__lt=made.summary.day)
    made.months = list(reversed(months[:MONTHS]))
    if not made.inside:
        kinds = own.filter(day=made.summary.day).exclude(school_kind="").order_by("school_kind")
        made.kinds = [(row.get_school_kind_display(), blank() | row.figures) for row in kinds]
        made.rows = _rows(actor, made)
    return made


def _rows(actor: Actor, made: Panel) -> list[Row]:
    """The parts of the node, by what to do next; those that hold no schools are left out."""
    assert made.summary is not None
    schools = Q(organization__kind=OrganizationKind.SCHOOL, school_kind="")
    if made.kind:
        schools &= Q(organization__school_kind=made.kind)
    parts = schools | Q(school_kind=made.kind) & ~Q(organization__kind=OrganizationKind.SCHOOL)
    found = PanelSummary.objects.visible_to(actor).filter(parts, day=made.summary.day, organization__parent=made.body)
    rows = []
    for row in found.select_related("organization__region"):
        figures = blank() | row.figures
        if figures["schools"]:
            body = row.organization.kind != OrganizationKind.SCHOOL
            rows.append(Row(row.organization, figures, needs_of(figures, body=body)))
    _call(actor, rows)
    return sorted(rows, key=_urgent_first)


def _urgent_first(row: Row) -> tuple[Any, ...]:
    first = row.needs[0] if row.needs else None
    name = row.organization.short_name.lower().replace("ё", "е")
    return (first.rank, -first.weight, name) if first else (99, 0, name)


def _call(actor: Actor, rows: Iterable[Row]) -> None:
    """One query: who answers for the first need of each."""
    rows = list(rows)
    if not actor.may("contacts.view"):
        return
    held = Membership.objects.in_force(actor.today).filter(
        organization_id__in=[row.organization.pk for row in rows], role__in=CONTACT_ROLES
    )
    people: dict[int, list[Membership]] = {}
    for one in held.select_related("person").order_by("-is_chief", "pk"):
        people.setdefault(one.organization_id, []).append(one)
    for row in rows:
        order = row.needs[0].roles if row.needs else CONTACT_ROLES
        known = [one for one in people.get(row.organization.pk, ()) if one.role in order]
        row.called = min(known, key=lambda one: order.index(one.role), default=None)


def contacts_at(actor: Actor, node: Organization) -> list[Membership]:
    """Whom to call in one organization."""
    if not actor.may("contacts.view"):
        return []
    rows = Membership.objects.in_force(actor.today).filter(organization=node, role__in=CONTACT_ROLES)
    found = list(rows.select_related("person").order_by("-is_chief", "pk"))
    return sorted(found, key=lambda one: CONTACT_ROLES.index(one.role))


def satisfied_at(actor: Actor, made: Panel) -> dict[str, tuple[int, int]]:
    """K5 and K6. A school's own people read its own figure; above it only what small groups let be told, as the worker
    has kept it."""
    if made.summary is None or made.kind:
        return {}
    if not made.inside:
        return {code: (pair[0], pair[1]) for code, pair in made.summary.answers.items()}
    if made.body != actor.organization:
        return {}
    least = int(effective_regulation(made.body, actor.today).value(WITHIN))
    shares = satisfaction(made.body, school_year(actor.today), least=least)
    return {code: (shares[role].positive, shares[role].answered) for code, role in INDICATORS.items()}


@dataclass
class Country:
    """Sums over the regions, each as of its own last counting."""

    regions: list[RegionPanel]

    @property
    def figures(self) -> Figures:
        return added_up(row.figures for row in self.regions)

    @property
    def counted_at(self) -> datetime.datetime | None:
        """The earliest counting, by the time of the capital."""
        return min((row.counted_at for row in self.regions), default=None)

    @property
    def coverage(self) -> list[tuple[str, int, int, str]]:
        """Title, part, whole, per cent; a person counts once in a region."""
        found = []
        for code in SHARE_CODES:
            part, whole = (sum(row.figures.get(f"{SHARE}{code}.{name}", 0) for row in self.regions)
                           for name in ("part", "whole"))  # fmt: skip
            found.append((f"{code}. {SHARES[code][0]}", part, whole, percent(part, whole)))
        for code, title in SATISFIED:
            told = [row.answers[code] for row in self.regions if code in row.answers]
            part, whole = (sum(one[place] for one in told) for place in (0, 1))
            found.append((f"{code}. {title}", part, whole, percent(part, whole)))
        return found


def country() -> Country:
    """One query, whatever the number of regions and days."""
    newest = RegionPanel.objects.order_by("region_id", "-day").distinct("region_id").values("pk")
    rows = RegionPanel.objects.filter(pk__in=newest).select_related("region").order_by("region__name")
    return Country(list(rows))
