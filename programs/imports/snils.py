"""Numbers of pension insurance (СНИЛС) in a table: known by their shape, replaced before the table is kept."""

import csv
import datetime
import io
import re
from collections.abc import Callable, Collection

from .sheet import Book, Cell, Formula, inert

_GAP = r"[-\s\u2010-\u2014\u2212]"  # a word processor lengthens dashes
_SHAPE = re.compile(rf"(?<!\d)\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{3}}{_GAP}?\d{{2}}(?!\d)")
_WHOLE = 11
_UNCHECKED = 1_001_998  # numbers up to it have no control digits
_MARKS = str.maketrans("", "", " \t\n-\u00a0\u2010\u2011\u2012\u2013\u2014\u2212")


def digits_of(value: Cell) -> str:
    """The eleven digits, if the value is such a number: by its dashes, or bare with control digits that fit."""
    words = _words(value)
    bare = words.translate(_MARKS)
    if not bare.isdecimal() or len(bare) != _WHOLE or not bare.strip("0"):  # zeros stand for no number
        return ""
    return bare if _SHAPE.fullmatch(words) or _fits(bare) else ""


def _words(value: Cell) -> str:
    if isinstance(value, Formula):
        value = value.cached
    return "" if value is None or isinstance(value, datetime.date) else str(value).strip()


def _fits(bare: str) -> bool:
    if int(bare[:9]) <= _UNCHECKED:
        return False
    total = sum(int(digit) * (9 - place) for place, digit in enumerate(bare[:9]))
    return total % 101 % 100 == int(bare[9:])


def sealed(text: str, seal: Callable[[str], str]) -> str:
    """The text with each such number sealed: it is one, or has them among its words."""
    digits = digits_of(text)
    return seal(digits) if digits else _sealed_inside(text, seal)


def _sealed_inside(text: str, seal: Callable[[str], str]) -> str:
    def one(found: re.Match[str]) -> str:
        digits = digits_of(found.group())
        return seal(digits) if digits else found.group()

    return _SHAPE.sub(one, text)


def without(book: Book, sheet: int, columns: Collection[int], seal: Callable[[str], str]) -> bytes | None:
    """The sheet as CSV with each such number sealed; None where it has none and is all that the book has.

    In ``columns`` (of that heading) every number of digits is one: a table drops the zeros in front.
    """
    out, found = io.StringIO(newline=""), len(book.sheets) + book.hidden > 1  # other sheets are not looked into
    writer, written = csv.writer(out, delimiter=";"), 0
    for number, cells in book.rows(sheet):
        row = []
        for index, value in enumerate(cells):
            words, digits = _as_text(value), digits_of(value)
            bare = _words(value).translate(_MARKS)
            if not digits and index in columns and bare.isdecimal() and bare.isascii() and bare.strip("0"):
                digits = bare.zfill(_WHOLE)
            kept = seal(digits) if digits else _sealed_inside(words, seal)
            found = found or kept != words
            row.append(kept if digits else inert(kept))
        for _gap in range(number - written - 1):
            writer.writerow([])
        writer.writerow(row)
        written = number
    return out.getvalue().encode() if found else None


def _as_text(value: Cell) -> str:
    if isinstance(value, Formula):
        value = value.cached
    return value.strftime("%d.%m.%Y") if isinstance(value, datetime.date) else "" if value is None else str(value)
