"""Lines of the month's report: what they are called, and their figures as JSON. Pure: no database.

Of the thirteen groups those stand here that the system can count from its records: nobody types a number.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERSION = 1
RISKS = "risks"  # «проблемы и риски»: words only, beside the explanations of the lines


@dataclass(frozen=True)
class Indicator:
    """``less_is_worse``: a fall against the month before is what the school is asked to explain."""

    code: str
    title: Promise
    group: Promise
    less_is_worse: bool = False


ACTS, PEOPLE, COURSE = _("Документы"), _("Участники"), _("Ход программ")
INDICATORS = {
    row.code: row
    for row in (
        Indicator("acts", _("Локальных актов принято"), ACTS),
        Indicator("mentors", _("Наставников в банке"), PEOPLE, less_is_worse=True),
        Indicator("mentees", _("Наставляемых в банке"), PEOPLE),
        Indicator("units", _("Пар и групп"), PEOPLE, less_is_worse=True),
        Indicator("new_units", _("Новых пар и групп за месяц"), PEOPLE),
        Indicator("unmatched", _("Наставляемых без наставника"), PEOPLE),
        Indicator("held", _("Встреч записано за месяц"), COURSE, less_is_worse=True),
        Indicator("confirmed", _("Из них подтверждено наставляемыми"), COURSE, less_is_worse=True),
        Indicator("plan_done", _("Мероприятий планов выполнено"), COURSE, less_is_worse=True),
        Indicator("completed", _("Программ завершено"), COURSE),
        Indicator("terminated", _("Программ завершено досрочно"), COURSE),
        Indicator("extended", _("Программ продлено"), COURSE),
    )
}

PARTS: dict[str, Promise] = {
    "statute_approval": _("Положение"),
    "curator_appointment": _("назначение куратора"),
    "roadmap_approval": _("дорожная карта"),
    "pair_assignment": _("закрепление пар"),
    "pupils": _("обучающихся"),
    "staff": _("педагогов"),
    "outside": _("внешних"),
    "young": _("молодых специалистов"),
    "pair": _("пар"),
    "group": _("групп"),
    "waiting": _("ждут пары"),
    "support": _("без пары, с поддержкой"),
    "unconfirmed": _("не подтверждено"),
    "so_far": _("нарастающим итогом"),
    "planned": _("всего в планах"),
}


@dataclass
class Figure:
    """A line: its number, what it is made of, and the ids of the records. ``acts`` are requisites, which are public."""

    value: int = 0
    parts: dict[str, int] = field(default_factory=dict)
    kind: str = ""
    ids: list[int] = field(default_factory=list)
    acts: list[dict[str, Any]] = field(default_factory=list)

    def add(self, pk: int, *parts: str) -> None:
        """One more record, which counts in these parts."""
        self.value += 1
        self.ids.append(pk)
        self.note(*parts)

    def note(self, *parts: str, number: int = 1) -> None:
        for part in parts:
            self.parts[part] = self.parts.get(part, 0) + number


Figures = dict[str, Figure]


def blank() -> Figures:
    return {code: Figure() for code in INDICATORS}


def month_end(period: datetime.date) -> datetime.date:
    """The last day of the month that begins on ``period``."""
    return next_month(period) - datetime.timedelta(days=1)


def next_month(period: datetime.date) -> datetime.date:
    return (period.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)


def month_before(period: datetime.date) -> datetime.date:
    return (period.replace(day=1) - datetime.timedelta(days=1)).replace(day=1)


def as_json(figures: Figures, *, period: datetime.date, counted_at: datetime.datetime, section: str) -> dict[str, Any]:
    """What a snapshot keeps. ``section`` is the address of the public section (the thirteenth group)."""
    return {
        "version": VERSION,
        "period": f"{period:%Y-%m}",
        "counted_at": counted_at.isoformat(),
        "section": section,
        "lines": {
            code: {
                "value": figure.value, "parts": figure.parts, "kind": figure.kind, "ids": figure.ids,
                "acts": figure.acts,
            }
            for code, figure in figures.items()
        },
    }  # fmt: skip


def from_json(stored: Mapping[str, Any]) -> Figures:
    """The lines of a snapshot in the order of the form, which the database does not keep; absent ones are left out."""
    lines = stored["lines"]
    return {
        code: Figure(**{**lines[code], "parts": ordered(lines[code]["parts"])}) for code in INDICATORS if code in lines
    }


def ordered(parts: Mapping[str, int]) -> dict[str, int]:
    """Parts in the order of PARTS, the forms of mentoring after them."""
    places = {code: place for place, code in enumerate(PARTS)}
    return {code: parts[code] for code in sorted(parts, key=lambda code: (places.get(code, len(places)), code))}


def differences(frozen: Figures, present: Figures) -> dict[str, tuple[int, int]]:
    """Lines whose numbers have changed since: code → (was, is)."""
    return {
        code: (figure.value, present[code].value)
        for code, figure in frozen.items()
        if code in present and figure.value != present[code].value
    }
