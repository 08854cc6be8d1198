"""Formulas of a region's own indicators: numbers, codes, + - * / and brackets. Units are checked. Pure.

Nothing is ever handed to the interpreter: the text becomes tokens, the tokens a small tree, the tree is counted in
decimals. A code without a value and a division by zero give None, «н/д».
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, DecimalException

MOST_LETTERS, MOST_TOKENS, MOST_DEPTH = 300, 80, 12
_TOKEN = re.compile(r"\s*(?:(?P<number>\d{1,9}(?:[.,]\d{1,6})?)|(?P<code>[A-Z][A-Z0-9_]{1,23})|(?P<sign>[-+*/()]))")
_COUNTING = Context(prec=28, Emax=60, Emin=-60)

Unit = tuple[tuple[str, int], ...]  # units with their powers, sorted; () is a plain number


class BadFormula(ValueError):
    """``code``: what is wrong; ``at``: the word that it is about."""

    def __init__(self, code: str, at: str = "") -> None:
        super().__init__(f"{code}: {at}")
        self.code, self.at = code, at


@dataclass(frozen=True)
class Number:
    value: Decimal


@dataclass(frozen=True)
class Code:
    name: str


@dataclass(frozen=True)
class Pair:
    sign: str
    left: "Node"
    right: "Node"


Node = Number | Code | Pair


def parse(text: str) -> Node:
    """Raises BadFormula."""
    if len(text) > MOST_LETTERS:
        raise BadFormula("too_long")
    tokens = _tokens(text)
    if not tokens:
        raise BadFormula("empty")
    node, rest = _sum(tokens, 0, 0)
    if rest != len(tokens):
        raise BadFormula("unexpected", tokens[rest])
    return node


def _tokens(text: str) -> list[str]:
    found, place, text = [], 0, text.rstrip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise BadFormula("unknown_sign", text[place:].strip()[:1])
        found.append(match.group().strip())
        place = match.end()
    if len(found) > MOST_TOKENS:
        raise BadFormula("too_long")
    return found


def _sum(tokens: list[str], at: int, depth: int) -> tuple[Node, int]:
    return _chain(tokens, at, depth, "+-")


def _chain(tokens: list[str], at: int, depth: int, signs: str) -> tuple[Node, int]:
    below = _atom if signs == "*/" else lambda tokens, at, depth: _chain(tokens, at, depth, "*/")
    node, at = below(tokens, at, depth)
    while at < len(tokens) and tokens[at] in signs:
        right, after = below(tokens, at + 1, depth)
        node, at = Pair(tokens[at], node, right), after
    return node, at


def _atom(tokens: list[str], at: int, depth: int) -> tuple[Node, int]:
    if at >= len(tokens):
        raise BadFormula("unfinished")
    word = tokens[at]
    if word == "(":
        if depth >= MOST_DEPTH:
            raise BadFormula("too_deep")
        node, at = _sum(tokens, at + 1, depth + 1)
        if at >= len(tokens) or tokens[at] != ")":
            raise BadFormula("unclosed")
        return node, at + 1
    if word[0].isdigit():
        return Number(Decimal(word.replace(",", "."))), at + 1
    if word[0].isalpha():
        return Code(word), at + 1
    raise BadFormula("unexpected", word)


def codes_of(node: Node) -> set[str]:
    if isinstance(node, Pair):
        return codes_of(node.left) | codes_of(node.right)
    return {node.name} if isinstance(node, Code) else set()


def unit_of(node: Node, units: Mapping[str, str]) -> Unit:
    """The unit of the result. Raises BadFormula where a code is unknown or unlike things are added."""
    if isinstance(node, Number):
        return ()
    if isinstance(node, Code):
        if node.name not in units:
            raise BadFormula("unknown_code", node.name)
        return ((units[node.name], 1),) if units[node.name] else ()
    left, right = unit_of(node.left, units), unit_of(node.right, units)
    if node.sign in "+-":
        if left != right:
            raise BadFormula("unlike_units", f"{words_of(left)} {node.sign} {words_of(right)}")
        return left
    powers = Counter(dict(left))
    for name, power in right:
        powers[name] += power if node.sign == "*" else -power
    return tuple(sorted((name, power) for name, power in powers.items() if power))


def words_of(unit: Unit) -> str:
    """«балл», «жалоб / чел.»; a plain number is «раз»."""
    over = [name for name, power in unit for _time in range(power)]
    under = [name for name, power in unit for _time in range(-power)]
    return " / ".join(filter(None, [" · ".join(over) or ("раз" if not under else "1"), " · ".join(under)]))


def value_of(node: Node, values: Mapping[str, Decimal | None]) -> Decimal | None:
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Code):
        return values.get(node.name)
    left, right = value_of(node.left, values), value_of(node.right, values)
    if left is None or right is None:
        return None
    count = {"+": _COUNTING.add, "-": _COUNTING.subtract, "*": _COUNTING.multiply, "/": _COUNTING.divide}[node.sign]
    try:
        result = count(left, right)
    except (DecimalException, ArithmeticError):
        return None
    return result if result.is_finite() else None
