"""Versions of a programme: what it said after each change, kept for good (S3 п. 4.10)."""

from typing import Any

from django.db import transaction

from accounts import clock
from accounts.permissions import Actor

from ..models import Program, ProgramVersion
from .plans import as_data, current_plan

Cause = ProgramVersion.Cause


def content_of(program: Program) -> dict[str, Any]:
    """The words, the term, the form, the people and the plan; no names, they may have to be forgotten."""
    return {
        "words": {name: getattr(program, name) for name in Program.WORDS},
        "term": [program.start_on.isoformat(), program.end_on.isoformat()],
        "form": program.unit.form,
        "members": list(program.unit.members.filter(left_on=None).order_by("pk").values_list("pk", flat=True)),
        "plan": as_data(current_plan(program)),
    }


@transaction.atomic
def record_version(
    program: Program, reason: str = "", *, actor: Actor | None = None, cause: str = Cause.EDITED
) -> ProgramVersion:
    """Keep what the programme says now. A save that changed nothing makes no version; the latest one is returned."""
    row = Program.objects.select_for_update(of=("self",)).select_related("unit").get(pk=program.pk)
    content = content_of(row)
    last = row.versions.first()
    if last is not None and last.content == content and cause == Cause.EDITED:
        return last
    return ProgramVersion.objects.create(
        program=row,
        number=last.number + 1 if last else 1,
        cause=cause,
        reason=reason[:300],
        made_by_id=actor.person_id if actor else None,
        made_at=clock.now(),
        content=content,
    )
