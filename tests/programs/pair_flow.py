"""Helpers: a pair of a school of the world on its way, each step by whoever takes it. All need the open scope."""

import datetime
from collections.abc import Sequence
from typing import Any

from accounts.models import Employment, Membership, Person
from accounts.permissions import Actor, actor_of
from programs.models import Consent, MenteeEntry, MentorEntry, Order, Program, Unit
from programs.order_templates import pairs_order
from programs.services import (
    agreement_answers,
    banks,
    consent_answers,
    orders,
    program_notes,
    programs,
    proposals,
    units,
)
from programs.services.programs import ActivityDraft
from tests.world import Node

FORM = "TEACHER_TEACHER"
HEAD_ON = datetime.date(2021, 9, 1)


def teacher(node: Node, last_name: str) -> Person:
    """One who works at the school and has no role there."""
    person = Person.objects.create(last_name=last_name, first_name="Вера", patronymic="Петровна", gender="f")
    Employment.objects.create(person=person, organization_id=node.id, title="учитель", valid_from=HEAD_ON)
    return person


def of(node: Node, role: str) -> Actor:
    rows = Membership.objects.select_related("person", "organization__region", "region")
    return actor_of(rows.get(pk=node[role].membership_id))


def himself(person: Person) -> Actor:
    """In the personal role that the bank has given him."""
    rows = Membership.objects.select_related("person", "organization__region", "region")
    return actor_of(rows.filter(person=person).order_by("pk")[0])


def answer_consents(person: Person) -> None:
    for consent in person.consents.filter(state="sent"):
        consent_answers.sign(actor=himself(person), consent=consent)
    for agreement in person.agreements.filter(state="draft"):
        agreement_answers.agree(actor=himself(person), agreement=agreement, version=agreement.version)


def mentor_in_bank(node: Node, last_name: str = "Наставникова", **fields: Any) -> MentorEntry:
    entry = banks.add_mentor(actor=of(node, "curator"), person=teacher(node, last_name), **fields)
    answer_consents(entry.person)
    banks.approve_mentors(actor=of(node, "head"), entries=[MentorEntry.objects.get(pk=entry.pk)])
    return MentorEntry.objects.select_related("person").get(pk=entry.pk)


def mentee_with_request(node: Node, last_name: str = "Ученикова") -> MenteeEntry:
    entry = banks.add_mentee(actor=of(node, "curator"), person=teacher(node, last_name), category="NEW_PLACE")
    answer_consents(entry.person)
    asked = {"problem": "Трудно", "desired_result": "Легко", "areas": ["METHOD"]}
    banks.make_request(actor=himself(entry.person), entry=MenteeEntry.objects.get(pk=entry.pk), **asked)
    return MenteeEntry.objects.select_related("person").get(pk=entry.pk)


def proposed(node: Node, mentor: MentorEntry | None = None, mentees: Sequence[MenteeEntry] = ()) -> Unit:
    mentor, mentees = mentor or mentor_in_bank(node), mentees or [mentee_with_request(node)]
    kind = "GROUP" if len(mentees) > 1 else "TRADITIONAL"
    return proposals.propose(actor=of(node, "curator"), mentor=mentor, mentees=mentees, form=FORM, kinds=[kind])


def people_of(unit: Unit) -> list[Person]:
    """The mentor first."""
    return [member.person for member in unit.members.select_related("person").order_by("pk")]


def agreed(node: Node, **who: Any) -> Unit:
    unit = proposed(node, **who)
    for person in people_of(unit):
        units.answer(actor=himself(person), unit=unit, agrees=True)
    return Unit.objects.get(pk=unit.pk)


def consented(node: Node, **who: Any) -> Unit:
    unit = agreed(node, **who)
    for person in people_of(unit):
        answer_consents(person)
    return Unit.objects.get(pk=unit.pk)


def ordered(node: Node, **who: Any) -> Unit:
    unit = consented(node, **who)
    curator, head = of(node, "curator"), of(node, "head")
    order = orders.submit_order(
        actor=curator, order=orders.create_order(actor=curator, draft=pairs_order(curator, [unit]))
    )
    order = orders.approve_order(actor=head, order=order, version=Order.objects.get(pk=order.pk).version)
    apart = f"журнал {order.pk}"  # «15 – А» as often as asked for
    orders.register_order(actor=curator, order=order, number="15 – А", dated=curator.today, number_apart=apart)
    return Unit.objects.get(pk=unit.pk)


def drafted(unit: Unit, *, start: datetime.date | None = None, lines: int = 2) -> Program:
    """A programme of eight months that the mentor has drawn up."""
    mentor = himself(people_of(unit)[0])
    start = start or mentor.today
    program = programs.draft_program(
        actor=mentor, unit=unit, title="Первый год", start_on=start, end_on=start + datetime.timedelta(days=240),
        problem="Темп урока", goal="Уверенный урок", tasks="Планировать", activities="Посещения",
        mentee_activity="Пробует", interim_results="План урока", planned_results="Урок", schedule="Вторник",
        conditions="Кабинет", strengths_supported="Знание предмета",
    )  # fmt: skip
    plan = [ActivityDraft("METHOD", f"Мероприятие {number}") for number in range(1, lines + 1)]
    programs.set_plan(actor=mentor, program=program, lines=plan)
    for person in people_of(unit)[1:]:
        program_notes.add_note(actor=himself(person), program=program, kind="agreed")
    return program


def running(node: Node, **who: Any) -> Program:
    program = drafted(ordered(node, **who))
    program = programs.submit_program(actor=himself(people_of(program.unit)[0]), program=program)
    programs.approve_program(actor=of(node, "curator"), program=program, version=program.version)
    return Program.objects.select_related("unit").get(pk=program.pk)


def state_of(row: Any) -> str:
    return type(row).objects.get(pk=row.pk).state


def consent_of(person: Person, kind: str = Consent.Kind.DUTY) -> Consent:
    return person.consents.filter(kind=kind).order_by("-pk")[0]
