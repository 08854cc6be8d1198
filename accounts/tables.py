"""A page as a spreadsheet. Every cell is text or a number: no formula runs."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import BytesIO

import xlsxwriter
from django.http import HttpResponse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int | Decimal | None


def as_xlsx(title: str, notes: Sequence[str], columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(title[:31])
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
        cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, max(1, len(columns) - 1), 16)
        for number, text in enumerate((title, *notes)):
            sheet.write_string(number, 0, text)
        begins = len(notes) + 1
        for row, values in enumerate((columns, *rows), start=begins):
            for column, value in enumerate(values):
                style = head if row == begins else cell
                if value is None or isinstance(value, str):
                    sheet.write_string(row, column, value or "", style)
                else:
                    sheet.write_number(row, column, float(value), style)
        sheet.freeze_panes(begins + 1, 1)
    return buffer.getvalue()


def attached(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
