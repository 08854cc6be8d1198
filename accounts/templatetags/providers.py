"""Other systems through which a person comes in (accounts/oidc.py)."""

from collections.abc import Iterable

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.socialaccount.models import SocialAccount
from django import template
from django.conf import settings
from django.http import HttpRequest

from accounts.oidc import Provider

register = template.Library()


@register.simple_tag
def sign_in_providers() -> list[Provider]:
    return list(settings.OIDC.values())


@register.simple_tag
def linked_account(accounts: Iterable[SocialAccount], provider: Provider) -> SocialAccount | None:
    return next((account for account in accounts if account.provider == provider.id), None)


@register.simple_tag
def proof_first(request: HttpRequest) -> str:
    """Where one shows anew that it is he before linking and unlinking; empty when he has just done so."""
    if not is_reauthentication_required(request, app="allauth.socialaccount"):
        return ""
    return str(get_adapter().get_reauthentication_methods(request.user)[0]["url"])
