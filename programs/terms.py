"""Lengths of terms in months, as regulations count them, and a few limits that several pages share."""

import datetime
from calendar import monthrange

SMALL = 5  # what fewer people have answered or asked for is not shown above their school
LONGEST_PLAN = 100  # lines of a programme's plan: more is unreadable, and a form could not hold it


def months_between(start: datetime.date, end: datetime.date) -> float:
    """Months from the first day of a term to its last one, both included: 01.12–31.05 is 6, 01.09–30.09 is 1.

    A part of a month counts as its share of that month's days.
    """
    after = end + datetime.timedelta(days=1)
    whole = (after.year - start.year) * 12 + after.month - start.month
    day = min(start.day, monthrange(after.year, after.month)[1])
    return whole + (after.day - day) / monthrange(after.year, after.month)[1]


def last_day(start: datetime.date, months: int) -> datetime.date:
    """The last day of a term of whole months: 01.09.2022 and 48 give 31.08.2026, 31.01 and one 27.02 (or 28.02)."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    day = min(start.day, monthrange(year, month + 1)[1])
    return datetime.date(year, month + 1, day) - datetime.timedelta(days=1)


def school_year(day: datetime.date) -> int:
    """The year in which the school year of the day began: it runs from 1 September to 31 August."""
    return day.year if day.month >= 9 else day.year - 1


def first_day(year: int) -> datetime.date:
    return datetime.date(year, 9, 1)


def year_days(year: int) -> tuple[datetime.date, datetime.date]:
    """The first and the last day of the school year."""
    return first_day(year), first_day(year + 1) - datetime.timedelta(days=1)


def moments_of(
    first: datetime.date, last: datetime.date, zone: datetime.tzinfo
) -> tuple[datetime.datetime, datetime.datetime]:
    """From the midnight of the first day there to the midnight after the last: what is between is ``start <= at <
    end``. A moment must not be asked for its date in a query: a worker has no zone but UTC."""
    after = last + datetime.timedelta(days=1)
    start, end = (datetime.datetime.combine(day, datetime.time(), zone) for day in (first, after))
    return start, end


def class_number(label: str) -> int | None:
    """7 of «7 «Б»»; None of a group without a number."""
    digits = "".join(letter for letter in label.lstrip()[:2] if letter.isdecimal())
    return int(digits) if digits else None
