"""A paper as a document to edit: the same words in the same order. Nothing in it runs or loads."""

from collections.abc import Iterable
from io import BytesIO

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Cm, Mm, Pt

from ..glyphs import printable
from .order_print import HeadText
from .paper import Paper
from .paper_print import BY_HAND, BlockText, PaperText, paper_text


def paper_docx(paper: Paper) -> bytes:
    """DOCX of ``paper``, without the signs that nobody sees: XML cannot hold some of them."""
    text = paper_text(paper)
    document = Document()
    document.core_properties.title = printable(paper.name)[:255]
    document.core_properties.language = paper.language
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(13)
    style.paragraph_format.space_after = Pt(0)
    _sheet(document, paper.landscape)
    if text.draft:
        _line(document, "Проект", WD_ALIGN_PARAGRAPH.RIGHT)
    if text.head:
        _lines(document, _head(text.head), WD_ALIGN_PARAGRAPH.CENTER)
    for line in (*text.addressee, *_stamp(text)):
        _line(document, line, indent=Cm(9))
    _line(document, text.label.upper(), WD_ALIGN_PARAGRAPH.CENTER, bold=True)
    requisites = "\t".join(filter(None, [text.date, f"№ {text.number}" if text.number else ""]))
    _lines(document, filter(None, [requisites, text.place]), WD_ALIGN_PARAGRAPH.CENTER)
    for line in text.title:
        _line(document, line, WD_ALIGN_PARAGRAPH.CENTER, bold=True)
    for block in text.blocks:
        _block(document, block)
    for sign in text.signatures:
        day = sign.date or (BY_HAND if not sign.mark else "")
        _line(document, "\t".join(filter(None, [sign.position, sign.mark or "__________", sign.name, day])))
    if text.note:
        _line(document, text.note)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _sheet(document, landscape: bool) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    if landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin, section.right_margin = Mm(25), Mm(10)
    section.top_margin = section.bottom_margin = Mm(20)


def _head(head: HeadText) -> Iterable[str]:
    name = " ".join(filter(None, [head.name, head.name_quoted]))
    return filter(None, [*head.founder, name, head.address, ", ".join(head.reach), head.requisites, *head.below])


def _stamp(text: PaperText) -> tuple[str, ...]:
    if not text.stamp_caption:
        return ()
    return (text.stamp_caption.upper(), *text.stamp_lines, *(("__________", BY_HAND) if text.stamp_by_hand else ()))


def _block(document, block: BlockText) -> None:
    if block.apart:
        document.add_page_break()
    if block.heading:
        _line(document, block.heading, WD_ALIGN_PARAGRAPH.CENTER, bold=True)
    for label, value in block.facts:
        _line(document, f"{label}: {value}")
    for paragraph in block.paragraphs:
        _line(document, paragraph, WD_ALIGN_PARAGRAPH.JUSTIFY, first=Cm(1.25))
    if block.table:
        _table(document, [column.heading for column in block.table.columns], block.table.rows)
    if block.chart:
        chart = block.chart
        _line(document, chart.title, bold=True)
        before = [chart.before_label] if chart.before_label else []
        rows = [(bar.label, bar.value, *([bar.before] if before else []), bar.note) for bar in chart.bars]
        _table(document, ["", chart.now_label or "значение", *before, ""], rows)


def _table(document, headings: list[str], rows: Iterable[tuple[str, ...]]) -> None:
    grid = document.add_table(rows=1, cols=len(headings))
    grid.style = "Table Grid"
    for cell, heading in zip(grid.rows[0].cells, headings, strict=True):
        cell.text = printable(heading)
    for row in rows:
        for cell, value in zip(grid.add_row().cells, row, strict=True):
            cell.text = printable(value)
    # The heading is repeated on each page.
    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _lines(document, lines: Iterable[str], align: WD_ALIGN_PARAGRAPH) -> None:
    for line in lines:
        _line(document, line, align)


def _line(document, text: str, align=None, *, bold: bool = False, indent=None, first=None) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(printable(text)).bold = bold
    paragraph.alignment = align
    paragraph.paragraph_format.left_indent = indent
    paragraph.paragraph_format.first_line_indent = first
