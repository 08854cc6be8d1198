"""One version of a regulation as its page shows it, and the difference of two."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ..models import Regulation
from ..regulation.conflicts import Conflict
from ..regulation.effective import EffectiveRegulation, EffectiveValue, effective
from ..regulation.loader import load_preset, preset_codes
from ..regulation.parameter import Level, Parameter
from ..regulation.schema import PARAMETERS
from ..regulation.settings import Setting, read_settings
from ..regulation.snapshots import compare
from .regulation_pages import Row, cite_of, enacting_order, items_of, row_of
from .regulations import Laid, lay

LAW, ABOVE = "law", "above"
GONE, COME, KEPT = "del", "ins", ""


@dataclass(frozen=True)
class SettingRow:
    """A parameter in one version: what it sets (None: nothing), what the levels above say, why it may not hold."""

    entry: Parameter
    setting: Setting | None
    above: Row
    forbidden_by: str
    conflicts: tuple[Conflict, ...] = ()

    @property
    def display(self) -> str:
        return self.entry.display(self.setting.value) if self.setting is not None else self.above.found.display


def setting_row(laid: Laid, code: str) -> SettingRow:
    """One parameter of the version; KeyError for a code that does not exist."""
    return _row(laid, PARAMETERS[code], _settings(laid.version), laid.own_conflicts)


def setting_rows(laid: Laid, *, named: bool) -> list[SettingRow]:
    """What the version sets itself, or with ``named`` False what it leaves to others and might set."""
    settings, conflicts = _settings(laid.version), laid.own_conflicts
    rows = [_row(laid, entry, settings, conflicts) for entry in PARAMETERS.values()]
    if named:
        return [row for row in rows if row.setting is not None]
    return [row for row in rows if row.setting is None and not row.entry.law_only]


def _settings(version: Regulation) -> dict[str, Setting]:
    return read_settings(version.settings, Level(version.organization.level))


def _row(laid: Laid, entry: Parameter, settings: dict[str, Setting], conflicts: Iterable[Conflict]) -> SettingRow:
    return SettingRow(
        entry,
        settings.get(entry.code),
        row_of(laid.above[entry.code]),
        laid.above.forbidden_by(entry.code, Level(laid.version.organization.level)),
        tuple(conflict for conflict in conflicts if conflict.code == entry.code),
    )


def text_of(laid: Laid) -> dict[str, Any]:
    """The sections of the document: as the order was signed, else as the system writes them.

    ``moved`` counts values whose clause is not where this text states them; a signed text is not compared.
    """
    version = laid.version
    order = enacting_order(version)
    for appendix in (order.content or {}).get("appendices", []) if order is not None else []:
        if appendix.get("title") == version.title:
            return {"sections": appendix["sections"], "signed": True, "moved": 0}
    statute, settings = laid.statute, _settings(version)
    cited = statute.cite(settings)
    moved = sum(cited[code].clause != setting.clause for code, setting in settings.items())
    return {"sections": statute.plain(), "signed": False, "moved": moved}


def bases_of(version: Regulation) -> list[str]:
    """The acts on which the document stands: those of its order, else those that its source names."""
    order = enacting_order(version)
    acts = [basis.act.title for basis in order.bases.select_related("act")] if order is not None else []
    if acts or version.preset not in preset_codes():
        return acts
    return list(load_preset(version.preset).bases)


@dataclass(frozen=True)
class Change:
    """A parameter whose value differs: both sides in pieces, each marked «del», «ins» or kept."""

    before: EffectiveValue
    after: EffectiveValue
    was: list[tuple[str, str]]
    now: list[tuple[str, str]]

    @property
    def basis(self) -> str:
        return cite_of(self.after)

    @property
    def was_cite(self) -> str:
        return cite_of(self.before)


def side(token: str, base: Regulation, on: datetime.date) -> EffectiveRegulation:
    """One side of a comparison on that day: the law alone, what stands above the version, or the version itself."""
    if token == LAW:
        return effective([], on)
    laid = lay(base, on)
    return laid.above if token == ABOVE else laid.whole


def changes(before: EffectiveRegulation, after: EffectiveRegulation) -> tuple[list[Change], list[Change]]:
    """Parameters with another value, and those that keep the value but have another source or lock."""
    values, sources = [], []
    for difference in compare(before, after):
        was, now = difference.before, difference.after
        if not difference.same_value:
            values.append(Change(was, now, *_pieces(was, now)))
        elif (was.level, was.clause, was.locked_by) != (now.level, now.clause, now.locked_by):
            sources.append(Change(was, now, [(was.display, KEPT)], [(now.display, KEPT)]))
    return values, sources


def _pieces(was: EffectiveValue, now: EffectiveValue) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Item by item: a plain value is a list of one."""
    before, after = items_of(was), items_of(now)
    return (
        [(item, KEPT if item in after else GONE) for item in before],
        [(item, KEPT if item in before else COME) for item in after],
    )


def version_label(version: Regulation) -> str:
    """«Редакция 2, с 24.03.2022» for a list to choose from."""
    if version.effective_from is None:
        return _("Редакция %(number)s, черновик") % {"number": version.number}
    return _("Редакция %(number)s, с %(date)s") % {
        "number": version.number,
        "date": version.effective_from.strftime("%d.%m.%Y"),
    }


def total() -> int:
    """How many parameters there are to compare."""
    return len(PARAMETERS)
