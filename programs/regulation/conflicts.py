"""What a level may not do to the levels above it: data for a page, an exception for a service."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from .parameter import Level
from .schema import parameter


@dataclass(frozen=True)
class Conflict:
    """A value that does not take effect. `organization` is the one that set it."""

    code: str
    level: Level
    organization: str

    @property
    def message(self) -> str:
        """A Russian sentence: what is wrong and whose word stands."""
        raise NotImplementedError

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True)
class LockedOverride(Conflict):
    """A level sets another value for a parameter that a level above has locked (S3 п. 3.2)."""

    locked_by: str
    locked_value: str

    @property
    def message(self) -> str:
        return _("«%(label)s»: значение «%(value)s» закрепил уровень выше – %(who)s; изменить его здесь нельзя") % {
            "label": parameter(self.code).label,
            "value": self.locked_value,
            "who": self.locked_by,
        }


@dataclass(frozen=True)
class WidenedList(Conflict):
    """A level adds to a list that a level above has given; a list may only be narrowed (S1 п. 2, S3 п. 2.3)."""

    extra: tuple[str, ...]
    declared_by: str

    @property
    def message(self) -> str:
        entry = parameter(self.code)
        return _("«%(label)s»: список можно только сузить, а в нём лишнее – %(extra)s; список дал %(who)s") % {
            "label": entry.label,
            "extra": entry.display(self.extra),
            "who": self.declared_by,
        }


@dataclass(frozen=True)
class ForbiddenSource(Conflict):
    """A level sets what belongs to the law or to another level."""

    allowed: tuple[Level, ...]

    @property
    def message(self) -> str:
        label = parameter(self.code).label
        if self.allowed == (Level.LAW,):
            return f"«{label}»: " + _("это устанавливает закон, регламент изменить не может")
        who = ", ".join(str(level.label) for level in self.allowed)
        return _("«%(label)s»: этот параметр задаёт только %(who)s") % {"label": label, "who": who}


@dataclass(frozen=True)
class Contradiction(Conflict):
    """Values of different levels that cannot stand together."""

    text: str

    @property
    def message(self) -> str:
        return f"«{parameter(self.code).label}»: {self.text}"


class RegulationConflict(ValueError):
    """Raised by `effective(strict=True)`; `conflicts` lists all of them."""

    def __init__(self, conflicts: tuple[Conflict, ...]) -> None:
        self.conflicts = conflicts
        super().__init__("\n".join(conflict.message for conflict in conflicts))
