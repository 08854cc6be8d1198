"""Tenant = region. A scope is a transaction; outside one a query of tenant rows raises, the database shows nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models, transaction

_region: ContextVar[int | None] = ContextVar("region", default=None)


class NoScope(RuntimeError):
    """A tenant row was asked for outside ``tenant_scope``, or a scope was opened inside another region's."""


def current_region() -> int:
    """The id of the open scope's region. Raises NoScope outside one."""
    region = _region.get()
    if region is None:
        raise NoScope("no tenant scope is open: see accounts.tenancy.tenant_scope")
    return region


def scope_is_open() -> bool:
    return _region.get() is not None


@contextmanager
def tenant_scope(region_id: int) -> Iterator[None]:
    """Open a transaction that sees one region. Nests only in itself.

    Raises NoScope inside another region's scope. The former setting is put back by hand, because a released savepoint
    keeps ``SET LOCAL``.
    """
    if _region.get() not in (None, region_id):
        raise NoScope("a scope cannot be opened inside another region's scope")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('app.region', true), set_config('app.region', %s, true)",
                [str(region_id)],
            )
            before = cursor.fetchone()[0] or ""
        token = _region.set(region_id)
        try:
            yield
        finally:
            _region.reset(token)
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.region', %s, true)", [before])


@contextmanager
def user_scope(user_id: int) -> Iterator[None]:
    """Let a user read his own memberships of every region (their policy admits ``app.user``), and nothing else."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.user', %s, true)", [str(user_id)])
        yield
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.user', '', true)")


class TenantQuerySet(models.QuerySet):
    """Filters by the open scope, and refuses when a query runs, not when it is built.

    Forms and serializers build querysets at import time; only touching the database needs a scope. Row security
    covers what a queryset cannot: subqueries, joins, raw SQL.
    """

    def _guard(self) -> None:
        current_region()

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._guard()
        super()._fetch_all()

    def iterator(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        self._guard()
        return super().iterator(*args, **kwargs)

    def count(self) -> int:
        if self._result_cache is None:
            self._guard()
        return super().count()

    def exists(self) -> bool:
        if self._result_cache is None:
            self._guard()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._guard()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._guard()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._guard()
        return super().delete()

    def explain(self, *args: Any, **kwargs: Any) -> str:
        self._guard()
        return super().explain(*args, **kwargs)

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> list[Any]:
        objs = list(objs)
        for obj in objs:
            obj.take_region()
        return super().bulk_create(objs, *args, **kwargs)


class TenantManager(models.Manager.from_queryset(TenantQuerySet)):
    """The application's own filter. Row security stands behind it, should it be forgotten."""

    def get_queryset(self) -> TenantQuerySet:
        queryset = super().get_queryset()
        region = _region.get()
        return queryset if region is None else queryset.filter(region_id=region)


class TenantModel(models.Model):
    """A row of one region.

    Foreign keys to other tenant rows are repeated by the database as ``(x_id, region_id)``, so that a row cannot point
    into another region (accounts.row_security).
    """

    region = models.ForeignKey("accounts.Region", models.PROTECT, editable=False, related_name="+")

    objects = TenantManager()
    everything = models.Manager()  # noqa: DJ012  a manager, which the rule takes for a field

    class Meta:
        abstract = True
        base_manager_name = "everything"
        default_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.take_region()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.take_region()
        return super().delete(*args, **kwargs)

    def take_region(self) -> None:
        """Give a new row the region of the scope; refuse a row of another one."""
        region = current_region()
        if self.region_id is None:
            self.region_id = region
        if self.region_id != region:
            raise NoScope(f"{type(self).__name__} of another region cannot be written in this scope")


def tenant_models() -> list[type[TenantModel]]:
    """Every concrete tenant model of the project, by table name."""
    from django.apps import apps

    found = [model for model in apps.get_models() if issubclass(model, TenantModel) and not model._meta.proxy]
    return sorted(found, key=lambda model: model._meta.db_table)


def tenant_foreign_keys(model: type[TenantModel]) -> list[models.ForeignKey]:
    """The foreign keys of a model that point at tenant rows (the region itself apart)."""
    keys = [field for field in model._meta.local_fields if isinstance(field, models.ForeignKey)]
    return [key for key in keys if issubclass(key.related_model, TenantModel)]


def has_field(model: type[models.Model], name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True
