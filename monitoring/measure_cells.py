"""A cell of a table of measures: what a person types and what it means. Pure."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from .impact_lines import Amount
from .indicator_catalogue import Indicator

MOST = Decimal(999_999)
NONE = {"", "-", "–", "—", "н/д", "нет данных"}
YES, NO = {"да", "1", "+", "состоит", "yes"}, {"нет", "0", "не состоит", "no"}
_NUMBER = re.compile(r"-?\d{1,6}(?:[.,]\d{1,3})?")
_SHARE = re.compile(r"(\d{1,6})\s*(?:из|/|\\)\s*(\d{1,6})")


class BadCell(ValueError):
    """What is wrong with the words of a cell, as a person is told."""


def amount_of(indicator: Indicator, words: str, *, top: int = 0) -> Amount | None:
    """None for an empty cell. ``top``: the highest mark of the scale. Raises BadCell."""
    words = " ".join(words.split()).lower()
    if words in NONE:
        return None
    if indicator.kind == "yes_no":
        if words in YES | NO:
            return Decimal(int(words in YES)), None
        raise BadCell(_("«%s»: напишите «да» или «нет»") % words)
    if indicator.kind == "share":
        return _share(words)
    if not _NUMBER.fullmatch(words):
        raise BadCell(_("«%s»: нужно число") % words)
    value = Decimal(words.replace(",", "."))
    low, high = _limits(indicator, top)
    if not low <= value <= high:
        raise BadCell(_("«%(words)s»: от %(low)s до %(high)s") % {"words": words, "low": low, "high": high})
    if indicator.kind == "count" and value != int(value):
        raise BadCell(_("«%s»: нужно целое число") % words)
    return value, None


def _limits(indicator: Indicator, top: int) -> tuple[Decimal, Decimal]:
    if indicator.kind == "rating":
        return Decimal(1), Decimal(10)
    if indicator.code == "GRADE_MEAN" and top:
        return Decimal(0), Decimal(top)
    return (Decimal(0) if indicator.kind == "count" else -MOST), MOST


def _share(words: str) -> Amount:
    match = _SHARE.fullmatch(words)
    if match is None:
        raise BadCell(_("«%s»: напишите «21 из 25»") % words)
    part, whole = Decimal(match[1]), Decimal(match[2])
    if part > whole:
        raise BadCell(_("«%s»: часть больше целого") % words)
    return part, whole


def shown(indicator: Indicator, amount: Amount | None) -> str:
    """As it is typed: «3,62», «21 из 25», «да»."""
    if amount is None:
        return ""
    value, whole = amount
    if indicator.kind == "yes_no":
        return _("да") if value else _("нет")
    if indicator.kind == "share":
        return _("%(part)s из %(whole)s") % {"part": plain(value), "whole": plain(whole or Decimal())}
    return plain(value)


def plain(value: Decimal) -> str:
    """Without idle zeros, with a decimal comma."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")
