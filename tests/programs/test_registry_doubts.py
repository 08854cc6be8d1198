"""A staff list that is not to be believed as it stands: it contradicts itself, guesses, or would empty a school."""

import datetime

import pytest

from accounts.models import Employment
from accounts.services import people
from programs.services import imports
from tests.programs import registry_flow as reg
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
