"""The tables and charts of a paper as a spreadsheet: a sheet each. A cell is a text or a number, never a formula."""

import datetime
import re
from collections.abc import Iterable, Iterator
from io import BytesIO

import xlsxwriter
from django.utils.translation import gettext as _

from .paper import Block, Paper

NUMBER = re.compile(r"[−+-]?(0|[1-9]\d{0,14})(,\d{1,6})?")
FORBIDDEN = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
UNREADABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")
Sheet = tuple[str, tuple[str, ...], list[tuple[str | float | None, ...]]]


def paper_xlsx(paper: Paper) -> bytes:
    """The same paper gives the same bytes. A paper without tables and charts is one sheet with its name."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        day = paper.date or datetime.date(2000, 1, 1)
        book.set_properties({"title": paper.name, "created": datetime.datetime(day.year, day.month, day.day)})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
        cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
        taken: set[str] = set()
        for title, columns, rows in list(_sheets(paper.blocks)) or [(paper.label, (), [])]:
            sheet = book.add_worksheet(_name(title, taken))
            sheet.set_paper(9)
            sheet.fit_to_pages(1, 0)
            sheet.set_column(0, 0, 44)
            sheet.set_column(1, max(len(columns) - 1, 1), 18)
            for row, line in enumerate((paper.name, title, paper.note)):
                sheet.write_string(row, 0, _clean(line))
            for row, values in enumerate((columns, *rows), start=4):
                for column, value in enumerate(values):
                    _write(sheet, row, column, value, head if row == 4 else cell)
    return buffer.getvalue()


def _sheets(blocks: Iterable[Block]) -> Iterator[Sheet]:
    """Under the heading of its own block, or the last one before."""
    heading = ""
    for block in blocks:
        heading = block.heading or heading
        if block.table:
            yield heading, block.table.headings, list(block.table.rows)
        if block.chart:
            chart = block.chart
            unit = f", {chart.unit}" if chart.unit else ""
            before = any(bar.before is not None for bar in chart.bars)
            columns = [
                "Показатель",
                *([chart.before_label + unit] if before else []),
                (chart.now_label or "Значение") + unit,
            ]
            rows = [
                (bar.label, *([bar.before] if before else []), bar.value, bar.note) for bar in chart.bars
            ]  # fmt: skip
            yield chart.title, (*columns, "Пояснение"), rows


def _name(title: str, taken: set[str]) -> str:
    """31 letters at most, none that a spreadsheet forbids, each name once whatever its capitals."""
    clean = FORBIDDEN.sub(" ", title).strip() or "Таблица"
    name, number = clean[:31].strip(), 1
    while name.lower() in taken:
        number += 1
        name = f"{clean[:27].strip()} {number}"
    taken.add(name.lower())
    return name


def _write(sheet, row: int, column: int, value: str | float | None, look) -> None:
    if value is None:
        sheet.write_string(row, column, _("н/д"), look)
    elif isinstance(value, float):
        sheet.write_number(row, column, round(value, 1), look)
    elif NUMBER.fullmatch(value):
        sheet.write_number(row, column, float(value.replace("−", "-").replace(",", ".")), look)
    else:
        sheet.write_string(row, column, _clean(value), look)


def _clean(text: str) -> str:
    return UNREADABLE.sub("", text)[:32_000]
