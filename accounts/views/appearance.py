"""The version for the visually impaired: a choice kept in a cookie of this browser, readable without a database."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.permissions import is_own, public

COOKIE = "appearance"
COOKIE_AGE = 365 * 24 * 3600
CHOICES = {"text": ("", "l", "xl"), "colors": ("", "bw", "wb", "blue"), "space": ("", "l")}


def read_appearance(request: HttpRequest) -> dict[str, str]:
    """What the reader chose, for the context processor; anything unknown counts as the ordinary look."""
    parts = request.COOKIES.get(COOKIE, "").split(".")
    parts += [""] * (len(CHOICES) - len(parts))
    return {
        name: part if part in allowed else "" for (name, allowed), part in zip(CHOICES.items(), parts, strict=False)
    }


def _from_elsewhere(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin", "")
    return bool(origin) and urlsplit(origin).netloc != request.get_host()


@csrf_exempt  # sets nothing but a display cookie, and must work on pages of errors too; other origins are refused below
@require_POST
@public
def appearance(request: HttpRequest) -> HttpResponse:
    target = request.POST.get("next", "")
    if not is_own(request, target):
        target = "/"
    response = HttpResponseRedirect(target)
    if _from_elsewhere(request):
        return response
    chosen = [request.POST.get(name, "") for name in CHOICES]
    valid = [value if value in allowed else "" for value, allowed in zip(chosen, CHOICES.values(), strict=True)]
    if any(valid):
        response.set_cookie(
            COOKIE,
            ".".join(valid),
            max_age=COOKIE_AGE,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(COOKIE)
    return response
