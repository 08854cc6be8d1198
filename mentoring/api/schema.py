"""What the OpenAPI document says of every operation alike."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
    inline_serializer,
)
from rest_framework import serializers

from .idempotency import HEADER

PROBLEM = inline_serializer(
    "Problem",
    {
        "type": serializers.CharField(),
        "title": serializers.CharField(),
        "status": serializers.IntegerField(),
        "code": serializers.CharField(),
        "detail": serializers.CharField(required=False, help_text="The reason, in the words of the pages"),
        "clause": serializers.CharField(required=False, help_text="The clause of the law or the regulation"),
        "todo": serializers.CharField(required=False, help_text="What to do"),
        "missing": serializers.ListField(child=serializers.CharField(), required=False),
        "errors": serializers.JSONField(required=False),
    },
)
WORDS = {
    400: "A parameter, the cursor or the body cannot be read", 401: "No working token and no session",
    403: "Neither the scope nor the role allows it", 404: "Not there, or not for this reader",
    406: "Answers are JSON only", 409: "A rule refuses: the reason, the clause, what to do", 413: "Too large a body",
    415: "Bodies are JSON only", 422: "The body does not fit", 429: "Too many calls: see Retry-After",
}  # fmt: skip


def problems(*statuses: int) -> dict[Any, Any]:
    return {
        (status, "application/problem+json"): OpenApiResponse(PROBLEM, description=WORDS[status]) for status in statuses
    }


READ = (400, 401, 403, 404, 406, 409, 429)
UNCHANGED = {304: OpenApiResponse(description="The same as the If-None-Match names")}
KEY = OpenApiParameter(
    HEADER, str, OpenApiParameter.HEADER, required=True, pattern="^[!-~]{8,100}$",
    description="The same call again under the same key is answered, not done; kept for a day",
)  # fmt: skip


def reads(tag: str, words: str) -> Callable[[Any], Any]:
    """A list and its rows; ``words`` say what is in it."""

    def decorate(view: Any) -> Any:
        responses = {200: view.serializer_class(many=False), **UNCHANGED, **problems(*READ)}
        view = extend_schema_view(
            list=extend_schema(
                parameters=[view.asks],
                tags=[tag],
                responses={200: view.serializer_class(many=True), **UNCHANGED, **problems(*READ)},
            ),
            retrieve=extend_schema(tags=[tag], description=words, responses=responses),
        )(view)
        return extend_schema(tags=[tag])(view)

    return decorate


def writes(body: Any, answer: Any, words: str, status: int = 201) -> Callable[[Any], Any]:
    return extend_schema(
        summary=words, request=body, parameters=[KEY],
        responses={status: answer, **problems(400, 401, 403, 404, 406, 409, 413, 415, 422, 429)},
    )  # fmt: skip


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = "mentoring.api.entrance.BearerAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "description": "A token of the page «Подключения»"}


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "mentoring.api.entrance.Session"
    name = "session"
    priority = 1

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": "The pages' own session"}
