"""The demo's papers of a school: a body of mentors with minutes, one of each thing that people may ask for."""

import datetime
from decimal import Decimal

from accounts.models import Person
from accounts.permissions import Actor
from accounts.roles import Role
from programs.models import MentorEntry, PlanActivity, Unit
from programs.paper_orders import council_order
from programs.services import (
    applications,
    cases,
    colleagues,
    councils,
    duty_releases,
    file_access,
    minutes,
    orders,
    payments,
)
from programs.services.minutes import DecisionDraft

from .demo_pairs import MENTEES, MENTORS, DemoPairs

CHAIR, SECRETARY, MEMBER = "Рыбакова", "Абрамов", "Лапина"


class DemoPapers:
    """Comes after the pairs: the first of them is at work."""

    def __init__(self, pairs: DemoPairs) -> None:
        self.pairs, self.curator, self.head = pairs, pairs.curator, pairs.head
        self.unit = Unit.objects.get(state=Unit.State.ACTIVE, organization=self.curator.organization)
        self.mentor = pairs.as_(MENTORS[0], Role.MENTOR)
        self.mentee = pairs.as_(MENTEES[0], Role.MENTEE)

    def build(self) -> None:
        self.council()
        self.asked_by_the_mentor()
        payments.write_down(
            actor=self.curator, person=self.person(MENTORS[0]), kind="stimulating", amount=Decimal(3000),
            starts=self.curator.today.replace(day=1), ends=self.curator.today, basis="pay_statute",
            basis_dated=datetime.date(2026, 1, 12), basis_clause="п. 4.7",
        )  # fmt: skip

    def person(self, last_name: str) -> Person:
        return self.pairs.person(last_name)

    def council(self) -> None:
        """Created by an order; one sitting with its decisions, a case that waits."""
        self.pairs.mentor(CHAIR)
        entries = MentorEntry.objects.select_related("person").filter(organization=self.curator.organization)
        chair, secretary, member = (entries.get(person=self.person(name)) for name in (CHAIR, SECRETARY, MEMBER))
        council = councils.propose(actor=self.curator, chair=chair, secretary=secretary, members=[member])
        order = orders.send_order(actor=self.curator, draft=council_order(self.curator, council))
        order = orders.approve_order(actor=self.head, order=order, version=order.version)
        orders.register_order(actor=self.curator, order=order, number="15 – А", dated=self.curator.today)
        actor = self.pairs.as_(CHAIR, Role.COUNCIL_CHAIR)
        self.sitting(actor)
        cases.file(
            actor=self.mentee, kind="consultation", unit=self.unit,
            text="Как записывать встречи, если урок посетили вдвоём с психологом?",
        )  # fmt: skip

    def sitting(self, chair: Actor) -> None:
        row = minutes.draft(actor=chair, held_on=chair.today, agenda="Программа первой пары\nПлан на полугодие")
        decisions = [
            DecisionDraft("amendment", "Добавить в план взаимное посещение уроков в параллели", 3,
                          program=self.unit.programs.get()),
            DecisionDraft("other", "Провести семинар «Первый год молодого учителя»", 2, 0, 1,
                          executor=self.person(MEMBER), due_on=chair.today + datetime.timedelta(days=30)),
        ]  # fmt: skip
        row = minutes.write(
            actor=chair, minutes=row, version=row.version, number="1", agenda=row.agenda, held_on=row.held_on,
            present=list(row.council.seats.all()), decisions=decisions,
        )  # fmt: skip
        minutes.sign(actor=chair, minutes=row, version=row.version)

    def asked_by_the_mentor(self) -> None:
        today, person = self.mentor.today, self.person
        week = today + datetime.timedelta(days=7)
        applications.file(
            actor=self.mentee, kind="replace", unit=self.unit,
            text="Прошу назначить мне другого наставника: не совпадает расписание.",
        )  # fmt: skip
        file_access.ask(
            actor=self.mentor, unit=self.unit, mentee=person(MENTEES[0]), until=week,
            purpose="Составить программу первого года", materials="Образование и курсы",
        )  # fmt: skip
        duty_releases.ask(
            actor=self.mentor, unit=self.unit, person=person(MENTORS[0]), on=week,
            activity="Областная конференция наставников", lessons="уроки 2–4 в 7 «А»", reason="Доклад о паре",
        )  # fmt: skip
        colleagues.invite(
            actor=self.mentor, unit=self.unit, person=person(SECRETARY), until=week,
            task="Провести мастер-класс: дисциплина в начале урока",
            activity=PlanActivity.objects.filter(program__unit=self.unit, state="planned").last(),
        )  # fmt: skip
