"""Two versions of a programme beside each other: only what differs."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ..models import FormOfWork, Program, ProgramVersion, UnitMember
from ..regulation.catalogue.choices import FORMS
from .plan_rules import area_label


@dataclass(frozen=True)
class Change:
    """``what`` was one thing before and is another after; empty: it was not there, or is no more."""

    what: str
    before: str
    after: str

    @property
    def kind(self) -> str:
        return "added" if not self.before else "removed" if not self.after else "changed"


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Between two contents of versions: words, term, form, people; then the plan by its rows."""
    names = _names({*before["members"], *after["members"]})
    pairs = [
        (str(Program._meta.get_field(name).verbose_name), _word(name, before), _word(name, after))
        for name in Program.WORDS
    ]
    pairs.append((_("срок"), _term(before["term"]), _term(after["term"])))
    pairs.append((_("форма"), str(FORMS.get(before["form"], "")), str(FORMS.get(after["form"], ""))))
    pairs.append((_("участники"), _people(before["members"], names), _people(after["members"], names)))
    changes = [Change(what.capitalize(), old, new) for what, old, new in pairs if old != new]
    return [*changes, *plan_differences(before["plan"], after["plan"], names)]


def plan_differences(
    before: list[dict[str, Any]], after: list[dict[str, Any]], names: Mapping[int, str] | None = None
) -> list[Change]:
    """Lines by the rows that they are: one that was rewritten is changed, not removed and added."""
    if names is None:
        names = _names({line["responsible_id"] for line in [*before, *after] if line.get("responsible_id")})
    old = {line["id"]: line for line in before if line["id"]}
    new = {line["id"]: line for line in after if line["id"]}
    changes = []
    for line in after:
        was = _line(old[line["id"]], names) if line["id"] in old else ""
        now = _line(line, names)
        if was != now:
            changes.append(Change(_("План"), was, now))
    changes += [Change(_("План"), _line(line, names), "") for pk, line in old.items() if pk not in new]
    return changes


def _word(name: str, content: Mapping[str, Any]) -> str:
    value = str(content["words"].get(name, ""))
    return str(dict(Program.WorkMode.choices).get(value, value)) if name == "work_mode" else value


def _term(days: list[str]) -> str:
    return "–".join(f"{datetime.date.fromisoformat(day):%d.%m.%Y}" for day in days)


def _people(members: list[int], names: Mapping[int, str]) -> str:
    return ", ".join(names.get(pk, _("выбывший участник")) for pk in members)


def _names(members: set[int]) -> dict[int, str]:
    rows = UnitMember.ever.filter(pk__in=members).select_related("person")
    return {row.pk: f"{row.person.full_name} ({row.get_side_display()})" for row in rows}


def _line(line: Mapping[str, Any], names: Mapping[int, str]) -> str:
    due = line["due_on"]
    parts = [
        line["text"],
        area_label(line["area"]),
        str(dict(FormOfWork.choices).get(line["form_of_work"], "")),
        _("до %s") % f"{datetime.date.fromisoformat(due):%d.%m.%Y}" if due else "",
        line["expected"],
        names.get(line["responsible_id"], "") if line["responsible_id"] else "",
        line["co_executors"],
    ]
    return "; ".join(part for part in parts if part)


def version_pair(program: Program, wanted: Mapping[str, str]) -> tuple[ProgramVersion | None, ProgramVersion | None]:
    """The two that an address asks for («from», «to»), by default the last two."""
    rows = list(program.versions.all())
    by_number = {str(row.number): row for row in rows}
    newest = by_number.get(wanted.get("to", ""), rows[0] if rows else None)
    older = next((row for row in rows if newest is not None and row.number < newest.number), None)
    return by_number.get(wanted.get("from", ""), older), newest
