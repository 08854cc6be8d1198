"""A teacher begins her route on a phone, walks its steps to the roadmap, brings a product; the curator sees it."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from programs.models import LearningRoute, Program
from tests.e2e.steps import Hand, Looks, Touches, button, said
from tests.programs import growth_flow as growth
from tests.support.people import acting
from tests.world import Node, World


@pytest.fixture
def school(world: World) -> Node:
    """Routes are in the regulation; the teacher has none yet."""
    with acting(world.a11.curator):
        growth.regulate(world.a11, growth.SEVEN)
        Program.objects.filter(organization_id=world.a11.id).update(route=None)
        LearningRoute.objects.filter(organization_id=world.a11.id).delete()
    return world.a11


def test_a_teacher_walks_her_route(
    school: Node, desktop: Any, phone: Any, sign_in: Any, axe: Any, tmp_path: Path
) -> None:
    looks, book = Looks(axe, tmp_path), Touches()
    page = sign_in(phone(), school.mentor)
    hand = Hand(page, book, touch=True).home()
    hand.tap("Начать маршрут")
    looks(page, "new")
    page.get_by_label("Окончание").fill("2028-08-31")
    button(page, "Начать маршрут").click()
    assert "короче 48 месяцев" in said(page)  # S1 step 7: the refusal says why and by which clause
    assert "п. 1.2" in said(page)
    page.goto(reverse("route_new"))
    hand.tap("Начать маршрут")
    hand.type("Каким учителем", "Наставник молодых учителей")
    looks(page, "ideal")
    hand.tap("Сохранить и дальше").type("Методические", "Ясная речь").tap("Сохранить и дальше")
    looks(page, "deficits")
    for field in page.locator("fieldset").all():
        if not field.locator("input:checked").count():
            field.get_by_label("нет", exact=True).check(force=True)
    hand.tap("Сохранить и дальше")
    for text in ("Открытый урок", "Клуб учителей"):
        hand.tap("Добавить мероприятие").type("Что сделаете", text)
        hand.choose("Блок", "инновационные пробно")
        hand.set("Срок", "2026-10-01").tap("Сохранить")
    hand.tap("Карта готова")
    looks(page, "running")
    hand.tap("Приложить продукт", near="Открытый урок")
    hand.type("Что получилось", "План и запись урока")
    page.get_by_label("9", exact=True).check(force=True)
    looks(page, "product")
    hand.tap("Приложить продукт")
    assert "1 из 2, 50,0 %" in said(page)
    assert not page.get_by_role("button", name="К рефлексии").count()  # S5 step 2: closed while one is left
    with page.expect_download() as given:
        page.get_by_role("link", name="Скачать PDF").click()
    assert Path(given.value.path()).read_bytes().startswith(b"%PDF")
    _revise(hand, looks)
    hand.tap(page.get_by_role("link", name=re.compile("исключить")).first)
    hand.type("Почему продукта не будет", "Клуб закрылся").tap("Исключить с обоснованием")
    hand.tap("исключить", near="Мастер-класс").type("Почему продукта", "Перенесён").tap("Исключить с обоснованием")
    hand.tap("К рефлексии")
    looks(page, "reflection")

    curator = sign_in(desktop(), school.curator)
    curator.goto(reverse("route_list"))
    expect(curator.get_by_role("main")).to_contain_text(school.mentor.full_name)
    expect(curator.get_by_role("main")).to_contain_text("1 из 1")
    looks(curator, "list")
    curator.goto(reverse("diagnosis_list"))
    looks(curator, "difficulties")


def _revise(hand: Hand, looks: Looks) -> None:
    page = hand.page
    hand.tap("Скорректировать").tick("собственный интерес").tap("Начать корректировку")
    hand.tap("Добавить мероприятие").type("Что сделаете", "Мастер-класс").tap("Сохранить")
    hand.tap("Закончить корректировку")
    assert "Добавлено: Мастер-класс" in said(page)
    looks(page, "revised")
