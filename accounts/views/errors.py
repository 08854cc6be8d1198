"""Pages of errors: what happened, what to do now, the way home. Each needs no database of its own."""

import math
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.views.decorators.csrf import requires_csrf_token

RETRY_AFTER_SECONDS = 60


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Shows `reason`, `clause` and `todo` of the exception where it has them; a bare permission name is not shown."""
    context = {name: getattr(exception, name, "") for name in ("reason", "clause", "todo")}
    return render(request, "403.html", context, status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Nothing but a template and a setting: whatever broke may break a context processor too."""
    return HttpResponse(loader.get_template("500.html").render({"support": settings.SUPPORT}), status=500)


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """`retry_after` of the exception, in seconds, and `why` it is so, when the caller knows them."""
    seconds = int(getattr(exception, "retry_after", None) or RETRY_AFTER_SECONDS)
    told = {"minutes": math.ceil(seconds / 60), "why": getattr(exception, "why", "")}
    response = render(request, "429.html", told, status=429)
    response["Retry-After"] = str(seconds)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open longer than the session, or cookies are off. Going back keeps what was typed."""
    context: dict[str, Any] = {"no_cookie": not request.COOKIES}
    return render(request, "errors/csrf.html", context, status=403)
