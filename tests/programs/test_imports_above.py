"""Tables above the school and large ones: districts, the tree of a region, slices that outlive a killed worker."""

import pytest

from accounts import desk
from accounts.models import Employment, Notice, Organization, Person
from accounts.tenancy import tenant_scope
from programs.models import ImportBatch, ImportRow, YearFigures
from programs.services import import_work, imports
from tests.programs import sheets
from tests.programs.import_flow import reviewed, verdicts
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_district_loads_the_staff_of_its_schools(world: World) -> None:
    """By the names of organizations; the same person in a second school is asked about, with the first one's name."""
    with acting(world.a10.coordinator) as actor:
        first, second = (Organization.objects.get(pk=node.id) for node in (world.a11, world.a12))
        rows = [
            ["Школа", "ФИО", "Должность", "Эл. почта"],
            [first.short_name, "Ким Юлия Андреевна", "учитель", "kim@x.test"],
            [second.short_name.upper(), "Лапина Галина Фёдоровна", "методист", ""],
            ["Школа на Луне", "Руднев Тимур Олегович", "учитель", ""],
        ]
        batch = imports.apply(actor=actor, batch=reviewed(actor, rows, kind="staff"))
        assert verdicts(batch) == {2: "added", 3: "added", 4: "broken"}
        assert Employment.objects.get(person__last_name="Лапина").organization_id == second.pk
        more = [rows[0], [second.short_name, "Ким Юлия Андреевна", "учитель", "kim@x.test"]]
        batch = reviewed(actor, more, kind="staff")
        line = batch.rows.get()
        assert line.match["candidates"][0]["where"] == first.short_name
        batch = imports.correct(
            actor=actor, batch=batch, fixes={}, decisions={line.pk: f"p{line.match['candidates'][0]['person']}"}
        )
        imports.apply(actor=actor, batch=batch)
        assert Person.objects.get(last_name="Ким").employments.count() == 2


def test_rows_of_an_organization_that_has_gone_wait_and_the_others_go_in(world: World) -> None:
    """Closed between the review and the load: the row says so and waits on the first page of its sender alone."""
    with acting(world.a10.coordinator) as actor:
        first, second = (Organization.objects.get(pk=node.id) for node in (world.a11, world.a12))
        known = Person.objects.filter(employments__organization=second).first()
        rows = [
            ["Школа", "ФИО", "Должность"],
            [first.short_name, "Ким Юлия Андреевна", "учитель"],
            [second.short_name, "Лапина Галина Фёдоровна", "методист"],
            [second.short_name, known.full_name, "методист"],
        ]
        batch = reviewed(actor, rows, kind="staff")
        Organization.objects.filter(pk=second.pk).update(closed_on=actor.today)
        batch = imports.apply(actor=actor, batch=batch)
        assert verdicts(batch) == {2: "added", 3: "broken", 4: "broken"}
        assert {row.doubts[0]["code"] for row in batch.rows.filter(verdict="broken")} == {"bad.refused"}
        items = [item for item in desk.items_for(actor) if f"/imports/{batch.pk}/" in item.url]
        assert [str(item.title).replace("\xa0", " ") for item in items] == ["2 строки из таблицы ждут вашего решения"]
    with acting(world.a10.head) as other:
        assert not [item for item in desk.items_for(other) if f"/imports/{batch.pk}/" in item.url]


def test_damage_deep_in_a_long_table_refuses_it_and_its_sender_is_told(world: World, client_of) -> None:
    """What was read of it makes nobody; the page says what to do, the notice waits on the first page."""
    rows = [["ФИО", "Должность"], *([f"Фамилия{_word(n)} Анна Ильинична", "учитель"] for n in range(1, 200))]
    content = sheets.text([*rows, ["я" * 1_100_000, "учитель"]], "utf-8")
    with acting(world.a11.curator) as actor:
        batch, _fresh = imports.upload(actor=actor, kind="staff", content=content, name="а.csv")
        batch = imports.settle_columns(actor=actor, batch=batch, fields={}, options={}, remember=False)
        assert batch.stage == "reading"
        import_work.finish(batch.pk)
        batch.refresh_from_db()
        assert (batch.stage, batch.trouble.split(".")[0]) == ("refused", "Файл не читается")
        assert Notice.objects.filter(person_id=actor.person_id, dedupe_key__startswith=f"import:{batch.pk}:").exists()
    page = client_of(world.a11.curator).get(f"/imports/{batch.pk}/").content.decode().replace("\u00a0", " ")
    assert "Исправить файл и выбрать его снова" in page
    assert "Посмотреть, что получилось" not in page


def test_a_region_loads_its_tree_and_the_figures(world: World) -> None:
    """Organizations under their districts with head and curator; figures by tax number; undone both."""
    with acting(world.a00.region_operator) as actor:
        rows = [
            ["Краткое наименование", "Муниципалитет", "ИНН", "Директор", "Куратор", "Почта куратора"],
            ["Школа № 77", Organization.objects.get(pk=world.a10.id).name, "2204000001", "Зуев Пётр Ильич",
             "Ким Юлия Андреевна, заместитель директора", "kim@school77.test"],
        ]  # fmt: skip
        tree = imports.apply(actor=actor, batch=reviewed(actor, rows, kind="organizations"))
        assert verdicts(tree) == {2: "added"}, tree.rows.get().doubts
        school = Organization.objects.get(short_name="Школа № 77")
        assert (school.parent_id, school.kind) == (world.a10.id, "school")
        assert sorted(school.memberships.values_list("role", flat=True)) == ["curator", "head"]
        numbers = [["ИНН", "Учебный год", "Обучающихся 10–19 лет", "Дети 15-19", "МС", "Педагогов"],
                   ["2204000001", "2026/27", 400, 90, 3, 40]]  # fmt: skip
        batch = imports.apply(actor=actor, batch=reviewed(actor, numbers, kind="figures"))
        figures = YearFigures.objects.get(organization=school)
        assert (figures.school_year, figures.pupils_10_19, figures.young_specialists) == (2026, 400, 3)
        assert imports.undo(actor=actor, batch=batch).stage == "undone"
        assert not YearFigures.objects.filter(organization=school).exists()
        imports.undo(actor=actor, batch=tree)
        school.refresh_from_db()
        assert school.closed_on == actor.today


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_loses_nothing_and_repeats_nothing(world: World, monkeypatch) -> None:
    """A large table goes in slices: death in the middle of one leaves the others, the next wake goes on from there."""
    rows = [
        ["ФИО", "Должность"],
        *([f"Фамилия{_word(n)} Анна Ильинична", "учитель"] for n in range(1, 60)),
        ["Итого", "59"],
    ]
    monkeypatch.setattr(imports, "SMALL", 5)
    monkeypatch.setattr(import_work, "READ_SLICE", 10)
    monkeypatch.setitem(import_work.WRITE_SLICE, "staff", 10)
    with acting(world.a11.curator) as actor:
        batch, _fresh = imports.upload(actor=actor, kind="staff", content=sheets.xlsx(rows), name="а.xlsx")
        batch = imports.settle_columns(actor=actor, batch=batch, fields={}, options={}, remember=False)
        assert batch.stage == "reading"
    _die_in_the_middle(monkeypatch, "_read", 4)
    with tenant_scope(world.region_a):
        batch.refresh_from_db()
        assert (batch.stage, batch.rows_read, batch.rows.count()) == ("reading", 30, 30)
        ImportBatch.objects.update(worked_at=None)  # its lease has run out
    import_work.run_all()
    with acting(world.a11.curator) as actor:
        batch.refresh_from_db()
        assert (batch.stage, batch.rows.count(), batch.options["passed"]) == ("review", 59, {"total": 1})
        assert [item.title for item in desk.items_for(actor) if f"/imports/{batch.pk}/" in item.url]
        imports.apply(actor=actor, batch=batch)
    _die_in_the_middle(monkeypatch, "_write", 3)
    with tenant_scope(world.region_a):
        assert Person.objects.filter(last_name__startswith="Фамилия").count() == 20
        ImportBatch.objects.update(worked_at=None)
    import_work.run_all()
    import_work.run_all()
    with tenant_scope(world.region_a):
        batch.refresh_from_db()
        assert (batch.stage, batch.counts["added"]) == ("done", 59)
        assert Person.objects.filter(last_name__startswith="Фамилия").count() == 59
        assert ImportRow.objects.filter(batch=batch).count() == 59
        told = Notice.objects.filter(person_id=batch.created_by_id, dedupe_key__startswith=f"import:{batch.pk}:")
        assert sorted(told.values_list("text", flat=True)) == [
            "Таблица загружена", "Таблица прочитана и ждёт вашей проверки",
        ]  # fmt: skip


def _word(number: int) -> str:
    return "".join("абвгдежзик"[int(digit)] for digit in f"{number:03}")


class _Killed(BaseException):
    pass


def _die_in_the_middle(monkeypatch, name: str, turn: int) -> None:
    """The turn-th slice does its work and dies before the commit."""
    real, turns = getattr(import_work, name), iter(range(1, 1000))

    def dying(*args):
        real(*args)
        if next(turns) == turn:
            raise _Killed

    with monkeypatch.context() as patch:
        patch.setattr(import_work, name, dying)
        with pytest.raises(_Killed):
            import_work.run_all()
