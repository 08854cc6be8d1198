"""The best assignment of a whole pool.

First as few people as possible stay without a pair, of those as few urgent ones, and then the most points. A mentor is
as many columns as he has free seats; a row may stay without a column. Equal answers are told apart by a lot drawn from
the numbers of the entries: the same people always get the same answer, whatever order they come in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, min_weight_full_bipartite_matching

from . import rules, score
from .pool import UNKNOWN, Columns, Ints, Mentee, Mentor, Pool
from .proof import Proof, Worth, check


@dataclass(frozen=True)
class Pair:
    """Keys of the two entries, the mentor's seat (from 0), the points, the form and the kinds that suit both."""

    mentee: int
    mentor: int
    seat: int
    points: int
    form: str
    kinds: frozenset[str]


@dataclass(frozen=True)
class Solution:
    pairs: tuple[Pair, ...]
    alone: tuple[int, ...]
    proof: Proof

    @property
    def points(self) -> int:
        return sum(pair.points for pair in self.pairs)


class Impossible(Exception):
    """A pinned pair that breaks a rule or finds no seat: (mentee, mentor, the rule's name)."""


def solve(pool: Pool) -> Solution:
    """Every group of schools that may exchange mentors is a task of its own; the sums add up."""
    pairs: list[Pair] = []
    proof = Proof(0, 0, 0, 0)
    for mentee, mentor in sorted(pool.pinned):
        _same_part(pool, mentee, mentor)
    for part in split(pool):
        found, checked = _solve_part(part)
        pairs += found
        proof += checked
    paired = {pair.mentee for pair in pairs}
    alone = sorted(one.key for one in pool.mentees if one.key not in paired)
    return Solution(tuple(sorted(pairs, key=lambda pair: pair.mentee)), tuple(alone), proof)


def _same_part(pool: Pool, mentee: int, mentor: int) -> None:
    """A pin between schools that exchange nobody is lost between two tasks: it is refused here."""
    homes = [{one.organization for one in some if one.key == key} for some, key in (
        (pool.mentees, mentee), (pool.mentors, mentor))]  # fmt: skip
    if all(homes) and homes[0] != homes[1]:
        pair = (min(homes[0]), min(homes[1]))
        if pair not in pool.partners and pair[::-1] not in pool.partners:
            raise Impossible(mentee, mentor, "other_school")


def split(pool: Pool) -> Iterator[Pool]:
    """The pool by groups of schools between which there is an agreement."""
    places = sorted({one.organization for one in (*pool.mentees, *pool.mentors)})
    at = {number: index for index, number in enumerate(places)}
    known = [(at[one], at[other]) for one, other in pool.partners if one in at and other in at]
    links = np.array(known, dtype=np.int64).reshape(-1, 2)
    graph = csr_array((np.ones(len(links)), (links[:, 0], links[:, 1])), shape=(len(places), len(places)))
    count, group = connected_components(graph, directed=False)
    of = {number: int(group[index]) for number, index in at.items()}
    mentees: list[list[Mentee]] = [[] for _ in range(count)]
    mentors: list[list[Mentor]] = [[] for _ in range(count)]
    homes: dict[int, set[int]] = {}
    for mentee in pool.mentees:
        mentees[of[mentee.organization]].append(mentee)
        homes.setdefault(mentee.person, set()).add(of[mentee.organization])
    for mentor in pool.mentors:
        mentors[of[mentor.organization]].append(mentor)
        homes.setdefault(mentor.person, set()).add(of[mentor.organization])
    answers = _by_home(pool.answers, homes)
    together, declined = _by_home(pool.together, homes), _by_home(pool.declined, homes)
    for number in range(count):
        if mentees[number]:
            yield replace(
                pool, mentees=tuple(mentees[number]), mentors=tuple(mentors[number]),
                answers={pair: pool.answers[pair] for pair in answers.get(number, ())},
                together=frozenset(together.get(number, ())), declined=frozenset(declined.get(number, ())),
            )  # fmt: skip


def _by_home(pairs: Iterable[tuple[int, int]], homes: dict[int, set[int]]) -> dict[int, list[tuple[int, int]]]:
    """Pairs of persons by the groups where both are."""
    out: dict[int, list[tuple[int, int]]] = {}
    for one, other in pairs:
        for number in homes.get(one, set()) & homes.get(other, set()):
            out.setdefault(number, []).append((one, other))
    return out


def _solve_part(pool: Pool) -> tuple[list[Pair], Proof]:
    columns = Columns(pool)
    view = rules.Sight(columns)
    may = rules.allowed(view)
    fixed = _pinned(columns, may)
    taken = columns.taken.copy()
    seat_of_pin = {}
    for row, col in fixed.items():
        seat_of_pin[row] = int(taken[col])
        taken[col] += 1
        may[row] = False
    base = score.base(view)
    owner, seat = _seats(columns, taken)
    worth = _worth(columns, base, may, owner, seat)
    chosen, proof = _best(worth, columns, owner, seat)
    rows = np.flatnonzero(chosen != UNKNOWN)
    found = [(int(row), int(owner[chosen[row]]), int(seat[chosen[row]])) for row in rows]
    found += [(row, col, seat_of_pin[row]) for row, col in fixed.items()]
    return [_pair(view, base, *where) for where in found], proof


def _pinned(columns: Columns, may: np.ndarray) -> dict[int, int]:
    """Rows with their columns. Raises Impossible where a rule stands against a pin or the seats are fewer."""
    rows, cols = columns.entries(columns.pool.pinned)
    fixed: dict[int, int] = {}
    free = columns.capacity - columns.taken
    for row, col in zip(rows.tolist(), cols.tolist(), strict=True):
        keys = (columns.mentees[row].key, columns.mentors[col].key)
        if not may[row, col]:
            raise Impossible(
                *keys, rules.reasons(rules.Sight(columns, rows=np.array([row]), cols=np.array([col])))[0][0]
            )
        free[col] -= 1
        if free[col] < 0 or row in fixed:
            raise Impossible(*keys, "no_seat")
        fixed[row] = col
    return fixed


def _seats(columns: Columns, taken: Ints) -> tuple[Ints, Ints]:
    """The owner and the number of each free seat, mentor by mentor."""
    free = np.maximum(columns.capacity - taken, 0)
    owner = np.repeat(np.arange(len(free)), free)
    first = np.repeat(np.cumsum(free) - free, free)
    return owner, np.arange(len(owner)) - first + taken[owner]


def _worth(columns: Columns, base: np.ndarray, may: np.ndarray, owner: Ints, seat: Ints) -> Worth:
    """Points of each mentee in each seat, with what a pair itself and an urgent one are worth; 0 is «may not be»."""
    worth = base[:, owner].astype(np.float64)
    have, of = score.load_share(columns.capacity[owner], seat)
    load = columns.weights[:, score.LOAD].astype(np.int64)
    for weight in np.unique(load):
        rows = np.flatnonzero(load == weight)
        worth[rows if len(rows) < len(load) else slice(None)] += weight * have // of
    urgent, pair = steps(columns)
    worth += pair + np.where(columns.urgent, urgent, 0)[:, None]
    worth[~may[:, owner]] = 0
    return worth


def steps(columns: Columns) -> tuple[int, int]:
    """What outweighs all points together: an urgent person's pair; and what outweighs all of that: anybody's pair."""
    most = int(columns.weights.sum(axis=1).max(initial=0))
    urgent = most * len(columns.mentees) + 1
    return urgent, urgent * (int(columns.urgent.sum()) + 1)


def _best(worth: Worth, columns: Columns, owner: Ints, seat: Ints) -> tuple[Ints, Proof]:
    """The seat of each row or UNKNOWN, and the proof."""
    mentees, seats = worth.shape
    # seats that nobody has: whoever gets one stays without a pair
    padded = np.hstack([worth, np.zeros((mentees, mentees - seats))]) if seats < mentees else worth
    _rows, chosen = linear_sum_assignment(padded, maximize=True)
    chosen = _without_empty(worth, chosen)
    mentee_price, seat_price = _prices(worth, chosen)
    chosen = _by_lot(worth, chosen, mentee_price, seat_price, columns, owner, seat)
    return chosen, check(worth, chosen, mentee_price, seat_price)


def _without_empty(worth: Worth, chosen: Ints) -> Ints:
    out = np.where(chosen < worth.shape[1], chosen, UNKNOWN)
    real = np.flatnonzero(out != UNKNOWN)
    out[real[worth[real, out[real]] <= 0]] = UNKNOWN
    return out


def _prices(worth: Worth, chosen: Ints) -> tuple[Worth, Worth]:
    """The least prices under which nobody would change: raised from zero by whoever's price has fallen.

    They exist because the assignment is the best; a loop longer than the seats would mean that it is not.
    """
    mentees, seats = worth.shape
    seat_price = np.zeros(seats)
    has = chosen != UNKNOWN
    own = np.where(has, worth[np.arange(mentees), np.where(has, chosen, 0)], 0) if seats else np.zeros(mentees)
    mentee_price = np.full(mentees, np.inf)
    for _round in range(seats + 2):
        now = np.where(has, own - seat_price[np.where(has, chosen, 0)], 0) if seats else own
        fallen = np.flatnonzero(now < mentee_price)
        mentee_price = now
        if not len(fallen):
            break
        for some in np.array_split(fallen, len(fallen) // 512 + 1):
            seat_price = np.maximum(seat_price, (worth[some] - mentee_price[some, None]).max(axis=0, initial=0))
    return mentee_price, seat_price


def _by_lot(
    worth: Worth, chosen: Ints, mentee_price: Worth, seat_price: Worth, columns: Columns, owner: Ints, seat: Ints
) -> Ints:
    """Among all best assignments the one with the least lot. They are the ones that use only cells that are worth
    exactly their prices, and every seat that has a price."""
    mentees, seats = worth.shape
    real_row, real_col = np.nonzero((worth > 0) & (worth == mentee_price[:, None] + seat_price[None, :]))
    if len(real_row) <= (chosen != UNKNOWN).sum():
        return chosen
    idle = np.flatnonzero(mentee_price == 0)  # who may as well stay without: a column of his own
    rows = np.concatenate([real_row, idle])
    cols = np.concatenate([real_col, seats + np.arange(len(idle))])
    bits = 50 - 2 * int(mentees).bit_length()
    keys = np.array([one.key for one in columns.mentees])
    mentors = np.array([one.key for one in columns.mentors])
    lot = _lot(keys[real_row], mentors[owner[real_col]], seat[real_col], bits)
    must = np.where(seat_price[real_col] > 0, float(2**bits) * (mentees + 1), 0.0)
    lots = np.concatenate([lot - must, np.full(len(idle), float(2**bits))])
    graph = csr_array((lots, (rows, cols)), shape=(mentees, seats + len(idle)))
    _rows, drawn = min_weight_full_bipartite_matching(graph)
    return np.where(drawn < seats, drawn, UNKNOWN)


def _lot(mentee: Ints, mentor: Ints, seat: Ints, bits: int) -> Worth:
    """A number from 1 to 2**bits out of three numbers: the mixing of splitmix64."""
    with np.errstate(over="ignore"):
        mixed = mentee.astype(np.uint64)
        for more in (mentor, seat):
            mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            mixed = (mixed ^ (mixed >> np.uint64(31))) + more.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= mixed >> np.uint64(27)
    return (mixed >> np.uint64(64 - bits)).astype(np.float64) + 1


def _pair(view: rules.Sight, base: np.ndarray, row: int, col: int, seat: int) -> Pair:
    columns = view.columns
    have, of = score.load_share(columns.capacity[col : col + 1], np.array([seat]))
    load = int(columns.weights[row, score.LOAD] * have[0] // of[0])
    bits = int(view.kinds[row, col])
    kinds = {word for word, number in columns.kinds.number.items() if bits != UNKNOWN and bits >> number & 1}
    return Pair(
        mentee=columns.mentees[row].key, mentor=columns.mentors[col].key, seat=seat,
        points=int(base[row, col]) + load, form=columns.form_names[view.form[row, col]], kinds=frozenset(kinds),
    )  # fmt: skip
