"""Other systems through which a person comes in (accounts/oidc.py)."""

from collections.abc import Iterable

from allauth.socialaccount.models import SocialAccount
from django import template
from django.conf import settings

from accounts.oidc import Provider

register = template.Library()


@register.simple_tag
def sign_in_providers() -> list[Provider]:
    return list(settings.OIDC.values())


@register.simple_tag
def linked_account(accounts: Iterable[SocialAccount], provider: Provider) -> SocialAccount | None:
    return next((account for account in accounts if account.provider == provider.id), None)
