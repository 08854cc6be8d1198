"""What a staff list says of one person in all its rows: a list that contradicts itself is not believed twice.

The earlier row is taken; a later one that says otherwise waits for a person's word. It depends on the list alone, never
on our records, so a list written twice is a list written once.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..imports.letters import plain
from ..models import ImportBatch, ImportRow

WHO = ("last_name", "first_name", "patronymic", "birth_date")
WHAT = ("position", "subject", "qualification_category", "hired_on", "left_on")
Values = dict[str, Any]


@dataclass(frozen=True)
class Line:
    number: int
    values: Values
    counts: bool = True  # it can be read and nobody has put it aside

    @property
    def school(self) -> int | None:
        return self.values.get("organization_id")

    @property
    def gone(self) -> bool:
        return bool(self.values.get("left_on"))


@dataclass
class Told:
    """Rows of one person: those that stand, and what each other one is to them."""

    lines: list[Line] = field(default_factory=list)  # all of them, in the order of the list
    standing: list[Line] = field(default_factory=list)
    waits: dict[int, dict[str, Any]] = field(default_factory=dict)
    repeats: dict[int, int] = field(default_factory=dict)
    former: dict[int, int] = field(default_factory=dict)  # an ended time of the post that another row tells on

    def at(self, school: int | None) -> list[Line]:
        return [line for line in self.standing if line.school == school]

    def posts(self, school: int) -> set[str]:
        """Posts of him that the list names there, read or not."""
        named = (plain(line.values.get("position", "")) for line in self.lines if line.school == school)
        return {post for post in named if post}


def of_list(batch: ImportBatch, rows: Sequence[ImportRow], keys: Collection[str]) -> dict[str, dict[int, Line]]:
    """Key → its rows by their numbers; ``rows`` are as they stand in memory."""
    found: defaultdict[str, dict[int, Line]] = defaultdict(dict)
    if batch.pk is not None:
        stored = batch.rows.filter(key__in=set(keys)).exclude(match__has_key="absent")
        for key, number, values, decision, doubts in stored.values_list(
            "key", "number", "values", "decision", "doubts"
        ):
            found[key][number] = Line(number, values, _counts(decision, doubts))
    for row in rows:
        found[row.values["registry_key"]][row.number] = Line(row.number, row.values, _counts(row.decision, row.doubts))
    return found


def _counts(decision: str, doubts: Iterable[dict[str, Any]]) -> bool:
    codes = {doubt["code"] for doubt in doubts}
    return decision != "skip" and not any(code.startswith("bad.") and code != "bad.refused" for code in codes)


def hold(lines: Iterable[Line]) -> Told:
    told = Told(sorted(lines, key=lambda line: line.number))
    heard: dict[tuple[str, ...], Line] = {}  # the first of those who are called the same: many rows, few names
    for line in told.lines:
        if not line.counts:
            continue
        other = next((one for one in heard.values() if _differ(one.values, line.values, WHO)), None)
        if other is not None:
            told.waits[line.number] = _against(other, _differ(other.values, line.values, WHO))
            continue
        if _stands(told, line):
            told.standing.append(line)
        if line.number not in told.waits:
            heard.setdefault(tuple(plain(line.values.get(name) or "") for name in WHO), line)
    return told


def _against(other: Line, fields: list[str]) -> dict[str, Any]:
    return {"asks": "contradiction", "against": other.number, "fields": fields}


def _differ(one: Values, other: Values, names: Iterable[str]) -> list[str]:
    """What both say, each otherwise."""
    return [
        name for name in names if one.get(name) and other.get(name) and plain(one[name]) != plain(other[name])
    ]  # fmt: skip


def _stands(told: Told, line: Line) -> bool:
    """Whether it is a job of its own: two posts at a school are two, a row without a post is of any."""
    same = [one for one in told.at(line.school) if not _differ(one.values, line.values, ["position"])]
    for one in same:
        if _before(line, one):
            told.former[line.number] = one.number
            return False
        if not _before(one, line):
            fields = [name for name in WHAT if _says_more(one.values, line.values, name)]
            if fields:
                told.waits[line.number] = _against(one, fields)
            else:
                told.repeats[line.number] = one.number
            return False
    for one in same:
        told.former[one.number] = line.number
        told.standing.remove(one)
    return True


def _before(one: Line, other: Line) -> bool:
    """An ended time of a post and a later one of it: he left and was taken on again."""
    left, hired = one.values.get("left_on"), other.values.get("hired_on")
    return bool(left and hired and left < hired)


def _says_more(one: Values, other: Values, name: str) -> bool:
    if name == "left_on":  # a row without it says that he works
        return (one.get(name) or "") != (other.get(name) or "")
    return bool(other.get(name)) and plain(other[name]) != plain(one.get(name, ""))
