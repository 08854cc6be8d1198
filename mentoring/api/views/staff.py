"""The exchange of staff lists with a registry: what it sends, what came of it, our own list to compare with."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.response import Response

from accounts.models import Employment
from programs.models import ImportBatch, ImportRow, RegistryKey
from programs.queries import registry_report
from programs.services import staff_lists

from .. import staff_bodies, staff_records
from ..base import Rows
from ..idempotency import once
from ..parsing import LongJSON
from ..schema import reads, writes
from ..staff_words import problems_of

MOST_TOLD = 2_000  # rows of one report; «same» comes last
UNTOLD = ("birth_date", "email")  # what stands on the card is never told back
ORDER = ("todo", "leave", "new", "change", "passed", "same")


@reads("staff", "Jobs at one's node and below it, also those that are over, with the numbers of the registry")
class Staff(Rows):
    model, serializer_class, family, needs = Employment, staff_records.StaffRecord, "staff", "people.manage"

    def rows(self) -> QuerySet:
        rows = Employment.objects.filter(organization_id__in=self.actor.organization_ids)
        keys = Prefetch("person__registry_keys", RegistryKey.objects.order_by("pk"), to_attr="numbers")
        return rows.select_related("person", "organization").prefetch_related(keys)


@extend_schema_view(
    retrieve=extend_schema(tags=["staff lists"], description="The report", responses=staff_records.StaffListReport)
)
@reads("staff lists", "Staff lists of one's node: what each would change or has changed")
class StaffLists(Rows):
    model, serializer_class, family, needs = ImportBatch, staff_records.StaffListRecord, "staff", "people.manage"
    parser_classes = [LongJSON]

    def rows(self) -> QuerySet:
        stages = [ImportBatch.Stage.REVIEW, ImportBatch.Stage.APPLYING, ImportBatch.Stage.DONE]
        return super().rows().filter(kind=ImportBatch.Kind.REGISTRY, stage__in=stages)

    def retrieve(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        return Response(self._report(self.get_object()))

    @writes(
        staff_bodies.NewStaffList, staff_records.StaffListReport,
        "Hold a list of the registry against our records; write it, unless it is a trial",
    )  # fmt: skip
    def create(self, request: Any) -> Response:
        return once(request, self.actor, self._take)

    def _take(self) -> Any:
        body = self.valid_body(staff_bodies.NewStaffList)
        batch = staff_lists.take(
            actor=self.actor, rows=body["rows"], whole=body["complete"], leaving=body["confirm_leaving"],
            dry_run=body["dry_run"],
        )  # fmt: skip
        return self._report(batch)

    def _report(self, batch: ImportBatch) -> Any:
        schools = registry_report.by_school(batch)
        told: list[dict[str, Any]] = []
        for group in ORDER:
            rows = registry_report.rows_of(batch, group)
            told += [_line(batch, row, group) for row in rows[: MOST_TOLD - len(told)]]
        totals = registry_report.totals(schools)
        shown = {"batch": batch, "totals": totals, "schools": [line for line in schools if line["id"]], "rows": told}
        return staff_records.StaffListReport(shown).data


def _line(batch: ImportBatch, row: Any, group: str) -> dict[str, Any]:
    match = row.match
    waits = row.verdict in ImportRow.WAITING
    return {
        "row": None if match.get("absent") else row.number - batch.begins + 1,
        "key": row.values.get("registry_key") or row.key, "organization": row.values.get("organization_id"),
        "person": row.person_id or match.get("person"), "name": row.title,
        "outcome": "waits" if waits else group, "action": match.get("action", ""),
        "changes": [
            {"field": name, "old": "" if name in UNTOLD else old, "new": new}
            for name, old, new in match.get("changes", [])
        ],
        "candidates": [one["person"] for one in match.get("candidates", [])] if waits else [],
        "units": len(match.get("stays", {}).get("units", [])), "roles": match.get("stays", {}).get("roles", []),
        "problems": problems_of(row),
    }  # fmt: skip
