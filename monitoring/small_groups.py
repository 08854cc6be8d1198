"""Answers and measures of few people, hidden above the school so that no subtraction of figures brings them back.

Groups are welded into **atoms** of at least the least number of people, and every figure shown above a school is a sum
over whole atoms. Whatever two figures are subtracted, filters combined or levels compared, the result is again made of
whole atoms: nothing about fewer people can be learnt. Counts of units, orders and reports are not hidden and do not
come here. Take groups of closed campaigns alone: one more answer between two looks is a subtraction too.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

Place = tuple[int, ...]  # ids of organizations from the uppermost node down: (region, municipality, school)


@dataclass(frozen=True)
class Group:
    """People of one school who share a cell, as (form, role). ``size`` ≥ 1 counts people, each in one group only."""

    place: Place
    cell: Hashable
    size: int


@dataclass(frozen=True)
class Atom:
    """Groups that are shown together or not at all. It is counted at ``place`` and above it, never below.

    ``cell`` None: groups of different cells, which count in a total and in no breakdown.
    """

    place: Place
    cell: Hashable | None
    groups: tuple[Group, ...]

    @property
    def size(self) -> int:
        return sum(group.size for group in self.groups)


def weld(groups: Iterable[Group], least: int) -> list[Atom]:
    """Atoms of at least ``least`` people, each at the lowest node that has so many; what is left over is shown nowhere.

    At a node the same cell of all places below is tried first, then what remains of its cells together; what is still
    too small goes up to the parent. The order of ``groups`` makes no difference to the result as a set.
    """
    left: dict[Place, list[Group]] = defaultdict(list)
    for group in groups:
        left[group.place].append(group)
    atoms: list[Atom] = []
    for depth in range(max(map(len, left), default=0), 0, -1):
        for place in [place for place in left if len(place) == depth]:
            made, rest = _weld_at(place, left.pop(place), least)
            atoms += made
            left[place[:-1]] += rest
    return atoms


def _weld_at(place: Place, groups: list[Group], least: int) -> tuple[list[Atom], list[Group]]:
    cells: dict[Hashable, list[Group]] = defaultdict(list)
    for group in groups:
        cells[group.cell].append(group)
    atoms, rest = [], []
    for cell, same in cells.items():
        if sum(group.size for group in same) >= least:
            atoms.append(Atom(place, cell, tuple(same)))
        else:
            rest += same
    if sum(group.size for group in rest) >= least:
        atoms.append(Atom(place, None, tuple(rest)))
        rest = []
    return atoms, rest


def shown_at(atoms: Iterable[Atom], place: Place, cell: Hashable | None = None) -> list[Group]:
    """Groups that a reader of ``place`` may see summed, all of them or those of one cell."""
    return [
        group
        for atom in atoms
        if atom.place[: len(place)] == place and (cell is None or atom.cell == cell)
        for group in atom.groups
    ]
