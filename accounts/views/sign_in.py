"""Where a provider sends people back to: its answer is somebody else's text, and its token is kept for the leaving."""

from typing import Any

from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.oidc import ID_TOKEN
from accounts.permissions import public
from accounts.secrets import seal_text

LONGEST_TOKEN = 8000  # letters: it travels in the address of leaving
LONGEST_EMAIL = 254


class ProviderClient(OpenIDConnectOAuth2Adapter):
    """allauth's client that takes a malformed answer for a failed sign-in, and not for a failure of ours."""

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        self._numbers: set[str] = set()
        try:
            login = super().complete_login(request, app, token, **kwargs)
        except (TypeError, ValueError, KeyError, AttributeError, ImproperlyConfigured) as error:
            raise OAuth2Error("a malformed answer") from error
        if len(self._numbers) > 1:
            raise OAuth2Error("two answers about two people")  # OpenID Connect Core, 5.3.2
        raw = kwargs["response"].get("id_token")
        if isinstance(raw, str) and len(raw) <= LONGEST_TOKEN:
            login.sealed_id_token = seal_text(ID_TOKEN, raw)
        return login

    def _fetch_user_info(self, access_token: str) -> dict[str, Any]:
        return self._checked(super()._fetch_user_info(access_token))

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        return self._checked(super()._decode_id_token(app, id_token))

    def _checked(self, told: Any) -> dict[str, Any]:
        if not isinstance(told, dict) or not isinstance(told.get("sub"), str):
            raise OAuth2Error("an answer about nobody")
        self._numbers.add(told["sub"])
        email = told.get("email")
        if not isinstance(email, str) or len(email) > LONGEST_EMAIL or "\x00" in email:
            told.pop("email", None)
        return {name: value for name, value in told.items() if name not in IGNORED}


# What allauth would put into a login that it never makes here: names of any kind and length.
IGNORED = {"preferred_username", "name", "user_id", "picture", "family_name", "given_name"}


@never_cache
@require_safe
@public
def oidc_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Stands before allauth's page of the same address."""
    try:
        return OAuth2CallbackView.adapter_view(ProviderClient(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        return redirect("socialaccount_login_error")
