"""One sign-in: a real OpenID Connect provider on the loopback, a real browser. Who is known for certain comes in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from oidc_provider_mock import User as Stranger
from oidc_provider_mock import run_server_in_thread
from playwright.sync_api import Browser, Page

from accounts import oidc
from accounts.models import User
from tests.support.people import second_factor_code
from tests.world import PASSWORD, World

# The provider runs in a thread of this process and warns of its own library.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
SECRETS = {"snils": "112-233-445 95", "birthdate": "1980-01-02"}


@pytest.fixture
def provider(world: World, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """«Сетевой край» knows the curator, the coordinator, a stranger and somebody whose address it has not verified."""
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    curator, coordinator = world.a11.curator.email, world.a10.coordinator.email
    people = (
        Stranger(sub="c-1", claims={"email": curator.upper(), "email_verified": True, **SECRETS}),
        Stranger(sub="c-2", claims={"email": coordinator, "email_verified": True}),
        Stranger(sub="c-3", claims={"email": curator, "email_verified": False}),
        Stranger(sub="c-4", claims={"email": curator, "email_verified": "false"}),
        Stranger(sub="c-5", claims={"email": "nobody@school.example", "email_verified": True}),
        Stranger(sub="c-6", claims={"email": world.platform_operator.email, "email_verified": True}),
    )
    domains = sorted({person.claims["email"].rpartition("@")[2].lower() for person in people})
    with run_server_in_thread(user_claims=people) as server:
        address = f"http://localhost:{server.server_port}"
        table = tmp_path / "providers.toml"
        table.write_text(
            f'[[provider]]\nid = "net"\nname = "Сетевой край"\nserver_url = "{address}"\nclient_id = "mentoring"\n'
            f'secret = "s"\ntrusts_email = true\nemail_domains = {domains}\n',
            encoding="utf-8",
        )
        settings.OIDC = oidc.read(str(table))
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [one.app for one in settings.OIDC.values()]}}
        yield address


@pytest.fixture
def visitor(browser: Browser, live_server: Any, settings: Any) -> Iterator[Page]:
    """Without the watch of the other journeys: this one goes to another host."""
    settings.SITE_URL = live_server.url
    settings.ACCOUNT_RATE_LIMITS = False
    context = browser.new_context(base_url=live_server.url, locale="ru-RU")
    context.route("https://**", lambda route: route.abort())
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


def come(page: Page, sub: str) -> None:
    page.goto("/account/login/")
    page.click("text=Войти через «Сетевой край»")
    page.click(f"button[value='{sub}']")


def prove(page: Page) -> None:
    page.click("text=Подтвердить, что это вы")
    page.fill("input[name=password]", PASSWORD)
    page.click("button:has-text('Продолжить')")


def test_a_known_address_comes_in_without_a_password_and_leaves_at_both(
    world: World, provider: str, visitor: Page, live_server: Any
) -> None:
    come(visitor, "c-1")
    visitor.wait_for_url(f"{live_server.url}/")
    assert world.a11.curator.full_name.split()[0] in visitor.content()
    linked = SocialAccount.objects.get(user_id=world.a11.curator.user_id)
    assert (linked.provider, linked.uid, linked.extra_data) == ("net", "c-1", {})
    assert User.objects.get(pk=world.a11.curator.user_id).check_password(PASSWORD)
    visitor.goto("/me/notices/")
    visitor.click("button:has-text('Выйти')")
    visitor.wait_for_url(f"{provider}/oauth2/end_session**")
    visitor.locator("button").first.click()
    visitor.wait_for_url(f"{live_server.url}/**")
    visitor.goto("/me/notices/")
    assert "/account/login/" in visitor.url


def test_above_the_school_the_second_factor_is_asked_all_the_same(
    world: World, provider: str, visitor: Page, live_server: Any
) -> None:
    come(visitor, "c-2")
    visitor.fill("input[name=code]", second_factor_code())
    visitor.locator("form:has(input[name=code]) button[type=submit]").first.click()
    visitor.wait_for_url(f"{live_server.url}/")


@pytest.mark.parametrize("sub", ["c-3", "c-4", "c-5", "c-6"])
def test_who_is_not_known_for_certain_is_told_how_to_get_in(provider: str, visitor: Page, sub: str) -> None:
    """An address that is not verified, «false» in quotes, a stranger, the platform's own operator."""
    before = User.objects.count(), EmailAddress.objects.count()
    come(visitor, sub)
    assert "Сюда приглашают" in visitor.inner_text("h1")
    assert (User.objects.count(), EmailAddress.objects.count()) == before
    assert not SocialAccount.objects.exists()


def test_a_hand_links_and_unlinks(world: World, provider: str, visitor: Page, live_server: Any, axe: Any) -> None:
    """The curator's number there has another address: he links it once, then comes by it."""
    visitor.goto("/account/login/")
    visitor.fill("input[name=login]", world.a11.curator.email)
    visitor.fill("input[name=password]", PASSWORD)
    visitor.click("button:text-is('Войти')")
    visitor.wait_for_url(f"{live_server.url}/")
    visitor.goto("/me/notices/")
    visitor.click("text=Вход через другие системы")
    axe(visitor)
    prove(visitor)
    visitor.click("button:has-text('Привязать')")
    visitor.click("button[value='c-5']")
    visitor.wait_for_selector("text=Привязано")
    assert SocialAccount.objects.get().user_id == world.a11.curator.user_id
    visitor.context.clear_cookies()
    come(visitor, "c-5")
    visitor.wait_for_url(f"{live_server.url}/")
    visitor.goto("/account/3rdparty/")
    assert not visitor.locator("button:has-text('Отвязать')").count()
    prove(visitor)
    visitor.click("button:has-text('Отвязать')")
    visitor.wait_for_selector("text=Отвязано")
    assert not SocialAccount.objects.exists()


def test_who_says_no_there_is_not_in_here(provider: str, visitor: Page) -> None:
    """The provider's refusal carries no state: it may be anybody's, so the page only leads back to the door."""
    visitor.goto("/account/login/")
    visitor.click("text=Войти через «Сетевой край»")
    visitor.click("text=Deny")
    assert "Войти через другую систему не" in visitor.inner_text("h1")
    visitor.click("text=К входу")
    assert visitor.url.endswith("/account/login/")
