"""Checks that an assignment is the best one, without knowing how it was found.

Prices of mentees and of seats prove it (linear programming duality): where no pair is worth more than its two prices,
the sum of the prices is at least any assignment's worth; where it equals this one's, nothing is better.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .pool import Ints

Worth = npt.NDArray[np.float64]  # whole numbers, far below 2**53


@dataclass(frozen=True)
class Proof:
    """``gap`` 0 and ``faults`` 0: proven. ``cells`` are the pairs of a mentee and a seat that were looked at."""

    worth: int
    bound: int
    cells: int
    faults: int

    @property
    def gap(self) -> int:
        return self.bound - self.worth

    @property
    def holds(self) -> bool:
        return self.gap == 0 and self.faults == 0

    def __add__(self, other: Proof) -> Proof:
        return Proof(
            self.worth + other.worth, self.bound + other.bound, self.cells + other.cells, self.faults + other.faults
        )


def check(worth: Worth, seat_of: Ints, mentee_price: Worth, seat_price: Worth) -> Proof:
    """``worth[mentee, seat]`` is 0 where the pair may not be; ``seat_of`` is the seat of each mentee or −1."""
    rows = np.flatnonzero(seat_of >= 0)
    seats = seat_of[rows]
    used = np.zeros(worth.shape[1], dtype=bool)
    used[seats] = True
    faults = len(seats) - int(used.sum())  # a seat given twice
    faults += int((worth[rows, seats] <= 0).sum())  # a pair that may not be
    faults += int((mentee_price < 0).sum()) + int((seat_price < 0).sum())
    for start in range(0, len(mentee_price), 512):  # reduced costs, some rows at a time for the memory's sake
        part = slice(start, start + 512)
        faults += int((worth[part] > mentee_price[part, None] + seat_price[None, :]).sum())
    # complementary slackness: who has a pair pays exactly its worth, who has none and an empty seat cost nothing
    faults += int((mentee_price[rows] + seat_price[seats] != worth[rows, seats]).sum())
    faults += int((mentee_price[seat_of < 0] != 0).sum()) + int((seat_price[~used] != 0).sum())
    return Proof(
        worth=int(worth[rows, seats].sum()), bound=int(mentee_price.sum() + seat_price.sum()), cells=worth.size,
        faults=faults,
    )  # fmt: skip
