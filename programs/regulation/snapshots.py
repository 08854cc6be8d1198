"""A regulation frozen for an act or a programme, and the difference of two regulations."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from .effective import EffectiveRegulation, EffectiveValue
from .parameter import Level, Parameter
from .schema import PARAMETERS
from .settings import thin

FORMAT = 1


class SnapshotError(ValueError):
    """A snapshot that cannot be read or whose content is not what its hash says."""


def snapshot(regulation: EffectiveRegulation) -> dict[str, Any]:
    """A JSON-able dict: value, level, clause, document of every parameter, and a sha256 over them.

    The law is not in it: it applies at the date of each later act. Equal values from equal sources give equal hashes
    whatever the day and whatever the order of keys.
    """
    values = {code: _frozen(found) for code, found in regulation.base.items() if not _of_law_only(code)}
    content = {"format": FORMAT, "values": values}
    return {**content, "on": regulation.on.isoformat(), "sha256": digest(content)}


def from_snapshot(data: Mapping[str, Any], on: dt.date | None = None) -> EffectiveRegulation:
    """The frozen regulation under the law of `on`, by default of the day of the snapshot.

    A parameter that did not exist yet has its default. Raises SnapshotError.
    """
    try:
        content = {"format": data["format"], "values": data["values"]}
        if content["format"] != FORMAT:
            raise SnapshotError(_("снимок регламента записан в неизвестном виде"))
        if digest(content) != data["sha256"]:
            raise SnapshotError(_("снимок регламента изменён: его контрольная сумма не сходится"))
        values = {code: _thawed(code, item) for code, item in content["values"].items()}
        day = on or dt.date.fromisoformat(data["on"])
    except SnapshotError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError):
        raise SnapshotError(_("снимок регламента повреждён")) from None
    known = [code for code in PARAMETERS if code in values]
    return EffectiveRegulation({code: values[code] for code in [*known, *(values.keys() - known)]}, day)


def digest(content: Any) -> str:
    """sha256 over canonical JSON, 64 hex digits; the order of keys does not matter."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Difference:
    """A parameter that two regulations do not have in common; `same_value` when only the source has changed."""

    before: EffectiveValue
    after: EffectiveValue

    @property
    def parameter(self) -> Parameter:
        return self.before.parameter

    @property
    def same_value(self) -> bool:
        return bool(self.before.value == self.after.value)


def compare(before: EffectiveRegulation, after: EffectiveRegulation) -> list[Difference]:
    """Differences in the order of the page, the law of each one's day included."""
    pairs = ((before[code], after[code]) for code in PARAMETERS)
    return [Difference(was, now) for was, now in pairs if was != now]


def _of_law_only(code: str) -> bool:
    return code in PARAMETERS and PARAMETERS[code].law_only


def _frozen(found: EffectiveValue) -> dict[str, Any]:
    return {
        "value": thin(found.value),
        "level": found.level.value,
        "clause": found.clause,
        "document": found.document,
        "organization": found.organization,
        "locked_by": found.locked_by,
        "since": found.since.isoformat() if found.since else None,
    }


def _thawed(code: str, item: Mapping[str, Any]) -> EffectiveValue:
    value = PARAMETERS[code].thaw(item["value"]) if code in PARAMETERS else item["value"]
    return EffectiveValue(
        code,
        value,
        Level(item["level"]),
        clause=item["clause"],
        document=item["document"],
        organization=item["organization"],
        locked_by=item["locked_by"],
        since=dt.date.fromisoformat(item["since"]) if item["since"] else None,
    )
