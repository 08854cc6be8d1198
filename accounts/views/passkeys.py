"""Removing a second factor: the last one of whoever must have one stays."""

from collections.abc import Iterator
from contextlib import contextmanager

from allauth.account.decorators import reauthentication_required
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import deactivate_totp
from allauth.mfa.webauthn.internal.flows import remove_authenticator
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.permissions import signed_in


@require_http_methods(["GET", "POST"])
@signed_in
@reauthentication_required(app="allauth.mfa")
def passkey_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Stands before allauth's page of the same address, which does not ask whether the key is the last factor."""
    with _alone(request):
        return _passkey_remove(request, pk)


@require_http_methods(["GET", "POST"])
@signed_in
def code_app_remove(request: HttpRequest) -> HttpResponse:
    """Stands before allauth's page of the same address: of two factors taken off at once the second must be asked."""
    with _alone(request):
        if not Authenticator.objects.filter(user_id=request.user.pk, type=Authenticator.Type.TOTP).exists():
            messages.info(request, _("Приложение с кодами уже отключено"))
            return redirect("mfa_index")
        return deactivate_totp(request)


@contextmanager
def _alone(request: HttpRequest) -> Iterator[None]:
    """One change of a login's factors at a time."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=request.user.pk)
        yield


def _passkey_remove(request: HttpRequest, pk: int) -> HttpResponse:
    key = Authenticator.objects.filter(user_id=request.user.pk, type=Authenticator.Type.WEBAUTHN, pk=pk).first()
    if key is None:
        messages.info(request, _("Такого ключа у вас нет: возможно, вы уже удалили его"))
        return redirect("mfa_index")
    last = not get_adapter().can_delete_authenticator(key)
    if request.method == "POST" and not last:
        remove_authenticator(request, key)
        return redirect("mfa_index")
    status = 409 if request.method == "POST" else 200
    left = Authenticator.objects.filter(user_id=request.user.pk).exclude(pk=key.pk)
    alone = not left.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
    context = {"key": key.wrap(), "last": last, "alone": alone}
    return render(request, "mfa/webauthn/authenticator_confirm_delete.html", context, status=status)
