"""Spreadsheets that go out: a sample to fill in, and the rows that were not loaded with their reasons."""

import datetime
import io
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from ..import_words import FIELDS, KIND_FIELDS
from ..imports.cells import raw
from ..models import ImportBatch, ImportRow
from .import_preview import CHOICES, reasons_of
from .import_rows import cells_from_json

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Columns that the sample does not offer: the same in other shapes.
OTHER_SHAPES = {"last_name", "first_name", "patronymic", "contacts", "experience"}
OF_SCHOOL = {"organization", "inn", "ogrn", "organization_code"}
# Invented people, so that a list can be tried: one without anything to fill in shows nothing.
EXAMPLES: dict[str, list[dict[str, str]]] = {
    "registry": [
        {
            "registry_key": "Р-900101", "full_name": "Образцова Мария Петровна", "birth_date": "14.03.1988",
            "position": "учитель", "subject": "химия", "qualification_category": "высшая", "hired_on": "01.09.2019",
        },
        {
            "registry_key": "Р-900102", "full_name": "Примеров Илья Андреевич", "position": "педагог-психолог",
            "qualification_category": "первая", "hired_on": "15.08.2025",
        },
        {
            "registry_key": "Р-900103", "full_name": "Шаблонова Анна Игоревна", "position": "учитель",
            "subject": "математика", "hired_on": "01.09.2020", "left_on": "31.10.2026",
        },
    ]
}  # fmt: skip


def new_book() -> tuple[Any, io.BytesIO]:
    """An empty XLSX and where its bytes will be."""
    out = io.BytesIO()
    # nothing that came from outside becomes a formula or a link
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "dd.mm.yyyy",
    }  # fmt: skip
    return xlsxwriter.Workbook(out, options), out


def sample(kind: str, *, with_organization: bool) -> bytes:
    """The headings that are understood for certain, wide enough to write in, with lists where the words are closed."""
    book, out = new_book()
    sheet = book.add_worksheet(_("Список"))
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
    names = [
        name for name in KIND_FIELDS[kind]
        if name not in OTHER_SHAPES and (name not in OF_SCHOOL or with_organization)
    ]  # fmt: skip
    for column, name in enumerate(names):
        label = str(FIELDS[name])
        sheet.write_string(0, column, label, bold)
        sheet.set_column(column, column, 34 if column == 0 else max(14, min(len(label) + 2, 30)))
        words = [str(title) for _code, title in CHOICES.get(name, [])]
        if words and sum(map(len, words)) < 240:
            sheet.data_validation(
                1, column, 1000, column, {"validate": "list", "source": words, "error_type": "warning"}
            )
    for number, example in enumerate(EXAMPLES.get(kind, []), start=1):
        for column, name in enumerate(names):
            if example.get(name):
                sheet.write_string(number, column, example[name])
    sheet.freeze_panes(1, 1)
    book.close()
    return out.getvalue()


def waiting(batch: ImportBatch) -> bytes:
    """Rows that were not loaded as they came, each with its reason: corrected, the file may be sent again."""
    book, out = new_book()
    sheet = book.add_worksheet(_("Не загружены"))
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    reason = max((column["index"] for column in batch.columns), default=0) + 1
    for column in batch.columns:
        sheet.write_string(0, column["index"], column["label"] or str(FIELDS.get(column["field"], "")), bold)
        sheet.set_column(column["index"], column["index"], 24)
    sheet.write_string(0, reason, _("Причина"), bold)
    sheet.set_column(reason, reason, 60)
    rows = batch.rows.filter(verdict__in=ImportRow.WAITING).order_by("number")
    for number, row in enumerate(rows.iterator(chunk_size=500), start=1):
        for column, value in enumerate(cells_from_json(row.cells)):
            if isinstance(value, int | float):
                sheet.write_number(number, column, value)
            elif isinstance(value, datetime.date):
                sheet.write_datetime(number, column, datetime.datetime.combine(value, datetime.time()))
            elif value is not None:
                sheet.write_string(number, column, raw(value))
        sheet.write_string(number, reason, reasons_of(row))
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()
