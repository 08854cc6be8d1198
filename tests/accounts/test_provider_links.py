"""Linking a provider by hand: only who has just shown that it is he, whoever sits at the open page."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from tests.accounts.provider import Net, serving
from tests.support.people import proven, signed_in_client, without_password
from tests.ui.text import words
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
LINK = "?process=connect"
PAGE = "/account/3rdparty/"


@pytest.fixture
def net(world: World, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Net]:
    with serving(settings, tmp_path, monkeypatch, ["a11.test"]) as found:
        found.says("stranger", email="stranger@net.example", email_verified=True)
        yield found


def test_an_open_page_links_nobody(world: World, net: Net, client_of: Callable) -> None:
    """And leaves nothing behind: the proof that the curator gives later, for something else, links nobody either."""
    curator = client_of(world.a11.curator)
    page = words(curator.get(PAGE))
    assert "Подтвердить, что это вы" in page
    assert ">Привязать" not in page
    assert net.through(curator, "stranger", LINK).url == PAGE
    assert "сначала подтвердите, что это вы" in words(curator.get(PAGE))
    proven(curator)
    curator.get("/")
    assert not SocialAccount.objects.exists()


def test_who_has_just_proved_himself_links_and_unlinks(world: World, net: Net, client_of: Callable) -> None:
    curator = proven(client_of(world.a11.curator))
    assert ">Привязать" in words(curator.get(PAGE))
    net.through(curator, "stranger", LINK)
    linked = SocialAccount.objects.get(user_id=world.a11.curator.user_id)

    later = client_of(world.a11.curator)
    asked = later.post(PAGE, {"account": linked.pk})
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert SocialAccount.objects.exists()
    curator.post(PAGE, {"account": linked.pk})
    assert not SocialAccount.objects.exists()


def test_who_came_by_a_personal_link_links_nothing(world: World, net: Net) -> None:
    """A pupil has no password to be asked for: a class-mate at an open page would make himself a way in."""
    without_password(world.a11.mentee)
    pupil: Client = signed_in_client(world.a11.mentee)
    assert net.through(pupil, "stranger", LINK).url == "/"
    assert "у кого есть пароль" in words(pupil.get("/"))
    assert not SocialAccount.objects.exists()


def test_a_provider_that_is_not_here_is_no_failure(client: Client) -> None:
    assert client.get("/account/oidc/nobody/login/callback/?code=1&state=2").status_code == 302
