"""Monitoring in a browser: a campaign to its approved conclusions; a month confirmed, returned and handed in again."""

from pathlib import Path
from typing import Any

import pytest

from accounts.tenancy import tenant_scope
from monitoring.models import SurveyInvitation
from tests.e2e.steps import Hand, Looks, Touches, button, moscow, said
from tests.monitoring.month import at, emptied, opened
from tests.monitoring.survey import answer, group, token_of
from tests.monitoring.test_months import asks
from tests.support.people import acting
from tests.world import World


@pytest.fixture
def looks(axe: Any, tmp_path: Path) -> Looks:
    return Looks(axe, tmp_path)


def test_a_campaign_from_its_first_press_to_approved_conclusions(
    world: World, desktop: Any, phone: Any, sign_in: Any, looks: Looks, clock_at: Any
) -> None:
    clock_at(moscow("04.05.2022"))
    with acting(world.a11.curator):
        emptied(world.a11)
        for number in range(4):
            group(world.a11, f"{number:02}", 1)
    curator = Hand(sign_in(desktop(), world.a11.curator), Touches())
    curator.page.goto("/campaigns/new/")
    curator.type("Название", "Оценка качества, май")
    for role in ("наставляемых", "наставников"):
        curator.page.get_by_label(role).check()
    curator.set("Первый день", "2022-05-04").set("Последний день", "2022-05-20")
    looks(curator.page, "new")
    curator.tap("Назначить опрос").tap("Начать опрос сегодня")
    looks(curator.page, "open")
    with tenant_scope(world.region_a):
        asked = list(
            SurveyInvitation.objects.filter(campaign__title="Оценка качества, май", track="student").order_by("pk")
        )
        for invitation in asked[1:]:
            answer(SurveyInvitation.objects.select_related("campaign", "version", "organization__region").get(
                pk=invitation.pk
            ), satisfied=invitation.pk % 3 > 0)  # fmt: skip
    _answer_by_hand(phone(), token_of(asked[0]), looks)
    curator.page.reload()
    assert "100,0 %" in said(curator.page)
    curator.tap("Закончить опрос сейчас").tap("Итоги опроса")
    looks(curator.page, "results")
    assert "Ответы без имён" in said(curator.page)
    curator.page.goto(curator.page.url.split("?")[0].replace("results", "swot"))
    curator.tap("Принять").tap("Сохранить редакцию")
    looks(curator.page, "swot")
    curator.page.goto(curator.page.url.replace("swot", "conclusions"))
    curator.page.locator("main textarea").first.fill("Учеников поддерживают, встреч хватает")
    looks(curator.page, "conclusions")
    curator.tap("Передать руководителю")
    head = Hand(sign_in(phone(), world.a11.head), Touches(), touch=True)
    head.page.goto(curator.page.url.split("?")[0])
    head.tap("Утвердить выводы")
    looks(head.page, "approved")
    assert "Утвердил" in said(head.page)


def _answer_by_hand(page: Any, token: str, looks: Looks) -> None:
    page.goto(f"/survey/region-a/{token}/")
    looks(page, "question")
    for _question in range(40):
        if button(page, "Отправить ответы").is_visible():
            break
        shown = page.locator("fieldset[data-q]:visible")
        step = page.locator("#survey-bar span").first.inner_text()
        marks = shown.locator(".rate label, .taps label")
        marks.last.tap() if marks.count() else button(page, "Дальше").tap()
        page.wait_for_function("was => document.querySelector('#survey-bar span').innerText !== was", arg=step)
    marks = page.locator("fieldset[data-q]:visible .rate label, fieldset[data-q]:visible .taps label")
    if marks.count():
        marks.last.tap()
    button(page, "Отправить ответы").tap()
    page.get_by_text("Спасибо, ответы получены").wait_for()


def test_a_month_is_confirmed_by_one_press_returned_and_handed_in_again(
    world: World, desktop: Any, sign_in: Any, looks: Looks, clock_at: Any
) -> None:
    asks(world)
    clock_at(at("20.10.2021"))
    opened(world, world.a11)
    curator = Hand(sign_in(desktop(), world.a11.curator), Touches())
    curator.page.goto("/reports/monthly/")
    curator.tap("октябрь")
    looks(curator.page, "month")
    assert curator.page.locator("main input[type=number]").count() == 0  # nobody types a figure
    curator.tap("Подтвердить отчёт")
    address = curator.page.url.split("?")[0]
    assert "Подтверждён" in said(curator.page)
    coordinator = Hand(sign_in(desktop(), world.a10.coordinator), Touches())
    coordinator.page.goto(address)
    coordinator.tap("Вернуть с замечанием")
    coordinator.page.locator("main textarea").first.fill("Сверьте число встреч")
    looks(coordinator.page, "return")
    coordinator.tap("Вернуть отчёт")
    curator.page.goto(address)
    looks(curator.page, "returned")
    assert "Сверьте число встреч" in said(curator.page)
    curator.tap("Подтвердить отчёт")
    coordinator.page.goto(address)
    coordinator.tap("Принять")
    looks(coordinator.page, "accepted")
    assert "принят" in said(coordinator.page)
