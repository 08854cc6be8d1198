"""A table under review, one that is loaded, a staff list of the registry, in each school; the figures of its year."""

import hashlib

from django.utils import timezone

from accounts.models import Employment, StoredFile
from accounts.roles import Role
from programs import models as p
from tests.world import Node


def fill(node: Node) -> None:
    for stage in ("review", "done"):
        batch = _batch(node, stage)
        p.ImportRow.objects.create(
            batch=batch, number=2, verdict="broken" if stage == "review" else "added", title=f"Строка {node.inner}",
            cells=[f"Строка {node.inner}"], values={"last_name": node.inner},
            doubts=[{"field": "full_name", "code": "bad.one_word", "was": node.inner, "proposed": node.inner}],
        )  # fmt: skip
        node.rows["import" if stage == "review" else "import_done"] = batch.pk
    registry = _batch(node, "review", "registry")
    node.rows["registry"] = registry.pk
    psychologist = node[Role.PSYCHOLOGIST].person_id
    node.rows["job"] = Employment.objects.get(person_id=psychologist, organization_id=node.id).pk
    p.RegistryKey.objects.create(person_id=psychologist, key=f"Р-{node.code}", linked_at=timezone.now())
    p.ImportMapping.objects.create(
        organization_id=node.id, kind="mentors", heading=f"что ведёт {node.inner}", field="subject"
    )
    p.YearFigures.objects.create(
        organization_id=node.id, school_year=2026, pupils_10_19=400, teachers=40, entered_at=timezone.now(),
        entered_by_id=node[Role.CURATOR].person_id,
    )  # fmt: skip


def _batch(node: Node, stage: str, kind: str = "mentors") -> p.ImportBatch:
    content = f"ФИО;Должность\n{node.inner};учитель {stage} {kind}".encode()
    digest = hashlib.sha256(content).hexdigest()
    node.files[digest] = content
    file = StoredFile.objects.create(
        organization_id=node.id, purpose="import", sha256=digest, size=len(content), name=f"{stage} {node.inner}.csv",
        content_type="application/octet-stream", created_at=timezone.now(),
    )  # fmt: skip
    curator = node[Role.CURATOR]
    counts = {} if kind == "registry" else {"broken": 1} if stage == "review" else {"added": 1}
    names = (("ФИО", "full_name"), ("Должность", "position"))
    return p.ImportBatch.objects.create(
        organization_id=node.id, kind=kind, stage=stage, file=file, sha256=digest, begins=2, rows_total=1,
        columns=[
            {"index": index, "label": label, "field": field, "how": "name", "sample": node.inner}
            for index, (label, field) in enumerate(names)
        ],
        rows_read=1, counts=counts, created_by_id=curator.person_id,
        membership_id=curator.membership_id, created_at=timezone.now(),
        applied_at=timezone.now() if stage == "done" else None,
    )  # fmt: skip
