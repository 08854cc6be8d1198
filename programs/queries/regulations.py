"""The regulation that holds at an organization on a day."""

import datetime
from typing import Any

from accounts.models import Organization

from ..models import Regulation
from ..regulation.effective import EffectiveRegulation, Layer, effective
from ..regulation.parameter import Level
from ..regulation.settings import read_settings
from ..regulation.statute import build


def layer_of(regulation: Regulation, *, as_if_from: datetime.date | None = None) -> Layer:
    """A stored version as a layer. ``as_if_from`` lays a draft as if it were in force from that day."""
    organization = regulation.organization
    level = Level(organization.level)
    return Layer(
        level=level,
        organization=organization.short_name,
        title=regulation.title,
        settings=read_settings(regulation.settings, level),
        effective_from=as_if_from or regulation.effective_from,
        effective_until=regulation.effective_to,
    )


def versions_above(organization: Organization, on: datetime.date) -> list[Regulation]:
    """The versions in force on that day at the organization and above it, from the region down. Two queries."""
    nodes = organization.path_ids
    versions = Regulation.objects.in_force(on).filter(organization_id__in=nodes)
    by_node = {version.organization_id: version for version in versions.select_related("organization")}
    return [by_node[node] for node in nodes if node in by_node]


def effective_regulation(organization: Organization, on: datetime.date) -> EffectiveRegulation:
    """What holds at the organization on that day: the system's defaults, the levels of the tree, the law."""
    return effective([layer_of(version) for version in versions_above(organization, on)], on)


def effective_with(draft: Regulation, on: datetime.date) -> EffectiveRegulation:
    """What would hold if the draft were in force that day in place of the organization's present version."""
    above = [
        version
        for version in versions_above(draft.organization, on)
        if version.organization_id != draft.organization_id
    ]
    layers = [layer_of(version) for version in above]
    return effective([*layers, layer_of(draft, as_if_from=on)], on)


def statute_sections(regulation: Regulation, on: datetime.date) -> list[dict[str, Any]]:
    """The statute's text as an appendix: sections of the version's values, in the words of the organization."""
    organization = regulation.organization
    built = build(effective_with(regulation, on), organization.short_name, level=Level(organization.level))
    return built.plain()
