"""Before and after of the same people: how large the shift is and how sure one may be of it. Pure; scipy at first use.

The shift is the Hodges–Lehmann estimate with its confidence interval from the same signed ranks; the size of the
effect, the matched rank-biserial correlation; p, Wilcoxon's signed-rank test, exact up to fifty people with a change,
with ties too; above that by the normal approximation. People without a change are told apart: they have no sign
(Wilcoxon's way).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

LEAST = 6  # of five pairs no data at all give p below 0.05: a verdict would say nothing
EXACT = 50  # above fifty people the normal law is as good
CONFIDENCE = 0.95
VALUES = 1500  # different differences of one comparison: two million means of pairs at most


@dataclass(frozen=True)
class Paired:
    """``n`` people, of whom ``changed`` have a difference other than zero. ``p`` None: too few for a verdict."""

    n: int
    changed: int
    shift: float | None = None
    low: float | None = None
    high: float | None = None
    effect: float | None = None
    p: float | None = None
    exact: bool = True

    @property
    def enough(self) -> bool:
        return self.p is not None


def compare(differences: Sequence[float]) -> Paired:
    """Of ``after − before`` of each person."""
    import numpy

    found = numpy.round(numpy.asarray(differences, dtype=float), 9)  # 3.2 + 0.1 and 3.3 are the same mark
    n, changed = len(found), int(numpy.count_nonzero(found))
    if n < LEAST:
        return Paired(n, changed)
    walsh = _Walsh(found)
    low, high = walsh.interval()
    if not changed:
        return Paired(n, 0, 0.0, low, high, 0.0, 1.0)
    p, exact = _wilcoxon(found[found != 0])
    return Paired(n, changed, walsh.median(), low, high, _effect(found[found != 0]), p, exact)


class _Walsh:
    """Means of all pairs of differences in their order, a person with himself too; equal ones are held once with their
    number, so that thousands of people with marks of one scale take no more room than the scale does."""

    def __init__(self, found) -> None:
        import numpy

        self.n = len(found)
        values, counts = numpy.unique(found, return_counts=True)
        for decimals in (6, 4, 3, 2, 1, 0):  # beyond so many different values, to a coarser mark
            if len(values) <= VALUES:
                break
            values, counts = numpy.unique(numpy.round(found, decimals), return_counts=True)
        first, second = numpy.triu_indices(len(values))
        times = numpy.where(first == second, counts[first] * (counts[first] + 1) // 2, counts[first] * counts[second])
        means = (values[first] + values[second]) / 2
        order = numpy.argsort(means, kind="stable")
        self.means, self.up_to = means[order], numpy.cumsum(times[order])

    def at(self, place: int) -> float:
        """The mean at that place of the whole row, from 0."""
        return float(self.means[self.up_to.searchsorted(place, side="right")])

    def median(self) -> float:
        whole = int(self.up_to[-1])
        return (self.at((whole - 1) // 2) + self.at(whole // 2)) / 2

    def interval(self) -> tuple[float, float]:
        """At least 95 % (at six people it is from the least to the greatest)."""
        below = _critical(self.n) - 1
        return self.at(below), self.at(int(self.up_to[-1]) - 1 - below)


@cache
def _critical(n: int) -> int:
    """Which Walsh average from each end bounds the interval: the greatest k with P(W ≤ k − 1) ≤ 2.5 %."""
    if n > EXACT:
        from scipy.stats import norm

        mean, spread = n * (n + 1) / 4, (n * (n + 1) * (2 * n + 1) / 24) ** 0.5
        return max(0, int(mean + norm.ppf((1 - CONFIDENCE) / 2) * spread))
    ways = [1] + [0] * (n * (n + 1) // 2)
    for rank in range(1, n + 1):
        for total in range(len(ways) - 1, rank - 1, -1):
            ways[total] += ways[total - rank]
    seen, limit = 0, (1 - CONFIDENCE) / 2 * 2**n
    for total, number in enumerate(ways):
        seen += number
        if seen > limit:
            return total
    return 0


def _wilcoxon(found) -> tuple[float, bool]:
    import numpy
    from scipy.stats import wilcoxon

    if len(found) > EXACT:
        return float(wilcoxon(found, method="asymptotic", correction=True).pvalue), False
    if len(numpy.unique(numpy.abs(found))) < len(found):
        return _with_ties(found), True
    return float(wilcoxon(found, method="exact").pvalue), True


def _with_ties(found) -> float:
    """Exact where ranks are shared, which scipy leaves to a sampling: how many arrangements of signs are as extreme.

    Middle ranks are halves, so that twice a rank is whole; ``ways[s]``: arrangements whose risen ranks sum to s.
    """
    import numpy
    from scipy.stats import rankdata

    ranks = (2 * rankdata(numpy.abs(found))).astype(int)
    ways = numpy.zeros(ranks.sum() + 1)
    ways[0] = 1
    for rank in ranks:
        ways[rank:] += ways[:-rank].copy()
    risen = int(ranks[found > 0].sum())
    least = min(risen, int(ranks.sum()) - risen)
    return min(1.0, float(2 * ways[: least + 1].sum() / ways.sum()))


def _effect(found) -> float:
    """(ranks of rises − ranks of falls) / all ranks: 1 when everybody has risen, −1 when everybody has fallen."""
    import numpy
    from scipy.stats import rankdata

    ranks = rankdata(numpy.abs(found))
    return float((ranks[found > 0].sum() - ranks[found < 0].sum()) / ranks.sum())


def holm(values: Sequence[float]) -> list[float]:
    """p of several comparisons looked at together, in the same order: none is believed for having been sought."""
    order = sorted(range(len(values)), key=values.__getitem__)
    found, highest = [0.0] * len(values), 0.0
    for place, index in enumerate(order):
        highest = max(highest, min(1.0, values[index] * (len(values) - place)))
        found[index] = highest
    return found
