"""Journal, letters, notices, terms, contacts, desk: what they say and to whom."""

import datetime
import json

import pytest
from django.test import Client

from accounts import audit, desk
from accounts.desk import DeskItem, Step
from accounts.models import AuditEvent, Deadline, Notice, Organization, OutboxMessage, Person, StoredFile
from accounts.queries import deadlines as deadline_queries
from accounts.queries import journal as journal_queries
from accounts.refusal import Refusal
from accounts.services import notices
from accounts.tenancy import tenant_scope
from tests import factories as f
from tests.support.people import acting
from tests.world import World

DAY = datetime.timedelta(days=1)


def text_of(answer) -> str:
    """A page as it reads: the typography's unbreakable spaces are spaces."""
    return answer.content.decode().replace("\u00a0", " ")


def test_the_journal_reads_as_sentences_and_names_only_whom_the_reader_knows(world: World, client_of) -> None:
    with acting(world.a10.coordinator) as actor:
        guest = Person.objects.get(pk=world.a11.rows["guest"])
        audit.record(actor, "person.edit", guest, organization_id=world.a11.id)
    page = text_of(client_of(world.a11.head).get("/journal/?verb=person.edit"))
    assert "Карточка изменена" in page and guest.full_name in page
    assert "человек вне вашей организации" in page and "муниципальный координатор" in page
    assert world.a10.contacts_word not in page


def test_the_journal_says_what_was_and_what_became(world: World) -> None:
    with acting(world.a00.region_operator) as actor:
        school = Organization.objects.get(pk=world.a11.id)
        audit.record(
            actor,
            "organization.move",
            school,
            organization_id=school.pk,
            from_parent=world.a10.id,
            to_parent=world.a20.id,
        )
        audit.record(actor, "membership.end", None, organization_id=school.pk, role="curator", on="2026-09-01")
        audit.record(actor, "membership.substitute", None, organization_id=school.pk, role="head", until="2026-09-05")
        audit.record(actor, "no.such.verb", None, organization_id=school.pk, from_state="a", to_state="b")
        rows = {entry.event.verb: entry for entry in journal_queries.entries_of(actor, AuditEvent.objects.all()[:4])}
    move = rows["organization.move"]
    assert (move.before, move.after) == ("Комитет МЕТКА-A10", "Комитет МЕТКА-A20")
    assert rows["membership.end"].after == "нет с 01.09.2026"
    assert rows["membership.substitute"].after == "руководитель до 05.09.2026"
    assert (rows["no.such.verb"].what, rows["no.such.verb"].after) == ("no.such.verb", "b")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=бойко", True), ("q=никого-такого", False), ("start=01.01.2020", True), ("end=01.01.2020", False),
        ("start=ерунда", True), ("verb=organization.create", True), ("verb=чужое", True), ("page=999", True),
    ],
)  # fmt: skip
def test_filters_of_the_journal_forgive(world: World, client_of, query: str, found: bool) -> None:
    with acting(world.a11.head) as actor:
        person = Person.objects.get(pk=world.a11.psychologist.person_id)
        person.last_name = "Бойко"
        person.save()
        audit.record(actor, "organization.create", None, organization_id=world.a11.id, person=person.pk)
    answer = client_of(world.a11.head).get(f"/journal/?{query}")
    assert answer.status_code == 200
    assert ('<th scope="row">Организация заведена' in text_of(answer)) is found


def test_a_letter_that_gave_up_goes_back_to_the_queue_once(world: World, client_of) -> None:
    client, pk = client_of(world.a11.sysadmin), world.a11.rows["letter"]
    page = text_of(client.get("/letters/"))
    assert "new@a11.test" in page and "550 нет ящика" in page and "new@a12.test" not in page
    assert client.post(f"/letters/{pk}/again/").status_code == 302
    with acting(world.a11.head) as actor:
        row = OutboxMessage.objects.get(pk=pk)
        assert (row.attempts, row.gave_up_at) == (0, None)
        row.done_at = datetime.datetime.now(datetime.UTC)
        row.save()
        with pytest.raises(Refusal):
            notices.send_again(actor=actor, message=row)
    assert client.post(f"/letters/{world.a12.rows['letter']}/again/").status_code == 404


def test_a_notice_is_read_by_its_person_only(world: World, client_of) -> None:
    with tenant_scope(world.region_a):
        mine = f.NoticeFactory(person_id=world.a11.mentor.person_id, url="/me/notices/")
        outside = f.NoticeFactory(person_id=world.a11.mentor.person_id, url="https://evil.example/")
        foreign = f.NoticeFactory(person_id=world.a11.head.person_id)
    client = client_of(world.a11.mentor)
    assert client.post(f"/me/notices/{foreign.pk}/read/").status_code == 404
    assert client.post(f"/me/notices/{mine.pk}/read/")["Location"] == "/me/notices/"
    assert client.post(f"/me/notices/{outside.pk}/read/")["Location"] == "/me/notices/"
    client.post("/me/notices/read/")
    with tenant_scope(world.region_a):
        assert not Notice.objects.filter(person_id=world.a11.mentor.person_id, read_at=None).exists()
        assert Notice.objects.filter(pk=foreign.pk, read_at=None).exists()


def test_terms_put_what_is_overdue_first_and_recommended_is_never_late(world: World) -> None:
    with acting(world.a11.curator) as actor:
        now = datetime.datetime.now(datetime.UTC)
        soon = f.DeadlineFactory(organization_id=world.a11.id, title="Скоро", due_at=now + DAY)
        f.DeadlineFactory(organization_id=world.a11.id, title="Совет", due_at=now - 5 * DAY, recommended=True)
        late = f.DeadlineFactory(organization_id=world.a11.id, title="Поздно", due_at=now - 2 * DAY)
        f.DeadlineFactory(organization_id=world.a11.id, title="Рано", opens_at=now + DAY, opened_at=None)
        lines = deadline_queries.lines_of(actor, list(deadline_queries.list_for(actor)))
        titles = [line.deadline.title for line in lines]
        assert titles.index("Поздно") < titles.index("Совет") < titles.index("Скоро") and "Рано" not in titles
        assert {line.deadline.title: line.late_days for line in lines}["Совет"] == 0
        assert {line.deadline.pk: line.late_days for line in lines}[late.pk] == 2
        assert soon.pk not in {row.pk for row in deadline_queries.list_for(actor, state=deadline_queries.LATE)}


def test_the_one_whom_it_is_addressed_to_marks_a_term_done(world: World, client_of) -> None:
    with tenant_scope(world.region_a):
        row = f.DeadlineFactory(organization_id=world.a11.id, role="curator")
    for member, status in ((world.a11.head, 409), (world.a10.coordinator, 409), (world.a12.curator, 404)):
        assert client_of(member).post(f"/deadlines/{row.pk}/done/").status_code == status
    assert client_of(world.a11.curator).post(f"/deadlines/{row.pk}/done/").status_code == 302
    with tenant_scope(world.region_a):
        assert Deadline.objects.get(pk=row.pk).done_at is not None


def test_above_the_school_terms_are_told_by_organization(world: World, client_of) -> None:
    client = client_of(world.a10.coordinator)
    page = text_of(client.get("/deadlines/?state=organizations"))
    assert "Школа МЕТКА-A11" in page and "просрочено 1" in page and "МЕТКА-A21" not in page
    assert "Отчёт МЕТКА-A11" in text_of(client.get(f"/deadlines/?organization={world.a11.id}"))
    assert client.get(f"/deadlines/?organization={world.a21.id}").status_code == 404


def test_whom_to_call_is_found_by_place_and_by_name(world: World, client_of) -> None:
    client = client_of(world.a10.coordinator)
    word = world.a11.contacts_word
    for query in ("q=МЕТКА-a11", f"q={word.lower()}"):
        page = text_of(client.get(f"/contacts/?{query}"))
        assert "Школа МЕТКА-A11" in page and word in page and "Школа МЕТКА-A12" not in page
    page = text_of(client.get("/contacts/?q=нет+такого"))
    assert "Ничего не нашлось" in page


def test_the_desk_gathers_what_apps_register(world: World, client_of, monkeypatch) -> None:
    monkeypatch.setattr(desk, "_items", [])
    monkeypatch.setattr(desk, "_steps", [])
    today = datetime.date.today()
    item = DeskItem(title="Позвонить", url="/journal/", label="Открыть", due=today + 3 * DAY)
    desk.register(
        lambda actor: [item, DeskItem(title="Срочное", late=True), DeskItem(title="Чужое", state="ждём ответа")]
    )
    desk.register_steps(
        lambda actor: [Step("Первый", "сделан", done=True), Step("Второй", "нет", done=False, url="/", label="Да")]
    )
    page = text_of(client_of(world.a11.mentor).get("/"))
    assert page.index("Просрочено, 1") < page.index("Ждут вас, 1") < page.index("На этой неделе, 1")
    assert "Сделано 1 из 2" in page and "ждём ответа" in page


def test_an_empty_desk_says_so(world: World, client_of, monkeypatch) -> None:
    monkeypatch.setattr(desk, "_items", [])
    monkeypatch.setattr(desk, "_steps", [])
    assert "На сегодня всё сделано" in text_of(client_of(world.a11.mentor).get("/"))


def test_a_head_of_a_new_school_sees_his_first_steps(world: World, client_of) -> None:
    with tenant_scope(world.region_a):
        school = f.SchoolFactory(place="")
        member = f.MembershipFactory(role="head", organization=school)
    client = Client()
    client.force_login(member.user, "django.contrib.auth.backends.ModelBackend")
    page = text_of(client.get("/"))
    assert "Реквизиты школы" in page and "Назначить куратора" in page


def test_a_file_is_given_with_its_name_to_whom_it_is_open(world: World, client_of) -> None:
    from accounts.services.files import store

    with acting(world.a11.head) as actor:
        row = store(
            organization=Organization.objects.get(pk=actor.organization_id),
            purpose=StoredFile.Purpose.CONSENT,
            content=b"%PDF-1.4 \xd0",
            name="Согласие № 5.pdf",
            content_type="application/pdf",
        )
    answer = client_of(world.a11.curator).get(f"/files/{row.pk}/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert client_of(world.a10.coordinator).get(f"/files/{row.pk}/").status_code == 404


@pytest.mark.parametrize("path", ["/people/", "/organizations/", "/journal/", "/contacts/", "/deadlines/"])
@pytest.mark.parametrize("query", ["q=%00", "q=" + "я" * 5000, "page=-1", "page=x", "role=nobody", "kind=x", "under=x"])
def test_a_bad_filter_never_fails(world: World, client_of, path: str, query: str) -> None:
    assert client_of(world.a00.region_operator).get(f"{path}?{query}").status_code in {200, 400}


@pytest.mark.parametrize("name", ["я" * 1_000_000, "<script>alert(1)</script>", "Имя\u202eкоторое"])
def test_a_strange_name_is_refused_or_shown_as_text(world: World, client_of, name: str) -> None:
    client = client_of(world.a11.curator)
    form = {"being": "staff", "last_name": name, "first_name": "Ася", "organization": world.a11.id, "title": "учитель"}
    answer = client.post("/people/new/", form, follow=True)
    assert answer.status_code in {200, 422}
    assert "<script>alert(1)" not in answer.content.decode()


def test_the_journal_is_plain_json_without_names(world: World) -> None:
    with tenant_scope(world.region_a):
        for event in AuditEvent.objects.all():
            assert "Бойко" not in json.dumps(event.data, ensure_ascii=False)
