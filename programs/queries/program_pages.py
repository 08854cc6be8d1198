"""What the page of a programme shows."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Membership, Person
from accounts.permissions import Actor
from accounts.roles import Role

from ..models import Program, UnitMember
from ..models.program import AT_WORK, CLOSED, EDITABLE
from ..regulation.catalogue.choices import CLOSURE_REASONS, FORMS
from .execution import execution_of
from .participants import manages
from .plan_rules import (
    area_label,
    areas_without_lines,
    empty_sections,
    needs_council,
    parts_of,
    plan_areas,
    rules_of,
    silent_mentees,
)
from .projects import projects_of
from .versions import plan_differences

COUNCIL = (Role.COUNCIL_CHAIR, Role.COUNCIL_MEMBER)


def may_be_written(program: Program, actor: Actor) -> bool:
    return Program.objects.written_by(actor).filter(pk=program.pk).exists()


def developers(program: Program) -> list[tuple[int, str]]:
    """Who may be named to draw it up: the pair, its curator, the council of the school."""
    members = program.unit.members.filter(left_on=None).select_related("person")
    found: dict[int, Person] = {member.person_id: member.person for member in members}
    found[program.unit.curator_id] = program.unit.curator
    seats = Membership.objects.filter(organization_id=program.organization_id, role__in=COUNCIL, valid_to=None)
    found |= {seat.person_id: seat.person for seat in seats.select_related("person")}
    return [(pk, person.full_name) for pk, person in found.items()]


def program_card(program: Program, actor: Actor) -> dict[str, Any]:
    """Words, plan, what is being decided, and whose turn it is. A fixed number of queries."""
    plan = list(program.plan.select_related("responsible__person"))
    for line in plan:
        line.area_label = area_label(line.area)
    members = list(program.unit.members.filter(left_on=None).select_related("person"))
    mine = next((member for member in members if member.person_id == actor.person_id), None)
    rules = rules_of(program, actor.today)
    drafting = program.state in EDITABLE
    silent = silent_mentees(program) if program.state == Program.State.DRAFT else []
    council = drafting and needs_council(program, rules, actor.today)
    return {
        "program": program,
        "plan": plan,
        "execution": execution_of([line.state for line in plan]),
        "members": members,
        "mine": mine,
        "writes": may_be_written(program, actor),
        "manages": manages(actor, program),
        "editable": drafting,
        "open": program.state not in CLOSED,
        "at_work": program.state in AT_WORK,
        "marked": program.state in AT_WORK and any(line.state != "excluded" for line in plan),
        "areas": plan_areas(program.unit, rules),
        "form_label": FORMS.get(program.unit.form, program.unit.form),
        "words": _words(program),
        "parts": parts_of(program),
        "projects": projects_of(program.unit),
        "notes": list(program.notes.select_related("author", "answered_by", "program__unit")),
        "wants": _wanting(program, rules, silent) if program.state == Program.State.DRAFT else [],
        "to_agree": any(mine is not None and member.pk == mine.pk for member in silent),
        "council": rules.value("council_label") if council else "",
        "asks_again": council and program.state == Program.State.CURATOR_CHECK and program.council_agreed_on is None,
        "versions_count": program.versions.count(),
        "closure": CLOSURE_REASONS.get(program.closure_reason, ""),
        **_decided(program, members, mine),
        "ended": _ended(program) if actor.may("unit.manage") and program.state == Program.State.TERMINATED else None,
    }


def _ended(program: Program) -> dict[str, Any] | None:
    """What the early end stood on; the explanations are for the curator alone."""
    ending = program.endings.filter(done_on__isnull=False).first()
    if ending is None:
        return None
    said = ending.words.exclude(explanation="", refused=False).select_related("member__person")
    return {"row": ending, "said": list(said)}


def _words(program: Program) -> list[tuple[str, str]]:
    """The rationale as it reads: what says nothing is left out."""
    shown = [name for name in Program.WORDS if name not in {"title", "work_mode"}]
    found = [(program._meta.get_field(name).verbose_name, getattr(program, name)) for name in shown]
    return [
        (str(label).capitalize(), value)
        for label, value in [*found, (_("режим работы"), program.get_work_mode_display())]
        if value
    ]


def _wanting(program: Program, rules: Any, silent: list[UnitMember]) -> list[str]:
    """What stands between the draft and its sending, in words."""
    wants = []
    if empty := empty_sections(program, rules):
        wants.append(_("не заполнено: %s") % ", ".join(empty))
    if bare := areas_without_lines(program, rules):
        wants.append(_("нет мероприятий по затруднениям: %s") % ", ".join(bare))
    if silent:
        wants.append(_("ещё не высказались: %s") % ", ".join(member.person.full_name for member in silent))
    return wants


def _decided(program: Program, members: list[UnitMember], mine: UnitMember | None) -> dict[str, Any]:
    """The open amendment with its differences, and the open ending, with who has signed each."""
    amendment = program.amendments.filter(in_force_on=None, refused_on=None).first()
    ending = program.endings.filter(done_on=None, withdrawn_on=None).first()
    signed = set(amendment.signatures.values_list("member_id", flat=True)) if amendment else set()
    agreed = set(ending.words.filter(signed_on__isnull=False).values_list("member_id", flat=True)) if ending else set()
    changes = []
    if amendment is not None and amendment.plan is not None:
        changes = plan_differences(_data(program), amendment.plan)
    return {
        "amendment": amendment,
        "amended_form": FORMS.get(amendment.new_form, "") if amendment else "",
        "changes": changes,
        "unsigned": [member.person for member in members if member.pk not in signed] if amendment else [],
        "must_sign": bool(amendment and mine and mine.pk not in signed),
        "ending": ending,
        "ending_reason": CLOSURE_REASONS.get(ending.reason, "") if ending else "",
        "unsettled": [member.person for member in members if member.pk not in agreed] if ending else [],
        "must_end": bool(ending and ending.reason == "MUTUAL" and mine and mine.pk not in agreed),
    }


def _data(program: Program) -> list[dict[str, Any]]:
    """The lines that an amendment is about, in the shape that it keeps them."""
    fields = ("area", "text", "expected", "id", "form_of_work", "due_rule", "responsible_id", "co_executors", "due_on")
    rows = program.plan.filter(state="planned").values(*fields)
    return [{**row, "due_on": row["due_on"].isoformat() if row["due_on"] else None} for row in rows]
