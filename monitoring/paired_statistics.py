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
    walsh = numpy.sort(((found[:, None] + found[None, :]) / 2)[numpy.triu_indices(n)])
    low, high = _interval(walsh, n)
    if not changed:
        return Paired(n, 0, 0.0, low, high, 0.0, 1.0)
    p, exact = _wilcoxon(found[found != 0])
    return Paired(n, changed, float(numpy.median(walsh)), low, high, _effect(found[found != 0]), p, exact)


def _interval(walsh, n: int) -> tuple[float, float]:
    """From the order of Walsh averages: at least 95 % (at six people it is from the least to the greatest)."""
    below = _critical(n) - 1
    return float(walsh[below]), float(walsh[len(walsh) - 1 - below])


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
