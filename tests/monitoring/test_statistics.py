"""Paired statistics against an oracle written apart and against scipy, on random data sets; formulas of a region."""

import itertools
import random
from decimal import Decimal

import numpy
import pytest
from scipy.stats import PermutationMethod, wilcoxon

from monitoring.formula import BadFormula, parse, unit_of, value_of, words_of
from monitoring.paired_statistics import LEAST, compare, holm


def ranks_of(values: list[float]) -> list[float]:
    """Middle ranks, by counting."""
    return [sum(other < one for other in values) + (1 + sum(other == one for other in values)) / 2 for one in values]


def exact_p(differences: list[float]) -> float:
    """Two-sided: every arrangement of signs is looked at, one by one."""
    signed = [one for one in differences if one]
    if not signed:
        return 1.0
    ranks = numpy.array(ranks_of([abs(one) for one in signed]))
    every = (numpy.arange(2 ** len(ranks))[:, None] >> numpy.arange(len(ranks))) & 1
    sums = every @ ranks
    up = sum(rank for rank, one in zip(ranks, signed, strict=True) if one > 0)
    return min(1.0, 2 * min((sums <= up + 1e-9).mean(), (sums >= up - 1e-9).mean()))


def middle(values: list[float]) -> float:
    values = sorted(values)
    half = len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


def interval(differences: list[float]) -> tuple[float, float]:
    """The shifts that a two-sided test at 5 % would not reject, by trying each mean of two differences."""
    n = len(differences)
    means = sorted((a + b) / 2 for a, b in itertools.combinations_with_replacement(differences, 2))
    sums = [0] * (n * (n + 1) // 2 + 1)
    sums[0] = 1
    for rank in range(1, n + 1):
        for total in reversed(range(rank, len(sums))):
            sums[total] += sums[total - rank]
    outside = 0
    while sum(sums[: outside + 1]) / 2**n <= 0.025:
        outside += 1
    return means[outside - 1], means[len(means) - outside]


def data(seed: int) -> list[float]:
    """Of 6–24 people; half of the sets are full of ties and zeros, as marks of one to ten are."""
    rng = random.Random(seed)
    n = rng.randint(LEAST, 24)
    if seed % 2:
        return [float(rng.randint(-3, 4)) for _one in range(min(n, 12))]
    return [round(rng.gauss(rng.uniform(-0.5, 1), 1), 4) for _one in range(n)]


@pytest.mark.parametrize("start", range(0, 200, 40))
def test_two_hundred_random_sets_agree_with_the_oracle_and_with_scipy(start: int) -> None:
    for seed in range(start, start + 40):
        found = data(seed)
        told = compare(found)
        means = [(a + b) / 2 for a, b in itertools.combinations_with_replacement(found, 2)]
        assert told.n == len(found) and told.changed == sum(map(bool, found))
        assert told.shift == pytest.approx(middle(means) if any(found) else 0.0)
        assert (told.low, told.high) == pytest.approx(interval(found))
        if seed % 2:
            assert told.p == pytest.approx(exact_p(found)), seed
        signed = [one for one in found if one]
        if signed:
            ranks = ranks_of([abs(one) for one in signed])
            rises = sum(rank for rank, one in zip(ranks, signed, strict=True) if one > 0)
            assert told.effect == pytest.approx((2 * rises - sum(ranks)) / sum(ranks))
        if not seed % 2 and len({abs(one) for one in found}) == len(found):
            assert told.p == pytest.approx(wilcoxon(found, method="exact").pvalue)


def test_below_the_least_number_nothing_is_judged() -> None:
    told = compare([1, 2, 3, 4, 5])
    assert (told.n, told.p, told.shift, told.enough) == (5, None, None, False)
    assert compare([1, 2, 3, 4, 5, 6]).p == pytest.approx(2 / 64)


def test_ties_agree_with_every_permutation_of_scipy() -> None:
    every = PermutationMethod(n_resamples=1000)
    for found in ([1, 1, 2, -1, 2, 3], [2, -2, 2, 2, -1, 1, 1], [1, 1, 1, 1, 1, -1]):
        assert compare(found).p == pytest.approx(wilcoxon(numpy.array(found), method=every).pvalue)


def test_of_very_many_it_is_told_that_p_is_approximate() -> None:
    told = compare([1.0, -1.0, 2.0] * 20)
    assert not told.exact and told.p is not None


def test_a_whole_region_takes_no_more_room_than_its_marks() -> None:
    """Twenty thousand people with marks of one scale: the same shift as of a hundred in the same shares, at once."""
    few = [-1.0] * 10 + [0.0] * 30 + [1.0] * 45 + [2.0] * 15
    many = compare(few * 200)
    assert (many.n, many.shift) == (20_000, middle([(a + b) / 2 for a in few for b in few]))
    assert many.low <= many.shift <= many.high


def test_fine_values_of_many_are_taken_to_a_coarser_mark() -> None:
    rng = random.Random(7)
    found = [rng.gauss(0.5, 1) for _one in range(6000)]
    assert abs(compare(found).shift - 0.5) < 0.1


def test_holm() -> None:
    """By hand: 0.01·3, then max(0.03, 0.03·2), then max(0.06, 0.04)."""
    assert holm([0.04, 0.01, 0.03]) == pytest.approx([0.06, 0.03, 0.06])
    assert holm([]) == []


# --- formulas

UNITS = {"CLUBS": "кружков", "SECTIONS": "кружков", "COMPLAINTS": "жалоб", "GRADE": "%"}


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("CLUBS + SECTIONS", "кружков", "5"),
        ("(CLUBS + SECTIONS) / 2", "кружков", "2.5"),
        ("COMPLAINTS / CLUBS", "жалоб / кружков", "3"),
        ("2 * CLUBS - SECTIONS * 0,5", "кружков", "2.5"),
        ("CLUBS - SECTIONS - SECTIONS", "кружков", "-4"),
        ("CLUBS / CLUBS", "раз", "1"),
        ("CLUBS / (SECTIONS - 3 * SECTIONS / 3)", "раз", None),
        ("CLUBS + 0 * GRADE / GRADE * CLUBS", "кружков", None),
    ],
)
def test_a_formula_is_counted_with_its_unit(text: str, unit: str, value: str | None) -> None:
    node = parse(text)
    assert words_of(unit_of(node, UNITS)) == unit
    told = {"CLUBS": Decimal(2), "SECTIONS": Decimal(3), "COMPLAINTS": Decimal(6), "GRADE": None}
    assert value_of(node, told) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"), ("   ", "empty"), ("CLUBS +", "unfinished"), ("(CLUBS", "unclosed"), ("CLUBS)", "unexpected"),
        ("CLUBS SECTIONS", "unexpected"), ("+CLUBS", "unexpected"), ("-1", "unexpected"), ("CLUBS ** 9", "unexpected"),
        ("9**9**9", "unexpected"), ("__import__('os').system('x')", "unknown_sign"),
        ("CLUBS; DROP", "unknown_sign"),
        ("CLUBS.real", "unknown_sign"), ("lambda", "unknown_sign"), ("КРУЖКИ", "unknown_sign"),
        ("\x00", "unknown_sign"),
        ("CLUBS % 2", "unknown_sign"), ("CLUBS=1", "unknown_sign"), ("1e9", "unknown_sign"),
        ("{CLUBS}", "unknown_sign"),
        ("(" * 13 + "CLUBS" + ")" * 13, "too_deep"), ("1+" * 100 + "1", "too_long"), ("1" * 400, "too_long"),
        ("1234567890", "unexpected"),
    ],
)  # fmt: skip
def test_a_hostile_formula_is_refused(text: str, code: str) -> None:
    with pytest.raises(BadFormula) as error:
        parse(text)
    assert error.value.code == code


def test_unlike_things_are_not_added_and_strangers_not_known() -> None:
    for text, code in (
        ("CLUBS + COMPLAINTS", "unlike_units"),
        ("CLUBS + 1", "unlike_units"),
        ("OTHER", "unknown_code"),
    ):
        with pytest.raises(BadFormula) as error:
            unit_of(parse(text), UNITS)
        assert error.value.code == code


@pytest.mark.parametrize("seed", range(20))
def test_a_random_formula_is_what_python_makes_of_it(seed: int) -> None:
    rng = random.Random(seed)

    def some(depth: int) -> str:
        if not depth or rng.random() < 0.3:
            return rng.choice(["A1", "B1", str(rng.randint(0, 9))])
        return f"({some(depth - 1)} {rng.choice('+-*/')} {some(depth - 1)})"

    text = some(3)
    values = {"A1": Decimal(rng.randint(0, 3)), "B1": Decimal(rng.randint(1, 5))}
    spelt = "".join(f"Decimal({part})" if part.isdigit() else part for part in text.replace("(", "( ").split())
    try:
        wanted = eval(spelt.replace("Decimal", " Decimal"), {"Decimal": Decimal, **values})
    except ArithmeticError:
        wanted = None
    told = value_of(parse(text), values)
    assert (told is None) == (wanted is None) and (wanted is None or abs(told - wanted) < Decimal("1e-12"))
