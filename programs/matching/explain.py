"""Why this pair, why not that one, why nobody: bars that add up to the score, and the names of broken rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from . import score
from .assign import Pair
from .pool import PARTS, UNKNOWN, Columns, Ints, Pool
from .rules import RULES, Sight, allowed, reasons


@dataclass(frozen=True)
class Bar:
    """``points`` of ``most``; ``have`` of ``of`` is what they are made from. ``marks`` name what does not fit."""

    part: str
    points: int
    most: int
    have: int
    of: int
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Candidate:
    """A mentor for a mentee, with his next seat. ``reason`` is the broken rule; without one the pair may be."""

    mentor: int
    points: int
    bars: tuple[Bar, ...]
    form: str
    kinds: frozenset[str]
    reason: str = ""


PLACE_MARKS = ("mode", "hours", "shift", "school")


class Explainer:
    """Explains any cells of one pool; what they share is counted once."""

    def __init__(self, pool: Pool, mentees: Iterable[int] | None = None) -> None:
        self.columns = Columns(pool)
        keys = self.columns.row if mentees is None else mentees
        rows = np.array(sorted(self.columns.row[key] for key in keys if key in self.columns.row), dtype=np.int64)
        self.view = Sight(self.columns, rows=rows)
        self.at = {self.columns.mentees[row].key: index for index, row in enumerate(rows)}
        self.share = score.shares(self.view)
        self.checks = score.place_checks(self.view)

    def bars(self, mentee: int, mentor: int, seat: int | None = None) -> tuple[Bar, ...]:
        """Parts with a weight, in their order; the seat is the mentor's next one unless it is said."""
        row, col = self.at[mentee], self.columns.col[mentor]
        given = np.array([self.columns.taken[col] if seat is None else seat])
        free, of = score.load_share(self.columns.capacity[col : col + 1], given)
        found = []
        for index, part in enumerate(PARTS):
            most = int(self.columns.weights[self.view.rows[row], index])
            have = int(free[0]) if part == "load" else _at(self.share[part][0], row, col)
            whole = int(of[0]) if part == "load" else _at(self.share[part][1], row, col)
            if most:
                marks = self._marks(part, row, col)
                found.append(Bar(part, most * have // max(whole, 1), most, have, whole, marks))
        return tuple(found)

    def _marks(self, part: str, row: int, col: int) -> tuple[str, ...]:
        if part == "interest":
            return ("both_ways",) if self.view.both_ways[row, col] else ()
        if part != "place":
            return ()
        return tuple(name for name, check in zip(PLACE_MARKS, self.checks, strict=True) if not _at(check, row, col))

    def candidates(self, mentee: int) -> list[Candidate]:
        """Everybody of the pool: who may, best first; then who may not and why. Ties go by the entry's number."""
        row = self.at[mentee]
        line = Sight(self.columns, rows=self.view.rows[row : row + 1])
        names = reasons(line)[0]
        found = []
        for col, mentor in enumerate(self.columns.mentors):
            bars = self.bars(mentee, mentor.key)
            form, bits = int(line.form[0, col]), int(line.kinds[0, col])
            found.append(
                Candidate(
                    mentor=mentor.key,
                    points=sum(bar.points for bar in bars),
                    bars=bars,
                    form=self.columns.form_names[form] if form != UNKNOWN else "",
                    reason=names[col],
                    kinds=kinds_of(self.columns, bits),
                )
            )
        return sorted(found, key=lambda one: (bool(one.reason), -one.points, one.mentor))

    def why_alone(self) -> dict[int, list[tuple[str, int]]]:
        """For each mentee of the view: how many mentors each rule took away, how many could have been («outbid»)."""
        known = np.zeros(self.view.shape, dtype=bool)
        counts: list[Counter[str]] = [Counter() for _row in self.view.rows]
        for rule in RULES:
            broken = rule(self.view) & ~known
            known |= broken
            for row, number in enumerate(broken.sum(axis=1)):
                if number:
                    counts[row][rule.__name__] = int(number)
        for row, number in enumerate((~known).sum(axis=1)):
            if number:
                counts[row]["outbid"] = int(number)
        keys = list(self.at)
        return {keys[row]: sorted(count.items(), key=lambda one: (-one[1], one[0])) for row, count in enumerate(counts)}


def _at(grid, row: int, col: int) -> int:  # type: ignore[no-untyped-def]
    """A cell of a grid, of a column or a row of one, or of a bare number."""
    grid = np.asarray(grid)
    if grid.ndim < 2:
        return int(grid)
    return int(grid[row if grid.shape[0] > 1 else 0, col if grid.shape[1] > 1 else 0])


def kinds_of(columns: Columns, bits: int) -> frozenset[str]:
    return frozenset(word for word, number in columns.kinds.number.items() if bits != UNKNOWN and bits >> number & 1)


@dataclass(frozen=True)
class TwoWay:
    """Two people who may teach each other: both pairs (mentee, mentor) by their keys."""

    one: tuple[int, int]
    other: tuple[int, int]


def two_way(pool: Pool) -> list[TwoWay]:
    """Reverse mentoring: each is in both banks, each may lead the other and has what the other asks for."""
    columns = Columns(pool)
    entry: dict[int, Ints] = {}
    for person in set(columns.mentee_person.tolist()) & set(columns.mentor_person.tolist()):
        entry[person] = np.array(
            [np.flatnonzero(columns.mentee_person == person)[0], np.flatnonzero(columns.mentor_person == person)[0]]
        )
    if not entry:
        return []
    persons = sorted(entry)
    rows = np.array([entry[person][0] for person in persons])
    cols = np.array([entry[person][1] for person in persons])
    view = Sight(columns, rows=rows, cols=cols)
    may = allowed(view) & view.both_ways
    both = np.argwhere(may & may.T)
    keys = [(columns.mentees[row].key, columns.mentors[col].key) for row, col in zip(rows, cols, strict=True)]
    return [
        TwoWay((keys[one][0], keys[other][1]), (keys[other][0], keys[one][1])) for one, other in both if one < other
    ]


def two_way_pairs(pairs: Iterable[Pair], pool: Pool) -> set[int]:
    """Keys of the mentees of an assignment who are at the same time mentors of their mentors."""
    mentees = {one.key: one.person for one in pool.mentees}
    mentors = {one.key: one.person for one in pool.mentors}
    found = {(mentees[pair.mentee], mentors[pair.mentor]): pair.mentee for pair in pairs}
    return {key for (mentee, mentor), key in found.items() if (mentor, mentee) in found}
