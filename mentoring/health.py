"""Two questions that a supervisor asks: is the process alive, and can it serve."""

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

from accounts.permissions import public


@public
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"alive": True})


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _redis() -> bool:
    cache.set("readyz", 1, 5)
    return cache.get("readyz") == 1


@public
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database is migrated and Redis answers; 503 with what is missing otherwise."""
    state = {}
    for name, check in {"database": _database, "redis": _redis}.items():
        try:
            state[name] = check()
        except Exception:  # noqa: BLE001  whatever is wrong, the answer is "not ready"
            state[name] = False
    return JsonResponse(state, status=200 if all(state.values()) else 503)
