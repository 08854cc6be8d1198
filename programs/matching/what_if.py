"""What would change, and what it would cost, if a pair were pinned or forbidden or a weight were another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from .assign import Impossible, Pair, Solution, solve
from .pool import PARTS, Pool


@dataclass(frozen=True)
class Change:
    """A mentee whose mentor, or whose points with him, would be others. None is «без пары»."""

    mentee: int
    before: Pair | None
    after: Pair | None


@dataclass(frozen=True)
class Difference:
    changes: tuple[Change, ...]
    points: int
    pairs: int
    after: Solution


def pin(pool: Pool, mentee: int, mentor: int) -> Pool:
    """Only this mentor for the mentee: another pin of his goes, a ban on the same pair too."""
    kept = {pair for pair in pool.pinned if pair[0] != mentee}
    return replace(pool, pinned=frozenset({*kept, (mentee, mentor)}), forbidden=pool.forbidden - {(mentee, mentor)})


def forbid(pool: Pool, mentee: int, mentor: int) -> Pool:
    return replace(pool, pinned=pool.pinned - {(mentee, mentor)}, forbidden=pool.forbidden | {(mentee, mentor)})


def weigh(pool: Pool, weights: Mapping[str, int]) -> Pool:
    """The same weights in every school of the pool."""
    line = tuple(int(weights[part]) for part in PARTS)
    return replace(pool, terms={place: replace(terms, weights=line) for place, terms in pool.terms.items()})


def compare(before: Solution, after: Solution) -> Difference:
    first = {pair.mentee: pair for pair in before.pairs}
    second = {pair.mentee: pair for pair in after.pairs}
    changes = [
        Change(key, first.get(key), second.get(key))
        for key in sorted(first.keys() | second.keys())
        if _said(first.get(key)) != _said(second.get(key))
    ]
    pairs = len(after.pairs) - len(before.pairs)
    return Difference(tuple(changes), after.points - before.points, pairs, after)


def _said(pair: Pair | None) -> tuple[int, int] | None:
    return (pair.mentor, pair.points) if pair else None


def cost_of_pin(pool: Pool, now: Solution, mentee: int, mentor: int) -> Difference | Impossible:
    """«Почему не этот наставник»: the difference if he were insisted on, or the rule that stands against him."""
    try:
        return compare(now, solve(pin(pool, mentee, mentor)))
    except Impossible as stopped:
        return stopped
