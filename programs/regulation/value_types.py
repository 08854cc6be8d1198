"""What a value of a parameter may be: checking, canonical form and the Russian words for it.

Values are JSON-able: None, bool, int, str, tuple and dict of such. `clean` takes what came from TOML, JSON or a form
and returns the canonical form, in which equal meanings are equal objects; dates are ISO strings, month-days «MM-DD».
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from . import words

Label = Any  # str or a lazy translation of it
Value = Any  # None | bool | int | str | tuple[Value, ...] | dict[str, Value]

MAX_TEXT = 300
MAX_ITEMS = 100


class InvalidValue(ValueError):
    """A value that its parameter cannot take; `messages` are Russian sentences without the parameter's name."""

    def __init__(self, messages: Iterable[str]) -> None:
        self.messages = tuple(messages)
        super().__init__("; ".join(self.messages))


def nearest(wrong: str, known: Iterable[str]) -> str | None:
    """The known word that a typist most likely meant, or None."""
    candidates = list(known)
    lowered = {candidate.lower(): candidate for candidate in candidates}
    found = difflib.get_close_matches(wrong.lower(), lowered, n=1, cutoff=0.6)
    return lowered[found[0]] if found else None


def _shown(raw: object) -> str:
    if isinstance(raw, bool):
        return "true" if raw else "false"
    text = f"«{raw}»" if isinstance(raw, str) else str(raw)
    return text if len(text) <= 60 else text[:59] + "…"


def _unknown(raw: object, options: Iterable[str]) -> str:
    known = list(options)
    message = _("неизвестное значение %s") % _shown(raw)
    guess = nearest(raw, known) if isinstance(raw, str) else None
    if guess:
        return message + _(", похоже на «%s»") % guess
    return message + _(", допустимо: %s") % ", ".join(known[:12]) + ("…" if len(known) > 12 else "")


@dataclass(frozen=True)
class ValueType:
    """Base of all types. `name` tells a template which widget to draw."""

    name: ClassVar[str] = ""

    @property
    def options(self) -> Mapping[str, Label] | None:
        """Codes and Russian labels to choose from, or None where any value of the type will do."""
        return None

    def clean(self, raw: object) -> Value:
        """The canonical value. Raises InvalidValue."""
        raise NotImplementedError

    def display(self, value: Value) -> str:
        """Russian words for a canonical value."""
        raise NotImplementedError


@dataclass(frozen=True)
class Flag(ValueType):
    """Yes or no."""

    name: ClassVar[str] = "flag"

    def clean(self, raw: object) -> bool:
        if not isinstance(raw, bool):
            raise InvalidValue([_("нужно true или false, а стоит %s") % _shown(raw)])
        return raw

    def display(self, value: Value) -> str:
        return _("да") if value else _("нет")


@dataclass(frozen=True)
class Whole(ValueType):
    """A whole number from `low` to `high`, both included, in `unit`."""

    name: ClassVar[str] = "whole"
    low: int = 0
    high: int = 1000
    unit: words.Forms | None = None

    def clean(self, raw: object) -> int:
        if isinstance(raw, bool) or not isinstance(raw, int):
            raise InvalidValue([_("нужно целое число, а стоит %s") % _shown(raw)])
        if not self.low <= raw <= self.high:
            raise InvalidValue(
                [
                    _("нужно число от %(low)s до %(high)s, а стоит %(raw)s")
                    % {"low": self.low, "high": self.high, "raw": raw}
                ]
            )
        return raw

    def display(self, value: Value) -> str:
        return words.plural(value, self.unit) if self.unit else str(value)


@dataclass(frozen=True)
class Month(ValueType):
    """A month of the year, 1 to 12."""

    name: ClassVar[str] = "month"

    def clean(self, raw: object) -> int:
        return Whole(1, 12).clean(raw)

    def display(self, value: Value) -> str:
        return words.MONTHS_NOMINATIVE[value - 1]


@dataclass(frozen=True)
class MonthDay(ValueType):
    """A day of every year, «MM-DD»; 29 February is refused, since most years lack it."""

    name: ClassVar[str] = "month_day"

    def clean(self, raw: object) -> str:
        match = re.fullmatch(r"(\d\d)-(\d\d)", raw, re.ASCII) if isinstance(raw, str) else None
        if not match:
            raise InvalidValue([_("нужны месяц и день вида «08-31», а стоит %s") % _shown(raw)])
        try:
            dt.date(2001, int(match[1]), int(match[2]))
        except ValueError:
            raise InvalidValue([_("такого дня нет в каждом году: %s") % _shown(raw)]) from None
        return match[0]

    def display(self, value: Value) -> str:
        month, day = value.split("-")
        return f"{int(day)}\N{NO-BREAK SPACE}{words.MONTHS_GENITIVE[int(month) - 1]}"


@dataclass(frozen=True)
class Day(ValueType):
    """A calendar date, kept as «YYYY-MM-DD»; TOML dates are taken as they are."""

    name: ClassVar[str] = "day"

    def clean(self, raw: object) -> str:
        if isinstance(raw, dt.date) and not isinstance(raw, dt.datetime):
            return raw.isoformat()
        if isinstance(raw, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", raw, re.ASCII):
            try:
                return dt.date.fromisoformat(raw).isoformat()
            except ValueError:
                pass
        raise InvalidValue([_("нужна дата вида 2025-03-01, а стоит %s") % _shown(raw)])

    def display(self, value: Value) -> str:
        return dt.date.fromisoformat(value).strftime("%d.%m.%Y")


@dataclass(frozen=True)
class Choice(ValueType):
    """One of named options."""

    name: ClassVar[str] = "choice"
    choices: Mapping[str, Label]

    @property
    def options(self) -> Mapping[str, Label]:
        return self.choices

    def clean(self, raw: object) -> str:
        if not isinstance(raw, str) or raw not in self.choices:
            raise InvalidValue([_unknown(raw, self.choices)])
        return raw

    def display(self, value: Value) -> str:
        return str(self.choices.get(value, value))


@dataclass(frozen=True)
class ChoiceSet(ValueType):
    """Some of named options; kept in the order of the options, whatever order they came in."""

    name: ClassVar[str] = "choice_set"
    choices: Mapping[str, Label]
    may_be_empty: bool = True

    @property
    def options(self) -> Mapping[str, Label]:
        return self.choices

    def clean(self, raw: object) -> tuple[str, ...]:
        items = _items(raw)
        problems = [_unknown(item, self.choices) for item in items if not _among(item, self.choices)]
        repeated = sorted({str(item) for item in items if items.count(item) > 1})
        if repeated:
            problems.append(_("названо дважды: %s") % ", ".join(repeated))
        if not items and not self.may_be_empty:
            problems.append(_("нужно хотя бы одно значение"))
        if problems:
            raise InvalidValue(problems)
        return tuple(code for code in self.choices if code in items)

    def display(self, value: Value) -> str:
        return ", ".join(str(self.choices.get(code, code)) for code in value) or _("нет")


@dataclass(frozen=True)
class Text(ValueType):
    """One line of text, spaces at the ends cut, control characters refused."""

    name: ClassVar[str] = "text"
    max_length: int = MAX_TEXT

    def clean(self, raw: object) -> str:
        if not isinstance(raw, str):
            raise InvalidValue([_("нужен текст, а стоит %s") % _shown(raw)])
        text = unicodedata.normalize("NFC", raw).strip()
        if not text:
            raise InvalidValue([_("текст пуст")])
        if len(text) > self.max_length:
            raise InvalidValue([_("текст длиннее %s знаков") % self.max_length])
        if any(unicodedata.category(char) in ("Cc", "Cs") for char in text):
            raise InvalidValue([_("в тексте есть управляющие знаки или перенос строки")])
        return text

    def display(self, value: Value) -> str:
        return str(value)


@dataclass(frozen=True)
class Many(ValueType):
    """An ordered list of values of one type, none of them twice."""

    name: ClassVar[str] = "many"
    item: ValueType = Text()
    numbered: bool = False

    def clean(self, raw: object) -> tuple[Value, ...]:
        problems: list[str] = []
        cleaned: list[Value] = []
        for number, item in enumerate(_items(raw), 1):
            try:
                value = self.item.clean(item)
            except InvalidValue as error:
                problems += [f"{number}: {message}" for message in error.messages]
                continue
            if value in cleaned:
                problems.append(_("названо дважды: %s") % _shown(item))
            cleaned.append(value)
        if problems:
            raise InvalidValue(problems)
        return tuple(cleaned)

    def display(self, value: Value) -> str:
        shown = [self.item.display(item) for item in value]
        if self.numbered:
            return "; ".join(f"{number}) {text}" for number, text in enumerate(shown, 1)) or _("нет")
        return ", ".join(shown) or _("нет")


@dataclass(frozen=True)
class PerOption(ValueType):
    """A value of one type for some of named options, such as «for each form»; kept in the order of the options."""

    name: ClassVar[str] = "per_option"
    choices: Mapping[str, Label]
    item: ValueType = Text()

    @property
    def options(self) -> Mapping[str, Label]:
        return self.choices

    def clean(self, raw: object) -> dict[str, Value]:
        if not isinstance(raw, Mapping):
            raise InvalidValue([_("нужна таблица «код = значение», а стоит %s") % _shown(raw)])
        problems: list[str] = []
        cleaned: dict[str, Value] = {}
        for key, item in raw.items():
            if key not in self.choices:
                problems.append(_unknown(key, self.choices))
                continue
            try:
                cleaned[key] = self.item.clean(item)
            except InvalidValue as error:
                problems += [f"{key}: {message}" for message in error.messages]
        if problems:
            raise InvalidValue(problems)
        return {code: cleaned[code] for code in self.choices if code in cleaned}

    def display(self, value: Value) -> str:
        shown = [f"{self.choices.get(key, key)}: {self.item.display(item)}" for key, item in value.items()]
        return "; ".join(shown) or _("нет")


@dataclass(frozen=True)
class Records(ValueType):
    """A list of records with the same named fields, every field present."""

    name: ClassVar[str] = "records"
    fields: Mapping[str, ValueType]
    key: tuple[str, ...] = ()

    def clean(self, raw: object) -> tuple[dict[str, Value], ...]:
        problems: list[str] = []
        cleaned: list[dict[str, Value]] = []
        for number, item in enumerate(_items(raw), 1):
            record, wrong = self._record(item)
            problems += [f"{number}: {message}" for message in wrong]
            cleaned.append(record)
        if not problems:
            keys = [tuple(record[name] for name in self.key) for record in cleaned] if self.key else []
            repeated = sorted({str(key) for key in keys if keys.count(key) > 1})
            problems += [_("названо дважды: %s") % key for key in repeated]
        if problems:
            raise InvalidValue(problems)
        return tuple(sorted(cleaned, key=lambda record: [record[name] for name in self.key]))

    def _record(self, item: object) -> tuple[dict[str, Value], list[str]]:
        if not isinstance(item, Mapping):
            return {}, [_("нужна запись «поле = значение», а стоит %s") % _shown(item)]
        problems = [_unknown(key, self.fields) for key in item if key not in self.fields]
        record: dict[str, Value] = {}
        for name, kind in self.fields.items():
            if name not in item:
                problems.append(_("нет поля «%s»") % name)
                continue
            try:
                record[name] = kind.clean(item[name])
            except InvalidValue as error:
                problems += [f"{name}: {message}" for message in error.messages]
        return record, problems

    def display(self, value: Value) -> str:
        rows = [", ".join(kind.display(record[name]) for name, kind in self.fields.items()) for record in value]
        return "; ".join(rows) or _("нет")


def _among(item: object, options: Iterable[str]) -> bool:
    return isinstance(item, str) and item in options


def _items(raw: object) -> list[Any]:
    if not isinstance(raw, (list, tuple)):
        raise InvalidValue([_("нужен список в квадратных скобках, а стоит %s") % _shown(raw)])
    if len(raw) > MAX_ITEMS:
        raise InvalidValue([_("в списке больше %s значений") % MAX_ITEMS])
    return list(raw)
