"""Choosing in which role to act, and the page of a login that has none."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.permissions import SESSION_KEY, memberships_of, signed_in


@signed_in
def no_role(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/no_role.html")


@signed_in
def choose_role(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/choose_role.html", {"doors": []})


@require_POST
@signed_in
def switch_role(request: HttpRequest) -> HttpResponse:
    """Act in another of one's own roles from the next request on; a foreign number changes nothing."""
    chosen = request.POST.get("membership", "")
    if any(str(pk) == chosen for pk, _region in memberships_of(request.user.pk)):
        request.session[SESSION_KEY] = int(chosen)
        request.session.cycle_key()
    return redirect("home")
