"""A year of a school after its statute, each step pressed by the one whose step it is (S4, МБОУ «Средняя школа № 11»).

Chapters follow the scenario: the statute, the banks, the pairs and their order, programmes and meetings, endings, the
month's report. Only the clock and what beat wakes are moved by the story; everything else is a press on a page.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from programs.scenarios.s4_schekino11 import CURATOR, HEAD, MENTEES, MENTORS, PLANS
from tests.e2e.steps import Hand, Looks, Touches, engage, moscow, said, story_school, the_clock_strikes
from tests.monitoring.month import WITH_REPORT
from tests.programs.regulation_flow import enact
from tests.world import Member, Node, World

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
TEACHER = "учитель математики"


@dataclass
class Story:
    """The school, whoever has a page open, and the counts."""

    school: Node
    looks: Looks
    clock_at: Callable[[datetime.datetime], None]
    open_page: Callable[[str, Member, Page | None], Page]
    people: dict[str, Member]
    book: Touches = field(default_factory=Touches)
    hands: dict[str, Hand] = field(default_factory=dict)
    phone: Hand | None = None

    def on(self, day: str, hour: int = 10) -> None:
        self.clock_at(moscow(day, hour))
        the_clock_strikes()

    def hand(self, name: str) -> Hand:
        """The page of somebody: the curator's and the coordinator's on a desk, everybody else's in the hand."""
        member = self.people[name]
        if not member.email:  # the teachers pass one phone around
            page = self.open_page("phone", member, self.phone.page if self.phone else None)
            self.phone = Hand(page, self.book, touch=True)
            return self.phone
        if name not in self.hands:
            kind = "phone" if member.role == "head" else "desktop"
            self.hands[name] = Hand(self.open_page(kind, member, None), self.book, touch=kind == "phone")
        return self.hands[name].home()


@pytest.fixture
def story(
    world: World, desktop: Any, phone: Any, sign_in: Any, axe: Any, clock_at: Any, letters: Any, tmp_path: Path
) -> Story:
    enact(world.a10, WITH_REPORT, dated=datetime.date(2022, 9, 2))
    school = story_school(
        world, slug="school-11", place="г. Щёкино", short_name="МБОУ «СОШ № 11»", phone="(48751) 0-00-11",
        name="Муниципальное бюджетное общеобразовательное учреждение «Средняя школа № 11»",
        founder="Комитет по образованию", address="ул. Школьная, д. 11", email="office@school-11.test",
    )  # fmt: skip
    post = "заместитель директора по учебно-воспитательной работе"
    people = {
        HEAD: engage(school, "head", f"{HEAD} Нина Аркадьевна", "директор", email="head@s11.test"),
        CURATOR: engage(school, "curator", f"{CURATOR} Ольга Сергеевна", post, email="curator@s11.test", deputy=True),
        **{name: engage(school, "mentor", f"{name} Вера Петровна", TEACHER) for name in MENTORS},
        **{name: engage(school, "mentee", f"{name} Анна Игоревна", TEACHER) for name in MENTEES},
        "координатор": world.a10.coordinator,
    }
    pages = {"desktop": desktop, "phone": phone}
    return Story(
        school, Looks(axe, tmp_path), clock_at, lambda kind, who, page: sign_in(page or pages[kind](), who), people
    )


def test_the_year_of_school_11(story: Story) -> None:
    for chapter in (statute, banks, pairs, without_a_pair, programmes, meetings, endings, month):
        chapter(story)
    print(story.book.table())


def statute(story: Story) -> None:
    """24.03: the statute, the roadmap of seven stages without terms and the curator, by order № 13 – А."""
    story.on("24.03.2022")
    curator = story.hand(CURATOR)
    story.looks(curator.page, "01-first-day")
    curator.tap("Подготовить").tap("Новая редакция|Подготовить редакцию")
    story.looks(curator.page, "02-new-statute")
    curator.tick("Средняя школа").tap("Подготовить редакцию")
    curator.page.goto("/roadmap/")
    curator.tap("Составить дорожную карту")
    story.looks(curator.page, "03-roadmap")
    assert curator.page.locator("main h2").count() == 7
    assert "просрочено" not in said(curator.page)
    curator.page.goto("/orders/new/")
    story.looks(curator.page, "04-new-order")
    curator.tap("Составить приказ").tap("Отправить на утверждение").until("Приказ отправлен на утверждение")
    approve(story, "Об утверждении Положения")
    register(story, "13 – А")
    story.looks(curator.page, "05-registered")
    assert "Ознакомлены: 1 из 1" in said(curator.tap("Отметить ознакомление").page)
    the_clock_strikes()
    curator.page.reload()
    story.looks(curator.page, "06-with-pdf")
    curator.tap("Опубликовать").until("Приказ опубликован")


def approve(story: Story, title: str) -> None:
    head = story.hand(HEAD)
    with head.counting(f"director approves «{title}»", most=2, typed=0):
        head.tap("Прочитать", near=title)
        head.tap("Утвердить").until("Приказ утверждён и подписан")
    story.looks(head.page, "07-signed")


def register(story: Story, number: str) -> None:
    curator = story.hand(CURATOR).tap("Зарегистрировать")
    story.looks(curator.page, "08-register")
    curator.type("Номер$", number).tap("^Зарегистрировать").until("Приказ зарегистрирован")


def banks(story: Story) -> None:
    """26.03: six mentors and four mentees; consents on phones, one on paper; the head approves the mentors."""
    story.on("26.03.2022")
    curator = story.hand(CURATOR)
    for name in MENTORS:
        curator.page.goto("/mentors/new/")
        story.looks(curator.page, "10-new-mentor")
        curator.choose("Кто", name).type("Предмет", "математика").tap("^Добавить")
    for name in MENTEES:
        curator.page.goto("/mentees/new/")
        story.looks(curator.page, "11-new-mentee")
        curator.choose("Кто", name).tap("^Добавить")
    for name in (*MENTORS[:5], *MENTEES):
        give(story, name, "обработка")
    on_paper(story, MENTORS[5])
    head = story.hand(HEAD)
    story.looks(head.page, "14-head-home")
    head.tap("К списку", near="Утвердить 6 наставников")
    story.looks(head.page, "15-candidates")
    head.tap("Утвердить").until("Утверждено наставников: 6")
    head.home().tap("К списку", near="Утвердить наставляемых")
    head.tap("^Утвердить").until("Утверждено наставляемых: 4")
    for name in MENTEES:
        mentee = story.hand(name).tap("Заполнить", near="нужна помощь")
        story.looks(mentee.page, "16-request")
        mentee.tick("методи").type("трудность", "Первый год в школе").type("результат", "Уверенный урок")
        mentee.tap("Сохранить запрос").until("Запрос сохранён")
    story.looks(curator.home().page, "17-curator-home")


def give(story: Story, name: str, what: str) -> None:
    person = story.hand(name)
    story.looks(person.page, "12-asked")
    person.tap("Прочитать", near=what)
    story.looks(person.page, "13-consent")
    person.tap("Дать согласие").until("Согласие дано")


def on_paper(story: Story, name: str) -> None:
    """Printed, signed by hand, marked with its date and scan by the curator."""
    curator = story.hand(CURATOR)
    curator.page.goto("/mentors/")
    curator.tap(name)
    story.looks(curator.page, "18-mentor")
    curator.tap("бумаг|соглас")
    story.looks(curator.page, "19-consent-for-print")
    curator.page.emulate_media(media="print")
    printed = curator.page.inner_text("body")
    assert "Подпись" in printed and "Распечатать" not in printed
    curator.page.emulate_media(media="screen")
    curator.tap("Отметить подпись на бумаге")
    curator.page.set_input_files("input[type=file]", {"name": "scan.png", "mimeType": "image/png", "buffer": PNG})
    story.looks(curator.page, "20-paper")
    curator.tap("Отметить подпись").until("Подпись на бумаге отмечена")


def pairs(story: Story) -> None:
    """28.03: three pairs; the order stops at the consent that is missing, goes on two, and the third follows."""
    story.on("28.03.2022")
    curator = story.hand(CURATOR)
    for mentor, mentee in zip(MENTORS[:3], MENTEES[:3], strict=True):
        curator.home().tap("Составить пару", near="Подобрать наставников")
        story.looks(curator.page, "30-new-pair")
        curator.choose("Наставник$", mentor).tick(mentee).choose("Форма", "учитель – учитель")
        curator.tap("Предложить участникам").until("Участники получили предложение")
    for name in (*MENTORS[:3], *MENTEES[:3]):
        person = story.hand(name).tap("Ответить", near="предлагают участвовать")
        story.looks(person.page, "31-proposal")
        person.tap("Да, участвую").until("Вы согласились")
    for name in (*MENTORS[:3], *MENTEES[:2]):
        give(story, name, "обязанности")
    with curator.counting("order for three pairs, stopped and registered", most=6, typed=len("14 – А")):
        curator.tap("Оформить", near="Оформить приказом 2 пары")
        story.looks(curator.page, "32-pairs-order")
        curator.tick(MENTEES[2]).tap("Составить и отправить").until("Нет письменного согласия")
        refusal = said(curator.page)
        story.looks(curator.page, "33-consent-missing")
        curator.tap("Оформить сейчас на 2 пары").until("Приказ отправлен на утверждение")
        approve(story, "О закреплении наставнических пар")
        register(story, "14 – А")
    assert f"{MENTEES[2]} Анна Игоревна" in refusal
    assert "п. 3.2 Положения" in refusal  # of the school's own statute
    the_clock_strikes()
    assert "Открыть PDF" in said(curator.tap("№ 14 – А|Отметить ознакомление").page)
    mentor = story.hand(MENTORS[0]).tap("Прочитать", near="Ознакомиться с приказом")
    story.looks(mentor.page, "34-acknowledge")
    mentor.tap("Отметить ознакомление").until("вы ознакомлены с приказом")
    curator.page.goto("/units/")
    assert said(curator.page).count("ждёт программы") == 2
    story.looks(curator.page, "35-pairs")
    story.on("30.03.2022")
    give(story, MENTEES[2], "обязанности")
    with curator.counting("order for the third pair, registered", most=6, typed=len("15 – А")):
        curator.tap("Оформить", near="Оформить приказом 1 пару").tap("Составить и отправить")
        approve(story, "О закреплении наставнической пары")
        register(story, "15 – А")
    curator.page.goto("/units/")
    assert said(curator.page).count("ждёт программы") == 3


def without_a_pair(story: Story) -> None:
    """31.03: the fourth mentee is supported while the search goes on; it is recalled in a fortnight."""
    story.on("31.03.2022")
    curator = story.hand(CURATOR)
    curator.page.goto("/mentees/")
    story.looks(curator.page, "36-mentees")
    curator.tap(MENTEES[3])
    story.looks(curator.page, "37-mentee")
    curator.tap("назначить поддержку").type("Чем поддерживаем", "Встречи с психологом раз в неделю")
    story.looks(curator.page, "38-support")
    curator.tap("Назначить поддержку").until("поиск наставника продолжается")


def programmes(story: Story) -> None:
    """01.04: three programmes with a rationale and a plan; a term that is too short is refused by its clause."""
    story.on("01.04.2022")
    curator = story.hand(CURATOR)
    story.looks(curator.page, "40-programmes-to-draw-up")
    for number, (mentor, (lines, _done)) in enumerate(zip(MENTORS, PLANS, strict=False)):
        curator.home().tap("Составить", near=f"Составить программу.*{mentor}")
        story.looks(curator.page, "41-new-programme")
        if not number:
            curator.set("Окончание", "2022-05-31").tap("^Составить с чистого").until("короче 3 месяцев")
            assert "п. 1.2" in said(curator.page)
            story.looks(curator.page, "42-too-short")
        curator.set("Окончание", "2022-11-30").tap("^Составить с чистого")
        assert curator.page.get_by_label("Проблема").input_value() == "Первый год в школе"
        curator.type("Расписание встреч", "Раз в неделю")
        curator.type("Добавить списком", "\n".join(f"Мероприятие {no}" for no in range(1, lines + 1)))
        story.looks(curator.page, "43-plan")
        curator.tap("Сохранить программу").tap("Утвердить программу").until("Программа утверждена")
        assert f"Выполнено 0 из {lines}" in said(curator.page)
    story.on("15.04.2022")
    assert "всё ещё без наставника" in said(story.hand(CURATOR).page)


def meetings(story: Story) -> None:
    """19.09: a meeting recorded by the mentor and confirmed by the mentee, both on the phone; the plans are marked."""
    story.on("19.09.2022", hour=15)
    mentor = story.hand(MENTORS[0])
    story.looks(mentor.page, "50-mentor-home")
    with mentor.counting("meeting recorded", most=5):
        mentor.tap("Записать", near=MENTEES[0])
        story.looks(mentor.page, "51-meeting")
        mentor.type("О чём говорили", "Разобрали открытый урок").tap("Записать встречу").until("Встреча записана")
    story.looks(mentor.page, "52-pair")
    mentee = story.hand(MENTEES[0])
    story.looks(mentee.page, "53-mentee-home")
    with mentee.counting("meeting confirmed", most=1, typed=0):
        mentee.tap("Да, была").until("Встреча подтверждена")
    story.looks(mentee.page, "54-confirmed")
    for number, (name, (_lines, done)) in enumerate(zip(MENTORS, PLANS, strict=False)):
        mentor = story.hand(name).tap("Записать").tap("Моя пара").tap("Открыть программу")
        story.looks(mentor.page, "55-programme")
        waiting = mentor.page.get_by_role("row").filter(has_text="впереди").get_by_role("checkbox")
        for box in waiting.all()[: done - (1 if number == 0 else 0)]:
            box.check()
        mentor.tap("Отметить сделанными").until("Отмечено сделанным")


def endings(story: Story) -> None:
    """20.09: П1 is completed, П2 prolonged by both, П3 closed by the curator, who has to say why."""
    story.on("20.09.2022")
    curator = story.hand(CURATOR)
    addresses = []
    for name, share in zip(MENTORS, ("12 из 12, 100,0 %", "7 из 10, 70,0 %", "4 из 10, 40,0 %"), strict=False):
        curator.page.goto("/units/")
        curator.tap(name).tap("Открыть программу")
        assert share in said(curator.page)
        addresses.append(curator.page.url)
    curator.page.goto(addresses[0])
    curator.tap("К завершению")
    story.looks(curator.page, "59-closing")
    curator.tap("Завершить программу").until("Программа завершена")
    curator.page.goto(addresses[1])
    curator.tap("Продлить").set("Новая дата", "2023-01-31").type("Зачем", "Не успели")
    story.looks(curator.page, "60-extend")
    curator.tap("Предложить продление").until("Изменение действует после всех подписей")
    for name, ends in ((MENTORS[1], "30.11.2022"), (MENTEES[1], "31.01.2023")):
        person = story.hand(name).tap("Ответить", near="Согласны продлить программу до 31.01.2023")
        story.looks(person.page, "61-agree")
        person.tap("Согласиться продлить").until("Вы согласились изменить")
        assert f"–{ends}" in said(person.page)
    curator.page.goto(addresses[2])
    curator.tap("Завершить досрочно").choose("Причина", "недолжное исполнение")
    story.looks(curator.page, "62-terminate")
    curator.tap("Завершить досрочно").until("нужно обосновать")
    curator.choose("Причина", "недолжное исполнение")
    curator.type("Обоснование", "Встречи 05.09 и 12.09 не состоялись: форс-мажор")
    curator.type("Другие даты пропусков", "05.09.2022, 12.09.2022")
    curator.tap("Завершить досрочно").until("Нет объяснений")
    curator.type(f"Объяснение: {MENTORS[2]}", "Не было времени").type(f"Объяснение: {MENTEES[2]}", "Болела")
    curator.tap("Завершить досрочно").until("Программа завершена досрочно")
    story.looks(curator.page, "63-terminated")
    curator.page.goto("/units/")
    assert "23 из 32, 71,9 %" in said(curator.page)
    story.looks(curator.page, "64-figures")


def month(story: Story) -> None:
    """The report of September is confirmed by one press and stands in the coordinator's table."""
    curator = story.hand(CURATOR)
    assert "23 из 32, 71,9 %" in said(curator.page)
    story.looks(curator.page, "70-curator-home")
    with curator.counting("month's report confirmed", most=1, typed=0):
        curator.tap("^Подтвердить ?:", near="Подтвердить отчёт за сентябрь").until("Отчёт за сентябрь подтверждён")
    story.looks(curator.page, "71-report")
    coordinator = story.hand("координатор")
    coordinator.page.goto("/municipality/")
    story.looks(coordinator.page, "72-municipality")
    row = coordinator.page.get_by_role("row").filter(has_text="СОШ № 11").first.inner_text().replace("\u00a0", " ")
    assert "71,9 %" in row
    assert "1 / 1" in row
