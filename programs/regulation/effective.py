"""The effective regulation of a node: the system's defaults, the levels of the tree, over them the law of the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from .conflicts import Conflict, Contradiction, ForbiddenSource, LockedOverride, RegulationConflict, WidenedList
from .law import LawRule, law_at
from .parameter import OWN_LEVELS, Group, Level, Parameter
from .schema import PARAMETERS, by_group, cross_problems, parameter
from .settings import Setting
from .value_types import Value
from .words import genitive_title

ALWAYS_CLOSING = ("LEFT_ORG", "TERM_EXPIRED")
"""Reasons that end a programme as facts, whatever the document and the law list."""


@dataclass(frozen=True)
class Layer:
    """The document of one organisation on the way from the region to the node.

    In force from `effective_from`, the date of the registered order, to the day before `effective_until`, the date of
    the order that repeals it. `title` is cited in refusals.
    """

    level: Level
    organization: str
    title: str
    settings: Mapping[str, Setting]
    effective_from: dt.date
    effective_until: dt.date | None = None

    @property
    def name(self) -> str:
        """«Министерство … (регион)»: who speaks on this level."""
        return f"{self.organization} ({self.level.label})"

    def in_force(self, on: dt.date) -> bool:
        """Whether the document is in force on a day; its first day counts, the day of its repeal does not."""
        return self.effective_from <= on and (self.effective_until is None or on < self.effective_until)


@dataclass(frozen=True)
class Said:
    """What one level said about a parameter, whether it took effect or not."""

    level: Level
    organization: str
    value: Value


@dataclass(frozen=True)
class EffectiveValue:
    """A value and where it comes from.

    `clause` and `document` are empty where no document names the value. `locked_by` names who forbids lower levels to
    change it, empty if nobody. `since` is the day from which its document or act is in force. `said` is what every
    level said, from the region down; snapshots leave it out.
    """

    code: str
    value: Value
    level: Level
    clause: str = ""
    document: str = ""
    organization: str = ""
    locked_by: str = ""
    since: dt.date | None = None
    said: tuple[Said, ...] = field(default=(), compare=False)

    @property
    def parameter(self) -> Parameter:
        return parameter(self.code)

    @property
    def display(self) -> str:
        """Russian words for the value."""
        return self.parameter.display(self.value)

    @property
    def basis(self) -> str:
        """What to cite: «п. 4.1.5 Положения о …», «Трудовой кодекс РФ, ст. 351.8», or the system's default."""
        if self.level is Level.DEFAULT and self.parameter.law_only:
            return _("законом на этот день не установлено")
        if self.level is Level.DEFAULT:
            return _("умолчание системы, в положении не названо")
        if not self.clause:
            return self.document
        if self.level is Level.LAW:
            return f"{self.document}, {self.clause}"
        genitive = genitive_title(self.document)
        if genitive and self.clause.endswith(" приказа"):
            return _("%(clause)s об утверждении %(title)s") % {"clause": self.clause, "title": genitive}
        if genitive and self.clause.startswith(("п.", "пп.", "разд.")):
            return f"{self.clause} {genitive}"
        return f"{self.clause} ({self.document})"


class EffectiveRegulation:
    """All effective values on a day. The law is laid over them at that day and is not part of a snapshot."""

    def __init__(self, base: Mapping[str, EffectiveValue], on: dt.date, conflicts: tuple[Conflict, ...] = ()) -> None:
        self.base = dict(base)
        self.on = on
        self.conflicts = conflicts
        self._law = law_at(on)

    def __getitem__(self, code: str) -> EffectiveValue:
        """The effective value; KeyError names the nearest right code."""
        if code in self._law:
            return _of_law(self._law[code], self.base.get(code))
        if code in self.base:
            return self.base[code]
        return _of_default(parameter(code), students_only=self.students_only)

    def __iter__(self) -> Iterator[EffectiveValue]:
        """Every value in the order of the page."""
        return (self[code] for code in PARAMETERS)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, EffectiveRegulation) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # equality is by content, and the content is large

    def value(self, code: str) -> Value:
        """The bare value; KeyError names the nearest right code."""
        return self[code].value

    @property
    def students_only(self) -> bool:
        """Whether the regulation is for pupils alone, so that the defaults of pupils apply."""
        return "tracks" in self.base and self.base["tracks"].value == ("student",)

    def at(self, on: dt.date) -> EffectiveRegulation:
        """The same regulation under the law of another day: what was frozen stays, the law moves."""
        return EffectiveRegulation(self.base, on, self.conflicts)

    def grouped(self) -> dict[Group, list[EffectiveValue]]:
        """Values under the headings of the page."""
        return {group: [self[entry.code] for entry in entries] for group, entries in by_group().items()}

    def refusal(self, code: str, message: str = "") -> str:
        """«{message} (п. 4.1.5 Положения …)»; without a message the parameter and its value speak for themselves."""
        found = self[code]
        said = message.rstrip(" .") or f"{found.parameter.label}: {found.display}"
        return f"{said} ({found.basis})"

    def forbidden_by(self, code: str, level: Level) -> str:
        """Who forbids a level to set the parameter, in Russian; empty if the level may."""
        found = self[code]
        if found.level is Level.LAW or found.parameter.law_only:
            return str(Level.LAW.label)
        if level not in found.parameter.levels:
            return ", ".join(str(allowed.label) for allowed in found.parameter.levels)
        return found.locked_by if found.locked_by and found.level.rank < level.rank else ""

    def closure_reasons(self) -> dict[str, str]:
        """Reasons that may end a programme on this day, each with what to cite for it."""
        reasons = dict.fromkeys(self.value("closure_reasons"), self["closure_reasons"].basis)
        for reason in self.value("law.closure_reasons"):
            reasons.setdefault(reason, self["law.closure_reasons"].basis)
        for reason in ALWAYS_CLOSING:
            reasons.setdefault(reason, _("умолчание системы, в положении не названо"))
        return reasons


def effective(layers: Sequence[Layer], on: dt.date, *, strict: bool = False) -> EffectiveRegulation:
    """The regulation in effect on a day under the layers from the region down to the node.

    Layers not in force that day are left out. Conflicts are collected and the higher level's word stands; with
    `strict` they raise RegulationConflict: that is how a new version is checked before it is registered.
    """
    _check_order(layers)
    living = [layer for layer in layers if layer.in_force(on)]
    conflicts: list[Conflict] = []
    tracks = _resolve(parameter("tracks"), living, [], students_only=False)
    students_only = tracks.value == ("student",)
    base = {code: _resolve(entry, living, conflicts, students_only=students_only) for code, entry in PARAMETERS.items()}
    for code, entry in PARAMETERS.items():
        if entry.within:
            allowed = base[entry.within].value
            base[code] = replace(base[code], value=tuple(item for item in base[code].value if item in allowed))
    for problem in cross_problems({code: found.value for code, found in base.items()}):
        found = base[problem.code]
        conflicts.append(Contradiction(problem.code, found.level, found.organization, problem.message))
    if strict and conflicts:
        raise RegulationConflict(tuple(conflicts))
    return EffectiveRegulation(base, on, tuple(conflicts))


def _resolve(
    entry: Parameter, layers: Sequence[Layer], conflicts: list[Conflict], *, students_only: bool
) -> EffectiveValue:
    """One parameter through the layers; what may not take effect is put into `conflicts`."""
    current = _of_default(entry, students_only=students_only)
    said: list[Said] = []
    for layer in layers:
        setting = layer.settings.get(entry.code)
        if setting is None:
            continue
        said.append(Said(layer.level, layer.organization, setting.value))
        conflict = _conflict(entry, layer, setting, current)
        if conflict is not None:
            conflicts.append(conflict)
        value = setting.value
        if isinstance(conflict, WidenedList):
            value = tuple(item for item in value if item not in conflict.extra)
        if (conflict is not None and not value) or isinstance(conflict, (LockedOverride, ForbiddenSource)):
            continue
        if current.locked_by:
            continue  # The same value repeated below a lock: the one who locked it stays its source.
        current = EffectiveValue(
            entry.code, value, layer.level, setting.clause, layer.title, layer.organization,
            layer.name if setting.locked else "", layer.effective_from,
        )  # fmt: skip
    return replace(current, said=tuple(said))


def _conflict(entry: Parameter, layer: Layer, setting: Setting, current: EffectiveValue) -> Conflict | None:
    """Why the setting of a layer may not take effect over what stands above it."""
    place = (entry.code, layer.level, layer.organization)
    if entry.law_only:
        return ForbiddenSource(*place, allowed=(Level.LAW,))
    if layer.level not in entry.levels:
        return ForbiddenSource(*place, allowed=entry.levels)
    if current.locked_by and setting.value != current.value:
        return LockedOverride(*place, locked_by=current.locked_by, locked_value=current.display)
    if entry.narrowing and current.level is not Level.DEFAULT:
        extra = tuple(item for item in setting.value if item not in current.value)
        if extra:
            return WidenedList(*place, extra=extra, declared_by=f"{current.organization} ({current.level.label})")
    return None


def _of_default(entry: Parameter, *, students_only: bool) -> EffectiveValue:
    return EffectiveValue(entry.code, entry.default_for(students_only=students_only), Level.DEFAULT)


def _of_law(rule: LawRule, below: EffectiveValue | None) -> EffectiveValue:
    return EffectiveValue(
        rule.code, rule.value, Level.LAW, rule.clause, rule.act,
        locked_by=str(Level.LAW.label), since=rule.since, said=below.said if below else (),
    )  # fmt: skip


def _check_order(layers: Sequence[Layer]) -> None:
    """Layers come from the top of the tree down; anything else is a mistake of the caller."""
    ranks = [layer.level.rank for layer in layers]
    if any(layer.level not in OWN_LEVELS for layer in layers) or ranks != sorted(ranks):
        raise ValueError("layers go from the region to the municipality to the school")
