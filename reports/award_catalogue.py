"""Awards that one may be put forward for: the shipped ones as a file, one shape for them and for an organization's own.
Pure."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _

LEVELS = {
    "school": _("организация"),
    "municipality": _("муниципалитет"),
    "region": _("регион"),
    "federal": _("федеральный уровень"),
}
"""Who has the last word."""
PARTS = {"mentor": _("наставник"), "mentee": _("наставляемый"), "curator": _("куратор")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """``key``: the code of a shipped one, «own-id» of one that an organization keeps. ``measure``: which measure of a
    regulation brings it; ``state_award``: the regulation's own conditions hold for it too; ``paper``: how its paper is
    called, «Диплом» where it says nothing; ``thanks`` are told to the person."""

    key: str
    title: str
    level: str
    parts: tuple[str, ...]
    conditions: tuple[str, ...] = ()
    basis: str = ""
    measure: str = ""
    asks_body: bool = False
    state_award: bool = False
    paper: str = ""
    thanks: bool = False
    owner: str = ""

    @property
    def level_label(self) -> str:
        return str(LEVELS[self.level])

    @property
    def part_labels(self) -> str:
        return ", ".join(str(PARTS[part]) for part in self.parts)


@cache
def shipped() -> tuple[Award, ...]:
    """In the order of the file: from the school up."""
    data = tomllib.loads((Path(__file__).resolve().parent / "awards.toml").read_text(encoding="utf-8"))
    return tuple(_read(key, row) for key, row in data.items())


def _read(key: str, row: dict) -> Award:
    lists: dict[str, Iterable[str]] = {name: row.pop(name, ()) for name in ("parts", "conditions")}
    return Award(key=key, parts=tuple(lists["parts"]), conditions=tuple(lists["conditions"]), **row)
