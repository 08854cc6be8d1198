"""Files that are not opened: bombs, macros, locks, things that are no tables. Each says why by its code."""

import contextlib
import io
import zipfile

import pytest

from programs.import_words import DOUBTS, FIELDS, REFUSALS
from programs.imports import archive, sheet, table
from programs.imports.archive import Unreadable
from programs.imports.sheet import open_book
from tests.programs import sheets

GOOD = sheets.xlsx([["ФИО", "Должность"], ["Ким Юлия Андреевна", "учитель"]])
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def bomb() -> bytes:
    """A part that unpacks a thousandfold."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return out.getvalue()


def zipped(name: str, method: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as packed:
        packed.writestr(name, "<x/>")
    return out.getvalue()


def damaged() -> bytes:
    """A part whose properties of LZMA, 4 bytes past the header (30) and the name, are impossible."""
    content, begins = bytearray(zipped("xl/workbook.xml", zipfile.ZIP_LZMA)), 30 + len("xl/workbook.xml") + 4
    content[begins] = 0xFF
    return bytes(content)


def wide_ods() -> bytes:
    cell = '<table:table-cell table:number-columns-repeated="16384"><x/><text:p>А</text:p></table:table-cell>'
    return sheets.ods_of(f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>')


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
BAD = {
    "empty": b"",
    "only a mark": b"\xef\xbb\xbf",
    "too_large": b"x" * (archive.LARGEST + 1),
    "bomb": bomb(),
    "ods bomb": wide_ods(),
    "entities": sheets.with_part(GOOD, "xl/sharedStrings.xml", ENTITIES),
    "macros": sheets.with_part(GOOD, "xl/vbaProject.bin", b"x"),
    "ods macros": sheets.with_part(sheets.ods([["ФИО"]]), "Basic/Standard/Module1.xml", b"<x/>"),
    "old macros": OLE + "_VBA_PROJECT".encode("utf-16-le"),
    "locked": OLE + "EncryptedPackage".encode("utf-16-le"),
    "word": zipped("word/document.xml"),
    "old word": OLE + "WordDocument".encode("utf-16-le"),
    "pdf": b"%PDF-1.4 ...",
    "cut_short": GOOD[: len(GOOD) // 2],
    "broken": sheets.with_part(GOOD, "xl/workbook.xml", b"<workbook"),
    "junk ods": zipped("content.xml"),
    "damaged": damaged(),
    "no people": sheets.xlsx([["Меню", "Цена"], ["Каша", 40], ["Чай", 10]]),
    "nothing inside": sheets.xlsx([]),
    "noise": bytes(range(256)) * 40,
}
CODES = {
    "only a mark": "empty", "ods bomb": "bomb", "ods macros": "macros", "old macros": "macros", "old word": "word",
    "pdf": "not_a_table", "no people": "no_people", "nothing inside": "no_people", "noise": "no_people",
    "junk ods": "broken", "damaged": "cut_short",
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_not_opened_says_why(name: str) -> None:
    with pytest.raises(Unreadable) as refused:
        table.best_sheet(open_book(BAD[name]), "mentors")
    assert refused.value.code == CODES.get(name, name)
    assert refused.value.code in REFUSALS


def test_a_dimension_that_lies_costs_nothing() -> None:
    """«A1:XFD1048576» over two cells: rows are as long as their cells."""
    with zipfile.ZipFile(io.BytesIO(GOOD)) as packed:
        part = packed.read("xl/worksheets/sheet1.xml")
    lying = sheets.with_part(GOOD, "xl/worksheets/sheet1.xml", part.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"'))
    assert len(list(open_book(lying).rows(0))) == 2


def test_damage_after_the_first_rows_is_the_same_refusal() -> None:
    """A cell without an end deep in a text, a sheet of the old format cut anywhere: no other error than ours."""
    rows = [["ФИО", "Предмет"], *([f"Фамилия{n} Анна Ильинична", "химия"] for n in range(300))]
    endless = sheets.text([*rows, ["я" * 1_100_000, "химия"]], "utf-8")
    with pytest.raises(Unreadable, match="broken"):
        list(open_book(endless).rows(0))
    whole = sheets.xls(rows)
    for end in range(600, len(whole), len(whole) // 40):
        with contextlib.suppress(Unreadable):
            for number in range(len((book := open_book(whole[:end] + b"\xff" * 64)).sheets)):
                list(book.rows(number))


def test_more_rows_than_the_limit_are_refused(monkeypatch) -> None:
    monkeypatch.setattr(sheet, "MOST_ROWS", 3)
    with pytest.raises(Unreadable) as refused:
        list(open_book(sheets.text([["Имя"]] * 5, "utf-8")).rows(0))
    assert refused.value.code == "too_many_rows"


def test_every_part_of_a_good_file_cut_anywhere_is_refused_or_read() -> None:
    """No cut and no flipped byte ends in anything but rows or a reason."""
    for place in range(0, len(GOOD), 97):
        for torn in (GOOD[:place], GOOD[:place] + b"\x00" + GOOD[place + 1 :]):
            try:
                table.best_sheet(open_book(torn), "mentors")
            except Unreadable as error:
                assert error.code in REFUSALS


def test_every_word_of_the_dictionary_and_of_the_code_is_told() -> None:
    """Catches a doubt or a field that a page would show as a code."""
    import re
    from pathlib import Path

    from programs.imports import headings

    folder = Path(headings.__file__).parent
    source = "".join(path.read_text() for path in folder.glob("*.py"))
    codes = set(re.findall(r'"((?:bad|ask|repair)\.[a-z_]+)"', source)) - {"ask.year_alone"}
    assert codes <= set(DOUBTS)
    for kind in headings.SECTIONS:
        fields = {name for name, *_rest in headings._dictionary(kind) if headings.taken(name)}
        assert fields - set(FIELDS) <= {"gender"}
