"""A table of a bank as a spreadsheet, as a document to edit, and for paper. Every cell is text: no formula runs."""

from collections.abc import Callable, Mapping
from io import BytesIO

import xlsxwriter
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt

from ..pdf import render_pdf
from .bank_table import BankTable


def as_xlsx(table: BankTable) -> bytes:
    buffer = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": table.title, "company": table.organization})
        sheet = book.add_worksheet(table.title[:31])
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
        cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
        sheet.freeze_panes(3, 2)
        sheet.set_column(0, 0, 5)
        sheet.set_column(1, len(table.columns) - 1, 24)
        sheet.write_string(0, 0, f"{table.title}. {table.organization}")
        sheet.write_string(1, 0, f"Составлено {table.on:%d.%m.%Y}")
        for row, values in enumerate((table.columns, *table.rows), start=2):
            for column, value in enumerate(values):
                sheet.write_string(row, column, value, head if row == 2 else cell)
    return buffer.getvalue()


def as_docx(table: BankTable) -> bytes:
    document = Document()
    document.core_properties.title = table.title
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(420), Mm(297)
    section.left_margin = section.right_margin = Mm(10)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(8)
    document.add_heading(table.title, level=1)
    document.add_paragraph(f"{table.organization}. Составлено {table.on:%d.%m.%Y}")
    grid = document.add_table(rows=1 + len(table.rows), cols=len(table.columns))
    grid.style = "Table Grid"
    for row, values in zip(grid.rows, (table.columns, *table.rows), strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    # The heading is repeated on each page.
    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def as_pdf(table: BankTable) -> bytes:
    return render_pdf("pdf/bank.html", {"table": table}, title=table.title)


OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS: Mapping[str, tuple[Callable[[BankTable], bytes], str]] = {
    "xlsx": (as_xlsx, f"{OFFICE}.spreadsheetml.sheet"),
    "docx": (as_docx, f"{OFFICE}.wordprocessingml.document"),
}
