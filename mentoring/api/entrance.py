"""Who comes in: another system with a token, or a signed-in person with his session. Then the scope opens."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from rest_framework.authentication import BaseAuthentication, SessionAuthentication

from accounts import rate_limit
from accounts.models import ApiToken
from accounts.permissions import SESSION_KEY, Actor, load_actor, memberships_of, needs_second_factor
from accounts.services import connections
from accounts.tenancy import tenant_scope

from .problems import Problem, language_of

WRONG_TOKENS = {60: 30}  # from one address


class BearerAuthentication(BaseAuthentication):
    """``Authorization: Bearer nst_…``. A wrong token is never taken for a visitor."""

    def authenticate(self, request: Any) -> tuple[Any, ApiToken] | None:
        words = request.headers.get("Authorization", "").split()
        if not words or words[0].lower() != "bearer":
            return None
        text = " ".join(words[1:])
        region = connections.region_of(text)
        token = None
        if region is not None:
            with tenant_scope(region):
                token = connections.find(region, text)
        if token is None:
            client = rate_limit.client_of(request._request)
            rate_limit.check("api-token", client, WRONG_TOKENS)
            rate_limit.count("api-token", client, WRONG_TOKENS)
            raise Problem("sign_in")
        return token.membership.user, token

    def authenticate_header(self, request: Any) -> str:
        return 'Bearer realm="api"'


class Session(SessionAuthentication):
    """The pages' own session, CSRF kept."""


@contextmanager
def entered(request: Any) -> Iterator[Actor]:
    """The actor in the open scope of his region, in its time and the language asked for; a refusal rolls all back."""
    user, token = request.user, request.auth
    if token is None:
        key, chosen = f"user:{user.pk}", request.session.get(SESSION_KEY)
        rows = sorted(memberships_of(user.pk), key=lambda row: row[0] != chosen)
    else:
        key, rows = f"token:{token.pk}", [(token.membership_id, token.region_id)]
    rate_limit.take("api", key, settings.API_LIMITS)
    for membership_id, region_id in rows:
        with tenant_scope(region_id):
            actor = load_actor(membership_id, len(rows))
            if actor is None:
                continue
            if token is None and needs_second_factor(request, actor):
                raise Problem("second_factor")
            with timezone.override(actor.zone), translation.override(language_of(request)):
                yield actor
            return
    raise Problem("no_role" if token is None else "sign_in")
