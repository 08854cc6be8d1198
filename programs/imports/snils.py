"""Numbers of pension insurance (СНИЛС) in a table: known by their shape, replaced before the table is kept."""

import csv
import datetime
import io
import re
from collections.abc import Callable, Collection

from .sheet import Book, Cell, Formula, inert

_SHAPE = re.compile(r"\d{3}[-\s]\d{3}[-\s]\d{3}[-\s]?\d{2}")
_WHOLE = 11
_UNCHECKED = 1_001_998  # numbers up to it have no control digits
_MARKS = str.maketrans("", "", " -\u00a0")


def digits_of(value: Cell) -> str:
    """The eleven digits, if the value is such a number: by its dashes, or bare with control digits that fit."""
    words = _words(value)
    bare = words.translate(_MARKS)
    if not bare.isdecimal() or len(bare) != _WHOLE:
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


def without(book: Book, sheet: int, columns: Collection[int], seal: Callable[[str], str]) -> bytes | None:
    """The sheet as CSV with each such number sealed; None where it has none.

    In ``columns`` (of that heading) every number of digits is one: a table drops the zeros in front.
    """
    out, found = io.StringIO(newline=""), False
    writer, written = csv.writer(out, delimiter=";"), 0
    for number, cells in book.rows(sheet):
        row = []
        for index, value in enumerate(cells):
            digits = digits_of(value)
            bare = _words(value).translate(_MARKS)
            if not digits and index in columns and bare.isdecimal() and bare.isascii():
                digits = bare.zfill(_WHOLE)
            found = found or bool(digits)
            row.append(seal(digits) if digits else inert(_as_text(value)))
        for _gap in range(number - written - 1):
            writer.writerow([])
        writer.writerow(row)
        written = number
    return out.getvalue().encode() if found else None


def _as_text(value: Cell) -> str:
    if isinstance(value, Formula):
        value = value.cached
    return value.strftime("%d.%m.%Y") if isinstance(value, datetime.date) else "" if value is None else str(value)
