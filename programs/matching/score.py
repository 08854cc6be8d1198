"""Points of a pair: whole numbers, part by part, so that a sum is exact and the bars of an explanation add up.

Each part is a share ``have / of`` of the weight that the regulation gives it, rounded down.
"""

from __future__ import annotations

import numpy as np

from .pool import MAYBE, PARTS, UNKNOWN, YES, Grid, Ints, View
from .rules import Sight

LED_ENOUGH = 3
PLACE_CHECKS = 4
LOAD = PARTS.index("load")


def request(view: Sight) -> tuple[Grid, Grid]:
    """Asked areas that the mentor answers, of all that are asked."""
    return view.common, view.columns.asked[view.rows].sum(axis=1).astype(np.int32)[:, None]


def interest(view: Sight) -> tuple[Grid, Grid]:
    """Half for what each side said of the other: yes 2, maybe 1. A wish on the request card is the mentee's yes; who
    has what the other asks for, both ways, is wanted by both."""
    columns = view.columns
    answers = {pair: value for pair, value in columns.pool.answers.items() if value in (MAYBE, YES)}
    of_mentees = {(one.person, person): YES for one in columns.mentees for person in one.wished} | {
        pair: max(value, 0) for pair, value in columns.pool.answers.items()
    }
    total = np.zeros(view.shape, dtype=np.int32)
    for said, turned in ((of_mentees, False), (answers, True)):
        for value in (MAYBE, YES):
            pairs = [pair[::-1] if turned else pair for pair, given in said.items() if given == value]
            total += view.cells(*columns.persons(pairs)).astype(np.int32) * value
    return np.where(view.both_ways, 2 * YES, total), np.int32(2 * YES)


def subject(view: Sight) -> tuple[Grid, Grid]:
    """The same subject, or none is asked for."""
    asked = view.mentee("mentee_subject")
    return ((asked == view.mentor("mentor_subject")) | (asked == view.columns.no_subject)).astype(np.int32), np.int32(1)


def place_checks(view: View) -> tuple[Grid, Grid, Grid, Grid]:
    """Mode of work, hours, shift, school: each true where nothing is known against it."""
    mode = (view.mentee("mentee_mode") & view.mentor("mentor_mode")) > 0
    hours = view.mentee("mentee_hours") <= view.mentor("mentor_hours")
    shift, other = view.mentee("mentee_shift"), view.mentor("mentor_shift")
    same_shift = (shift == UNKNOWN) | (other == UNKNOWN) | (shift == other)
    return mode, hours, same_shift, view.mentee("mentee_place") == view.mentor("mentor_place")


def place(view: Sight) -> tuple[Grid, Grid]:
    return sum(check.astype(np.int32) for check in place_checks(view)), np.int32(PLACE_CHECKS)


def experience(view: Sight) -> tuple[Grid, Grid]:
    """Pairs that the mentor has led in this form; three are enough."""
    led = np.minimum(view.columns.led, LED_ENOUGH).astype(np.int32)
    if not led.size:
        return np.zeros(view.shape, dtype=np.int32), np.int32(LED_ENOUGH)
    found = led[view.cols[None, :], np.maximum(view.form, 0)]
    return np.where(view.form == UNKNOWN, 0, found), np.int32(LED_ENOUGH)


SHARES = {"request": request, "interest": interest, "subject": subject, "place": place, "experience": experience}


def shares(view: Sight, seats: Ints | None = None) -> dict[str, tuple[Grid, Grid]]:
    """(have, of) of every part. ``seats``: the seat that each mentor of the view would give; his next one if unsaid."""
    given = view.columns.taken[view.cols] if seats is None else seats
    found = {part: SHARES[part](view) for part in PARTS if part in SHARES}
    free, of = load_share(view.columns.capacity[view.cols], given)
    return {part: found.get(part) or (free[None, :], of[None, :]) for part in PARTS}


def load_share(capacity: Ints, seat: Ints) -> tuple[Ints, Ints]:
    """Free seats, with the one that would be taken, of all. A later seat of a mentor never gives more."""
    return np.maximum(capacity - seat, 0), np.maximum(capacity, 1)


def points(view: Sight, share: dict[str, tuple[Grid, Grid]]) -> dict[str, Grid]:
    """Whole points of every part."""
    weights = view.columns.weights[view.rows]
    return {
        part: np.broadcast_to(weights[:, index, None] * share[part][0] // np.maximum(share[part][1], 1), view.shape)
        for index, part in enumerate(PARTS)
    }


def base(view: Sight) -> Grid:
    """The sum of the parts that do not depend on the seat."""
    total = np.zeros(view.shape, dtype=np.int32)
    for part, share in SHARES.items():
        have, of = share(view)
        total += (view.columns.weights[view.rows, PARTS.index(part)][:, None] * have // np.maximum(of, 1)).astype(
            np.int32
        )
    return total
