"""Before the first signature of a working day the head shows once more that it is he (63-ФЗ, ст. 9).

A simple electronic signature is the login, so the session must have been confirmed on that very day: by the second
factor where the login has one, by the password where it has none. A sign-in of the same day counts.
"""

import datetime
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _


def confirmed_today(request: HttpRequest) -> bool:
    """By the real clock, as sign-ins are; the demo is exempt, as it is from the second factor."""
    if settings.DEMO:
        return True
    factor = not has_no_second_factor(request)
    days = [
        datetime.datetime.fromtimestamp(record["at"], tz=request.actor.zone).date()
        for record in get_authentication_records(request, request.user)
        if record.get("method") == "mfa" or (not factor and record.get("method") == "password")
    ]
    return timezone.now().astimezone(request.actor.zone).date() in days


def has_no_second_factor(request: HttpRequest) -> bool:
    """Whose signature stands on his password alone is advised to enrol; he signs all the same."""
    return not is_mfa_enabled(request.user)


def advise_factor(request: HttpRequest) -> bool:
    """Whether to say so on the page where he signs; the demo has no second factors."""
    return not settings.DEMO and has_no_second_factor(request)


def confirm(request: HttpRequest, back: str) -> HttpResponse:
    """To the page that asks for the passkey, the code or the password and returns to where the signature waits."""
    messages.info(request, _("Первая подпись за день: подтвердите, что это вы, и нажмите ещё раз"))
    if has_no_second_factor(request):
        way = "account_reauthenticate"
    elif is_mfa_enabled(request.user, [Authenticator.Type.WEBAUTHN]):
        way = "mfa_reauthenticate_webauthn"
    else:
        way = "mfa_reauthenticate"
    return redirect(f"{reverse(way)}?{urlencode({'next': back})}")
