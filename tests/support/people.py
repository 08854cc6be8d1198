"""Acting as somebody of the world: in services, through the test client, at a moved clock."""

import datetime
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from allauth.mfa import app_settings
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.contrib import auth
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string

from accounts import clock
from accounts.models import Membership, User
from accounts.permissions import SESSION_KEY, Actor, actor_of
from accounts.tenancy import tenant_scope
from tests.world import PASSWORD, TOTP_SECRET, Member, World


@contextmanager
def acting(member: Member) -> Iterator[Actor]:
    """The open scope of his region and the actor: ``with acting(world.a11.curator) as actor: service(actor=actor)``."""
    with tenant_scope(member.region_id):
        rows = Membership.objects.select_related("person", "organization", "organization__region", "region")
        yield actor_of(rows.get(pk=member.membership_id))


def signed_in_client(member: Member | None) -> Client:
    """A client whose login has passed; None is a visitor. Form errors of CSRF are the browser tests' matter."""
    client = Client()
    if member is not None:
        session = {
            auth.SESSION_KEY: str(member.user_id),
            auth.BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
            auth.HASH_SESSION_KEY: User.objects.get(pk=member.user_id).get_session_auth_hash(),
        }
        if member.membership_id:
            session[SESSION_KEY] = member.membership_id
        client.cookies[settings.SESSION_COOKIE_NAME] = _written(session)
    return client


def _written(session: dict[str, Any]) -> str:
    """The key of a new session. One row, where ``force_login`` asks twenty times: half of the suite signs in."""
    store, key = SessionStore(), get_random_string(32, VALID_KEY_CHARS)
    end = timezone.now() + datetime.timedelta(seconds=settings.SESSION_COOKIE_AGE)
    Session.objects.create(session_key=key, session_data=store.encode(session), expire_date=end)
    return key


def proven(client: Client) -> Client:
    """The same login after its password was asked for once more: the first signature of the day."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def without_password(member: Member) -> None:
    """As whoever comes by a personal link alone is."""
    user = User.objects.get(pk=member.user_id)
    user.set_unusable_password()
    user.save(update_fields=["password"])


def second_factor_code() -> str:
    """What the authenticator app of everybody above the school shows now."""
    counter = int(time.time()) // app_settings.TOTP_PERIOD
    return format_hotp_value(hotp_value(TOTP_SECRET, counter))


@pytest.fixture
def client_of(world: World) -> Callable[[Member | None], Client]:
    """``client_of(world.a11.head).get("/")``."""
    return signed_in_client


@pytest.fixture
def clock_at() -> Iterator[Callable[[datetime.datetime], None]]:
    """Let the clock go on from an aware moment until the test ends: ``clock_at(datetime(2026, 9, 1, tzinfo=UTC))``."""
    with ExitStack() as stack:
        yield lambda moment: stack.enter_context(clock.moved_to(moment))


@pytest.fixture
def demo(settings) -> Iterator[None]:
    """The suite is production-like (DEMO off, whatever the machine sets); this one test is the demo."""
    from django.urls import clear_url_caches

    settings.DEMO = True
    clear_url_caches()
    yield
    clear_url_caches()
