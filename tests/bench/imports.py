"""A region's list: rows a second, and the memory that a hundred thousand of them take beside five thousand."""

import io
import resource
import time
import tracemalloc
from collections.abc import Iterator
from itertools import islice

import openpyxl
from django.db import connection

from programs.imports import table
from programs.imports.reading import Options, read
from programs.imports.sheet import open_book
from programs.scenarios.play import Play
from programs.services import import_work
from programs.services import imports as imports_service
from tests.programs import sheets

SCHOOLS = 300
LETTERS = "абвгдежзик"


def people(count: int, school: str = "Школа № {}", schools: int = 500) -> Iterator[list[str]]:
    """Names that are all different, as spreadsheets of a region have them."""
    yield ["№ п/п", "Организация", "ФИО", "Должность", "Телефон", "Электронная почта", "Дата рождения"]
    for number in range(count):
        word = "".join(LETTERS[int(digit)] for digit in f"{number:06}")
        yield [
            str(number + 1), school.format(number % schools + 1), f"Я{word} Анна Ильинична", "учитель",
            f"8 917 {number // 10000:03} {number % 10000 // 100:02} {number % 100:02}", f"t{number}@school.test",
            f"{number % 28 + 1:02}.{number % 12 + 1:02}.{1960 + number % 40}",
        ]  # fmt: skip


def read_all(content: bytes) -> int:
    book = open_book(content)
    sheet, heading = table.best_sheet(book, "staff")
    rows = table.people_rows(book, sheet, heading.begins, heading.mapping)
    options, mapping, done = Options(needs_organization=True), heading.mapping, 0
    while part := list(islice(rows, 1000)):
        for (_number, cells), reason in part:
            done += bool(reason or read("staff", table.fields_of(cells, mapping), {}, options))
    return done


def raw(content: bytes) -> int:
    """The least: openpyxl over the same rows."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return sum(1 for _row in book.worksheets[0].iter_rows(values_only=True))


def peak(content: bytes) -> float:
    """Megabytes of Python beyond the file itself."""
    tracemalloc.start()
    read_all(content)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 2**20


def imports(rows: int = 5_000) -> None:
    content = sheets.xlsx(list(people(rows)), constant_memory=True)
    for act in (raw, read_all):
        act(content)
    started = time.perf_counter()
    raw(content)
    middle = time.perf_counter()
    read_all(content)
    least, ours = middle - started, time.perf_counter() - middle
    name = "a table of people, read and understood"
    print(f"{name:<46} {rows / ours:8.0f} rows/s  {ours / least:6.1f} × openpyxl alone")
    print(f"{'its memory':<46} {peak(content):8.1f} MB, process {_process():.0f} MB")


def loading(play: Play, rows: int = 3_000) -> None:
    """From the bytes to cards with jobs and their events, beside openpyxl and COPY into tables without a rule."""
    actor = play.actor("Гордеева")
    content = sheets.xlsx(list(people(rows, "school-{}", SCHOOLS - 1)))
    started = time.perf_counter()
    batch, _fresh = imports_service.upload(actor=actor, kind="staff", content=content, name="x.xlsx")
    batch = imports_service.settle_columns(actor=actor, batch=batch, fields={}, options={}, remember=False)
    import_work.finish(batch.pk)
    read = time.perf_counter()
    imports_service.apply(actor=actor, batch=batch)
    import_work.finish(batch.pk)
    written = time.perf_counter()
    batch.refresh_from_db()
    assert batch.counts["added"] == rows
    least = _copied(content)
    name = "a region's staff: read, then written"
    times = f"{(read - started) * 1e3 / rows:.2f} + {(written - read) * 1e3 / rows:.2f} ms/row"
    print(f"{name:<46} {times}  {(written - started) / least:6.1f} × openpyxl and COPY")


def _copied(content: bytes) -> float:
    """Seconds of the least: the cells of the file into two bare tables."""
    started = time.perf_counter()
    out = io.StringIO()
    for row in openpyxl.load_workbook(io.BytesIO(content), read_only=True).worksheets[0].iter_rows(values_only=True):
        out.write("\t".join(map(str, row)) + "\n")
    with connection.cursor() as cursor:
        for table_name in ("bench_people", "bench_jobs"):
            cursor.execute(f"CREATE TEMP TABLE {table_name} (a text, b text, c text, d text, e text, f text, g text)")
            out.seek(0)
            cursor.copy_expert(f"COPY {table_name} FROM STDIN", out)
    return time.perf_counter() - started


def _process() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
