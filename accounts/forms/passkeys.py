"""Passkeys: what a browser answers is checked before allauth takes it, and refused in our words."""

import json
import struct
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from fido2.utils import websafe_decode

LONGEST = 20_000  # letters of an answer: a real one has two or three thousand
# What the parsers of a foreign answer raise.
MALFORMED = (
    TypeError, ValueError, KeyError, AttributeError, IndexError, NotImplementedError, RecursionError, struct.error,
)  # fmt: skip
NOT_FIT = _("Ключ не подошёл. Нажмите ещё раз; если это другое устройство, войдите иначе и создайте ключ на нём")
NAME = _("Как назвать ключ")


def site_origin() -> str:
    """Where answers may come from: the one address of the site, neither a neighbour on its domain nor another port."""
    site = urlsplit(settings.SITE_URL)
    port = "" if site.port in {None, {"https": 443, "http": 80}.get(site.scheme)} else f":{site.port}"
    return f"{site.scheme}://{site.hostname}{port}"


def check_origin(credential: Any) -> None:
    """Raises ValidationError for what is no answer of a browser that shows our own page."""
    try:
        if len(json.dumps(credential)) > LONGEST:
            raise ValueError("too long")
        told = json.loads(websafe_decode(credential["response"]["clientDataJSON"]))
        if told["origin"] != site_origin() or told.get("crossOrigin") is True:
            raise ValueError("another page")
    except MALFORMED as error:
        raise forms.ValidationError(NOT_FIT, code="passkey") from error


def _in_our_words(error: forms.ValidationError) -> forms.ValidationError:
    """allauth says of a wrong passkey what it says of a wrong code; a limit of tries stays a limit."""
    return forms.ValidationError(NOT_FIT, code="passkey") if error.code == "incorrect_code" else error


class AddPasskeyForm(AddWebAuthnForm):
    """A passkey is kept by the device itself, so that it signs in alone."""

    passwordless = None
    name = forms.CharField(
        label=NAME, max_length=60, required=False, help_text=_("Например, «телефон» или «рабочий компьютер»")
    )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not self.user.has_usable_password():
            # Who comes by a link cannot be asked anew who he is: a class-mate at an open page would make himself a key.
            raise forms.ValidationError(_("Ключ доступа создаёт тот, у кого есть пароль"), code="no_password")
        if data.get("credential") is None:
            return data
        check_origin(data["credential"])
        try:
            return super().clean()
        except forms.ValidationError as error:
            raise _in_our_words(error) from error
        except MALFORMED as error:
            raise forms.ValidationError(NOT_FIT, code="passkey") from error


class NamePasskeyForm(EditWebAuthnForm):
    name = forms.CharField(label=NAME, max_length=60)


class _Answer(AuthenticateWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        check_origin(self.cleaned_data["credential"])
        try:
            return super().clean_credential()
        except forms.ValidationError as error:
            raise _in_our_words(error) from error
        except MALFORMED as error:
            raise forms.ValidationError(NOT_FIT, code="passkey") from error


class PasskeyFactorForm(_Answer):
    """The second factor after a password."""


class PasskeyLoginForm(_Answer, LoginWebAuthnForm):
    """Both factors at once."""


class PasskeyAgainForm(_Answer, ReauthenticateWebAuthnForm):
    """Who has signed in shows that it is still he."""
