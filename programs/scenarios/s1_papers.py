"""S1, steps 1 and 5: the district's order with two numbers, and the terms of a programme of a school below it."""

import datetime

from accounts.models import Organization
from programs.models import Appointment, MenteeEntry, MentorEntry, Order, Program, Regulation, Unit
from programs.order_content import registered_content
from programs.order_templates import statute_order
from programs.services import banks, orders, programs, proposals, regulations, units
from programs.terms import months_between

from .bank_people import consents_on_paper
from .play import Play

HEAD, COORDINATOR = "Комитетова", "Координаторова"
CURATOR, MENTOR, MENTEE = "Заместителева", "Математикова", "Начинаева"
BEGINS = datetime.date(2022, 9, 1)


def order_of_the_district(play: Play) -> Organization:
    """Step 1: the statute and the coordinator by one order; both of its numbers are kept, with a warning."""
    ministry = play.organization("ministry", "region_authority")
    district = play.organization(
        "district", "municipality", ministry, short_name="Комитет по образованию", place="с. Калманка"
    )
    play.person(f"{HEAD} Нина Петровна", district, "председатель комитета", "head")
    coordinator = play.person(f"{COORDINATOR} Анна Ивановна", district, "специалист", "coordinator")
    with play.on("19.08.2022"):
        who, head = play.actor(COORDINATOR), play.actor(HEAD)
        regulation = regulations.draft_from_preset(actor=who, preset_code="kalmanka")
        order = orders.send_order(actor=who, draft=statute_order(who, regulation, coordinator))
        order = orders.approve_order(actor=head, order=order, version=order.version)
        order, warnings = orders.register_order(
            actor=who, order=order, number="7711", dated=who.today, stamp_number="47/1"
        )
    kinds = ", ".join(order.clauses.values_list("kind", flat=True)[:2])
    play.check("1. Пункты приказа", "statute_approval, coordinator_appointment", kinds)
    play.check("1. Номер в шапке и в грифе", "7711; 47/1", f"{order.number}; {order.stamp_number}")
    play.check(
        "1. Предупреждение",
        "Номер в грифе приложения («47/1») отличается от номера приказа («7711»); сохранены оба",
        "; ".join(warnings),
    )
    printed = registered_content(Order.objects.get(pk=order.pk))
    play.check("1. Гриф приложения", "47/1", printed["appendices"][0]["stamp_number"])
    appointed = Appointment.objects.get(clause__order=order).membership
    play.check("1. Координатор назначен приказом", "приказ от 19.08.2022 № 7711", appointed.basis)
    in_force = Regulation.objects.get(organization=district)
    play.check("1. Положение действует с", "19.08.2022", f"{in_force.effective_from:%d.%m.%Y}")
    return district


def terms_of_a_programme(play: Play, district: Organization) -> None:
    """Step 5: ten months; two and thirteen are refused by the clause, three and twelve are not."""
    with play.on("26.08.2022"):
        unit = _pair(play, district)
    with play.on("01.09.2022"):
        mentor = play.actor(MENTOR)

        def drawn_up(end: datetime.date) -> Program:
            return programs.draft_program(
                actor=mentor, unit=unit, title="Первый год учителя математики", start_on=BEGINS, end_on=end
            )

        for months, end, words in (
            (2, datetime.date(2022, 10, 31), "короче 3 месяцев"),
            (13, datetime.date(2023, 9, 30), "длиннее 12 месяцев"),
        ):
            refusal = play.refused(f"5. Программа на {months} мес.", words, lambda end=end: drawn_up(end))
            play.check(f"5. {months} мес.: пункт положения", "назван", "назван" if _names(refusal) else "нет")
        for months, end in ((3, datetime.date(2022, 11, 30)), (12, datetime.date(2023, 8, 31))):
            programs.check_term(unit, BEGINS, end, mentor.today)  # a refusal would end the play
            play.check(f"5. Программа на {months} мес.", "принята", "принята")
        program = drawn_up(datetime.date(2023, 6, 30))
        play.check("5. Срок программы, мес.", "10", f"{months_between(program.start_on, program.end_on):g}")


def _names(refusal: object) -> bool:
    return "п. " in str(getattr(refusal, "clause", ""))


def _pair(play: Play, district: Organization) -> Unit:
    """A mentor and a mentee of school A who have agreed; without measurable results the profile lets nobody in."""
    school = play.organization("school-a", "school", district, school_kind="general", short_name="Школа А")
    play.person("Директорова Ольга Львовна", school, "директор", "head")
    play.person(f"{CURATOR} Инна Олеговна", school, "заместитель директора", "curator", deputy=True)
    mentor = play.person(f"{MENTOR} Вера Петровна", school, "учитель математики")
    mentee = play.person(f"{MENTEE} Алла Юрьевна", school, "учитель математики")
    curator, head = play.actor(CURATOR), play.actor("Директорова")
    play.refused(
        "3. Наставник без измеримых результатов", "нужны измеримые результаты",
        lambda: banks.add_mentor(actor=curator, person=mentor, competencies=["METHOD"]),
    )  # fmt: skip
    entry = banks.add_mentor(
        actor=curator, person=mentor, competencies=["METHOD"], measurable_results="Качество знаний выросло на 7 %"
    )
    consents_on_paper(curator, mentor)
    banks.approve_mentors(actor=head, entries=[MentorEntry.objects.get(pk=entry.pk)])
    asks = banks.add_mentee(actor=curator, person=mentee, category="YOUNG_SPECIALIST", experience_teaching=0)
    consents_on_paper(curator, mentee)
    banks.make_request(
        actor=curator, entry=MenteeEntry.objects.get(pk=asks.pk), problem="Темп урока",
        desired_result="Уверенный урок", areas=["METHOD"],
    )  # fmt: skip
    banks.approve_mentees(actor=head, entries=[MenteeEntry.objects.get(pk=asks.pk)])
    unit = proposals.propose(
        actor=curator, mentor=MentorEntry.objects.get(pk=entry.pk), mentees=[MenteeEntry.objects.get(pk=asks.pk)],
        form="TEACHER_TEACHER", kinds=["TRADITIONAL"],
    )  # fmt: skip
    for name in (MENTOR, MENTEE):
        units.answer(actor=play.actor(name), unit=unit, agrees=True)
    return Unit.objects.get(pk=unit.pk)
