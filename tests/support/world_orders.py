"""What surrounds the orders of each node: whom drafts go round, a draft on its way, a signed scan, an old act."""

from django.utils import timezone

from accounts.models import StoredFile
from accounts.roles import Role
from programs import models as p
from tests.world import BEGAN, Node


def _copy(scan: StoredFile) -> StoredFile:
    """The same bytes under another name: a row of its own, as each thing that has a file keeps one."""
    kept = {name: getattr(scan, name) for name in ("organization_id", "purpose", "sha256", "size", "content_type")}
    return StoredFile.objects.create(**kept, name=f"act-{scan.name}", created_at=scan.created_at)


def fill(node: Node, scan: StoredFile) -> None:
    head = node[Role.HEAD].person_id
    common = {"added_by_id": head, "added_at": timezone.now()}
    # the head himself: nobody agrees with himself, so the orders of the world go straight to him
    step = p.VisaStep.objects.create(organization_id=node.id, person_id=head, position=1)
    signed = p.OrderScan.objects.create(order_id=node.orders["registered"], file=scan, **common)
    act = p.LocalAct.objects.create(
        organization_id=node.id, title=f"О наставничестве {node.inner}", number=f"7-{node.inner}", dated=BEGAN,
        file=_copy(scan), published_at=timezone.now(), **common,
    )  # fmt: skip
    node.rows.update({"visa_step": step.pk, "order_scan": signed.pk, "local_act": act.pk})
    node.rows["order_clause"] = p.OrderClause.objects.get(order_id=node.orders["registered"], position=2).pk
    if node.kind == "school":
        p.Visa.objects.create(
            order_id=node.orders["agreeing"], person_id=node[Role.UNION].person_id, kind="union", position=1,
            order_version=1, asked_at=timezone.now(),
        )  # fmt: skip
