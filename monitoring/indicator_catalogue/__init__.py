"""Indicators of the impact as data: the shipped catalogue, and the shape that a region's own take too. Pure."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

AUDIENCES: dict[str, Promise] = {
    "pupil": _("наставляемый-обучающийся"),
    "educator": _("наставляемый-педагог"),
    "mentor": _("наставник"),
}
SPHERES: dict[str, Promise] = {
    "education": _("образование"),
    "extra": _("дополнительное образование"),
    "culture": _("культура"),
    "sport": _("спорт"),
    "work": _("работа и профессия"),
    "climate": _("климат и отношения"),
    "person": _("личность"),
}
KINDS: dict[str, Promise] = {
    "number": _("число (среднее)"),
    "count": _("количество (сумма)"),
    "rating": _("оценка от 1 до 10"),
    "yes_no": _("да или нет"),
    "share": _("часть от целого"),
}
UNITS = {"rating": "балл", "yes_no": "чел."}


@dataclass(frozen=True)
class Indicator:
    """What is measured at the entry and at the exit.

    ``personal``: known to the psychologist, the person himself and a child's parent, to others only in sums;
    ``by_curator``: the curator takes part in its assessment and knows it too (S2 разд. 4).
    ``sealed``: kept under the installation's key. ``once``: at the exit alone. ``months``: between the two, at the
    months that the regulation names. ``formula``: computed from others, never typed.
    """

    code: str
    title: str
    audience: tuple[str, ...]
    sphere: str
    kind: str
    unit: str = ""
    higher: bool = True
    personal: bool = False
    by_curator: bool = False
    sealed: bool = False
    by_class: bool = False
    once: bool = False
    months: bool = False
    exam: str = ""
    needs: tuple[str, ...] = ()
    formula: str = ""

    @property
    def guarded(self) -> bool:
        """Of few people not even the sum is told to those who do not measure it."""
        return self.personal or self.sealed


@cache
def catalogue() -> dict[str, Indicator]:
    """Every shipped indicator by its code, in the order of the files."""
    found: dict[str, Indicator] = {}
    for path in sorted(Path(__file__).parent.glob("*.toml")):
        for row in tomllib.loads(path.read_text(encoding="utf-8"))["indicator"]:
            row.setdefault("unit", UNITS.get(row["kind"], ""))
            one = Indicator(**{name: tuple(value) if isinstance(value, list) else value for name, value in row.items()})
            found[one.code] = one
    return found


def needed(parameters: Iterable[str], exams: Iterable[str]) -> list[Indicator]:
    """Of the catalogue, what a regulation asks for: by its lists of process and impact and its kinds of exams."""
    asked, allowed = set(parameters), {"", *exams}
    return [one for one in catalogue().values() if asked & set(one.needs) and one.exam in allowed]
