"""Before the first signature of a working day the head shows once more that it is he (63-ФЗ, ст. 9).

A simple electronic signature is the login, so the session must have been confirmed on that very day: by the second
factor where the login has one, by the password where it has none. A sign-in of the same day counts.
"""

import datetime
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
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
    factor = is_mfa_enabled(request.user)
    days = [
        datetime.datetime.fromtimestamp(record["at"], tz=request.actor.zone).date()
        for record in get_authentication_records(request, request.user)
        if record.get("method") == "mfa" or (not factor and record.get("method") == "password")
    ]
    return timezone.now().astimezone(request.actor.zone).date() in days


def confirm(request: HttpRequest, back: str) -> HttpResponse:
    """To the page that asks for the code (or the password) and returns to where the signature waits."""
    messages.info(request, _("Первая подпись за день: подтвердите, что это вы, и нажмите «Утвердить» ещё раз"))
    way = "mfa_reauthenticate" if is_mfa_enabled(request.user) else "account_reauthenticate"
    return redirect(f"{reverse(way)}?{urlencode({'next': back})}")
