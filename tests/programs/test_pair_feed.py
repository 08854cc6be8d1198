"""When both are free, the rooms, invitations by letter; what a pair shares, and that children are not written to."""

import datetime
import email
from email import policy

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from accounts import clock
from accounts.models import Notice, OutboxMessage, Person, StudentProfile
from accounts.refusal import Refusal
from accounts.tasks import deliver_outbox
from programs.models import (
    Meeting,
    MeetingPresence,
    MeetingTask,
    OutsideChat,
    PairNote,
    PlanActivity,
    Room,
    Unit,
    WeekHours,
)
from programs.queries.free_times import busy_names, free_times, place_is_taken, rooms_taken
from programs.services import meeting_plans, pair_feed, timetable, units
from tests.programs import pair_flow as flow
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
PDF = b"%PDF-1.4 plan"


@pytest.fixture
def a(world: World):
    with acting(world.a11.curator):
        yield world.a11


def pair(a):
    program = flow.running(a)
    return program.unit, *(flow.himself(person) for person in flow.people_of(program.unit))


def at_noon(day: str, zone: datetime.tzinfo) -> datetime.datetime:
    return datetime.datetime.fromisoformat(f"{day}T12:10").replace(tzinfo=zone)


def words(moments: list[datetime.datetime]) -> list[str]:
    return [f"{at:%d.%m %H:%M}" for at in moments]


def test_the_nearest_hours_of_both_are_proposed(a, clock_at) -> None:
    """Friday 4 December 2026: lessons of whoever has marked nothing; marked hours; a meeting of another pair."""
    unit, mentor, mentee = pair(a)
    now = at_noon("2026-12-04", mentor.zone)
    clock_at(now)
    usual = free_times(unit, now)
    assert words(usual) == ["04.12 14:00", "04.12 15:00", "07.12 14:00", "07.12 15:00", "08.12 14:00"]
    timetable.mark_hours(actor=mentor, busy=[4 * 24 + 15, 0 * 24 + 14])
    timetable.mark_hours(actor=mentee, busy=range(8, 11))
    Meeting.objects.create(unit=unit, planned_at=now.replace(hour=17, minute=0))
    got = free_times(unit, now)
    assert words(got) == ["04.12 14:00", "04.12 16:00", "07.12 11:00", "07.12 12:00", "08.12 08:00"]
    assert busy_names(unit, [now.replace(hour=15)]) == [Person.objects.get(pk=mentor.person_id).full_name]
    timetable.mark_hours(actor=mentor, busy=[])
    assert WeekHours.objects.get(person_id=mentor.person_id).busy == []


def test_a_proposed_time_is_one_tap_and_a_clash_is_asked_about(a, client_of, clock_at) -> None:
    unit, mentor, _mentee = pair(a)
    now = at_noon("2026-12-04", mentor.zone)
    clock_at(now)
    timetable.add_rooms(actor=flow.of(a, "curator"), names=["Кабинет  12", "кабинет 12", " ", "Библиотека"])
    client = client_of(a.curator)
    page = reverse("meeting_plan", args=[unit.pk])
    body = client.get(page).content.decode()
    assert 'value="2026-12-04T14:00"' in body and "Кабинет 12" in body
    common = {"mode": "onsite", "kind": "cycle", "times": "1", "room": "Кабинет 12"}
    assert client.post(page, {**common, "slot": "2026-12-04T14:00"}).status_code == 302
    (made,) = Meeting.objects.filter(unit=unit)
    assert (made.place, made.planned_at) == ("Кабинет 12", now.replace(hour=14, minute=0))
    again = client.post(page, {**common, "slot": "2026-12-04T14:30"})
    assert again.status_code == 422
    told = again.content.decode()
    assert "уже назначена другая встреча" in told
    assert "занято: Кабинет" in told and 'value="14:30"' in told
    assert Meeting.objects.filter(unit=unit).count() == 1
    assert client.post(page, {**common, "on": "2026-12-04", "at": "14:30", "anyway": "1"}).status_code == 302
    assert Meeting.objects.filter(unit=unit).count() == 2
    move = reverse("meeting_move", args=[made.pk])
    tap = {"version": made.version, "slot": "2026-12-07T15:00", "room": "Кабинет 12"}
    assert client.post(move, tap).status_code == 302
    made.refresh_from_db()
    assert made.planned_at == at_noon("2026-12-07", mentor.zone).replace(hour=15, minute=0)
    where = {
        "version": made.version,
        "on": "2026-12-07",
        "at": "15:00",
        "room": "",
        "place": "Библиотека",
        "link": "https://video.school.test/1",
    }
    assert client.post(move, where).status_code == 302
    made.refresh_from_db()
    assert (made.place, made.link) == ("Библиотека", "https://video.school.test/1")
    assert Notice.objects.filter(dedupe_key=f"meeting.moved:{made.pk}:3", text="Встреча в другом месте").exists()
    with pytest.raises(Refusal, match="не защищена"):
        meeting_plans.plan_meetings(actor=mentor, unit=unit, planned_at=now + HOUR, link="http://chat.example.ru")


def test_rooms_show_when_they_are_taken_and_leave_the_list(a, clock_at) -> None:
    """add_rooms, close_room: what was there keeps its words."""
    unit, mentor, _mentee = pair(a)
    curator = flow.of(a, "curator")
    now = at_noon("2026-12-04", mentor.zone)
    clock_at(now)
    room, _library = timetable.add_rooms(actor=curator, names=["Кабинет 12", "Библиотека"])
    assert timetable.add_rooms(actor=curator, names=["КАБИНЕТ 12"]) == []
    meeting_plans.plan_meetings(actor=mentor, unit=unit, planned_at=now + 5 * HOUR, place="кабинет 12")
    taken = dict(rooms_taken(unit.organization, now))
    assert (taken["Кабинет 12"], taken["Библиотека"]) == ([now + 5 * HOUR], [])
    assert place_is_taken(unit.organization, "Кабинет 12", [now + 5 * HOUR])
    timetable.close_room(actor=curator, room=room)
    with pytest.raises(Refusal, match="уже нет"):
        timetable.close_room(actor=curator, room=room)
    assert not Room.objects.filter(name="Кабинет 12", closed_at=None).exists()
    assert Meeting.objects.get(unit=unit).place == "кабинет 12"


def invitation() -> tuple[str, Calendar]:
    """The calendar in the newest letter, as a stranger's mail program finds it."""
    letter = email.message_from_bytes(mail.outbox[-1].message().as_bytes(), policy=policy.default)
    (part,) = [part for part in letter.walk() if part.get_content_type() == "text/calendar"]
    assert part.get_filename() == "vstrecha.ics"
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return str(part["Content-Type"].params["method"]), Calendar.from_ical(content)


def test_a_letter_invites_moves_and_takes_back(world: World, settings) -> None:
    """One event all the way: the same UID as in the feed, a growing SEQUENCE; no names; gone from the sent row."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with acting(world.a11.curator):
        unit, mentor, mentee = pair(world.a11)
        Person.objects.filter(pk=mentee.person_id).update(email="mentee@example.test")
        at = clock.now() + 24 * HOUR
        (meeting,) = meeting_plans.plan_meetings(actor=mentor, unit=unit, planned_at=at, place="каб. 12; этаж 2")
    seen = []
    steps = (
        lambda row: None,
        lambda row: meeting_plans.reschedule_meeting(actor=mentor, meeting=row, planned_at=at + HOUR),
        lambda row: meeting_plans.call_off_meeting(actor=mentor, meeting=row),
    )
    for step in steps:
        with acting(world.a11.curator):
            step(Meeting.objects.select_related("unit").get(pk=meeting.pk))
        deliver_outbox()
        method, calendar = invitation()
        (event,) = calendar.events
        assert calendar["METHOD"] == method
        assert (str(event["ATTENDEE"]), event["LOCATION"]) == ("mailto:mentee@example.test", "каб. 12; этаж 2")
        assert str(event["ORGANIZER"]).startswith("mailto:")
        seen.append((method, str(event["UID"]), int(event["SEQUENCE"]), str(event["STATUS"]), event.start))
    uid, whole = f"meeting-{meeting.pk}-{meeting.client_key}", at.replace(microsecond=0)
    assert seen == [
        ("REQUEST", uid, 1, "CONFIRMED", whole),
        ("REQUEST", uid, 2, "CONFIRMED", whole + HOUR),
        ("CANCEL", uid, 3, "CANCELLED", whole + HOUR),
    ]
    with acting(world.a11.curator):
        rows = OutboxMessage.objects.filter(kind="mail", done_at__isnull=False, payload__to="mentee@example.test")
        assert rows.count() >= 3 and all("calendars" not in row.payload for row in rows)


def test_notes_and_files_are_shared_and_removed(a, client_of) -> None:
    """write_note, remove_note: of the pair and the curator; a removed file opens no more."""
    unit, mentor, mentee = pair(a)
    curator = flow.of(a, "curator")
    note = pair_feed.write_note(actor=mentee, unit=unit, text="Тема открытого урока", file=(PDF, "план.pdf"))
    page, file = reverse("unit_feed", args=[unit.pk]), reverse("pair_note_file", args=[note.pk])
    client = client_of(a.curator)
    assert "Тема открытого урока" in client.get(page).content.decode()
    assert b"".join(client.get(file)) == PDF
    assert client_of(a.head).get(page).status_code == 404
    assert client_of(a.mentor).get(file).status_code == 404
    with pytest.raises(Refusal, match="пуста"):
        pair_feed.write_note(actor=mentor, unit=unit, text=" ")
    with pytest.raises(Refusal, match="не принимается"):
        pair_feed.write_note(actor=mentor, unit=unit, file=(b"MZ...", "план.pdf"))
    with pytest.raises(Refusal, match="автор"):
        pair_feed.remove_note(actor=mentor, note=note)
    pair_feed.remove_note(actor=curator, note=note)
    assert client.get(file).status_code == 404
    assert "Тема открытого урока" not in client.get(page).content.decode()


def test_a_pupil_writes_nothing_and_is_written_to_in_the_schools_messenger_alone(a) -> None:
    """put_chat, put_school_chat: https, for pupils an allowed host; an empty address takes it away."""
    unit, mentor, mentee = pair(a)
    curator = flow.of(a, "curator")
    pair_feed.put_chat(actor=mentor, unit=unit, url="https://chat.example.ru/1")
    for address in ("http://sferum.ru/1", "javascript:alert(1)"):
        with pytest.raises(Refusal, match="не защищена"):
            pair_feed.put_chat(actor=mentor, unit=unit, url=address)
    StudentProfile.objects.create(
        person_id=mentee.person_id, organization_id=a.id, class_label="7А", valid_from=mentee.today
    )
    Unit.objects.filter(pk=unit.pk).update(track="student")
    with pytest.raises(Refusal, match="взрослые"):
        pair_feed.write_note(actor=mentee, unit=unit, text="Привет")
    for address in ("https://chat.example.ru/1", "https://sferum.ru.example.ru/1", "https://notsferum.ru/"):
        with pytest.raises(Refusal, match="школьном мессенджере"):
            pair_feed.put_chat(actor=mentor, unit=unit, url=address)
    pair_feed.put_chat(actor=mentor, unit=unit, url="https://web.sferum.ru/2")
    assert OutsideChat.objects.get(unit=unit).url == "https://web.sferum.ru/2"
    with pytest.raises(Refusal, match="куратор"):
        pair_feed.put_school_chat(actor=mentor, url="https://sferum.ru/3")
    pair_feed.put_school_chat(actor=curator, url="https://sferum.ru/3")
    pair_feed.put_chat(actor=curator, unit=unit, url="")
    assert not OutsideChat.objects.filter(unit=unit).exists()


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example\\@sferum.ru/join",
        "https://evil.example\\.sferum.ru/join",
        "https://evil.example@sferum.ru/join",
        "https://evil.example%2f.sferum.ru/join",
        "https://evil.example／@sferum.ru/join",
        "https://sferum.ru/a b",
        "https://sfe\trum.ru/1",
        "https://sferum.ru:0x1/1",
    ],
)
def test_lida_is_not_led_out_of_the_school_messenger(a, client_of, address) -> None:
    """A browser reads another host than Python in some addresses: no such address is kept, by whatever way it comes."""
    unit, mentor, _mentee = pair(a)
    Unit.objects.filter(pk=unit.pk).update(track="student")
    with pytest.raises(Refusal):
        pair_feed.put_chat(actor=mentor, unit=unit, url=address)
    client_of(a.curator).post(reverse("school_chat"), {"url": address})
    assert not OutsideChat.objects.filter(unit=unit).exists()
    assert not OutsideChat.objects.filter(organization_id=a.id).exclude(url__startswith="https://sferum.ru/a1").exists()


def test_an_address_that_a_browser_reads_otherwise_is_not_kept_by_the_database(a) -> None:
    unit, mentor, _mentee = pair(a)
    pair_feed.put_chat(actor=mentor, unit=unit, url="https://Web.Sferum.RU:443/?p=1#чат")
    row = OutsideChat.objects.get(unit=unit)
    assert row.url == "https://web.sferum.ru:443/?p=1#чат"
    for address in ("https://evil.example\\@sferum.ru/1", "https://evil.example@sferum.ru/1", "http://sferum.ru/1"):
        with pytest.raises(IntegrityError, match="outside_chat_is_safe"), transaction.atomic():
            OutsideChat.objects.filter(pk=row.pk).update(url=address)


def test_the_feed_of_a_long_year_costs_what_a_short_one_costs(a, client_of) -> None:
    """Sixty meetings, twenty tasks, notes and a decision: the newest first, by pages, twenty-five queries."""
    unit, mentor, _mentee = pair(a)
    member, now = unit.members.get(side="mentee"), clock.now()
    client, page = client_of(a.curator), reverse("unit_feed", args=[unit.pk])

    def add(first: int, last: int) -> None:
        for number in range(first, last):
            at = now - datetime.timedelta(days=number)
            Meeting.objects.create(
                unit=unit, state="confirmed", held_on=at.date(), recorded_at=at, content=f"Встреча №{number}.",
                recorded_by_id=mentor.person_id,
            )  # fmt: skip
            if number % 3 == 0:
                MeetingTask.objects.create(unit=unit, member=member, text=f"План урока №{number}", given_at=at)
                PairNote.objects.create(unit=unit, author_id=mentor.person_id, text="Заметка", written_at=at)

    costs = []
    for first, last in ((0, 1), (1, 60)):
        add(first, last)
        client.get(page)
        with CaptureQueriesContext(connection) as asked:
            body = client.get(page).content.decode()
        costs.append(len([row for row in asked if not row["sql"].startswith(("SAVEPOINT", "RELEASE"))]))
    assert costs == [25, 25]
    assert body.index("Встреча №0.") < body.index("Встреча №3.") and "Встреча №30." not in body
    assert "Программа утверждена" in body and "Встреча №59." in client.get(f"{page}?page=6").content.decode()


def test_a_card_with_sixty_meetings_and_a_plan_of_forty_lines(a, client_of) -> None:
    """As many queries as for one of each; the newest meetings on the card, the older ones in the feed."""
    unit, mentor, _mentee = pair(a)
    program, now = unit.programs.get(), clock.now()
    member, learner = unit.members.order_by("side")
    pages = [reverse("unit_detail", args=[unit.pk]), reverse("program_detail", args=[program.pk])]

    def add(first: int, last: int) -> None:
        for number in range(first, last):
            at = now - datetime.timedelta(days=number)
            row = Meeting.objects.create(
                unit=unit, state="confirmed", held_on=at.date(), recorded_at=at, content=f"Встреча №{number}.",
                recorded_by_id=mentor.person_id, duration=45,
            )  # fmt: skip
            for place in (member, learner):
                MeetingPresence.objects.create(meeting=row, member=place, confirmed_at=at)
        for number in range(first, min(last, 40)):
            PlanActivity.objects.create(program=program, position=100 + number, area="METHOD", text=f"Дело {number}")

    costs: list[list[int]] = []
    for first, last in ((0, 1), (1, 60)):
        add(first, last)
        costs.append([])
        for page in pages:
            client = client_of(a.curator)
            client.get(page)
            with CaptureQueriesContext(connection) as asked:
                body = client.get(page).content.decode()
            costs[-1].append(len([row for row in asked if not row["sql"].startswith(("SAVEPOINT", "RELEASE"))]))
    assert costs == [[57, 32], [57, 32]]
    assert "Дело 39" in body
    card = client_of(a.curator).get(pages[0]).content.decode()
    assert "Встреча №0." in card and "Встреча №10." not in card


def test_a_pair_that_has_ended_meets_no_more(a) -> None:
    """Its meetings ahead leave the calendars; nobody is reminded of them."""
    unit, mentor, mentee = pair(a)
    at = clock.now() + 24 * HOUR
    meeting_plans.plan_meetings(actor=mentor, unit=unit, planned_at=at, times=2)
    units.end_unit(actor=None, unit=unit, verb="close")
    assert [*Meeting.objects.filter(unit=unit).values_list("state", "version")] == [("cancelled", 2)] * 2
    meeting_plans.remind_of_meetings()
    told = Notice.objects.filter(person_id=mentee.person_id)
    assert not told.filter(text="Завтра встреча").exists() and told.filter(text="Встреча отменена").count() == 2
