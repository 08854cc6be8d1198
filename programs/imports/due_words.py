"""«Сентябрь 2021 г.», «ежемесячно 25 числа», «в течение двух недель с даты определения модели» → a due rule as JSON."""

import datetime
import re
from typing import Any

Rule = dict[str, Any]
NONE: Rule = {"type": "none"}
MONTHS = ("январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр")
_MONTH = r"(январ[ьяе]|феврал[ьяе]|марта?е?|апрел[ьяе]|ма[йяе]|июн[ьяе]|июл[ьяе]|августа?е?|сентябр[ьяе]|октябр[ьяе]|ноябр[ьяе]|декабр[ьяе])"  # noqa: E501
_YEAR = r"(?:\s*(20\d\d)\s*(?:г\.?|года?|гг\.?)?)?"
_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})(?:\.(\d{4}|\d\d))?(?!\d)")
_WORDY = re.compile(rf"(\d{{1,2}})\s+{_MONTH}{_YEAR}")
_MONTHS = re.compile(rf"{_MONTH}{_YEAR}\s*[-–—]\s*{_MONTH}{_YEAR}")
_ONE_MONTH = re.compile(rf"{_MONTH}{_YEAR}")
_SOME = {"дн": 1, "недел": 7, "месяц": 30}
_NUMBERS = {"одн": 1, "дву": 2, "двух": 2, "тр": 3, "четыр": 4, "пят": 5, "шест": 6, "сем": 7, "десят": 10}
_RELATIVE = re.compile(r"(?:в течение|через|не позднее)\s+(\S+\s+)?(дн|недел|месяц)\S*\s+(?:с|со|после|от)\s+(.+)")
_ALWAYS = re.compile(r"в течение|постоянно|весь период|систематически|регулярно|на протяжении|по мере необходимости")


def due_of(value: object) -> tuple[Rule, bool]:
    """The rule, and whether the words were understood. What is not understood is «без срока», never a guess."""
    if isinstance(value, datetime.date):
        return {"type": "date", "date": f"{value:%Y-%m-%d}"}, True
    words = " ".join(str(value or "").lower().replace("ё", "е").split()).strip(" .,;")
    if not words or words in {"-", "–", "—", "без срока", "нет"}:
        return NONE, True
    for read in (_repeated, _relative, _programs, _days, _months, _always):
        if (rule := read(words)) is not None:
            return rule, True
    return NONE, False


def _repeated(words: str) -> Rule | None:
    if "ежекварт" in words or "раз в квартал" in words:
        return {"type": "quarterly"}
    if "ежемесяч" in words or "раз в месяц" in words:
        day = re.search(r"\d{1,2}", words)
        return {"type": "monthly", "day": min(max(int(day.group()), 1), 31) if day else 31}
    return None


def _relative(words: str) -> Rule | None:
    found = _RELATIVE.search(words)
    if found is None:
        return None
    many, unit, moment = (found.group(1) or "").strip(), found.group(2), found.group(3)
    number = int(many) if many.isdecimal() else next((n for word, n in _NUMBERS.items() if many.startswith(word)), 1)
    if "модел" in moment:
        event = "model_date"
    elif "положен" in moment or "приказ" in moment:
        event = "statute_registered"
    else:
        return None
    days = number * _SOME[unit]
    return {"type": "relative", "event": event, "days": days} if 1 <= days <= 400 else None


def _programs(words: str) -> Rule | None:
    if "программ" in words and ("соответств" in words or "по срок" in words or "сроками" in words):
        return {"type": "as_program"}
    return None


def _days(words: str) -> Rule | None:
    found = [_numeric(match) for match in _DATE.finditer(words)] or [_wordy(match) for match in _WORDY.finditer(words)]
    days = [day for day in found if day is not None]
    if not days or len(days) != len(found):
        return None
    if len(days) == 1:
        year, month, day = days[0]
        if year is None:
            return {"type": "yearly", "month_day": f"{month:02}-{day:02}"}
        return {"type": "date", "date": f"{year}-{month:02}-{day:02}"}
    (_y1, m1, d1), (year, m2, d2) = days[0], days[-1]
    if year is None:
        return {"type": "period", "first": f"{m1:02}-{d1:02}", "last": f"{m2:02}-{d2:02}"}
    first = (_y1 or (year if (m1, d1) <= (m2, d2) else year - 1), m1, d1)
    return _period(first, (year, m2, d2))


def _numeric(match: re.Match[str]) -> tuple[int | None, int, int] | None:
    day, month, year = int(match.group(1)), int(match.group(2)), match.group(3)
    return _checked(int(year) + (2000 if len(year) == 2 else 0) if year else None, month, day)


def _wordy(match: re.Match[str]) -> tuple[int | None, int, int] | None:
    year = match.group(3)
    return _checked(int(year) if year else None, _number(match.group(2)), int(match.group(1)))


def _checked(year: int | None, month: int, day: int) -> tuple[int | None, int, int] | None:
    try:
        datetime.date(year or 2024, month, day)
    except ValueError:
        return None
    return year, month, day


def _months(words: str) -> Rule | None:
    if found := _MONTHS.search(words):
        first, last, year = _number(found.group(1)), _number(found.group(3)), found.group(4)
        if year is None:
            return {"type": "period", "first": f"{first:02}-01", "last": f"{last:02}-{_last_day(2023, last):02}"}
        began = int(found.group(2) or year) - (found.group(2) is None and first > last)
        return _period((began, first, 1), (int(year), last, _last_day(int(year), last)))
    if found := _ONE_MONTH.search(words):
        rule: Rule = {"type": "month", "month": _number(found.group(1))}
        return {**rule, "year": int(found.group(2))} if found.group(2) else rule
    return None


def _period(first: tuple[int, int, int], last: tuple[int, int, int]) -> Rule | None:
    if first > last:
        return None
    return {"type": "period", "first": "{}-{:02}-{:02}".format(*first), "last": "{}-{:02}-{:02}".format(*last)}


def _always(words: str) -> Rule | None:
    return {"type": "continuous"} if _ALWAYS.search(words) else None


def _number(word: str) -> int:
    """«май» and «мая» after «март»: the stems are tried by length."""
    stems = sorted(enumerate(MONTHS, start=1), key=lambda pair: -len(pair[1]))
    return next(number for number, stem in stems if word.startswith(stem))


def _last_day(year: int, month: int) -> int:
    after = datetime.date(year + month // 12, month % 12 + 1, 1)
    return (after - datetime.timedelta(days=1)).day
