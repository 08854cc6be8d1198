"""What django-allauth asks of us: who may come in, how, and what of a provider's data is kept."""

from typing import Any
from urllib.parse import urlencode

import requests
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User

DAY_SECONDS = 24 * 3600


class AccountAdapter(DefaultAccountAdapter):
    """People come by invitation or personal link; nobody signs up by himself."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("Почта и пароль не подходят друг к другу. Проверьте раскладку и Caps Lock"),
        "incorrect_password": _("Пароль не подошёл. Проверьте раскладку"),
        "too_many_login_attempts": _("Слишком много попыток. Подождите 5 минут или задайте новый пароль"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Who came through a provider leaves there too: on a shared computer its session would let the next one in."""
        home = super().get_logout_redirect_url(request)
        ways = {record.get("provider") for record in get_authentication_records(request, request.user)}
        provider = next((settings.OIDC[name] for name in ways if name in settings.OIDC), None)
        if provider is None or not (leave := _end_of_session(request, provider.id)):
            return home
        back = {
            "client_id": provider.client_id,
            "post_logout_redirect_uri": f"{settings.SITE_URL}{home}",
            "state": "out",
        }
        return f"{leave}{'&' if '?' in leave else '?'}{urlencode(back)}"


def _end_of_session(request: HttpRequest, provider_id: str) -> str:
    """The provider's address of leaving; a provider that has none or does not answer keeps nobody here."""
    key = f"oidc-end:{provider_id}"
    if (known := cache.get(key)) is None:
        try:
            known = OpenIDConnectOAuth2Adapter(request, provider_id).openid_config.get("end_session_endpoint", "")
        except requests.RequestException:
            return ""
        cache.set(key, known, DAY_SECONDS)
    return known


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Sign-in through a provider of ``settings.OIDC`` opens a login that is here; it never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> AbstractBaseUser:
        """Only the person's number at the provider is kept: the rest that it tells (СНИЛС, birthday …) is not ours."""
        user = super().populate_user(request, sociallogin, data)
        sociallogin.account.extra_data = {}
        return user

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        provider = settings.OIDC.get(login.account.provider)
        if provider is None or not provider.trusts_email:
            return False
        return email.rpartition("@")[2].lower() in provider.domains

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """By a verified address; never into the platform's own logins, which reach every region."""
        for address in sociallogin.email_addresses:
            trusted = address.verified is True and self.can_authenticate_by_email(sociallogin, address.email)
            logins = User.objects.filter(email=address.email.lower(), is_active=True, is_staff=False, platform_role="")
            if trusted and (user := logins.first()) is not None:
                # The invitation has proved the address here too; without its row allauth would take the password away.
                EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True})
                return user, address.email
        return None


class MfaAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("Код не подошёл: он меняется каждые 30 секунд, введите новый"),
    }
