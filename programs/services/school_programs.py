"""The school's own programme of a year and a form: written by the curator, adopted, summed up."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.permissions import Actor
from accounts.refusal import Refusal, Stale

from ..models import SchoolProgram
from ..queries.regulations import effective_regulation
from ..workflow import move


def _check(actor: Actor, program: SchoolProgram | None = None) -> None:
    if not actor.may("unit.manage") or (program is not None and not actor.signs_for(program.organization_id)):
        raise Refusal(_("Программу школы ведёт куратор"), code="permission")


@transaction.atomic
def write_program(*, actor: Actor, school_year: int, form: str, fields: Mapping[str, Any]) -> SchoolProgram:
    """One for each form of the regulation and year (S2 разд. 1)."""
    _check(actor)
    rules = effective_regulation(actor.organization, actor.today)
    if form not in rules.value("forms"):
        raise Refusal(_("Такой формы в регламенте нет"), clause=rules["forms"].basis, todo=_("Выберите из списка"))
    rows = SchoolProgram.objects.filter(organization=actor.organization, school_year=school_year, form=form)
    if rows.exists():
        raise Refusal(_("Программа этой формы на этот год уже есть"), todo=_("Откройте её и правьте"))
    program = SchoolProgram.objects.create(
        organization=actor.organization, school_year=school_year, form=form, created_at=clock.now(), **fields
    )
    audit.record(actor, "schoolprogram.create", program, to_state=program.state)
    return program


@transaction.atomic
def edit_program(*, actor: Actor, program: SchoolProgram, version: int, fields: Mapping[str, Any]) -> SchoolProgram:
    """A draft is edited whole; of an adopted one only the summary is still written."""
    row = SchoolProgram.objects.select_for_update(of=("self",)).select_related("organization").get(pk=program.pk)
    _check(actor, row)
    if row.version != version:
        raise Stale(_("Программу уже изменили"), theirs={str(_("название")): row.title}, mine={})
    allowed = {"summary"} if row.state == SchoolProgram.State.APPROVED else set(fields)
    if row.state == SchoolProgram.State.CLOSED:
        raise Refusal(_("Итоги подведены: программа закрыта"), todo=_("Составьте программу следующего года"))
    kept = {name: value for name, value in fields.items() if name in allowed}
    for name, value in kept.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*kept, "version"])
    audit.record(actor, "schoolprogram.edit", row)
    return row


@transaction.atomic
def adopt(*, actor: Actor, program: SchoolProgram) -> SchoolProgram:
    return move(program, "adopt", actor=actor, changes={"approved_on": actor.today})


@transaction.atomic
def sum_up(*, actor: Actor, program: SchoolProgram) -> SchoolProgram:
    return move(program, "sum_up", actor=actor)
