"""A workbook whose table of words takes the bytes that they are, not an object and a node for each of them.

openpyxl keeps both until the file is closed: sixty megabytes for a region's list as Excel saves it.
"""

import io
from array import array
from collections.abc import Iterable, Iterator
from typing import IO

from defusedxml.ElementTree import iterparse
from openpyxl import Workbook
from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

_STRING = f"{{{SHEET_MAIN_NS}}}si"


def workbook(content: bytes, *, data_only: bool) -> Workbook:
    """To be read row by row."""
    reader = _Reader(io.BytesIO(content), read_only=True, data_only=data_only)
    reader.read()
    return reader.wb


class _Strings:
    """Words by their number, all in one piece."""

    def __init__(self, words: Iterable[str]) -> None:
        self._bytes, self._ends = bytearray(), array("I", [0])
        for word in words:
            self._bytes += word.encode()
            self._ends.append(len(self._bytes))

    def __getitem__(self, number: int) -> str:
        return self._bytes[self._ends[number] : self._ends[number + 1]].decode()


class _Reader(ExcelReader):
    def read_strings(self) -> None:
        part = self.package.find(SHARED_STRINGS)
        if part is not None:
            with self.archive.open(part.PartName[1:]) as source:
                self.shared_strings = _Strings(_words(source))


def _words(source: IO[bytes]) -> Iterator[str]:
    root = None
    for event, node in iterparse(source, events=("start", "end"), forbid_dtd=True):
        if root is None:
            root = node
        elif event == "end" and node.tag == _STRING:
            yield Text.from_tree(node).content.replace("x005F_", "")
            root.clear()
