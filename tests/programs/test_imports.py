"""A table from the file to the bank and back: doubted, decided, written once, undone where nobody has touched it."""

import datetime
import json

import pytest

from accounts.models import AuditEvent, Employment, Membership, Person, StoredFile
from accounts.refusal import Refusal
from accounts.tenancy import tenant_scope
from programs.import_words import KIND_FIELDS
from programs.imports import headings
from programs.imports.sheet import open_book
from programs.models import Consent, ImportRow, MenteeEntry, MentorEntry
from programs.services import banks, import_files, imports
from tests.programs import pair_flow as flow
from tests.programs import sheets
from tests.programs.import_flow import HEAD, reviewed, verdicts
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def a(world: World):
    with acting(world.a11.curator):
        yield world.a11


def mentors_of(node) -> set[str]:
    rows = MentorEntry.objects.filter(organization_id=node.id).select_related("person")
    return {entry.person.full_name for entry in rows}


def test_a_table_becomes_the_bank_and_the_same_file_changes_nothing(a) -> None:
    """The readable and the mended are loaded, the unreadable wait; a second upload of the bytes is the same import."""
    curator = flow.of(a, "curator")
    before = mentors_of(a)
    table = next(torn for torn in sheets.TABLES if torn.name.startswith("after a scanner"))
    content = sheets.make(table)
    batch, _fresh = imports.upload(actor=curator, kind="mentors", content=content, name="Скан.xlsx")
    batch = imports.settle_columns(actor=curator, batch=batch, fields={}, options={}, remember=True)
    assert (batch.stage, verdicts(batch)) == ("review", {2: "doubt", 3: "doubt", 4: "doubt", 5: "broken"})
    assert mentors_of(a) == before
    batch = imports.apply(actor=curator, batch=batch)
    assert batch.stage == "done"
    assert mentors_of(a) - before == {name for name, _fields in table.people if name}
    entry = MentorEntry.objects.get(organization_id=a.id, person__last_name="Соколов")
    assert (entry.subject, entry.state) == ("история", "consent_pending")
    assert entry.person.employments.get().title == "учитель"
    again, fresh = imports.upload(actor=curator, kind="mentors", content=content, name="Скан (копия).xlsx")
    assert (again.pk, fresh) == (batch.pk, False)
    kept = StoredFile.objects.get(pk=batch.file_id)
    assert (kept.purpose, kept.sha256) == ("import", batch.sha256)


def test_another_file_with_the_same_people_changes_nothing(a) -> None:
    """Every row is found to be there: no second card, no second entry, no changed line."""
    curator = flow.of(a, "curator")
    rows = [HEAD, ["Лапина Галина Фёдоровна", "учитель", "химия", 12, "8 917 555 01 02", "", ""]]
    imports.apply(actor=curator, batch=reviewed(curator, rows))
    people, jobs = Person.objects.count(), Employment.objects.count()
    batch = imports.apply(actor=curator, batch=reviewed(curator, [["Список"], *rows]))
    assert set(verdicts(batch).values()) == {"same"}
    assert (Person.objects.count(), Employment.objects.count()) == (people, jobs)
    rows[1][3] = 13
    batch = imports.apply(actor=curator, batch=reviewed(curator, rows))
    assert set(verdicts(batch).values()) == {"updated"}
    assert MentorEntry.objects.get(person__last_name="Лапина").experience_teaching == 13


def test_who_it_is_is_decided_by_a_person(a) -> None:
    """A repeat is passed over, one that differs is asked about, so is a changed surname; who works here stays one."""
    curator = flow.of(a, "curator")
    known = flow.teacher(a, "Валеева")
    Person.objects.filter(pk=known.pk).update(birth_date=datetime.date(1990, 4, 4), first_name="Диляра")
    here = flow.teacher(a, "Здешняя")
    batch = reviewed(curator, [
        HEAD,
        ["Ким Юлия Андреевна", "учитель", "физика", 5, "", "", ""],
        ["Ким Юлия Андреевна", "учитель", "физика", 5, "", "", ""],
        ["Ким Юлия Андреевна", "учитель", "химия", 5, "", "", ""],
        ["Хасанова Диляра Петровна", "учитель", "химия", 5, "", "", "04.04.1990"],
        ["Здешняя Вера Петровна", "учитель", "музыка", 5, "", "", ""],
    ])  # fmt: skip
    assert verdicts(batch) == {2: "ready", 3: "skipped", 4: "ask", 5: "ask", 6: "ready"}
    lines = {row.number: row for row in batch.rows.all()}
    assert lines[5].match["candidates"] == [{"person": known.pk, "why": "renamed"}]
    assert lines[6].match["person"] == here.pk
    decisions = {lines[4].pk: "skip", lines[5].pk: f"p{known.pk}"}
    batch = imports.correct(actor=curator, batch=batch, fixes={}, decisions=decisions)
    batch = imports.apply(actor=curator, batch=batch)
    assert MentorEntry.objects.get(person=known).person.last_name == "Хасанова"
    assert MentorEntry.objects.filter(person=here).exists()
    assert Person.objects.filter(last_name__in=["Ким", "Здешняя"]).count() == 2


def test_a_person_of_another_school_is_nobody_here(a, world: World) -> None:
    """No candidate, no word: the curator of one school never learns whom another knows."""
    stranger = Person.objects.create(last_name="Чужакова", first_name="Анна", patronymic="Ильинична", email="x@x.test")
    Employment.objects.create(person=stranger, organization_id=world.a12.id, title="учитель", valid_from=flow.HEAD_ON)
    batch = reviewed(flow.of(a, "curator"), [HEAD, ["Чужакова Анна Ильинична", "учитель", "", 5, "", "x@x.test", ""]])
    line = batch.rows.get()
    assert (line.verdict, line.match) == ("ready", {})
    imports.apply(actor=flow.of(a, "curator"), batch=batch)
    assert MentorEntry.objects.get(person__last_name="Чужакова").person_id != stranger.pk


def test_a_decision_about_somebody_unseen_is_not_taken(a, world: World) -> None:
    """Catches a forged choice of a person of another school."""
    curator = flow.of(a, "curator")
    batch = reviewed(curator, [HEAD, ["Новая Анна Ильинична", "учитель", "", 5, "", "", ""]])
    line = batch.rows.get()
    batch = imports.correct(actor=curator, batch=batch, fixes={}, decisions={line.pk: f"p{world.a12.mentor.person_id}"})
    assert batch.rows.get().decision == ""


def test_corrections_make_a_row_ready(a) -> None:
    """Initials, a telephone without a digit, a day that is not: each is typed once; an unchanged one still waits."""
    curator = flow.of(a, "curator")
    batch = reviewed(curator, [
        [*HEAD, "Дата вхождения"],
        ["Панкратов Ю. И.", "учитель", "", 5, "", "", "", ""],
        ["Ерохина Нелли Павловна", "учитель", "", 5, "917 555 01 0", "", "", ""],
        ["Жданова Римма Львовна", "учитель", "", 5, "", "", "", "31.02.2025"],
    ])  # fmt: skip
    assert set(verdicts(batch).values()) == {"broken"}
    first, second, third = batch.rows.all()
    batch = imports.correct(actor=curator, batch=batch, decisions={}, fixes={
        first.pk: {"full_name": "Панкратов Юрий Ильич"}, second.pk: {"phone": "917 555 01 0"},
        third.pk: {"joined_on": ""},
    })  # fmt: skip
    assert verdicts(batch) == {2: "ready", 3: "broken", 4: "ready"}
    batch = imports.correct(actor=curator, batch=batch, decisions={}, fixes={second.pk: {"phone": "917 555 01 04"}})
    assert verdicts(batch)[3] == "ready"


def test_an_import_is_taken_back_within_a_day(a, clock_at) -> None:
    """People, roles, consents and entries that nobody touched go; whoever has consented since stays, and is named."""
    curator = flow.of(a, "curator")
    known = flow.teacher(a, "Здешняя")
    people = set(Person.objects.values_list("pk", flat=True))
    roles, consents = Membership.objects.count(), Consent.objects.count()
    batch = reviewed(curator, [
        HEAD,
        ["Ким Юлия Андреевна", "учитель", "физика", 5, "", "", ""],
        ["Лапина Галина Фёдоровна", "учитель", "химия", 5, "", "", ""],
        ["Здешняя Вера Петровна", "учитель", "музыка", 5, "8 917 555 01 02", "", ""],
    ])  # fmt: skip
    batch = imports.apply(actor=curator, batch=batch)
    touched = MentorEntry.objects.get(person__last_name="Лапина").person
    flow.answer_consents(touched)
    loaded = list(batch.rows.filter(number__in=[2, 4]))
    of_them = {"person__in": [line.person_id for line in loaded]}
    entries = set(MentorEntry.objects.filter(**of_them).values_list("pk", flat=True))
    held = set(Membership.objects.filter(**of_them).values_list("pk", flat=True))
    asked = Consent.objects.filter(**of_them).count()
    batch = imports.undo(actor=curator, batch=batch)
    assert (batch.stage, verdicts(batch)) == ("undone", {2: "undone", 3: "kept", 4: "undone"})
    assert set(Person.objects.values_list("pk", flat=True)) == people | {touched.pk}
    assert not MentorEntry.objects.filter(person=known).exists()
    known.refresh_from_db()
    assert known.phone == ""
    assert Membership.objects.count() == roles + 1
    assert Consent.objects.exclude(person=touched).count() == consents
    gone = {line.person_id for line in loaded}
    for verb, what in (("person.remove", gone - {known.pk}), ("mentorentry.remove", entries), ("membership.end", held)):
        assert set(AuditEvent.objects.filter(verb=verb).values_list("object_id", flat=True)) == what
    assert AuditEvent.objects.filter(verb="consent.remove").count() == asked > 0


def test_an_old_tab_does_not_load_a_row_again(a) -> None:
    """Its corrections come after the load: the row stays loaded, nobody is doubled, undoing finds whom it made."""
    curator = flow.of(a, "curator")
    people = Person.objects.count()
    batch = reviewed(curator, [
        HEAD,
        ["Ким Юлия Андреевна", "учитель", "физика", 5, "", "", ""],
        ["Ким Юлия Андреевна", "учитель", "химия", 5, "", "", ""],
    ])  # fmt: skip
    decisions = {batch.rows.get(number=3).pk: "new"}
    batch = imports.apply(
        actor=curator, batch=imports.correct(actor=curator, batch=batch, fixes={}, decisions=decisions)
    )
    loaded = {batch.rows.get(number=3).pk: "skip"}
    batch = imports.correct(actor=curator, batch=batch, fixes={}, decisions=loaded)
    batch = imports.correct(actor=curator, batch=batch, fixes={}, decisions=decisions)
    assert verdicts(batch) == {2: "added", 3: "added"}
    with pytest.raises(Refusal, match="Нет строк"):
        imports.apply(actor=curator, batch=batch)
    imports.undo(actor=curator, batch=batch)
    assert Person.objects.count() == people


def test_the_day_of_undoing_ends(a, clock_at) -> None:
    curator = flow.of(a, "curator")
    batch = imports.apply(
        actor=curator, batch=reviewed(curator, [HEAD, ["Ким Юлия Андреевна", "учитель", "", 5, "", "", ""]])
    )
    clock_at(batch.applied_at + datetime.timedelta(hours=25))
    with pytest.raises(Refusal, match="в течение суток"):
        imports.undo(actor=curator, batch=batch)


def test_a_rule_keeps_its_row_waiting_and_lets_the_others_in(a) -> None:
    """A young specialist of ten years: the row says why, by which clause; the next one is in the bank."""
    curator = flow.of(a, "curator")
    head = ["Наставляемый", "Должность", "Категория", "Пед. стаж", "Основной запрос", "Желаемый результат"]
    batch = reviewed(curator, [
        head,
        ["Руднев Тимур Олегович", "учитель", "молодой специалист", 10, "", ""],
        ["Лапина Галина Фёдоровна", "учитель", "", 1, "методика урока", "уверенный урок"],
    ], kind="mentees")  # fmt: skip
    batch = imports.apply(actor=curator, batch=batch)
    waiting, loaded = batch.rows.all()
    assert (waiting.verdict, waiting.doubts[0]["code"]) == ("broken", "bad.refused")
    assert "Молодой специалист" in waiting.doubts[0]["was"]
    assert not Person.objects.filter(last_name="Руднев").exists()
    entry = MenteeEntry.objects.get(person=loaded.person)
    assert (entry.category, entry.requests.get().areas) == ("YOUNG_SPECIALIST", ["METHOD"])
    assert imports.undo(actor=curator, batch=batch).stage == "undone"
    assert not MenteeEntry.objects.filter(pk=entry.pk).exists()


@pytest.mark.parametrize("kind", ["mentors", "staff"])
def test_who_has_gone_before_the_load_keeps_his_row_waiting(a, kind: str) -> None:
    """The review has found him, then his card was removed: the row says so, the others are loaded."""
    curator = flow.of(a, "curator")
    known = flow.teacher(a, "Здешняя")
    rows = [HEAD[:2], ["Здешняя Вера Петровна", "методист"], ["Ким Юлия Андреевна", "учитель"]]
    batch = reviewed(curator, rows, kind=kind)
    assert batch.rows.get(number=2).match["person"] == known.pk
    known.employments.all().delete()
    known.delete()
    batch = imports.apply(actor=curator, batch=batch)
    assert (batch.stage, verdicts(batch)) == ("done", {2: "broken", 3: "added"})
    waiting = batch.rows.get(number=2)
    assert "больше нет" in waiting.doubts[0]["was"]
    batch = imports.correct(actor=curator, batch=batch, fixes={}, decisions={waiting.pk: "again"})
    assert verdicts(imports.apply(actor=curator, batch=batch)) == {2: "added", 3: "added"}


def test_the_same_name_with_another_subject_is_shown_before_it_is_written_over(a) -> None:
    """A namesake is not taken for the mentor whom the school has: whoever looks may say so."""
    curator = flow.of(a, "curator")
    row = ["Ким Юлия Андреевна", "учитель", "физика", 5, "", "", ""]
    imports.apply(actor=curator, batch=reviewed(curator, [HEAD, row]))
    batch = reviewed(curator, [HEAD, [*row[:2], "музыка", *row[3:]]])
    line = batch.rows.get()
    assert (line.verdict, [doubt["code"] for doubt in line.doubts]) == ("doubt", ["ask.other_subject"])
    batch = imports.correct(actor=curator, batch=batch, fixes={}, decisions={line.pk: "new"})
    imports.apply(actor=curator, batch=batch)
    assert sorted(MentorEntry.objects.filter(person__last_name="Ким").values_list("subject", flat=True)) == [
        "музыка", "физика",
    ]  # fmt: skip


def test_a_refused_row_is_tried_again_once_its_reason_is_gone(a) -> None:
    """The row waits; when the card is put right it goes in without the file."""
    curator = flow.of(a, "curator")
    head = ["Наставляемый", "Должность", "Категория", "Пед. стаж"]
    rows = [head, ["Руднев Тимур Олегович", "учитель", "молодой специалист", 10]]
    batch = imports.apply(actor=curator, batch=reviewed(curator, rows, kind="mentees"))
    line = batch.rows.get()
    assert line.verdict == "broken"
    batch = imports.correct(actor=curator, batch=batch, fixes={}, decisions={line.pk: "again"})
    assert batch.rows.get().verdict == "ready"


def test_who_left_the_bank_comes_back_and_is_not_deleted_by_undoing(a) -> None:
    curator = flow.of(a, "curator")
    entry = flow.mentor_in_bank(a, "Вернувшаяся")
    banks.withdraw_entry(actor=curator, entry=entry)
    batch = reviewed(curator, [HEAD, [entry.person.full_name, "учитель", "", 5, "", "", ""]])
    batch = imports.apply(actor=curator, batch=batch)
    entry.refresh_from_db()
    assert entry.state != "withdrawn"
    batch = imports.undo(actor=curator, batch=batch)
    assert MentorEntry.objects.filter(pk=entry.pk).exists()
    assert verdicts(batch) == {2: "kept"}


def test_a_school_is_remembered_by_its_headings(a) -> None:
    """What a person chose for a heading is chosen next time."""
    curator = flow.of(a, "curator")
    rows = [["ФИО", "Что ведёт"], ["Ким Юлия Андреевна", "физика"]]
    batch, _fresh = imports.upload(actor=curator, kind="mentors", content=sheets.xlsx(rows), name="а.xlsx")
    assert batch.columns[1]["field"] == ""
    imports.settle_columns(actor=curator, batch=batch, fields={1: "subject"}, options={}, remember=True)
    rows.append(["Лапина Галина Фёдоровна", "химия"])
    batch, _fresh = imports.upload(actor=curator, kind="mentors", content=sheets.xlsx(rows), name="б.xlsx")
    assert (batch.columns[1]["field"], batch.columns[1]["how"]) == ("subject", "memory")


def test_a_bank_entry_by_hand_after_an_import_is_refused_as_ever(a) -> None:
    curator = flow.of(a, "curator")
    imports.apply(actor=curator, batch=reviewed(curator, [HEAD, ["Ким Юлия Андреевна", "учитель", "", 5, "", "", ""]]))
    with pytest.raises(Refusal, match="уже в этом банке"):
        banks.add_mentor(actor=curator, person=Person.objects.get(last_name="Ким"))


@pytest.mark.parametrize("kind", ["mentors", "mentees", "staff", "organizations", "figures"])
def test_the_sample_is_understood_to_the_last_heading(kind: str) -> None:
    """What the button gives out is read back without a question."""
    with_people = import_files.sample(kind, with_organization=True)
    ((_number, head),) = open_book(with_people).rows(0)
    fields = [name for name in KIND_FIELDS[kind] if name not in import_files.OTHER_SHAPES]
    found = [headings.match(str(label), kind) for label in head]
    assert [name for name, _score in found] == fields
    assert all(score >= headings.SURE for _name, score in found), [
        (label, score) for label, (_name, score) in zip(head, found, strict=True) if score < headings.SURE
    ]


def test_rows_that_wait_go_out_with_their_reasons_and_come_in_again(a) -> None:
    """Nothing of them is lost, nothing of them is a formula; corrected in the file, they are loaded from it."""
    curator = flow.of(a, "curator")
    batch = reviewed(curator, [
        HEAD,
        ["Ким Юлия Андреевна", "учитель", "физика", 5, "", "", ""],
        ["Панкратов Ю. И.", "учитель", sheets.Link("=1+1", "2"), 5, "", "", datetime.date(1990, 4, 4)],
    ])  # fmt: skip
    batch = imports.apply(actor=curator, batch=batch)
    rows = [row for _number, row in open_book(import_files.waiting(batch)).rows(0)]
    assert rows[0] == [*HEAD, "Причина"]
    assert rows[1][0] == "Панкратов Ю. И."
    assert rows[1][6:] == [
        datetime.date(1990, 4, 4),
        "ФИО: только инициалы; предмет или направление: формула: взяли то, что она показывала",
    ]
    again = [rows[0], ["Панкратов Юрий Ильич", *rows[1][1:2], "физика", *rows[1][3:]]]
    assert verdicts(imports.apply(actor=curator, batch=reviewed(curator, again))) == {2: "added"}


def test_a_sensitive_category_does_not_stay_in_the_open(a, world: World, client_of) -> None:
    """Neither in the row, nor in a correction, nor in files for the head, who has no right to sealed marks."""
    curator = flow.of(a, "curator")
    head = ["Наставляемый", "Должность", "Категория", "Пед. стаж"]
    batch = reviewed(curator, [head, ["Руднев Тимур Олегович", "учитель", "ОВЗ", 1]], kind="mentees")
    line = batch.rows.get()
    assert (line.verdict, line.doubts[0]["code"], line.doubts[0]["was"]) == ("broken", "bad.sensitive", "")
    imports.correct(actor=curator, batch=batch, decisions={}, fixes={line.pk: {"category": "на учёте ВШК"}})
    line.refresh_from_db()
    assert (line.verdict, line.fixes) == ("broken", {})
    for words in ("ОВЗ", "ВШК"):
        assert words not in json.dumps([line.cells, line.doubts, line.fixes, batch.columns], ensure_ascii=False)
    for file, verb in (("waiting", "import.export"), ("file", "import.open")):
        refused = client_of(a.head).get(f"/imports/{batch.pk}/{file}/")
        assert refused.status_code == 403
        assert "особые отметки" in refused.content.decode()
        assert not AuditEvent.objects.filter(verb=verb).exists()
        assert client_of(a.curator).get(f"/imports/{batch.pk}/{file}/").status_code == 200
        assert AuditEvent.objects.get(verb=verb).object_id == batch.pk
    assert "/waiting/" not in client_of(a.head).get(f"/imports/{batch.pk}/").content.decode()
    assert "/waiting/" in client_of(a.curator).get(f"/imports/{batch.pk}/").content.decode()
    imports.correct(actor=curator, batch=batch, decisions={}, fixes={line.pk: {"category": "Молодой специалист"}})
    line.refresh_from_db()
    assert line.values["category"] == "YOUNG_SPECIALIST"


def test_pages_of_the_steps(world: World, client_of) -> None:
    """Pasted cells by the form, to the end; a forged empty form is told what it lacks."""
    client = client_of(world.a11.curator)
    assert client.post("/imports/", {"kind": "mentors"}).status_code == 422
    pasted = "ФИО\tДолжность\nКим Юлия Андреевна\tучитель\nПанкратов Ю. И.\tучитель\n"
    answer = client.post("/imports/", {"kind": "mentors", "pasted": pasted}, follow=True)
    pk = int(answer.redirect_chain[-1][0].split("/")[2])
    assert "Проверить" in answer.content.decode()
    assert client.post(f"/imports/{pk}/columns/", {"column-0": "full_name", "column-1": "full_name"}).status_code == 409
    client.post(f"/imports/{pk}/columns/", {"column-0": "full_name", "column-1": "position"})
    for show in ("todo", "broken", "ready", "doubt", "skipped"):
        assert client.get(f"/imports/{pk}/?show={show}").status_code == 200
    with tenant_scope(world.region_a):
        row = ImportRow.objects.get(batch_id=pk, verdict="broken").pk
    client.post(f"/imports/{pk}/rows/", {f"fix-{row}-full_name": "Панкратов Юрий Ильич", "verb": "save"})
    client.post(f"/imports/{pk}/rows/", {"verb": "load"})
    done = client.get(f"/imports/{pk}/").content.decode().replace("\u00a0", " ")
    assert "Загружено строк: 2" in done
    assert client.get(f"/imports/{pk}/file/").content.decode() == pasted
    assert client.post("/imports/", {"kind": "mentors", "pasted": pasted}).headers["Location"] == f"/imports/{pk}/"
    assert client.post(f"/imports/{pk}/undo/", follow=True).status_code == 200
