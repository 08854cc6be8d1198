"""What every page needs to know. Always present, so that no template meets an undefined name."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from .navigation import nav_for
from .views.appearance import read_appearance


def page(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "nav": nav_for(actor, request.path) if actor else [],
        "appearance": read_appearance(request),
        "demo": {"url": reverse("demo")} if settings.DEMO else None,
        "home_url": reverse("home") if actor else reverse("account_login"),
    }
