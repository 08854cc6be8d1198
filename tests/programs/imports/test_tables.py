"""Ten torn spreadsheets: whoever stands in them is found, every readable cell is read, every doubt is told."""

import pytest

from programs.imports import table
from programs.imports.reading import Options, Reading, read
from programs.imports.sheet import open_book
from programs.models.bank_choices import MenteeCategory, MentorSource, MentorType
from programs.regulation.catalogue.choices import DIFFICULTY_AREAS
from tests.programs import sheets

OPTIONS = Options(
    areas={code: str(label) for code, label in DIFFICULTY_AREAS.items()},
    sources=dict(MentorSource.choices), mentor_types=dict(MentorType.choices),
    categories={code: str(label) for code, label in MenteeCategory.choices},
)  # fmt: skip


def readings(content: bytes, kind: str) -> list[Reading]:
    book = open_book(content)
    sheet, heading = table.best_sheet(book, kind)
    rows = table.people_rows(book, sheet, heading.begins, heading.mapping)
    return [
        read(kind, table.fields_of(cells, heading.mapping), {}, OPTIONS)
        for (_number, cells), reason in rows
        if not reason
    ]


def name_of(reading: Reading) -> str:
    return " ".join(
        reading.values[part] for part in ("last_name", "first_name", "patronymic") if reading.values.get(part)
    )


@pytest.mark.parametrize("torn", sheets.TABLES, ids=lambda torn: torn.name)
def test_the_people_of_a_torn_table(torn: sheets.Table) -> None:
    found = readings(sheets.make(torn), torn.kind)
    assert [name_of(reading) for reading in found] == [name for name, _fields in torn.people]
    for reading, (name, fields) in zip(found, torn.people, strict=True):
        assert {key: reading.values.get(key) for key in fields} == fields, name
    doubts = {name_of(reading): [doubt.code for doubt in reading.doubts] for reading in found if reading.doubts}
    assert doubts == {name: codes.split() for name, codes in torn.doubts.items()}
