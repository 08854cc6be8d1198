"""The schema of a regulation: every parameter by code, and the rules between parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from . import catalogue
from .parameter import OWN_LEVELS, SAME, Group, Level, Parameter
from .value_types import InvalidValue, Value, nearest

__all__ = [
    "OWN_LEVELS",
    "PARAMETERS",
    "SAME",
    "Group",
    "InvalidValue",
    "Level",
    "Parameter",
    "Problem",
    "Value",
    "by_group",
    "cross_problems",
    "parameter",
    "suggest",
]

PARAMETERS: Mapping[str, Parameter] = {entry.code: entry for entry in catalogue.TABLE}
"""All parameters by code, in the order of pages: by group, then as written in the catalogue."""


@dataclass(frozen=True)
class Problem:
    """Something wrong with one parameter of one document; `message` is a Russian sentence."""

    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


def parameter(code: str) -> Parameter:
    """The parameter; raises KeyError with the nearest right code for an unknown one."""
    try:
        return PARAMETERS[code]
    except KeyError:
        raise KeyError(unknown_code(code)) from None


def suggest(code: str) -> str | None:
    """The code that was most likely meant, or None."""
    return nearest(code, PARAMETERS)


def unknown_code(code: str) -> str:
    """A Russian sentence about a code that does not exist, with the nearest one that does."""
    guess = suggest(code)
    message = _("нет такого параметра: «%s»") % code
    return message + _(", похоже на «%s»") % guess if guess else message


def by_group() -> dict[Group, list[Parameter]]:
    """Parameters under the headings of the page, both in the page's order."""
    grouped: dict[Group, list[Parameter]] = {group: [] for group in Group}
    for entry in PARAMETERS.values():
        grouped[entry.group].append(entry)
    return grouped


_ORDERED_PAIRS = (
    ("program_months_min", "program_months_max"),
    ("route.months_min", "route.months_max"),
    ("thresholds.fair", "thresholds.good"),
)


def cross_problems(values: Mapping[str, Any]) -> list[Problem]:
    """What contradicts between canonical values of one document; codes that it does not name are left out."""
    problems: list[Problem] = []
    for low, high in _ORDERED_PAIRS:
        smaller, greater = values.get(low), values.get(high)
        if smaller is not None and greater is not None and smaller > greater:
            problems.append(
                Problem(
                    high,
                    _("%(high)s (%(greater)s) меньше, чем «%(low)s» (%(smaller)s)")
                    % {
                        "high": parameter(high).label,
                        "greater": parameter(high).display(greater),
                        "low": parameter(low).label,
                        "smaller": parameter(low).display(smaller),
                    },
                )
            )
    for code, entry in PARAMETERS.items():
        if entry.within and code in values and entry.within in values:
            extra = [item for item in values[code] if item not in values[entry.within]]
            if extra:
                message = _("не входит в «%(list)s»: %(extra)s") % {
                    "list": parameter(entry.within).label,
                    "extra": entry.display(tuple(extra)),
                }
                problems.append(Problem(code, message))
    return problems
