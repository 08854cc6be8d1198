"""Torn spreadsheets as schools send them, each made from a description, and the people in them written by hand.

A description is rows of cells with merged areas; ``make`` turns it into the bytes of a format. ``TABLES`` are ten of
them; ``people`` is the oracle: (ФИО, another field → value) as a reader of the table would copy them out.
"""

import io
import struct
import zipfile
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Any

import xlsxwriter


@dataclass(frozen=True)
class Link:
    """A formula with the value that the program last showed."""

    source: str
    shown: str


@dataclass(frozen=True)
class Table:
    name: str
    form: str  # xlsx, ods, xls, html, or an encoding of a CSV
    rows: list[list[Any]]
    kind: str = "mentors"
    merges: list[str] = field(default_factory=list)
    separator: str = ";"
    people: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    doubts: dict[str, str] = field(default_factory=dict)  # ФИО → codes


def make(table: Table) -> bytes:
    makers = {"xlsx": xlsx, "ods": ods, "xls": xls, "html": html}
    if table.form in makers:
        return makers[table.form](table.rows, table.merges)
    return text(table.rows, table.form, table.separator)


def xlsx(rows: list[list[Any]], merges: list[str] = (), *, constant_memory: bool = False) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": not constant_memory, "constant_memory": constant_memory})
    sheet, day = book.add_worksheet("Список"), book.add_format({"num_format": "dd.mm.yyyy"})
    plain = book.add_format()
    for area in merges:
        sheet.merge_range(area, "", plain)
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, Link):
                sheet.write_formula(number, column, value.source, None, value.shown)
            elif isinstance(value, date):
                sheet.write_datetime(number, column, value, day)
            elif isinstance(value, int | float):
                sheet.write_number(number, column, value)
            elif value not in (None, ""):
                sheet.write_string(number, column, str(value))
    book.close()
    return out.getvalue()


def text(rows: list[list[Any]], encoding: str, separator: str = ";") -> bytes:
    def cell(value: Any) -> str:
        words = "" if value is None else str(value)
        return '"' + words.replace('"', '""') + '"' if any(sign in words for sign in f'{separator}"\n') else words

    return "\r\n".join(separator.join(cell(value) for value in row) for row in rows).encode(encoding)


def html(rows: list[list[Any]], _merges: list[str] = ()) -> bytes:
    """What a school's register calls «XLS»."""
    lines = ["<tr>" + "".join(f"<td>{escape(str(value or ''))}</td>" for value in row) + "</tr>" for row in rows]
    return f"<html><meta charset=utf-8><body><table border=1>{''.join(lines)}</table></body></html>".encode()


_ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    '<office:body><office:spreadsheet><table:table table:name="Лист1">'
)
_ODS_TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>"


def ods_of(body: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", _ODS_HEAD + body + _ODS_TAIL)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return out.getvalue()


def ods(rows: list[list[Any]], _merges: list[str] = ()) -> bytes:
    """With the million of empty rows that every ODS ends with."""
    lines = ["<table:table-row>" + "".join(map(_ods_cell, row)) + "</table:table-row>" for row in rows]
    empty = (
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    return ods_of("".join(lines) + empty)


def _ods_cell(value: Any) -> str:
    if isinstance(value, date):
        return (
            f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}">'
            f"<text:p>{value:%d.%m.%y}</text:p></table:table-cell>"
        )
    if isinstance(value, int | float):
        start = f'<table:table-cell office:value-type="float" office:value="{value}">'
        return f"{start}<text:p>{value}</text:p></table:table-cell>"
    words = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value or "").split("\n"))
    return (
        f'<table:table-cell office:value-type="string">{words}</table:table-cell>' if value else "<table:table-cell/>"
    )


def xls(rows: list[list[Any]], _merges: list[str] = ()) -> bytes:
    """A BIFF8 workbook of strings and numbers in an OLE file: the least that Excel 97 would open."""

    def record(code: int, data: bytes = b"") -> bytes:
        return struct.pack("<HH", code, len(data)) + data

    def bof(kind: int) -> bytes:
        return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0x0DBB, 1996, 0, 6))

    cells = b""
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, int | float):
                cells += record(0x203, struct.pack("<HHHd", number, column, 0, value))
            elif value:
                words = str(value).encode("utf-16-le")
                cells += record(0x204, struct.pack("<HHHHB", number, column, 0, len(words) // 2, 1) + words)
    size = struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0)
    sheet = bof(0x10) + record(0x200, size) + cells + record(0x0A)
    name = "Лист1".encode("utf-16-le")
    bound = struct.pack("<BB", len(name) // 2, 1) + name
    head = bof(5) + record(0x42, struct.pack("<H", 1200))
    place = len(head) + 4 + 6 + len(bound) + 4
    stream = head + record(0x85, struct.pack("<IH", place, 0) + bound) + record(0x0A) + sheet
    return _ole(stream + bytes(max(0, 4096 - len(stream))))


def _ole(stream: bytes) -> bytes:
    """One stream «Workbook» in big sectors: header, FAT, directory, the stream."""
    sectors = -(-len(stream) // 512)
    fat = [0xFFFFFFFD, 0xFFFFFFFE, *(index + 3 for index in range(sectors - 1)), 0xFFFFFFFE]
    fat += [0xFFFFFFFF] * (128 - len(fat))
    if len(fat) > 128:
        raise ValueError("a table for tests is smaller")

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        words = name.encode("utf-16-le")
        return (
            words.ljust(64, b"\0") + struct.pack("<HBB", len(words) + 2 if name else 0, kind, 1)
            + struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child) + bytes(36) + struct.pack("<IQ", start, size)
        )  # fmt: skip

    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
        + struct.pack("<IIIIIIIII", 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
        + struct.pack("<I", 0xFFFFFFFF) * 108
    )  # fmt: skip
    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("Workbook", 2, 0xFFFFFFFF, 2, len(stream))
    directory += entry("", 0, 0xFFFFFFFF, 0, 0) * 2
    return head + struct.pack("<128I", *fat) + directory + stream.ljust(sectors * 512, b"\0")


TABLES = [
    Table(
        "two-row heading, merged, numbering, titles above, totals below", "xlsx",
        [
            ["Приложение 2 к приказу № 78-Д"],
            ["Список педагогов-наставников МБОУ «СОШ № 3»"],
            ["№", "Ф.И.О. педагога-", "Должн.", "Стаж", None, "Контактные данные", None, "Дата вхождения в программу"],
            ["п/п", "наставника", None, "общий", "пед.", "телефон", "e-mail", None],
            [1, 2, 3, 4, 5, 6, 7, 8],
            [1, "Соколов Андрей Николаевич", "учитель", 24, 18, "8 917 555 01 02", "sokolov@school.test",
             "«14» апреля 2022 г."],
            [2, "Ким Юлия Андреевна", "методист", 9, 9, "+7(917)5550103", None, "31. 03. 22 г."],
            [3, "Гасанов Эльдар Рашид оглы", "учитель", 30, 28, None, None, "Февраль 2022"],
        ],
        merges=["D3:E3", "F3:G3"],
        people=[
            ("Соколов Андрей Николаевич", {"position": "учитель", "experience_total": 24, "experience_teaching": 18,
             "phone": "+7 917 555-01-02", "email": "sokolov@school.test", "joined_on": "2022-04-14"}),
            ("Ким Юлия Андреевна", {"position": "методист", "phone": "+7 917 555-01-03", "joined_on": "2022-03-31"}),
            ("Гасанов Эльдар Рашид оглы", {"joined_on": "2022-02-01"}),
        ],
        doubts={"Гасанов Эльдар Рашид оглы": "ask.month_alone"},
    ),
    Table(
        "cp1251, names and posts in one cell, semicolons", "cp1251",
        [
            ["ФИО наставника", "Чем может помочь", "КК", "Общий/пед. стаж"],
            ["Жданова Римма Львовна, учитель химии", "методика; родители", "высшая", "24/18"],
            ["Панкратов Юрий Ильич (педагог-психолог)", "ОГЭ, выгорание коллег", "первая", "9 9"],
        ],
        people=[
            ("Жданова Римма Львовна", {"position": "учитель химии", "competencies": ["METHOD", "PSYCH_PED"],
             "qualification_category": "highest", "experience_total": 24, "experience_teaching": 18}),
            ("Панкратов Юрий Ильич", {"position": "педагог-психолог", "competencies": ["SUBJECT"],
             "competency_tags": ["выгорание коллег"], "qualification_category": "first"}),
        ],
    ),
    Table(
        "cp866, three cells of names, capitals", "cp866",
        [
            ["Фамилия", "Имя", "Отчество", "Должность", "Тел."],
            ["ЕРОХИНА", "НЕЛЛИ", "ПАВЛОВНА", "учитель музыки", "917 555 01 0"],
            ["Оглы-Заде", "Анна", "", "воспитатель", "89175550104"],
            ["Петров Сидор Кузьмич", "", "", "учитель", ""],
        ],
        kind="staff",
        people=[
            ("Ерохина Нелли Павловна", {"position": "учитель музыки"}),
            ("Оглы-Заде Анна", {"phone": "+7 917 555-01-04"}),
            ("Петров Сидор Кузьмич", {"position": "учитель"}),
        ],
        doubts={"Ерохина Нелли Павловна": "bad.phone"},
    ),
    Table(
        "OpenDocument, days as days and as words", "ods",
        [
            ["Молодой педагог", "Предмет", "Дата приёма", "Основной запрос", "Категория"],
            ["Лапина Галина Фёдоровна", "физика", date(2025, 9, 1), "методика урока", "молодой специалист"],
            ["Руднев Тимур Олегович", "алгебра", "31.02.2025", "дисциплина", "новый в школе"],
        ],
        kind="mentees",
        people=[
            ("Лапина Галина Фёдоровна", {"subject": "физика", "hired_on": "2025-09-01", "problem": "методика урока",
             "areas": ["METHOD"], "category": "YOUNG_SPECIALIST"}),
            ("Руднев Тимур Олегович", {"category": "NEW_PLACE"}),
        ],
        doubts={"Руднев Тимур Олегович": "bad.day"},
    ),
    Table(
        "old binary XLS, days as numbers of Excel", "xls",
        [
            ["№ п/п", "Наставник", "Дата рождения", "Дата включения в банк"],
            [1, "Абрамов Сергей Николаевич", 27760, 44665],
            [2, "Кравцова Ольга Дмитриевна", "12.11.1980", 44666],
        ],
        people=[
            ("Абрамов Сергей Николаевич", {"birth_date": "1976-01-01", "joined_on": "2022-04-14"}),
            ("Кравцова Ольга Дмитриевна", {"birth_date": "1980-11-12", "joined_on": "2022-04-15"}),
        ],
    ),
    Table(
        "a register's «XLS» that is HTML", "html",
        [
            ["ФИО", "Класс", "Основной запрос", "Родитель (законный представитель)"],
            ["Зайцева Мария Сергеевна", "7Б", "математика", "Зайцева Анна Ивановна"],
        ],
        kind="mentees",
        people=[("Зайцева Мария Сергеевна", {"class_label": "7Б", "guardian_name": "Зайцева Анна Ивановна"})],
        doubts={"Зайцева Мария Сергеевна": "bad.no_category"},
    ),
    Table(
        "after a scanner: Latin inside, torn and glued words, torn heading", "xlsx",
        [
            ["Ф а м и л и я, имя, отч е ств о", "Д о л ж н о с т ь", "Наименование\nпредмета (дисциплина)"],
            ["Coколов Aндрей Hиколаевич", "у ч и т е л ь", "история"],
            ["ХасановаДиляраРинатовна", "учитель", "aнглийский язык"],
            ["К у з н е ц о в а И р и н а П е т р о в н а", "методист", ""],
            ["Smith John", "учитель", ""],
        ],
        people=[
            ("Соколов Андрей Николаевич", {"position": "учитель", "subject": "история"}),
            ("Хасанова Диляра Ринатовна", {"subject": "английский язык"}),
            ("Кузнецова Ирина Петровна", {"position": "методист"}),
            ("", {"position": "учитель"}),
        ],
        doubts={"Соколов Андрей Николаевич": "repair.latin repair.spaces", "Хасанова Диляра Ринатовна": "repair.glued",
                "Кузнецова Ирина Петровна": "repair.spaces", "": "bad.letters"},
    ),
    Table(
        "pasted cells, no heading at all", "utf-8",
        [
            ["1", "Ветрова Нина Аркадьевна", "директор", "vetrova@school.test"],
            ["2", "Лунина Ольга Сергеевна", "заместитель директора", "lunina@school.test"],
        ],
        kind="staff", separator="\t",
        people=[
            ("Ветрова Нина Аркадьевна", {"position": "директор", "email": "vetrova@school.test"}),
            ("Лунина Ольга Сергеевна", {"position": "заместитель директора", "email": "lunina@school.test"}),
        ],
    ),
    Table(
        "UTF-16 with tabs, columns in an order of their own, a year for a birthday", "utf-16",
        [
            ["Эл. почта", "Год рождения", "Звания", "Ф.И.О. (полностью)"],
            ["gordeeva@school.test", "1969", "Почётный работник", "Гордеева Нина Юрьевна"],
            ["", "", "", "Иванов И.И."],
        ],
        separator="\t",
        people=[
            ("Гордеева Нина Юрьевна", {"email": "gordeeva@school.test", "honors": "Почётный работник"}),
            ("", {}),
        ],
        doubts={"": "bad.initials"},
    ),
    Table(
        "merged posts, formulas, first name first, sections", "xlsx",
        [
            ["ФИО сотрудника", "Должность", "Пед. стаж"],
            ["Начальные классы"],
            [Link('=HYPERLINK("http://evil.test","Терентьева Алла Юрьевна")', "Терентьева Алла Юрьевна"), "учитель",
             12],
            ["Алла Борисовна Юрьева", None, Link("=2026-2010", "16")],
            ["Итого:", None, 28],
        ],
        merges=["A2:C2", "B3:B4"],
        people=[
            ("Терентьева Алла Юрьевна", {"position": "учитель", "experience_teaching": 12}),
            ("Юрьева Алла Борисовна", {"position": "учитель", "experience_teaching": 16}),
        ],
        doubts={"Терентьева Алла Юрьевна": "repair.formula", "Юрьева Алла Борисовна": "repair.order"},
    ),
]  # fmt: skip


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The packed file with one part put in or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            if item.filename != name:
                new.writestr(item, old.read(item))
        new.writestr(name, part)
    return out.getvalue()
