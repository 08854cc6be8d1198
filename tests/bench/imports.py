"""A region's list: rows a second, and the memory that a hundred thousand of them take beside five thousand."""

import io
import resource
import time
import tracemalloc
from collections.abc import Iterator
from itertools import islice

import openpyxl

from programs.imports import table
from programs.imports.reading import Options, read
from programs.imports.sheet import open_book
from tests.programs import sheets

LETTERS = "абвгдежзик"


def people(count: int) -> Iterator[list[str]]:
    """Names that are all different, as spreadsheets of a region have them."""
    yield ["№ п/п", "Организация", "ФИО", "Должность", "Телефон", "Электронная почта", "Дата рождения"]
    for number in range(count):
        word = "".join(LETTERS[int(digit)] for digit in f"{number:06}")
        yield [
            str(number + 1), f"Школа № {number % 500 + 1}", f"Я{word} Анна Ильинична", "учитель",
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


def _process() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
