from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]
POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)


class ContentSecurityPolicy:
    """No inline styles or scripts anywhere; what is not ours does not load."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Sign-in and sign-out are forms that end at the provider's page.
        providers = "".join(f" {origin}" for provider in settings.OIDC.values() for origin in provider.origins)
        response.headers.setdefault("Content-Security-Policy", POLICY + providers)
        return response


class RefuseMalformedInput:
    """NUL bytes never reach the database, whose text cannot hold them: a clear 400 instead of a failure."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: dict) -> None:
        values = [value for values in request.GET.lists() for value in values[1]]
        if request.method == "POST" and request.content_type != "application/json":
            values += [value for values in request.POST.lists() for value in values[1]]
        if any("\x00" in value for value in values) or "\x00" in request.path:
            raise BadRequest("NUL in the input")
