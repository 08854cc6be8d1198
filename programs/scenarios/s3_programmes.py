"""S3, steps 3–5: a rationale of eight sections, an extension that both sign, an end for non-performance."""

import datetime
from collections.abc import Sequence

from programs.models import MenteeEntry, MentorEntry, PlanActivity, Program, Unit
from programs.order_templates import pairs_order
from programs.services import amendments, banks, closings, orders, program_notes, programs, proposals, units
from programs.services.order_drafts import ClauseDraft, OrderDraft
from programs.services.programs import ActivityDraft
from programs.terms import months_between

from .bank_people import consents_on_paper
from .play import Play

CURATOR, HEAD = "КураторБ8", "ДиректорБ8"
LEADER, GUIDE = "НаставникБ08", "НаставникБ16"
NOVICE = "Новичкова"
GROUP = ("Первова", "Вторина", "Третьяк", "Четвертных")
SECTIONS = {
    "problem": "Первый год работы", "goal": "Уверенный урок", "tasks": "Планировать, удерживать темп",
    "activities": "Посещает уроки", "mentee_activity": "Готовит планы", "interim_results": "Планы уроков",
    "planned_results": "Открытый урок", "schedule": "По вторникам", "work_mode": "mixed",
    "strengths_supported": "Знание языков",
}  # fmt: skip
START, END = datetime.date(2022, 12, 1), datetime.date(2023, 5, 31)


def play_programmes(play: Play) -> None:
    curator_by_order(play, CURATOR, HEAD, "40")
    with play.on("01.12.2022"):
        pair, group = _pair(play, LEADER, [NOVICE]), _pair(play, GUIDE, GROUP)
        curator = play.actor(CURATOR)
        play.sign(pairs_order(curator, [pair, group]), number="41", drafter=CURATOR, head=HEAD)
        program = _rationale(play, pair)
        other = approved(play, drafted(play, group, {**SECTIONS, "conditions": "Кабинет"}))
        play.check("5. Группа: у каждого наставляемого своя часть", "4", other.parts.count())
    _extension(play, program)
    _nonperformance(play, other)


def curator_by_order(play: Play, name: str, head: str, number: str, day: str = "28.11.2022") -> None:
    with play.on(day):
        curator = play.actor(name)
        clauses = [
            ClauseDraft(
                "curator_appointment", "Назначить куратором заместителя директора.", executor=play.people[name]
            ),
            ClauseDraft("control", "Контроль оставляю за собой."),
        ]
        draft = OrderDraft("О назначении куратора", "В соответствии с Положением", "г. Казань", clauses)
        order = orders.create_order(actor=curator, draft=draft)
        row = play.approved(orders.submit_order(actor=curator, order=order), head)
        play.registered(row, number, name)


def _pair(play: Play, mentor: str, mentees: Sequence[str]) -> Unit:
    curator, head = play.actor(CURATOR), play.actor(HEAD)
    entries = []
    for name in mentees:
        person = play.person(f"{name} Лилия Рустамовна", curator.organization, "учитель")
        entry = banks.add_mentee(actor=curator, person=person, category="YOUNG_SPECIALIST")
        consents_on_paper(curator, person)
        entry.refresh_from_db()
        banks.make_request(
            actor=curator, entry=entry, problem=f"Трудность: {name}", desired_result="Уверенный урок", areas=["METHOD"]
        )
        entries.append(MenteeEntry.objects.get(pk=entry.pk))
    banks.approve_mentees(actor=head, entries=entries)
    entries = list(MenteeEntry.objects.filter(pk__in=[entry.pk for entry in entries]).select_related("person"))
    unit = proposals.propose(
        actor=curator,
        mentor=MentorEntry.objects.select_related("person").get(person=play.people[mentor]),
        mentees=entries,
        form="TEACHER_TEACHER",
        kinds=["GROUP" if len(mentees) > 1 else "TRADITIONAL"],
    )
    for name in (mentor, *mentees):
        units.answer(actor=play.actor(name), unit=unit, agrees=True)
    for name in (mentor, *mentees):
        consents_on_paper(curator, play.people[name])
    return Unit.objects.get(pk=unit.pk)


def drafted(play: Play, unit: Unit, words: dict[str, str]) -> Program:
    mentor = play.actor(_mentor_of(unit))
    program = programs.draft_program(actor=mentor, unit=unit, title="Первый год", start_on=START, end_on=END, **words)
    plan = [ActivityDraft("METHOD", f"Мероприятие {number}") for number in range(1, 5)]
    programs.set_plan(actor=mentor, program=program, lines=plan)
    for member in unit.members.filter(side="mentee").select_related("person"):
        program_notes.add_note(actor=play.actor(member.person.last_name), program=program, kind="agreed")
    return program


def _mentor_of(unit: Unit) -> str:
    return str(unit.members.select_related("person").get(side="mentor").person.last_name)


def approved(play: Play, program: Program, curator: str = CURATOR) -> Program:
    row = programs.submit_program(actor=play.actor(_mentor_of(program.unit)), program=program)
    return programs.approve_program(actor=play.actor(curator), program=row, version=row.version)


def _rationale(play: Play, pair: Unit) -> Program:
    """Seven sections of eight: it is not sent, and the eighth is named (S3 п. 4.8)."""
    program = drafted(play, pair, SECTIONS)
    mentor = play.actor(LEADER)
    refusal = play.refused(
        "3. Записка из 7 разделов", "не заполнено", lambda: programs.submit_program(actor=mentor, program=program)
    )
    play.check("3. Какого раздела нет", "условия обучения", ", ".join(refusal.missing) if refusal else "")
    row = Program.objects.get(pk=program.pk)
    lines = programs.current_plan(row)
    row = programs.edit_program(
        actor=mentor, program=row, version=row.version, fields={"conditions": "Свободный час"}, lines=lines
    )
    row = programs.submit_program(actor=mentor, program=row)
    play.check("3. Восемь разделов", "на проверке куратора", row.get_state_display())
    row = programs.approve_program(actor=play.actor(CURATOR), program=row, version=row.version)
    play.check("3. Срок, месяцев", "6", f"{months_between(row.start_on, row.end_on):g}")
    return row


def _extension(play: Play, program: Program) -> None:
    """To 31.10 by mutual consent: 11 months; to 31.12 it would be 13 (S3 п. 4.13)."""
    with play.on("15.05.2023"):
        curator = play.actor(CURATOR)
        later = datetime.date(2023, 10, 31)
        change = amendments.propose(actor=curator, program=program, new_end_on=later, words="Новый класс")
        amendments.sign(actor=play.actor(LEADER), amendment=change)
        play.check("4. С одной подписью до", "31.05.2023", f"{Program.objects.get(pk=program.pk).end_on:%d.%m.%Y}")
        row = amendments.sign(actor=play.actor(NOVICE), amendment=change)
        play.check("4. С двумя подписями до", "31.10.2023", f"{row.end_on:%d.%m.%Y}")
        play.check("4. Срок с продлением, месяцев", "11", f"{months_between(row.start_on, row.end_on):g}")
        refusal = play.refused(
            "4. До 31.12.2023",
            "длиннее 12 месяцев",
            lambda: amendments.propose(actor=curator, program=row, new_end_on=datetime.date(2023, 12, 31)),
        )
        todo = refusal.todo if refusal else ""
        play.check("4. Что предложено", "Завершите эту программу и составьте новую", str(todo))


def _nonperformance(play: Play, program: Program) -> None:
    """One missed day is not enough, two need the explanations of all (S3 п. 4.12)."""
    with play.on("15.02.2023"):
        curator = play.actor(CURATOR)
        days = [datetime.date(2023, 1, 24), datetime.date(2023, 2, 7)]
        members = list(program.unit.members.all())
        end = {"reason": "CURATOR_NONPERFORMANCE", "justification": "Встречи не состоялись"}
        for step, expected, facts in (
            ("5. Один пропуск", "не меньше 2 пропусков", {"failures": days[:1]}),
            ("5. Два пропуска без объяснений", "Нет объяснений", {"failures": days}),
        ):
            play.refused(
                step,
                expected,
                lambda facts=facts: closings.terminate_program(actor=curator, program=program, **end, **facts),
            )
        said = {member.pk: "Не было времени" for member in members[1:]}
        row = closings.terminate_program(
            actor=curator, program=program, failures=days, explanations={**said, members[0].pk: None}, **end
        )
        play.check("5. С датами и объяснениями", "завершена досрочно", row.get_state_display())
        play.check("5. Группа", "завершена", Unit.objects.get(pk=program.unit_id).get_state_display())


def the_end(play: Play) -> None:
    """The extended programme is done on its last day: until then nothing of it is published (step 6)."""
    with play.on("31.10.2023"):
        curator = play.actor(CURATOR)
        program = Program.objects.get(unit__members__person=play.people[NOVICE])
        for activity in program.plan.all():
            programs.mark_activity(actor=curator, activity=activity, state=PlanActivity.State.DONE)
        row = closings.complete_program(actor=curator, program=Program.objects.get(pk=program.pk))
        play.check("6. Программа P", "завершена", row.get_state_display())
