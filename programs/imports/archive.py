"""What a spreadsheet is by its first bytes, and what it may not be: a bomb, locked, or alive with macros."""

import io
import lzma
import re
import zipfile
import zlib
from dataclasses import dataclass

LARGEST = 20 * 2**20  # bytes as they come
LARGEST_UNPACKED = 400 * 2**20
LARGEST_RATIO = 300  # a hundred thousand like rows pack twenty- to sixtyfold
MOST_PARTS = 2_000
MOST_MERGES = 20_000
CHUNK = 2**20
OVERLAP = 200  # bytes of a tag that a chunk may cut
DAMAGED = (  # whatever a part of an archive may end in when it is unpacked
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, RuntimeError,
)  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_FORMULA = re.compile(rb"<f[ >/]")
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})"')


class Unreadable(Exception):
    """The whole file is refused. ``code`` is turned into words by programs.import_words; ``facts`` go into them."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


@dataclass(frozen=True)
class Look:
    """What one pass over a packed file has found."""

    kind: str  # xlsx, xlsb, ods
    merges: dict[str, list[tuple[str, str]]]  # part → corners
    with_formulas: frozenset[str]  # parts
    external_links: bool
    rows: dict[str, int]  # of each sheet, with the empty ones


def kind_of(content: bytes) -> str:
    """xlsx, xlsb, ods, xls, html or text. Raises Unreadable for what is no table, is locked or carries macros."""
    if not content.strip(b"\x00 \r\n\t\xef\xbb\xbf\xff\xfe"):
        raise Unreadable("empty")
    if len(content) > LARGEST:
        raise Unreadable("too_large", size=len(content))
    if content.startswith(b"PK"):
        return _packed_kind(content)
    if content.startswith(_OLE):
        return _ole_kind(content)
    if content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"Rar!", b"7z\xbc\xaf")):
        raise Unreadable("not_a_table")
    head = content[:4096].lower()
    if b"<table" in head or b"<html" in head or b"<!doctype html" in head:
        return "html"
    return "text"


def _packed_kind(content: bytes) -> str:
    with _opened(content) as archive:
        names = {name.lower() for name in archive.namelist()}
    if any(name.endswith("vbaproject.bin") or name.startswith(("basic/", "scripts/")) for name in names):
        raise Unreadable("macros")
    for part, kind in (("xl/workbook.xml", "xlsx"), ("xl/workbook.bin", "xlsb"), ("content.xml", "ods")):
        if part in names:
            return kind
    raise Unreadable("word" if "word/document.xml" in names else "not_a_table")


def _ole_kind(content: bytes) -> str:
    """The names of the streams of an OLE file stand in it in UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Unreadable("locked")
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise Unreadable("macros")
    if "WordDocument".encode("utf-16-le") in content:
        raise Unreadable("word")
    if "Workbook".encode("utf-16-le") not in content and "Book".encode("utf-16-le") not in content:
        raise Unreadable("not_a_table")
    return "xls"


def _opened(content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Unreadable("cut_short") from error


def look_into(content: bytes, kind: str) -> Look:
    """Read every part once, in pieces: its true size, entities, merged cells, formulas. Raises Unreadable for bombs."""
    merges: dict[str, list[tuple[str, str]]] = {}
    formulas: set[str] = set()
    counts: dict[str, int] = {}
    with _opened(content) as archive:
        parts = archive.infolist()
        declared = sum(part.file_size for part in parts)
        if (
            len(parts) > MOST_PARTS
            or declared > LARGEST_UNPACKED
            or declared > LARGEST_RATIO * max(len(content), 65536)
        ):
            raise Unreadable("bomb")
        if any(part.flag_bits & 1 for part in parts):
            raise Unreadable("locked")
        for part in parts:
            if part.filename.lower().endswith((".xml", ".rels")):
                _scan(archive, part, merges, formulas, counts)
        external = any(part.filename.startswith("xl/externalLinks/") for part in parts)
        if kind == "ods" and b"encryption-data" in _manifest(archive)[:LARGEST]:
            raise Unreadable("locked")
    return Look(kind, merges, frozenset(formulas), external, counts)


def _manifest(archive: zipfile.ZipFile) -> bytes:
    try:
        return archive.read("META-INF/manifest.xml")
    except (KeyError, *DAMAGED) as error:  # no ODS without it
        raise Unreadable("broken") from error


def _scan(
    archive: zipfile.ZipFile,
    part: zipfile.ZipInfo,
    merges: dict[str, list[tuple[str, str]]],
    formulas: set[str],
    counts: dict[str, int],
) -> None:
    is_sheet, tail = part.filename.startswith("xl/worksheets/"), b""
    try:
        with archive.open(part) as stream:
            while chunk := stream.read(CHUNK):
                window = tail + chunk
                if _ENTITY.search(window):
                    raise Unreadable("entities")
                if is_sheet:
                    counts[part.filename] = counts.get(part.filename, 0) + chunk.count(b"<row ")
                    found = merges.setdefault(part.filename, [])
                    # what lies wholly in the tail was found with the former chunk
                    found += [(a.decode(), b.decode()) for a, b in _ends_after(window, len(tail))]
                    if len(found) > MOST_MERGES:
                        raise Unreadable("bomb")
                    if _FORMULA.search(window):
                        formulas.add(part.filename)
                tail = window[-OVERLAP:]
    except DAMAGED as error:
        raise Unreadable("cut_short") from error


def _ends_after(window: bytes, start: int) -> list[tuple[bytes, bytes]]:
    return [match.groups() for match in _MERGE.finditer(window) if match.end() > start]
