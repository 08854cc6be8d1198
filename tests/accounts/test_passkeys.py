"""Passkeys behind the browser: whose answer is taken, whose is not, and which factor may be taken off."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, User
from accounts.tenancy import tenant_scope
from tests.accounts.soft_key import SoftKey
from tests.support.people import proven, without_password
from tests.ui.text import words
from tests.world import PASSWORD, Member, World

pytestmark = pytest.mark.django_db
SITE = "https://mentoring.example"


@pytest.fixture(autouse=True)
def _site(settings: Any) -> None:
    settings.SITE_URL = SITE


def added(client: Client, key: SoftKey, name: str = "Телефон") -> Any:
    options = client.get(reverse("mfa_add_webauthn")).context["js_data"]["creation_options"]
    return client.post(reverse("mfa_add_webauthn"), {"name": name, "credential": json.dumps(key.create(options))})


def keys(member: Member) -> int:
    return Authenticator.objects.filter(user_id=member.user_id, type="webauthn").count()


def entering(client: Client) -> dict[str, Any]:
    return client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"}).json()["request_options"]


def enter(client: Client, answer: Any) -> bool:
    client.post(reverse("mfa_login_webauthn"), {"credential": json.dumps(answer)})
    return "_auth_user_id" in client.session


@pytest.fixture
def curator_key(world: World, client_of: Callable) -> SoftKey:
    key = SoftKey(SITE)
    added(proven(client_of(world.a11.curator)), key)
    assert keys(world.a11.curator) == 1
    return key


def test_the_site_says_under_which_name_a_key_works(world: World, client_of: Callable) -> None:
    page = proven(client_of(world.a11.curator)).get(reverse("mfa_add_webauthn"))
    asked = page.context["js_data"]["creation_options"]["publicKey"]
    assert asked["rp"]["id"] == "mentoring.example"  # by SITE_URL, though the request names testserver
    assert asked["authenticatorSelection"]["userVerification"] == "required"


def test_a_key_alone_opens_and_its_answer_only_once(world: World, curator_key: SoftKey) -> None:
    visitor = Client()
    answer = curator_key.get(entering(visitor))
    assert enter(visitor, answer)
    assert not enter(Client(), answer)


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "https://other.mentoring.example", "http://mentoring.example", f"{SITE}:8443"]
)
def test_a_key_shown_on_another_page_opens_nothing(curator_key: SoftKey, origin: str) -> None:
    visitor = Client()
    curator_key.origin = origin
    assert not enter(visitor, curator_key.get(entering(visitor)))


def test_a_touch_without_a_finger_or_a_pin_is_not_enough(
    world: World, client_of: Callable, curator_key: SoftKey
) -> None:
    curator_key.flags = 1
    visitor = Client()
    assert not enter(visitor, curator_key.get(entering(visitor)))
    added(proven(client_of(world.a11.head)), SoftKey(SITE, verified=False))
    assert keys(world.a11.head) == 0


def test_nobody_comes_in_as_another_by_his_own_key(world: World, client_of: Callable, curator_key: SoftKey) -> None:
    heads = SoftKey(SITE)
    heads.id = b"soft-key-of-head"
    added(proven(client_of(world.a11.head)), heads)
    heads.user = curator_key.user
    visitor = Client()
    assert not enter(visitor, heads.get(entering(visitor)))


def test_a_closed_login_is_not_opened_by_its_key(world: World, curator_key: SoftKey) -> None:
    User.objects.filter(pk=world.a11.curator.user_id).update(is_active=False)
    visitor = Client()
    assert not enter(visitor, curator_key.get(entering(visitor)))


@pytest.mark.parametrize(
    "answer",
    [
        None, [], "x", 1, {}, {"response": None}, {"response": {"clientDataJSON": "@@"}},
        {"id": "a", "rawId": "a", "type": "public-key", "response": {"clientDataJSON": "e30"}}, {"a": "b" * 30_000},
    ],
)  # fmt: skip
def test_what_is_no_answer_is_refused_in_words(world: World, client_of: Callable, answer: Any) -> None:
    visitor = Client()
    entering(visitor)
    assert not enter(visitor, answer)
    curator = proven(client_of(world.a11.curator))
    curator.get(reverse("mfa_add_webauthn"))
    refused = curator.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": json.dumps(answer)})
    assert "Ключ не создан" in words(refused)
    assert keys(world.a11.curator) == 0


def test_a_key_after_the_password_is_the_second_factor(world: World, curator_key: SoftKey) -> None:
    visitor = Client()
    visitor.post(reverse("account_login"), {"login": world.a11.curator.email, "password": PASSWORD})
    page = visitor.get(reverse("mfa_authenticate"))
    assert "Войти ключом доступа" in words(page)
    assert "_auth_user_id" not in visitor.session
    answer = curator_key.get(page.context["js_data"]["request_options"])
    visitor.post(reverse("mfa_authenticate"), {"credential": json.dumps(answer)})
    assert visitor.session["_auth_user_id"] == str(world.a11.curator.user_id)


def test_who_comes_by_a_personal_link_makes_no_key(world: World, client_of: Callable) -> None:
    """Nothing can be asked of him first: a class-mate at the open page would come in as him for ever."""
    without_password(world.a11.mentee)
    refused = added(client_of(world.a11.mentee), SoftKey(SITE))
    assert "у кого есть пароль" in words(refused)
    assert keys(world.a11.mentee) == 0


def test_the_last_factor_stays_where_it_is_compulsory(world: World, client_of: Callable) -> None:
    """The coordinator: neither the application nor, later, the key, while it is the only one."""
    coordinator = world.a10.coordinator
    client = proven(client_of(coordinator))
    off = reverse("mfa_deactivate_totp")
    assert "пока нельзя отключить" in words(client.get(off))
    client.post(off)
    assert Authenticator.objects.filter(user_id=coordinator.user_id, type="totp").exists()
    added(client, SoftKey(SITE))
    assert "останется ключ доступа" in words(client.get(off))
    client.post(off)
    assert not Authenticator.objects.filter(user_id=coordinator.user_id, type="totp").exists()

    remove = reverse(
        "passkey_remove", args=[Authenticator.objects.get(user_id=coordinator.user_id, type="webauthn").pk]
    )
    assert "последний второй фактор" in words(client.get(remove))
    assert client.post(remove).status_code == 409
    assert keys(coordinator) == 1
    another = SoftKey(SITE)
    another.id = b"soft-key-another"
    added(client, another, "Второй")
    client.post(remove)
    assert keys(coordinator) == 1
    assert client.get("/").status_code == 200  # the role above the school is open by a key alone


def test_at_school_the_last_factor_may_go(world: World, client_of: Callable, curator_key: SoftKey) -> None:
    client = proven(client_of(world.a11.curator))
    pk = Authenticator.objects.get(user_id=world.a11.curator.user_id, type="webauthn").pk
    assert "запасные коды перестанут действовать" in words(client.get(reverse("passkey_remove", args=[pk])))
    client.post(reverse("passkey_remove", args=[pk]))
    assert not Authenticator.objects.filter(user_id=world.a11.curator.user_id).exists()


def test_the_journal_says_when_a_key_came_and_went(world: World, client_of: Callable, curator_key: SoftKey) -> None:
    pk = Authenticator.objects.get(user_id=world.a11.curator.user_id, type="webauthn").pk
    proven(client_of(world.a11.curator)).post(reverse("passkey_remove", args=[pk]))
    with tenant_scope(world.region_a):
        rows = AuditEvent.objects.filter(verb__startswith="factor.").order_by("pk")
        seen = [(row.verb, row.person_id, row.organization_id, row.data) for row in rows]
    where = (world.a11.curator.person_id, world.a11.id, {"kind": "webauthn"})
    assert seen == [("factor.add", *where), ("factor.remove", *where)]


def test_anothers_key_is_nobodys(world: World, client_of: Callable, curator_key: SoftKey) -> None:
    head = proven(client_of(world.a11.head))
    pk = Authenticator.objects.get(user_id=world.a11.curator.user_id, type="webauthn").pk
    assert head.post(reverse("passkey_remove", args=[pk])).url == reverse("mfa_index")
    assert head.get(reverse("mfa_edit_webauthn", args=[pk])).status_code == 404
    assert keys(world.a11.curator) == 1


def test_who_takes_a_factor_off_has_shown_that_it_is_he(
    world: World, client_of: Callable, curator_key: SoftKey
) -> None:
    pk = Authenticator.objects.get(user_id=world.a11.curator.user_id, type="webauthn").pk
    asked = client_of(world.a11.curator).post(reverse("passkey_remove", args=[pk]))
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert keys(world.a11.curator) == 1
