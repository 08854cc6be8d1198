"""The quarter's account as its page and its papers show it: names for the school, codes above it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts import clock
from accounts.permissions import Actor
from programs.models import Program
from programs.regulation.catalogue.choices import FORMS

from ..account_rows import CATEGORIES, COUNTED, ROLES, AccountRow, as_json, bands, coded_rows, named_rows
from ..models import PeriodReport
from .accounts import account_rows
from .frozen import latest_snapshot


@dataclass(frozen=True)
class Line:
    """A row in words. ``who`` is a name or a code; ``place`` a class, a post, or above the school a band of age."""

    number: int
    who: str
    category: str
    role: str
    place: str
    born: str
    forms: str
    partners: str
    joined: str
    program: str
    meetings: int
    result: str
    consents: bool


@dataclass(frozen=True)
class AccountPage:
    lines: list[Line]
    counts: Mapping[str, int]
    taken_at: datetime.datetime | None
    named: bool

    @property
    def facts(self) -> list[tuple[str, int]]:
        """Counts of people, shown to everybody."""
        shown = [(_("Участников"), self.counts.get("people", 0))]
        shown += [(str(words), self.counts.get(f"category:{code}", 0)) for code, words in COUNTED.items()]
        shown += [
            (_("наставников"), self.counts.get("role:mentor", 0)),
            (_("наставляемых"), self.counts.get("role:mentee", 0)),
            (_("без пары"), self.counts.get("alone", 0)),
            (_("без согласия"), self.counts.get("without_consent", 0)),
        ]
        return [(words, number) for words, number in shown if number]


def reads_names(actor: Actor, report: PeriodReport) -> bool:
    """Whoever sees the school's pairs, at that school."""
    return actor.may("unit.view") and actor.signs_for(report.organization_id)


def account_page(report: PeriodReport, actor: Actor) -> AccountPage:
    """From the snapshot once confirmed, otherwise from the records as of the cut-off."""
    named = reads_names(actor, report)
    snapshot = latest_snapshot(report) if report.is_handed_in else None
    if snapshot is not None:
        stored: Mapping[str, Any] = snapshot.figures
    else:
        assert report.since is not None and report.cut_off is not None  # a database constraint
        counted = account_rows(report.organization, report.since, report.cut_off)
        stored = as_json(counted, since=report.since, cut_off=report.cut_off, counted_at=clock.now())
    rows, ages = (named_rows(stored) if named else coded_rows(stored)), bands(stored)
    lines = [_line(number, row, "" if named else ages[row.code]) for number, row in enumerate(rows, start=1)]
    return AccountPage(lines, stored["counts"], snapshot.taken_at if snapshot else None, named)


def _line(number: int, row: AccountRow, band: str) -> Line:
    states = dict(Program.State.choices)
    plan = _("план: %(done)s из %(all)s") % {"done": row.done, "all": row.planned} if row.planned else ""
    return Line(
        number=number,
        who=row.name,
        category=str(CATEGORIES[row.category]),
        role=str(ROLES[row.role]),
        place=row.place or band,
        born=_born(row),
        forms=", ".join(str(FORMS.get(form, form)) for form in row.forms),
        partners=", ".join(row.partners) or _("без пары"),
        joined=f"{datetime.date.fromisoformat(row.joined_on):%d.%m.%Y}",
        program="; ".join(str(states.get(state, state)) for state in row.programs) or _("нет программы"),
        meetings=row.meetings,
        result="; ".join(part for part in (row.outcome, plan) if part),
        consents=row.consents,
    )


def _born(row: AccountRow) -> str:
    """«12.03.2009 (12)»."""
    return f"{datetime.date.fromisoformat(row.born):%d.%m.%Y} ({row.age})" if row.born else ""
