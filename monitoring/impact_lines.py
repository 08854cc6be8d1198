"""Before, after and the difference, from what was measured at people. Pure.

A difference is taken of those alone who have both measures; their number stands beside it. Means and ratings are
averaged, counts and «да» are summed, shares are parts over wholes. Percents go to a tenth, a half up.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from .indicator_catalogue import Indicator
from .paired_statistics import Paired, compare
from .small_groups import Place

Amount = tuple[Decimal, Decimal | None]  # a value; of a share the part and its whole
Cell = tuple[str, str, str]  # form, role model, strategy of the pair


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of one member by one indicator."""

    member: int
    unit: int
    place: Place
    cell: Cell
    audience: str
    code: str
    entry: Amount | None
    exit: Amount | None
    late: bool = False


@dataclass(frozen=True)
class Line:
    """``before`` and ``after`` are of the ``paired`` people (of a share without pairs, of all). Percents are 0–100."""

    indicator: Indicator
    audience: str
    paired: int
    entered: int
    left: int
    late: int
    before: Decimal | None = None
    after: Decimal | None = None
    before_of: Amount | None = None
    after_of: Amount | None = None
    statistics: Paired | None = None
    hidden: bool = False

    @property
    def delta(self) -> Decimal | None:
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def percent(self) -> Decimal | None:
        """None is «н/д»: from zero nothing grows by a share."""
        if self.delta is None or not self.before or self.indicator.kind == "share":
            return None
        return rounded(self.delta * 100 / self.before, 1)

    @property
    def better(self) -> bool | None:
        """By the direction of the indicator; None where nothing has changed or nothing is known."""
        return None if not self.delta else (self.delta > 0) == self.indicator.higher


def rounded(value: Decimal, digits: int) -> Decimal:
    """A half goes up, away from zero (domain §7: «половина вверх»)."""
    return value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def line_of(indicator: Indicator, audience: str, readings: Sequence[Reading], *, statistics: bool = True) -> Line:
    pairs = [one for one in readings if one.entry is not None and one.exit is not None]
    alone = indicator.kind == "share" and (indicator.exam or indicator.once)  # who sat an exam, not who changed
    before = [one.entry for one in (readings if alone else pairs) if one.entry is not None]
    after = [one.exit for one in (readings if alone else pairs) if one.exit is not None]
    shares = indicator.kind == "share"
    return Line(
        indicator, audience, len(pairs),
        entered=sum(one.entry is not None for one in readings),
        left=sum(one.exit is not None for one in readings),
        late=sum(one.late for one in pairs),
        before=_together(indicator, before), after=_together(indicator, after),
        before_of=_sums(before) if shares and before else None, after_of=_sums(after) if shares and after else None,
        statistics=compare(differences(indicator, pairs)) if statistics and not indicator.once else None,
    )  # fmt: skip


def differences(indicator: Indicator, pairs: Iterable[Reading]) -> list[float]:
    """Of each person; of shares in percent points, without those who had nothing to be a share of."""
    found = []
    for one in pairs:
        before, after = _number(indicator, one.entry), _number(indicator, one.exit)
        if before is not None and after is not None:
            found.append(float(after - before))
    return found


def _number(indicator: Indicator, amount: Amount | None) -> Decimal | None:
    if amount is None:
        return None
    value, whole = amount
    if indicator.kind != "share":
        return value
    return value * 100 / whole if whole else None


def _together(indicator: Indicator, amounts: Sequence[Amount]) -> Decimal | None:
    if not amounts:
        return None
    if indicator.kind == "share":
        part, whole = _sums(amounts)
        return part * 100 / whole if whole else None
    if indicator.kind == "yes_no":  # people, whatever number was written before it became a yes or no
        return Decimal(sum(value > 0 for value, _whole in amounts))
    total = sum((value for value, _whole in amounts), Decimal())
    return total if indicator.kind == "count" else total / len(amounts)


def _sums(amounts: Iterable[Amount]) -> tuple[Decimal, Decimal]:
    part = whole = Decimal()
    for value, of in amounts:
        part, whole = part + value, whole + (of or Decimal())
    return part, whole


def of_person(indicator: Indicator, amounts: Sequence[Amount]) -> Amount | None:
    """One value of a person out of those of his classes: shares and counts are added, the rest is averaged."""
    if not amounts:
        return None
    if indicator.kind == "share":
        return _sums(amounts)
    total = sum((value for value, _whole in amounts), Decimal())
    return (total if indicator.kind == "count" else total / len(amounts)), None
