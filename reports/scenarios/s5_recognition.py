"""S5 step 5: put forward for «Почётный наставник»: the programme completed, EXIT, the council, the head, the region."""

from accounts.models import Organization
from accounts.permissions import Actor
from programs.models import MentorEntry
from programs.scenarios.play import Play, part

from ..models import Nomination
from ..queries.recognition import decisions_for, offers_of, waiting
from ..services import nominations as service

HEAD, CURATOR, YOUNG, CHAIR, MINISTER = "Ермолаев", "Черных", "Юдина", "Бийская", "Министров"
AWARD = "honorary_mentor"


def _row() -> Nomination:
    return Nomination.objects.select_related("organization__region", "program").get()


@part("s5.nomination")
def nomination(play: Play) -> None:
    """The system proposes whose programme is completed; without EXIT, the council and a consent nothing goes above."""
    ministry = Organization.objects.get(kind="region_authority")
    play.person(f"{MINISTER} Олег Олегович", ministry, "министр", "ministry")
    with play.on("24.05.2023"):
        curator = play.actor(CURATOR)
        found = next(one for one in waiting(curator) if one.person == play.people[YOUNG])
        play.check("5. Кого предлагает система", "наставник, Учимся друг у друга", _told(found))
        offer = offers_of(curator)[AWARD]
        play.check("5. Условия", "PROGRAM_COMPLETED, EXIT, COUNCIL, OWN_WORKER", ", ".join(offer.conditions))
        row = service.propose(
            actor=curator, award=AWARD, who=found.key, reason="Педагог старшего поколения ведёт страницу кружка"
        )
        refusal = play.refused("5. Без замера EXIT", "нет замера после программы (EXIT)", lambda: _submit(play, row))
        play.check("5. Отказ говорит, что сделать", "да", _yes(refusal and "Внесите замер" in refusal.todo))


def _told(found) -> str:  # type: ignore[no-untyped-def]
    return f"{'наставник' if found.part == 'mentor' else 'наставляемый'}, {found.program.title}"


def _yes(fact: object) -> str:
    return "да" if fact else "нет"


def _submit(play: Play, row: Nomination) -> Nomination:
    return service.submit(actor=play.actor(HEAD), nomination=row)


@part("s5.without_council")
def without_council(play: Play) -> None:
    with play.on("25.05.2023"):
        row = _row()
        refusal = play.refused(
            "5. Без рекомендации совета", "нет рекомендации органа наставников", lambda: _submit(play, row)
        )
        play.check("5. EXIT теперь есть", "да", _yes(refusal and "EXIT" not in refusal.reason))
        play.refused(
            "5. Рекомендует не совет", "другая роль", lambda: service.recommend(actor=play.actor(HEAD), nomination=row)
        )


@part("s5.recommended")
def recommended(play: Play) -> None:
    with play.on("26.05.2023"):
        row, chair = _row(), play.actor(CHAIR, "council_chair")
        row = service.recommend(actor=chair, nomination=row, decision=decisions_for(row).get())
        play.check("5. Рекомендация", "рекомендовано, протокол № 9", _recommended(row))
        play.refused("5. Без согласия на передачу", "согласия на передачу", lambda: _submit(play, row))
        play.check("5. Край пока не видит", "0", Nomination.objects.visible_to(play.actor(MINISTER)).count())


def _recommended(row: Nomination) -> str:
    number = row.decision.minutes.number if row.decision else "нет"
    return f"{row.get_state_display()}, протокол № {number}"


@part("s5.awarded")
def awarded(play: Play) -> None:
    """There is no municipality between: the head's word goes right to the region, which returns it once."""
    with play.on("29.05.2023"):
        row = _submit(play, _row())
        play.check("5. Руководитель отправил", "ministry", row.desk.slug if row.desk else "нет")
        minister = play.actor(MINISTER)
        play.check("5. Край видит", "1", Nomination.objects.visible_to(minister).count())
        play.refused("5. Вернуть без замечания", "Не сказано, почему", lambda: _back(minister, row, " "))
        row = _back(minister, row, "Назовите результат в числах")
        play.check("5. Возвращено", "возвращено", row.get_state_display())
    with play.on("30.05.2023"):
        row = _submit(play, row)
        row = service.accept(actor=minister, nomination=row)
        play.check("5. Край поддержал", "поддержано", row.get_state_display())
        play.refused(
            "5. Наградить без акта", "Не назван акт", lambda: service.award(actor=minister, nomination=row, act="")
        )
    with play.on("15.06.2023"):
        row = service.award(actor=minister, nomination=row, act="приказ от 12.06.2023 № 45-н")
        play.check(
            "5. «Почётный наставник»", "присуждено 15.06.2023", f"{row.get_state_display()} {row.awarded_on:%d.%m.%Y}"
        )
    with play.on("28.08.2023"):
        row = service.present(
            actor=play.actor(CURATOR), nomination=row, on=play.actor(CURATOR).today, where="августовский педсовет"
        )
        play.check("5. Вручено", "августовский педсовет", row.presented_at)
    card = MentorEntry.objects.get(person=play.people[YOUNG])
    play.check("5. В карточке наставника", "Нагрудный знак «Почётный наставник», 2023", card.honors)


def _back(actor: Actor, row: Nomination, remark: str) -> Nomination:
    return service.send_back(actor=actor, nomination=row, remark=remark)
