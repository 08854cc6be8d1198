"""Of whom and of when a year's figures are, and the pot into which they are counted."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.models import Organization, OrganizationKind
from programs.queries.reach import open_schools_below
from programs.terms import year_days


@dataclass(frozen=True)
class Scope:
    """Schools of a node in a school year, up to the day of counting. ``inside``: a school's own, with ids."""

    root: Organization
    schools: tuple[Organization, ...]
    year: int
    first: datetime.date
    last: datetime.date

    @property
    def inside(self) -> bool:
        return bool(self.root.kind == OrganizationKind.SCHOOL)

    @property
    def ids(self) -> list[int]:
        return [school.pk for school in self.schools]

    def group(self, school: Organization) -> int:
        """Under what a body shows a school: the node right below it of which the school is a part."""
        below = school.path_ids[school.path_ids.index(self.root.pk) + 1 :] if self.root.pk in school.path_ids else []
        return below[0] if below else school.pk


def scope_of(root: Organization, year: int, today: datetime.date) -> Scope:
    """One query for a body, none for a school. A year that is over is counted to its last day."""
    first, last = year_days(year)
    return Scope(root, tuple(open_schools_below(root)), year, first, min(today, last))


def folded(groups: Mapping[str, set[int]], least: int, hidden: Collection[str] = ()) -> tuple[set[str], bool]:
    """Codes told together as «прочие», and whether they may be told at all. ``groups``: code → people.

    Every code of fewer than ``least`` people and every ``hidden`` one is among them; the next smallest join until they
    are ``least`` people of more codes than the hidden. Where nobody is left to join, they are not told.
    """
    few = {code for code, people in groups.items() if len(people) < least or code in hidden}
    rest = sorted(groups.keys() - few, key=lambda code: (-len(groups[code]), code))
    while few and not (told := _enough(groups, few, least, hidden)) and rest:
        few.add(rest.pop())
    return few, not few or told


def _enough(groups: Mapping[str, set[int]], few: set[str], least: int, hidden: Collection[str]) -> bool:
    people = set[int]().union(*(groups[code] for code in few))
    return len(people) >= least and not few <= set(hidden)


@dataclass
class Pot:
    """What is counted: ``lines`` code → value, whole and ids of records; ``tables`` name → key → column → number."""

    inside: bool
    lines: dict[str, dict[str, Any]] = field(default_factory=dict)
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)

    def put(self, code: str, value: int, *, whole: int | None = None, kind: str = "", ids: Iterable[int] = ()) -> None:
        row: dict[str, Any] = {"value": value}
        if whole is not None:
            row["whole"] = whole
        if self.inside and kind:
            row |= {"kind": kind, "ids": sorted(ids)}
        self.lines[code] = row

    def add(self, table: str, key: object, column: str, number: int = 1) -> None:
        row = self.tables.setdefault(table, {}).setdefault(str(key), {})
        row[column] = row.get(column, 0) + number

    def merge(self, other: dict[str, Any]) -> None:
        """Lay the found of another step beside this."""
        self.lines |= other.get("lines", {})
        for name, rows in other.get("tables", {}).items():
            for key, columns in rows.items():
                self.tables.setdefault(name, {}).setdefault(key, {}).update(columns)

    def plain(self) -> dict[str, Any]:
        return {"lines": self.lines, "tables": self.tables}
