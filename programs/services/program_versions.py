"""Versions of a programme: what it said after each change, kept for good (S3 п. 4.10)."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import clock
from accounts.permissions import Actor

from ..models import Program, ProgramVersion
from ..models.program import DRAWN_UP
from .plans import as_data, current_plan
from .program_people import tell

Cause = ProgramVersion.Cause
# What the council and the curator read; who is in the pair is the order's matter.
SAID = ("words", "term", "plan")


def content_of(program: Program) -> dict[str, Any]:
    """The words, the term, the form, the people and the plan; no names, they may have to be forgotten."""
    return {
        "words": {name: getattr(program, name) for name in Program.WORDS},
        "term": [program.start_on.isoformat(), program.end_on.isoformat()],
        "form": program.unit.form,
        "members": list(program.unit.members.filter(left_on=None).order_by("pk").values_list("pk", flat=True)),
        "plan": as_data(current_plan(program)),
    }


def forget_council(program: Program) -> None:
    """The council has agreed to other words: of a draft that has changed since, its word is asked anew."""
    if program.state in DRAWN_UP and program.council_agreed_on is not None:
        program.council_agreed_on, program.council_words = None, ""
        program.save(update_fields=["council_agreed_on", "council_words"])
        text = _("Программу изменили после согласования: отправьте её совету ещё раз")
        tell([program.unit.curator], program, text, f"forgotten:{program.version}")


@transaction.atomic
def record_version(
    program: Program, reason: str = "", *, actor: Actor | None = None, cause: str = Cause.EDITED
) -> ProgramVersion:
    """Keep what the programme says now. A save that changed nothing makes no version; the latest one is returned."""
    row = Program.objects.select_for_update(of=("self",)).select_related("unit__curator").get(pk=program.pk)
    content = content_of(row)
    last = row.versions.first()
    if last is not None and any(last.content[part] != content[part] for part in SAID):
        forget_council(row)
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
