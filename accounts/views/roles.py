"""Choosing in which role to act, and the page of a login that has none."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.permissions import SESSION_KEY, memberships_of, signed_in
from accounts.queries.memberships import doors_of


@signed_in
def no_role(request: HttpRequest) -> HttpResponse:
    """Why there is nothing to do, and whom to ask; who has got a role since goes straight on."""
    if doors_of(memberships_of(request.user.pk), None):
        return redirect("home")
    return _no_role(request)


def _no_role(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/no_role.html", {"staff": request.user.is_staff, "demo": settings.DEMO})


@signed_in
def choose_role(request: HttpRequest) -> HttpResponse:
    doors = doors_of(memberships_of(request.user.pk), request.session.get(SESSION_KEY))
    if not doors:
        return _no_role(request)
    regions = len({door.region for door in doors})
    return render(request, "accounts/choose_role.html", {"doors": doors, "several_regions": regions > 1})


@require_POST
@signed_in
def switch_role(request: HttpRequest) -> HttpResponse:
    """Act in another of one's own roles from the next request on; a foreign number changes nothing."""
    chosen = request.POST.get("membership", "")
    if any(str(pk) == chosen for pk, _region in memberships_of(request.user.pk)):
        request.session[SESSION_KEY] = int(chosen)
    return redirect("home")
