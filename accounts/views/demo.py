"""Sign-in by one press and the clock that moves. Nothing of it exists outside the demo: 404."""

import datetime
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts import clock
from accounts.demo import DEMO_ACCOUNTS, PASSWORD, account
from accounts.models import User
from accounts.permissions import is_own, public
from accounts.services.demo import move_clock

View = Callable[..., HttpResponse]
LARGEST_STEP = 366  # days


def only_in_demo(view: View) -> View:
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return wrapped


@public
@only_in_demo
def demo(request: HttpRequest) -> HttpResponse:
    """Each role by one press."""
    if request.method == "POST":
        return _enter(request)
    return render(request, "accounts/demo.html", {"accounts": DEMO_ACCOUNTS, "password": PASSWORD, "now": clock.now()})


def _enter(request: HttpRequest) -> HttpResponse:
    chosen = account(request.POST.get("u", ""))
    user = User.objects.filter(email=chosen.email).first() if chosen else None
    if user is None:
        raise Http404
    request.session.flush()
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("home")


@require_POST
@public
@only_in_demo
def demo_clock(request: HttpRequest) -> HttpResponse:
    """Some days on, back to the real time by «0», or to a named day; then the page from which it was pressed."""
    days = _days(request.POST.get("shift", ""), request.POST.get("day", ""))
    if days is not None:
        move_clock(days)
        clock.forget_demo_shift()
    back = request.headers.get("Referer", "")
    return redirect(back if is_own(request, back) else "home")


def _days(shift: str, day: str) -> int | None:
    """How far the clock is asked to go; «25» is the next 25th, the day of the month's report. None for nonsense."""
    today = clock.now().date()
    if day == "25":
        month = today if today.day < 25 else today.replace(day=1) + datetime.timedelta(days=32)
        return (month.replace(day=25) - today).days
    if day:
        try:
            far = (datetime.date.fromisoformat(day) - today).days
        except ValueError:
            return None
        return far if far and abs(far) <= LARGEST_STEP else None
    digits = shift.removeprefix("-")
    fits = digits.isascii() and digits.isdigit() and len(digits) < 5 and int(digits) <= LARGEST_STEP
    return int(shift) if fits else None
