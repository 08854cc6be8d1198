"""The demo's pairs of a school: at work, ready for an order, waiting for an answer, one mentee without a pair; and a
draft of the matching that waits for its publication, with two whom nobody can help yet."""

import datetime
from typing import Any

from accounts.models import Membership, Person
from accounts.permissions import Actor, actor_of
from accounts.roles import Role
from programs.models import MenteeEntry, MentorEntry, PlanActivity, Program, Unit
from programs.order_templates import pairs_order
from programs.services import (
    agreement_answers,
    amendments,
    banks,
    consent_answers,
    figures,
    general_meetings,
    matching,
    meetings,
    orders,
    program_notes,
    program_templates,
    programs,
    proposals,
    units,
)
from programs.terms import school_year

MENTORS = ("Кравцова", "Абрамов", "Лапина", "Тихонова")
MENTEES = ("Соколова", "Громов", "Зуев", "Юсупова")
# Who is matched: name, subject, areas. Nobody of the bank knows the law, so the last two stay without a pair.
MORE_MENTORS = (
    ("Орлова", "физика", ["SUBJECT", "METHOD"]),
    ("Панкратов", "информатика", ["ICT", "SUBJECT"]),
    ("Жданова", "биология", ["SUBJECT", "PSYCH_PED"]),
)
MORE_MENTEES = (
    ("Новикова", "физика", ["SUBJECT"], "Опыты на уроке не успеваю довести до вывода", "Опыт и вывод в один урок"),
    ("Серов", "информатика", ["ICT"], "Дети сидят по одному за компьютером, работа стоит", "Работа в парах по сетке"),
    ("Хасанова", "английский язык", ["METHOD"], "Говорят трое, остальные молчат", "Говорит каждый, хотя бы минуту"),
    (
        "Котова",
        "биология",
        ["PSYCH_PED", "SUBJECT"],
        "Не слышат друг друга в споре",
        "Правила спора, которые держит класс",
    ),
    (
        "Ершов",
        "технология",
        ["LEGAL"],
        "Не знаю, что можно поручать детям в мастерской",
        "Памятка по закону и охране труда",
    ),
    ("Лугова", "", ["LEGAL"], "Документы выездов каждый раз возвращают", "Выезд оформлен с первого раза"),
)
# Who said of whom after the general meeting.
ANSWERS = (
    ("Орлова", Role.MENTOR, {"Новикова": "yes"}),
    ("Новикова", Role.MENTEE, {"Орлова": "yes", "Панкратов": "maybe"}),
    ("Панкратов", Role.MENTOR, {"Серов": "yes", "Новикова": "maybe"}),
    ("Серов", Role.MENTEE, {"Панкратов": "yes"}),
    ("Котова", Role.MENTEE, {"Жданова": "maybe"}),
)
PLAN = (
    ("METHOD", "Взаимное посещение уроков и разбор"),
    ("METHOD", "План урока по теме «Квадратные уравнения»"),
    ("SUBJECT", "Разбор контрольной работы"),
    ("PSYCH_PED", "Дисциплина на уроке: приёмы и правила"),
    ("ICT", "Электронный журнал без ошибок"),
    ("EXTRACURRICULAR", "Открытое мероприятие для класса"),
)


class DemoPairs:
    """Everything is done by the services, each step by the role that does it."""

    def __init__(self, curator: Actor, head: Actor) -> None:
        self.curator, self.head = curator, head

    def build(self) -> None:
        for name in MENTORS:
            self.mentor(name)
        for name in MENTEES:
            self.mentee(name)
        mentees = MenteeEntry.objects.filter(organization=self.head.organization)
        banks.approve_mentees(actor=self.head, entries=list(mentees))
        at_work = self.agreed(0)
        self.consents(at_work)
        self.order([at_work], "14 – А")
        self.run(at_work)
        ready = self.agreed(1)
        self.consents(ready)
        self.draft(ready)
        order = orders.create_order(actor=self.curator, draft=pairs_order(self.curator, [ready]))
        orders.submit_order(actor=self.curator, order=order)
        self.proposed(2)
        entry = MenteeEntry.objects.get(person=self.person(MENTEES[3]))
        banks.leave_without_pair(actor=self.curator, entry=entry, support_plan="Беседы с педагогом-психологом")
        self.matching()

    def matching(self) -> None:
        """The year's figures, people who wait, what they said after the meeting, and a draft that nobody has seen."""
        numbers = {"teachers": 34, "young_specialists": 9, "pupils_10_19": 412, "pupils_15_19": 96}
        figures.enter(
            actor=self.curator, organization=self.head.organization, school_year=school_year(self.curator.today),
            numbers=numbers,
        )  # fmt: skip
        for name, subject, competencies in MORE_MENTORS:
            self.mentor(name, subject=subject, competencies=competencies, max_parallel=2)
        for name, subject, areas, problem, result in MORE_MENTEES:
            asked = {"areas": areas, "problem": problem, "desired_result": result}
            self.mentee(name, subject=subject, **asked)
        mentees = MenteeEntry.objects.filter(organization=self.head.organization)
        banks.approve_mentees(actor=self.head, entries=list(mentees))
        meeting = general_meetings.plan_meeting(
            actor=self.curator, held_on=self.curator.today, place="актовый зал, 15:00"
        )
        for name, role, answers in ANSWERS:
            said = {self.person(other).pk: word for other, word in answers.items()}
            general_meetings.answer(actor=self.as_(name, role), meeting=meeting, answers=said)
        matching.make_draft(actor=self.curator)

    def person(self, last_name: str) -> Person:
        return Person.objects.get(last_name=last_name)

    def as_(self, last_name: str, role: str) -> Actor:
        """The person in the role that his place in the bank has given him."""
        rows = Membership.objects.select_related("person", "organization__region")
        return actor_of(rows.get(person=self.person(last_name), role=role))

    def mentor(self, name: str, **fields: Any) -> None:
        fields = {"competencies": ["METHOD", "SUBJECT"], **fields}
        entry = banks.add_mentor(actor=self.curator, person=self.person(name), **fields)
        self.give(name, Role.MENTOR)
        banks.approve_mentors(actor=self.head, entries=[MentorEntry.objects.get(pk=entry.pk)])

    def mentee(self, name: str, subject: str = "", **words: Any) -> None:
        entry = banks.add_mentee(
            actor=self.curator, person=self.person(name), category="YOUNG_SPECIALIST", subject=subject
        )
        self.give(name, Role.MENTEE)
        asked = {
            "problem": "Трудно удержать внимание класса весь урок",
            "desired_result": "Класс работает весь урок, план урока выполняется",
            "areas": ["METHOD", "PSYCH_PED"],
        }
        banks.make_request(actor=self.curator, entry=MenteeEntry.objects.get(pk=entry.pk), **(asked | words))

    def give(self, name: str, role: str) -> None:
        for consent in self.person(name).consents.filter(state="sent"):
            consent_answers.sign(actor=self.as_(name, role), consent=consent)
        for agreement in self.person(name).agreements.filter(state="draft"):
            agreement_answers.agree(actor=self.as_(name, role), agreement=agreement, version=agreement.version)

    def proposed(self, number: int) -> Unit:
        return proposals.propose(
            actor=self.curator,
            mentor=MentorEntry.objects.get(person=self.person(MENTORS[number])),
            mentees=[MenteeEntry.objects.get(person=self.person(MENTEES[number]))],
            form="TEACHER_TEACHER",
            kinds=["TRADITIONAL"],
            reason="Тот же предмет, кабинеты рядом, оба свободны во вторник",
        )

    def agreed(self, number: int) -> Unit:
        unit = self.proposed(number)
        units.answer(actor=self.as_(MENTORS[number], Role.MENTOR), unit=unit, agrees=True)
        return units.answer(actor=self.as_(MENTEES[number], Role.MENTEE), unit=unit, agrees=True)

    def consents(self, unit: Unit) -> None:
        for member in unit.members.select_related("person"):
            self.give(member.person.last_name, Role.MENTOR if member.side == "mentor" else Role.MENTEE)

    def order(self, held: list[Unit], number: str) -> None:
        order = orders.create_order(actor=self.curator, draft=pairs_order(self.curator, held))
        row = orders.submit_order(actor=self.curator, order=order)
        row = orders.approve_order(actor=self.head, order=row, version=row.version)
        orders.register_order(actor=self.curator, order=row, number=number, dated=self.curator.today)

    def run(self, unit: Unit) -> None:
        """A programme from a ready sample, with a word of the mentee, the council's decision and a change proposed."""
        mentor, mentee = self.as_(MENTORS[0], Role.MENTOR), self.as_(MENTEES[0], Role.MENTEE)
        today = self.curator.today
        program = programs.draft_program(
            actor=mentor,
            unit=Unit.objects.get(pk=unit.pk),
            title="Первый год молодого учителя математики",
            start_on=today,
            end_on=today + datetime.timedelta(days=180),
            sample=program_templates.sample_by_key(mentor, "file:young_mathematics_teacher"),
            problem="Первый год работы: дисциплина и темп урока",
            goal="Уверенно вести урок математики в 5–8 классах",
        )
        note = program_notes.add_note(
            actor=mentee, program=program, kind="line", area="PSYCH_PED", text="Как начинать урок в шумном классе"
        )
        program_notes.answer_note(actor=mentor, note=note, accepted=True, answer="Разберём на второй неделе")
        program_notes.add_note(actor=mentee, program=program, kind="agreed")
        row = programs.submit_program(actor=mentor, program=Program.objects.get(pk=program.pk))
        if row.state == Program.State.ON_COUNCIL:
            chair = Membership.objects.select_related("person", "organization__region").get(
                organization=self.curator.organization, role=Role.COUNCIL_CHAIR
            )
            agreed = {"program": row, "version": row.version, "words": "протокол № 2"}
            row = programs.council_agree(actor=actor_of(chair), **agreed)
        row = programs.approve_program(actor=self.curator, program=row, version=row.version)
        lines = list(PlanActivity.objects.filter(program=program).select_related("program"))
        programs.mark_activities(actor=mentor, program=row, activities=lines[1:3], state="done")
        end = row.end_on + datetime.timedelta(days=60)
        amendments.propose(
            actor=mentor, program=row, new_end_on=end, words="Открытый урок переносится на следующую четверть"
        )
        meetings.record_meeting(
            actor=mentor,
            unit=Unit.objects.get(pk=unit.pk),
            held_on=today,
            content="Посетили урок в 7 «А», разобрали начало и темп",
            agreement="К следующей встрече — план урока с парной работой",
            activity=lines[0],
        )

    def draft(self, unit: Unit) -> None:
        """A draft that waits for the mentor's answer to a suggestion."""
        mentor, mentee = self.as_(MENTORS[1], Role.MENTOR), self.as_(MENTEES[1], Role.MENTEE)
        today = self.curator.today
        program = programs.draft_program(
            actor=mentor,
            unit=Unit.objects.get(pk=unit.pk),
            title="Первые месяцы в школе",
            start_on=today + datetime.timedelta(days=7),
            end_on=today + datetime.timedelta(days=120),
            sample=program_templates.sample_by_key(mentor, "file:first_thirty_days"),
        )
        program_notes.add_note(
            actor=mentee, program=program, kind="line", area="METHOD", text="Посетить уроки в параллели шестых классов"
        )
