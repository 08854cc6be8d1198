"""A staff list that is not to be believed as it stands: it contradicts itself, guesses, or would empty a school."""

import datetime
import io

import openpyxl
import pytest

from accounts.models import Employment, Person, StoredFile
from accounts.services import files, people
from programs.services import imports, registry_lines
from tests.programs import registry_flow as reg
from tests.programs import sheets
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_list_that_contradicts_itself_waits_and_says_which_rows(world: World, client_of) -> None:
    """Neither the name nor the subject flips, however often it is sent; two posts are two jobs."""
    rows = [reg.KIM, [*reg.KIM[:3], "физика", *reg.KIM[4:]], ["Р-1", "Лаврова Юлия Андреевна", *reg.KIM[2:]],
            [*reg.KIM[:2], "методист", "", "", "01.09.2020", ""]]  # fmt: skip
    with acting(world.a11.curator) as actor:
        batch = reg.written(actor, rows)
        assert reg.numbers(batch) == {"new": 1, "change": 1, "todo": 2}
        assert {line.number: line.match["fields"] for line in batch.rows.filter(verdict="ask")} == {
            3: ["subject"], 4: ["last_name"],
        }  # fmt: skip
        assert reg.jobs("Р-1") == [(world.a11.id, "учитель", "химия", ""), (world.a11.id, "методист", "", "")]
        before = reg.snapshot()
        again = reg.trial(actor, rows)
        assert reg.numbers(again) == {"same": 2, "todo": 2} and reg.snapshot() == before
        asked = again.rows.get(number=3)
        again = imports.correct(actor=actor, batch=again, fixes={}, decisions={asked.pk: "new"})
        assert again.rows.get(number=3).verdict == "ask", "nobody decides it by a word of another question"
        again = imports.correct(actor=actor, batch=again, fixes={}, decisions={asked.pk: "skip"})
        assert again.rows.get(number=3).verdict == "skipped"
    page = client_of(world.a11.curator).get(f"/imports/{batch.pk}/?show=todo").content.decode().replace("\xa0", " ")
    assert "противоречит строке 2" in page
    assert "Строки 2 и 3 с одним номером реестра расходятся (предмет или направление)" in page
    assert "Строки 2 и 4 с одним номером реестра расходятся (фамилия)" in page


def test_another_day_of_hiring_puts_a_known_job_right(world: World) -> None:
    """Not by a guess (a year alone), nor into the time of the job before it."""
    with acting(world.a11.curator) as actor:
        reg.written(actor, [reg.KIM, reg.ORLOV])
        other = [*reg.KIM[:5], "15.08.2019", ""]
        batch = reg.trial(actor, [other, [*reg.ORLOV[:5], "2019", ""]])
        assert reg.row(batch, "Р-1").match["changes"] == [["hired_on", "2020-09-01", "2019-08-15"]]
        reg.apply(actor, batch)
        job = Employment.objects.get(person__registry_keys__key="Р-1")
        assert job.valid_from == datetime.date(2019, 8, 15)
        assert Employment.objects.get(person__registry_keys__key="Р-2").valid_from == datetime.date(2021, 9, 1)
        assert reg.numbers(reg.trial(actor, [other])) == {"same": 1}
        people.end_employment(actor=actor, employment=job, on=datetime.date(2024, 6, 1))
        reg.written(actor, [[*reg.KIM[:5], "01.09.2024", ""]])
        assert reg.numbers(reg.trial(actor, [[*reg.KIM[:5], "01.09.2023", ""]])) == {"same": 1}


def test_one_who_leaves_a_small_school_asks_for_no_word_and_two_do(world: World) -> None:
    with acting(world.a11.curator) as actor:
        reg.written(actor, [reg.KIM, reg.ORLOV])
        gone = [[*row[:6], "31.10.2026"] for row in (reg.KIM, reg.ORLOV)]
        Employment.objects.filter(organization_id=world.a11.id).exclude(
            person__registry_keys__key__in=["Р-1", "Р-2"]
        ).update(valid_to=datetime.date(2026, 1, 1), valid_from=datetime.date(2020, 1, 1))
        assert reg.numbers(reg.trial(actor, [gone[0], reg.ORLOV])) == {"leave": 1, "same": 1}
        assert reg.numbers(reg.trial(actor, gone)) == {"torn": 2}


def test_a_day_at_the_end_of_time_and_an_endless_number_stop_no_list(world: World) -> None:
    with acting(world.a11.curator) as actor:
        late = [*reg.ORLOV[:6], datetime.date(9999, 12, 31)]
        batch = reg.written(actor, [reg.KIM, late, ["Р-" + "1" * 90, "Зуев Пётр Ильич", "учитель", "", "", "", ""]])
        codes = {line.number: [doubt["code"] for doubt in line.doubts] for line in batch.rows.filter(verdict="broken")}
        assert codes == {3: ["bad.date"], 4: ["bad.long_key"]}


def test_a_pension_number_typed_as_a_correction_is_sealed(world: World) -> None:
    with acting(world.a11.curator) as actor:
        batch = reg.trial(actor, [["", *reg.KIM[1:]]])
        line = batch.rows.get()
        imports.correct(actor=actor, batch=batch, fixes={line.pk: {"registry_key": "112-233-445 95"}}, decisions={})
        line.refresh_from_db()
        assert line.verdict == "ready" and line.key.startswith("с-") and "112-233" not in str(vars(line))


def test_a_day_to_come_takes_nobody_from_work(world: World) -> None:
    """A column moved by a year would leave a school without its people, past the guard of leavings."""
    with acting(world.a11.curator) as actor:
        reg.written(actor, [reg.KIM, reg.ORLOV])
        later = (actor.today + datetime.timedelta(days=200)).strftime("%d.%m.%Y")
        before = reg.snapshot()
        batch = reg.trial(actor, [[*row[:5], later, ""] for row in (reg.KIM, reg.ORLOV)])
        assert reg.numbers(batch) == {"same": 2}
        assert reg.snapshot() == before


def test_a_namesake_of_another_subject_is_asked_about_and_may_be_new(world: World) -> None:
    """Her row contradicts nobody's: whose card it is was guessed by the name alone."""
    with acting(world.a11.curator) as actor:
        reg.written(actor, [reg.KIM])
        other = ["Р-8", *reg.KIM[1:3], "физика", *reg.KIM[4:]]
        batch = reg.trial(actor, [reg.KIM, other])
        line = reg.row(batch, "Р-8")
        assert line.verdict == "ask" and "asks" not in line.match and line.match["candidates"]
        batch = imports.correct(actor=actor, batch=batch, fixes={}, decisions={line.pk: "new"})
        reg.apply(actor, batch)
        assert Person.objects.filter(last_name="Ким", first_name="Юлия").count() == 2
        assert reg.numbers(reg.trial(actor, [reg.KIM, other])) == {"same": 2}


@pytest.mark.parametrize("alike", [False, True])
def test_one_number_in_every_row_is_not_compared_row_by_row_with_every_row(world: World, monkeypatch, alike) -> None:
    compared, differ = [], registry_lines._differ
    monkeypatch.setattr(registry_lines, "_differ", lambda *given: compared.append(1) or differ(*given))
    rows = [["Р-1", f"Ступин{'' if alike else 'абвгдежзик'[n % 10] + 'абвг'[n // 10]} Олег Ильич", "учитель",
             "", "", "", ""] for n in range(40)]  # fmt: skip
    with acting(world.a11.curator) as actor:
        reg.trial(actor, rows)
    assert len(compared) <= 4 * len(rows)


def test_a_list_that_tells_history_does_not_erase_ours(world: World) -> None:
    """Two times of one post in the list, one unbroken in our records: the years before stay his."""
    with acting(world.a11.curator) as actor:
        reg.written(actor, [[*reg.KIM[:5], "01.09.2015", ""]])
        history = [[*reg.KIM[:5], "01.09.2015", "30.06.2020"], [*reg.KIM[:5], "01.09.2022", ""]]
        for rows in (history, history[::-1]):
            assert reg.numbers(reg.trial(actor, rows)) == {"same": 1, "passed": 1}
        job = Employment.objects.get(person__registry_keys__key="Р-1")
        assert job.valid_from == datetime.date(2015, 9, 1)


@pytest.mark.parametrize("state", ["visible", "hidden"])
def test_sheets_beside_the_list_are_not_kept(world: World, state: str) -> None:
    """A pension number lies in another sheet of the book: only the sheet that is read is kept."""
    book = openpyxl.Workbook()
    for row in (reg.HEAD, reg.KIM):
        book.active.append(row)
    book.create_sheet("Для себя").append(["112-233-445 95"])
    book["Для себя"].sheet_state = state
    out = io.BytesIO()
    book.save(out)
    with acting(world.a11.curator) as actor:
        batch, _fresh = imports.upload(actor=actor, kind="registry", content=out.getvalue(), name="Кадры.xlsx")
        file = StoredFile.objects.get(pk=batch.file_id)
        kept = files.open_bytes(file).decode()
        assert file.name == "Кадры.csv" and "Ким" in kept and "112" not in kept
        batch = imports.settle_columns(actor=actor, batch=batch, fields={}, options={}, remember=False)
        assert reg.numbers(batch) == {"new": 1}


def test_a_pension_number_among_words_is_sealed(world: World) -> None:
    """In a cell and in a correction; a telephone and the words about it stay."""
    told = "химия (СНИЛС 112-233-445 95, паспорт, 8 917 555-01-02)"
    head = [*reg.HEAD, "Номер на карточке"]
    with acting(world.a11.curator) as actor:
        content = sheets.text([head, ["", *reg.KIM[1:3], told, *reg.KIM[4:], "112–233–445 95"]], "utf-8")
        batch, _fresh = imports.upload(actor=actor, kind="registry", content=content, name="а.csv")
        kept = files.open_bytes(StoredFile.objects.get(pk=batch.file_id)).decode()
        assert "445 95" not in kept and "химия (СНИЛС с-" in kept and ", паспорт, 8 917 555-01-02)" in kept
        batch = imports.settle_columns(actor=actor, batch=batch, fields={}, options={}, remember=False)
        line = batch.rows.get()
        imports.correct(actor=actor, batch=batch, fixes={line.pk: {"registry_key": "№ 112-233-445 95"}}, decisions={})
        line.refresh_from_db()
        assert line.key.startswith("№ с-") and "445 95" not in str(vars(line))


def test_zeros_in_the_column_of_pension_numbers_are_nobodys_number(world: World) -> None:
    rows = [["СНИЛС", *reg.HEAD[1:]], ["0", *reg.KIM[1:]], ["000-000-000 00", *reg.ORLOV[1:]]]
    with acting(world.a11.curator) as actor:
        batch, _fresh = imports.upload(actor=actor, kind="registry", content=sheets.text(rows, "utf-8"), name="а.csv")
        batch = imports.settle_columns(actor=actor, batch=batch, fields={0: "registry_key"}, options={}, remember=False)
        for line in batch.rows.all():
            assert [doubt["code"] for doubt in line.doubts] == ["bad.no_registry_key"]
