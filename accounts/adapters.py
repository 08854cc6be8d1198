"""What django-allauth asks of us: who may come in, how, and what of a provider's data is kept."""

from dataclasses import astuple
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows, is_reauthentication_required
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.oidc import ID_TOKEN
from accounts.oidc_roles import Claimed, claimed
from accounts.queries.memberships import second_factor_is_compulsory
from accounts.secrets import unseal_text
from accounts.services import claimed_roles

DAY_SECONDS = 24 * 3600
CLAIMS = "claimed_roles"  # of a sign-in on its way
# How one shows anew that it is he.
PROOFS = {
    "reauthenticate": _("Паролем"),
    "mfa_reauthenticate": _("Кодом из приложения или запасным кодом"),
    "mfa_reauthenticate:webauthn": _("Ключом доступа"),
}


class AccountAdapter(DefaultAccountAdapter):
    """People come by invitation or personal link; nobody signs up by himself."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("Почта и пароль не подходят друг к другу. Проверьте раскладку и Caps Lock"),
        "incorrect_password": _("Пароль не подошёл. Проверьте раскладку"),
        "too_many_login_attempts": _("Слишком много попыток. Подождите 5 минут или задайте новый пароль"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reauthentication_methods(self, user: AbstractBaseUser) -> list[dict[str, Any]]:
        return [way | {"description": PROOFS[way["id"]]} for way in super().get_reauthentication_methods(user)]

    def post_login(
        self, request: HttpRequest, user: User, *, signal_kwargs: dict[str, Any] | None, **options: Any
    ) -> HttpResponse:
        """The second factor is passed: what the provider has told is taken now."""
        login = (signal_kwargs or {}).get("sociallogin")
        if login is not None and (provider := settings.OIDC.get(login.account.provider)) is not None:
            claimed_roles.apply(
                provider=provider, user=user, claims=[Claimed(*row) for row in login.state.get(CLAIMS, [])]
            )
            if sealed := login.state.get(ID_TOKEN):
                request.session[ID_TOKEN] = sealed
        return super().post_login(request, user, signal_kwargs=signal_kwargs, **options)

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
        if hint := _id_token(request):
            back["id_token_hint"] = hint  # a provider that is sure whom it lets go does not ask
        return f"{leave}{'&' if '?' in leave else '?'}{urlencode(back)}"


def _id_token(request: HttpRequest) -> str:
    try:
        return unseal_text(ID_TOKEN, request.session[ID_TOKEN])
    except (KeyError, InvalidToken):  # none was told, or the installation has another key
        return ""


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
        provider, told = settings.OIDC.get(sociallogin.account.provider), sociallogin.account.extra_data
        if provider is not None:
            claims = told.get("id_token", {}) | told.get("userinfo", {})
            sociallogin.claimed = [astuple(one) for one in claimed(provider.roles, claims)]
        sociallogin.account.extra_data = {}
        return user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """What the end of the sign-in needs goes with it through the second factor.

        Who links a provider has shown shortly before that it is he. allauth would ask after the provider's answer and
        keep that answer in the session: the next proof, given for a signature, would link what a stranger at the open
        page had begun to link.
        """
        sealed = getattr(sociallogin, "sealed_id_token", "")
        sociallogin.state.update({CLAIMS: getattr(sociallogin, "claimed", []), ID_TOKEN: sealed})
        linking = sociallogin.state.get("process") == AuthProcess.CONNECT
        if not linking or not request.user.is_authenticated:
            return
        if not get_reauthentication_flows(request.user):  # he came by a personal link: there is nothing to ask him for
            messages.error(request, gettext("Другую систему привязывает тот, у кого есть пароль"))
            raise ImmediateHttpResponse(redirect("home"))
        if is_reauthentication_required(request, app="allauth.socialaccount"):
            messages.error(request, gettext("Не привязано: сначала подтвердите, что это вы"))
            raise ImmediateHttpResponse(redirect("socialaccount_connections"))

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
    """Second factors: what is said about them, and which of them may be taken off."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("Код не подошёл: он меняется каждые 30 секунд, введите новый"),
        "cannot_delete_authenticator": _(
            "Это ваш последний второй фактор, а для вашей роли он обязателен. Сначала подключите другой"
        ),
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last one stays where a role demands one: recovery codes alone are none."""
        others = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(pk=authenticator.pk)
        if others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
            return True
        return not second_factor_is_compulsory(authenticator.user)

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Ключ доступа") if number == 1 else gettext("Ключ доступа %s") % number

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The host of the site's one address, never that of a request: a passkey works under it and nowhere else."""
        return {"id": urlsplit(settings.SITE_URL).hostname or "", "name": gettext("Наставничество")}
