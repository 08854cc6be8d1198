"""A programme: drawn up together, agreed by the council where there is one, approved, begun, marked."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Person
from accounts.permissions import Actor
from accounts.refusal import Refusal, Stale, check_version

from ..models import PlanActivity, Program, ProgramMenteePart, ProgramNote, Unit, UnitMember
from ..models.program import AT_WORK, CLOSED, DRAWN_UP, EDITABLE
from ..models.unit import CLOSED as ENDED
from ..models.unit import NOT_BEGUN
from ..program_samples import Sample
from ..queries.banks import requests_of, words_of_requests
from ..queries.closing import has_met_for_the_last_time
from ..queries.plan_rules import allowed_areas, council_chairs, direction_of, last_day, needs_council, rules_of
from ..queries.regulations import effective_regulation
from ..regulation.effective import EffectiveRegulation
from ..regulation.snapshots import snapshot
from ..terms import months_between
from ..workflow import move
from .plans import ActivityDraft, current_plan, due_day, write_plan
from .program_people import check_writes, manages, tell
from .program_versions import Cause, forget_council, record_version
from .units import begin_work

__all__ = ["EDITABLE", "ActivityDraft", "current_plan"]


def check_term(unit: Unit, start_on: datetime.date, end_on: datetime.date, on: datetime.date) -> None:
    """Raise Refusal when the term is outside the regulation's limits: months, or a day of the year (S2: 31 May)."""
    rules = effective_regulation(unit.organization, on)
    months = months_between(start_on, end_on)
    least = rules.value("program_months_min")
    if least is not None and months < least:
        raise Refusal(
            _("Программа короче %(least)s месяцев") % {"least": least},
            clause=rules["program_months_min"].basis,
            todo=_("Сдвиньте дату окончания"),
        )
    check_latest(
        start_on, end_on, rules, todo=_("Сдвиньте дату окончания или составьте следующую программу после этой")
    )


def check_latest(start_on: datetime.date, end_on: datetime.date, rules: EffectiveRegulation, *, todo: str) -> None:
    most, until = rules.value("program_months_max"), last_day(start_on, rules)
    if most is not None and months_between(start_on, end_on) > most:
        raise Refusal(
            _("Программа длиннее %(most)s месяцев") % {"most": most},
            clause=rules["program_months_max"].basis,
            todo=todo,
        )
    if until is not None and end_on > until:
        raise Refusal(
            _("Программа этого года длится до %s") % f"{until:%d.%m.%Y}", clause=rules["program_until"].basis, todo=todo
        )


@transaction.atomic
def draft_program(
    *,
    actor: Actor,
    unit: Unit,
    title: str,
    start_on: datetime.date,
    end_on: datetime.date,
    sample: Sample | None = None,
    developer: Person | None = None,
    **rationale: Any,
) -> Program:
    """A new programme of the unit, one at a time; what the mentees asked for stands in it already, and what a ready
    sample has to say. A second press finds the draft of the first."""
    check_writes(actor, unit)
    check_term(unit, start_on, end_on, actor.today)
    unit = Unit.objects.select_for_update(of=("self",)).select_related("organization__region").get(pk=unit.pk)
    if unit.state in ENDED:
        raise Refusal(
            _("Пары больше нет: %s") % unit.get_state_display(), todo=_("Составьте пару заново, потом программу")
        )
    open_one = unit.programs.exclude(state__in=CLOSED).first()
    if open_one is not None:
        pressed = {"state": Program.State.DRAFT, "version": 1, "title": title, "start_on": start_on, "end_on": end_on}
        if all(getattr(open_one, name) == value for name, value in pressed.items()):
            return open_one
        raise Refusal(_("У пары уже есть программа"), todo=_("Откройте её и поправьте"))
    words = {**(sample.words if sample else {}), **words_of_requests(unit), **rationale}
    program = Program.objects.create(
        organization=unit.organization,
        unit=unit,
        title=title,
        start_on=start_on,
        end_on=end_on,
        created_at=clock.now(),
        developer=developer,
        **{name: value for name, value in words.items() if name != "title"},
    )
    if unit.kind == Unit.Kind.GROUP:
        _part_for_each(program)
    if sample is not None:
        write_plan(program, sample_lines(sample, program))
    audit.record(actor, "program.create", program, to_state=program.state)
    record_version(program, actor=actor, cause=Cause.DRAFTED)
    if developer is not None and developer.pk != actor.person_id:
        tell([developer], program, _("Составьте программу наставничества"), f"developer:{developer.pk}")
    return program


def sample_lines(sample: Sample, program: Program) -> list[ActivityDraft]:
    """The lines of a sample under the terms of this programme, in the directions of its regulation."""
    allowed = allowed_areas(program.unit, rules_of(program, clock.today(program.organization.zone)))
    return [
        ActivityDraft(
            direction_of(line.area, allowed),
            line.text,
            due_day(line.due_rule, program),
            line.expected,
            form_of_work=line.form_of_work,
            due_rule=line.due_rule,
            co_executors=line.co_executors,
        )
        for line in sample.lines
    ]


def _part_for_each(program: Program) -> None:
    """A group's programme shows problem, difficulties and results of each mentee (S3 п. 4.8)."""
    asked = {request.entry_id: request for request in requests_of(program.unit)}
    for member in program.unit.members.filter(side=UnitMember.Side.MENTEE, left_on=None).order_by("pk"):
        request = asked.get(member.mentee_entry_id)
        words = (
            {"problem": request.problem, "results": request.desired_result, "areas": request.areas} if request else {}
        )
        ProgramMenteePart.objects.create(program=program, member=member, **words)


@transaction.atomic
def assign_developer(*, actor: Actor, program: Program, person: Person) -> Program:
    """Who draws the programme up: a participant, a member of the council, the curator himself (S1 4.1.3)."""
    if not manages(actor, program.unit):
        raise Refusal(_("Составителя назначает куратор"), code="permission")
    row = Program.objects.select_for_update(of=("self",)).select_related("unit").get(pk=program.pk)
    _check_editable(row)
    row.developer = person
    row.save(update_fields=["developer"])
    audit.record(actor, "program.assign", row, developer=person.pk)
    tell([person], row, _("Составьте программу наставничества"), f"developer:{person.pk}")
    return row


def _check_editable(program: Program) -> None:
    if program.state not in EDITABLE:
        raise Refusal(
            _("Программу уже не правят: %s") % program.get_state_display(),
            todo=_("План утверждённой программы меняют с согласия обеих сторон: «Изменить план»"),
            code="state",
        )


@transaction.atomic
def set_plan(*, actor: Actor, program: Program, lines: Sequence[ActivityDraft]) -> None:
    """The plan of a draft; a line that is given with its id stays the same row."""
    check_writes(actor, program.unit, program)
    if program.state not in EDITABLE:
        raise Refusal(_("План утверждённой программы меняют отметками и корректировкой"), code="state")
    write_plan(program, lines)
    audit.record(actor, "program.plan", program, lines=len(lines))
    record_version(program, actor=actor)


@transaction.atomic
def edit_program(
    *,
    actor: Actor,
    program: Program,
    version: int,
    fields: Mapping[str, Any],
    lines: Sequence[ActivityDraft],
    parts: Mapping[int, Mapping[str, Any]] | None = None,
) -> Program:
    """The rationale and the plan of a draft, together; ``parts``: words of each mentee of a group, by id.

    Raises Stale when somebody has saved it since ``version``.
    """
    check_writes(actor, program.unit, program)
    row = Program.objects.select_for_update(of=("self",)).select_related("unit").get(pk=program.pk)
    if row.version != version:
        raise Stale(
            _("Программу уже изменили, пока вы её правили"),
            theirs=_words(row, {name: getattr(row, name) for name in fields}, current_plan(row)),
            mine=_words(row, fields, lines),
        )
    _check_editable(row)
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*fields, "version"])
    for part in row.parts.filter(pk__in=list(parts or {})):
        typed = (parts or {})[part.pk]
        if any(getattr(part, name) != value for name, value in typed.items()):
            forget_council(row)
        for name, value in typed.items():
            setattr(part, name, value)
        part.save()
    set_plan(actor=actor, program=row, lines=lines)
    return row


def _words(program: Program, fields: Mapping[str, Any], lines: Sequence[ActivityDraft]) -> dict[str, str]:
    """A version as its reader compares it: the fields by their labels, the plan a line each."""
    said = {str(program._meta.get_field(name).verbose_name).capitalize(): str(value) for name, value in fields.items()}
    return {**said, _("План"): "; ".join(line.text for line in lines)}


def _check_read(program: Program, version: int) -> None:
    """Whoever decides about a draft decides about the words that he has read: Stale shows those that stand now."""
    row = Program.objects.select_for_update(of=("self",)).select_related("unit").get(pk=program.pk)
    if row.state in DRAWN_UP and row.version != version:
        said = {name: getattr(row, name) for name in Program.WORDS if getattr(row, name)}
        raise Stale(
            _("Пока вы читали, программу изменили. Прочитайте её и решите ещё раз"),
            theirs=_words(row, said, current_plan(row)),
            mine={},
        )


@transaction.atomic
def submit_program(*, actor: Actor, program: Program) -> Program:
    """To the council where the regulation asks for its word, otherwise to the curator."""
    check_writes(actor, program.unit, program)
    if not needs_council(program, rules_of(program, actor.today), actor.today):
        return move(program, "submit", actor=actor, as_effect=True)
    row = move(program, "to_council", actor=actor, as_effect=True)
    chairs = [chair.person for chair in council_chairs(row, actor.today).select_related("person")]
    tell(chairs, row, _("Согласуйте программу наставничества"), f"council:{row.version}", row.title)
    return row


@transaction.atomic
def council_agree(*, actor: Actor, program: Program, version: int, words: str = "") -> Program:
    """The council agrees; ``words`` name its decision: «протокол № 3 от 12.10.2026». Raises Stale for words unread."""
    _check_read(program, version)
    decided = {"council_agreed_on": actor.today, "council_words": words}
    row = move(program, "council_agree", actor=actor, changes=decided, basis=words)
    tell([row.unit.curator], row, _("Программа согласована: её можно утвердить"), f"agreed:{row.version}")
    return row


@transaction.atomic
def council_return(*, actor: Actor, program: Program, version: int, remark: str) -> Program:
    """Raises Stale for words unread, as every decision does."""
    return _give_back(program, version, "council_return", actor, remark)


@transaction.atomic
def return_program(*, actor: Actor, program: Program, version: int, remark: str) -> Program:
    """The curator gives it back with what is to be mended. Raises Stale for words unread."""
    return _give_back(program, version, "return", actor, remark)


def _give_back(program: Program, version: int, verb: str, actor: Actor, remark: str) -> Program:
    _check_read(program, version)
    row = move(program, verb, actor=actor, facts={"remark": remark}, changes={"council_agreed_on": None})
    note = ProgramNote.objects.create(
        program=row, author_id=actor.person_id, text=remark.strip(), written_at=clock.now()
    )
    writers = row.unit.members.filter(side=UnitMember.Side.MENTOR, left_on=None).select_related("person")
    people = [row.developer] if row.developer else [member.person for member in writers]
    tell(people, row, _("Программу вернули с замечанием"), f"returned:{note.pk}", remark.strip()[:200])
    return row


@transaction.atomic
def approve_program(*, actor: Actor, program: Program, version: int, knowing: bool = False) -> Program:
    """Approved with a frozen snapshot of the regulation; it begins when the unit is held and the day has come.

    ``knowing``: a curator who is in the pair himself approves nevertheless. Raises Stale for words unread.
    """
    _check_read(program, version)
    check_term(program.unit, program.start_on, program.end_on, actor.today)
    frozen = snapshot(effective_regulation(program.organization, actor.today))
    row = move(
        program,
        "approve",
        actor=actor,
        changes={"snapshot": frozen, "approved_on": actor.today},
        facts={"knowing": knowing},
        data={"party": True} if knowing else None,
    )
    record_version(row, actor=actor, cause=Cause.APPROVED)
    return start_if_due(row, actor)


def start_if_due(program: Program, actor: Actor | None) -> Program:
    """Begin an approved programme of a held unit on its day; otherwise leave it as it is. No actor: the system."""
    unit = Unit.objects.select_related("organization").get(pk=program.unit_id)
    today = clock.today(unit.organization.zone)
    held = unit.state in (*NOT_BEGUN, "active")  # at work: a speed pair goes on
    if program.state != Program.State.APPROVED or not held or program.start_on > today:
        return program
    if unit.state != Unit.State.ACTIVE:
        begin_work(unit, actor)
    return move(program, "run", actor=actor, as_effect=True)


MARKS = {PlanActivity.State.DONE: "mark_done", PlanActivity.State.PLANNED: "unmark"}


@transaction.atomic
def mark_activities(*, actor: Actor, program: Program, activities: Sequence[PlanActivity], state: str) -> int:
    """Several lines done, or their marks taken back, at once; those that stand so already are left. How many moved."""
    check_writes(actor, program.unit, program)
    if state not in MARKS:
        raise Refusal(
            _("Из плана исключают корректировкой: её подписывают обе стороны"),
            clause=rules_of(program, actor.today)["extension.requires"].basis,
            todo=_("Нажмите «Изменить план» и уберите мероприятие"),
        )
    done_on = actor.today if state == PlanActivity.State.DONE else None
    moved = [line for line in activities if line.state not in (state, PlanActivity.State.EXCLUDED)]
    for line in moved:
        move(line, MARKS[state], actor=actor, changes={"done_on": done_on}, as_effect=True)
    row = Program.objects.select_related("organization__region").get(pk=program.pk)
    wind_up_if_due(row, actor)
    return len(moved)


@transaction.atomic
def mark_activity(*, actor: Actor, activity: PlanActivity, state: str) -> PlanActivity:
    """One line. Raises Refusal when it stands so already."""
    if activity.state == state:
        move(activity, MARKS[state], actor=actor, as_effect=True)
    mark_activities(actor=actor, program=activity.program, activities=[activity], state=state)
    return PlanActivity.objects.get(pk=activity.pk)


def wind_up_if_due(program: Program, actor: Actor | None) -> Program:
    """To the closing when the plan is done, when none of it is left and the final meeting was held, or when the last
    day is over; back to work while there is both time and plan."""
    left = program.plan.filter(state=PlanActivity.State.PLANNED).exists()
    over = clock.today(program.organization.zone) > program.end_on
    done = program.plan.filter(state=PlanActivity.State.DONE)
    ready = over or (not left and (done.exists() or has_met_for_the_last_time(program)))
    if program.state == Program.State.RUNNING and ready:
        return move(program, "wind_up", actor=actor, as_effect=True)
    if program.state == Program.State.COMPLETING and not ready:
        return move(program, "go_on", actor=actor, as_effect=True)
    return program


@transaction.atomic
def note_activity(*, actor: Actor, activity: PlanActivity, version: int, fields: Mapping[str, Any]) -> PlanActivity:
    """What came of a line: product, the mentor's note, the mentee's reflection, each by whose it is. Raises Stale where
    it would replace what somebody has written since ``version``."""
    program = activity.program
    check_writes(actor, program.unit, program)
    allowed = notes_of_line(actor, program)
    if program.state not in AT_WORK or not set(fields) <= set(allowed):
        raise Refusal(_("Это поле заполняет другая сторона или программа не идёт"), code="permission")
    row = PlanActivity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    written = {name: value for name, value in fields.items() if getattr(row, name)}
    check_version(row, version, _("Результат уже записали, пока вы его писали"), written)
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*fields, "version"])
    audit.record(actor, "planactivity.note", row, fields=sorted(fields))
    return row


def notes_of_line(actor: Actor, program: Program) -> list[str]:
    """The fields of a line that are the actor's to write."""
    member = program.unit.members.filter(person_id=actor.person_id, left_on=None).first()
    if member is None:
        return ["product"]
    return ["product", "mentor_note" if member.side == UnitMember.Side.MENTOR else "mentee_reflection"]
