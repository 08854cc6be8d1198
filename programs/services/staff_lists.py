"""A staff list that comes by the API: the same way as a file's, in one step, with an answer at once."""

import csv
import hashlib
import io
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from accounts import audit, clock
from accounts.models import Organization, StoredFile
from accounts.permissions import Actor
from accounts.services import files

from ..import_words import FIELDS, KIND_FIELDS
from ..imports import snils
from ..imports.sheet import clean, inert
from ..models import ImportBatch, ImportRow
from . import import_rows, import_work, imports, registry_keys, registry_leaving

MOST_ROWS = 500
CELLS = [name for name in KIND_FIELDS[ImportBatch.Kind.REGISTRY] if name != "full_name"]
BEGINS = 2  # the file that is kept has a heading
Stage = ImportBatch.Stage


@transaction.atomic
def take(
    *, actor: Actor, rows: Sequence[Mapping[str, Any]], whole: bool, leaving: Sequence[int], dry_run: bool
) -> ImportBatch:
    """Read and judge the rows; unless it is a trial, write what can be written. Every row has its answer.

    Beside its cells a row may say ``elsewhere`` (``second`` or ``transfer``), ``person`` (which of
    those whom the report has named) and ``new_person``.
    """
    imports.check(actor, ImportBatch.Kind.REGISTRY)
    slugs = _slugs(actor, rows)
    told = [[_cell(row, name, slugs) for name in CELLS] for row in rows]
    batch = _batch(actor, told, {registry_leaving.WHOLE: "1"} if whole else {}, sorted(set(leaving)))
    lines = import_rows.new_rows(
        batch, [(number, [clean(text) for text in cells]) for number, cells in enumerate(told, start=BEGINS)]
    )
    import_rows.judge(actor, batch, lines)
    again = [line for line, row in zip(lines, rows, strict=True) if _decide(actor, line, row)]
    if again:
        import_rows.judge(actor, batch, again)
    ImportRow.objects.bulk_create(lines)
    registry_leaving.settle(actor, batch)
    import_rows.recount(batch)
    batch.save()
    if dry_run:
        return batch
    if sum(batch.counts.get(verdict, 0) for verdict in import_rows.LOADED_NEXT):
        imports.apply(actor=actor, batch=batch)
        import_work.finish(batch.pk)
        batch.refresh_from_db()
        return batch
    batch.stage, batch.applied_at = Stage.DONE, clock.now()
    batch.save(update_fields=["stage", "applied_at"])
    return batch


def _slugs(actor: Actor, rows: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    ids = {row["organization"] for row in rows if row.get("organization")}
    within = Organization.objects.filter(pk__in=ids & set(actor.organization_ids))
    return dict(within.values_list("pk", "slug"))


def _cell(row: Mapping[str, Any], name: str, slugs: dict[int, str]) -> str:
    """As it is kept: nobody's СНИЛС, the school's id as the code by which it is looked for."""
    if name == "organization_code" and row.get("organization"):
        return slugs.get(row["organization"], str(row["organization"]))
    text = str(row.get({"registry_key": "key", "organization": "organization_name"}.get(name, name)) or "")
    return snils.sealed(text, registry_keys.seal)


def _batch(actor: Actor, rows: list[list[str]], options: dict[str, Any], leaving: list[int]) -> ImportBatch:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerows([[str(FIELDS[name]) for name in CELLS], *[[inert(text) for text in row] for row in rows]])
    content, now = out.getvalue().encode(), clock.now()
    file = files.store(
        organization=actor.organization, purpose=StoredFile.Purpose.IMPORT, content=content, content_type="",
        name=f"API {now.astimezone(actor.zone):%d.%m.%Y %H-%M}.csv",
    )  # fmt: skip
    batch = ImportBatch.objects.create(
        organization=actor.organization, kind=ImportBatch.Kind.REGISTRY, stage=Stage.REVIEW, file=file,
        # sent again it is looked at again: what is done once is held by the key of the call
        sha256=hashlib.sha256(content + secrets.token_bytes(16)).hexdigest(),
        begins=BEGINS, rows_total=len(rows), rows_read=len(rows), last_row=len(rows) + 1,
        columns=[
            {"index": index, "label": str(FIELDS[name]), "field": name, "how": "name", "sample": ""}
            for index, name in enumerate(CELLS)
        ],
        options={**options, "api": True, "leaving_confirmed": leaving}, created_by_id=actor.person_id,
        membership_id=actor.membership_id, created_at=now,
    )  # fmt: skip
    batch.organization = actor.organization
    audit.record(actor, "import.upload", batch, kind=batch.kind, rows=len(rows))
    return batch


def _decide(actor: Actor, line: ImportRow, row: Mapping[str, Any]) -> bool:
    """What the row says of a question that it has met; a word about anything else is not heard."""
    wanted = f"p{row['person']}" if row.get("person") else "new" if row.get("new_person") else row.get("elsewhere", "")
    if not wanted or not imports.possible(actor, line, wanted) or not _asked(line):
        return False
    line.decision = wanted
    return True


def _asked(line: ImportRow) -> bool:
    return bool(line.match.get("asks") or line.match.get("candidates"))
