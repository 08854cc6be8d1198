"""S5, steps 1 and 4: the reverse pair, the council and its decision in a disagreement."""

import datetime

from accounts.permissions import Actor
from programs.models import (
    Consent,
    Council,
    CouncilCase,
    CouncilMinutes,
    MenteeEntry,
    MentorEntry,
    Program,
    Unit,
    UnitMember,
)
from programs.order_templates import pairs_order, statute_order
from programs.paper_orders import council_order
from programs.services import (
    banks,
    cases,
    closings,
    consent_answers,
    consents,
    councils,
    meetings,
    minutes,
    programs,
    proposals,
    regulations,
    units,
)
from programs.services.minutes import DecisionDraft
from programs.services.programs import ActivityDraft

from .play import Play

HEAD, CURATOR, YOUNG, ELDER, CHAIR, SECRETARY = "Ермолаев", "Черных", "Юдина", "Старкова", "Бийская", "Чуева"


def cast(play: Play) -> None:
    ministry = play.organization("ministry", "region_authority")
    centre = play.organization("duc", "school", ministry, school_kind="additional", short_name="МАУ ДО «ДЮЦ»")
    play.person(f"{HEAD} Пётр Ильич", centre, "директор", "head")
    play.person(f"{CURATOR} Вера Степановна", centre, "заместитель директора", "curator", deputy=True)
    for name in (YOUNG, ELDER, CHAIR, SECRETARY):
        play.person(f"{name} Ирина Павловна", centre, "педагог дополнительного образования", "mentor")
    with play.on("01.09.2022", "08:00"):
        curator = play.actor(CURATOR)
        regulation = regulations.draft_from_preset(actor=curator, preset_code="altai_duc")
        play.sign(statute_order(curator, regulation, play.people[CURATOR]), number="1", drafter=CURATOR, head=HEAD)
        for name in (YOUNG, CHAIR, SECRETARY):
            entry = banks.add_mentor(
                actor=curator, person=play.people[name], measurable_results="Победы воспитанников, открытые занятия"
            )
            give(play, name)
            banks.approve_mentors(actor=play.actor(HEAD), entries=[MentorEntry.objects.get(pk=entry.pk)])
        entry = banks.add_mentee(actor=curator, person=play.people[ELDER], category="ICT_LOW")
        give(play, ELDER)
        asked = {"problem": "Социальные сети", "desired_result": "Страница кружка", "areas": ["ICT"]}
        banks.make_request(actor=curator, entry=MenteeEntry.objects.get(pk=entry.pk), **asked)


def give(play: Play, name: str) -> None:
    for consent in play.people[name].consents.filter(state="sent"):
        consent_answers.sign(actor=play.actor(name), consent=consent)


def reverse_pair(play: Play) -> None:
    """1. The younger teaches social networks and learns methods: two roles of each, one programme, both confirm."""
    with play.on("05.09.2022"):
        curator = play.actor(CURATOR)
        unit = proposals.propose(
            actor=curator,
            mentor=MentorEntry.objects.select_related("person").get(person=play.people[YOUNG]),
            mentees=[MenteeEntry.objects.select_related("person").get(person=play.people[ELDER])],
            form="EDUCATOR_EDUCATOR",
            kinds=["REVERSE"],
        )
        for name in (YOUNG, ELDER):
            units.answer(actor=play.actor(name), unit=unit, agrees=True)
        for name in (YOUNG, ELDER):
            give(play, name)
        play.sign(pairs_order(curator, [Unit.objects.get(pk=unit.pk)]), number="2", drafter=CURATOR, head=HEAD)
        program = programs.draft_program(
            actor=curator, unit=Unit.objects.get(pk=unit.pk), title="Учимся друг у друга",
            start_on=datetime.date(2022, 9, 5), end_on=datetime.date(2023, 5, 31), problem="Сети и методика",
            goal="Страница кружка, открытое занятие", activities="Встречи", planned_results="Страница",
            schedule="Среда", conditions="Кабинет 5",
        )  # fmt: skip
        programs.set_plan(actor=curator, program=program, lines=[ActivityDraft("ICT", "Страница кружка")])
        programs.approve_program(actor=curator, program=program, version=program.version)
        play.check("1. Пар", "1", Unit.objects.count())
        play.check("1. Обратных ролей", "2", UnitMember.ever.filter(unit=unit, is_reverse=True).count())
        play.check("1. Программ", "1", Program.objects.filter(unit=unit).count())
        meeting = meetings.record_meeting(
            actor=play.actor(YOUNG), unit=Unit.objects.get(pk=unit.pk), held_on=datetime.date(2022, 9, 5),
            content="Завели страницу, разобрали план занятия",
        )  # fmt: skip
        row = meetings.confirm_meeting(actor=play.actor(ELDER), meeting=meeting)
        play.check("1. Одно подтверждение", "записана, ждёт подтверждения", row.get_state_display())
        row = meetings.confirm_meeting(actor=play.actor(YOUNG), meeting=meeting)
        play.check("1. Оба подтвердили", "подтверждена", row.get_state_display())


def _signed(draft: CouncilMinutes, actor: Actor) -> CouncilMinutes:
    return minutes.sign(actor=actor, minutes=draft, version=draft.version)


def case(play: Play) -> None:
    """4. A disagreement: heard, decided by minutes, carried out; the body of S5 arbitrates and does not mediate."""
    with play.on("10.10.2022"):
        curator = play.actor(CURATOR)
        entries = {
            name: MentorEntry.objects.select_related("person").get(person=play.people[name])
            for name in (YOUNG, CHAIR, SECRETARY)
        }
        council = councils.propose(
            actor=curator, chair=entries[CHAIR], secretary=entries[SECRETARY], members=[entries[YOUNG]]
        )
        play.sign(council_order(curator, council), number="5", drafter=CURATOR, head=HEAD)
        council.refresh_from_db()
        play.check("4. Совет", "совет наставников, действует", f"{council.label}, {council.get_state_display()}")
        elder = play.actor(ELDER)
        play.refused(
            "4. Медиация",
            "нет такой функции",
            lambda: cases.file(actor=elder, kind="mediation", text="Спор о времени встреч"),
        )
        row = cases.file(actor=elder, kind="arbitration", text="Спор о времени встреч")
        chair, secretary = play.actor(CHAIR, "council_chair"), play.actor(SECRETARY, "council_member")
        cases.hear(actor=secretary, case=row)
        draft = minutes.draft(actor=secretary, held_on=datetime.date(2022, 10, 10), agenda="Обращение Старковой И. П.")
        seats = list(council.seats.all())
        decision = DecisionDraft(
            kind="case", text="Встречаться по средам в 15:00", votes_for=2, case=row,  # the side does not vote
            executor=play.people[CURATOR], due_on=datetime.date(2022, 10, 20),
        )  # fmt: skip
        facts = {"actor": secretary, "number": "3", "agenda": draft.agenda, "held_on": draft.held_on}
        draft = minutes.write(minutes=draft, version=draft.version, present=seats[:1], decisions=[decision], **facts)
        play.refused("4. Протокол без кворума", "Нет кворума", lambda: _signed(draft, chair))
        draft = minutes.write(minutes=draft, version=draft.version, present=seats, decisions=[decision], **facts)
        play.refused("4. Подпись секретаря", "другая роль", lambda: _signed(draft, secretary))
        signed = _signed(draft, chair)
    with play.on("19.10.2022"):
        done = minutes.mark_done(actor=play.actor(SECRETARY, "council_member"), decision=signed.decisions.get())
        row = CouncilCase.objects.get(pk=row.pk)
        play.check("4. Протокол", "№ 3", f"№ {signed.number}")
        play.check("4. Решение", "Встречаться по средам в 15:00", done.text)
        play.check("4. Обращение", "исполнено", row.get_state_display())
        play.check("4. Исполнено", "19.10.2022", f"{row.executed_on:%d.%m.%Y}" if row.executed_on else "нет")


def completed(play: Play) -> None:
    """5. The programme of the pair comes to its end; the mentor is asked to let his data go to the region."""
    with play.on("24.05.2023"):
        curator = play.actor(CURATOR)
        program = Program.objects.get(unit__members__person=play.people[ELDER], unit__members__is_reverse=False)
        line = program.plan.get()
        programs.mark_activity(actor=curator, activity=line, state="done")
        closings.complete_program(actor=curator, program=Program.objects.get(pk=program.pk))
        asked = {"person": play.people[YOUNG], "kind": Consent.Kind.PDN_TRANSFER}
        consents.ask(actor=curator, organization=curator.organization, **asked)


def agrees_to_transfer(play: Play) -> None:
    with play.on("26.05.2023"):
        give(play, YOUNG)


def award_minutes(play: Play) -> None:
    """5. The council recommends by its minutes: not about him who sits in it, by the votes of the others."""
    with play.on("26.05.2023"):
        secretary, chair = play.actor(SECRETARY, "council_member"), play.actor(CHAIR, "council_chair")
        program = Program.objects.get(state=Program.State.COMPLETED)
        draft = minutes.draft(actor=secretary, held_on=datetime.date(2023, 5, 26), agenda="Поощрение по итогам года")
        decision = DecisionDraft(
            kind="award", text="Рекомендовать Юдину И. П. к знаку «Почётный наставник»", votes_for=3, program=program
        )
        seats = list(Council.objects.get().seats.all())
        draft = minutes.write(
            actor=secretary, minutes=draft, version=draft.version, present=seats, decisions=[decision], number="9",
            agenda=draft.agenda, held_on=draft.held_on,
        )  # fmt: skip
        _signed(draft, chair)
