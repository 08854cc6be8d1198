"""The staff list of a regional registry by file: what it would change, what it changes, whom it leaves alone."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import desk
from accounts.models import AuditEvent, Employment, Organization, Person, StoredFile
from accounts.refusal import Refusal
from accounts.services import files, people
from programs.models import ImportRow, RegistryKey, Unit
from programs.queries import registry_report
from programs.services import imports
from tests.programs import pair_flow as flow
from tests.programs import registry_flow as reg
from tests.programs import sheets
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_trial_writes_nothing_and_says_who_is_new(world: World) -> None:
    with acting(world.a11.curator) as actor:
        before = reg.snapshot()
        batch = reg.trial(actor, [reg.KIM, reg.ORLOV])
        assert reg.snapshot() == before
        assert reg.numbers(batch) == {"new": 2}


def test_the_same_list_a_second_time_changes_nothing(world: World) -> None:
    with acting(world.a11.curator) as actor:
        first = reg.written(actor, [reg.KIM, reg.ORLOV])
        assert reg.numbers(first) == {"new": 2}
        assert reg.jobs("Р-1") == [(world.a11.id, "учитель", "химия", "")]
        kim = Employment.objects.get(person__registry_keys__key="Р-1")
        assert (kim.valid_from, kim.qualification_category) == (datetime.date(2020, 9, 1), "first")
        before = reg.snapshot()
        again = reg.trial(actor, [reg.KIM, reg.ORLOV])
        assert again.pk != first.pk and reg.numbers(again) == {"same": 2}
        with pytest.raises(Refusal, match="Нет строк"):
            imports.apply(actor=actor, batch=again)
        assert reg.snapshot() == before


def test_what_changes_is_told_from_what_to_what_and_then_written(world: World) -> None:
    """A changed surname by the number, another subject and category; another post is another job from today."""
    with acting(world.a11.curator) as actor:
        reg.written(actor, [reg.KIM, reg.ORLOV])
        kim = ["Р-1", "Лаврова Юлия Андреевна", "учитель", "биология", "высшая", "01.09.2020", ""]
        batch = reg.trial(actor, [kim, [*reg.ORLOV[:2], "методист", "", "", "", ""]])
        assert reg.row(batch, "Р-1").match["changes"] == [
            ["last_name", "Ким", "Лаврова"], ["subject", "химия", "биология"],
            ["qualification_category", "first", "highest"],
        ]  # fmt: skip
        reg.apply(actor, batch)
        assert Person.objects.get(registry_keys__key="Р-1").last_name == "Лаврова"
        assert reg.jobs("Р-1") == [(world.a11.id, "учитель", "биология", "")]
        assert reg.jobs("Р-2") == [
            (world.a11.id, "педагог-психолог", "", str(actor.today)), (world.a11.id, "методист", "", ""),
        ]  # fmt: skip
        assert reg.numbers(reg.trial(actor, [kim, [*reg.ORLOV[:2], "методист", "", "", "", ""]])) == {"same": 2}


def test_somebody_known_by_name_gets_his_number_and_no_second_card(world: World) -> None:
    with acting(world.a11.curator) as actor:
        known = flow.teacher(world.a11, "Жукова")
        batch = reg.written(actor, [["Р-7", "Жукова Вера Петровна", "учитель", "", "", "", ""]])
        assert reg.numbers(batch) == {"change": 1} and reg.row(batch, "Р-7").match["action"] == "link"
        assert RegistryKey.objects.get(key="Р-7").person_id == known.pk
        assert Person.objects.filter(last_name="Жукова").count() == 1


def test_a_namesake_with_a_number_of_his_own_is_asked_about(world: World) -> None:
    with acting(world.a11.curator) as actor:
        reg.written(actor, [reg.KIM])
        batch = reg.trial(actor, [reg.KIM, ["Р-8", *reg.KIM[1:]]])
        line = reg.row(batch, "Р-8")
        assert line.verdict == "ask"
        batch = imports.correct(actor=actor, batch=batch, fixes={}, decisions={line.pk: "new"})
        reg.apply(actor, batch)
        assert Person.objects.filter(last_name="Ким", first_name="Юлия").count() == 2


def test_a_number_that_has_passed_to_another_person_is_not_believed(world: World) -> None:
    with acting(world.a11.curator) as actor:
        reg.written(actor, [reg.KIM])
        batch = reg.trial(actor, [["Р-1", "Зуев Пётр Ильич", "учитель", "", "", "", ""]])
        line = reg.row(batch, "Р-1")
        assert (line.verdict, line.match["asks"]) == ("ask", "who")
        batch = imports.correct(actor=actor, batch=batch, fixes={}, decisions={line.pk: "new"})
        assert reg.row(batch, "Р-1").verdict == "ask", "a number is one person's"


def test_whoever_leaves_keeps_his_card_and_his_pair_waits_for_the_curator(world: World) -> None:
    """Nothing of the pair is ended by a list; the desk says what to do until it is done."""
    with acting(world.a11.curator) as actor:
        unit = flow.ordered(world.a11)
        mentor = unit.members.get(side="mentor").person
        left = str(actor.today - datetime.timedelta(days=1))
        job = Employment.objects.get(person=mentor, valid_to=None)
        batch = reg.trial(actor, [["Р-5", mentor.full_name, job.title, "", "", "", left]])
        line = reg.row(batch, "Р-5")
        assert line.match["action"] == "leave" and line.match["stays"]["units"] == [unit.pk]
        if line.verdict == "ask":
            batch = imports.confirm_leaving(actor=actor, batch=batch, schools=[world.a11.id])
        reg.apply(actor, batch)
        job.refresh_from_db()
        assert job.valid_to == actor.today
        assert Unit.objects.get(pk=unit.pk).state == unit.state and Person.objects.filter(pk=mentor.pk).exists()
        words = [str(item.title) for item in desk.items_for(actor)]
        assert f"{mentor.full_name} больше не работает, а пара продолжается" in words
    with acting(world.a12.curator) as other:
        assert mentor.full_name not in " ".join(str(item.title) for item in desk.items_for(other))


def test_whoever_is_missing_from_a_whole_list_leaves_and_the_unnumbered_stay(world: World) -> None:
    with acting(world.a11.curator) as actor:
        flow.teacher(world.a11, "Жукова")
        reg.written(actor, [reg.KIM, reg.ORLOV])
        assert reg.numbers(reg.trial(actor, [reg.KIM])) == {"same": 1}, "a part of a list dismisses nobody"
    with acting(world.a11.curator) as actor:
        batch = reg.trial(actor, [reg.KIM, ["Р-9", "Новикова Анна Олеговна", "учитель", "", "", "", ""]], whole=True)
        report = reg.numbers(batch)
        assert report["leave"] == 2 and report["new"] == 1 and report["unlisted"] >= 1
        reg.apply(actor, batch)
        assert reg.jobs("Р-2")[0][3] == str(actor.today)
        assert Employment.objects.get(person__last_name="Жукова").valid_to is None


def test_a_torn_list_dismisses_nobody_without_a_word_of_its_own(world: World) -> None:
    """A fifth of the school and no more; one school's word is not another's."""
    rows = [[f"Р-{n}", f"Ступин{'абвгдежзик'[n % 10]}{'абв'[n // 10]} Олег Ильич", "учитель", "", "", "", ""]
            for n in range(10, 30)]  # fmt: skip
    with acting(world.a11.curator) as actor:
        reg.written(actor, rows)
        batch = reg.trial(actor, rows[:10], whole=True)
        assert reg.numbers(batch)["torn"] == 11  # the psychologist has a number too
        before = reg.snapshot()
        with pytest.raises(Refusal, match="Нет строк"):
            imports.apply(actor=actor, batch=batch)
        with pytest.raises(Refusal, match="нечего"):
            imports.confirm_leaving(actor=actor, batch=batch, schools=[world.a12.id])
        assert reg.snapshot() == before
        batch = imports.confirm_leaving(actor=actor, batch=batch, schools=[world.a11.id])
        reg.apply(actor, batch)
        assert Employment.objects.filter(person__last_name__startswith="Ступин", valid_to=None).count() == 10
        assert AuditEvent.objects.filter(verb="registry.confirm").exists()


def test_a_district_finds_its_schools_by_their_numbers_and_no_others(world: World) -> None:
    head = [*reg.HEAD, "ИНН", "Школа"]
    with acting(world.a10.coordinator) as actor:
        Organization.objects.filter(pk=world.a12.id).update(inn="2204000012")
        own, foreign = reg.school(world.a11), reg.school(world.a21)
        batch = reg.trial(
            actor, [[*reg.KIM, "2204000012", ""], [*reg.ORLOV, "", own.short_name],
                    ["Р-3", *reg.KIM[1:], "", foreign.short_name]], head=head,
        )  # fmt: skip
        assert reg.row(batch, "Р-1").values["organization_id"] == world.a12.id
        assert reg.row(batch, "Р-2").values["organization_id"] == world.a11.id
        assert [doubt["code"] for doubt in reg.row(batch, "Р-3").doubts] == ["bad.unknown_organization"]
        Organization.objects.filter(pk=world.a11.id).update(short_name="Ёлкинская школа")
        Organization.objects.filter(pk=world.a12.id).update(short_name="Дубковская школа")
        names = [line["name"] for line in registry_report.by_school(batch)]
        assert names == ["Дубковская школа", "Ёлкинская школа", ""]  # what is not understood stands last
        nowhere = reg.trial(actor, [["Р-3", *reg.KIM[1:], "", "Школа на Луне"]], head=head)
        assert [doubt["code"] for doubt in reg.row(nowhere, "Р-3").doubts] == ["bad.unknown_organization"]


def test_a_second_school_is_asked_about_and_a_foreign_one_is_not_named(world: World) -> None:
    """Who sees both decides between a transfer and a second job; who sees one learns only that it is not his."""
    head = [*reg.HEAD, "Школа"]
    with acting(world.a10.coordinator) as actor:
        first, second = reg.school(world.a11), reg.school(world.a12)
        reg.written(actor, [[*reg.KIM, first.short_name], [*reg.ORLOV, first.short_name]], head=head)
        batch = reg.trial(actor, [[*reg.KIM, second.short_name], [*reg.ORLOV, second.short_name]], head=head)
        lines = {key: reg.row(batch, key) for key in ("Р-1", "Р-2")}
        assert {line.match["asks"] for line in lines.values()} == {"elsewhere"}
        decisions = {lines["Р-1"].pk: "transfer", lines["Р-2"].pk: "second"}
        reg.apply(actor, imports.correct(actor=actor, batch=batch, fixes={}, decisions=decisions))
        assert [(place, bool(end)) for place, _post, _subject, end in reg.jobs("Р-1")] == [
            (first.pk, True), (second.pk, False),
        ]  # fmt: skip
        assert [(place, bool(end)) for place, _post, _subject, end in reg.jobs("Р-2")] == [
            (first.pk, False), (second.pk, False),
        ]  # fmt: skip
    with acting(world.a21.curator) as stranger:
        line = reg.row(reg.trial(stranger, [reg.ORLOV]), "Р-2")
        assert line.verdict == "broken" and [doubt["code"] for doubt in line.doubts] == ["bad.key_elsewhere"]
        assert first.short_name not in str([line.doubts, line.match])
    with acting(world.b11.curator) as abroad:
        assert reg.numbers(reg.trial(abroad, [reg.ORLOV])) == {"new": 1}


def test_a_list_that_names_two_schools_itself_is_believed(world: World) -> None:
    head = [*reg.HEAD, "Школа"]
    with acting(world.a10.coordinator) as actor:
        first, second = reg.school(world.a11), reg.school(world.a12)
        rows = [[*reg.KIM, first.short_name], [*reg.KIM, second.short_name], [*reg.KIM, second.short_name]]
        batch = reg.trial(actor, rows, head=head)
        assert [line.match["action"] for line in batch.rows.all()] == ["new", "second", "repeat"]
        reg.apply(actor, batch)
        assert [place for place, *_rest in reg.jobs("Р-1")] == [first.pk, second.pk]
        assert reg.numbers(reg.trial(actor, rows, head=head)) == {"same": 2, "passed": 1}


def test_an_address_of_a_login_is_never_touched(world: World) -> None:
    head = [*reg.HEAD, "E-mail"]
    with acting(world.a11.curator) as actor:
        curator = Person.objects.get(pk=actor.person_id)
        email = curator.email
        Person.objects.filter(pk=curator.pk).update(email="")
        job = curator.employments.get()
        row = ["Р-4", curator.full_name, job.title, "", "", "", "", "hacker@x.test"]
        batch = reg.written(actor, [row, [*reg.KIM, "kim@x.test"]], head=head)
        curator.refresh_from_db()
        curator.user.refresh_from_db()
        assert curator.email == "" and curator.user.email == email
        assert Person.objects.get(registry_keys__key="Р-1").email == "kim@x.test"
        assert reg.numbers(batch) == {"new": 1, "change": 1}


def test_a_pension_number_is_kept_nowhere(world: World) -> None:
    """Neither in the file nor in a row or a sample; as the key it is a digest, the same in every list."""
    snils = "112-233-445 95"
    head = ["СНИЛС", *reg.HEAD[1:]]
    with acting(world.a11.curator) as actor:
        batch, _fresh = imports.upload(
            actor=actor, kind="registry", content=sheets.text([head, [snils, *reg.KIM[1:]]], "cp1251"), name="а.csv"
        )
        assert "112" not in files.open_bytes(StoredFile.objects.get(pk=batch.file_id)).decode()
        batch = imports.settle_columns(actor=actor, batch=batch, fields={0: "registry_key"}, options={}, remember=False)
        line = ImportRow.objects.get(batch=batch)
        assert "112-233" not in str([line.cells, line.values, line.key, batch.columns])
        reg.apply(actor, batch)
        assert RegistryKey.objects.latest("pk").key.startswith("с-")
        again, _fresh = imports.upload(
            actor=actor, kind="registry", name="б.csv",
            content=sheets.text([head, [snils.replace(" ", ""), *reg.KIM[1:]]], "utf-8"),
        )  # fmt: skip
        again = imports.settle_columns(actor=actor, batch=again, fields={0: "registry_key"}, options={}, remember=False)
        assert reg.numbers(again) == {"same": 1}


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8", "koi8_r"])
def test_torn_rows_wait_with_their_reasons_and_the_good_ones_go_in(world: World, encoding: str) -> None:
    rows = [reg.HEAD, reg.KIM, ["", "Орлов Денис Ильич", "учитель", "", "", "", ""],
            ["Р-3", "Зуев", "учитель", "", "", "", ""],
            ["Р-4", "Лапина Галина Фёдоровна", "методист", "", "", "", "32.13.2020"],
            ["Р-5", "Руднев Тимур Олегович", "учитель", "", "", "01.09.2024", "01.09.2020"],
            ["Р-6", "Сом"]]  # fmt: skip
    with acting(world.a11.curator) as actor:
        batch, _fresh = imports.upload(
            actor=actor, kind="registry", content=sheets.text(rows, encoding), name="Кадры.csv"
        )
        batch = imports.settle_columns(actor=actor, batch=batch, fields={}, options={"complete": "1"}, remember=False)
        codes = {line.number: [doubt["code"] for doubt in line.doubts] for line in batch.rows.filter(verdict="broken")}
        assert codes == {
            3: ["bad.no_registry_key"], 4: ["bad.one_word"], 5: ["bad.day"], 6: ["bad.left_before_hired"],
            7: ["bad.one_word"],
        }  # fmt: skip
        reg.apply(actor, batch)
        assert list(
            RegistryKey.objects.filter(key__startswith="Р-", person__last_name="Ким").values_list("key", flat=True)
        ) == ["Р-1"]
        assert RegistryKey.objects.filter(key__in=["Р-3", "Р-4", "Р-5", "Р-6"]).count() == 0


def test_a_file_cut_short_is_refused_whole(world: World) -> None:
    with acting(world.a11.curator) as actor, pytest.raises(Refusal) as refusal:
        content = sheets.xlsx([reg.HEAD, reg.KIM])
        imports.upload(actor=actor, kind="registry", content=content[: len(content) // 2], name="а.xlsx")
    assert refusal.value.code in ("cut_short", "broken")


def test_somebody_taken_on_again_has_a_new_job_beside_the_old_one(world: World) -> None:
    with acting(world.a11.curator) as actor:
        reg.written(actor, [reg.KIM, reg.ORLOV])
        job = Employment.objects.get(person__registry_keys__key="Р-1")
        people.end_employment(actor=actor, employment=job, on=actor.today - datetime.timedelta(days=30))
        batch = reg.trial(actor, [reg.KIM])
        assert reg.row(batch, "Р-1").match["action"] == "return"
        reg.apply(actor, batch)
        assert len(reg.jobs("Р-1")) == 2 and reg.numbers(reg.trial(actor, [reg.KIM])) == {"same": 1}


def test_a_written_list_is_not_undone_but_mended_by_the_next(world: World) -> None:
    with acting(world.a11.curator) as actor:
        batch = reg.written(actor, [reg.KIM])
        with pytest.raises(Refusal, match="не отменяют"):
            imports.undo(actor=actor, batch=batch)


def test_the_page_tells_what_the_list_would_do_and_others_do_not_see_it(world: World, client_of) -> None:
    """By its groups, with old and new; to another school, above it and abroad it does not exist."""
    with acting(world.a11.curator) as actor:
        reg.written(actor, [reg.KIM, reg.ORLOV])
        changed = [*reg.KIM[:3], "биология", *reg.KIM[4:]]
        batch = reg.trial(actor, [changed, [*reg.ORLOV[:6], "31.10.2026"], ["Р-3", "Зуев", "учитель", "", "", "", ""]])
    client = client_of(world.a11.curator)
    pages = {
        tab: client.get(f"/imports/{batch.pk}/?show={tab}").content.decode() for tab in ("todo", "change", "leave")
    }
    assert "Зуев" in pages["todo"] and "нет имени" in pages["todo"]
    assert "<del>химия</del> → <ins>биология</ins>" in pages["change"]
    assert "Орлов Денис Ильич" in pages["leave"] and "последний день работы 31.10.2026" in pages["leave"]
    client.post(f"/imports/{batch.pk}/rows/", {"verb": "load", "show": "change"})
    assert "Список применён" in client.get(f"/imports/{batch.pk}/").content.decode()
    for stranger in (world.a12.curator, world.a10.coordinator, world.b11.curator):
        assert client_of(stranger).get(f"/imports/{batch.pk}/").status_code == 404
        assert client_of(stranger).post(f"/imports/{batch.pk}/leaving/", {"school": world.a11.id}).status_code == 404


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_our_own_list_read_back_changes_nothing_and_costs_what_one_row_costs(
    world: World, client_of, form: str
) -> None:
    with acting(world.a11.curator) as actor:
        reg.written(actor, [reg.KIM, reg.ORLOV])
    client, costs = client_of(world.a11.curator), []
    for more in (1, 29):
        with acting(world.a11.curator):
            for number in range(more):
                flow.teacher(world.a11, f"Жукова{'абвгдежзик'[number % 10]}{'абв'[number // 10]}")
        with CaptureQueriesContext(connection) as asked:
            content = client.get(f"/staff/export/{form}/").content
        costs.append(len(asked))
    assert costs[0] == costs[1]
    with acting(world.a11.curator) as actor:
        batch, _fresh = imports.upload(actor=actor, kind="registry", content=content, name=f"Работники.{form}")
        batch = imports.settle_columns(actor=actor, batch=batch, fields={}, options={}, remember=False)
        keys = dict(batch.rows.exclude(key="").values_list("key", "verdict"))
        assert {keys["Р-1"], keys["Р-2"]} == {"same"} and set(keys.values()) == {"same"}
