"""Days of programmes, meetings and notices: three years × the eleven time zones of Russia against an oracle that knows
none of our calendars: its days off are written by hand from the production calendars, its zones are fixed offsets."""

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from accounts import clock
from accounts.models import Notice, Organization, Region
from programs.models import Meeting, Program, Unit
from programs.services import agreements, applications, daily, meeting_plans
from tests.accounts.test_due_rules_oracle import HOURS_AHEAD_OF_UTC
from tests.support.people import acting
from tests.world import World

DAY, SECOND = dt.timedelta(days=1), dt.timedelta(seconds=1)
FIRST, LAST = dt.date(2024, 1, 1), dt.date(2026, 12, 31)
DAYS_OFF = """
2024-01-01 2024-01-02 2024-01-03 2024-01-04 2024-01-05 2024-01-08 2024-02-23 2024-03-08 2024-04-29 2024-04-30
2024-05-01 2024-05-09 2024-05-10 2024-06-12 2024-11-04 2024-12-30 2024-12-31 2025-01-01 2025-01-02 2025-01-03
2025-01-06 2025-01-07 2025-01-08 2025-05-01 2025-05-02 2025-05-08 2025-05-09 2025-06-12 2025-06-13 2025-11-03
2025-11-04 2025-12-31 2026-01-01 2026-01-02 2026-01-05 2026-01-06 2026-01-07 2026-01-08 2026-01-09 2026-02-23
2026-03-09 2026-05-01 2026-05-11 2026-06-12 2026-11-04 2026-12-31 2027-01-01 2027-01-04 2027-01-05 2027-01-06
2027-01-07 2027-01-08
"""
OFF = DAYS_OFF.split()
WORKED = {"2024-04-27", "2024-11-02", "2024-12-28", "2025-11-01"}
# Spread over the seasons and over days that are and are not days off; none of them moves a programme.
BOUNDARIES = [dt.date(2024, 2, 29), dt.date(2025, 1, 1), dt.date(2025, 6, 30), dt.date(2026, 10, 25)]


def third_working_day_after(day: dt.date, off: frozenset[str]) -> dt.date:
    """The day of filing is not counted."""
    found = 0
    while found < 3:
        day += DAY
        text = day.isoformat()
        found += text in WORKED or (day.weekday() < 5 and text not in off)
    return day


def school(zone: str) -> Organization:
    return Organization(region=Region(time_zone=zone, calendar="ru"))


def said(term: Callable[[Organization, dt.date], dt.date], zone: str, first: dt.date) -> list[dt.date]:
    return [term(school(zone), first + DAY * number) for number in range((LAST - first).days + 1)]


@pytest.mark.parametrize("zone", HOURS_AHEAD_OF_UTC)
@pytest.mark.parametrize(
    ("term", "first"), [(applications.answer_day, FIRST), (agreements.last_day, dt.date(2025, 3, 1))]
)
def test_three_working_days_of_a_notice_and_of_an_answer(zone: str, term: Callable, first: dt.date) -> None:
    """From every day of three years (a notice, since the law is in force): the same in every zone."""
    days = [first + DAY * number for number in range((LAST - first).days + 1)]
    assert said(term, zone, first) == [third_working_day_after(day, frozenset(OFF)) for day in days]


def test_a_day_off_missing_from_the_oracle_is_noticed() -> None:
    found = said(applications.answer_day, "Asia/Omsk", FIRST)
    for record in OFF[1:-5]:  # nothing is counted from the first, and no answer lies beyond the last
        less = frozenset(OFF) - {record}
        assert found != [third_working_day_after(FIRST + DAY * number, less) for number in range(len(found))], record


@pytest.mark.django_db
@pytest.mark.parametrize(("zone", "hours"), HOURS_AHEAD_OF_UTC.items())
def test_midnight_of_the_school_begins_winds_up_and_reminds(world: World, zone: str, hours: int) -> None:
    """A second before midnight on the school's wall nothing has come; at midnight it has."""
    with acting(world.a11.curator):
        program = Program.objects.select_related("unit").get(pk=world.a11.rows["program"])
        Organization.objects.filter(pk=world.a11.id).update(time_zone=zone)
        Program.objects.exclude(pk=program.pk).update(state="draft", snapshot=None)
        Meeting.objects.update(state="cancelled")
        meeting = Meeting.objects.filter(unit=program.unit).first()
        program.plan.update(state="planned", done_on=None)
        for day in BOUNDARIES:
            midnight = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC) - dt.timedelta(hours=hours)
            assert begins(program, day, midnight) == ["approved", "running"]
            assert winds_up(program, day, midnight) == ["running", "completing"]
            assert reminders(meeting, midnight) == [0, 2]


def at_both(midnight: dt.datetime, run: Callable[[], object], look: Callable[[], object]) -> list[object]:
    """What is to be seen when the work of the day has run a second before, and at, midnight."""
    seen = []
    for moment in (midnight - SECOND, midnight):
        with clock.moved_to(moment):
            run()
        seen.append(look())
    return seen


def begins(program: Program, day: dt.date, midnight: dt.datetime) -> list[object]:
    Unit.objects.filter(pk=program.unit_id).update(state="ordered")
    Program.objects.filter(pk=program.pk).update(state="approved", start_on=day, end_on=day + 200 * DAY)
    return at_both(midnight, daily.start_programs, lambda: Program.objects.get(pk=program.pk).state)


def winds_up(program: Program, day: dt.date, midnight: dt.datetime) -> list[object]:
    """The last day is still of the programme."""
    rows = Program.objects.filter(pk=program.pk)
    rows.update(state="running", start_on=day - 200 * DAY, end_on=day - DAY)
    return at_both(midnight, daily.wind_up_programs, lambda: Program.objects.get(pk=program.pk).state)


def reminders(meeting: Meeting, midnight: dt.datetime) -> list[object]:
    """Of a meeting in the first minute of the day after: in the evening before it is not yet «tomorrow»."""
    at = midnight + DAY + dt.timedelta(minutes=1)
    Meeting.objects.filter(pk=meeting.pk).update(state="planned", planned_at=at)
    Notice.objects.all().delete()
    seen = at_both(midnight, meeting_plans.remind_of_meetings, Notice.objects.count)
    Meeting.objects.filter(pk=meeting.pk).update(state="cancelled")
    return seen


def test_the_zones_are_known_to_python_by_these_offsets() -> None:
    for zone, hours in HOURS_AHEAD_OF_UTC.items():
        for day in BOUNDARIES:
            noon = dt.datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone))
            assert noon.utcoffset() == dt.timedelta(hours=hours)
