"""The structural components of a regulation by contour: inside the organisation and outside it (S1 р. 4, S3 п. 3.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from .catalogue.choices import CONTOURS, FEDERAL_BODIES, MUNICIPAL_BODIES, REGIONAL_BODIES
from .effective import EffectiveRegulation, EffectiveValue

TIERS = {
    "organization": _("организация"),
    "municipal": _("муниципальный уровень"),
    "regional": _("региональный уровень"),
    "federal": _("федеральный уровень"),
}


@dataclass(frozen=True)
class Component:
    """A body, person or register that takes part.

    `contour` is internal or external, `tier` one of TIERS, `name` is what the document calls it (empty if nothing).
    `shown_by` is the value that says that it takes part; None for those that every regulation has.
    """

    code: str
    tier: str
    label: Any
    name: str = ""
    shown_by: EffectiveValue | None = None

    @property
    def contour(self) -> str:
        return "internal" if self.tier == "organization" else "external"

    @property
    def contour_label(self) -> Any:
        return CONTOURS[self.contour]


def components(regulation: EffectiveRegulation) -> list[Component]:
    """Components from the inside out. An absent level is simply not listed: a school may stand under the region."""
    return [*_inside(regulation), *_municipal(regulation), *_regional(regulation), *_federal(regulation)]


def by_contour(regulation: EffectiveRegulation) -> dict[str, list[Component]]:
    """The same under `internal` and `external`."""
    found = components(regulation)
    return {contour: [item for item in found if item.contour == contour] for contour in CONTOURS}


def _inside(regulation: EffectiveRegulation) -> list[Component]:
    found = [
        Component("organization", "organization", _("Образовательная организация")),
        Component("head", "organization", _("Руководитель организации")),
        Component("curator", "organization", _("Куратор"), "", regulation["curator_source"]),
    ]
    if regulation.value("council") != "none":
        label = regulation.value("council_label")
        found.append(Component("council", "organization", _("Орган наставников"), label, regulation["council"]))
    found.append(Component("mentors", "organization", _("Наставники")))
    found.append(Component("mentees", "organization", _("Наставляемые")))
    if regulation.value("mnc_liaison"):
        found.append(_flagged(regulation, "mnc_liaison", "organization"))
    if regulation.value("section_publisher") != "curator":
        publisher = regulation["section_publisher"]
        found.append(Component("publisher", "organization", _("Раздел сайта ведёт"), publisher.display, publisher))
    return found


def _municipal(regulation: EffectiveRegulation) -> list[Component]:
    found: list[Component] = []
    body = regulation["external.municipal"]
    names = regulation.value("external.names")
    if body.value != "none":
        label = MUNICIPAL_BODIES[body.value]
        found.append(Component("municipal_body", "municipal", label, names.get("MUNICIPAL", ""), body))
    flags = ("municipal_coordinator", "municipal_tutor", "municipal_mentor_base")
    found += [_flagged(regulation, code, "municipal") for code in flags if regulation.value(code)]
    if regulation.value("mnc") and body.value != "mnc":
        found.append(_flagged(regulation, "mnc", "municipal"))
    return found


def _regional(regulation: EffectiveRegulation) -> list[Component]:
    found = _bodies(regulation, "external.regional", "regional", REGIONAL_BODIES)
    if regulation.value("regional_mentor_base"):
        found.append(_flagged(regulation, "regional_mentor_base", "regional"))
    return found


def _federal(regulation: EffectiveRegulation) -> list[Component]:
    return _bodies(regulation, "external.federal", "federal", FEDERAL_BODIES)


def _bodies(regulation: EffectiveRegulation, code: str, tier: str, labels: dict[str, Any]) -> list[Component]:
    found, names = regulation[code], regulation.value("external.names")
    return [Component(body, tier, labels[body], names.get(body, ""), found) for body in found.value]


def _flagged(regulation: EffectiveRegulation, code: str, tier: str) -> Component:
    found = regulation[code]
    return Component(code, tier, found.parameter.label, "", found)
