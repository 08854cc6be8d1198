"""Reads a preset: a TOML file that says what one document sets, and where in the document it says so.

    [preset]
    code = "kalmanka"                 # the name of the file
    title = "Положение о системе …"   # as it is cited
    adopted_title = "Положение …"     # as another organization would call its own, made of it
    level = "municipality"            # region | municipality | school
    organization = "…"                # whose document it is

    [settings]
    forms = { value = ["EDUCATOR_EDUCATOR", "OTHER"], clause = "п. 4.1.5", locked = true }
    periodic.monthly_report_day = { value = 25, clause = "р. 9, п. 4.2" }
    review_mentees_every_days = { none = true, clause = "р. 9, п. 3.1" }

A value about which the document is silent is not in its file.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .effective import Layer
from .parameter import OWN_LEVELS, Level
from .schema import PARAMETERS, cross_problems
from .settings import FIELDS, Setting, ordered, read_setting
from .toml_lines import KeyLines
from .value_types import Choice, Day, InvalidValue, Many, Text, ValueType, nearest

PRESETS = Path(__file__).resolve().parent.parent / "presets"

_HEADER: Mapping[str, ValueType] = {
    "code": Text(40),
    "title": Text(),
    "adopted_title": Text(),
    "level": Choice({level.value: level.label for level in OWN_LEVELS}),
    "organization": Text(),
    "region": Text(100),
    "source": Text(),
    "date": Day(),
    "number": Text(40),
    "stamp_number": Text(40),
    "bases": Many(Text()),
    "note": Text(),
}
_REQUIRED = ("code", "title", "level", "organization")


@dataclass(frozen=True, order=True)
class PresetProblem:
    """One thing wrong in a file; `line` counts from 1, 0 where the file has no line for it."""

    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}, " + _("строка %s") % self.line if self.line else self.file
        return f"{place}: {self.key}: {self.message}" if self.key else f"{place}: {self.message}"


class PresetError(ValueError):
    """A preset that cannot be taken; `problems` lists everything wrong, in the order of lines."""

    def __init__(self, problems: list[PresetProblem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True)
class Preset:
    """A shipped document as data.

    `number` stands in the head of the order and `stamp_number` in the approval stamp: a source may have two. `bases`
    are the acts on which the document stands.
    """

    code: str
    title: str
    level: Level
    organization: str
    settings: Mapping[str, Setting]
    adopted_title: str = ""
    region: str = ""
    source: str = ""
    date: dt.date | None = None
    number: str = ""
    stamp_number: str = ""
    bases: tuple[str, ...] = ()
    note: str = ""

    @property
    def has_order(self) -> bool:
        """Whether the document names the order that approved it; one that does not is shown as not in force (S5)."""
        return self.date is not None and bool(self.number)

    def layer(self, effective_from: dt.date, *, organization: str | None = None) -> Layer:
        """The preset as a layer of an organisation, in force from the date of its registered order."""
        return Layer(self.level, organization or self.organization, self.title, self.settings, effective_from)


def preset_codes() -> list[str]:
    """Codes of the shipped presets, sorted."""
    return sorted(path.stem for path in PRESETS.glob("*.toml"))


def load_preset(code: str) -> Preset:
    """A shipped preset by code. Raises PresetError for an unknown code as for a broken file."""
    if code not in preset_codes():
        guess = nearest(code, preset_codes())
        hint = _(", похоже на «%s»") % guess if guess else ""
        raise PresetError([PresetProblem(f"{code}.toml", 0, "", _("нет такого пресета") + hint)])
    return load_file(PRESETS / f"{code}.toml")


def load_file(path: Path) -> Preset:
    """A preset from a file. Raises PresetError, also for a file that is missing or is not UTF-8."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError:
        raise PresetError([PresetProblem(path.name, 0, "", _("файл не открывается"))]) from None
    except UnicodeDecodeError:
        raise PresetError([PresetProblem(path.name, 0, "", _("файл не в кодировке UTF-8"))]) from None
    return read_preset(text, path.name)


def read_preset(text: str, file: str) -> Preset:
    """A preset from text; `file` is its name in messages. Raises PresetError with every problem found."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PresetError([_toml_problem(str(error), file, text)]) from None
    return _Reading(text, file).preset(data)


class _Reading:
    """One file being read: collects problems with their lines."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.lines = KeyLines(text)
        self.problems: list[PresetProblem] = []

    def preset(self, data: dict[str, Any]) -> Preset:
        for name in data:
            if name not in ("preset", "settings"):
                self.wrong((name,), _unknown_name(name, ("preset", "settings")))
        header = self.header(self.table(data, "preset"))
        level = Level(header["level"]) if "level" in header else None
        settings = self.settings(self.table(data, "settings"), level)
        if self.problems:
            raise PresetError(self.problems)
        date = header.pop("date", None)
        header["level"] = Level(header["level"])
        return Preset(settings=settings, date=dt.date.fromisoformat(date) if date else None, **header)

    def table(self, data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        if name not in data:
            self.wrong((), _("нет раздела [%s]") % name)
            return {}
        if not isinstance(data[name], Mapping):
            self.wrong((name,), _("нужен раздел [%s]") % name)
            return {}
        return dict(data[name])

    def header(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        cleaned: dict[str, Any] = {}
        for name, item in raw.items():
            if name not in _HEADER:
                self.wrong(("preset", name), _unknown_name(name, _HEADER))
                continue
            try:
                cleaned[name] = _HEADER[name].clean(item)
            except InvalidValue as error:
                for message in error.messages:
                    self.wrong(("preset", name), message)
        for name in _REQUIRED:
            if name not in raw:
                self.wrong(("preset",), _("нет обязательного ключа «%s»") % name)
        stem = self.file.removesuffix(".toml")
        if cleaned.get("code") not in (None, stem):
            self.wrong(("preset", "code"), _("код не совпадает с именем файла «%s»") % stem)
        return cleaned

    def settings(self, raw: Mapping[str, Any], level: Level | None) -> dict[str, Setting]:
        settings: dict[str, Setting] = {}
        for code, item in _flat(raw, ""):
            # A missing level is a problem of its own; the region, which may set everything, adds none to it.
            setting, wrong = read_setting(code, item, level or Level.REGION)
            for problem in wrong:
                self.wrong(("settings", *code.split(".")), problem.message)
            if setting is not None:
                settings[code] = setting
        for problem in cross_problems({code: setting.value for code, setting in settings.items()}):
            self.wrong(("settings", *problem.code.split(".")), problem.message)
        return ordered(settings)

    def wrong(self, path: tuple[str, ...], message: str) -> None:
        key = ".".join(path[1:]) or ".".join(path)
        self.problems.append(PresetProblem(self.file, self.lines.find(path), key, message))


def _flat(raw: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    """Pairs (code, its table): dotted keys and sections of TOML are nested tables, codes are dotted words."""
    for name, item in raw.items():
        code = f"{prefix}{name}"
        is_setting = not isinstance(item, Mapping) or not item or any(field in item for field in FIELDS)
        if code in PARAMETERS or is_setting:
            yield code, item
        else:
            yield from _flat(item, code + ".")


def _unknown_name(name: str, known: Mapping[str, Any] | tuple[str, ...]) -> str:
    message = _("неизвестный ключ «%s»") % name
    guess = nearest(name, known)
    return message + (_(", похоже на «%s»") % guess if guess else _(", допустимо: %s") % ", ".join(known))


_TOML_MESSAGES = (
    (r"Cannot overwrite|Cannot declare|Cannot mutate|Duplicate", gettext_lazy("ключ или раздел назван дважды")),
    (r"Expected '=' after|Invalid statement|Invalid initial", gettext_lazy("строка не похожа на «ключ = значение»")),
    (r"Unclosed|Unterminated|Expected '", gettext_lazy("не закрыта скобка или кавычка")),
    (r"Invalid value|Expected newline", gettext_lazy("значение записано неверно: текст берут в кавычки")),
    (r"Illegal character", gettext_lazy("в тексте есть недопустимый знак")),
)


def _toml_problem(error: str, file: str, text: str) -> PresetProblem:
    lines = KeyLines(text)
    place = re.search(r"at line (\d+)", error)
    if not place and lines.unclosed:
        error, number = "Unclosed", lines.unclosed
    else:
        number = int(place[1]) if place else lines.last
    message = next((said for pattern, said in _TOML_MESSAGES if re.search(pattern, error)), _("ошибка записи TOML"))
    return PresetProblem(file, number, lines.key_at(number), str(message))
