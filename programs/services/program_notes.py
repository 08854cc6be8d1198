"""Words about a draft: the mentee suggests, the mentor accepts or answers, the council and the curator help."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..models import Program, ProgramNote, UnitMember
from ..models.program import CLOSED
from ..queries.plan_rules import allowed_areas, area_label, council_chairs, rules_of
from .plans import ActivityDraft, current_plan, write_plan
from .program_people import manages, member_of, participants, tell
from .program_versions import Cause, record_version
from .programs import EDITABLE

Kind = ProgramNote.Kind
SECTIONS = tuple(name for name in Program.WORDS if name not in {"title", "work_mode", "course"})


def may_comment(actor: Actor, program: Program) -> bool:
    """Participants, the curator, whoever draws it up, and the council of the school, which helps (S1 3.2)."""
    return (
        member_of(actor, program.unit) is not None
        or manages(actor, program.unit)
        or program.developer_id == actor.person_id
        or (actor.may("program.comment") and actor.signs_for(program.organization_id))
    )


def may_answer(actor: Actor, note: ProgramNote) -> bool:
    """A suggestion is the mentor's to accept, or the developer's; help comes from the curator and the council."""
    program = note.program
    if note.kind not in ProgramNote.WAITING or note.answered_at or note.author_id == actor.person_id:
        return False
    if note.kind == Kind.HELP:
        return manages(actor, program.unit) or (
            actor.may("program.comment") and actor.signs_for(program.organization_id)
        )
    member = member_of(actor, program.unit)
    mentor = member is not None and member.side == UnitMember.Side.MENTOR
    return mentor or manages(actor, program.unit) or program.developer_id == actor.person_id


@transaction.atomic
def add_note(
    *, actor: Actor, program: Program, kind: str, text: str = "", section: str = "", area: str = ""
) -> ProgramNote:
    """``section`` is a field of the rationale; ``area`` the direction of a suggested line."""
    if not may_comment(actor, program):
        raise Refusal(_("Высказываются участники пары, куратор и совет"), code="permission")
    if program.state in CLOSED or (kind in (Kind.LINE, Kind.SECTION, Kind.AGREED) and program.state not in EDITABLE):
        raise Refusal(
            _("Проект уже не правят: %s") % program.get_state_display(),
            todo=_("Предложите изменить план: его подписывают обе стороны"),
            code="state",
        )
    if kind != Kind.AGREED and not text.strip():
        raise Refusal(_("Напишите, что предложить или спросить"))
    if (kind == Kind.SECTION and section not in SECTIONS) or (kind == Kind.LINE and not area):
        raise Refusal(_("Выберите раздел"), todo=_("Укажите, какой раздел изменить или какого направления мероприятие"))
    if kind == Kind.LINE and area not in allowed_areas(program.unit, rules_of(program, actor.today)):
        raise Refusal(_("Такого направления в плане нет: %s") % area_label(area), todo=_("Выберите из списка"))
    if kind == Kind.AGREED and program.notes.filter(kind=kind, author_id=actor.person_id).exists():
        raise Refusal(_("Вы уже согласились с проектом"), code="already")
    note = ProgramNote.objects.create(
        program=program,
        author_id=actor.person_id,
        kind=kind,
        section=area if kind == Kind.LINE else section,
        text=text.strip()[:500] if kind == Kind.LINE else text.strip(),
        written_at=clock.now(),
    )
    audit.record(actor, "program.note", program, note=note.pk, kind=kind)
    _tell_of(note)
    return note


def _tell_of(note: ProgramNote) -> None:
    program = note.program
    if note.kind == Kind.HELP:
        today = clock.today(program.organization.zone)
        chairs = [chair.person for chair in council_chairs(program, today).select_related("person")]
        people, text = [program.unit.curator, *chairs], _("Просят помочь составить программу")
    else:
        people = [*participants(program), *([program.developer] if program.developer else [])]
        text = _("С проектом программы согласны") if note.kind == Kind.AGREED else _("О программе написали")
    others = {person.pk: person for person in people if person.pk != note.author_id}
    tell(others.values(), program, text, f"note:{note.pk}", note.text[:200])


@transaction.atomic
def answer_note(*, actor: Actor, note: ProgramNote, accepted: bool, answer: str = "") -> ProgramNote:
    """Accepted, a line goes into the plan and a section is replaced; declined, it is said why."""
    row = ProgramNote.objects.select_for_update(of=("self",)).select_related("program__unit").get(pk=note.pk)
    if row.answered_at is not None:
        raise Refusal(_("На это уже ответили"), code="already")
    if not may_answer(actor, row):
        raise Refusal(_("Отвечает наставник, составитель или куратор"), code="permission")
    if not accepted and not answer.strip():
        raise Refusal(_("Отклоняя предложение, скажите почему"), todo=_("Напишите несколько слов"))
    if row.kind == Kind.HELP and not answer.strip():
        raise Refusal(_("Помощь — это слова или образец"), todo=_("Напишите ответ"))
    if accepted and row.kind != Kind.HELP:
        _take(row, actor)
    row.accepted, row.answer = accepted, answer.strip()
    row.answered_by_id, row.answered_at = actor.person_id, clock.now()
    row.save(update_fields=["accepted", "answer", "answered_by", "answered_at"])
    audit.record(actor, "program.answer_note", row.program, note=row.pk, accepted=accepted)
    text = _("Ваше предложение принято") if accepted and row.kind != Kind.HELP else _("Вам ответили о программе")
    tell([row.author], row.program, text, f"answer:{row.pk}", row.answer[:200])
    return row


def _take(note: ProgramNote, actor: Actor) -> None:
    program = Program.objects.select_for_update(of=("self",)).select_related("unit").get(pk=note.program_id)
    if program.state not in EDITABLE:
        raise Refusal(_("Проект уже не правят: %s") % program.get_state_display(), code="state")
    if note.kind == Kind.LINE:
        write_plan(program, [*current_plan(program), ActivityDraft(note.section, note.text)])
    elif note.section in SECTIONS:
        setattr(program, note.section, note.text)
    program.version += 1
    program.save(update_fields=["version", *([note.section] if note.kind == Kind.SECTION else [])])
    record_version(program, actor=actor, cause=Cause.SUGGESTION)
