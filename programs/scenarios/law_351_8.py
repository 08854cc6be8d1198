"""7.6: since 01.03.2025 an employee mentors by an agreement to his contract (ТК, ст. 351.8)."""

import datetime
from decimal import Decimal

from programs.consent_texts import refuse_mixed_consent
from programs.models import MenteeEntry, MentorEntry, MentoringAgreement, Unit
from programs.order_templates import pairs_order, statute_order
from programs.services import (
    agreement_answers,
    applications,
    banks,
    consent_answers,
    daily,
    orders,
    payments,
    programs,
    proposals,
    regulations,
    units,
)
from programs.services.programs import ActivityDraft

from .play import Play

HEAD, CURATOR, MENTOR, MENTEE, BY_JOB, NEXT = "Ветрова", "Лунина", "Гордиенко", "Белова", "Савин", "Зорин"


def play_all(play: Play) -> None:
    cast(play)
    agreement(play)
    notice(play)
    in_job_description(play)
    separate_consent(play)


def cast(play: Play) -> None:
    ministry = play.organization("ministry", "region_authority")
    school = play.organization(
        "school", "school", ministry, school_kind="general", short_name="Школа", place="г. Щёкино"
    )
    play.person(f"{HEAD} Нина Аркадьевна", school, "директор", "head")
    play.person(f"{CURATOR} Ольга Сергеевна", school, "заместитель директора", "curator", deputy=True)
    for name in (MENTOR, BY_JOB):
        play.person(f"{name} Вера Петровна", school, "учитель математики", "mentor")
    for name in (MENTEE, NEXT):
        play.person(f"{name} Анна Игоревна", school, "учитель математики", "mentee")
    with play.on("03.03.2025", "08:00"):
        curator, head = play.actor(CURATOR), play.actor(HEAD)
        regulation = regulations.draft_from_preset(actor=curator, preset_code="schekino11")
        play.sign(statute_order(curator, regulation, play.people[CURATOR]), number="10", drafter=CURATOR, head=HEAD)
        for name in (MENTOR, BY_JOB):
            entry = banks.add_mentor(actor=curator, person=play.people[name])
            _give(play, name)
            banks.approve_mentors(actor=head, entries=[MentorEntry.objects.get(pk=entry.pk)])
        for name in (MENTEE, NEXT):
            entry = banks.add_mentee(actor=curator, person=play.people[name], category="NEW_PLACE")
            _give(play, name)
            asked = {"problem": "Новая школа", "desired_result": "Уверенный урок", "areas": ["METHOD"]}
            banks.make_request(actor=curator, entry=MenteeEntry.objects.get(pk=entry.pk), **asked)
        banks.approve_mentees(actor=head, entries=list(MenteeEntry.objects.all()))


def _give(play: Play, name: str) -> None:
    for consent in play.people[name].consents.filter(state="sent"):
        consent_answers.sign(actor=play.actor(name), consent=consent)


def _agreed(play: Play, mentor: str, mentee: str) -> Unit:
    unit = proposals.propose(
        actor=play.actor(CURATOR),
        mentor=MentorEntry.objects.select_related("person").get(person=play.people[mentor]),
        mentees=[MenteeEntry.objects.select_related("person").get(person=play.people[mentee])],
        form="TEACHER_TEACHER",
        kinds=["TRADITIONAL"],
    )
    for name in (mentor, mentee):
        units.answer(actor=play.actor(name), unit=unit, agrees=True)
    for name in (mentor, mentee):
        _give(play, name)
    return Unit.objects.get(pk=unit.pk)


def _agreement(play: Play, name: str) -> MentoringAgreement:
    return MentoringAgreement.objects.select_related("unit", "organization").get(person=play.people[name])


def agreement(play: Play) -> None:
    """03.03: the consents, the agreement with its four parts, the order; without the signature no order."""
    with play.on("03.03.2025"):
        unit = _agreed(play, MENTOR, MENTEE)
        play.check("1. Соглашение предложено", "ждёт подписи работника", _agreement(play, MENTOR).get_state_display())
        curator = play.actor(CURATOR)
        refusal = play.refused(
            "1. Приказ без соглашения",
            "Нет письменного согласия",
            lambda: orders.send_order(actor=curator, draft=pairs_order(curator, [unit])),
        )
        play.check("1. Кого ждём", play.people[MENTOR].full_name, ", ".join(refusal.missing) if refusal else "")
        row = _agreement(play, MENTOR)
        row = agreement_answers.edit(
            actor=curator, agreement=row, version=row.version, amount=Decimal(3000), ends=datetime.date(2025, 12, 31)
        )
        agreement_answers.agree(actor=play.actor(MENTOR), agreement=row, version=row.version)
        play.check("1. Пара", "согласия получены", Unit.objects.get(pk=unit.pk).get_state_display())
        play.sign(pairs_order(curator, [unit]), number="11", drafter=CURATOR, head=HEAD)
        row = _agreement(play, MENTOR)
        play.check("1. Соглашение", "действует", row.get_state_display())
        play.check("1. Сумма в месяц", "3000,00", f"{row.amount:.2f}".replace(".", ","))
        play.check("1. Срок", "31.12.2025", f"{row.ends:%d.%m.%Y}")
        program = programs.draft_program(
            actor=curator, unit=unit, title="Первый год", start_on=datetime.date(2025, 3, 3),
            end_on=datetime.date(2025, 12, 31),
        )  # fmt: skip
        programs.set_plan(actor=curator, program=program, lines=[ActivityDraft("METHOD", "Открытый урок")])
        programs.approve_program(actor=curator, program=program, version=program.version)
        play.check("1. Пара работает", "работает", Unit.objects.get(pk=unit.pk).get_state_display())


def notice(play: Play) -> None:
    """Thursday 06.03: the refusal; the day of filing is not counted, 08–09.03 are days off: the last day is 11.03."""
    unit = _agreement(play, MENTOR).unit
    with play.on("06.03.2025"):
        applications.file(actor=play.actor(MENTOR), kind="release", unit=unit, text="Отказываюсь от наставничества")
        row = _agreement(play, MENTOR)
        play.check("2. После отказа", "предупреждение подано", row.get_state_display())
        play.check("2. Последний день", "11.03.2025", f"{row.last_day:%d.%m.%Y}")
    for day, state, pair in (
        ("11.03.2025", "предупреждение подано", "работает"),
        ("12.03.2025", "прекращено", "меняют наставника"),
    ):
        with play.on(day, "06:00"):
            daily.end_agreements()
            row = _agreement(play, MENTOR)
            play.check(f"2. {day}, соглашение", state, row.get_state_display())
            play.check(f"2. {day}, пара", pair, Unit.objects.get(pk=unit.pk).get_state_display())
    play.check("2. Прекращено с", "12.03.2025", f"{row.ended_on:%d.%m.%Y}" if row.ended_on else "нет")


def in_job_description(play: Play) -> None:
    """Where the help is his job already, no agreement is signed and no payment is asked for."""
    with play.on("13.03.2025"):
        unit = _agreed(play, BY_JOB, NEXT)
        curator = play.actor(CURATOR)
        row = _agreement(play, BY_JOB)
        row = agreement_answers.edit(
            actor=curator, agreement=row, version=row.version, amount=Decimal(3000), duties_in_job_description=True
        )
        play.check("3. Выплата не запрашивается", "None", row.amount)
        play.check(
            "3. Пара без подписи соглашения", "согласия получены", Unit.objects.get(pk=unit.pk).get_state_display()
        )
        play.refused(
            "3. Запись выплаты",
            "отдельной выплаты нет",
            lambda: payments.write_down(
                actor=curator,
                person=play.people[BY_JOB],
                kind="stimulating",
                amount=Decimal(3000),
                starts=datetime.date(2025, 3, 1),
                ends=datetime.date(2025, 3, 31),
                basis="pay_statute",
                basis_dated=datetime.date(2024, 1, 9),
                basis_clause="п. 4.2",
            ),
        )
        play.refused("3. Выплата без основания", "без основания", lambda: payments.write_down(
            actor=curator, person=play.people[MENTOR], kind="stimulating", amount=Decimal(3000),
            starts=datetime.date(2025, 3, 1), ends=datetime.date(2025, 3, 31), basis="pay_statute",
            basis_dated=None, basis_clause="",
        ))  # fmt: skip


def separate_consent(play: Play) -> None:
    mixed = "Фамилия: … Какие уроки вам трудны? … Даю согласие на обработку персональных данных."
    play.refused("4. Согласие внутри анкеты", "отдельным документом", lambda: refuse_mixed_consent(mixed))
    refuse_mixed_consent("Какие уроки вам трудны? Согласны ли вы, что трудно начать?")
    play.check("4. Анкета без согласия", "принята", "принята")
