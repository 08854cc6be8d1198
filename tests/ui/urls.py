"""The project's addresses and one for each error, for tests."""

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from accounts.views import errors


def bad(request: HttpRequest) -> HttpResponse:
    raise BadRequest("NUL")


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("order.approve")


def refused(request: HttpRequest) -> HttpResponse:
    refusal = PermissionDenied()
    refusal.reason, refusal.clause, refusal.todo = "Подписывает только директор", "Положение, п. 3.1", "Передайте ему"
    raise refusal


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret of the server")


def waiting(request: HttpRequest) -> HttpResponse:
    hurry = Exception()
    hurry.retry_after = 125
    return errors.too_many_requests(request, hurry)


urlpatterns = [
    path("bad", bad),
    path("forbidden", forbidden),
    path("refused", refused),
    path("broken", broken),
    path("waiting", waiting),
    path("", include("mentoring.urls")),
]

handler400 = "accounts.views.errors.bad_request"
handler403 = "accounts.views.errors.permission_denied"
handler404 = "accounts.views.errors.page_not_found"
handler500 = "accounts.views.errors.server_error"
