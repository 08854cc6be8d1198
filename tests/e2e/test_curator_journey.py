"""From an empty school to published pairs and their answers, at a desk and on a phone: nothing but presses.

The regulation of the school is in force, and its banks are empty. Two torn tables, consents by letter, by personal
link and on paper, requests, a general meeting, a draft (teachers do not lead pupils here: a child stays without a
pair), what-if, publication, answers. No service is called: what
reaches people is the letter that beat sends and the sheet of links that the curator prints.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Page

from accounts.tasks import deliver_outbox
from tests.e2e.steps import Hand, Touches, engage, said, spaced, story_school
from tests.programs import sheets
from tests.programs.regulation_flow import enact
from tests.world import World

MENTORS = [
    ["Утверждаю", None, "директор ____"],
    ["№", "Ф.И.О. педагога-", "Предмет /", "Должность", "E-mail", "Основные компе-"],
    ["п/п", "наставника", "направление", None, None, "тенции"],
    [1, "Coколов Aндрей Hиколаевич", "математика", "учитель математики", "sokolov@s11.test", "методика, предмет"],
    [2, "Л а п и н а Г а л и н а Ф ё д о р о в н а", "химия", "учитель химии", None, "методика"],
    [3, "Жданова Римма Львовна", "биология", "учитель биологии", None, "методика"],
    ["Итого: 3"],
]
MENTEES = [
    ["№", "ФИО наставляемого", "Должность", "Класс", "Дата рождения", "Категория", "ФИО родителя", "Запрос",
     "Желаемый результат", "Область затруднения"],
    [1, "Юсупова Алсу Маратовна", "учитель математики", None, None, "молодой специалист", None,
     "Трудно держать темп урока", "Уверенный урок", "методика"],
    [2, "Громов Илья Андреевич", "учитель истории", None, None, "молодой специалист", None, None, None, None],
    [3, "Ветрова Майя Олеговна", None, "7 Б", "12.03.2013", "неуспевающий", "Ветрова Анна Ильинична", "Алгебра",
     "Четвёрка за год", "предмет"],
]  # fmt: skip
BY_LETTER, BY_LINK, ON_PAPER = "Соколов", ("Лапина", "Юсупова", "Громов"), ("Жданова", "Ветрова")
CURATOR = "Мельникова Ольга Викторовна"


@dataclass
class Journey:
    """One size of screen for everybody; each page that was met is asked of axe once."""

    open_page: Callable[[], Page]
    axe: Callable[[Page], None]
    book: Touches = field(default_factory=Touches)
    hands: dict[str, Hand] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    spent: list[tuple[str, int, int]] = field(default_factory=list)

    def look(self, hand: Hand, name: str) -> Hand:
        if name not in self.seen:
            self.seen.add(name)
            self.axe(hand.page)
            wide = hand.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{name}: {wide} px stick out"
        return hand

    def new(self, name: str) -> Hand:
        self.hands[name] = Hand(self.open_page(), self.book)
        return self.hands[name]

    def mark(self, what: str) -> None:
        """What the curator's hands have done since the last mark."""
        hand = self.hands["curator"]
        self.spent.append((what, hand.touches, hand.typed))
        hand.touches = hand.typed = 0


@pytest.fixture(params=["desktop", "phone"])
def journey(request: Any, world: World, axe: Any, sign_in: Any) -> Journey:
    school = story_school(
        world, slug="school-11", place="г. Щёкино", short_name="СОШ № 11", phone="(48751) 0-00-11",
        name="Средняя школа № 11", founder="Комитет", address="ул. Школьная, д. 11", email="office@school-11.test",
    )  # fmt: skip
    head = engage(school, "head", "Ветрова Нина Аркадьевна", "директор", email="head@s11.test")
    enact(replace(school, members={"head": head}, marker="СОШ № 11"), {})
    member = engage(school, "curator", CURATOR, "заместитель директора", email="curator@s11.test", deputy=True)
    made = Journey(request.getfixturevalue(request.param), axe)
    sign_in(made.new("curator").page, member)
    return made


def test_from_an_empty_school_to_the_answers(journey: Journey, tmp_path: Path, capsys: Any) -> None:
    began = time.monotonic()
    curator = journey.look(journey.hands["curator"].home(), "empty desk")
    assert "Собрать банк наставников" in said(curator.page)
    for kind, rows, near in (("mentors", MENTORS, "Собрать банк наставников"), ("mentees", MENTEES, "наставляемых")):
        _load(journey, tmp_path / f"{kind}.xlsx", rows, near)
    _consents(journey)
    curator.home().tap("К кандидатам", near="утвердить наставников")
    journey.look(curator, "candidates").tap("^Утвердить кандидатов: 3").until("Утверждено наставников: 3")
    journey.mark("screening and approval")
    _request(journey)
    _meeting(journey)
    _draft(journey)
    _answers(journey)
    with capsys.disabled():
        whole = sum(touches for _what, touches, _typed in journey.spent)
        rows = "; ".join(f"{what} {touches} ({typed} typed)" for what, touches, typed in journey.spent)
        print(f"\ncurator's touches {whole}: {rows}; {time.monotonic() - began:.0f} s, {len(journey.seen)} pages")
    assert whole <= 40


def _load(journey: Journey, path: Path, rows: list, near: str) -> None:
    path.write_bytes(sheets.xlsx(rows))
    curator = journey.hands["curator"].home().tap("^Загрузить", near=near)
    curator.page.set_input_files("input[type=file]", path)
    curator.touches += 1
    journey.look(curator, "import")
    journey.look(curator.tap("Прочитать таблицу"), "columns")
    journey.look(curator.tap("^Проверить"), f"rows of {path.stem}")
    journey.look(curator.tap("^Загрузить"), "loaded").until("Загружено строк: 3")
    journey.mark(f"table of {path.stem}")


def _consents(journey: Journey) -> None:
    """One by the letter, three by links of the sheet, two (one of them a parent's) on paper by one press."""
    curator = journey.hands["curator"].home().tap("К согласиям")
    journey.look(curator, "awaited").tap("Отправить приглашения: 1").until("Отправлено приглашений: 1")
    journey.look(curator.tap("Личные ссылки"), "links")
    links = {
        row.locator("th").inner_text().split()[0]: row.get_by_role("link").get_attribute("href")
        for row in curator.page.locator("tbody tr").all()
    }
    curator.tap("К согласиям")
    for name in ON_PAPER:
        for box in curator.page.get_by_label(re.compile(f"на бумаге.* {name} ")).all():
            box.check()
            curator.touches += 1
    curator.tap("Отметить выбранные").until("Отмечено подписанных на бумаге")
    journey.mark("consents")
    deliver_outbox()
    (letter,) = [letter for letter in mail.outbox if letter.to == ["sokolov@s11.test"] and "/invite/" in letter.body]
    _enter(journey, BY_LETTER, re.search(r"https?://\S+/invite/\S+", letter.body)[0])
    for name in BY_LINK:
        _enter(journey, name, links[name])
    for name in (BY_LETTER, *BY_LINK):
        person = journey.hands[name].tap("Прочитать", near="обработка")
        journey.look(person, "consent").tap("Дать согласие").until("Согласие дано")


def _enter(journey: Journey, name: str, address: str) -> None:
    person = journey.new(name)
    person.page.goto(address)
    if name == BY_LETTER:
        journey.look(person, "invitation").page.fill("input[name=password]", "дождь-и-ветер-в-ноябре")
        person.tap("Создать вход")
    else:
        journey.look(person, "personal link").tap("Войти")
    journey.look(person, "first day of a person")


def _request(journey: Journey) -> None:
    """Two came with the table; the third answers three questions himself."""
    person = journey.hands["Громов"].home().tap("Заполнить", near="нужна помощь")
    journey.look(person, "request").tick("методи").type("трудность", "Первый год").type("результат", "Ровный урок")
    person.tap("Сохранить запрос").until("Запрос сохранён")


def _meeting(journey: Journey) -> None:
    curator = journey.hands["curator"].home().tap("К подбору", near="Подобрать пары")
    journey.look(curator, "matching").tap("Назначить встречу")
    today = curator.page.evaluate("new Date().toLocaleDateString('ru-RU')")
    journey.look(curator, "new meeting").type("День встречи", today).tap("Пригласить участников")
    for name, other in ((BY_LETTER, "Юсупова"), ("Юсупова", BY_LETTER)):
        person = journey.hands[name].home().tap("Ответить", near="с кем хотели бы работать")
        journey.look(person, "choices").page.locator("fieldset", has_text=other).get_by_label("Хочу работать").check(
            force=True
        )
        person.tap("Записать ответы").until("Их видит только куратор")
    curator.page.reload()
    assert "Юсупова" in said(journey.look(curator, "meeting").page)
    journey.mark("general meeting")


def _draft(journey: Journey) -> None:
    curator = journey.hands["curator"].home().tap("К подбору", near="Подобрать пары")
    journey.look(curator.tap("Посчитать черновик"), "draft")
    desk = said(curator.home().page)
    assert "Опубликовать черновик подбора: 2 пары" in desk and "Без пары остаётся: 1" in desk
    curator.tap("Открыть черновик").tap("^Иначе")
    journey.look(curator, "others").tap("Что")
    journey.look(curator, "what if").tap("Оставить как было")
    curator.tap("Опубликовать предложения: 2").until("Согласны с предложениями: 0 из 2")
    journey.look(curator, "published")
    journey.mark("draft, what-if, publication")


def _answers(journey: Journey) -> None:
    for name in (BY_LETTER, *BY_LINK):
        person = journey.hands[name].home()
        while person.page.locator(".todo li", has_text=spaced("предлагают участвовать")).count():
            person.tap("Ответить", near="предлагают участвовать")
            journey.look(person, "proposal").tap("Да, участвую").until("Вы согласились")
            person.home()
    curator = journey.hands["curator"]
    curator.page.reload()
    assert re.search(r"предложениями: [12] из 2", said(curator.page))
    journey.look(curator.home(), "desk of answers")
    assert "Первые шаги" not in said(curator.page)
