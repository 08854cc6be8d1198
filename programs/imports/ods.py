"""OpenDocument sheets as a stream: a row repeated a million times is one row here, not a million in memory."""

import datetime
import io
import zipfile
from collections.abc import Iterator
from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from .archive import Unreadable

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_WORDS = (f"{_TEXT}p", f"{_TEXT}h")
MOST_REPEATS = 1_000  # of a row or a cell that says something
WIDEST = 1_024


def _events(content: bytes) -> Iterator[tuple[str, Any]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open("content.xml") as part:
            yield from iterparse(part, events=("start", "end"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, KeyError, zipfile.BadZipFile) as error:
        raise Unreadable("broken") from error


def ods_sheets(content: bytes) -> list[str]:
    names = []
    for event, element in _events(content):
        if element.tag == f"{_TABLE}table":
            if event == "start":
                names.append(element.get(f"{_TABLE}name", ""))
            else:
                element.clear()
        elif event == "end" and element.tag == f"{_TABLE}table-row":
            element.clear()
    return names


def ods_rows(content: bytes, sheet: int) -> Iterator[tuple[int, list[Any]]]:
    """Rows of one sheet with their numbers; merged cells filled, repeated empty rows passed over."""
    found, number, hanging = -1, 0, {}
    for event, element in _events(content):
        if event == "start":
            found += element.tag == f"{_TABLE}table"
            continue
        if element.tag == f"{_TABLE}table-row":
            if found == sheet:
                times = _number(element.get(f"{_TABLE}number-rows-repeated"))
                row = _row(element, hanging)
                said = any(value not in (None, "") for value in row)
                if said and times > MOST_REPEATS:
                    raise Unreadable("bomb")
                for turn in range(times if said else 0):
                    yield number + turn + 1, list(row)
                number += times
            element.clear()
        elif element.tag == f"{_TABLE}table" and found == sheet:
            return


def _row(element: Any, hanging: dict[int, tuple[int, Any]]) -> list[Any]:
    row: list[Any] = []
    for cell in element:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        times = _number(cell.get(f"{_TABLE}number-columns-repeated"))
        value = _value(cell)
        if value not in (None, "") and times > WIDEST:
            raise Unreadable("bomb")
        across = _number(cell.get(f"{_TABLE}number-columns-spanned"))
        down = _number(cell.get(f"{_TABLE}number-rows-spanned"))
        covered = cell.tag == f"{_TABLE}covered-table-cell"
        for _turn in range(min(times, WIDEST)):
            place = len(row)
            row.append(_hung(hanging, place) if covered else value)
            if not covered and (across > 1 or down > 1):
                for column in range(place, place + min(across, WIDEST)):
                    # its own row takes one turn of every column but the first
                    hanging[column] = (min(down, 1000) - (column == place), value)
    return row


def _hung(hanging: dict[int, tuple[int, Any]], place: int) -> Any:
    left, value = hanging.get(place, (0, None))
    if left <= 0:
        return None
    hanging[place] = (left - 1, value)
    return value


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else 1


def _value(cell: Any) -> Any:
    kind = cell.get(f"{_OFFICE}value-type")
    text = "\n".join("".join(part.itertext()) for part in cell.iter() if part.tag in _WORDS)
    if kind == "date":
        try:
            return datetime.date.fromisoformat((cell.get(f"{_OFFICE}date-value") or "")[:10])
        except ValueError:
            return text
    if kind in ("float", "percentage", "currency"):
        try:
            return float(cell.get(f"{_OFFICE}value") or "")
        except ValueError:
            return text
    return text or None
