"""A file as a table of people: the sheet that has them, its heading, its rows without titles, sections and totals."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from . import headings
from .archive import Unreadable
from .headings import Heading
from .letters import plain
from .names import has_patronymic
from .sheet import Book, Cell, Row

MOST_SHEETS = 12
_TOTAL = re.compile(r"(?:итого|всего|итог)\b")


def best_sheet(book: Book, kind: str, remembered: Mapping[str, str] | None = None) -> tuple[int, Heading]:
    """The sheet whose heading says most. Raises Unreadable where none has people."""
    found: list[tuple[int, int, Heading]] = []
    for number in range(min(len(book.sheets), MOST_SHEETS)):
        heading = headings.find(list(islice(book.rows(number), headings.HEAD_ROWS * 2)), kind, remembered)
        if heading is not None:
            found.append((len(heading.mapping), -number, heading))
    if not found:
        raise Unreadable("no_people", sheets=len(book.sheets))
    _columns, number, heading = max(found, key=lambda item: item[:2])
    return -number, heading


def people_rows(book: Book, sheet: int, begins: int, columns: Mapping[int, str]) -> Iterator[tuple[Row, str]]:
    """Rows from the first of people on; with the reason where a row is none: section, total, heading, empty."""
    for number, cells in book.rows(sheet):
        if number >= begins:
            yield (number, cells), _no_person(cells, columns)


def _no_person(cells: list[Cell], columns: Mapping[int, str]) -> str:
    said = [str(value) for value in cells if value is not None]
    if not any(index < len(cells) and cells[index] is not None for index in columns):
        return "empty"
    if any(_TOTAL.match(plain(words)) for words in said[:2]):
        return "total"
    labels = [index for index in columns if index < len(cells) and isinstance(cells[index], str)]
    many = len(labels) > 1 and len(labels) * 2 > len(columns)
    # the first cell that is no heading ends it: a likeness to the whole dictionary is dear
    if many and all(headings.match(str(cells[index]), "mentors")[1] >= headings.SURE for index in labels):
        return "heading"
    if headings.is_numbering(cells):
        return "heading"
    if len(set(said)) == 1 and len(columns) > 1 and isinstance(next(v for v in cells if v is not None), str):
        words = said[0].split()
        named = has_patronymic(said[0]) or all(word[:1].isupper() for word in words)
        return "" if named else "section"
    return ""


def fields_of(cells: list[Cell], columns: Mapping[int, str]) -> dict[str, Cell]:
    """The cells of a row by their fields."""
    return {field: cells[index] for index, field in columns.items() if index < len(cells) and cells[index] is not None}
