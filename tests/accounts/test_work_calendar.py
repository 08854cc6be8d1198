"""Work calendar: figures of the domain, decreed and regional days, six-day week, refusal of bad files."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from accounts.work_calendar import (
    CALENDAR_DIR,
    CalendarDataError,
    WorkCalendar,
    calendar_codes,
    calendar_for,
    load_calendar,
)

if not settings.configured and not os.environ.get("DJANGO_SETTINGS_MODULE"):
    settings.configure(USE_I18N=False)

D = dt.date.fromisoformat
RU = calendar_for("ru")
SIX = calendar_for("ru", week=6)
DAYS = st.dates(D("2018-01-01"), D("2032-12-31"))
CALENDARS = st.sampled_from([calendar_for(code, week) for code in calendar_codes() for week in (5, 6)])


def test_notice_of_three_working_days_counts_from_the_day_after_filing() -> None:
    assert RU.add_workdays(D("2025-03-06"), 3) == D("2025-03-11")
    assert RU.workdays_between(D("2025-03-06"), D("2025-03-11")) == 3


def test_filing_on_a_day_off_counts_from_the_next_working_day() -> None:
    assert RU.add_workdays(D("2025-03-08"), 1) == D("2025-03-10")
    assert RU.add_workdays(D("2025-03-08"), 0) == D("2025-03-08")


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2021-02-20", True),  # Saturday worked for 22 February
        ("2021-02-22", False),
        ("2021-05-04", False),  # decree 242
        ("2021-05-07", False),
        ("2021-05-11", True),
        ("2021-10-29", True),
        ("2021-11-01", False),  # decree 595
        ("2021-11-03", False),
        ("2021-11-05", False),
        ("2021-11-08", True),
        ("2021-12-24", True),
        ("2021-12-25", False),
        ("2021-12-31", False),
        ("2022-03-05", True),
        ("2022-03-07", False),
        ("2023-11-06", False),
        ("2024-11-02", True),
        ("2025-11-01", True),
        ("2025-11-03", False),
        ("2026-05-11", False),
    ],
)
def test_federal_days(day: str, worked: bool) -> None:
    assert RU.is_workday(D(day)) is worked


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2021-02-20", True),
        ("2021-02-22", True),  # moved from a Saturday, which a six-day week works anyway
        ("2021-05-10", False),  # moved from a Sunday
        ("2021-06-12", False),  # a holiday on Saturday
        ("2021-06-14", True),
        ("2021-11-06", False),  # decree 595
        ("2021-12-25", True),
        ("2021-12-26", False),
        ("2026-05-11", True),
        ("2026-05-09", False),
    ],
)
def test_six_day_week(day: str, worked: bool) -> None:
    assert SIX.is_workday(D(day)) is worked


@pytest.mark.parametrize(
    ("code", "day", "worked"),
    [
        ("ru-ta", "2021-08-30", False),
        ("ru-ta", "2025-11-06", False),
        ("ru-ta", "2022-11-07", True),  # 6 November on Sunday: no further day off
        ("ru-ta", "2021-05-13", False),
        ("ru-ta", "2024-06-17", True),
        ("ru-ta", "2026-05-27", False),
        ("ru-ba", "2021-10-11", False),
        ("ru-ba", "2025-10-13", False),  # 11 October on Saturday
        ("ru-ba", "2025-03-31", False),  # Uraza-bairam on Sunday
        ("ru-ba", "2021-08-30", True),
        ("ru-sar", "2025-04-29", False),
        ("ru", "2025-04-29", True),
        ("ru", "2021-08-30", True),
        ("RU-TA", "2021-11-01", False),  # inherits the federal decree
    ],
)
def test_regional_days(code: str, day: str, worked: bool) -> None:
    assert calendar_for(code).is_workday(D(day)) is worked


def test_six_day_week_moves_a_regional_holiday_from_sunday_only() -> None:
    ufa = calendar_for("ru-ba", week=6)
    assert ufa.is_workday(D("2025-10-13"))
    assert not ufa.is_workday(D("2025-03-31"))


def test_names() -> None:
    assert RU.day_off_name(D("2021-11-01")) == "Нерабочие дни"
    assert RU.day_off_name(D("2021-11-04")) == "День народного единства"
    assert RU.day_off_name(D("2021-02-22")) == "Выходной (перенесён с 20.02.2021)"
    assert RU.day_off_name(D("2021-02-20")) is None
    assert RU.day_off_name(D("2021-10-16")) is None


@pytest.mark.parametrize("year", range(2013, 2028))
def test_the_package_still_names_the_source_of_every_transfer(year: int) -> None:
    """Guards the wording of the package that the six-day week depends on."""
    year_days = [dt.date(year, 1, 1) + dt.timedelta(days=number) for number in range(365)]
    moved = [day for day in year_days if "перенесён" in (RU.day_off_name(day) or "")]
    assert moved, year


@pytest.mark.parametrize(
    ("year", "count"), [(2019, 247), (2021, 240), (2022, 247), (2023, 247), (2024, 248), (2025, 247), (2026, 247)]
)
def test_working_days_in_a_year(year: int, count: int) -> None:
    """Published figures of the five-day week; 2021 is 247 less the seven decreed days."""
    assert RU.workdays_between(dt.date(year - 1, 12, 31), dt.date(year, 12, 31)) == count


def test_a_later_year_follows_article_112_until_its_transfers_are_known() -> None:
    assert RU.is_settled(2027)
    assert not RU.is_settled(2028)
    assert not RU.is_workday(D("2028-11-06"))  # 4 November is a Saturday
    assert not RU.is_workday(D("2028-06-12"))
    assert RU.is_workday(D("2028-01-10"))
    assert SIX.is_workday(D("2028-11-06"))


def test_calendar_is_one_object_per_code_and_week() -> None:
    assert calendar_for(" RU-TA ") is calendar_for("ru-ta")
    assert calendar_for("ru", 5) is not calendar_for("ru", 6)
    assert repr(calendar_for("ru-ta", 6)) == "WorkCalendar('ru-ta', week=6)"
    with pytest.raises(ValueError, match="7"):
        calendar_for("ru", 7)


@pytest.mark.parametrize("code", ["", "xx", "../ru", "ru-zz9"])
def test_unknown_code_is_refused(code: str) -> None:
    with pytest.raises(CalendarDataError):
        calendar_for(code)


def test_every_shipped_file_loads() -> None:
    assert calendar_codes() == ("ru", "ru-ba", "ru-sar", "ru-ta")
    for code in calendar_codes():
        assert load_calendar(code).code == code


HEAD = 'format = 1\ncode = "zz"\nname = "Z"\nextends = "ru"\n'
DAY = '[[day_off]]\nname = "n"\nbasis = "b"\n'
YEAR = '[[annual]]\nname = "n"\nbasis = "b"\n'
MOVE = '[[transfer]]\nbasis = "b"\n'


def _load(directory: Path, text: str) -> WorkCalendar:
    (directory / "ru.toml").write_text((CALENDAR_DIR / "ru.toml").read_text(encoding="utf-8"), encoding="utf-8")
    (directory / "zz.toml").write_text(text, encoding="utf-8")
    return load_calendar("zz", directory=directory)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("format = ", ""),
        (HEAD.replace("1", "2", 1), "format"),
        (HEAD.replace("1", '"1"', 1), "format"),
        (HEAD.replace('"zz"', '"ru"'), "code"),
        (HEAD.replace('name = "Z"\n', ""), "name"),
        (HEAD.replace('"Z"', '" "'), "name"),
        (HEAD.replace('extends = "ru"\n', ""), "package_until"),
        (HEAD + "package_until = 2027\n", "package_until"),
        (HEAD + 'settled_years = ["2028"]\n', "settled_years"),
        (HEAD + "holydays = 1\n", "holydays"),
        (HEAD + "day_off = [1]\n", "day_off[1]"),
        (HEAD + DAY, "day_off[1].first"),
        (HEAD + DAY + "first = 2021-05-04\n", "day_off[1].last"),
        (HEAD + DAY + "first = 2021-05-04\nlast = 2021-05-03\n", "day_off[1].last"),
        (HEAD + DAY + "first = 2021-05-04\nlast = 2022-05-03\n", "day_off[1].last"),
        (HEAD + DAY + 'date = "2021-05-04"\n', "day_off[1].date"),
        (HEAD + DAY + "date = 2021-05-04T00:00:00\n", "day_off[1].date"),
        (HEAD + DAY + "date = 2021-05-04\nlast = 2021-05-05\n", "day_off[1].last"),
        (HEAD + DAY + 'date = 2021-05-04\nweekend = "maybe"\n', "day_off[1].weekend"),
        (HEAD + DAY.replace('basis = "b"\n', "date = 2021-05-04\n"), "day_off[1].basis"),
        (HEAD + DAY + "date = 2021-05-04\n" + DAY, "day_off[2].first"),
        (HEAD + YEAR + 'month_day = "02-29"\n', "annual[1].month_day"),
        (HEAD + YEAR + 'month_day = "8-30"\n', "annual[1].month_day"),
        (HEAD + YEAR + 'month_day = "08-30"\nsince = 2022\nuntil = 2021\n', "annual[1].until"),
        (HEAD + MOVE + "from = 2028-01-05\nto = 2028-05-02\n", "transfer[1].from"),
        (HEAD + MOVE + "from = 2028-01-08\nto = 2028-05-06\n", "transfer[1].to"),
    ],
)
def test_a_bad_file_is_refused_by_file_and_key(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(CalendarDataError) as caught:
        _load(tmp_path, text)
    assert (caught.value.file, caught.value.key) == ("zz.toml", key)
    assert str(caught.value).startswith("zz.toml: ")


def test_a_cycle_of_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CalendarDataError) as caught:
        _load(tmp_path, HEAD.replace('"ru"', '"zz"'))
    assert caught.value.key == "extends"


def test_transfers_of_a_new_year_come_from_the_file(tmp_path: Path) -> None:
    text = HEAD + "settled_years = [2028]\n" + MOVE + "from = 2028-04-29\nto = 2028-05-02\n"
    text += MOVE + "from = 2028-11-04\nto = 2028-05-03\n"
    cal = _load(tmp_path, text)
    assert cal.is_settled(2028)
    assert cal.is_workday(D("2028-04-29"))
    assert not cal.is_workday(D("2028-05-02"))
    assert not cal.is_workday(D("2028-05-03"))
    assert not cal.is_workday(D("2028-11-04"))
    assert cal.is_workday(D("2028-11-06"))  # the decree replaces the automatic move


def test_annual_holiday_keeps_its_bounds_and_its_year(tmp_path: Path) -> None:
    text = HEAD + YEAR + 'month_day = "09-14"\nsince = 2021\nuntil = 2022\nweekend = "next_workday"\n'
    cal = _load(tmp_path, text)
    assert [cal.is_workday(dt.date(year, 9, 14)) for year in (2020, 2021, 2022, 2023)] == [True, False, False, True]
    at_the_end = _load(tmp_path, HEAD + YEAR + 'month_day = "12-31"\nweekend = "next_workday"\n')
    with pytest.raises(CalendarDataError) as caught:
        at_the_end.is_workday(D("2023-01-10"))
    assert caught.value.key == "2023-12-31"


def test_a_calendar_without_working_days_is_reported(tmp_path: Path) -> None:
    spans = [("2024-01-01", "2024-02-15"), ("2024-02-16", "2024-03-31")]
    cal = _load(tmp_path, HEAD + "".join(f"{DAY}first = {first}\nlast = {last}\n" for first, last in spans))
    with pytest.raises(CalendarDataError):
        cal.next_workday(D("2024-01-01"))


@given(CALENDARS, DAYS)
def test_neighbours_are_working_days_with_nothing_worked_between(cal: WorkCalendar, day: dt.date) -> None:
    before, after = cal.previous_workday(day), cal.next_workday(day)
    assert before <= day <= after
    assert cal.is_workday(before)
    assert cal.is_workday(after)
    assert (before == day) == (after == day) == cal.is_workday(day)
    between = [before + dt.timedelta(days=number) for number in range(1, (after - before).days)]
    assert not any(cal.is_workday(item) for item in between)


@given(CALENDARS, DAYS, st.integers(0, 60))
def test_adding_and_counting_are_inverse(cal: WorkCalendar, day: dt.date, count: int) -> None:
    end = cal.add_workdays(day, count)
    assert cal.workdays_between(day, end) == count
    assert cal.workdays_between(end, day) == -count
    assert cal.add_workdays(day, count + 1) > end


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="рабочих"):
        RU.add_workdays(D("2025-03-06"), -1)
