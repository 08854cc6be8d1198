"""Three years × the eleven time zones of Russia against an oracle that shares nothing with the code under test.

The oracle has its own list of days off, written by hand from the production calendars, looks working days up by
bisection and adds fixed offsets to UTC. Altering any one record of it must be noticed.
"""

from __future__ import annotations

import datetime as dt
import os
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from accounts.due_rules import DueRule, DueType, Shift, occurrences
from accounts.work_calendar import calendar_for

if not settings.configured and not os.environ.get("DJANGO_SETTINGS_MODULE"):
    settings.configure(USE_I18N=False)

FIRST, LAST = dt.date(2021, 1, 1), dt.date(2023, 12, 31)

CALENDARS = """
2021-01-01 2021-01-04 2021-01-05 2021-01-06 2021-01-07 2021-01-08
2021-02-22 2021-02-23 2021-03-08
2021-05-03 2021-05-04 2021-05-05 2021-05-06 2021-05-07 2021-05-10
2021-06-14
2021-11-01 2021-11-02 2021-11-03 2021-11-04 2021-11-05
2021-12-31
2022-01-03 2022-01-04 2022-01-05 2022-01-06 2022-01-07
2022-02-23 2022-03-07 2022-03-08
2022-05-02 2022-05-03 2022-05-09 2022-05-10
2022-06-13 2022-11-04
2023-01-02 2023-01-03 2023-01-04 2023-01-05 2023-01-06
2023-02-23 2023-02-24 2023-03-08
2023-05-01 2023-05-08 2023-05-09
2023-06-12 2023-11-06
2024-01-01 2024-01-02 2024-01-03 2024-01-04 2024-01-05 2024-01-08
"""
WEEKDAYS_OFF = CALENDARS.split()

SATURDAYS_WORKED = ["2021-02-20", "2022-03-05"]

HOURS_AHEAD_OF_UTC = {
    "Europe/Kaliningrad": 2,
    "Europe/Moscow": 3,
    "Europe/Samara": 4,
    "Asia/Yekaterinburg": 5,
    "Asia/Omsk": 6,
    "Asia/Krasnoyarsk": 7,
    "Asia/Irkutsk": 8,
    "Asia/Yakutsk": 9,
    "Asia/Vladivostok": 10,
    "Asia/Magadan": 11,
    "Asia/Kamchatka": 12,
}

Row = tuple[str, str, str, str]
"""(nominal date, shift, due date, moment in UTC) as text."""


def _window() -> list[int]:
    return list(range(FIRST.toordinal(), LAST.toordinal() + 1))


def oracle(off: Iterable[str], worked: Iterable[str], hours: int, nominals: Iterable[int]) -> set[Row]:
    """Rows for the nominal days given as ordinals; Monday is ordinal 1 modulo 7."""
    rest = {dt.date.fromisoformat(text).toordinal() for text in off}
    extra = {dt.date.fromisoformat(text).toordinal() for text in worked}
    span = range(FIRST.toordinal() - 20, LAST.toordinal() + 30)
    working = [day for day in span if day in extra or (day % 7 in {1, 2, 3, 4, 5} and day not in rest)]
    rows: set[Row] = set()
    for day in nominals:
        shifted = {
            "none": day,
            "previous_workday": working[bisect_right(working, day) - 1],
            "next_workday": working[bisect_left(working, day)],
        }
        for shift, due in shifted.items():
            midnight_after = (due + 1 - dt.date(1970, 1, 1).toordinal()) * 86_400 - hours * 3_600
            last_second = dt.datetime.fromtimestamp(midnight_after - 1, dt.UTC)
            moment = f"{last_second:%Y-%m-%d %H:%M:%S}.999999"
            rows.add((str(dt.date.fromordinal(day)), shift, str(dt.date.fromordinal(due)), moment))
    return rows


@cache
def actual(zone: str, monthly_day: int | None = None) -> frozenset[Row]:
    """The same rows from the code under test: a dated rule for every day, or one monthly rule."""
    if monthly_day is None:
        rules = [DueRule(DueType.DATE, date=dt.date.fromordinal(day)) for day in _window()]
    else:
        rules = [DueRule(DueType.MONTHLY, day=monthly_day)]
    return frozenset(
        (str(due.nominal), shift.value, str(due.due_on), f"{due.due_at:%Y-%m-%d %H:%M:%S.%f}")
        for rule in rules
        for shift in Shift
        for due in occurrences(rule, calendar=calendar_for("ru"), tz=ZoneInfo(zone), shift=shift, start=FIRST, end=LAST)
    )


@pytest.mark.parametrize(("zone", "hours"), HOURS_AHEAD_OF_UTC.items())
def test_every_day_of_three_years(zone: str, hours: int) -> None:
    expected = oracle(WEEKDAYS_OFF, SATURDAYS_WORKED, hours, _window())
    assert len(expected) == 3 * 1095
    assert actual(zone) == expected


@pytest.mark.parametrize(("zone", "hours"), HOURS_AHEAD_OF_UTC.items())
@pytest.mark.parametrize("day", [1, 5, 10, 25, 28])
def test_monthly_reports_of_three_years(zone: str, hours: int, day: int) -> None:
    nominals = [number for number in _window() if dt.date.fromordinal(number).day == day]
    assert len(nominals) == 36
    assert actual(zone, day) == oracle(WEEKDAYS_OFF, SATURDAYS_WORKED, hours, nominals)


def test_last_days_of_months() -> None:
    nominals = [number for number in _window() if dt.date.fromordinal(number + 1).day == 1]
    assert actual("Asia/Omsk", 31) == oracle(WEEKDAYS_OFF, SATURDAYS_WORKED, 6, nominals)


@pytest.mark.parametrize("record", WEEKDAYS_OFF)
def test_a_day_off_missing_from_the_oracle_is_noticed(record: str) -> None:
    altered = [day for day in WEEKDAYS_OFF if day != record]
    assert actual("Asia/Omsk") != oracle(altered, SATURDAYS_WORKED, 6, _window())


@pytest.mark.parametrize("record", SATURDAYS_WORKED)
def test_a_worked_saturday_missing_from_the_oracle_is_noticed(record: str) -> None:
    altered = [day for day in SATURDAYS_WORKED if day != record]
    assert actual("Asia/Omsk") != oracle(WEEKDAYS_OFF, altered, 6, _window())


@pytest.mark.parametrize("record", ["2021-03-09", "2021-11-08", "2022-12-30", "2023-05-10"])
def test_a_day_off_invented_by_the_oracle_is_noticed(record: str) -> None:
    assert actual("Asia/Omsk") != oracle([*WEEKDAYS_OFF, record], SATURDAYS_WORKED, 6, _window())


@pytest.mark.parametrize(("zone", "hours"), HOURS_AHEAD_OF_UTC.items())
def test_a_wrong_offset_in_the_oracle_is_noticed(zone: str, hours: int) -> None:
    for wrong in (hours - 1, hours + 1):
        assert actual(zone) != oracle(WEEKDAYS_OFF, SATURDAYS_WORKED, wrong, _window())


def test_the_zones_are_eleven_with_different_time() -> None:
    table: Mapping[str, int] = HOURS_AHEAD_OF_UTC
    assert sorted(table.values()) == list(range(2, 13))
