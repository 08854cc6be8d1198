"""An order as a document to edit: the words of the printed one, for those who must go on with them elsewhere."""

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
    sheet,
    table,
)
from .order import OrderDocument
from .order_print import AppendixText, OrderText, PersonRow, order_label, order_text
from .typography import BY_HAND


def order_docx(order: OrderDocument) -> bytes:
    """DOCX of ``order``; of a registered one it says that the issued file is the original."""
    text = order_text(order)
    document = new_document(order_label(order), order.language)
    if text.draft:
        line(document, _("Проект"), RIGHT)
    for head in text.heads:
        lines(document, head_lines(head), CENTRED)
        line(document, head.kind.upper(), CENTRED, bold=True)
    line(document, "\t".join([text.date or "____________", f"№ {text.number or '______'}"]), CENTRED)
    line(document, text.place, CENTRED)
    line(document, text.title, bold=True)
    for said in text.preamble:
        line(document, said, JUSTIFIED, first=FIRST)
    line(document, _("ПРИКАЗЫВАЮ:"), bold=True)
    for clause in text.clauses:
        _clause(document, clause)
    line(document, "\t".join([text.position, "__________", text.signatory]))
    if text.acknowledgements and text.acknowledgements_inline:
        line(document, text.acknowledgements_heading)
        for person in text.acknowledgements:
            line(document, "\t".join([person.mark or "__________", person.name, person.date or BY_HAND]))
    lines(document, text.executor, None)
    if not text.draft:
        line(document, _("Текст для работы; подлинник – выпущенный файл PDF."))
    for appendix in text.appendices:
        _appendix(document, appendix)
    _people(document, text)
    return as_bytes(document)


def _clause(document: Any, clause: Any) -> None:
    *former, last = clause.paragraphs or ("",)
    said = [*former, last if clause.table else " ".join(filter(None, [last, clause.term]))]
    for no, words in enumerate(said):
        line(document, words if no else f"{clause.no}. {words}", JUSTIFIED, first=FIRST)
    if clause.table:
        table(document, clause.table)
        if clause.term:
            line(document, clause.term, JUSTIFIED, first=FIRST)


def _appendix(document: Any, appendix: AppendixText) -> None:
    sheet(document.add_section(), appendix.landscape)
    for said in (appendix.label, appendix.approved.upper(), f"{appendix.stamp} № {appendix.stamp_number}"):
        line(document, said, indent=CORNER)
    for said in appendix.title:
        line(document, said, CENTRED, bold=True)
    for section in appendix.sections:
        if section.heading:
            line(document, section.heading, CENTRED, bold=True)
        for said in section.paragraphs:
            line(document, said, JUSTIFIED, first=FIRST)
        if section.table:
            table(document, section.table)


def _people(document: Any, text: OrderText) -> None:
    listed = () if text.acknowledgements_inline else text.acknowledgements
    for heading, last, people in (
        (_("Лист согласования"), _("Виза, замечания"), text.visas), (_("Лист ознакомления"), _("Подпись"), listed),
    ):  # fmt: skip
        if people:
            sheet(document.add_section(), landscape=False)
            line(document, heading, CENTRED, bold=True)
            headings = ["№", _("Фамилия, имя, отчество"), _("Должность"), _("Дата"), last]
            grid_of(document, headings, [_row(no, person) for no, person in enumerate(people, start=1)])


def _row(no: int, person: PersonRow) -> tuple[str, ...]:
    return (str(no), person.name, person.position, person.date, person.mark)
