"""Personalised programmes: drawn up, checked, approved, run, prolonged by both, ended."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Person
from accounts.notices import notify
from accounts.permissions import Actor
from accounts.refusal import Refusal, Stale

from ..models import Extension, ExtensionAgreement, PlanActivity, Program, Unit, UnitMember
from ..queries.banks import words_of_requests
from ..queries.regulations import effective_regulation
from ..regulation.snapshots import snapshot
from ..terms import LONGEST_PLAN, months_between
from ..workflow import move
from .difficulties import close_at_the_end
from .units import release_seats

HELD = {Unit.State.ORDERED, Unit.State.TRYING, Unit.State.ACTIVE, Unit.State.PAUSED, Unit.State.REPLACING}


@dataclass(frozen=True)
class ActivityDraft:
    """A line of the plan as a form gives it."""

    area: str
    text: str
    due_on: datetime.date | None = None
    expected: str = ""


def _member(actor: Actor, unit: Unit) -> UnitMember | None:
    return unit.members.filter(person_id=actor.person_id, left_on=None).first()


def _may_write(actor: Actor, unit: Unit) -> None:
    """Mentor, mentee and curator draw the programme up together: a mentee has the right to take part (S4 п. 5.1)."""
    manages = actor.may("unit.manage") and actor.signs_for(unit.organization_id)
    if not manages and _member(actor, unit) is None:
        raise Refusal(_("Программу составляют участники пары и куратор"), code="permission")


def check_term(unit: Unit, start_on: datetime.date, end_on: datetime.date, on: datetime.date) -> None:
    """Raise Refusal when the term is outside the regulation's limits (S1, S3, S4, S5: 3–12 months)."""
    rules = effective_regulation(unit.organization, on)
    months = months_between(start_on, end_on)
    least, most = rules.value("program_months_min"), rules.value("program_months_max")
    if least is not None and months < least:
        raise Refusal(
            _("Программа короче %(least)s месяцев") % {"least": least},
            clause=rules["program_months_min"].basis,
            todo=_("Сдвиньте дату окончания"),
        )
    if most is not None and months > most:
        raise Refusal(
            _("Программа длиннее %(most)s месяцев") % {"most": most},
            clause=rules["program_months_max"].basis,
            todo=_("Сдвиньте дату окончания или составьте следующую программу после этой"),
        )


@transaction.atomic
def draft_program(
    *, actor: Actor, unit: Unit, title: str, start_on: datetime.date, end_on: datetime.date, **rationale: Any
) -> Program:
    """A new programme of the unit, one at a time; what the mentees asked for stands in it already."""
    _may_write(actor, unit)
    check_term(unit, start_on, end_on, actor.today)
    if unit.state in {Unit.State.CLOSED, Unit.State.REJECTED}:
        raise Refusal(
            _("Пары больше нет: %s") % unit.get_state_display(), todo=_("Составьте пару заново, потом программу")
        )
    if unit.programs.exclude(state__in=["completed", "terminated"]).exists():
        raise Refusal(_("У пары уже есть программа"), todo=_("Откройте её и поправьте"))
    program = Program.objects.create(
        organization=unit.organization,
        unit=unit,
        title=title,
        start_on=start_on,
        end_on=end_on,
        created_at=clock.now(),
        **{**words_of_requests(unit), **rationale},
    )
    audit.record(actor, "program.create", program, to_state=program.state)
    return program


@transaction.atomic
def set_plan(*, actor: Actor, program: Program, lines: Sequence[ActivityDraft]) -> None:
    """Replace the plan of a draft."""
    _may_write(actor, program.unit)
    if program.state not in {Program.State.DRAFT, Program.State.CURATOR_CHECK}:
        raise Refusal(_("План утверждённой программы меняют отметками и корректировкой"), code="state")
    if len(lines) > LONGEST_PLAN:
        raise Refusal(
            _("В плане больше %(most)s мероприятий: %(now)s") % {"most": LONGEST_PLAN, "now": len(lines)},
            todo=_("Оставьте главное или объедините близкие"),
        )
    program.plan.all().delete()
    PlanActivity.objects.bulk_create(
        PlanActivity(
            program=program, position=no, area=line.area, text=line.text, due_on=line.due_on, expected=line.expected
        )
        for no, line in enumerate(lines, start=1)
    )
    audit.record(actor, "program.plan", program, lines=len(lines))


@transaction.atomic
def submit_program(*, actor: Actor, program: Program) -> Program:
    _may_write(actor, program.unit)
    return move(program, "submit", actor=actor, as_effect=True)


@transaction.atomic
def approve_program(*, actor: Actor, program: Program) -> Program:
    """Approved with a frozen snapshot of the regulation; it begins when the unit is held and the day has come."""
    check_term(program.unit, program.start_on, program.end_on, actor.today)
    frozen = snapshot(effective_regulation(program.organization, actor.today))
    row = move(program, "approve", actor=actor, changes={"snapshot": frozen, "approved_on": actor.today})
    return start_if_due(row, actor)


def start_if_due(program: Program, actor: Actor | None) -> Program:
    """Begin an approved programme of a held unit on its day; otherwise leave it as it is. No actor: the system."""
    unit = Unit.objects.select_related("organization").get(pk=program.unit_id)
    today = clock.today(unit.organization.zone)
    held = unit.state in {Unit.State.ORDERED, Unit.State.TRYING}
    if program.state != Program.State.APPROVED or not held or program.start_on > today:
        return program
    unit = move(unit, "start", actor=actor, as_effect=True)
    for member in unit.members.filter(side=UnitMember.Side.MENTEE, left_on=None).select_related("mentee_entry"):
        if member.mentee_entry is not None and member.mentee_entry.state == "matched":
            move(member.mentee_entry, "enter", actor=actor, as_effect=True)
    return move(program, "run", actor=actor, as_effect=True)


MARKS = {
    PlanActivity.State.DONE: "mark_done",
    PlanActivity.State.EXCLUDED: "exclude",
    PlanActivity.State.PLANNED: "unmark",
}


@transaction.atomic
def mark_activity(*, actor: Actor, activity: PlanActivity, state: str) -> PlanActivity:
    """Done, not done, or excluded from the count."""
    _may_write(actor, activity.program.unit)
    done_on = actor.today if state == PlanActivity.State.DONE else None
    return move(activity, MARKS[state], actor=actor, changes={"done_on": done_on}, as_effect=True)


@transaction.atomic
def propose_extension(*, actor: Actor, program: Program, new_end_on: datetime.date, reason: str = "") -> Extension:
    """A later end within the limit, in force only when both sides have signed (S3 п. 4.13, S4 п. 7.2)."""
    _may_write(actor, program.unit)
    rules = effective_regulation(program.organization, actor.today)
    if program.state != Program.State.RUNNING:
        raise Refusal(_("Продлевают программу, которая идёт"), code="state")
    if new_end_on <= program.end_on:
        raise Refusal(
            _("Новая дата окончания позже прежней"), todo=_("Выберите дату после %s") % f"{program.end_on:%d.%m.%Y}"
        )
    most = rules.value("program_months_max")
    if most is not None and months_between(program.start_on, new_end_on) > most:
        raise Refusal(
            _("С продлением программа длиннее %s месяцев") % most,
            clause=rules["program_months_max"].basis,
            todo=_("Завершите эту программу и составьте новую"),
        )
    if program.extensions.filter(in_force_on=None, refused_on=None).exists():
        raise Refusal(
            _("Продление уже предложено и ждёт ответа"), todo=_("Дождитесь обоих ответов или откажитесь от прежнего")
        )
    extension = Extension.objects.create(
        program=program,
        new_end_on=new_end_on,
        reason=reason,
        proposed_by_id=actor.person_id,
        proposed_at=clock.now(),
    )
    audit.record(actor, "program.propose_extension", program, extension=extension.pk)
    for member in program.unit.members.filter(left_on=None).select_related("person"):
        _tell(member.person, program, _("Согласны продлить программу?"), f"extension:{extension.pk}")
    return extension


@transaction.atomic
def agree_extension(*, actor: Actor, extension: Extension) -> Program:
    """One side's signature; the last one puts the new end in force."""
    program = Program.objects.select_for_update().get(pk=extension.program_id)
    row = Extension.objects.select_for_update().get(pk=extension.pk)
    member = _member(actor, program.unit)
    if member is None or row.in_force_on or row.refused_on:
        raise Refusal(_("Продление уже решено или вас нет в паре"), code="already")
    ExtensionAgreement.objects.get_or_create(extension=row, member=member, defaults={"agreed_on": actor.today})
    signed = row.agreements.count()
    if signed < program.unit.members.filter(left_on=None).count():
        audit.record(actor, "program.agree_extension", program, extension=row.pk)
        return program
    row.in_force_on = actor.today
    row.save(update_fields=["in_force_on"])
    return move(program, "extend", actor=actor, changes={"end_on": row.new_end_on}, as_effect=True)


@transaction.atomic
def refuse_extension(*, actor: Actor, extension: Extension) -> Program:
    """One side's «no» is enough: the programme ends on its day, and another date may be offered."""
    program = Program.objects.select_for_update(of=("self",)).select_related("unit").get(pk=extension.program_id)
    row = Extension.objects.select_for_update().get(pk=extension.pk)
    if _member(actor, program.unit) is None or row.in_force_on or row.refused_on:
        raise Refusal(_("Продление уже решено или вас нет в паре"), code="already")
    row.refused_on = actor.today
    row.save(update_fields=["refused_on"])
    audit.record(actor, "program.refuse_extension", program, extension=row.pk)
    _tell(program.unit.curator, program, _("Продление программы не согласовано"), f"refused:{row.pk}")
    return program


@transaction.atomic
def complete_program(*, actor: Actor, program: Program) -> Program:
    """The plan is done: 100 % of what was not excluded."""
    row = move(
        program,
        "complete",
        actor=actor,
        changes={"closed_on": actor.today, "closure_reason": "PLAN_COMPLETED"},
    )
    _close_unit(row, actor, "complete_entry")
    close_at_the_end(actor=actor, program=row)
    return row


@transaction.atomic
def terminate_program(*, actor: Actor, program: Program, reason: str, justification: str) -> Program:
    """An early end: for a reason of the regulation, justified where the regulation asks for it (S4 п. 7.1)."""
    rules = effective_regulation(program.organization, actor.today)
    if reason not in rules.closure_reasons():
        raise Refusal(_("Такой причины в регламенте нет"), clause=rules["closure_reasons"].basis)
    if (rules.value("closure_needs_justification") or reason == "CURATOR_NONPERFORMANCE") and not justification.strip():
        raise Refusal(
            _("Досрочное завершение нужно обосновать"),
            clause=rules["closure_needs_justification"].basis,
            todo=_("Опишите обстоятельства: что не выполнено и когда"),
        )
    row = move(
        program,
        "terminate",
        actor=actor,
        basis=reason,
        changes={"closed_on": actor.today, "closure_reason": reason, "justification": justification},
    )
    _close_unit(row, actor, "drop_entry")
    return row


def _close_unit(program: Program, actor: Actor, entry_verb: str) -> None:
    """A programme that ended before its pair was held leaves the pair where it is."""
    if program.unit.state not in HELD:
        return
    unit = move(program.unit, "close", actor=actor, changes={"closed_on": actor.today}, as_effect=True)
    release_seats(unit)
    for member in unit.members.filter(side=UnitMember.Side.MENTEE).select_related("mentee_entry"):
        if member.mentee_entry is None:
            continue
        if member.mentee_entry.state == "in_program":
            move(member.mentee_entry, entry_verb, actor=actor, as_effect=True)
        elif member.mentee_entry.state == "matched":  # the programme had not begun
            move(member.mentee_entry, "unmatch", actor=actor, as_effect=True)


def _tell(person: Person, program: Program, text: str, key: str) -> None:
    notify(
        person,
        text,
        dedupe_key=f"program.{key}:{program.pk}",
        url=reverse("program_detail", args=[program.pk]),
        organization_id=program.organization_id,
    )


@transaction.atomic
def edit_program(
    *, actor: Actor, program: Program, version: int, fields: dict[str, Any], lines: Sequence[ActivityDraft]
) -> Program:
    """The rationale and the plan of a draft, together. Raises Stale when somebody has saved it since ``version``."""
    _may_write(actor, program.unit)
    row = Program.objects.select_for_update(of=("self",)).select_related("unit").get(pk=program.pk)
    if row.version != version:
        raise Stale(
            _("Программу уже изменили, пока вы её правили"),
            theirs=_words(row, {name: getattr(row, name) for name in fields}, current_plan(row)),
            mine=_words(row, fields, lines),
        )
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*fields, "version"])
    set_plan(actor=actor, program=row, lines=lines)
    return row


def current_plan(program: Program) -> list[ActivityDraft]:
    return [ActivityDraft(line.area, line.text, line.due_on, line.expected) for line in program.plan.all()]


def _words(program: Program, fields: dict[str, Any], lines: Sequence[ActivityDraft]) -> dict[str, str]:
    """A version as its reader compares it: the fields by their labels, the plan a line each."""
    said = {str(program._meta.get_field(name).verbose_name).capitalize(): str(value) for name, value in fields.items()}
    return {**said, _("План"): "; ".join(line.text for line in lines)}
