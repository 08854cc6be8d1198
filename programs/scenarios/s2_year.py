"""S2, the year between the pairs and the awards: every pair begins, works, and ends its programme or breaks off."""

import datetime

from programs.bank_rules import needs_clearance
from programs.models import Meeting, MentorEntry, PlanActivity, Program, Unit, UnitMember
from programs.services import bank_cards, closings, meetings, programs, trials, units
from programs.services.programs import ActivityDraft
from programs.workflow import move

from .bank_people import consents_on_paper
from .play import Play

Kind = Meeting.Kind
CURATOR = "Мишина"
LEFT = 2  # pairs of teachers in which the mentee has moved to another school
WORDS = {
    "problem": "Двойки", "goal": "Тройки и четвёрки", "activities": "Занятия", "planned_results": "Оценки",
    "schedule": "Пятница", "conditions": "Кабинет 12",
}  # fmt: skip


def names(unit: Unit, side: str = "") -> list[str]:
    rows = UnitMember.objects.filter(unit=unit, left_on=None).select_related("person").order_by("-side", "pk")
    return [row.person.last_name for row in rows if side in ("", row.side)]


def begin(play: Play) -> None:
    """30 October: whoever was proposed agrees; measured, met, a programme approved."""
    with play.on("30.10.2021"):
        for unit in Unit.objects.filter(state="proposed").order_by("pk"):
            for name in names(unit):
                units.answer(actor=play.actor(name), unit=unit, agrees=True)
            for name in names(unit):
                consents_on_paper(play.actor(CURATOR), play.people[name])
            _seen_certificate(play, unit)
            move(Unit.objects.get(pk=unit.pk), "fix", actor=play.actor(CURATOR))
        play.elsewhere("s2.entry")
        for unit in Unit.objects.filter(state="ordered").order_by("pk"):
            _begin(play, unit)
    play.check("4. Единиц работает", "19", Unit.objects.filter(state="active").count())


def _seen_certificate(play: Play, unit: Unit) -> None:
    """Of an adult from outside, before he is held to anybody (S2 разд. 8)."""
    entry = MentorEntry.objects.get(person__last_name=names(unit, "mentor")[0], members__unit=unit)
    if needs_clearance(entry):
        curator = play.actor(CURATOR)
        bank_cards.edit_entry(actor=curator, entry=entry, version=entry.version, fields={"clearance_on": curator.today})


def record(play: Play, unit: Unit, kind: str, content: str = "Поговорили", **words: str) -> Meeting:
    actor = play.actor(names(unit, "mentor")[0])
    return meetings.record_meeting(actor=actor, unit=unit, held_on=actor.today, kind=kind, content=content, **words)


def _begin(play: Play, unit: Unit) -> None:
    for kind in (Kind.INTRO, Kind.TRIAL):
        record(play, unit, kind)
    for name in names(unit):
        trials.answer_trial(actor=play.actor(name), unit=unit, goes_on=True)
    record(play, unit, Kind.PLANNING, goals="Исправить двойки к маю")
    curator = play.actor(CURATOR)
    program = programs.draft_program(
        actor=curator, unit=Unit.objects.get(pk=unit.pk), title="Вместе учиться легче", start_on=curator.today,
        end_on=datetime.date(2022, 5, 31), **WORDS,
    )  # fmt: skip
    line = ("METHOD", "Разобрать урок") if unit.form == "TEACHER_TEACHER" else ("STUDY", "Разобрать дроби")
    programs.set_plan(actor=curator, program=program, lines=[ActivityDraft(*line)])
    program = Program.objects.get(pk=program.pk)
    programs.approve_program(actor=curator, program=program, version=program.version)


def end(play: Play) -> None:
    """By 31 May: 17 of 19 programmes are carried out, two teachers have moved away (S2.9)."""
    with play.on("25.05.2022"):
        running = list(Program.objects.filter(state="running").select_related("unit").order_by("pk"))
        leaving = [row for row in running if row.unit.form == "TEACHER_TEACHER"][:LEFT]
        for program in running:
            if program not in leaving:
                _work(play, program)
    with play.on("31.05.2022"):
        play.elsewhere("s2.exit")
        for program in running:
            if program in leaving:
                closings.terminate_program(
                    actor=play.actor(CURATOR),
                    program=program,
                    reason="LEFT_ORG",
                    justification="Перевод в другую школу",
                )
            else:
                _complete(play, program)


def _work(play: Play, program: Program) -> None:
    for kind in (Kind.CYCLE, Kind.FINAL):
        row = record(play, program.unit, kind, content="Разобрали дроби")
        for name in names(program.unit, "mentee"):
            meetings.confirm_meeting(actor=play.actor(name), meeting=row, usefulness=9)
    curator = play.actor(CURATOR)
    lines = list(program.plan.filter(state=PlanActivity.State.PLANNED))
    programs.mark_activities(actor=curator, program=program, activities=lines, state=PlanActivity.State.DONE)


def _complete(play: Play, program: Program) -> None:
    """Each writes his reflection, the mentor his report, the curator what the others have not (S2 разд. 6, этап 7)."""
    mentor = {"mentor_report": "План выполнен", "outcome": "Двойки исправлены"}
    for name in names(program.unit):
        words = {"reflection": "Было полезно", **(mentor if name in names(program.unit, "mentor") else {})}
        _write(play, program, name, words)
    parts = {part.pk: "Двойки исправлены" for part in program.parts.all()}
    _write(play, program, CURATOR, {"common_reflection": "Продолжим осенью"}, parts)
    closings.complete_program(actor=play.actor(CURATOR), program=Program.objects.get(pk=program.pk))


def _write(play: Play, program: Program, who: str, words: dict[str, str], parts: dict[int, str] | None = None) -> None:
    version = Program.objects.get(pk=program.pk).version
    closings.write_closing(actor=play.actor(who), program=program, version=version, fields=words, outcomes=parts)
