"""Tables that are text: CSV in any of the Cyrillic encodings, cells pasted from a sheet, HTML that calls itself XLS."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser

from charset_normalizer import from_bytes

from .archive import Unreadable

SAMPLE = 64 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CYRILLIC = ["cp1251", "cp866", "koi8_r", "mac_cyrillic", "iso8859_5"]
_COMMON = frozenset("оеаинтсрвлкмдпуяыьгзбчй")
csv.field_size_limit(1_000_000)


def decode(content: bytes) -> str:
    """The text of the bytes: by its mark, else UTF-8, else the likeliest of the Cyrillic encodings."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, errors="replace")
    zeros = [content[start:SAMPLE:2].count(0) for start in (0, 1)]
    if max(zeros) > min(len(content), SAMPLE) // 8:  # UTF-16 without its mark: every second byte of ASCII is zero
        return content.decode("utf-16-le" if zeros[1] > zeros[0] else "utf-16-be", errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode(_cyrillic(content[:SAMPLE]), errors="replace")


def _cyrillic(sample: bytes) -> str:
    """The encoding in which most signs are the frequent small letters; charset-normalizer decides where none is."""
    scores = {name: _likeness(sample.decode(name, errors="replace")) for name in _CYRILLIC}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] > 0.2:
        return best
    guess = from_bytes(sample, cp_isolation=_CYRILLIC).best()
    return guess.encoding if guess else "cp1251"


def _likeness(text: str) -> float:
    foreign = [sign for sign in text if ord(sign) > 127]
    return sum(1 if sign in _COMMON else -1 if not sign.isalpha() else 0 for sign in foreign) / max(len(foreign), 1)


def text_rows(content: bytes) -> Iterator[list[str]]:
    """The rows of a CSV or of pasted cells; the separator is the one that divides most lines alike."""
    text = decode(content).replace("\x00", "")
    first, _end, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return csv.reader(io.StringIO(rest, newline=""), delimiter=first.strip()[4])
    return csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text[:SAMPLE]))


def _separator(sample: str) -> str:
    """A comma stands in sentences too, so it comes last."""
    best, most = "\t", 0.0
    for sign in "\t;|,":
        counts = Counter(len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=sign) if any(row))
        wide = {width: lines for width, lines in counts.items() if width > 1}
        if not wide:
            continue
        width, lines = max(wide.items(), key=lambda item: item[1] * item[0])
        score = lines * width / sum(counts.values())
        if score > most * 1.2:
            best, most = sign, score
    return best


class _Tables(HTMLParser):
    """Cells of all tables, one under another; a cell that spans is repeated, as merged cells are."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.row: list[str] | None = None
        self.cell: list[str] | None = None
        self.spans = (1, 1)
        self.hanging: dict[int, tuple[int, str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._end_row()
            self.row = []
        elif tag in ("td", "th") and self.row is not None:
            self._end_cell()
            given = dict(attrs)
            self.cell, self.spans = [], (_small(given.get("colspan")), _small(given.get("rowspan")))
        elif tag in ("br", "li", "p", "div") and self.cell:
            self.cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table"):
            self._end_row()

    def handle_data(self, data: str) -> None:
        if self.cell is not None:
            self.cell.append(data)

    def _end_cell(self) -> None:
        if self.cell is None or self.row is None:
            return
        text = "".join(self.cell).strip()
        self._hang()
        across, down = self.spans
        for _ in range(across):
            if down > 1:
                self.hanging[len(self.row)] = (down - 1, text)
            self.row.append(text)
        self.cell = None

    def _hang(self) -> None:
        assert self.row is not None
        while len(self.row) in self.hanging:
            left, text = self.hanging.pop(len(self.row))
            if left > 1:
                self.hanging[len(self.row)] = (left - 1, text)
            self.row.append(text)

    def _end_row(self) -> None:
        self._end_cell()
        if self.row is not None:
            self._hang()
            self.rows.append(self.row)
        self.row = None


def _small(number: str | None) -> int:
    return min(max(int(number), 1), 100) if number and number.strip().isdecimal() and len(number) < 6 else 1


def html_rows(content: bytes) -> list[list[str]]:
    tables = _Tables()
    tables.feed(decode(content))
    tables.close()
    tables._end_row()
    if not tables.rows:
        raise Unreadable("not_a_table")
    return tables.rows
