"""Accepted reports that were opened again and not confirmed in time stand as they were: they close by themselves."""

from accounts import clock
from accounts.models import Deadline, Region
from accounts.services.regions import each_region
from accounts.tenancy import tenant_scope
from programs.workflow import move

from ..models import PeriodReport
from .reports import returned_kind


def close_all_expired() -> None:
    each_region(close_region, "reports opened again")


def close_region(region: Region) -> int:
    """How many were closed. A doubled run passes over what another one holds."""
    with tenant_scope(region.pk):
        rows = PeriodReport.objects.filter(state=PeriodReport.State.RETURNED, reopened_at__isnull=False)
        mine = rows.select_for_update(skip_locked=True, of=("self",)).select_related("organization__region")
        closed = 0
        for report in mine.order_by("pk"):
            if clock.today(report.organization.zone) <= report.due_on:
                continue
            row = move(report, "close_again", actor=None, as_effect=True, changes={"reopened_at": None})
            terms = Deadline.objects.filter(organization_id=row.organization_id, kind=returned_kind(row))
            terms.filter(done_at=None).delete()
            closed += 1
        return closed
