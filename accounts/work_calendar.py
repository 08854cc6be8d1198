"""Working days and days off of the Russian Federation and its regions. Pure: no database, no models.

Three sources, each over the one before:

1. the `holidays` package: statutory holidays (article 112 of the Labour Code), the Government's yearly transfers and
   the Saturdays worked for them;
2. `data/calendars/ru.toml`: days declared off by decree, transfers of years that the package does not know yet;
3. `data/calendars/ru-XX.toml`: holidays of one region.

With a six-day week Saturday is an ordinary working day, so a day off that was moved *from a Saturday* is not moved.
"""

from __future__ import annotations

import datetime as dt
import enum
import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import holidays
from django.utils.translation import gettext as _

T = TypeVar("T")

CALENDAR_DIR = Path(__file__).resolve().parent / "data" / "calendars"
FILE_FORMAT = 1
SUNDAY = 6
JANUARY = 1
LONGEST_REST = 60
"""Days in a row without a working day after which the data are certainly wrong (the longest real run is 45, 2020)."""

_CODE = re.compile(r"[a-z]{2}(-[a-z0-9]{1,8})?")
_MONTH_DAY = re.compile(r"(\d\d)-(\d\d)")
_MOVED_FROM = re.compile(r"перенесено с (\d\d)\.(\d\d)\.(\d{4})")
_OBSERVED = "(выходной)"


class WorkWeek(enum.IntEnum):
    """Length of the working week in days; the first `value` days from Monday are worked."""

    FIVE = 5
    SIX = 6


class Weekend(enum.StrEnum):
    """What follows when a regional holiday falls on a weekly day off: nothing, or the next working day is off."""

    KEEP = "keep"
    NEXT_WORKDAY = "next_workday"


class CalendarDataError(ValueError):
    """A calendar file is missing or wrong; `file` is its name, `key` the place in it (empty: the whole file)."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        self.file, self.key, self.reason = file, key, reason
        super().__init__(": ".join(part for part in (file, key, reason) if part))


@dataclass(frozen=True, slots=True)
class DayOff:
    """Days `first`…`last` (both included) are off."""

    first: dt.date
    last: dt.date
    name: str
    weekend: Weekend = Weekend.KEEP


@dataclass(frozen=True, slots=True)
class Annual:
    """A holiday on the same day of every year from `since` to `until` (years, both included, None: no bound)."""

    month: int
    day: int
    name: str
    weekend: Weekend
    since: int | None = None
    until: int | None = None

    def in_year(self, year: int) -> DayOff | None:
        """The holiday in `year`, or None where it is not in force."""
        if (self.since is not None and year < self.since) or (self.until is not None and year > self.until):
            return None
        day = dt.date(year, self.month, self.day)
        return DayOff(day, day, self.name, self.weekend)


@dataclass(frozen=True, slots=True)
class Transfer:
    """The rest of the weekend day `source` is taken on `target`; `source` is worked unless it is a holiday."""

    source: dt.date
    target: dt.date


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """One calendar file, checked. `package_until` is given by the federal file only."""

    code: str
    name: str
    extends: str | None
    package_until: int | None
    settled_years: frozenset[int]
    days_off: tuple[DayOff, ...]
    annual: tuple[Annual, ...]
    transfers: tuple[Transfer, ...]


class _Table:
    """A TOML table being read: takes keys by type and at the end refuses those that nobody took."""

    def __init__(self, file: str, prefix: str, data: Mapping[str, Any]) -> None:
        self.file, self.prefix, self.rest = file, prefix, dict(data)

    def fail(self, key: str, reason: str) -> CalendarDataError:
        return CalendarDataError(self.file, f"{self.prefix}{key}", reason)

    def take(self, key: str, kind: type[T]) -> T:
        value = self.optional(key, kind)
        if value is None:
            raise self.fail(key, _("значение обязательно"))
        return value

    def optional(self, key: str, kind: type[T]) -> T | None:
        value = self.rest.pop(key, None)
        if value is None:
            return None
        if type(value) is not kind:
            raise self.fail(key, _("ожидается значение вида %(kind)s") % {"kind": _kind_name(kind)})
        if isinstance(value, str) and not value.strip():
            raise self.fail(key, _("значение пустое"))
        return value

    def tables(self, key: str) -> list[_Table]:
        rows = self.optional(key, list) or []
        for number, row in enumerate(rows, start=1):
            if not isinstance(row, dict):
                raise self.fail(f"{key}[{number}]", _("ожидается таблица"))
        return [_Table(self.file, f"{self.prefix}{key}[{number}].", row) for number, row in enumerate(rows, start=1)]

    def weekend(self) -> Weekend:
        text = self.optional("weekend", str) or Weekend.KEEP
        try:
            return Weekend(text)
        except ValueError:
            raise self.fail("weekend", _("допустимо: %(values)s") % {"values": ", ".join(Weekend)}) from None

    def finish(self) -> None:
        for key in self.rest:
            raise self.fail(key, _("неизвестный ключ"))


def _kind_name(kind: type) -> str:
    names = {int: _("целое число"), str: _("строка"), list: _("список"), dt.date: _("дата ГГГГ-ММ-ДД")}
    return names.get(kind, kind.__name__)


def _read_day_off(row: _Table) -> DayOff:
    single = row.optional("date", dt.date)
    first, last = (single, single) if single else (row.take("first", dt.date), row.take("last", dt.date))
    if last < first:
        raise row.fail("last", _("раньше, чем first"))
    if (last - first).days >= LONGEST_REST:
        raise row.fail("last", _("слишком длинный промежуток"))
    day_off = DayOff(first, last, row.take("name", str), row.weekend())
    row.take("basis", str)
    row.finish()
    return day_off


def _read_annual(row: _Table) -> Annual:
    text = row.take("month_day", str)
    found = _MONTH_DAY.fullmatch(text)
    try:  # a common year: 29 February cannot be a yearly holiday
        day = dt.date(2023, int(found[1]), int(found[2])) if found else None
    except ValueError:
        day = None
    if day is None:
        raise row.fail("month_day", _("ожидается ММ-ДД"))
    annual = Annual(
        day.month, day.day, row.take("name", str), row.weekend(), row.optional("since", int), row.optional("until", int)
    )
    row.take("basis", str)
    row.finish()
    if (annual.until or 9999) < (annual.since or 0):
        raise row.fail("until", _("раньше, чем since"))
    return annual


def _read_transfer(row: _Table) -> Transfer:
    transfer = Transfer(row.take("from", dt.date), row.take("to", dt.date))
    row.take("basis", str)
    row.finish()
    if transfer.source.weekday() < WorkWeek.FIVE:
        raise row.fail("from", _("переносить можно только субботу или воскресенье"))
    if transfer.target.weekday() >= WorkWeek.FIVE:
        raise row.fail("to", _("перенос на выходной день"))
    return transfer


def read_calendar_file(path: Path) -> CalendarFile:
    """Read and check one file; raises CalendarDataError naming the file and the key."""
    file = path.name
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CalendarDataError(file, "", _("файл календаря не найден")) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CalendarDataError(file, "", _("файл не читается: %(error)s") % {"error": error}) from error
    table = _Table(file, "", data)
    if table.take("format", int) != FILE_FORMAT:
        raise table.fail("format", _("поддерживается формат %(number)d") % {"number": FILE_FORMAT})
    code = table.take("code", str)
    if code != path.stem:
        raise table.fail("code", _("должен совпадать с именем файла"))
    years = table.optional("settled_years", list) or []
    if not all(type(year) is int for year in years):
        raise table.fail("settled_years", _("ожидается список годов"))
    result = CalendarFile(
        code=code,
        name=table.take("name", str),
        extends=table.optional("extends", str),
        package_until=table.optional("package_until", int),
        settled_years=frozenset(years),
        days_off=tuple(_read_day_off(row) for row in table.tables("day_off")),
        annual=tuple(_read_annual(row) for row in table.tables("annual")),
        transfers=tuple(_read_transfer(row) for row in table.tables("transfer")),
    )
    if (result.extends is None) != (result.package_until is not None):
        raise table.fail("package_until", _("нужен в файле без extends и только в нём"))
    table.finish()
    return result


@functools.cache
def _package_year(year: int) -> tuple[Mapping[dt.date, str], tuple[Transfer, ...], frozenset[dt.date]]:
    """One year of the package: (statutory holidays, transfers, worked weekend days)."""
    data = holidays.country_holidays("RU", years=year, language="ru")
    statutory: dict[dt.date, str] = {}
    transfers: list[Transfer] = []
    for day, name in sorted(data.items()):
        if found := _MOVED_FROM.search(name):
            transfers.append(Transfer(dt.date(int(found[3]), int(found[2]), int(found[1])), day))
        elif _OBSERVED in name:
            source = max(known for known in statutory if known.weekday() >= WorkWeek.FIVE)
            transfers.append(Transfer(source, day))
        else:
            statutory[day] = name
    return statutory, tuple(transfers), frozenset(data.weekend_workdays)


class WorkCalendar:
    """Working days of one region for one length of the week. Immutable for its users; days are local dates."""

    def __init__(self, files: tuple[CalendarFile, ...], week: WorkWeek = WorkWeek.FIVE) -> None:
        """`files`: the federal file first, then those that extend it; a later file overrides an earlier one."""
        self.code, self.name, self.week = files[-1].code, files[-1].name, WorkWeek(week)
        self._files = files
        self._package_until = files[0].package_until or 0
        self._years: dict[int, Mapping[dt.date, str]] = {}

    def __repr__(self) -> str:
        return f"WorkCalendar({self.code!r}, week={self.week.value})"

    def is_settled(self, year: int) -> bool:
        """Whether the Government's transfers of `year` are known; otherwise its days off are a forecast."""
        return year <= self._package_until or any(year in file.settled_years for file in self._files)

    def is_workday(self, day: dt.date) -> bool:
        """Whether `day` is worked in this calendar."""
        mark = self._marks(day.year).get(day)
        return day.weekday() < self.week if mark is None else not mark

    def day_off_name(self, day: dt.date) -> str | None:
        """Name of the holiday or of the transfer that makes `day` off; None for working days and plain weekends."""
        return self._marks(day.year).get(day) or None

    def next_workday(self, day: dt.date) -> dt.date:
        """The first working day on or after `day`."""
        return self._seek(day, dt.timedelta(days=1))

    def previous_workday(self, day: dt.date) -> dt.date:
        """The last working day on or before `day`."""
        return self._seek(day, dt.timedelta(days=-1))

    def add_workdays(self, day: dt.date, count: int) -> dt.date:
        """The last day of a term of `count` working days (≥ 0); the day of filing itself is not counted.

        Thu 06.03.2025 + 3 → Tue 11.03.2025 (notice of article 351.8). `count` 0 gives `day` itself, worked or not.
        """
        if count < 0:
            raise ValueError(_("Число рабочих дней не может быть отрицательным"))
        for _step in range(count):
            day = self.next_workday(day + dt.timedelta(days=1))
        return day

    def workdays_between(self, start: dt.date, end: dt.date) -> int:
        """Working days after `start` up to and including `end`: the inverse of add_workdays. < 0 if end < start."""
        if end < start:
            return -self.workdays_between(end, start)
        days = (start + dt.timedelta(days=number) for number in range(1, (end - start).days + 1))
        return sum(self.is_workday(day) for day in days)

    def _seek(self, day: dt.date, step: dt.timedelta) -> dt.date:
        found = day
        for _try in range(LONGEST_REST):
            if self.is_workday(found):
                return found
            found += step
        raise CalendarDataError(f"{self.code}.toml", day.isoformat(), _("рядом нет ни одного рабочего дня"))

    def _marks(self, year: int) -> Mapping[dt.date, str]:
        """Exceptions of `year`: date → name of the day off, or "" for a worked weekend day."""
        if year not in self._years:
            self._years[year] = self._build(year)
        return self._years[year]

    def _build(self, year: int) -> dict[dt.date, str]:
        statutory, transfers, worked = _package_year(year)
        marks: dict[dt.date, str] = dict.fromkeys(worked, "") | dict(statutory)
        for transfer in transfers:
            self._move(marks, transfer, worked_source=False)
        decreed = [move for file in self._files for move in file.transfers]
        if year > self._package_until:
            moved = {move.source for move in decreed}
            for day in [day for day in statutory if day.month != JANUARY and day not in moved]:
                self._observe(marks, day)
        for move in decreed:
            if year in (move.source.year, move.target.year):
                self._move(marks, move, worked_source=True)
        for file in self._files:
            yearly = [item for item in (annual.in_year(year) for annual in file.annual) if item is not None]
            for item in [*file.days_off, *yearly]:
                self._rest(marks, item, year)
        return marks

    def _move(self, marks: dict[dt.date, str], move: Transfer, *, worked_source: bool) -> None:
        if self._is_weekly_rest(move.source) or move.source.weekday() < WorkWeek.FIVE:
            marks[move.target] = _("Выходной (перенесён с %(day)s)") % {"day": f"{move.source:%d.%m.%Y}"}
        if worked_source and not marks.get(move.source):
            marks[move.source] = ""

    def _rest(self, marks: dict[dt.date, str], item: DayOff, year: int) -> None:
        for number in range((item.last - item.first).days + 1):
            day = item.first + dt.timedelta(days=number)
            if day.year == year:
                marks[day] = marks.get(day) or item.name
                if item.weekend is Weekend.NEXT_WORKDAY:
                    self._observe(marks, day)

    def _observe(self, marks: dict[dt.date, str], day: dt.date) -> None:
        """Article 112, part 2: a holiday on a weekly day off gives the first working day after it as a day off."""
        if not self._is_weekly_rest(day):
            return
        target = day + dt.timedelta(days=1)
        while marks.get(target) or (self._is_weekly_rest(target) and target not in marks):
            target += dt.timedelta(days=1)
        if target.year != day.year:
            raise CalendarDataError(f"{self.code}.toml", day.isoformat(), _("перенос через границу года: [[day_off]]"))
        marks[target] = _("Выходной (перенесён с %(day)s)") % {"day": f"{day:%d.%m.%Y}"}

    def _is_weekly_rest(self, day: dt.date) -> bool:
        return day.weekday() >= self.week


def load_calendar(code: str, *, week: WorkWeek = WorkWeek.FIVE, directory: Path = CALENDAR_DIR) -> WorkCalendar:
    """Read `<code>.toml` and the files it extends; raises CalendarDataError (unknown code, bad data, a cycle)."""
    files: list[CalendarFile] = []
    following: str | None = code
    while following is not None:
        if _CODE.fullmatch(following) is None or any(file.code == following for file in files):
            raise CalendarDataError(f"{following}.toml", "code" if not files else "extends", _("недопустимый код"))
        files.append(read_calendar_file(directory / f"{following}.toml"))
        following = files[-1].extends
    return WorkCalendar(tuple(reversed(files)), week)


def calendar_codes(directory: Path = CALENDAR_DIR) -> tuple[str, ...]:
    """Codes that calendar_for knows, sorted: choices for a region's setting."""
    return tuple(sorted(path.stem for path in directory.glob("*.toml")))


@functools.cache
def _cached(code: str, week: WorkWeek) -> WorkCalendar:
    return load_calendar(code, week=week)


def calendar_for(region_calendar_code: str, week: WorkWeek | int = WorkWeek.FIVE) -> WorkCalendar:
    """The calendar of a region («ru», «ru-ta», letter case does not matter), one object per code and week.

    `week`: 5 (default) or 6 days, ValueError otherwise. Raises CalendarDataError for an unknown code.
    """
    return _cached(region_calendar_code.strip().lower(), WorkWeek(week))
