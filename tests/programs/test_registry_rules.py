"""Any list written twice is written once; two at one moment; the report recounted by other means."""

import itertools
from dataclasses import replace

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.models import Employment, Person
from accounts.tenancy import tenant_scope
from programs.models import RegistryKey
from programs.queries import registry_report
from programs.services import import_work, imports, staff_lists
from programs.services.registry_lines import Line, hold
from tests.programs import pair_flow as flow
from tests.programs import registry_flow as reg
from tests.programs.test_orders_races import refusals, together
from tests.programs.test_pairs_races import in_scope
from tests.support.people import acting
from tests.world import World

NAMES = ["Ким", "Орлов", "Зуев", "Лапина"]
ROWS = st.lists(
    st.fixed_dictionaries(
        {"key": st.sampled_from(["Р-1", "Р-2", "Р-3", ""]), "last_name": st.sampled_from(NAMES),
         "first_name": st.sampled_from(["Вера", "Анна", "?"])},
        optional={
            "position": st.sampled_from(["учитель", "методист"]), "subject": st.sampled_from(["химия", "физика"]),
            "birth_date": st.sampled_from(["1980-02-03", "1990-05-06", "32.13.2000"]),
            "hired_on": st.sampled_from(["2020-09-01", "2030-09-01"]),
            "left_on": st.sampled_from(["2026-01-10", "2031-01-10", "2019-01-10"]),
            "email": st.sampled_from(["one@x.test", "two@x.test", "no address"]),
            "organization": st.sampled_from([1, 2, 3]),
            "elsewhere": st.sampled_from(["second", "transfer"]), "new_person": st.booleans(),
        },
    ),
    min_size=1, max_size=6,
)  # fmt: skip


@pytest.mark.django_db
@given(lists=st.lists(st.tuples(ROWS, st.booleans()), min_size=1, max_size=3))
@settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_list_written_twice_is_written_once(world: World, lists: list) -> None:
    """Whatever stood before, whatever is torn in it: a second writing finds nothing to do, nobody is deleted, the
    report counts every row once."""
    with transaction.atomic():
        with acting(world.a10.coordinator) as actor:
            places = {1: world.a11.id, 2: world.a12.id, 3: world.a21.id}
            flow.teacher(world.a11, "Ким")
            for rows, whole in lists:
                told = [row | {"organization": places[row.get("organization", 1)]} for row in rows]
                people = set(Person.objects.values_list("pk", flat=True))
                sent = {"actor": actor, "rows": told, "whole": whole, "leaving": list(places.values())}
                trial = staff_lists.take(**sent, dry_run=True)
                before = reg.snapshot()
                first = staff_lists.take(**sent, dry_run=False)
                promised, made = reg.numbers(trial), reg.numbers(first)
                assert people <= set(Person.objects.values_list("pk", flat=True))
                assert not {"Р-1", "Р-2", "Р-3"} & _twice_owned()
                after = reg.snapshot()
                assert made or after == before
                assert promised.get("new", 0) >= made.get("new", 0)
                staff_lists.take(**sent, dry_run=False)
                assert reg.snapshot() == after
                assert _recounted(first.pk) == sum(
                    registry_report.totals(registry_report.by_school(first))[name] for name in registry_report.COLUMNS
                )
        transaction.set_rollback(True)


def _twice_owned() -> set[str]:
    keys = list(RegistryKey.objects.values_list("key", flat=True))
    return {key for key in keys if keys.count(key) > 1}


def _recounted(batch: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM programs_importrow WHERE batch_id = %s", [batch])
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_the_report_recounted_in_sql(world: World) -> None:
    """The oracle reads jobs and numbers themselves, not the rows of the list."""
    head = [*reg.HEAD, "Школа"]
    with acting(world.a10.coordinator) as actor:
        first, second = (reg.school(node).short_name for node in (world.a11, world.a12))
        lemma = ["Р-3", "Лапина Галина Фёдоровна", "методист", "", "", "", ""]
        reg.written(actor, [[*reg.KIM, first], [*reg.ORLOV, first], [*lemma, second]], head=head)
        new = ["Р-9", "Новикова Анна Олеговна", "учитель", "", "", "", ""]
        kim = [*reg.KIM[:3], "биология", *reg.KIM[4:]]
        batch = reg.trial(actor, [[*kim, first], [*new, first], [*lemma, second]], head=head, whole=True)
        keys = {(first, "Р-1"), (first, "Р-9"), (second, "Р-3")}
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT o.short_name, k.key, e.subject FROM accounts_employment e
                   JOIN accounts_organization o ON o.id = e.organization_id
                   JOIN programs_registrykey k ON k.person_id = e.person_id
                   WHERE e.valid_to IS NULL AND o.id = ANY(%s)""",
                [[world.a11.id, world.a12.id]],
            )
            working = {(school, key): subject for school, key, subject in cursor.fetchall()}
        oracle = {"new": len(keys - working.keys()), "leave": len(working.keys() - keys)}
        report = {line["name"]: line for line in registry_report.by_school(batch)}
        leaving = sum(line["leave"] + line["torn"] for line in report.values())
        assert {"new": sum(line["new"] for line in report.values()), "leave": leaving} == oracle
        assert report[first]["change"] == (working[first, "Р-1"] != "биология") and report[second]["same"] == 1


@pytest.mark.django_db(transaction=True)
def test_two_presses_of_apply_and_two_lists_at_one_moment(world: World) -> None:
    """One list is written once; two lists with the same people make no second card and no second job."""
    a = world.a11
    letters = "абвгд"
    rows = [[f"Р-{n}", f"Ступин{letters[n // 5]}{letters[n % 5]} Олег Ильич", "учитель", "", "", "", ""]
            for n in range(12)]  # fmt: skip
    with acting(a.curator) as actor:
        one = reg.trial(actor, rows)
        other = reg.trial(actor, rows[::-1])
    answers = together(*[
        in_scope(a, lambda batch=batch: imports.apply(actor=flow.of(a, "curator"), batch=batch))
        for batch in (one, one, other)
    ])  # fmt: skip
    assert {refusal.code for refusal in refusals(answers)} <= {"already", "refused"}
    with tenant_scope(world.region_a):
        written = Person.objects.filter(last_name__startswith="Ступин")
        assert written.count() == 12
        assert Employment.objects.filter(person__in=written).count() == 12
        assert RegistryKey.objects.filter(person__in=written).count() == 12


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_goes_on_from_where_it_was(world: World, monkeypatch) -> None:
    """A large list is written in the background, a slice a transaction; death in the middle repeats nothing."""
    monkeypatch.setattr(imports, "SMALL_LIST", 3)
    monkeypatch.setitem(import_work.WRITE_SLICE, "registry", 4)
    letters = "абвгд"
    rows = [[f"Р-{n}", f"Ступин{letters[n // 5]}{letters[n % 5]} Олег Ильич", "учитель", "", "", "", ""]
            for n in range(12)]  # fmt: skip
    with acting(world.a11.curator) as actor:
        batch = reg.trial(actor, rows)
        batch = imports.apply(actor=actor, batch=batch)
        assert batch.stage == "applying"
    written, write = itertools.count(), import_work.registry_writing.write

    def dies(*given, **named):
        if next(written) == 6:
            raise KeyboardInterrupt
        return write(*given, **named)

    monkeypatch.setattr(import_work.registry_writing, "write", dies)
    with pytest.raises(KeyboardInterrupt):
        import_work.run_all()
    with tenant_scope(world.region_a):
        assert Person.objects.filter(last_name__startswith="Ступин").count() == 4
        type(batch).objects.filter(pk=batch.pk).update(worked_at=None)
    import_work.run_all()
    with tenant_scope(world.region_a):
        batch.refresh_from_db()
        assert (batch.stage, batch.rows_done) == ("done", 12)
        assert Person.objects.filter(last_name__startswith="Ступин").count() == 12


def _line(number: int, **values: str) -> Line:
    names = {"last_name": "Ким", "first_name": "Юлия", "organization_id": 1}
    return Line(number, names | values)


@pytest.mark.parametrize(
    ("first", "second", "waits"),
    [
        ({}, {"last_name": "Орлова"}, ["last_name"]),
        ({"patronymic": "Ильинична"}, {"patronymic": ""}, None),
        ({"subject": "химия"}, {"subject": "физика"}, ["subject"]),
        ({"position": "учитель"}, {"position": "методист"}, None),  # two jobs
        ({"position": "учитель"}, {"position": "учитель", "left_on": "2026-01-10"}, ["left_on"]),
        ({"position": "учитель", "subject": "химия"}, {"subject": "физика"}, ["subject"]),  # no post: of any
        ({}, {"position": "учитель"}, ["position"]),
        ({"subject": "химия"}, {"organization_id": 2, "subject": "физика"}, None),
        ({"birth_date": "1980-02-03"}, {"organization_id": 2, "birth_date": "1990-02-03"}, ["birth_date"]),
        ({"hired_on": "2015-09-01", "left_on": "2020-06-30"}, {"hired_on": "2022-09-01"}, None),  # taken on again
    ],
)
def test_the_later_of_two_rows_that_do_not_agree_waits(first: dict, second: dict, waits: list | None) -> None:
    told = hold([_line(3, **second), _line(2, **first)])
    assert told.waits == ({3: {"asks": "contradiction", "against": 2, "fields": waits}} if waits else {})


def test_a_row_that_was_put_aside_contradicts_nothing() -> None:
    assert not hold([replace(_line(2), counts=False), _line(3, last_name="Орлова")]).waits


def test_a_former_time_of_a_post_dismisses_nobody_who_was_taken_on_again() -> None:
    former, now = {"hired_on": "2015-09-01", "left_on": "2020-06-30"}, {"hired_on": "2022-09-01"}
    assert hold([_line(2, **former), _line(3, **now)]).former == {2: 3}
    assert hold([_line(2, **now), _line(3, **former)]).former == {3: 2}
