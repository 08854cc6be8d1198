"""An analytic report's figures: counted at once for a school, step by step for a body, frozen once confirmed."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts import clock
from accounts.models import Organization, OrganizationKind
from accounts.templatetags.ui_words import study_year

from ..models import AnalyticReport, AnalyticSnapshot
from . import year_counts, year_growth
from .analytic_lines import LINES, STEP_OF, VERSION
from .year_scope import Pot, Scope, scope_of

STEPS = {
    "acts": year_counts.acts,
    "participants": year_counts.participants,
    "programs": year_counts.programs,
    "survey": year_growth.survey,
    "dynamics": year_growth.dynamics,
    "growth": year_growth.growth,
    "practices": year_growth.practices,
    "awards": year_growth.awards,
    "risks": year_growth.risks,
}


@dataclass(frozen=True)
class Figures:
    """What a reader sees: the year's, the year's before, when they were counted and what the comparison is with."""

    now: dict[str, Any]
    before: dict[str, Any]
    before_from: str
    counted_at: datetime.datetime
    names: dict[str, str]

    def value(self, code: str) -> int | None:
        row = self.now["lines"].get(code)
        return None if row is None else int(row["value"])

    def whole(self, code: str) -> int | None:
        return self.now["lines"].get(code, {}).get("whole")

    def was(self, code: str) -> int | None:
        row = self.before["lines"].get(code) if LINES[code].dated else None
        return None if row is None else int(row["value"])

    def table(self, name: str) -> dict[str, Any]:
        return self.now["tables"].get(name, {})


def is_school(report: AnalyticReport) -> bool:
    return bool(report.organization.kind == OrganizationKind.SCHOOL)


def count_step(name: str, scope: Scope) -> dict[str, Any]:
    pot = Pot(scope.inside)
    STEPS[name](scope, pot)
    return pot.plain()


def count_year(scope: Scope) -> dict[str, Any]:
    pot = Pot(scope.inside)
    for name in STEPS:
        pot.merge(count_step(name, scope))
    return finished(pot)


def finished(pot: Pot) -> dict[str, Any]:
    """What is known when all steps are done."""
    mentors = pot.lines.get("mentors")
    if mentors and "trained" in pot.lines:
        pot.lines["trained"]["whole"] = max(mentors["value"], pot.lines["trained"]["value"])
    return pot.plain()


def frozen_before(organization: Organization, year: int) -> dict[str, Any] | None:
    """Last year's figures as they were confirmed last, though that report is open again; None where they never were."""
    rows = AnalyticSnapshot.objects.filter(report__organization=organization, report__school_year=year)
    row = rows.order_by("-number").first()
    return row.figures["now"] if row else None


def whole(now: dict[str, Any], before: dict[str, Any], *, frozen: bool, scope: Scope) -> dict[str, Any]:
    """The JSON that is kept: no names of people; of organizations below, their short names."""
    return {
        "version": VERSION, "now": now, "before": before, "frozen": frozen, "until": f"{scope.last}",
        "names": {} if scope.inside else names_below(scope),
    }  # fmt: skip


def names_below(scope: Scope) -> dict[str, str]:
    ids = {scope.group(school) for school in scope.schools}
    return {str(pk): name for pk, name in Organization.objects.filter(pk__in=ids).values_list("pk", "short_name")}


def count_now(report: AnalyticReport, today: datetime.date) -> dict[str, Any]:
    """All at once: for a school."""
    root, year = report.organization, report.school_year
    scope = scope_of(root, year, today)
    frozen = frozen_before(root, year - 1)
    before = count_year(scope_of(root, year - 1, today)) if frozen is None else frozen
    return whole(count_year(scope), before, frozen=frozen is not None, scope=scope)


def figures_of(report: AnalyticReport, today: datetime.date) -> Figures | None:
    """Frozen for a confirmed report, of this moment for a school's draft, the last counted for a body's; or None."""
    if report.state == AnalyticReport.State.CONFIRMED:
        row = report.snapshots.order_by("-number")[:1].get()
        return _read(report, row.figures, row.counted_at)
    if is_school(report):
        return _read(report, count_now(report, today), clock.now())
    if report.figures is None or report.counted_at is None:
        return None
    return _read(report, report.figures, report.counted_at)


def line_of(report: AnalyticReport, code: str, today: datetime.date) -> dict[str, Any]:
    """One line of a school's report, as it is frozen; of a draft the one step is counted that finds it."""
    if report.state == AnalyticReport.State.CONFIRMED:
        lines = report.snapshots.order_by("-number")[:1].get().figures["now"]["lines"]
    else:
        lines = count_step(STEP_OF[code], scope_of(report.organization, report.school_year, today))["lines"]
    return dict(lines.get(code, {}))


def words_of_report(report: AnalyticReport) -> dict[str, str]:
    if report.state == AnalyticReport.State.CONFIRMED:
        return dict(report.snapshots.order_by("-number")[:1].get().words)
    return dict(report.words)


def former(report: AnalyticReport) -> AnalyticReport | None:
    rows = AnalyticReport.objects.filter(organization_id=report.organization_id, school_year__lt=report.school_year)
    return rows.order_by("-school_year").first()


def _read(report: AnalyticReport, stored: dict[str, Any], at: datetime.datetime) -> Figures:
    label = study_year(report.school_year - 1)
    source = _("с подтверждённым отчётом за %s") if stored["frozen"] else _("с записями %s учебного года")
    return Figures(stored["now"], stored["before"], source % label, at, stored["names"])
