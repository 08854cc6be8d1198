"""What every page needs to know. Always present, so that no template meets an undefined name."""

import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from . import clock
from .demo import DEMO_ACCOUNTS
from .navigation import nav_for
from .views.appearance import read_appearance

# How far one press moves the demo's clock, in days.
CLOCK_STEPS = ((1, _("+1 день")), (7, _("+неделя")), (30, _("+месяц")))


def page(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "nav": nav_for(actor, request.path) if actor else [],
        "appearance": read_appearance(request),
        "demo": _demo() if settings.DEMO else None,
        "demo_roles": DEMO_ACCOUNTS if settings.DEMO else (),
        "home_url": reverse("home") if actor else reverse("account_login"),
        "support": settings.SUPPORT,
    }


def _demo() -> dict[str, Any]:
    now: datetime.datetime = clock.now()
    return {
        "url": reverse("demo"),
        "now": now,
        "clock_url": reverse("demo_clock"),
        "shifts": [{"value": days, "label": label} for days, label in CLOCK_STEPS],
        "switch_url": reverse("demo"),
    }
