"""What the browser is asked about a passkey, as an attribute of a form: pages have no scripts of their own."""

import json
from typing import Any

from allauth.mfa.models import Authenticator
from django import template
from django.contrib.auth.models import AnonymousUser

from accounts.models import User

register = template.Library()


@register.filter
def as_json(value: Any) -> str:
    return json.dumps(value)


@register.simple_tag
def has_app(user: User | AnonymousUser) -> bool:
    """The login has the application with codes."""
    return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists()


@register.simple_tag
def has_passkey(user: User | AnonymousUser) -> bool:
    return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.WEBAUTHN).exists()
