"""S3 steps 2–5: a pair of two schools with its two orders; a rationale, an extension, a group and its end."""

import pytest

from programs.models import MenteeEntry, MentorEntry, Order, OrderKind, Program, Unit
from programs.order_templates import pairs_order
from programs.scenarios import s3_across, s3_programmes, s3_tatarstan
from programs.scenarios.play import Play
from programs.scenarios.s3_across import CURATOR, HEAD, LENDER, LENDS, MENTEE, MENTOR
from programs.scenarios.s3_programmes import GROUP, GUIDE, LEADER, NOVICE, SECTIONS
from programs.services import bank_cards, banks, programs
from tests.e2e.stage import Stage
from tests.e2e.steps import Hand, said


@pytest.fixture
def region(stage: Stage) -> Stage:
    """Twenty schools under the region's statute."""
    with stage.scene() as play:
        s3_tatarstan.cast(play)
        s3_tatarstan.statute(play)
    return stage


def test_a_pair_of_two_schools_is_held_by_two_orders(region: Stage) -> None:
    with region.scene() as play:
        with play.on("01.12.2022", "08:00"):
            _bank_of_the_lender(play)
        s3_programmes.curator_by_order(play, CURATOR, HEAD, "11")
        with play.on("01.12.2022", "09:00"):
            _asks_for_help(play)
    region.on("01.12.2022")
    _agreement(region)
    _loan(region)
    with region.scene() as play:
        unit = _said_yes(play)
    _orders(region, unit)


def _bank_of_the_lender(play: Play) -> None:
    """Open to the region; the consent to transfer is not given yet."""
    s3_tatarstan._mentor(play, MENTOR, "А", 1)
    entry = MentorEntry.objects.get(person=play.people[MENTOR])
    bank_cards.edit_entry(actor=play.actor(LENDER), entry=entry, version=entry.version, fields={"visibility": "region"})


def _asks_for_help(play: Play) -> None:
    curator = play.actor(CURATOR)
    person = play.person(f"{MENTEE} Лилия Рустамовна", curator.organization, "учитель")
    entry = banks.add_mentee(actor=curator, person=person, category="YOUNG_SPECIALIST")
    s3_across.consents_on_paper(curator, person)
    asked = {"problem": "Первый год", "desired_result": "Уверенный урок", "areas": ["METHOD"]}
    banks.make_request(actor=curator, entry=MenteeEntry.objects.get(pk=entry.pk), **asked)
    banks.approve_mentees(actor=play.actor(HEAD), entries=[MenteeEntry.objects.get(pk=entry.pk)])


def _agreement(region: Stage) -> None:
    """Without an agreement there is nobody to ask for; with it, written down and confirmed by both heads, there is."""
    curator = region.hand(CURATOR)
    curator.page.goto("/mentors/partners/")
    region.looks(curator.page, "no-agreement")
    assert "Договоров с другими школами нет" in said(curator.page)
    curator.tap("Открыть договоры").tap("Внести договор")
    region.looks(curator.page, "new-agreement")
    curator.type("С кем договор", "ОО А-1").type("Номер договора", "4")
    assert curator.page.get_by_label("Действует с").input_value() == "01.12.2022"
    curator.tap("Внести договор").until("Договор внесён")
    for head in (HEAD, LENDS):
        person = region.hand(head)
        region.looks(person.page, "head-home")
        person.tap("К договору", near="Подтвердить договор")
        region.looks(person.page, "to-confirm")
        person.tap("^Подтвердить").until("Договор подтверждён")


def _loan(region: Stage) -> None:
    """Nameless until his school and he say yes; he can say it only with his consent to transfer."""
    curator = region.hand(CURATOR)
    curator.page.goto("/mentors/partners/")
    region.looks(curator.page, "nameless")
    assert MENTOR not in said(curator.page)
    curator.tap("Попросить").until("Запрос отправлен")
    lender = region.hand(LENDER)
    region.looks(lender.page, "lender-home")
    lender.tap("Ответить", near="Другая школа просит наставника")
    region.looks(lender.page, "lender-asked")
    lender.tap("Отпустить").until("вы согласны")
    mentor = region.hand(MENTOR)
    region.looks(mentor.page, "mentor-home")
    mentor.tap("Ответить", near="Другая школа просит вас")
    region.looks(mentor.page, "mentor-asked")
    assert not mentor.page.get_by_role("button", name="Да, приду").count()
    curator.page.goto("/mentors/requests/")
    assert MENTOR not in said(curator.page)
    mentor.tap("Сначала согласие на передачу данных")
    region.looks(mentor.page, "transfer")
    mentor.tap("Дать согласие").until("Согласие дано").home()
    mentor.tap("Ответить", near="Другая школа просит вас").tap("Да, приду").until("вы согласны")
    curator.page.reload()
    assert f"{MENTOR} Вера Петровна" in said(curator.page)
    region.looks(curator.page, "named")
    curator.page.goto("/units/new/")
    curator.choose("Наставник$", MENTOR).tick(MENTEE).tap("Предложить участникам").until("получили предложение")


def _said_yes(play: Play) -> Unit:
    unit = Unit.objects.get()
    for name in (MENTOR, MENTEE):
        s3_across.units.answer(actor=play.actor(name), unit=unit, agrees=True)
    for name in (MENTOR, MENTEE):
        s3_across.consents_on_paper(play.actor(CURATOR), play.people[name])
    return unit


def _orders(region: Stage, unit: Unit) -> None:
    """The borrower's order first; the pair waits for the lender's, which the system has drafted."""
    curator = region.hand(CURATOR)
    curator.tap("Оформить", near="Оформить приказом 1 пару").tap("Составить и отправить").until("отправлен")
    _approve(region, HEAD)
    curator.home().tap("Зарегистрировать").type("Номер$", "12").tap("^Зарегистрировать").until("зарегистрирован")
    curator.page.goto(f"/units/{unit.pk}/")
    assert "Ждём приказа: ОО А-1" in said(curator.page)
    region.looks(curator.page, "one-order")
    lender = region.hand(LENDER)
    region.looks(lender.page, "second-order-home")
    with region.scene() as play:
        second = Order.objects.get(
            organization_id=play.actor(LENDER).organization_id, clauses__kind=OrderKind.PAIR_LENDING
        )
    lender.page.goto(f"/orders/{second.pk}/")
    region.looks(lender.page, "second-order")
    lender.tap("Отправить на утверждение")
    _approve(region, LENDS)
    lender.home().tap("Зарегистрировать").type("Номер$", "31").tap("^Зарегистрировать").until("зарегистрирован")
    curator.page.reload()
    assert "Ждём приказа" not in said(curator.page)
    region.looks(curator.page, "two-orders")


def _approve(region: Stage, name: str) -> None:
    head = region.hand(name).tap("Прочитать", near="пар|наставник")
    region.looks(head.page, "head-reads")
    head.tap("^Утвердить").until("утверждён и подписан")


def test_a_programme_of_eight_sections_is_extended_and_a_group_ends(region: Stage) -> None:
    with region.scene() as play:
        for name, number in ((LEADER, 8), (GUIDE, 16)):
            with play.on("01.12.2022", "08:00"):
                s3_tatarstan._mentor(play, name, "Б", 1 + (number - 1) % 8)
        s3_programmes.curator_by_order(play, s3_programmes.CURATOR, s3_programmes.HEAD, "40")
        with play.on("01.12.2022"):
            pair, group = s3_programmes._pair(play, LEADER, [NOVICE]), s3_programmes._pair(play, GUIDE, GROUP)
            play.sign(
                pairs_order(play.actor(s3_programmes.CURATOR), [pair, group]), number="41",
                drafter=s3_programmes.CURATOR, head=s3_programmes.HEAD,
            )  # fmt: skip
            program = s3_programmes.drafted(play, pair, SECTIONS)
            other = s3_programmes.approved(play, s3_programmes.drafted(play, group, {**SECTIONS, "conditions": "Дом"}))
    region.on("01.12.2022", 11)
    _rationale(region, program)
    with region.scene() as play:
        row = Program.objects.get(pk=program.pk)
        programs.approve_program(actor=play.actor(s3_programmes.CURATOR), program=row, version=row.version)
    region.on("15.02.2023")
    _nonperformance(region, other)
    region.on("15.05.2023")
    _extension(region, program)


def _rationale(region: Stage, program: Program) -> None:
    """Seven sections of eight are not sent on, and the eighth is named."""
    mentor = region.hand(LEADER)
    region.looks(mentor.page, "draft-home")
    mentor.page.goto(f"/programs/{program.pk}/")
    region.looks(mentor.page, "seven-sections")
    mentor.tap("Отправить куратору").until("не заполнено")
    assert "условия обучения" in said(mentor.page).lower()
    region.looks(mentor.page, "not-sent")
    mentor.page.goto(f"/programs/{program.pk}/")
    mentor.tap("Править")
    region.looks(mentor.page, "edit")
    mentor.type("Условия обучения", "Свободный час").tap("Сохранить программу").tap("Отправить куратору")
    assert "на проверке куратора" in said(mentor.page).lower()
    assert "01.12.2022–31.05.2023" in said(mentor.page)


def _nonperformance(region: Stage, program: Program) -> None:
    curator = region.hand(s3_programmes.CURATOR)
    curator.page.goto(f"/units/{program.unit_id}/")
    for name in (GUIDE, *GROUP):
        assert name in said(curator.page)
    region.looks(curator.page, "group")
    curator.tap("Открыть программу").tap("Завершить досрочно").choose("Причина", "недолжное исполнение")
    region.looks(curator.page, "end")
    curator.type("Обоснование", "Встречи не состоялись").type("Другие даты пропусков", "24.01.2023")
    curator.tap("Завершить досрочно").until("не меньше 2 пропусков")
    curator.choose("Причина", "недолжное исполнение").type("Другие даты пропусков", "24.01.2023, 07.02.2023")
    curator.tap("Завершить досрочно").until("Нет объяснений")
    region.looks(curator.page, "explanations")
    curator.page.get_by_label("Объяснять отказался").first.check()
    for name in GROUP:
        curator.type(f"Объяснение: {name}", "Не было времени")
    curator.tap("Завершить досрочно").until("Программа завершена досрочно")
    assert "24.01.2023, 07.02.2023" in said(curator.page)
    region.looks(curator.page, "ended")


def _extension(region: Stage, program: Program) -> None:
    """To 31.10 when both have signed, and with one signature not; to 31.12 it would be 13 months."""
    curator = region.hand(s3_programmes.CURATOR)
    _propose(curator, program, "2023-10-31")
    region.looks(curator.page, "extension-proposed")
    for name, ends in ((LEADER, "31.05.2023"), (NOVICE, "31.10.2023")):
        person = region.hand(name).tap("Ответить", near="Согласны продлить программу до 31.10.2023")
        region.looks(person.page, "sign")
        person.tap("Согласиться продлить").until("Вы согласились изменить")
        assert f"01.12.2022–{ends}" in said(person.page)
    _propose(curator, program, "2023-12-31")
    assert "длиннее 12 месяцев" in said(curator.page)
    assert "Не позже 30.11.2023" in said(curator.page)
    assert "Завершите эту программу и составьте новую" in said(curator.page)
    region.looks(curator.page, "refused")


def _propose(curator: Hand, program: Program, last_day: str) -> None:
    curator.page.goto(f"/programs/{program.pk}/")
    curator.tap("Продлить").set("Новая дата", last_day).type("Зачем", "Новый класс").tap("Предложить продление")
