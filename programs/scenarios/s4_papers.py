"""S4, steps 6 to 8: the personnel file, a release from duties, the change of mentor, names and the library."""

import datetime
from collections.abc import Sequence

from accounts.models import AuditEvent
from programs.models import (
    Application,
    Consent,
    DutyRelease,
    FileAccess,
    Material,
    MentorEntry,
    Order,
    Program,
    Unit,
    UnitMember,
)
from programs.paper_orders import release_order, replacement_order
from programs.queries.execution import execution, percent
from programs.services import (
    applications,
    bank_cards,
    consent_answers,
    consents,
    duty_releases,
    file_access,
    library,
    orders,
    replacements,
)

from .play import Play


def personnel_file(play: Play, unit: Unit, mentor: str, mentee: str, head: str) -> None:
    """6. For a purpose and a term, by the head's word, with every look in the journal."""
    with play.on("21.09.2022"):
        asked = {"actor": play.actor(mentor), "unit": unit, "mentee": play.people[mentee]}
        until, what = datetime.date(2022, 9, 30), "диплом и курсы"
        play.refused(
            "6. Личное дело без цели",
            "цель",
            lambda: file_access.ask(**asked, purpose=" ", materials=what, until=until),
        )
        play.refused(
            "6. Личное дело без срока",
            "срок",
            lambda: file_access.ask(**asked, purpose="Составить программу", materials=what, until=None),
        )
        access = file_access.ask(**asked, purpose="Составить программу", materials=what, until=until)
        play.refused(
            "6. До решения директора",
            "Доступ закрыт",
            lambda: file_access.look(actor=play.actor(mentor), access=access),
        )
        file_access.grant(actor=play.actor(head), access=access)
        file_access.look(actor=play.actor(mentor), access=access)
        looks = AuditEvent.objects.filter(verb="fileaccess.look", object_id=access.pk)
        play.check("6. Просмотров в журнале", "1", looks.count())
    with play.on("01.10.2022"):
        file_access.new_day()
        play.check("6. После срока", "закрыт: срок истёк", FileAccess.objects.get(pk=access.pk).get_state_display())
        play.refused("6. Просмотр после срока", "Доступ закрыт",
                     lambda: file_access.look(actor=play.actor(mentor), access=access))  # fmt: skip


def release(play: Play, unit: Unit, mentor: str, substitute: str, curator: str, head: str) -> None:
    """6. A release for a conference: only with a substitute and with words on how the work goes on."""
    with play.on("03.10.2022"):
        row = duty_releases.ask(
            actor=play.actor(mentor), unit=unit, person=play.people[mentor], activity="Конференция наставников",
            on=datetime.date(2022, 10, 7), lessons="уроки 2–5 в 7 «А»", reason="Доклад пары",
        )  # fmt: skip
        who = play.actor(curator)

        def send(person: str | None, continuity: str) -> Order:
            asked = duty_releases.complete(
                actor=who, release=row, substitute=play.people.get(person or ""), continuity=continuity
            )
            return orders.send_order(actor=who, draft=release_order(who, asked))

        play.refused("6. Освобождение без замены", "кто замещает", lambda: send(None, "Уроки проведёт коллега"))
        play.refused("6. Освобождение без непрерывности", "не прервётся", lambda: send(substitute, ""))
        order = send(substitute, "Темы по плану, встреча пары 10.10")
        play.registered(play.approved(order, head), "31 – А", curator)
        play.check("6. С заменой и непрерывностью", "освобождён приказом",
                   DutyRelease.objects.get(pk=row.pk).get_state_display())  # fmt: skip


def change_of_mentor(play: Play, unit: Unit, mentor: str, mentee: str, new: str, curator: str, head: str) -> None:
    """7. 15.10: two statements, an order; the programme is the same row with its plan, the former mentor has left."""
    before = Program.objects.get(unit=unit)
    with play.on("15.10.2022"):
        for name, kind in ((mentor, "release"), (mentee, "replace")):
            applications.file(actor=play.actor(name), kind=kind, unit=unit, text="Прошу решить")
        for who, role in ((curator, "куратор"), (head, "директор")):
            seen = Application.objects.visible_to(play.actor(who)).filter(unit=unit, state="filed")
            play.check(f"7. Заявлений видит {role}", "2", seen.count())
        first = Application.objects.filter(unit=unit).order_by("pk")[0]
        play.check("7. Ответить до", "19.10.2022", f"{first.answer_until:%d.%m.%Y}")
        play.refused(
            "7. Решает ли куратор",
            "отвечает руководитель",
            lambda: applications.accept(actor=play.actor(curator), application=first),
        )
        applications.accept(actor=play.actor(head), application=first)
        play.check("7. Обе удовлетворены", "2", Application.objects.filter(unit=unit, state="accepted").count())
        play.check("7. Пара", "меняют наставника", Unit.objects.get(pk=unit.pk).get_state_display())
        entry = MentorEntry.objects.select_related("person").get(person=play.people[new])
        chosen = replacements.choose(actor=play.actor(curator), unit=unit, mentor=entry)
        draft = replacement_order(play.actor(curator), chosen)
        play.refused(
            "7. Приказ без согласия нового",
            "Нет письменного согласия",
            lambda: orders.send_order(actor=play.actor(curator), draft=draft),
        )
        for consent in play.people[new].consents.filter(kind="duty", state="sent"):
            consent_answers.sign(actor=play.actor(new), consent=consent)
        play.sign(draft, number="34 – А", drafter=curator, head=head)
    after, row = Program.objects.get(unit=unit), Unit.objects.get(pk=unit.pk)
    figure = execution(after)
    play.check("7. Пара после приказа", "работает", row.get_state_display())
    play.check("7. Программа та же", "да", "да" if (after.pk, after.version) == (before.pk, before.version) else "нет")
    play.check("7. План", "7/10 = 70,0", f"{figure.done}/{figure.counted} = {percent(figure.done, figure.counted)}")
    left = UnitMember.ever.get(unit=row, person=play.people[mentor]).left_on
    play.check("7. Прежний наставник вышел", "15.10.2022", f"{left:%d.%m.%Y}" if left else "нет")
    play.check("7. Новый наставник", new, row.members.get(side="mentor", left_on=None).person.last_name)
    play.check("7. Прежний видит пару", "нет",
               "да" if Unit.objects.visible_to(play.actor(mentor)).filter(pk=row.pk).exists() else "нет")  # fmt: skip


def to_be_named(play: Play, mentors: Sequence[str], curator: str) -> None:
    """8. They let their names be spread and their cards be shown to all; the others have said nothing."""
    with play.on("20.10.2022"):
        actor = play.actor(curator)
        for name in mentors:
            person = play.people[name]
            entry = MentorEntry.objects.get(person=person)
            bank_cards.edit_entry(actor=actor, entry=entry, version=entry.version, fields={"visibility": "public"})
            consent = consents.ask_whoever_decides(
                actor=actor, organization=actor.organization, person=person, kind=Consent.Kind.PDN_DISTRIBUTION
            )
            consent_answers.sign(actor=play.actor(name), consent=consent)


def into_the_library(play: Play, address: str, mentor: str, curator: str) -> None:
    """8. The practice stands in the «методическая копилка», where a mentor of the school finds it."""
    with play.on("21.10.2022"):
        facts = {"kind": "practice", "title": "Первый год молодого учителя", "url": address}
        library.add(actor=play.actor(curator), fields=facts)
        found = Material.objects.visible_to(play.actor(mentor)).filter(kind="practice")
        play.check("8. Записей в методической копилке", "1", found.count())
