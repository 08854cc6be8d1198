"""The regulation that holds at an organization on a day."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from accounts import clock
from accounts.models import Organization, OrganizationPlacement

from ..models import Regulation
from ..regulation.conflicts import Conflict
from ..regulation.effective import EffectiveRegulation, Layer, effective
from ..regulation.parameter import Level
from ..regulation.settings import stored_settings
from ..regulation.statute import Statute, build


def layer_of(regulation: Regulation, *, as_if_from: datetime.date | None = None) -> Layer:
    """A stored version as a layer. ``as_if_from`` lays it as if it were in force from that day on."""
    organization = regulation.organization
    level = Level(organization.level)
    begins = as_if_from or regulation.effective_from
    if begins is None:
        raise ValueError("a draft has no day of its own: say from which day to lay it")
    return Layer(
        level=level,
        organization=organization.short_name,
        title=regulation.title,
        settings=stored_settings(regulation.settings),
        effective_from=begins,
        effective_until=None if as_if_from else regulation.effective_to,
    )


def nodes_on(organization: Organization, on: datetime.date) -> list[int]:
    """Ids from the region down to the organization, as the tree stood on that day: a query for each of its levels.

    A day of which the tree remembers nothing is taken as today.
    """
    nodes, node = [organization.pk], organization.pk
    while True:
        placements = OrganizationPlacement.objects.filter(organization_id=node, valid_from__lte=on)
        placement = placements.filter(Q(valid_to=None) | Q(valid_to__gt=on)).first()
        if placement is not None:
            parent = placement.parent_id
        else:
            parent = Organization.objects.values_list("parent_id", flat=True).get(pk=node)
        if parent is None or parent in nodes:
            return nodes
        nodes.insert(0, parent)
        node = parent


def versions_above(organization: Organization, on: datetime.date) -> list[Regulation]:
    """The versions in force on that day at the organization and above it, from the region down. One query.

    A past day is asked of the tree of that day, which takes a query more for each of its levels.
    """
    nodes = organization.path_ids if on >= clock.today(organization.zone) else nodes_on(organization, on)
    versions = Regulation.objects.in_force(on).filter(organization_id__in=nodes)
    by_node = {version.organization_id: version for version in versions.select_related("organization")}
    return [by_node[node] for node in nodes if node in by_node]


def effective_of(versions: list[Regulation], on: datetime.date) -> EffectiveRegulation:
    """What holds on that day under these versions, from the region down."""
    return effective([layer_of(version) for version in versions], on)


def effective_regulation(organization: Organization, on: datetime.date) -> EffectiveRegulation:
    """What holds at the organization on that day: the system's defaults, the levels of the tree, the law."""
    return effective_of(versions_above(organization, on), on)


@dataclass(frozen=True)
class Laid:
    """A version laid over what stands above its organization on a day, as if it were in force then."""

    version: Regulation
    over: list[Regulation]
    above: EffectiveRegulation
    whole: EffectiveRegulation

    @property
    def own_conflicts(self) -> list[Conflict]:
        """What of the version does not take effect, or contradicts the levels above; theirs are left out."""
        return [conflict for conflict in self.whole.conflicts if conflict not in self.above.conflicts]

    @property
    def statute(self) -> Statute:
        """The text of the version's document, made from its values."""
        organization = self.version.organization
        return build(self.whole, organization.short_name, level=Level(organization.level))


def lay(version: Regulation, on: datetime.date) -> Laid:
    """The version in place of its organization's present one. One query."""
    found = versions_above(version.organization, on)
    over = [above for above in found if above.organization_id != version.organization_id]
    layers = [layer_of(above) for above in over]
    whole = effective([*layers, layer_of(version, as_if_from=on)], on)
    return Laid(version, over, effective(layers, on), whole)


def statute_sections(regulation: Regulation, on: datetime.date) -> list[dict[str, Any]]:
    """The statute's text as an appendix of an order: sections with their paragraphs."""
    return lay(regulation, on).statute.plain()
