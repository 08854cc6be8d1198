"""Parts of a document to edit (DOCX): sheets, lines, tables. Nothing in it runs or loads."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Cm, Mm, Pt

from ..glyphs import printable
from .order_print import HeadText, TableText

CENTRED, JUSTIFIED, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.RIGHT
FIRST, CORNER = Cm(1.25), Cm(9)


def new_document(title: str, language: str, *, landscape: bool = False) -> Any:
    document = Document()
    document.core_properties.title = printable(title)[:255]
    document.core_properties.language = language
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(13)
    style.paragraph_format.space_after = Pt(0)
    sheet(document.sections[0], landscape)
    return document


def as_bytes(document: Any) -> bytes:
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def sheet(section: Any, landscape: bool) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    if landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin, section.right_margin = Mm(25), Mm(10)
    section.top_margin = section.bottom_margin = Mm(20)


def head_lines(head: HeadText) -> Iterable[str]:
    name = " ".join(filter(None, [head.name, head.name_quoted]))
    return filter(None, [*head.founder, name, head.address, ", ".join(head.reach), head.requisites, *head.below])


def table(document: Any, text: TableText) -> None:
    grid_of(document, [column.heading for column in text.columns], text.rows)


def grid_of(document: Any, headings: list[str], rows: Iterable[tuple[str, ...]]) -> None:
    grid = document.add_table(rows=1, cols=len(headings))
    grid.style = "Table Grid"
    for cell, heading in zip(grid.rows[0].cells, headings, strict=True):
        cell.text = printable(heading)
    for row in rows:
        for cell, value in zip(grid.add_row().cells, row, strict=True):
            cell.text = printable(value)
    # The heading is repeated on each page.
    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def lines(document: Any, texts: Iterable[str], align: Any) -> None:
    for text in texts:
        line(document, text, align)


def line(document: Any, text: str, align: Any = None, *, bold: bool = False, indent=None, first=None) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(printable(text)).bold = bold
    paragraph.alignment = align
    paragraph.paragraph_format.left_indent = indent
    paragraph.paragraph_format.first_line_indent = first
