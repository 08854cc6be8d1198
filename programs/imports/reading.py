"""A row of cells into the fields of a person, an organization or a year's figures, with what a person should decide.

Values are JSON: texts, numbers, days as ``2026-09-01``. What a person typed (``fixes``) replaces the cell and is
believed: a mended or guessed value that he has seen is no doubt any more, a wrong one still is.
"""

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from . import cells, names
from .cells import EMPTY, Read
from .letters import plain
from .sheet import Cell

READY, DOUBT, BROKEN = "ready", "doubt", "broken"
LIMITS = {
    "last_name": 100, "first_name": 100, "patronymic": 100, "position": 200, "subject": 120, "education": 300,
    "honors": 500, "achievements": 2000, "measurable_results": 2000, "interests": 1000, "problem": 2000,
    "desired_result": 2000, "class_label": 20, "name": 500, "short_name": 200, "founder": 500, "place": 120,
    "address": 300, "organization": 500, "parent": 500, "registry_key": 80,
}  # fmt: skip


# Fields that may stand in a cell together with others.
TOGETHER = {
    "phone": ("contacts",),
    "email": ("contacts",),
    "experience_total": ("experience",),
    "experience_teaching": ("experience",),
    "full_name": ("last_name", "first_name", "patronymic"),
}


@dataclass(frozen=True)
class Doubt:
    """``was`` is the cell, ``proposed`` what stands in the field of the correction."""

    field: str
    code: str
    was: str = ""
    proposed: str = ""

    @property
    def blocks(self) -> bool:
        return self.code.startswith("bad.")


@dataclass(frozen=True)
class Options:
    """What the application knows and the pure part does not: lists of codes with their words, and the place."""

    areas: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    mentor_types: Mapping[str, str] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)
    school_kinds: Mapping[str, str] = field(default_factory=dict)
    category: str = ""  # of all mentees of the table whose own is not told
    needs_organization: bool = False
    needs_results: bool = False  # the regulation wants measurable results of a mentor
    school_year: int = 0
    this_year: int = 2100


@dataclass
class Reading:
    values: dict[str, Any] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def state(self) -> str:
        if any(doubt.blocks for doubt in self.doubts):
            return BROKEN
        return DOUBT if self.doubts else READY


def read(kind: str, row: Mapping[str, Cell], fixes: Mapping[str, str], options: Options) -> Reading:
    """One row of a table of that kind. ``row`` holds the cells by their fields."""
    reader = _Reader(row, fixes, options)
    {"organizations": _organization, "figures": _figures}.get(kind, _person)(reader)
    if kind == "mentors":
        _mentor(reader)
    if kind == "mentees":
        _mentee(reader)
    if kind == "registry":
        _registry(reader)
    return reader.reading


class _Reader:
    def __init__(self, row: Mapping[str, Cell], fixes: Mapping[str, str], options: Options) -> None:
        self.row, self.fixes, self.options, self.reading = row, fixes, options, Reading()

    def cell(self, name: str) -> Cell:
        return self.fixes[name] if name in self.fixes else self.row.get(name)

    def doubt(self, name: str, code: str, proposed: object = "") -> None:
        """A person's own value is not doubted, unless it is impossible."""
        if code and (code.startswith("bad.") or name not in self.fixes):
            was = self._was(name)
            typed = self.fixes.get(name, "" if code == "bad.formula" else was)
            shown = proposed if proposed not in (None, "") else typed
            self.reading.doubts.append(Doubt(name, code, was[:300], shown_as(shown)))

    def _was(self, name: str) -> str:
        """The cell of the field, or the one that holds it among others."""
        sources = (name, *TOGETHER.get(name, ()))
        return " ".join(cells.raw(self.row[source]) for source in sources if self.row.get(source) is not None)

    def keep(self, name: str, found: Read, required: str = "") -> Any:
        """The value into the reading. ``required`` is the doubt of an empty one."""
        value = found.value
        if isinstance(value, str) and (most := LIMITS.get(name)) and len(value) > most:
            value, found = value[:most], Read(value[:most], "ask.too_long")
        if found.doubt:
            self.doubt(name, found.doubt, value)
        elif value is None and required:
            self.doubt(name, required)
        if value is not None and not found.doubt.startswith("bad."):
            self.reading.values[name] = value.isoformat() if isinstance(value, datetime.date) else value
        return value

    def take(self, name: str, how: Callable[[Cell], Read] = cells.text, required: str = "") -> Any:
        return self.keep(name, how(self.cell(name)), required)


def shown_as(value: object) -> str:
    """As a person would type it."""
    if isinstance(value, names.Name):
        return value.full
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return cells.raw(value)[:2000]  # type: ignore[arg-type]


def _name(reader: _Reader, name: str = "full_name") -> str:
    """The name into the reading; what stood after a comma comes back: a post."""
    parts = ("last_name", "first_name", "patronymic")
    if name not in reader.fixes and any(part in reader.row for part in parts):
        found, post = _three_cells(reader, parts), ""
    else:
        found, post = names.full_name(reader.cell(name))
        if not post and name in reader.fixes:  # a name put right does not lose the post that stood beside it
            post = names.full_name(reader.row.get(name))[1]
    known: names.Name | None = found.value
    if known is None or found.doubt.startswith("bad."):
        reader.doubt(name, found.doubt or "bad.no_name", known.full if known else "")
        return post
    reader.doubt(name, found.doubt, known.full)
    for part, value in zip(parts, (known.last, known.first, known.patronymic), strict=True):
        reader.reading.values[part] = value[: LIMITS[part]]
    return post


def _three_cells(reader: _Reader, parts: tuple[str, ...]) -> Read:
    """Surname, name, patronymic apart. All three in the first cell, or «Имя Отчество» in one, are put right."""
    found = [names.name_part(reader.row.get(part)) for part in parts]
    words = [str(read.value or "") for read in found]
    doubt = next((read.doubt for read in found if read.doubt), "")
    if words[0] and not any(words[1:]):
        return names.full_name(reader.row.get(parts[0]))[0]
    if not any(words):
        return EMPTY
    if words[1] and not words[2] and len(words[1].split()) == 2:
        words[1:] = words[1].split()
    if not words[0] or not words[1]:
        doubt = "bad.no_last_name" if not words[0] else "bad.one_word"
    return Read(names.Name(*words), doubt)


def _person(reader: _Reader) -> None:
    post = _name(reader)
    _contacts(reader)
    born = cells.date(reader.cell("birth_date"))
    if born.doubt not in ("ask.year_alone", "ask.month_alone"):  # a year alone is no date of birth
        if born.value and not 1920 <= born.value.year <= reader.options.this_year - 5:
            born = Read(None, "bad.birth_date")
        reader.keep("birth_date", born)
    position = cells.text(reader.cell("position"))
    if position.value is None and not position.doubt and "position" not in reader.fixes and post:
        position = cells.text(post)
    reader.keep("position", position)
    reader.take("hired_on", cells.date)
    reader.take("class_label")
    named = any(reader.cell(name) is not None for name in ("inn", "ogrn", "organization_code"))
    if reader.options.needs_organization:
        reader.take("organization", required="" if named else "bad.no_organization")


def _contacts(reader: _Reader, phone: str = "phone", email: str = "email") -> None:
    number, address = cells.contacts(reader.row.get("contacts"))
    if reader.cell(phone) is not None or phone in reader.fixes:
        number = cells.phone(reader.cell(phone))
        if "@" in cells.raw(reader.cell(phone)) and phone not in reader.fixes:  # an address among telephones
            number, beside = cells.contacts(reader.cell(phone))
            address = address if address.value else beside
    if reader.cell(email) is not None or email in reader.fixes:
        address = cells.email(reader.cell(email))
    reader.keep(phone, number)
    reader.keep(email, address)


def _experience(reader: _Reader) -> None:
    total, teaching = cells.both_years(reader.row.get("experience"))
    if reader.cell("experience_total") is not None or "experience_total" in reader.fixes:
        total = cells.years(reader.cell("experience_total"))
    if reader.cell("experience_teaching") is not None or "experience_teaching" in reader.fixes:
        teaching = cells.years(reader.cell("experience_teaching"))
    if total.value is not None and teaching.value is not None and teaching.value > total.value:
        teaching = Read(teaching.value, "bad.years_order")
    reader.keep("experience_total", total)
    reader.keep("experience_teaching", teaching)


_AREA_WORDS = {
    "методик": "METHOD", "методич": "METHOD", "икт": "ICT", "компьютер": "ICT", "цифров": "DIGITALIZATION",
    "классное руковод": "EXTRACURRICULAR", "воспитат": "EXTRACURRICULAR", "внеурочн": "EXTRACURRICULAR",
    "психолог": "PSYCH_PED", "родител": "PSYCH_PED", "предмет": "SUBJECT", "огэ": "SUBJECT", "егэ": "SUBJECT",
    "впр": "SUBJECT", "правов": "LEGAL", "норматив": "LEGAL", "документ": "LEGAL", "здоров": "HEALTH",
    "теори": "SCI_THEORY",
}  # fmt: skip
_SOURCE_WORDS = {
    "внутрен": "EDUCATOR", "педагог организ": "EDUCATOR", "учитель": "EDUCATOR", "ученик": "PUPIL",
    "выпускник": "GRADUATE",
    "родител": "PARENT", "предприят": "ENTERPRISE_STAFF", "вуз": "UNIVERSITY", "колледж": "UNIVERSITY",
    "друг": "OTHER_OO",
}  # fmt: skip


def _mentor(reader: _Reader) -> None:
    for name in ("subject", "education", "honors", "achievements", "interests"):
        reader.take(name)
    reader.take("measurable_results", required="bad.no_results" if reader.options.needs_results else "")
    _experience(reader)
    reader.take("qualification_category", cells.qualification)
    codes, others = cells.many_of(reader.cell("competencies"), reader.options.areas, _AREA_WORDS)
    reader.reading.values |= {"competencies": codes} if codes else {}
    reader.reading.values |= {"competency_tags": [words[:100] for words in others]} if others else {}
    youngest, oldest = cells.age_range(reader.cell("preferred_age"))
    reader.doubt("preferred_age", youngest.doubt, youngest.value and f"{youngest.value}–{oldest.value}")
    for name, found in (("preferred_age_from", youngest), ("preferred_age_to", oldest)):
        if found.value is not None:
            reader.reading.values[name] = found.value
    reader.take("hours_per_month", lambda cell: cells.number(cell, 200))
    reader.take("max_parallel", _at_least_one)
    reader.take("joined_on", cells.date)
    reader.take("source", lambda cell: cells.one_of(cell, dict(reader.options.sources), _SOURCE_WORDS, "bad.choice"))
    types = {"консульт": "CONSULTANT", "предмет": "SUBJECT"}
    reader.take("mentor_type", lambda cell: cells.one_of(cell, dict(reader.options.mentor_types), types, "bad.choice"))


def _at_least_one(cell: Cell) -> Read:
    found = cells.number(cell, 20)
    return Read(None, "bad.number") if found.value == 0 else found


_CATEGORY_WORDS = {
    "молод": "YOUNG_SPECIALIST", "мс": "YOUNG_SPECIALIST", "нов": "NEW_PLACE", "должност": "NEW_POSITION",
    "аттест": "AFTER_ATTESTATION", "икт": "DIGITAL_SKILLS", "цифр": "DIGITAL_SKILLS", "студент": "STUDENT_TRAINEE",
    "стажер": "STUDENT_TRAINEE", "одарен": "GIFTED", "неуспев": "LOW_ACHIEVER", "слабоусп": "LOW_ACHIEVER",
    "затрудн": "PROF_DIFFICULTY", "менее опыт": "LESS_EXPERIENCED",
}  # fmt: skip
CONCEALED = "скрыто"  # stands where a sensitive word stood, and is itself read as one
_SENSITIVE = re.compile(rf"овз|инвалид|тжс|вшк|пдн\b|трудн\w* жизн|сирот|опек|выгоран|девиант|{CONCEALED}", re.I)
YOUNG_YEARS = 3  # S2 п. 7.2: a young specialist has taught up to three years


def _mentee(reader: _Reader) -> None:
    reader.take("subject")
    _experience(reader)
    reader.take("joined_on", cells.date)
    _category(reader)
    reader.take("problem")
    reader.take("desired_result")
    codes, others = cells.many_of(reader.cell("areas"), reader.options.areas, _AREA_WORDS)
    if not codes and reader.reading.values.get("problem"):
        codes, _rest = cells.many_of(reader.reading.values["problem"], {}, _AREA_WORDS)
    reader.reading.values |= {"areas": codes} if codes else {}
    reader.reading.values |= {"areas_words": ", ".join(others)[:500]} if others else {}
    if reader.cell("guardian_name") is not None:
        found, _post = names.full_name(reader.cell("guardian_name"))
        if found.value is None or found.doubt.startswith("bad."):
            reader.doubt("guardian_name", found.doubt or "bad.name", found.value.full if found.value else "")
        else:
            reader.doubt("guardian_name", found.doubt, found.value.full)
            reader.reading.values["guardian_name"] = found.value.full
    reader.take("guardian_phone", cells.phone)


def is_sensitive(cell: Cell) -> bool:
    return bool(_SENSITIVE.search(cells.raw(cell)))


def _category(reader: _Reader) -> None:
    """Health, family and the like are not taken from a table: they are marked on the card, under seal."""
    if is_sensitive(reader.cell("category")):
        reader.reading.doubts.append(Doubt("category", "bad.sensitive", proposed=" "))
        return
    found = cells.one_of(reader.cell("category"), dict(reader.options.categories), _CATEGORY_WORDS, "bad.choice")
    if found == EMPTY:
        taught = reader.reading.values.get("experience_teaching")
        young = taught is not None and taught <= YOUNG_YEARS
        code = "YOUNG_SPECIALIST" if young and not reader.options.category else reader.options.category
        found = Read(code or None)
    reader.keep("category", found, "bad.no_category")


def _digits(*lengths: int) -> Callable[[Cell], Read]:
    def check(cell: Cell) -> Read:
        words = re.sub(r"\s", "", cells.raw(cell))
        if not words:
            return EMPTY
        good = words.isdecimal() and len(words) in lengths
        return Read(words) if good else Read(None, "bad.requisite")

    return check


_NO_KEY = {"", "нет", "н д", "нд", "б н", "бн", "без номера", "нет номера", "нет данных"}  # as they read without signs


def _registry(reader: _Reader) -> None:
    """What the registry knows of a job beside the person. Its number is taken as it stands: letters may be Latin."""
    key = " ".join(cells.raw(reader.cell("registry_key")).split())
    key = "" if plain(key).strip("0 ") in _NO_KEY else key  # a dash is nobody's number
    long = len(key) > LIMITS["registry_key"]  # cut, it could be somebody else's
    reader.keep("registry_key", Read(None, "bad.long_key") if long else Read(key or None), "bad.no_registry_key")
    reader.take("subject")
    reader.take("qualification_category", cells.qualification)
    reader.take("organization")
    reader.take("organization_code", lambda cell: Read(cells.raw(cell).strip()[:60] or None))
    for name, check in (("inn", _digits(10, 12)), ("ogrn", _digits(13, 15))):
        reader.take(name, check)
    reader.take("left_on", cells.date)
    hired, left = (reader.reading.values.get(name) for name in ("hired_on", "left_on"))
    if hired and left and left < hired:
        reader.doubt("left_on", "bad.left_before_hired", left)


_KIND_WORDS = {
    "обще": "general", "школ": "general", "гимназ": "general", "лице": "general", "дополн": "additional",
    "до": "preschool", "детск": "preschool", "сад": "preschool", "спо": "vocational", "коллед": "vocational",
    "техник": "vocational", "професс": "vocational",
}  # fmt: skip


def _organization(reader: _Reader) -> None:
    name, short = reader.take("name"), reader.take("short_name")
    if not name and not short:
        reader.doubt("short_name", "bad.no_organization_name")
    reader.reading.values.setdefault("name", short)
    reader.reading.values.setdefault("short_name", (name or "")[:200])
    kinds = dict(reader.options.school_kinds)
    reader.take("school_kind", lambda cell: cells.one_of(cell, kinds, _KIND_WORDS, "bad.choice"))
    for field_, check in (("inn", _digits(10, 12)), ("ogrn", _digits(13, 15)), ("kpp", _digits(9))):
        reader.take(field_, check)
    for field_ in ("founder", "place", "address", "parent"):
        reader.take(field_)
    _contacts(reader)
    for who in ("head", "curator"):
        if reader.cell(f"{who}_name") is None:
            continue
        found, post = names.full_name(reader.cell(f"{who}_name"))
        if found.value is None or found.doubt.startswith("bad."):
            reader.doubt(f"{who}_name", found.doubt or "bad.name", found.value.full if found.value else "")
            continue
        reader.doubt(f"{who}_name", found.doubt, found.value.full)
        reader.reading.values[f"{who}_name"] = found.value.full
        reader.reading.values |= {f"{who}_post": post[:200]} if post else {}
    reader.take("head_email", cells.email)
    reader.take("curator_email", cells.email)
    reader.take("curator_phone", cells.phone)


FIGURES = ("pupils_10_19", "pupils_15_19", "teachers", "young_specialists", "enterprises", "partners")
PARTS = (("pupils_15_19", "pupils_10_19"), ("young_specialists", "teachers"), ("partners", "enterprises"))


def _figures(reader: _Reader) -> None:
    if reader.options.needs_organization:
        reader.take("organization", required="" if reader.cell("inn") else "bad.no_organization")
        reader.take("inn", _digits(10, 12))
    year = cells.school_year(reader.cell("school_year"))
    reader.keep("school_year", year if year != EMPTY else Read(reader.options.school_year))
    for name in FIGURES:
        reader.take(name, cells.number)
    values = reader.reading.values
    for part, whole in PARTS:
        if part in values and whole in values and values[part] > values[whole]:
            reader.doubt(part, "bad.part_exceeds", values[part])
    if not any(name in values for name in FIGURES):
        reader.doubt(FIGURES[0], "bad.no_figures")
