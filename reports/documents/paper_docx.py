"""A paper as a document to edit: the same words in the same order."""

from typing import Any

from django.utils.translation import gettext as _

from .docx_parts import (
    CENTRED,
    CORNER,
    FIRST,
    JUSTIFIED,
    RIGHT,
    as_bytes,
    grid_of,
    head_lines,
    line,
    lines,
    new_document,
    table,
)
from .paper import Paper
from .paper_print import BlockText, PaperText, paper_text
from .typography import BY_HAND


def paper_docx(paper: Paper) -> bytes:
    """DOCX of ``paper``, without the signs that nobody sees: XML cannot hold some of them."""
    text = paper_text(paper)
    document = new_document(paper.name, paper.language, landscape=paper.landscape)
    if text.draft:
        line(document, _("Проект"), RIGHT)
    if text.head:
        lines(document, head_lines(text.head), CENTRED)
    for said in (*text.addressee, *_stamp(text)):
        line(document, said, indent=CORNER)
    line(document, text.label.upper(), CENTRED, bold=True)
    requisites = "\t".join(filter(None, [text.date, f"№ {text.number}" if text.number else ""]))
    lines(document, filter(None, [requisites, text.place]), CENTRED)
    for said in text.title:
        line(document, said, CENTRED, bold=True)
    for block in text.blocks:
        _block(document, block)
    for sign in text.signatures:
        day = sign.date or (BY_HAND if not sign.mark else "")
        line(document, "\t".join(filter(None, [sign.position, sign.mark or "__________", sign.name, day])))
    if text.note:
        line(document, text.note)
    return as_bytes(document)


def _stamp(text: PaperText) -> tuple[str, ...]:
    if not text.stamp_caption:
        return ()
    by_hand = () if text.stamp_by_hand is None else (f"__________ {text.stamp_by_hand}".strip(), BY_HAND)
    return (text.stamp_caption.upper(), *text.stamp_lines, *by_hand)


def _block(document: Any, block: BlockText) -> None:
    if block.apart:
        document.add_page_break()
    if block.heading:
        line(document, block.heading, CENTRED, bold=True)
    for label, value in block.facts:
        line(document, f"{label}: {value}")
    for paragraph in block.paragraphs:
        line(document, paragraph, JUSTIFIED, first=FIRST)
    if block.table:
        table(document, block.table)
    if block.chart:
        chart = block.chart
        line(document, chart.title, bold=True)
        before = [chart.before_label] if chart.before_label else []
        rows = [(bar.label, bar.value, *([bar.before] if before else []), bar.note) for bar in chart.bars]
        grid_of(document, ["", chart.now_label or _("значение"), *before, ""], rows)
