"""Between meetings: what is planned, the reminder, the calendar, tasks, a call for help."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar, Event

from accounts.forms.organizations import ZONES
from accounts.models import Notice, User
from accounts.refusal import Refusal, Stale
from accounts.services import logins
from programs import ical
from programs.models import CalendarFeed, HelpRequest, Meeting
from programs.queries.free_times import clashes, obstacles, place_is_taken
from programs.services import calendar, meeting_plans, meetings, tasks_of_pairs
from programs.services import help as helping
from programs.services.meeting_plans import remind_of_meetings
from tests.programs import pair_flow as flow
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def a(world: World):
    with acting(world.a11.curator):
        yield world.a11


def pair(a):
    program = flow.running(a)
    return program.unit, *(flow.himself(person) for person in flow.people_of(program.unit))


def tomorrow(actor, hour: int = 15) -> datetime.datetime:
    day = actor.today + datetime.timedelta(days=1)
    return datetime.datetime.combine(day, datetime.time(hour), actor.zone)


def test_a_meeting_ahead_is_moved_called_off_missed_and_recorded(a, clock_at) -> None:
    """reschedule, call_off, miss; a schedule of three weeks at the same hour; the plan's own record."""
    unit, mentor, mentee = pair(a)
    at = tomorrow(mentor)
    first, second, third = meeting_plans.plan_meetings(actor=mentee, unit=unit, planned_at=at, times=3, place="каб. 12")
    assert [row.planned_at.astimezone(mentor.zone).hour for row in (first, second, third)] == [15, 15, 15]
    moved = meeting_plans.reschedule_meeting(actor=mentor, meeting=first, planned_at=at + HOUR)
    assert (moved.planned_at, moved.state, moved.version) == (at + HOUR, "planned", 2)
    assert meeting_plans.call_off_meeting(actor=mentee, meeting=third).state == "cancelled"
    with pytest.raises(Refusal, match="ещё не наступило"):
        meeting_plans.miss_meeting(actor=mentor, meeting=second, missed_by="mentee")
    with pytest.raises(Refusal, match="уже прошло"):
        meeting_plans.plan_meetings(actor=mentor, unit=unit, planned_at=at - 48 * HOUR)
    clock_at(at + 24 * 8 * HOUR)
    missed = meeting_plans.miss_meeting(actor=mentor, meeting=second, missed_by="mentee", missed_why="Болел")
    assert (missed.state, missed.missed_by) == ("missed", "mentee")
    mentor = flow.himself(flow.people_of(unit)[0])
    held = meetings.record_meeting(actor=mentor, unit=unit, held_on=at.date(), content="", planned=moved)
    assert (held.pk, held.state, held.place) == (first.pk, "held", "каб. 12")
    assert meetings.record_meeting(actor=mentor, unit=unit, held_on=at.date(), content="", planned=moved).pk == first.pk


def test_a_stale_tab_moves_no_meeting_back_and_the_same_again_tells_nobody(a, client_of) -> None:
    """A has moved it to 16:00; B, whose page says 15:00, changes the room."""
    unit, mentor, mentee = pair(a)
    at = tomorrow(mentor)
    (meeting,) = meeting_plans.plan_meetings(actor=mentor, unit=unit, planned_at=at, place="каб. 12")
    moved = meeting_plans.reschedule_meeting(actor=mentor, meeting=meeting, planned_at=at + HOUR, version=1)
    with pytest.raises(Stale, match="встречу перенесли"):
        meeting_plans.reschedule_meeting(actor=mentee, meeting=meeting, planned_at=at, place="каб. 21", version=1)
    told = Notice.objects.count()
    for _press in range(2):
        same = meeting_plans.reschedule_meeting(actor=mentor, meeting=moved, planned_at=at + HOUR, version=2)
        assert (same.version, Notice.objects.count()) == (2, told)


def test_the_same_people_and_the_same_place_at_a_time_are_a_warning(a) -> None:
    unit, mentor, _mentee = pair(a)
    at = tomorrow(mentor)
    first, *_ = meeting_plans.plan_meetings(actor=mentor, unit=unit, planned_at=at, place="каб. 12")
    school = unit.organization
    assert obstacles(unit, [at], "каб. 12", but=first.pk) == []
    other = Meeting.objects.create(unit_id=a.rows["unit"], planned_at=at + HOUR / 2, place="Каб. 12")
    assert (clashes(unit, [at], but=first.pk), place_is_taken(school, "каб. 12", [at], but=first.pk)) == ([], True)
    Meeting.objects.filter(pk=other.pk).update(unit=unit)
    assert len(clashes(unit, [at], but=first.pk)) == 2


def test_one_is_reminded_the_day_before_once(a) -> None:
    unit, mentor, mentee = pair(a)
    meeting_plans.plan_meetings(actor=mentor, unit=unit, planned_at=tomorrow(mentor))
    for _wake in range(2):
        remind_of_meetings()
    told = Notice.objects.filter(text="Завтра встреча", person_id__in=[mentor.person_id, mentee.person_id])
    assert told.count() == 2


def read(text: str) -> list[Event]:
    """By a strict parser that we have not written; lines as RFC 5545 wants them, which it would forgive."""
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    calendar = Calendar.from_ical(text)
    assert calendar.errors == [] and all(event.errors == [] for event in calendar.events)
    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "PUBLISH")
    return calendar.events


def test_the_text_of_a_calendar_comes_back_as_it_went_in() -> None:
    """Marks that mean something, controls, and a long Cyrillic line, folded without a letter cut in two."""
    moment = datetime.datetime(2026, 11, 26, 15, tzinfo=datetime.timezone(HOUR * 7))
    title = "Встреча; с запятой, чертой \\ и\nновой строкой: «ё» " + "ё" * 80 + " 📓"
    entry = ical.Entry(
        "1", moment, moment + HOUR, title + "\x07\r", moment, place="каб. 12", cancelled=True, sequence=7
    )
    (event,) = read(ical.calendar("Мой, календарь", [entry]))
    assert str(event["SUMMARY"]) == title + "\n"
    assert (event.start, event.end) == (moment, moment + HOUR)
    assert (event["STATUS"], event["LOCATION"], event["SEQUENCE"]) == ("CANCELLED", "каб. 12", 7)


def test_a_calendar_means_the_same_moment_in_all_eleven_zones() -> None:
    """In UTC, so that no description of a zone is needed; from Kaliningrad to Kamchatka, over three years."""
    zones = [value for value, _words in ZONES if value]
    assert len({datetime.datetime(2026, 1, 1, tzinfo=ZoneInfo(zone)).utcoffset() for zone in zones}) == 11
    for day in range(0, 3 * 365, 31):
        wall = datetime.datetime(2024, 9, 1, 8, 30) + datetime.timedelta(days=day)
        moments = [wall.replace(tzinfo=ZoneInfo(zone)) for zone in zones]
        text = ical.calendar("К", [ical.Entry(str(at), at, at + HOUR, "В", at) for at in moments])
        events = read(text)
        assert [event.start for event in events] == moments
        assert {event.start.utcoffset() for event in events} == {datetime.timedelta()}
        there = [event.start.astimezone(ZoneInfo(zone)) for event, zone in zip(events, zones, strict=True)]
        assert {at.replace(tzinfo=None) for at in there} == {wall}


def test_a_feed_keeps_the_identity_of_a_meeting(a, client_of) -> None:
    """Moved: the same UID, a higher SEQUENCE. Called off: it stays, as cancelled, higher still."""
    unit, mentor, _mentee = pair(a)
    at = tomorrow(mentor)
    (meeting,) = meeting_plans.plan_meetings(actor=mentor, unit=unit, planned_at=at)
    logins.link(flow.people_of(unit)[0], User.objects.create_user(email=None))
    address = calendar.give_feed(actor=mentor).removeprefix("http://localhost:8000")
    seen = []
    for step in ("", "move", "off"):
        row = Meeting.objects.select_related("unit").get(pk=meeting.pk)
        if step == "move":
            meeting_plans.reschedule_meeting(actor=mentor, meeting=row, planned_at=at + HOUR)
        elif step == "off":
            meeting_plans.call_off_meeting(actor=mentor, meeting=row)
        (event,) = read(Client().get(address).content.decode())
        seen.append((str(event["UID"]), int(event["SEQUENCE"]), str(event["STATUS"]), event.start))
    uid = f"meeting-{meeting.pk}-{meeting.client_key}"
    assert seen == [
        (uid, 1, "CONFIRMED", at), (uid, 2, "CONFIRMED", at + HOUR), (uid, 3, "CANCELLED", at + HOUR)
    ]  # fmt: skip


def test_the_address_of_a_calendar_opens_until_it_is_withdrawn(a, world: World) -> None:
    """Without a sign-in, without names; a new address ends the former; the database keeps a hash alone."""
    unit, mentor, _mentee = pair(a)
    meeting_plans.plan_meetings(actor=mentor, unit=unit, planned_at=tomorrow(mentor), place="каб. 12")
    logins.link(flow.people_of(unit)[0], User.objects.create_user(email=None))
    former = calendar.give_feed(actor=mentor).removeprefix("http://localhost:8000")
    address = calendar.give_feed(actor=mentor).removeprefix("http://localhost:8000")
    secret = address.rpartition("/")[2].removesuffix(".ics")
    assert not CalendarFeed.objects.filter(secret_hash__contains=secret).exists()
    answer = Client().get(address)
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    body = answer.content.decode()
    assert "каб. 12" in [event.get("LOCATION") for event in read(body)]
    assert "Наставникова" not in body and "Ученикова" not in body
    assert Client().get(former).status_code == 404
    calendar.withdraw_feed(actor=mentor)
    assert Client().get(address).status_code == 404


def test_a_task_goes_to_and_fro(a) -> None:
    """hand_in, send_back with words, accept, take_back; only its own mentee hands in, only the mentor judges."""
    unit, mentor, mentee = pair(a)
    member = unit.members.get(side="mentee")
    (task,) = tasks_of_pairs.give_task(actor=mentor, unit=unit, members=[member.pk], text="План урока")
    with pytest.raises(Refusal):
        tasks_of_pairs.hand_in(actor=mentor, task=task)
    with pytest.raises(Refusal):
        tasks_of_pairs.accept(actor=mentee, task=task)
    task = tasks_of_pairs.hand_in(actor=mentee, task=task)
    with pytest.raises(Refusal, match="что поправить"):
        tasks_of_pairs.send_back(actor=mentor, task=task, remark=" ")
    task = tasks_of_pairs.send_back(actor=mentor, task=task, remark="Нет цели урока")
    task = tasks_of_pairs.hand_in(actor=mentee, task=task)
    assert tasks_of_pairs.accept(actor=mentor, task=task).state == "accepted"
    (other,) = tasks_of_pairs.give_task(actor=mentor, unit=unit, members=[member.pk], text="Второе")
    assert tasks_of_pairs.take_back(actor=mentor, task=other).state == "cancelled"
    with pytest.raises(Refusal, match="кому задание"):
        tasks_of_pairs.give_task(actor=mentor, unit=unit, members=[0], text="Никому")


def test_a_call_for_help_reaches_the_mentor_at_once(a, clock_at, client_of) -> None:
    """see, answer: the minutes are kept; the curator who looks changes nothing."""
    unit, mentor, mentee = pair(a)
    call = helping.ask_for_help(actor=mentee, unit=unit, text="Класс не слушает")
    assert Notice.objects.filter(person_id=mentor.person_id, text="Нужна помощь сейчас").exists()
    assert client_of(a.curator).get(reverse("help_detail", args=[call.pk])).status_code == 200
    assert HelpRequest.objects.get(pk=call.pk).state == "sent"
    clock_at(call.sent_at + datetime.timedelta(minutes=12, seconds=5))
    assert helping.see(actor=mentor, call=call).state == "seen"
    row = helping.answer_help(actor=mentor, call=call, answer="Подойду сейчас")
    assert (row.state, row.minutes) == ("answered", 12)
    for _call in range(3):
        helping.ask_for_help(actor=mentee, unit=unit, text="Ещё")
    with pytest.raises(Refusal, match="ещё нет ответа"):
        helping.ask_for_help(actor=mentee, unit=unit, text="И ещё")


def test_people_outside_the_pair_plan_nothing_in_it(a) -> None:
    unit, mentor, _mentee = pair(a)
    stranger = flow.of(a, "mentor")
    with pytest.raises(Refusal):
        meeting_plans.plan_meetings(actor=stranger, unit=unit, planned_at=tomorrow(mentor))
    assert not Meeting.objects.filter(unit=unit).exists()
