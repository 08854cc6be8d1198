"""Rules of terms: what a plan or a regulation says about «when», and the dates that follow. Pure: no database.

A term ends with the last microsecond of its local day, after the `Shift` of the regulation; cut-offs never shift.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.work_calendar import WorkCalendar

LEAD_DAYS = 30  # calendar days before a named date from which the task is shown (a default of the system, in no act)
MONTHLY_LEAD_DAYS = 14  # a monthly task opens on the 1st, but at least so long before: longer than any rest
YEARS = (2000, 2100)
PROGRAM_START, PROGRAM_END = "program_start", "program_end"

EVENT_NAMES: Mapping[str, Any] = {  # what a relative rule may count from: code → name in the genitive
    "model_date": gettext_lazy("определения модели"),
    "statute_registered": gettext_lazy("регистрации приказа о Положении"),
    "order_signed": gettext_lazy("подписания приказа"),
    "order_received": gettext_lazy("получения приказа"),
    "application_filed": gettext_lazy("подачи заявления"),
    "refusal_filed": gettext_lazy("подачи отказа"),
    "request_filed": gettext_lazy("подачи запроса"),
    "unit_formed": gettext_lazy("формирования пары"),
    "unit_unmatched": gettext_lazy("признания без пары"),
    "campaign_closed": gettext_lazy("закрытия кампании"),
    "report_returned": gettext_lazy("возврата отчёта"),
    "quarter_cut_off": gettext_lazy("среза"),
    "period_begun": gettext_lazy("начала периода"),
    "consent_withdrawn": gettext_lazy("отзыва согласия"),
    PROGRAM_START: gettext_lazy("начала программы"),
    PROGRAM_END: gettext_lazy("завершения программы"),
}

_MONTHS_OF = gettext_lazy("января февраля марта апреля мая июня июля августа сентября октября ноября декабря")
_MONTHS_IN = gettext_lazy("январе феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре")


class DueType(enum.StrEnum):
    """Kinds of terms met in the acts (domain, road map)."""

    DATE = "date"
    MONTH = "month"
    PERIOD = "period"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"
    CONTINUOUS = "continuous"
    RELATIVE = "relative"
    AS_PROGRAM = "as_program"
    NONE = "none"


class Shift(enum.StrEnum):
    """Where a term goes that ends on a day off (`due_shift` of the regulation)."""

    NONE = "none"
    PREVIOUS_WORKDAY = "previous_workday"
    NEXT_WORKDAY = "next_workday"


class TermUnit(enum.StrEnum):
    """Days that a relative term counts."""

    CALENDAR = "calendar"
    WORKING = "working"


class MonthDay(NamedTuple):
    """A day of every year, month 1–12; 29 February means the last day of February."""

    month: int
    day: int

    def in_year(self, year: int) -> dt.date:
        """Return the date in `year`."""
        return _clamped(year, self.month, self.day)

    def isoformat(self) -> str:
        """«08-31»."""
        return f"{self.month:02d}-{self.day:02d}"


class DueRuleError(ValueError):
    """A rule is wrong; `field` is the key at fault (empty: the whole value), the text is for the user."""

    def __init__(self, field: str, reason: str) -> None:
        self.field, self.reason = field, reason
        super().__init__(f"{field}: {reason}" if field else reason)


@dataclasses.dataclass(frozen=True, slots=True)
class DueRule:
    """One rule. Each type has its own fields (see FIELDS); the others are None. Raises DueRuleError when wrong."""

    type: DueType
    date: dt.date | None = None
    month: int | None = None  # 1–12; every year unless `year` is given
    year: int | None = None
    first: dt.date | MonthDay | None = None
    last: dt.date | MonthDay | None = None  # both with a year or both of every year (`last` may be in the next one)
    day: int | None = None  # of the month, 1–31; the last day in shorter months
    month_day: MonthDay | None = None
    event: str | None = None  # a code of EVENT_NAMES
    days: int | None = None  # relative: 1–3660 after the event; quarterly: 0–60 calendar days after the cut-off (0)
    unit: TermUnit | None = None  # calendar days by default

    def __post_init__(self) -> None:
        required, defaults = FIELDS[self.type]
        for name in (field.name for field in dataclasses.fields(self)[1:]):
            if getattr(self, name) is None and name in defaults:
                object.__setattr__(self, name, defaults[name])
            if getattr(self, name) is None and name in required:
                raise DueRuleError(name, _("значение обязательно"))
            if getattr(self, name) is not None and name not in {*required, *defaults}:
                raise DueRuleError(name, _("лишнее поле для срока вида «%(type)s»") % {"type": self.type})
        _check_ranges(self)


FIELDS: Mapping[DueType, tuple[tuple[str, ...], Mapping[str, Any]]] = {  # required; optional with defaults
    DueType.DATE: (("date",), {}),
    DueType.MONTH: (("month",), {"year": None}),
    DueType.PERIOD: (("first", "last"), {}),
    DueType.MONTHLY: (("day",), {}),
    DueType.QUARTERLY: ((), {"days": 0}),
    DueType.YEARLY: (("month_day",), {}),
    DueType.RELATIVE: (("event", "days"), {"unit": TermUnit.CALENDAR}),
    **dict.fromkeys((DueType.CONTINUOUS, DueType.AS_PROGRAM, DueType.NONE), ((), {})),
}


class Due(NamedTuple):
    """One term. `key` is stable: the same rule and event give the same key whatever the window, shift or zone."""

    key: str
    nominal: dt.date
    due_on: dt.date  # last local day of the term, after the shift
    due_at: dt.datetime  # UTC; the last microsecond of `due_on` in the organisation's zone
    opens_on: dt.date  # local day from which the task can be done; never after `due_on`
    snapshot_on: dt.date | None  # cut-off date of the figures; never shifts


class _Term(NamedTuple):
    key: str
    nominal: dt.date
    opens_on: dt.date
    snapshot_on: dt.date | None = None


Events = Mapping[str, dt.date | Sequence[dt.date]]


def _clamped(year: int, month: int, day: int) -> dt.date:
    return dt.date(year, month, min(day, monthrange(year, month)[1]))


def _in_range(field: str, value: int | None, low: int, high: int) -> None:
    if value is not None and not low <= value <= high:
        raise DueRuleError(field, _("допустимо от %(low)d до %(high)d") % {"low": low, "high": high})


def _check_ranges(rule: DueRule) -> None:
    _in_range("month", rule.month, 1, 12)
    _in_range("year", rule.year, *YEARS)
    _in_range("day", rule.day, 1, 31)
    _in_range("days", rule.days, *((0, 60) if rule.type == DueType.QUARTERLY else (1, 3660)))
    for name in ("date", "first", "last", "month_day"):
        value = getattr(rule, name)
        if isinstance(value, MonthDay):
            _in_range(name, value.month, 1, 12)
            _in_range(name, value.day, 1, monthrange(2024, value.month)[1])
        elif value is not None:
            _in_range(name, value.year, *YEARS)
    if rule.event is not None and rule.event not in EVENT_NAMES:
        raise DueRuleError("event", _("неизвестное событие «%(event)s»") % {"event": rule.event})
    if rule.type == DueType.PERIOD:
        if isinstance(rule.first, MonthDay) != isinstance(rule.last, MonthDay):
            raise DueRuleError("last", _("начало и конец должны быть оба с годом или оба без года"))
        if not isinstance(rule.first, MonthDay) and rule.last < rule.first:  # type: ignore[operator]
            raise DueRuleError("last", _("конец периода раньше начала"))


def _read_int(field: str, value: object) -> int:
    if type(value) is not int:
        raise DueRuleError(field, _("ожидается целое число"))
    return value


def _read_point(field: str, value: object) -> dt.date | MonthDay:
    text = value if isinstance(value, str) else ""
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            return dt.date.fromisoformat(text)
        if re.fullmatch(r"\d\d-\d\d", text, re.ASCII):
            leap = dt.date.fromisoformat(f"2024-{text}")
            return MonthDay(leap.month, leap.day)
    except ValueError:
        raise DueRuleError(field, _("такой даты нет")) from None
    raise DueRuleError(field, _("ожидается дата ГГГГ-ММ-ДД или день года ММ-ДД"))


def _read_date(field: str, value: object) -> dt.date:
    if isinstance(point := _read_point(field, value), MonthDay):
        raise DueRuleError(field, _("ожидается дата ГГГГ-ММ-ДД"))
    return point


def _read_month_day(field: str, value: object) -> MonthDay:
    if not isinstance(point := _read_point(field, value), MonthDay):
        raise DueRuleError(field, _("ожидается день года ММ-ДД"))
    return point


def _read_choice(field: str, value: object, values: Iterable[str]) -> str:
    if isinstance(value, str) and value in set(values):
        return value
    raise DueRuleError(field, _("допустимо: %(values)s") % {"values": ", ".join(values)})


_READERS: Mapping[str, Callable[[str, object], Any]] = {
    "type": lambda field, value: DueType(_read_choice(field, value, DueType)),
    "unit": lambda field, value: TermUnit(_read_choice(field, value, TermUnit)),
    "event": lambda field, value: _read_choice(field, value, EVENT_NAMES),
    **dict.fromkeys(("first", "last"), _read_point),
    "date": _read_date,
    "month_day": _read_month_day,
    **dict.fromkeys(("month", "year", "day", "days"), _read_int),
}


def from_json(value: object) -> DueRule:
    """Rule from decoded JSON such as {"type": "monthly", "day": 25}; raises DueRuleError with a Russian text."""
    if not isinstance(value, Mapping):
        raise DueRuleError("", _("срок должен быть объектом"))
    for field in [field for field in value if field not in _READERS]:
        raise DueRuleError(str(field), _("неизвестное поле"))
    given = {field: item for field, item in value.items() if item is not None}
    return DueRule(**{field: _READERS[field](field, item) for field, item in {"type": None, **given}.items()})


def to_json(rule: DueRule) -> dict[str, str | int]:
    """Give the canonical JSON of a rule: from_json(to_json(rule)) == rule."""
    items = {field.name: getattr(rule, field.name) for field in dataclasses.fields(rule)}
    plain = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in items.items()}
    return {name: str(value) if isinstance(value, str) else value for name, value in plain.items() if value is not None}


def _day_text(day: dt.date | MonthDay | None) -> str:
    assert day is not None  # a field that the type requires
    text = f"{day.day} {str(_MONTHS_OF).split()[day.month - 1]}"
    return text if isinstance(day, MonthDay) else _("%(day)s %(year)d г.") % {"day": text, "year": day.year}


def _days_text(rule: DueRule) -> str:
    one = (rule.days or 0) % 10 == 1 and (rule.days or 0) % 100 != 11
    if rule.unit == TermUnit.WORKING:
        return (_("%(n)d рабочего дня") if one else _("%(n)d рабочих дней")) % {"n": rule.days}
    return (_("%(n)d дня") if one else _("%(n)d дней")) % {"n": rule.days}


def _describe_month(rule: DueRule) -> str:
    text = _("в %(month)s") % {"month": str(_MONTHS_IN).split()[(rule.month or 1) - 1]}
    return text if rule.year is None else _("%(text)s %(year)d г.") % {"text": text, "year": rule.year}


def _describe_period(rule: DueRule) -> str:
    text = _("ежегодно с %(first)s по %(last)s") if isinstance(rule.first, MonthDay) else _("с %(first)s по %(last)s")
    return text % {"first": _day_text(rule.first), "last": _day_text(rule.last)}


def _describe_days(rule: DueRule) -> str:
    text = _("ежеквартально, в течение %(days)s после среза") if rule.days else _("ежеквартально")
    if rule.type == DueType.RELATIVE:
        text = _("в течение %(days)s с даты %(event)s")
    return text % {"days": _days_text(rule), "event": EVENT_NAMES.get(rule.event or "")}


_TEXTS: Mapping[DueType, Callable[[DueRule], str]] = {
    DueType.DATE: lambda rule: _("до %(day)s") % {"day": _day_text(rule.date)},
    DueType.MONTH: _describe_month,
    DueType.PERIOD: _describe_period,
    DueType.MONTHLY: lambda rule: _("ежемесячно до %(day)d числа") % {"day": rule.day},
    DueType.QUARTERLY: _describe_days,
    DueType.YEARLY: lambda rule: _("до %(day)s ежегодно") % {"day": _day_text(rule.month_day)},
    DueType.CONTINUOUS: lambda rule: _("в течение всего периода"),
    DueType.RELATIVE: _describe_days,
    DueType.AS_PROGRAM: lambda rule: _("в соответствии со сроками программы"),
    DueType.NONE: lambda rule: _("без срока"),
}


def describe(rule: DueRule) -> str:
    """Say the rule in Russian, in lower case: «до 31 августа 2022 г.», «ежемесячно до 25 числа», «без срока»."""
    return _TEXTS[rule.type](rule)


def _event_days(events: Events, code: str) -> list[dt.date]:
    value = events.get(code, ())
    days = [value] if isinstance(value, dt.date) else value
    if any(isinstance(day, dt.datetime) for day in days):
        raise TypeError(f"event {code}: a local date is needed, not a moment")
    return sorted(set(days))


def _named(key: str, day: dt.date, opens_on: dt.date | None = None) -> _Term:
    return _Term(key, day, min(day, opens_on or day - dt.timedelta(days=LEAD_DAYS)))


def _terms_of_month(rule: DueRule, year: int, month: int) -> Iterator[_Term]:
    """Terms of the recurring types whose nominal date, or cut-off, is in one month."""
    first, last = dt.date(year, month, 1), _clamped(year, month, 31)
    if rule.type == DueType.MONTHLY:
        nominal = _clamped(year, month, rule.day or 31)
        yield _Term(f"{year}-{month:02d}", nominal, min(first, nominal - dt.timedelta(days=MONTHLY_LEAD_DAYS)))
    elif rule.type == DueType.MONTH and month == rule.month and year == (rule.year or year):
        yield _Term(f"{year}-{month:02d}", last, first)
    elif rule.type == DueType.QUARTERLY and month % 3 == 0:
        yield _Term(f"{year}-Q{month // 3}", last + dt.timedelta(days=rule.days or 0), last, last)
    elif rule.type == DueType.YEARLY and rule.month_day is not None and month == rule.month_day.month:
        yield _named(f"{year}", rule.month_day.in_year(year))
    elif isinstance(rule.first, MonthDay) and isinstance(rule.last, MonthDay) and month == rule.last.month:
        yield _Term(f"{year}", rule.last.in_year(year), rule.first.in_year(year - (rule.last < rule.first)))


def _terms(rule: DueRule, work: WorkCalendar, start: dt.date, end: dt.date, events: Events) -> Iterator[_Term]:
    if rule.date is not None:
        yield _named(rule.date.isoformat(), rule.date)
    elif isinstance(rule.first, dt.date) and isinstance(rule.last, dt.date):
        yield _Term(f"{rule.first}/{rule.last}", rule.last, rule.first)
    elif rule.type == DueType.RELATIVE:
        days = rule.days or 0
        for day in _event_days(events, rule.event or ""):
            plain = rule.unit != TermUnit.WORKING
            nominal = day + dt.timedelta(days=days) if plain else work.add_workdays(day, days)
            yield _Term(f"{rule.event}:{day}", nominal, day)
    elif rule.type == DueType.AS_PROGRAM:
        for day in _event_days(events, PROGRAM_END)[-1:]:
            yield _named("program", day, min(_event_days(events, PROGRAM_START), default=None))
    else:
        before = start.replace(day=1) - dt.timedelta(days=62)  # a quarter's term ends up to 60 days after its cut-off
        for number in range(before.year * 12 + before.month - 1, end.year * 12 + end.month):
            yield from _terms_of_month(rule, number // 12, number % 12 + 1)


def end_of_day(day: dt.date, tz: dt.tzinfo) -> dt.datetime:
    """The last microsecond of the local `day` in `tz`, as UTC. Where that moment occurs twice, the later one."""
    return dt.datetime.combine(day, dt.time.max.replace(fold=1), tz).astimezone(dt.UTC)


def _shifted(term: _Term, work: WorkCalendar, shift: Shift) -> dt.date:
    if shift is Shift.NONE:
        return term.nominal
    if shift is Shift.PREVIOUS_WORKDAY and (day := work.previous_workday(term.nominal)) >= term.opens_on:
        return day
    return work.next_workday(term.nominal)


def occurrences(
    rule: DueRule,
    *,
    calendar: WorkCalendar,
    tz: dt.tzinfo,
    shift: Shift | str,
    start: dt.date,
    end: dt.date,
    events: Events | None = None,
) -> list[Due]:
    """Terms whose nominal date is in `start`…`end` (both included), in order of time; ValueError if end < start.

    `events`: event code → local date or dates; a relative or program term of an unknown event is absent. Continuous and
    «none» rules have no terms. A term that the shift to the previous working day would end before it opens (a report
    before its cut-off date, an answer before its event) goes to the next working day instead.
    """
    if end < start:
        raise ValueError(_("Конец промежутка раньше начала"))
    found = {term for term in _terms(rule, calendar, start, end, events or {}) if start <= term.nominal <= end}
    ordered = sorted(found, key=lambda term: (term.nominal, term.key))
    days = [_shifted(term, calendar, Shift(shift)) for term in ordered]
    return [
        Due(term.key, term.nominal, day, end_of_day(day, tz), term.opens_on, term.snapshot_on)
        for term, day in zip(ordered, days, strict=True)
    ]


def days_late(due: Due, done_on: dt.date) -> int:
    """Calendar days (≥ 0) from the last day of the term to the local day of doing; today for what is not done.

    Counted from `due_on`: that is the nominal date when the shift is «none» and the shifted one otherwise.
    """
    return max(0, (done_on - due.due_on).days)
