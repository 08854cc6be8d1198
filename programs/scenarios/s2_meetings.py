"""S2, step 4: the strict order of meetings, the trial and its private answers, and what a meeting needs to count."""

import datetime

from programs.models import Meeting, MenteeEntry, OrderKind, Program, Unit, UnitMember
from programs.order_words import control_words
from programs.services import meetings, programs, proposals, trials, units
from programs.services.order_drafts import ClauseDraft, OrderDraft
from programs.services.programs import ActivityDraft
from programs.workflow import move

from .bank_people import consents_on_paper
from .play import Play

Kind = Meeting.Kind
HEAD, CURATOR = "Зотова", "Мишина"


def meetings_of_pairs(play: Play) -> None:
    with play.on("20.10.2021"):
        _appoint_curator(play)
        going, parting = _pairs(play)
    with play.on("21.10.2021"):
        _in_order(play, parting)
        _refuse(play, parting)
    with play.on("22.10.2021"):
        _trial(play, going)
        _go_on(play, going)
    with play.on("29.10.2021"):
        _cycle(play, going)


def _appoint_curator(play: Play) -> None:
    clauses = [
        ClauseDraft(OrderKind.CURATOR_APPOINTMENT, "Назначить куратором Мишину И. О.", executor=play.people[CURATOR]),
        ClauseDraft(OrderKind.CONTROL, control_words()),
    ]
    draft = OrderDraft(title="О назначении куратора", preamble="", place="г. Таштагол", clauses=clauses)
    play.sign(draft, number="71", drafter=CURATOR, head=HEAD)


def _pairs(play: Play) -> list[Unit]:
    """Two pairs of pupils that have agreed, with consents, held by the curator's record."""
    curator, held = play.actor(CURATOR), []
    for unit in Unit.objects.filter(state="proposed", kind="pair", form="PUPIL_PUPIL").order_by("pk")[:2]:
        for person in _people(unit):
            units.answer(actor=play.actor(person), unit=unit, agrees=True)
        for person in _people(unit):
            consents_on_paper(curator, play.people[person])
        held.append(move(Unit.objects.get(pk=unit.pk), "fix", actor=curator))
    play.check("4. Закреплены записью куратора", "2", sum(unit.state == Unit.State.ORDERED for unit in held))
    return held


def _people(unit: Unit) -> list[str]:
    """The mentor first."""
    members = UnitMember.objects.filter(unit=unit, left_on=None).select_related("person").order_by("-side")
    names = {member.side: member.person.last_name for member in members}
    return [names["mentor"], names["mentee"]]


def _record(play: Play, unit: Unit, kind: str, **words: str) -> Meeting:
    actor = play.actor(_people(unit)[0])
    return meetings.record_meeting(
        actor=actor, unit=unit, held_on=actor.today, kind=kind, **{"content": "Поговорили", **words}
    )


def _in_order(play: Play, unit: Unit) -> None:
    play.refused("4. Пробная до знакомства", "Сначала проводят встречу «знакомство»",
                 lambda: _record(play, unit, Kind.TRIAL))  # fmt: skip
    _trial(play, unit)
    play.check("4. Состояние пары", "пробуют работать", Unit.objects.get(pk=unit.pk).get_state_display())


def _trial(play: Play, unit: Unit) -> None:
    _record(play, unit, Kind.INTRO)
    _record(play, unit, Kind.TRIAL)


def _refuse(play: Play, unit: Unit) -> None:
    """The mentee's «no»: nobody is blamed, and there is a new pair."""
    mentor, mentee = _people(unit)
    trials.answer_trial(actor=play.actor(mentor), unit=unit, goes_on=True)
    trials.answer_trial(actor=play.actor(mentee), unit=unit, goes_on=False)
    row = Unit.objects.get(pk=unit.pk)
    entry = row.members.get(side="mentee").mentee_entry
    assert entry is not None
    play.check("4. После «нет» пара", "не состоялась", row.get_state_display())
    play.check("4. Запись наставляемого", "requested", entry.state)
    play.check("4. Занятых мест у пары", "0", row.members.filter(seat__isnull=False).count())
    play.check("4. Новая пара", "предложена участникам", _exchange(play, row, entry).get_state_display())


def _exchange(play: Play, parted: Unit, entry: MenteeEntry) -> Unit:
    """The mentee goes to the mentor of a pair that has not begun, whose own mentee comes to the one who was left."""
    pair = Unit.objects.filter(state="proposed", kind="pair", form="PUPIL_PUPIL").order_by("pk")[0]
    units.reject(actor=play.actor(CURATOR), unit=pair, why="declined")
    led = pair.members.get(side="mentee").mentee_entry
    for unit, mentee in ((parted, led), (pair, entry)):
        mentor = unit.members.get(side="mentor").mentor_entry
        assert mentor is not None and mentee is not None
        new = proposals.propose(
            actor=play.actor(CURATOR), mentor=mentor, mentees=[MenteeEntry.objects.get(pk=mentee.pk)],
            form="PUPIL_PUPIL", role_model="ACHIEVER_UNDERACHIEVER",
        )  # fmt: skip
    return new


def _go_on(play: Play, unit: Unit) -> None:
    play.refused("4. Планирование до ответов", "не все ответили", lambda: _record(play, unit, Kind.PLANNING))
    for name in _people(unit):
        trials.answer_trial(actor=play.actor(name), unit=unit, goes_on=True)
    play.refused("4. Планирование без плана", "завершают согласованным планом",
                 lambda: _record(play, unit, Kind.PLANNING))  # fmt: skip
    play.refused("4. Рабочая до программы", "ещё не началась", lambda: _record(play, unit, Kind.CYCLE))
    _record(play, unit, Kind.PLANNING, goals="Исправить двойки по математике к декабрю")
    curator = play.actor(CURATOR)
    program = programs.draft_program(
        actor=curator, unit=Unit.objects.get(pk=unit.pk), title="Успевающий – неуспевающему", start_on=curator.today,
        end_on=curator.today + datetime.timedelta(days=200), problem="Двойки", goal="Тройки и четвёрки",
        activities="Занятия", planned_results="Оценки", schedule="Пятница", conditions="Кабинет 12",
    )  # fmt: skip
    programs.set_plan(actor=curator, program=program, lines=[ActivityDraft("STUDY", "Разобрать дроби")])
    program = Program.objects.get(pk=program.pk)
    programs.approve_program(actor=curator, program=program, version=program.version)
    play.check("4. Пара после плана", "работает", Unit.objects.get(pk=unit.pk).get_state_display())


def _cycle(play: Play, unit: Unit) -> None:
    mentor, mentee = _people(unit)
    row = _record(play, unit, Kind.CYCLE, content="")
    row = meetings.confirm_meeting(actor=play.actor(mentee), meeting=row)
    play.check("4. Рабочая без формы и отзыва", "записана, ждёт подтверждения", row.get_state_display())
    play.check("4. Засчитано рабочих встреч", "0", _counted(unit))
    meetings.complete_record(actor=play.actor(mentor), meeting=row, version=row.version, content="Разобрали дроби")
    play.check("4. Только с формой", "0", _counted(unit))
    meetings.confirm_meeting(actor=play.actor(mentee), meeting=row, usefulness=9)
    play.check("4. С формой и отзывом", "1", _counted(unit))


def _counted(unit: Unit) -> int:
    return unit.meetings.filter(kind=Kind.CYCLE, state=Meeting.State.CONFIRMED).count()
