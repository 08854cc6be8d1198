"""Measures from a table: pasted or a file, looked at first, written once; what is downloaded."""

import io
import re
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.refusal import Refusal
from monitoring.models import IndicatorValue
from monitoring.services import measure_tables
from programs.models import Unit
from tests.monitoring.measuring import DAY, asks, group, measure, mentees
from tests.monitoring.month import at, page_text
from tests.monitoring.test_impact import BEGAN, S1, S2
from tests.support.people import acting
from tests.world import Node, World

pytestmark = pytest.mark.django_db
HEAD = ["№", "Ф.И.О. педагога", "Класс", "Прошли ВПР", "Средний балл", "Рост, см"]


@pytest.fixture
def a(world: World, clock_at) -> Node:
    clock_at(at("25.05.2022"))
    with acting(world.a11.curator):
        IndicatorValue.objects.all().delete()
    return world.a11


def stored(node: Node) -> list[tuple]:
    rows = IndicatorValue.objects.filter(organization_id=node.id, point="exit").order_by("code", "label")
    return [(row.code, row.label, *row.pair) for row in rows]


def test_the_same_table_twice_changes_nothing(a: Node) -> None:
    asks(a, S1)
    with acting(a.curator) as actor:
        unit = group(a, 1)
        name = mentees(unit)[0].person.full_name
        rows = [["Результаты за год"], HEAD, ["1", name, "7а", "21 из 25", "3,8", "170"],
                ["2", "Чужой Иван", "7б", "1 из 2"], ["3", name, "7б", "9 из 8", "3,9"]]  # fmt: skip
        table = measure_tables.understand(actor=actor, rows=rows, point="exit")
        assert [one.code for one in table.columns] == ["EXAM_VPR", "GRADE_MEAN"] and table.unknown == ["№", "Рост, см"]
        assert [bool(line.problem) for line in table.lines] == [False, True, True]
        told = {"actor": actor, "rows": rows, "point": "exit", "measured_on": DAY}
        written, left = measure_tables.write_table(**told)
        assert (written.new, written.same, left) == (2, 0, 2)
        before = stored(a)
        assert before == [("EXAM_VPR", "7а", 21, 25), ("GRADE_MEAN", "7а", Decimal("3.8"), None)]
        written, _left = measure_tables.write_table(**told)
        assert (written.new, written.changed, written.same) == (0, 0, 2) and stored(a) == before
        with pytest.raises(Refusal, match="не нашлось шапки"):
            measure_tables.understand(actor=actor, rows=[["а", "б"], ["в", "г"]], point="exit")


def test_the_page_reads_shows_and_writes(a: Node, client_of) -> None:
    asks(a, S1)
    with acting(a.curator):
        name = mentees(group(a, 1))[0].person.full_name
    client = client_of(a.curator)
    sheet = client.get("/measures/sheet.xlsx?point=exit")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(sheet) if sheet.streaming else sheet.content))
    cells = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert cells[3][:3] == ["ФИО", "Класс", "Средний балл"] and any(row[0] == name for row in cells)
    pasted = f"ФИО\tКласс\tПрошли ВПР\n{name}\t7а\t21 из 25\n"
    answer = client.post("/measures/load/", {"point": "exit", "measured_on": "2022-05-20", "pasted": pasted})
    assert "Запишем строк: 1" in page_text(answer)
    done = {"rows": answer.context["rows"], "point": "exit", "measured_on": "2022-05-20"}
    assert client.post("/measures/load/", done).status_code == 302
    with acting(a.curator):
        assert [row[:2] for row in stored(a)] == [("EXAM_VPR", "7а")]


def test_the_quick_page_keeps_what_was_typed_and_counts_classes(a: Node, client_of) -> None:
    asks(a, S1)
    with acting(a.curator):
        unit = group(a, 1)
        (who,) = mentees(unit)
    client, address = client_of(a.curator), f"/measures/{unit.pk}/exit/"
    typed = {"measured_on": "2022-05-20", f"v-{who.pk}-ACTIVITY-": "5", f"c-{who.pk}-0": "7а",
             f"k-{who.pk}-EXAM_VPR-0": "10 из 12", f"c-{who.pk}-1": "7б",
             f"k-{who.pk}-EXAM_VPR-1": "11 из 13"}  # fmt: skip
    wrong = client.post(address, typed | {f"v-{who.pk}-ACTIVITY-": "пять"})
    assert wrong.status_code == 422 and "нужно число" in page_text(wrong) and "10 из 12" in page_text(wrong)
    assert client.post(address, typed).status_code == 302
    with acting(a.curator):
        assert [row[:2] for row in stored(a)] == [("ACTIVITY", ""), ("EXAM_VPR", "7а"), ("EXAM_VPR", "7б")]
    renamed = typed | {f"c-{who.pk}-0": "7в", "shown": client.get(address).context["shown"]}
    assert client.post(address, renamed).status_code == 302
    with acting(a.curator):
        assert [row[:2] for row in stored(a)] == [("ACTIVITY", ""), ("EXAM_VPR", "7б"), ("EXAM_VPR", "7в")]


def test_a_page_left_open_wipes_nothing_that_others_have_written(a: Node, client_of) -> None:
    asks(a, S1)
    with acting(a.curator):
        unit = group(a, 1)
        (who,) = mentees(unit)
    client, address = client_of(a.curator), f"/measures/{unit.pk}/exit/"
    activity, exam, other = f"v-{who.pk}-ACTIVITY-", f"k-{who.pk}-EXAM_VPR-0", f"k-{who.pk}-EXAM_VPR-1"
    page = client.get(address).context
    empty = dict.fromkeys(_fields(page["table"]), "") | {"measured_on": "2022-05-20", "shown": page["shown"]}
    theirs = {f"c-{who.pk}-0": "7а", exam: "10 из 12", f"c-{who.pk}-1": "7б", other: "11 из 13"}
    assert client.post(address, empty | theirs).status_code == 302
    assert client.post(address, empty | {activity: "5"}).status_code == 302  # the tab that was opened before
    kept = [("ACTIVITY", ""), ("EXAM_VPR", "7а"), ("EXAM_VPR", "7б")]
    with acting(a.curator):
        assert [row[:2] for row in stored(a)] == kept
    for stale in ({activity: "7"}, {f"c-{who.pk}-0": "7а", exam: "1 из 12"}, {activity: "7", "shown": "forged"}):
        answer = client.post(address, empty | stale)
        assert answer.status_code == 409 and "Эти замеры уже изменил кто-то другой" in page_text(answer)
    page = client.get(address).context
    fresh = {"measured_on": "2022-05-20", "shown": page["shown"]}
    assert client.post(address, fresh).status_code == 302  # fields that are not there say nothing
    with acting(a.curator):
        assert [row[:2] for row in stored(a)] == kept
    assert client.post(address, fresh | {activity: ""}).status_code == 302
    with acting(a.curator):
        assert [row[:2] for row in stored(a)] == kept[1:]


def _fields(table: dict) -> list[str]:
    """Names of the fields of a page of measures."""
    lines = [line for block in table["classes"] for line in block["lines"]]
    cells = [cell for row in table["rows"] for cell in row["cells"] if cell]
    cells += [cell for line in lines for cell in line["cells"]]
    return [one["name"] for one in [*lines, *cells]]


def test_tables_that_are_downloaded(a: Node, client_of) -> None:
    """S3-081: numbers by category, nobody named; the impact as it is shown."""
    asks(a, S2)
    with acting(a.curator):
        unit = group(a, 1, 2, track="student", category="LOW_MOTIVATION")
        names = [member.person.last_name for member in mentees(unit)]
        Unit.objects.filter(pk=a.rows["unit"]).update(proposed_at=at("01.09.2021"))
    for who in (a.curator, a.sysadmin):
        content = client_of(who).get("/statistics/participants.xlsx").content
        cells = {row[0].value: row[1].value for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows()}
        assert cells["низкая учебная мотивация"] == 2 and not set(names) & {str(key) for key in cells}
    content = client_of(a.curator).get("/impact/table.xlsx?year=2021").content
    page = client_of(a.curator).get("/impact/?year=2021")
    shown = page.context["told"]["facts"]
    assert "н/д" in page_text(page) and "0 из 0" not in page_text(page)
    place = next(at for at, fact in enumerate(shown) if fact["has_records"])
    behind = page_text(client_of(a.curator).get(f"/impact/records/?year=2021&fact={place}"))
    assert shown[place]["title"] in behind and re.search(r'href="/units/\d+/"', behind)
    assert client_of(a.curator).get("/impact/records/?year=2021&fact=999").status_code == 302
    titles = [row[0].value for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows()]
    assert "R2. Программ завершено полностью" in titles


def test_no_page_asks_more_of_the_database_for_more_pairs(a: Node, client_of) -> None:
    asks(a, S2)
    client, seen = client_of(a.curator), {}
    pages = ("/measures/", "/measures/sheet.xlsx", "/impact/?year=2021", "/impact/kinds/?year=2021",
             "/impact/table.xlsx?year=2021", "/impact/records/?year=2021&code=CLUBS&who=pupil")  # fmt: skip
    for more in (range(2), range(2, 6)):
        with acting(a.curator):
            for number in more:
                unit = group(a, number, 2, track="student")
                for member in mentees(unit):
                    measure(a, "curator", unit, "entry", {(member, "CLUBS"): "1"}, BEGAN)
                    measure(a, "curator", unit, "exit", {(member, "CLUBS"): "2"})
        for address in pages:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200, address
            seen.setdefault(address, []).append(len(asked))
    mentee = client_of(a.mentee)
    with CaptureQueriesContext(connection) as asked:
        mentee.get("/measures/mine/")
    assert all(first == second for first, second in seen.values()), seen
    assert max(numbers[1] for numbers in seen.values()) <= 45 and len(asked) <= 20, (seen, len(asked))
