"""Pages by a cursor: rows in the order of their numbers, so that a walk neither repeats nor loses what stands still."""

from typing import Any

from django.core import signing
from django.db.models import QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from .problems import Problem

SIZE, LARGEST = 50, 200


class Cursor(BasePagination):
    """``cursor`` is opaque and signed: it is of one list, and nobody writes his own."""

    def paginate_queryset(self, queryset: QuerySet, request: Any, view: Any = None) -> list[Any]:
        self.request, self.salt = request, f"api.cursor.{view.basename}"
        asked = view.asked
        size = asked.get("limit") or SIZE
        if asked.get("cursor"):
            queryset = queryset.filter(pk__gt=self._read(asked["cursor"]))
        rows = list(queryset.order_by("pk")[: size + 1])
        self.last = rows[size - 1].pk if len(rows) > size else None
        return rows[:size]

    def _read(self, text: str) -> int:
        try:
            return int(signing.loads(text, salt=self.salt))
        except (signing.BadSignature, ValueError, TypeError) as error:
            raise Problem("cursor") from error

    def get_paginated_response(self, data: Any) -> Response:
        here, after = self.request.build_absolute_uri(), None
        if self.last is not None:
            cursor = signing.dumps(self.last, salt=self.salt)
            after = replace_query_param(remove_query_param(here, "cursor"), "cursor", cursor)
        return Response({"results": data, "next": after})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["results", "next"],
            "properties": {
                "results": schema,
                "next": {"type": ["string", "null"], "format": "uri", "description": "The next page; null at the end"},
            },
        }
