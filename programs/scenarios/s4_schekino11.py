"""S4: a school's year from its statute to the plans' figures (acceptance scenario of МБОУ «Средняя школа № 11»)."""

import datetime

from programs.models import Meeting, MenteeEntry, MentorEntry, Order, PlanActivity, Program, Regulation, Unit
from programs.order_templates import pairs_order, statute_order
from programs.queries.execution import execution, percent
from programs.queries.roadmaps import stages_of
from programs.services import (
    acknowledgements,
    amendments,
    banks,
    closings,
    consent_answers,
    meetings,
    orders,
    programs,
    proposals,
    regulations,
    roadmaps,
    units,
)
from programs.services.programs import ActivityDraft

from . import s4_papers
from .play import Play

HEAD, CURATOR = "Ветрова", "Лунина"
MENTORS = ("Гордиенко", "Ильясова", "Петренко", "Родионова", "Савин", "Ткач")
MENTEES = ("Белова", "Гусев", "Данилова", "Зорин")


def cast(play: Play) -> None:
    ministry = play.organization("ministry", "region_authority")
    district = play.organization("district", "municipality", ministry)
    school = play.organization(
        "school", "school", district, school_kind="general", short_name="МБОУ «СШ № 11»", place="г. Щёкино"
    )
    play.person(f"{HEAD} Нина Аркадьевна", school, "директор", "head")
    play.person(
        f"{CURATOR} Ольга Сергеевна",
        school,
        "заместитель директора по учебно-воспитательной работе",
        "curator",
        deputy=True,
    )
    for name in MENTORS:
        play.person(f"{name} Вера Петровна", school, "учитель математики", "mentor")
    for name in MENTEES:
        play.person(f"{name} Анна Игоревна", school, "учитель математики", "mentee")


def play_all(play: Play) -> None:
    cast(play)
    statute(play)
    roadmap(play)
    fill_banks(play)
    pairs(play)
    unmatched(play)
    run_programs(play)
    papers(play)
    s4_papers.to_be_named(play, MENTORS[:4], CURATOR)
    s4_papers.into_the_library(play, play.elsewhere("s4.section"), MENTORS[0], CURATOR)


def statute(play: Play) -> None:
    with play.on("24.03.2022"):
        curator = play.actor(CURATOR)
        regulation = regulations.draft_from_preset(actor=curator, preset_code="schekino11")
        code, raw = "publication.mentors_shown", {"value": "named", "clause": "п. 8.1"}
        seen = regulations.mark_of(regulation, code)
        regulation = regulations.change_setting(actor=curator, regulation=regulation, code=code, seen=seen, raw=raw)
        plan = roadmaps.draft_roadmap(actor=curator)
        draft = statute_order(curator, regulation, play.people[CURATOR], plan)
        order = play.sign(draft, number="13 – А", drafter=CURATOR, head=HEAD)
        acknowledgement = acknowledgements.acknowledge_order(actor=curator, order=order)
        orders.publish_order(actor=curator, order=order)
    row = Order.objects.get(pk=order.pk)
    play.check("1. Номер приказа как введён", "13 – А", row.number)
    play.check("1. Положение действует с", "24.03.2022", f"{Regulation.objects.get().effective_from:%d.%m.%Y}")
    play.check("1. Приложений", "2", len((row.content or {})["appendices"]))
    play.check("1. Ознакомлены", "1", row.acknowledgements.exclude(acknowledged_on=None).count())
    play.check("1. Дата ознакомления", "24.03.2022", f"{acknowledgement.acknowledged_on:%d.%m.%Y}")
    play.check("1. Приказ опубликован", "опубликован", row.get_state_display())


def roadmap(play: Play) -> None:
    with play.on("25.03.2022"):
        plan = roadmaps.draft_roadmap(actor=play.actor(CURATOR))
        items = list(plan.items.all())
        play.check("2. Этапов дорожной карты", "7", len({item.stage for item in items}))
        play.check("2. Дорожная карта", "утверждена", plan.get_state_display())
        undated = [item for item in items if item.due["type"] in {"none", "continuous"}]
        play.check("2. Без срока", "20", len(undated))
        offered = roadmaps.suggested_dates(plan, datetime.date(2022, 3, 24))
        play.check("2. Предложено дат", "18", len(offered))
    with play.on("10.01.2030"):
        late = sum(stage.late for stage in stages_of(plan))
        play.check("2. Без срока, просрочено", "0", late)


def fill_banks(play: Play) -> None:
    with play.on("26.03.2022"):
        curator, head = play.actor(CURATOR), play.actor(HEAD)
        for name in MENTORS:
            entry = banks.add_mentor(actor=curator, person=play.people[name], subject="математика")
            _give(play, name, "pdn_processing")
            entry.refresh_from_db()
            banks.approve_mentors(actor=head, entries=[entry])
        for name in MENTEES:
            entry = banks.add_mentee(actor=curator, person=play.people[name], category="YOUNG_SPECIALIST")
            _give(play, name, "pdn_processing")
            entry.refresh_from_db()
            banks.make_request(
                actor=curator,
                entry=entry,
                problem="Первый год в школе",
                desired_result="Уверенный урок",
                areas=["METHOD"],
            )
        banks.approve_mentees(actor=head, entries=list(MenteeEntry.objects.all()))


def _give(play: Play, name: str, kind: str) -> None:
    for consent in play.people[name].consents.filter(kind=kind, state="sent"):
        consent_answers.sign(actor=play.actor(name), consent=consent)


def _pair(play: Play, mentor: str, mentee: str) -> Unit:
    unit = proposals.propose(
        actor=play.actor(CURATOR),
        mentor=_mentor(play, mentor),
        mentees=[_mentee(play, mentee)],
        form="TEACHER_TEACHER",
        kinds=["TRADITIONAL"],
    )
    for name in (mentor, mentee):
        units.answer(actor=play.actor(name), unit=unit, agrees=True)
    return unit


def pairs(play: Play) -> None:
    with play.on("28.03.2022"):
        made = [_pair(play, mentor, mentee) for mentor, mentee in zip(MENTORS[:3], MENTEES[:3], strict=True)]
        for name in (*MENTORS[:2], *MENTEES[:2], MENTORS[2]):
            _give(play, name, "duty")
        curator = play.actor(CURATOR)
        order = orders.create_order(actor=curator, draft=pairs_order(curator, made))
        refusal = play.refused(
            "3. Приказ на 3 пары",
            "Нет письменного согласия",
            lambda: orders.submit_order(actor=curator, order=order),
        )
        missing = ", ".join(refusal.missing) if refusal else ""
        play.check("3. Чьего согласия нет", "Данилова Анна Игоревна", missing)
        orders.drop_units_without_consents(actor=curator, order=order)
        orders.submit_order(actor=curator, order=order)
        play.registered(play.approved(order, HEAD), "14 – А", CURATOR)
        play.check("3. Закреплено 28.03", "2", Unit.objects.filter(state="ordered").count())
    with play.on("30.03.2022"):
        _give(play, MENTEES[2], "duty")
        third = Unit.objects.get(state="consented")
        play.sign(pairs_order(play.actor(CURATOR), [third]), number="15 – А", drafter=CURATOR, head=HEAD)
        play.check("3. Закреплено 30.03", "3", Unit.objects.filter(state="ordered").count())


def unmatched(play: Play) -> None:
    with play.on("31.03.2022"):
        entry = banks.leave_without_pair(
            actor=play.actor(CURATOR), entry=_mentee(play, MENTEES[3]), support_plan="Встречи с психологом раз в неделю"
        )
        play.check("4. Четвёртый наставляемый", "без пары: поддержка и поиск", entry.get_state_display())
        every = banks.search_days(entry.organization, entry.unmatched_since)
        days = banks.next_reminder(entry, every=every) - entry.unmatched_since
        play.check("4. Напоминание о поиске, дней", "14", days.days)


def papers(play: Play) -> None:
    """Steps 6 and 7, of the second pair: its programme goes on."""
    unit, mentor, mentee = _units()[1], MENTORS[1], MENTEES[1]
    s4_papers.personnel_file(play, unit, mentor, mentee, HEAD)
    s4_papers.release(play, unit, mentor, MENTORS[3], CURATOR, HEAD)
    s4_papers.change_of_mentor(play, unit, mentor, mentee, MENTORS[4], CURATOR, HEAD)


def _mentor(play: Play, name: str) -> MentorEntry:
    return MentorEntry.objects.select_related("person").get(person=play.people[name])


def _mentee(play: Play, name: str) -> MenteeEntry:
    return MenteeEntry.objects.select_related("person").get(person=play.people[name])


PLANS = ((12, 12), (10, 7), (10, 4))  # lines of each plan, done of them


def run_programs(play: Play) -> None:
    with play.on("01.04.2022"):
        made = [_program(play, unit, lines) for unit, (lines, _done) in zip(_units(), PLANS, strict=True)]
        play.check("5. Программ идёт", "3", Program.objects.filter(state="running").count())
        _refuse_terms(play)
    with play.on("20.09.2022"):
        for program, (_lines, done) in zip(made, PLANS, strict=True):
            _do(play, program, done)
        _record_meeting(play, made[0])
        figures = [execution(Program.objects.get(pk=program.pk)) for program in made]
        for number, (figure, expected) in enumerate(zip(figures, ("100,0", "70,0", "40,0"), strict=True), start=1):
            play.check(f"5. План П{number} выполнен, %", expected, percent(figure.done, figure.counted))
        _endings(play, made)
        done, counted = sum(figure.done for figure in figures), sum(figure.counted for figure in figures)
        play.check("5. Всего", "23/32 = 71,9", f"{done}/{counted} = {percent(done, counted)}")


def _units() -> list[Unit]:
    return list(Unit.objects.order_by("pk"))


def _program(play: Play, unit: Unit, lines: int) -> Program:
    curator = play.actor(CURATOR)
    program = programs.draft_program(
        actor=curator,
        unit=unit,
        title="Первый год молодого учителя",
        start_on=datetime.date(2022, 4, 1),
        end_on=datetime.date(2022, 11, 30),
    )
    plan = [ActivityDraft("METHOD", f"Мероприятие {number}") for number in range(1, lines + 1)]
    programs.set_plan(actor=curator, program=program, lines=plan)
    return programs.approve_program(actor=curator, program=program, version=program.version)


def _refuse_terms(play: Play) -> None:
    unit, curator = _units()[0], play.actor(CURATOR)
    for months, expected in (("2022-05-31", "короче 3 месяцев"), ("2023-04-30", "длиннее 12 месяцев")):
        end = datetime.date.fromisoformat(months)
        play.refused(
            f"5. Программа до {end:%d.%m.%Y}",
            expected,
            lambda end=end: programs.check_term(unit, datetime.date(2022, 4, 1), end, curator.today),
        )


def _do(play: Play, program: Program, done: int) -> None:
    for activity in program.plan.all()[:done]:
        programs.mark_activity(actor=play.actor(CURATOR), activity=activity, state=PlanActivity.State.DONE)


def _record_meeting(play: Play, program: Program) -> None:
    unit = Unit.objects.get(pk=program.unit_id)
    mentor, mentee = MENTORS[0], MENTEES[0]
    meeting = meetings.record_meeting(
        actor=play.actor(mentor), unit=unit, held_on=datetime.date(2022, 9, 19), content="Разобрали открытый урок"
    )
    meetings.confirm_meeting(actor=play.actor(mentee), meeting=meeting, usefulness=9)
    play.check("5. Встреча", "подтверждена", Meeting.objects.get(pk=meeting.pk).get_state_display())


def _endings(play: Play, made: list[Program]) -> None:
    first, second, third = (Program.objects.get(pk=program.pk) for program in made)
    curator = play.actor(CURATOR)
    row = closings.complete_program(actor=curator, program=first)
    play.check("5. П1", "завершена", row.get_state_display())
    extension = amendments.propose(
        actor=curator, program=second, new_end_on=datetime.date(2023, 1, 31), words="Не успели"
    )
    amendments.sign(actor=play.actor(MENTORS[1]), amendment=extension)
    play.check("5. П2 с одной подписью до", "30.11.2022", f"{Program.objects.get(pk=second.pk).end_on:%d.%m.%Y}")
    amendments.sign(actor=play.actor(MENTEES[1]), amendment=extension)
    play.check("5. П2 продлена до", "31.01.2023", f"{Program.objects.get(pk=second.pk).end_on:%d.%m.%Y}")
    play.refused(
        "5. П3 без обоснования",
        "нужно обосновать",
        lambda: closings.terminate_program(
            actor=curator, program=third, reason="CURATOR_NONPERFORMANCE", justification=""
        ),
    )
    row = closings.terminate_program(
        actor=curator,
        program=third,
        reason="CURATOR_NONPERFORMANCE",
        justification="Встречи 05.09 и 12.09 не состоялись: форс-мажор в школе",
        failures=[datetime.date(2022, 9, 5), datetime.date(2022, 9, 12)],
        explanations={member.pk: "Не было времени" for member in third.unit.members.all()},
    )
    play.check("5. П3", "завершена досрочно", row.get_state_display())
