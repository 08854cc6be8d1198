"""One parameter of a regulation: what it means, what it may be, and who may set it."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from .value_types import Choice, InvalidValue, Label, Value, ValueType, Whole


class Level(enum.StrEnum):
    """Where a value comes from, in the order in which a later one speaks over an earlier one."""

    DEFAULT = "default"
    REGION = "region"
    MUNICIPALITY = "municipality"
    SCHOOL = "school"
    LAW = "law"

    @property
    def label(self) -> Label:
        return _LEVEL_LABELS[self]

    @property
    def rank(self) -> int:
        return list(Level).index(self)


_LEVEL_LABELS: Mapping[Level, Label] = {
    Level.DEFAULT: _("умолчание системы"),
    Level.REGION: _("регион"),
    Level.MUNICIPALITY: _("муниципалитет"),
    Level.SCHOOL: _("школа"),
    Level.LAW: _("закон"),
}

OWN_LEVELS = (Level.REGION, Level.MUNICIPALITY, Level.SCHOOL)
"""The levels that have regulations of their own."""


class Group(enum.StrEnum):
    """Headings of the page of a regulation, in the order of the page."""

    SCOPE = "scope"
    CONTOURS = "contours"
    FORMS = "forms"
    PAIRS = "pairs"
    PROGRAM = "program"
    MEETINGS = "meetings"
    ROUTE = "route"
    COUNCIL = "council"
    ROLES = "roles"
    DEADLINES = "deadlines"
    MONITORING = "monitoring"
    PAPERS = "papers"
    INCENTIVES = "incentives"
    CONSENTS = "consents"

    @property
    def label(self) -> Label:
        return _GROUP_LABELS[self]


_GROUP_LABELS: Mapping[Group, Label] = {
    Group.SCOPE: _("Кого касается"),
    Group.CONTOURS: _("Контуры"),
    Group.FORMS: _("Формы и виды"),
    Group.PAIRS: _("Подбор и закрепление"),
    Group.PROGRAM: _("Программа"),
    Group.MEETINGS: _("Встречи"),
    Group.ROUTE: _("Индивидуальный образовательный маршрут"),
    Group.COUNCIL: _("Орган наставников"),
    Group.ROLES: _("Роли и названия"),
    Group.DEADLINES: _("Сроки"),
    Group.MONITORING: _("Мониторинг"),
    Group.PAPERS: _("Документы и публикация"),
    Group.INCENTIVES: _("Поощрение"),
    Group.CONSENTS: _("Согласия и закон"),
}


class _Same(enum.Enum):
    """Marks «the same default for pupils as for staff»."""

    SAME = "same"


SAME = _Same.SAME
_NOT_SET = _("не задано")


@dataclass(frozen=True)
class Parameter:
    """A row of the schema.

    `default` is the value when no document names one; `student_default` replaces it where the regulation is for pupils
    alone. `narrowing` lists may only shrink on the way down. `within` names another list that contains this one.
    `law_only` values are set by the law layer and by nobody else. `levels` are those that may set the parameter.
    """

    code: str
    label: Label
    kind: ValueType
    default: Value
    group: Group
    help: Label
    nullable: bool = False
    none_label: Label = _NOT_SET
    student_default: Value = SAME
    narrowing: bool = False
    within: str | None = None
    law_only: bool = False
    levels: tuple[Level, ...] = OWN_LEVELS

    @property
    def choices(self) -> Mapping[str, Label] | None:
        """Codes and labels to choose from, None for free values."""
        return self.kind.options

    @property
    def unit(self) -> str:
        """The plural genitive of the unit («месяцев») or an empty string."""
        return self.kind.unit.many if isinstance(self.kind, Whole) and self.kind.unit else ""

    def clean(self, raw: object) -> Value:
        """The canonical value; None where the parameter may be unset. Raises InvalidValue."""
        if raw is None:
            if not self.nullable:
                raise InvalidValue([str(_("значение обязательно"))])
            return None
        return self.kind.clean(raw)

    def display(self, value: Value) -> str:
        """Russian words for a value as pages and documents show it."""
        return str(self.none_label) if value is None else self.kind.display(value)

    def default_for(self, *, students_only: bool) -> Value:
        """The system's default for a regulation of pupils alone or for any other."""
        return self.default if self.student_default is SAME or not students_only else self.student_default

    def thaw(self, raw: Any) -> Value:
        """A value as `clean` made it, from the JSON that it was stored in; nothing is checked.

        A JSON column may have reordered the keys of a table: they come back in the order of the options.
        """
        value = _tuples(raw)
        if isinstance(value, dict):
            known = [code for code in self.choices or () if code in value]
            return {code: value[code] for code in [*known, *(code for code in value if code not in known)]}
        return value

    @property
    def one_of(self) -> bool:
        """True where exactly one option is chosen."""
        return isinstance(self.kind, Choice)


def _tuples(raw: Any) -> Value:
    if isinstance(raw, list):
        return tuple(_tuples(item) for item in raw)
    if isinstance(raw, dict):
        return {key: _tuples(item) for key, item in raw.items()}
    return raw
