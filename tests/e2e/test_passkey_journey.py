"""Passkeys in a real Chromium with a device of its own: made, used alone, as the second factor, as the day's proof."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.cache import cache
from playwright.sync_api import CDPSession, Page

from tests.programs.order_flow import brought_to
from tests.world import PASSWORD, World

DAY_SECONDS = 24 * 3600


@pytest.fixture
def device() -> Callable[[Page], CDPSession]:
    """A screen that its holder unlocks by his finger: the keys live in it."""

    def plug_in(page: Page) -> CDPSession:
        page.set_default_timeout(30_000)
        wire = page.context.new_cdp_session(page)
        wire.send("WebAuthn.enable")
        wire.send("WebAuthn.addVirtualAuthenticator", {"options": {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True,
        }})  # fmt: skip
        return wire

    return plug_in


@pytest.fixture(autouse=True)
def _localhost(settings: Any, live_server: Any) -> Iterator[None]:
    settings.SITE_URL = live_server.url
    assert "//localhost:" in live_server.url  # elsewhere than here a browser wants https
    yield


def prove(page: Page) -> None:
    page.fill("input[name=password]", PASSWORD)
    page.click("button:has-text('Продолжить')")


def make(page: Page, name: str) -> None:
    page.goto("/account/2fa/")
    page.click("a:has-text('Создать ключ доступа')")
    if page.locator("input[name=password]").count():
        prove(page)
    page.fill("input[name=name]", name)
    page.click("button:has-text('Создать ключ')")


def leave(page: Page) -> None:
    page.goto("/account/logout/")
    page.click("button:has-text('Выйти')")
    page.wait_for_url("**/account/login/**")


def test_a_head_makes_a_key_names_it_and_comes_by_it(
    world: World, phone: Callable[..., Page], sign_in: Any, axe: Any, device: Any, live_server: Any
) -> None:
    page = sign_in(phone(), world.a11.head)
    device(page)
    page.goto("/account/2fa/webauthn/add/")
    prove(page)
    axe(page)
    make(page, "Телефон")
    page.wait_for_url("**/recovery-codes/**")  # whoever has lost the phone comes in by a code of these
    page.goto("/account/2fa/webauthn/")
    axe(page)
    page.click("a:has-text('Назвать иначе')")
    page.fill("input[name=name]", "Телефон директора")
    page.click("button:has-text('Сохранить название')")
    page.wait_for_selector("text=Телефон директора")

    leave(page)
    axe(page)
    page.click("button:has-text('Войти ключом доступа')")
    page.wait_for_url(f"{live_server.url}/")
    assert world.a11.head.full_name.split()[0] in page.content()

    page.goto("/account/2fa/webauthn/")
    page.click("a:has-text('Удалить')")
    prove(page)
    axe(page)
    page.click("button:has-text('Удалить ключ')")
    page.wait_for_selector("text=Ключ доступа удалён")
    leave(page)
    page.click("button:has-text('Войти ключом доступа')")
    page.wait_for_selector("text=Ключ не подошёл")  # it is still on the phone, and opens nothing here


def test_a_key_is_the_second_factor_and_its_loss_shuts_nobody_out(
    world: World, desktop: Callable[..., Page], sign_in: Any, axe: Any, device: Any, live_server: Any
) -> None:
    """The coordinator has the application too: with the key lost the code still opens, and the key is deleted."""
    coordinator = world.a10.coordinator
    page = sign_in(desktop(), coordinator)
    wire = device(page)
    make(page, "Ноутбук")
    page.wait_for_url("**/recovery-codes/**")
    assert Authenticator.objects.filter(user_id=coordinator.user_id, type="webauthn").count() == 1
    leave(page)
    page.fill("input[name=login]", coordinator.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("button:text-is('Войти')")
    page.wait_for_selector("button:has-text('Войти кодом')")
    axe(page)
    page.click("button:has-text('Войти ключом доступа')")
    page.wait_for_url(f"{live_server.url}/")

    leave(page)
    wire.send("WebAuthn.disable")  # the laptop is lost
    cache.clear()  # half a minute later: a code is taken once
    again = sign_in(desktop(), coordinator)
    again.goto("/account/2fa/webauthn/")
    again.click("a:has-text('Удалить')")
    prove(again)
    again.click("button:has-text('Удалить ключ')")
    again.wait_for_selector("text=Ключ доступа удалён")


def test_who_declines_is_told_what_to_do(world: World, desktop: Callable[..., Page], sign_in: Any, device: Any) -> None:
    page = sign_in(desktop(), world.a11.curator)
    leave(page)
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    wire.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": False, "automaticPresenceSimulation": True,
    }})  # fmt: skip
    page.click("button:has-text('Войти ключом доступа')")
    page.wait_for_selector("[role=alert]:visible")
    assert "выберите другой способ" in page.inner_text("[role=alert]:visible")


def test_the_first_signature_of_a_day_is_confirmed_by_a_key(
    world: World, phone: Callable[..., Page], sign_in: Any, axe: Any, device: Any
) -> None:
    """63-ФЗ, ст. 9: he came yesterday, his session lives; today he signs after a touch."""
    page = sign_in(phone(), world.a11.head)
    device(page)
    make(page, "Телефон")
    page.wait_for_url("**/recovery-codes/**")
    for row in Session.objects.all():
        data = row.get_decoded()
        for record in data.get(AUTHENTICATION_METHODS_SESSION_KEY, []):
            record["at"] -= DAY_SECONDS
        row.session_data = Session.objects.encode(data)
        row.save()
    order = brought_to("for_review", world.a11)
    page.goto(f"/orders/{order}/")
    page.click("form[action$='/approve/'] button:visible")
    page.wait_for_url("**/webauthn/reauthenticate/**")
    axe(page)
    page.click("button:has-text('Подтвердить ключом доступа')")
    page.wait_for_url(f"**/orders/{order}/")
    page.click("form[action$='/approve/'] button:visible")
    page.wait_for_selector("text=Приказ утверждён и подписан")
