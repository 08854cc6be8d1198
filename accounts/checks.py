"""What must hold before anything starts."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import connections
from django.urls import URLPattern, URLResolver, get_resolver

# Pages of packages declare no access of ours: the admin checks staff, allauth its own forms.
FOREIGN = (
    "allauth.",
    "django.contrib.",
    "drf_spectacular.",
    "django.views.",
    "rest_framework.",
)


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every URL pattern of the project with its whole address."""
    for pattern in (resolver or get_resolver()).url_patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, address)
        else:
            yield address, pattern


def is_ours(pattern: URLPattern) -> bool:
    callback = pattern.callback
    module = getattr(callback, "view_class", getattr(callback, "cls", callback)).__module__
    return not module.startswith(FOREIGN)


@register(Tags.urls)
def every_url_declares_its_access(app_configs: Any, **kwargs: Any) -> list[Error]:
    return [
        Error(
            f"/{address} declares no access: use @requires, @signed_in or @public",
            id="accounts.E001",
        )
        for address, pattern in routes()
        if is_ours(pattern) and not hasattr(pattern.callback, "access")
    ]


@register(Tags.database)
def application_role_is_under_row_security(app_configs: Any, databases: Any, **kwargs: Any) -> list[Error]:
    """A superuser, an owner or a BYPASSRLS role sees every region: refuse to serve as one."""
    if not databases or "default" not in databases:
        return []
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        role, free = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user")
        owned = cursor.fetchone()[0]
    if role == settings.OWNER_ROLE or not (free or owned):
        return []
    return [Error(f"the database role {role} is not held by row security", id="accounts.E002")]


@register(Tags.database)
def demo_runs_only_on_its_own_database(app_configs: Any, databases: Any, **kwargs: Any) -> list[Error]:
    if not databases or "default" not in databases:
        return []
    from .models import Installation

    if Installation._meta.db_table not in connections["default"].introspection.table_names():
        return []
    row = Installation.objects.first()
    kind = row.kind if row else None
    if settings.DEMO and kind not in {None, Installation.Kind.DEMO}:
        return [Error("DEMO=1 on a production database", id="accounts.E003")]
    if not settings.DEMO and kind == Installation.Kind.DEMO:
        return [Error("this is the demo's database: start with DEMO=1", id="accounts.E004")]
    return []
