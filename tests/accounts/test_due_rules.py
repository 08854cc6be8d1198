"""Rules of terms: figures of the domain as literals, JSON, wording, properties."""

from __future__ import annotations

import datetime as dt
import os
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from accounts.due_rules import (
    Due,
    DueRule,
    DueRuleError,
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
from accounts.work_calendar import WorkCalendar, calendar_for

if not settings.configured and not os.environ.get("DJANGO_SETTINGS_MODULE"):
    settings.configure(USE_I18N=False)

D = dt.date.fromisoformat
RU = calendar_for("ru")
MOSCOW = ZoneInfo("Europe/Moscow")


def terms(
    rule: dict[str, Any],
    start: str = "2021-01-01",
    end: str = "2021-12-31",
    *,
    shift: str = "previous_workday",
    events: Events | None = None,
    cal: WorkCalendar = RU,
) -> list[Due]:
    return occurrences(from_json(rule), calendar=cal, tz=MOSCOW, shift=shift, start=D(start), end=D(end), events=events)


def only(rule: dict[str, Any], *args: str, **options: Any) -> Due:
    (due,) = terms(rule, *args, **options)
    return due


# --- Figures of the domain


def test_monthly_report_on_a_monday_stays() -> None:
    due = only({"type": "monthly", "day": 25}, "2021-10-01", "2021-10-31")
    assert due == Due(
        "2021-10",
        D("2021-10-25"),
        D("2021-10-25"),
        dt.datetime(2021, 10, 25, 20, 59, 59, 999999, dt.UTC),
        D("2021-10-01"),
        None,
    )


@pytest.mark.parametrize(
    ("shift", "due_on"),
    [("none", "2021-12-25"), ("previous_workday", "2021-12-24"), ("next_workday", "2021-12-27")],
)
def test_monthly_report_on_a_saturday_shifts_as_the_regulation_says(shift: str, due_on: str) -> None:
    due = only({"type": "monthly", "day": 25}, "2021-12-01", "2021-12-31", shift=shift)
    assert (due.key, due.nominal, due.due_on) == ("2021-12", D("2021-12-25"), D(due_on))


def test_refusal_of_article_351_8_ends_the_duties_after_three_working_days() -> None:
    rule = {"type": "relative", "event": "refusal_filed", "days": 3, "unit": "working"}
    due = only(rule, "2025-01-01", "2025-12-31", events={"refusal_filed": D("2025-03-06")})
    assert due.due_on == D("2025-03-11")
    assert due.due_on + dt.timedelta(days=1) == D("2025-03-12")


def test_pairing_within_fourteen_days_of_the_model_date() -> None:
    rule = {"type": "relative", "event": "model_date", "days": 14}
    due = only(rule, events={"model_date": D("2021-10-04")})
    assert (due.key, due.due_on, due.opens_on) == ("model_date:2021-10-04", D("2021-10-18"), D("2021-10-04"))
    assert days_late(due, D("2021-10-18")) == 0
    assert days_late(due, D("2021-10-19")) == 1


@pytest.mark.parametrize(("done", "late"), [("2022-08-26", 0), ("2022-08-31", 0), ("2022-09-05", 5)])
def test_statute_of_schools_a_b_v(done: str, late: int) -> None:
    due = only({"type": "date", "date": "2022-08-31"}, "2022-01-01", "2022-12-31")
    assert due.due_at == dt.datetime(2022, 8, 31, 20, 59, 59, 999999, dt.UTC)
    assert days_late(due, D(done)) == late


def test_lateness_counts_from_the_nominal_date_only_without_a_shift() -> None:
    rule = {"type": "monthly", "day": 25}
    late = {
        shift: days_late(only(rule, "2021-12-01", "2021-12-31", shift=shift), D("2021-12-28"))
        for shift in ("none", "previous_workday", "next_workday")
    }
    assert late == {"none": 3, "previous_workday": 4, "next_workday": 1}


def test_cut_off_dates_never_shift() -> None:
    for shift in Shift:
        found = terms({"type": "quarterly", "days": 10}, "2021-01-01", "2022-01-31", shift=shift)
        assert [(due.key, due.snapshot_on) for due in found] == [
            ("2020-Q4", D("2020-12-31")),
            ("2021-Q1", D("2021-03-31")),
            ("2021-Q2", D("2021-06-30")),
            ("2021-Q3", D("2021-09-30")),
            ("2021-Q4", D("2021-12-31")),
        ]


def test_a_quarter_is_handed_in_no_earlier_than_its_cut_off() -> None:
    due = only({"type": "quarterly"}, "2021-12-01", "2021-12-31")
    assert due.snapshot_on == D("2021-12-31")  # a day off that year
    assert due.due_on == D("2022-01-10")
    assert only({"type": "quarterly"}, "2021-09-01", "2021-09-30").due_on == D("2021-09-30")


# --- Every type


def test_the_last_day_stands_for_31_in_short_months() -> None:
    found = terms({"type": "monthly", "day": 31}, "2024-01-01", "2024-06-30", shift="none")
    assert [due.nominal.day for due in found] == [31, 29, 31, 30, 31, 30]


def test_window_includes_both_ends_and_looks_at_nominal_dates() -> None:
    assert [due.key for due in terms({"type": "monthly", "day": 25}, "2021-10-25", "2021-12-25")] == [
        "2021-10",
        "2021-11",
        "2021-12",
    ]
    assert terms({"type": "monthly", "day": 25}, "2021-10-26", "2021-11-24") == []
    with pytest.raises(ValueError, match="промежутка"):
        terms({"type": "monthly", "day": 25}, "2021-10-26", "2021-10-25")


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (
            {"type": "month", "month": 5},
            [("2021-05", "2021-05-31", "2021-05-01"), ("2022-05", "2022-05-31", "2022-05-01")],
        ),
        ({"type": "month", "month": 2, "year": 2022}, [("2022-02", "2022-02-28", "2022-02-01")]),
        (
            {"type": "yearly", "month_day": "09-30"},
            [("2021", "2021-09-30", "2021-08-31"), ("2022", "2022-09-30", "2022-08-31")],
        ),
        (
            {"type": "yearly", "month_day": "02-29"},
            [("2021", "2021-02-28", "2021-01-29"), ("2022", "2022-02-28", "2022-01-29")],
        ),
        ({"type": "date", "date": "2022-08-31"}, [("2022-08-31", "2022-08-31", "2022-08-01")]),
        ({"type": "date", "date": "2023-08-31"}, []),
        (
            {"type": "period", "first": "2022-11-07", "last": "2022-11-16"},
            [("2022-11-07/2022-11-16", "2022-11-16", "2022-11-07")],
        ),
        (
            {"type": "period", "first": "09-01", "last": "05-31"},
            [("2021", "2021-05-31", "2020-09-01"), ("2022", "2022-05-31", "2021-09-01")],
        ),
        (
            {"type": "period", "first": "05-01", "last": "06-30"},
            [("2021", "2021-06-30", "2021-05-01"), ("2022", "2022-06-30", "2022-05-01")],
        ),
        ({"type": "continuous"}, []),
        ({"type": "none"}, []),
        ({"type": "as_program"}, []),
        ({"type": "relative", "event": "order_signed", "days": 1}, []),
    ],
)
def test_terms_of_each_type(rule: dict[str, Any], expected: list[tuple[str, str, str]]) -> None:
    found = terms(rule, "2021-01-01", "2022-12-31", shift="none")
    assert [(due.key, str(due.nominal), str(due.opens_on)) for due in found] == expected
    assert all(due.due_on == due.nominal for due in found)


def test_a_program_gives_one_term_with_a_key_that_outlives_its_prolongation() -> None:
    dates: Events = {"program_start": D("2022-12-01"), "program_end": D("2023-05-31")}
    due = only({"type": "as_program"}, "2022-01-01", "2023-12-31", events=dates)
    assert (due.key, due.nominal, due.opens_on) == ("program", D("2023-05-31"), D("2022-12-01"))
    longer = only({"type": "as_program"}, "2022-01-01", "2023-12-31", events={"program_end": D("2023-10-31")})
    assert (longer.key, longer.nominal, longer.opens_on) == ("program", D("2023-10-31"), D("2023-10-01"))


def test_several_events_give_several_terms_in_order_without_repeats() -> None:
    dates = [D("2021-11-01"), D("2021-10-04"), D("2021-11-01")]
    found = terms({"type": "relative", "event": "model_date", "days": 14}, events={"model_date": dates})
    assert [due.key for due in found] == ["model_date:2021-10-04", "model_date:2021-11-01"]


def test_a_moment_is_not_taken_for_a_local_date() -> None:
    moment = dt.datetime(2021, 10, 4, 22, tzinfo=dt.UTC)
    with pytest.raises(TypeError, match="model_date"):
        terms({"type": "relative", "event": "model_date", "days": 14}, events={"model_date": moment})


def test_an_answer_is_not_due_before_its_event() -> None:
    due = only(
        {"type": "relative", "event": "request_filed", "days": 2},
        "2021-12-01",
        "2022-01-31",
        events={"request_filed": D("2021-12-31")},
    )
    assert (due.nominal, due.due_on) == (D("2022-01-02"), D("2022-01-10"))


def test_regional_holiday_moves_a_term() -> None:
    rule = {"type": "date", "date": "2021-08-30"}
    assert only(rule, cal=calendar_for("ru-ta")).due_on == D("2021-08-27")
    assert only(rule).due_on == D("2021-08-30")


def test_a_repeated_last_moment_is_the_later_one() -> None:
    """Sao Paulo went from 00:00 back to 23:00 on 18.02.2018: the day is an hour longer."""
    zone = ZoneInfo("America/Sao_Paulo")
    assert end_of_day(D("2018-02-17"), zone) == dt.datetime(2018, 2, 18, 2, 59, 59, 999999, dt.UTC)


# --- Words


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ({"type": "date", "date": "2022-08-31"}, "до 31 августа 2022 г."),
        ({"type": "yearly", "month_day": "08-31"}, "до 31 августа ежегодно"),
        ({"type": "monthly", "day": 25}, "ежемесячно до 25 числа"),
        ({"type": "quarterly"}, "ежеквартально"),
        ({"type": "quarterly", "days": 21}, "ежеквартально, в течение 21 дня после среза"),
        ({"type": "month", "month": 5}, "в мае"),
        ({"type": "month", "month": 12, "year": 2021}, "в декабре 2021 г."),
        ({"type": "period", "first": "2022-11-07", "last": "2022-11-16"}, "с 7 ноября 2022 г. по 16 ноября 2022 г."),
        ({"type": "period", "first": "09-01", "last": "05-31"}, "ежегодно с 1 сентября по 31 мая"),
        ({"type": "relative", "event": "model_date", "days": 14}, "в течение 14 дней с даты определения модели"),
        ({"type": "relative", "event": "model_date", "days": 11}, "в течение 11 дней с даты определения модели"),
        (
            {"type": "relative", "event": "refusal_filed", "days": 3, "unit": "working"},
            "в течение 3 рабочих дней с даты подачи отказа",
        ),
        (
            {"type": "relative", "event": "program_end", "days": 1, "unit": "working"},
            "в течение 1 рабочего дня с даты завершения программы",
        ),
        ({"type": "continuous"}, "в течение всего периода"),
        ({"type": "as_program"}, "в соответствии со сроками программы"),
        ({"type": "none"}, "без срока"),
    ],
)
def test_describe(rule: dict[str, Any], text: str) -> None:
    assert describe(from_json(rule)) == text


# --- JSON


@pytest.mark.parametrize(
    ("value", "field", "words"),
    [
        (None, "", "объектом"),
        ([], "", "объектом"),
        ({}, "type", "допустимо"),
        ({"type": None}, "type", "допустимо"),
        ({"type": "weekly"}, "type", "допустимо"),
        ({"type": "none", "dya": 1}, "dya", "неизвестное"),
        ({"type": "none", "day": 1}, "day", "лишнее"),
        ({"type": "monthly", "day": 1, "month": 2}, "month", "лишнее"),
        ({"type": "monthly"}, "day", "обязательно"),
        ({"type": "monthly", "day": 0}, "day", "от 1 до 31"),
        ({"type": "monthly", "day": 32}, "day", "от 1 до 31"),
        ({"type": "monthly", "day": True}, "day", "целое"),
        ({"type": "monthly", "day": "25"}, "day", "целое"),
        ({"type": "month", "month": 13}, "month", "от 1 до 12"),
        ({"type": "month", "month": 1, "year": 1999}, "year", "от 2000 до 2100"),
        ({"type": "date"}, "date", "обязательно"),
        ({"type": "date", "date": "2022-02-29"}, "date", "такой даты нет"),
        ({"type": "date", "date": "08-31"}, "date", "ГГГГ"),
        ({"type": "date", "date": "31.08.2022"}, "date", "ГГГГ"),
        ({"type": "date", "date": "1999-12-31"}, "date", "от 2000"),
        ({"type": "yearly", "month_day": "2022-08-31"}, "month_day", "ММ-ДД"),
        ({"type": "yearly", "month_day": "02-30"}, "month_day", "такой даты нет"),
        ({"type": "quarterly", "days": 61}, "days", "от 0 до 60"),
        ({"type": "relative", "event": "model_date"}, "days", "обязательно"),
        ({"type": "relative", "event": "model_date", "days": 0}, "days", "от 1"),
        ({"type": "relative", "event": "moon", "days": 1}, "event", "допустимо"),
        ({"type": "relative", "event": "model_date", "days": 1, "unit": "weeks"}, "unit", "допустимо"),
        ({"type": "period", "first": "05-01"}, "last", "обязательно"),
        ({"type": "period", "first": "05-01", "last": "2022-06-30"}, "last", "оба"),
        ({"type": "period", "first": "2022-06-30", "last": "2022-05-01"}, "last", "раньше"),
    ],
)
def test_a_wrong_rule_is_refused_in_russian_by_field(value: object, field: str, words: str) -> None:
    with pytest.raises(DueRuleError, match=words) as caught:
        from_json(value)
    assert caught.value.field == field


def test_a_rule_made_in_code_is_checked_too() -> None:
    with pytest.raises(DueRuleError):
        DueRule(DueType.RELATIVE, event="moon", days=1)
    with pytest.raises(DueRuleError):
        DueRule(DueType.YEARLY, month_day=MonthDay(2, 30))


def test_defaults_are_written_out() -> None:
    rule = from_json({"type": "relative", "event": "model_date", "days": 14, "unit": None})
    assert rule.unit is TermUnit.CALENDAR
    assert to_json(rule) == {"type": "relative", "event": "model_date", "days": 14, "unit": "calendar"}
