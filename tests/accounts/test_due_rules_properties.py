"""Rules of terms: properties over random rules, calendars, windows and zones."""

from __future__ import annotations

import datetime as dt
import os
from zoneinfo import ZoneInfo

from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from accounts.due_rules import (
    EVENT_NAMES,
    Due,
    DueRule,
    DueType,
    Events,
    MonthDay,
    Shift,
    TermUnit,
    days_late,
    describe,
    end_of_day,
    from_json,
    occurrences,
    to_json,
)
from accounts.work_calendar import WorkCalendar, calendar_codes, calendar_for

if not settings.configured and not os.environ.get("DJANGO_SETTINGS_MODULE"):
    settings.configure(USE_I18N=False)

D = dt.date.fromisoformat
NOVOKUZNETSK = ZoneInfo("Asia/Novokuznetsk")
LONGEST_SHIFT = 12
"""Calendar days: 31.12.2025 … 11.01.2026 are the longest rest of the years below."""

days = st.dates(D("2021-01-01"), D("2027-06-30"))
leap_days = st.dates(D("2024-01-01"), D("2024-12-31"))
month_days = leap_days.map(lambda day: MonthDay(day.month, day.day))
recurring = st.one_of(
    st.builds(DueRule, st.just(DueType.MONTHLY), day=st.integers(1, 31)),
    st.builds(DueRule, st.just(DueType.MONTH), month=st.integers(1, 12)),
    st.builds(DueRule, st.just(DueType.QUARTERLY), days=st.integers(0, 60)),
    st.builds(DueRule, st.just(DueType.YEARLY), month_day=month_days),
    st.builds(DueRule, st.just(DueType.PERIOD), first=month_days, last=month_days),
)
rules = st.one_of(
    recurring,
    st.builds(DueRule, st.just(DueType.DATE), date=days),
    st.builds(DueRule, st.just(DueType.MONTH), month=st.integers(1, 12), year=st.integers(2021, 2027)),
    st.builds(
        DueRule,
        st.just(DueType.RELATIVE),
        event=st.sampled_from(sorted(EVENT_NAMES)),
        days=st.integers(1, 90),
        unit=st.sampled_from(TermUnit),
    ),
    st.sampled_from([DueRule(DueType.CONTINUOUS), DueRule(DueType.AS_PROGRAM), DueRule(DueType.NONE)]),
)
event_dates = st.dictionaries(st.sampled_from(sorted(EVENT_NAMES)), st.lists(days, max_size=4))
calendars = st.sampled_from([calendar_for(code, week) for code in calendar_codes() for week in (5, 6)])
shifts = st.sampled_from(Shift)
ZONES = [
    "Europe/Kaliningrad",
    "Europe/Moscow",
    "Europe/Samara",
    "Europe/Saratov",
    "Europe/Volgograd",
    "Asia/Yekaterinburg",
    "Asia/Omsk",
    "Asia/Novosibirsk",
    "Asia/Tomsk",
    "Asia/Krasnoyarsk",
    "Asia/Irkutsk",
    "Asia/Chita",
    "Asia/Yakutsk",
    "Asia/Vladivostok",
    "Asia/Sakhalin",
    "Asia/Magadan",
    "Asia/Kamchatka",
]


def _all(rule: DueRule, cal: WorkCalendar, shift: Shift, start: dt.date, end: dt.date, events: Events) -> list[Due]:
    return occurrences(rule, calendar=cal, tz=NOVOKUZNETSK, shift=shift, start=start, end=end, events=events)


@given(rules, calendars, shifts, days, st.integers(0, 800), event_dates)
def test_every_term(
    rule: DueRule, cal: WorkCalendar, shift: Shift, start: dt.date, length: int, events: Events
) -> None:
    end = start + dt.timedelta(days=length)
    found = _all(rule, cal, shift, start, end, events)
    for due in found:
        moved = (due.due_on - due.nominal).days
        assert start <= due.nominal <= end
        assert due.opens_on <= due.due_on
        assert cal.is_workday(due.due_on) or shift is Shift.NONE
        assert abs(moved) <= LONGEST_SHIFT
        assert moved == 0 or not cal.is_workday(due.nominal)
        assert moved >= 0 or shift is Shift.PREVIOUS_WORKDAY
        assert moved <= 0 or shift is Shift.NEXT_WORKDAY or cal.previous_workday(due.nominal) < due.opens_on
        assert due.due_at.tzinfo is dt.UTC
        assert days_late(due, due.due_on) == 0
        assert days_late(due, due.due_on + dt.timedelta(days=3)) == 3
    assert len({due.key for due in found}) == len(found)
    assert [due.nominal for due in found] == sorted(due.nominal for due in found)
    assert found == _all(rule, cal, shift, start, end, events)


@given(recurring, calendars, st.sampled_from([Shift.NONE, Shift.NEXT_WORKDAY]), days)
def test_shifted_terms_keep_their_order(rule: DueRule, cal: WorkCalendar, shift: Shift, start: dt.date) -> None:
    moments = [due.due_at for due in _all(rule, cal, shift, start, start + dt.timedelta(days=800), {})]
    assert moments == sorted(moments)


@given(st.integers(1, 31), calendars, shifts, days)
def test_monthly_terms_keep_their_order(day: int, cal: WorkCalendar, shift: Shift, start: dt.date) -> None:
    rule = DueRule(DueType.MONTHLY, day=day)
    moments = [due.due_at for due in _all(rule, cal, shift, start, start + dt.timedelta(days=800), {})]
    assert moments == sorted(moments)
    assert len(moments) in {26, 27}


@given(rules, calendars, shifts, days, st.integers(0, 400), st.integers(1, 400), event_dates)
def test_two_windows_are_one(
    rule: DueRule, cal: WorkCalendar, shift: Shift, start: dt.date, first: int, second: int, events: Events
) -> None:
    """Materialising month by month or at once gives the same terms under the same keys."""
    middle = start + dt.timedelta(days=first)
    end = middle + dt.timedelta(days=second)
    parts = _all(rule, cal, shift, start, middle, events)
    parts += _all(rule, cal, shift, middle + dt.timedelta(days=1), end, events)
    assert parts == _all(rule, cal, shift, start, end, events)


@given(rules)
def test_json_and_back(rule: DueRule) -> None:
    assert from_json(to_json(rule)) == rule
    assert describe(rule)


@given(st.dates(D("1992-01-01"), D("2035-12-31")), st.sampled_from(ZONES))
def test_the_end_of_a_day_is_that_day_in_every_zone_and_year(day: dt.date, name: str) -> None:
    """Covers summer time to 2010 and the changes of 2011, 2014, 2016, 2018 and 2020."""
    zone = ZoneInfo(name)
    moment = end_of_day(day, zone)
    assert moment.astimezone(zone).date() == day
    assert (moment + dt.timedelta(microseconds=1)).astimezone(zone).date() == day + dt.timedelta(days=1)
