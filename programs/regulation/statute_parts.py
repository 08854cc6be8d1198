"""Parts that the sections of a Положение share: drafts before numbering, and words from values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .effective import EffectiveRegulation


@dataclass(frozen=True)
class Point:
    """A paragraph before it is numbered."""

    text: str
    items: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """A section before it is numbered."""

    heading: str
    points: tuple[Point, ...]


def names(regulation: EffectiveRegulation, code: str) -> list[str]:
    """Russian words for the chosen options of a list."""
    labels = regulation[code].parameter.choices or {}
    return [str(labels.get(item, item)) for item in regulation.value(code)]


def quoted(words: Iterable[str]) -> str:
    """«а», «б»."""
    return ", ".join(f"«{word}»" for word in words)


def term(regulation: EffectiveRegulation) -> str:
    """How long a programme lasts: «от 3 до 12 месяцев», «в пределах учебного года, до 31 мая»."""
    low, high = regulation.value("program_months_min"), regulation.value("program_months_max")
    if low and high:
        return f"от {low} до {high} {'месяца' if high % 10 == 1 and high != 11 else 'месяцев'}"
    if high:
        return f"не дольше {high} месяцев"
    until = regulation["program_until"]
    return f"в пределах учебного года, до {until.display}" if until.value else "в пределах учебного года"
