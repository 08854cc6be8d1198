"""The OpenAPI document: it says nothing of anybody, and is for whoever wants to connect."""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import conditional_page, require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer

from accounts.permissions import public


@public
@conditional_page
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_document(), content_type=OpenApiJsonRenderer.media_type)


@cache
def _document() -> bytes:
    """Once for a process: asking for it again and again costs nothing."""
    with translation.override("ru"):
        return OpenApiJsonRenderer().render(SchemaGenerator().get_schema(request=None, public=True))
