"""Counting the reports of bodies, a step a transaction: a killed worker loses nothing that is committed.

The report itself holds the work: the steps that are left and what was found. A step locks the row; two workers at one
report take turns and find each other's steps done. Stopping is a change of stage between two steps.
"""

import logging
import time

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Person, Region
from accounts.notices import notify
from accounts.services.regions import each_region, place_of
from accounts.templatetags.ui_words import study_year
from accounts.tenancy import tenant_scope

from ..models import AnalyticReport
from ..queries.analytic import count_step, finished, whole
from ..queries.year_scope import Pot, Scope, scope_of

logger = logging.getLogger(__name__)
Stage = AnalyticReport.Stage
BUDGET_SECONDS = 60.0


def run_all(budget_seconds: float = BUDGET_SECONDS) -> None:
    """Step by step, region by region, the eldest request first, until the time is up."""
    until = time.monotonic() + budget_seconds

    def run(region: Region) -> None:
        while time.monotonic() < until and step(region.pk):
            pass

    each_region(run, "analytic reports")


def step(region_id: int) -> bool:
    """One step of the eldest report that waits and that nobody has in his hands; False where there is none."""
    pk = None
    try:
        with tenant_scope(region_id):
            rows = AnalyticReport.objects.filter(stage=Stage.WAITING).order_by("asked_at", "pk")
            row = rows.select_for_update(of=("self",), skip_locked=True).select_related("organization__region").first()
            if row is None:
                return False
            pk = row.pk
            _count(row)
    except Exception as error:
        if pk is None:
            raise
        logger.error("analytic report %d: %s", pk, place_of(error))
        with tenant_scope(region_id):
            _fail(pk)
    return True


def _fail(pk: int) -> None:
    """Whoever asked for it is told; unless it was stopped or counted meanwhile."""
    rows = AnalyticReport.objects.select_for_update(of=("self",)).select_related("organization__region")
    row = rows.filter(pk=pk, stage=Stage.WAITING).first()
    if row is None:
        return
    row.stage, row.work = Stage.FAILED, None
    row.save(update_fields=["stage", "work"])
    audit.record(None, "analyticreport.failed", row, organization_id=row.organization_id)
    _tell(row, _("Аналитический отчёт за %s не посчитался: внутренняя ошибка. Запустите подсчёт ещё раз"), "failed")


def _count(row: AnalyticReport) -> None:
    work = row.work
    if work["left"]:
        which, name = work["left"].pop(0)
        scope = _scope(row, which)
        pot = Pot(scope.inside)
        pot.merge(work[which])
        pot.merge(count_step(name, scope))
        work[which] = pot.plain()
        row.steps_done += 1
    if not work["left"]:
        _finish(row)
    row.save(update_fields=["work", "stage", "steps_done", "figures", "counted_at"])


def _scope(row: AnalyticReport, which: str) -> Scope:
    today = clock.today(row.organization.zone)
    return scope_of(row.organization, row.school_year - (which == "before"), today)


def _finish(row: AnalyticReport) -> None:
    work, scope = row.work, _scope(row, "now")
    found = {}
    for which in ("now", "before"):
        pot = Pot(scope.inside)
        pot.merge(work[which])
        found[which] = pot.plain() if which == "before" and work["frozen"] else finished(pot)
    row.figures = whole(found["now"], found["before"], frozen=work["frozen"], scope=scope)
    row.counted_at, row.stage, row.work = clock.now(), Stage.READY, None
    audit.record(None, "analyticreport.counted", row, organization_id=row.organization_id)
    _tell(row, _("Аналитический отчёт за %s посчитан"), "counted")


def _tell(row: AnalyticReport, text: str, what: str) -> None:
    notify(
        Person.objects.get(pk=row.asked_by_id),
        text % study_year(row.school_year),
        dedupe_key=f"analytic.{what}:{row.pk}:{row.asked_at.isoformat()}",
        url=reverse("analytic_detail", args=[row.pk]),
        organization_id=row.organization_id,
    )
