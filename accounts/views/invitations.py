"""Inviting, from inside; and taking an invitation, from outside by the link of the letter."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.forms.entrance import NewPasswordForm
from accounts.models import Invitation, Person, Region, User
from accounts.permissions import Actor, get_visible, public, refused, requires
from accounts.qr import qr_data_uri
from accounts.refusal import Refusal
from accounts.secrets import grouped
from accounts.services import access_links, invitations
from accounts.views.shared import posted, public_region, say

BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_POST
@requires("invitation.send")
def invitation_send(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter to the person ``pk``; pressed again, a new one, and the former link stops working."""
    actor: Actor = request.actor
    row = get_visible(Person, actor, pk)
    sent = invitations.send(actor=actor, person=row)
    say(request, _("Приглашение отправлено на %s. Ссылка действует 7 дней, прежняя больше не работает") % sent.email)
    return redirect("person", pk)


@require_POST
@requires("invitation.send")
def invitations_again(request: HttpRequest) -> HttpResponse:
    """To everybody whose letter has not been taken in time."""
    sent = invitations.send_again(actor=request.actor)
    say(request, _("Отправлено приглашений: %s. Прежние ссылки больше не работают") % sent)
    return redirect("home")


@require_POST
@requires("invitation.send")
def invitation_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    actor: Actor = request.actor
    row = get_visible(Invitation, actor, pk)
    invitations.revoke(actor=actor, invitation=row)
    say(request, _("Приглашение отозвано: ссылка из письма больше не работает"))
    return redirect("person", row.person_id)


@never_cache
@require_POST
@requires("invitation.send")
def access_link_give(request: HttpRequest, pk: int) -> HttpResponse:
    """A sheet to print: QR, link and code, shown this once."""
    actor: Actor = request.actor
    row = get_visible(Person, actor, pk)
    given = access_links.give(actor=actor, person=row)
    context = {
        "person": row,
        "given": given,
        "code": grouped(given.code),
        "qr": qr_data_uri(given.address),
        "enter_url": f"{settings.SITE_URL}{reverse('enter_region', args=[row.region.code])}",
    }
    return render(request, "accounts/access_link.html", context)


@sensitive_post_parameters("password")
@never_cache
@public
def invitation(request: HttpRequest, region: str, secret: str) -> HttpResponse:
    """The page of the link. Whatever is wrong with it, one and the same answer."""
    try:
        with public_region(region) as place:
            answer = _invited(request, place, secret)
    except Http404:
        answer = None
    except Refusal as refusal:
        return refused(request, refusal)
    if isinstance(answer, User):
        login(request, answer, backend=BACKEND)
        return redirect("home")
    return answer or gone(request)


def gone(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/invitation_gone.html", status=410)


def _invited(request: HttpRequest, region: Region, secret: str) -> HttpResponse | User | None:
    """A page, the user to sign in, or None when the link is not open."""
    found = invitations.find_open(region, secret)
    if found is None:
        return None
    if invitations.has_login(found):
        # The login may be the one that another press on this very link has just made; then the link is no longer open.
        still_open = invitations.find_open(region, secret)
        return _take_with_own_login(request, region, secret, still_open) if still_open else None
    form = NewPasswordForm(posted(request), email=found.email)
    if request.method == "POST" and form.is_valid():
        return invitations.accept_new(region=region, secret=secret, password=form.cleaned_data["password"])
    context = {"form": form, "invitation": found, "region": region}
    return render(request, "accounts/invitation.html", context, status=422 if form.errors else 200)


def _take_with_own_login(
    request: HttpRequest, region: Region, secret: str, found: Invitation
) -> HttpResponse | User | None:
    """The address has a login: its owner signs in with it, and only then the role becomes his."""
    user: User | AnonymousUser = request.user
    own = user.is_authenticated and user.email == found.email
    if own and request.method == "POST" and isinstance(user, User):
        return user if invitations.accept_existing(region=region, secret=secret, user=user) else None
    context = {"invitation": found, "region": region, "own": own, "other": user.is_authenticated and not own}
    return render(request, "accounts/invitation_login.html", context)
