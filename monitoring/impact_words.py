"""How a line of the impact reads: numbers as they are said, the uncertainty in plain words. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from .impact_lines import Amount, Line, rounded
from .indicator_catalogue import AUDIENCES
from .measure_cells import plain
from .paired_statistics import LEAST, Paired

NOTHING = "н/д"


@dataclass(frozen=True)
class Row:
    """A line as the page and the spreadsheet show it."""

    line: Line
    title: str
    who: str
    before: str
    after: str
    delta: str
    percent: str
    people: str
    sure: str


def row_of(line: Line, contest_word: str) -> Row:
    title = line.indicator.title
    if line.indicator.code == "CONTESTS":
        title = f"{title}: {contest_word}"
    return Row(
        line, title, str(AUDIENCES[line.audience]), _value(line, line.before, line.before_of),
        _value(line, line.after, line.after_of), _delta(line), _percent(line), people_of(line), sure_of(line),
    )  # fmt: skip


def together(lines: list[Line]) -> tuple[str, str] | None:
    """All exams of a section after the programme: «32 из 37», «86,5 %»; None where there are not two of them."""
    exams = [line.after_of for line in lines if line.indicator.exam and line.after_of]
    if len(exams) < 2:
        return None
    part, whole = (sum((amount[at] or Decimal() for amount in exams), Decimal()) for at in (0, 1))
    share = f"{plain_number(rounded(part * 100 / whole, 1), 1)} %" if whole else NOTHING
    return _of(part, whole), share


def plain_number(value: Decimal, digits: int) -> str:
    return f"{value:.{digits}f}".replace("-", "−").replace(".", ",")


def _of(part: Decimal, whole: Decimal) -> str:
    return _("%(part)s из %(whole)s") % {"part": plain(part), "whole": plain(whole)}


def _value(line: Line, value: Decimal | None, of: Amount | None) -> str:
    if value is None:
        return NOTHING
    kind = line.indicator.kind
    if kind == "share" and of is not None:
        return f"{plain_number(rounded(value, 1), 1)} % ({_of(of[0], of[1] or Decimal())})"
    if kind == "yes_no":
        return _("%(part)s из %(whole)s") % {"part": plain(value), "whole": line.paired}
    return plain(value) if kind == "count" else plain_number(rounded(value, 2), 2)


def _delta(line: Line) -> str:
    if line.delta is None:
        return NOTHING
    digits = {"share": 1, "count": 0, "yes_no": 0}.get(line.indicator.kind, 2)
    value = rounded(line.delta, digits)
    sign = "+" if value > 0 else ""
    return f"{sign}{plain_number(value, digits)}{_(' п.п.') if line.indicator.kind == 'share' else ''}"


def _percent(line: Line) -> str:
    if line.indicator.kind == "share":
        return ""
    value = line.percent
    return NOTHING if value is None else f"{'+' if value > 0 else ''}{plain_number(value, 1)} %"


def people_of(line: Line) -> str:
    """«28 (поздний замер у 2)»: without the pair of measures nobody counts."""
    if line.indicator.once or (line.indicator.exam and line.indicator.kind == "share"):
        return str(line.left)
    words = _("%(n)s, поздний замер у %(late)s") % {"n": line.paired, "late": line.late}
    return words if line.late else str(line.paired)


def sure_of(line: Line) -> str:
    if line.statistics is None:
        return ""
    return words_of(line.statistics, line.indicator.kind == "share")


def words_of(told: Paired, share: bool = False) -> str:
    """What may be believed, without a conclusion: that is a person's."""
    if not told.enough or told.shift is None or told.low is None or told.high is None or told.effect is None:
        return _("мало пар, чтобы судить: нужно не меньше %s") % LEAST
    unit = _(" п.п.") if share else ""
    return _("сдвиг %(shift)s%(unit)s, от %(low)s до %(high)s; эффект %(effect)s; p = %(p)s%(how)s") % {
        "shift": _signed(told.shift), "low": _signed(told.low), "high": _signed(told.high), "unit": unit,
        "effect": _signed(told.effect), "p": p_words(told.p), "how": "" if told.exact else _(", приближённо"),
    }  # fmt: skip


def p_words(p: float | None) -> str:
    if p is None:
        return "–"
    return _("меньше 0,001") if p < 0.001 else plain_number(rounded(Decimal(repr(p)), 3), 3)


def _signed(value: float) -> str:
    number = rounded(Decimal(repr(value)), 2)
    return f"{'+' if number > 0 else ''}{plain_number(number, 2)}"
