"""Values that one document sets: checked on the way in, JSON-able on the way out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from .parameter import Level
from .schema import PARAMETERS, Problem, cross_problems, unknown_code
from .value_types import InvalidValue, Text, Value, nearest

FIELDS = ("value", "none", "clause", "locked")
_CLAUSE = Text(120)


@dataclass(frozen=True)
class Setting:
    """What a document says about one parameter.

    `clause` is where the document says it («п. 4.1.5»), empty when it has no numbered clause for it; `locked` forbids
    levels below to set anything else.
    """

    value: Value
    clause: str = ""
    locked: bool = False


class SettingsError(ValueError):
    """Settings that cannot be taken; `problems` lists all of them, not the first."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


def read_setting(code: str, raw: Any, level: Level) -> tuple[Setting | None, list[Problem]]:
    """One setting from its table {value | none = true, clause, locked}; problems instead of exceptions."""
    if code not in PARAMETERS:
        return None, [Problem(code, unknown_code(code))]
    entry = PARAMETERS[code]
    if not isinstance(raw, Mapping):
        message = _("нужна запись вида { value = …, clause = «п. …» }")
        return None, [Problem(code, message)]
    problems = [Problem(code, _unknown_field(field)) for field in raw if field not in FIELDS]
    if entry.law_only:
        problems.append(Problem(code, _("это устанавливает закон, документ изменить не может")))
    elif level not in entry.levels:
        allowed = ", ".join(str(allowed_level.label) for allowed_level in entry.levels)
        problems.append(Problem(code, _("этот параметр задаёт только %s") % allowed))
    value, wrong = _value(code, raw)
    problems += wrong
    clause = raw.get("clause", "")
    if "clause" in raw:
        try:
            clause = _CLAUSE.clean(clause)
        except InvalidValue as error:
            problems += [Problem(code, f"clause: {message}") for message in error.messages]
    locked = raw.get("locked", False)
    if not isinstance(locked, bool):
        problems.append(Problem(code, _("locked: нужно true или false")))
    return (None, problems) if problems else (Setting(value, clause, locked), [])


def read_settings(raw: Mapping[str, Any], level: Level) -> dict[str, Setting]:
    """Settings by code from JSON as `dump_settings` writes it. Raises SettingsError with all problems."""
    settings: dict[str, Setting] = {}
    problems: list[Problem] = []
    for code, item in raw.items():
        setting, wrong = read_setting(code, item, level)
        problems += wrong
        if setting is not None:
            settings[code] = setting
    problems += cross_problems({code: setting.value for code, setting in settings.items()})
    if problems:
        raise SettingsError(problems)
    return ordered(settings)


def dump_settings(settings: Mapping[str, Setting]) -> dict[str, dict[str, Any]]:
    """JSON-able settings, the inverse of `read_settings`."""
    dumped: dict[str, dict[str, Any]] = {}
    for code, setting in ordered(settings).items():
        item: dict[str, Any] = {"none": True} if setting.value is None else {"value": thin(setting.value)}
        if setting.clause:
            item["clause"] = setting.clause
        if setting.locked:
            item["locked"] = True
        dumped[code] = item
    return dumped


def stored_settings(raw: Mapping[str, Any]) -> dict[str, Setting]:
    """Settings that were checked when they were stored: not checked again, so that a later schema cannot break a page.

    Codes that the schema no longer has are left out.
    """
    return {
        code: Setting(
            entry.thaw(None if raw[code].get("none") else raw[code]["value"]),
            raw[code].get("clause", ""),
            raw[code].get("locked", False),
        )
        for code, entry in PARAMETERS.items()
        if code in raw
    }


def ordered(settings: Mapping[str, Setting]) -> dict[str, Setting]:
    """The same settings in the order of the schema."""
    return {code: settings[code] for code in PARAMETERS if code in settings}


def thin(value: Value) -> Any:
    """A canonical value as plain JSON: tuples become lists."""
    if isinstance(value, tuple):
        return [thin(item) for item in value]
    if isinstance(value, dict):
        return {key: thin(item) for key, item in value.items()}
    return value


def _value(code: str, raw: Mapping[str, Any]) -> tuple[Value, list[Problem]]:
    if "none" in raw and raw["none"] is not True:
        return None, [Problem(code, _("none: пишется только none = true"))]
    if ("none" in raw) == ("value" in raw):
        return None, [Problem(code, _("нужно одно из двух: value = … или none = true"))]
    try:
        return PARAMETERS[code].clean(None if "none" in raw else raw["value"]), []
    except InvalidValue as error:
        return None, [Problem(code, message) for message in error.messages]


def _unknown_field(field: str) -> str:
    message = _("неизвестное поле «%s»") % field
    guess = nearest(str(field), FIELDS)
    return message + (_(", похоже на «%s»") % guess if guess else _(", допустимо: %s") % ", ".join(FIELDS))
