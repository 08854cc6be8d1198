"""Bytes of a file into numbered rows of plain values, a row at a time, within limits."""

import datetime
import io
import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

import python_calamine
from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter

from .archive import Look, Unreadable, kind_of, look_into
from .ods import ods_rows, ods_sheets
from .text_table import html_rows, text_rows
from .xlsx_book import workbook

MOST_ROWS = 200_000
MOST_COLUMNS = 200
MOST_CELLS = 6_000_000
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]")
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")


@dataclass(frozen=True)
class Formula:
    """Never calculated. ``cached`` is what the program that wrote the file had last shown there."""

    source: str
    cached: Any = None


Cell = str | int | float | datetime.date | Formula | None
Row = tuple[int, list[Cell]]


@dataclass(frozen=True)
class Book:
    """An opened file: names of its sheets, what was noticed (``external_links``), rows of a sheet by its number."""

    kind: str
    sheets: list[str]
    rows: Callable[[int], Iterator[Row]]
    notes: list[str] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)  # of rows in each sheet, roughly, where it is known
    hidden: int = 0  # sheets that are not among them


def open_book(content: bytes) -> Book:
    """Raises Unreadable with the reason for whatever cannot be or must not be read."""
    kind = kind_of(content)
    if kind in ("xlsx", "xlsb", "ods"):
        look = look_into(content, kind)
        notes = ["external_links"] if look.external_links else []
        if kind == "xlsx":
            return _xlsx(content, look, notes)
        if kind == "ods":
            return Book(kind, ods_sheets(content), lambda sheet: _tidy(ods_rows(content, sheet)), notes)
    if kind in ("xls", "xlsb"):
        return _calamine(content, kind)
    rows = html_rows if kind == "html" else text_rows
    lines = [content.count(b"\n")] if kind == "text" else []
    return Book(kind, [""], lambda _sheet: _tidy(enumerate(rows(content), start=1)), counts=lines)


def _xlsx(content: bytes, look: Look, notes: list[str]) -> Book:
    def opened(data_only: bool) -> Any:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of styles and validations that nobody here needs
                return workbook(content, data_only=data_only)
        except Exception as error:
            raise Unreadable("broken") from error

    book = opened(False)
    sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "_worksheet_path")]
    visible = [sheet for sheet in sheets if sheet.sheet_state == "visible"] or sheets

    def rows(number: int) -> Iterator[Row]:
        part = visible[number]._worksheet_path.lstrip("/")
        values = _plain_rows(visible[number])
        if part in look.with_formulas:
            twin = opened(True)[visible[number].title]
            values = (_with_cached(*pair) for pair in zip_longest(values, _plain_rows(twin), fillvalue=()))
        return _tidy(_filled(enumerate(values, start=1), look.merges.get(part, [])))

    counts = [look.rows.get(sheet._worksheet_path.lstrip("/"), 0) for sheet in visible]
    names = [sheet.title for sheet in visible]
    return Book("xlsx", names, rows, notes, counts, hidden=len(book.sheetnames) - len(names))


def _plain_rows(sheet: Any) -> Iterator[tuple]:
    """The written size of a sheet is not to be believed: rows are as long as their cells."""
    sheet.reset_dimensions()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield from sheet.iter_rows(values_only=True)


def _with_cached(row: tuple, cached: tuple) -> list:
    return [
        Formula(str(getattr(value, "text", value)), cached[index] if index < len(cached) else None)
        if (isinstance(value, str) and value.startswith("=")) or type(value).__name__ in _FORMULA_TYPES
        else value
        for index, value in enumerate(row)
    ]


_FORMULA_TYPES = ("ArrayFormula", "DataTableFormula")


def _filled(rows: Iterator[tuple[int, Any]], corners: list[tuple[str, str]]) -> Iterator[tuple[int, list]]:
    """A merged cell's value in every place that it covers."""
    areas = []
    for first, last in corners:
        (top, left), (bottom, right) = coordinate_to_tuple(first), coordinate_to_tuple(last)
        if right - left < MOST_COLUMNS and bottom - top < 1000:
            areas.append((top, left - 1, bottom, right - 1))
    areas.sort(reverse=True)
    living: list[tuple[tuple[int, int, int, int], Any]] = []
    for number, values in rows:
        row = list(values)
        while areas and areas[-1][0] <= number:
            area = areas.pop()
            living.append((area, row[area[1]] if area[0] == number and area[1] < len(row) else None))
        living = [(area, value) for area, value in living if area[2] >= number]
        for (_top, left, _bottom, right), value in living:
            row += [None] * (right + 1 - len(row))
            row[left : right + 1] = [value] * (right + 1 - left)
        yield number, row


def _calamine(content: bytes, kind: str) -> Book:
    """The old binary formats. The library keeps the whole sheet; the format itself ends at 65 536 rows by 256."""
    try:
        book = python_calamine.load_workbook(io.BytesIO(content))
        names = [meta.name for meta in book.sheets_metadata if str(meta.visible).endswith("Visible")]
        names = names or list(book.sheet_names)
    except python_calamine.PasswordError as error:
        raise Unreadable("locked") from error
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        raise Unreadable("locked" if "password" in str(error).lower() else "broken") from error

    def rows(number: int) -> Iterator[Row]:
        return _tidy(filled(number))

    def filled(number: int) -> Iterator[tuple[int, list]]:
        sheet = book.get_sheet_by_name(names[number])
        corners = [(_corner(a), _corner(b)) for a, b in sheet.merged_cell_ranges or []]
        yield from _filled(enumerate(sheet.to_python(skip_empty_area=False), start=1), corners)

    return Book(kind, names, rows, hidden=len(book.sheet_names) - len(names))


def _corner(place: tuple[int, int]) -> str:
    row, column = place
    return f"{get_column_letter(column + 1)}{row + 1}"


def _tidy(rows: Iterator[tuple[int, Any]]) -> Iterator[Row]:
    """Clean values, no empty ends, no empty rows; the number of a row stays. Raises Unreadable beyond the limits."""
    cells = count = 0
    for number, values in _whole(rows):
        if len(values) > MOST_COLUMNS:
            values = _no_wider(values)
        row = [clean(value) for value in values]
        while row and row[-1] is None:
            row.pop()
        if not row:
            continue
        count, cells = count + 1, cells + len(row)
        if count > MOST_ROWS or cells > MOST_CELLS:
            raise Unreadable("too_many_rows", most=MOST_ROWS)
        yield number, row


def _whole(rows: Iterator[Any]) -> Iterator[Any]:
    """Damage met in the middle of a file is the same refusal as at its beginning (calamine panics past Exception)."""
    try:
        yield from rows
    except (Unreadable, GeneratorExit, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        raise Unreadable("broken") from error


def _no_wider(values: Any) -> Any:
    """Formatting may reach to the last column; values may not."""
    if any(value not in (None, "") for value in values[MOST_COLUMNS:]):
        raise Unreadable("too_wide", most=MOST_COLUMNS)
    return values[:MOST_COLUMNS]


def clean(value: Any) -> Cell:
    """A value as it may be kept: no controls, single spaces, no midnight at a date, no errors of formulas."""
    if isinstance(value, str):
        text = _UNSEEN.sub("", value).replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "")
        text = "\n".join(line for part in text.split("\n") if (line := _SPACES.sub(" ", part).strip()))
        if text.startswith("=") and len(text) > 1:
            return Formula(text)
        return None if text in _ERRORS or not text else text
    if isinstance(value, Formula):
        return Formula(value.source, clean(value.cached))
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if value is None or isinstance(value, int | datetime.date):
        return value
    return str(value)  # a time, a duration


_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#Н/Д", "#ССЫЛКА!", "#ЗНАЧ!"})


def inert(text: str) -> str:
    """Text of a CSV that we write: where it is opened nothing that came from outside becomes a formula."""
    return f"'{text}" if len(text) > 1 and text[0] in "=+-@\t\r" else text
