"""Every part and every page of error in a real browser: axe, width, script; and what the script adds."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from . import shots
from .stage import ROOT, Stage, html

pytestmark = pytest.mark.browser

STRANGER = {"actor": None, "nav": [], "demo": None, "messages": []}
ERRORS = ["400.html", "403.html", "404.html", "429.html", "500.html", "errors/csrf.html", "question.html"]


@pytest.mark.parametrize("name", shots.LOOKS)
def test_every_part_has_no_faults(browser: Browser, name: str) -> None:
    look = shots.LOOKS[name]
    context = shots.new_context(browser, look)
    seen = shots.visit(context, f"{ROOT}/page", Stage({"/page": html("kitchen.html", look.appearance)}))
    assert shots.faults(seen) == []
    context.close()


@pytest.mark.parametrize(("look", "extra"), [("desktop", STRANGER), ("phone-dark", {}), ("narrow", {})])
def test_pages_of_errors_have_no_faults(browser: Browser, look: str, extra: dict) -> None:
    context = shots.new_context(browser, shots.LOOKS[look])
    for name in ERRORS:
        seen = shots.visit(context, f"{ROOT}/page", Stage({"/page": html(name, **extra)}))
        assert shots.faults(seen) == [], name
        seen.page.close()
    context.close()


@pytest.fixture
def stage() -> Stage:
    return Stage({"/page": html("kitchen.html"), "/x": "<h1>Принято</h1>"})


@pytest.fixture
def page(browser: Browser, stage: Stage) -> Iterator[Page]:
    context = shots.new_context(browser, shots.LOOKS["desktop"])
    yield shots.visit(context, f"{ROOT}/page", stage).page
    context.close()


def test_summary_of_errors_has_the_focus_and_leads_to_the_field(page: Page) -> None:
    expect(page.locator(".errs")).to_be_focused()
    page.get_by_role("link", name=re.compile("Дата: в ноябре")).click()
    expect(page.locator("#id_bad-date")).to_be_focused()


def test_dangerous_link_opens_the_dialog_on_the_safe_button(page: Page, stage: Stage) -> None:
    page.get_by_role("link", name="Прекратить досрочно").click()
    expect(page.get_by_role("dialog", name="Прекратить программу досрочно?")).to_be_visible()
    safe = page.get_by_role("button", name="Не прекращать")
    expect(safe).to_be_focused()
    safe.click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert stage.posted == []


def test_second_press_sends_nothing(page: Page, stage: Stage) -> None:
    stage.hold = True
    button = page.get_by_role("button", name="Записать встречу", exact=True)
    button.click()
    expect(button).to_have_attribute("aria-busy", "true")
    page.evaluate("() => document.querySelector('form[data-busy]').requestSubmit()")
    assert len(stage.settled(page)) == 1


def test_form_is_usable_again_after_going_back(page: Page) -> None:
    page.get_by_role("button", name="Записать встречу", exact=True).click()
    expect(page.get_by_text("Принято")).to_be_visible()
    page.go_back()
    expect(page.locator("form[data-busy]")).to_have_count(0)
    expect(page.get_by_role("button", name="Записать встречу", exact=True)).to_be_enabled()


def test_password_is_shown_and_hidden(page: Page) -> None:
    show = page.locator('[data-show="id_ok-password"]')
    show.click()
    expect(page.locator("#id_ok-password")).to_have_attribute("type", "text")
    expect(show).to_have_attribute("aria-pressed", "true")


def test_choice_for_the_visually_impaired_is_seen_at_once_and_sent(page: Page, stage: Stage) -> None:
    page.get_by_role("link", name="Для слабовидящих").click()
    page.get_by_label("Белым по чёрному").check()
    expect(page.locator("html")).to_have_attribute("data-colors", "wb")
    expect(page.locator("#vid")).to_be_visible()
    (posted,) = stage.settled(page)
    assert posted.startswith("/appearance/")


def test_the_first_key_press_offers_to_skip_the_menu(page: Page, stage: Stage) -> None:
    stage.pages["/missing"] = html("404.html", messages=[])
    page.goto(f"{ROOT}/missing")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Перейти к содержанию")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_what_was_done_is_read_out_first(page: Page, stage: Stage) -> None:
    stage.pages["/done"] = html("404.html")
    page.goto(f"{ROOT}/done")
    expect(page.locator("#messages > .note").first).to_be_focused()


def test_menu_and_panel_open_without_script(browser: Browser, stage: Stage) -> None:
    context = shots.new_context(browser, shots.LOOKS["phone"], java_script_enabled=False)
    page = context.new_page()
    stage(page)
    page.goto(f"{ROOT}/page")
    expect(page.get_by_role("navigation", name="Разделы")).to_be_hidden()
    page.get_by_role("link", name="Меню", exact=True).click()
    expect(page.get_by_role("navigation", name="Разделы")).to_be_visible()
    page.get_by_role("link", name="Для слабовидящих").click()
    expect(page.get_by_role("button", name="Применить")).to_be_visible()
    context.close()
