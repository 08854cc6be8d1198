"""The walls between regions hold with the application's own filter taken away.

Everything here goes past ``TenantManager``: by ``everything``, by raw SQL, by rows written with a foreign id. What
answers is PostgreSQL.
"""

import psycopg2
import pytest
from django.db import ProgrammingError, connection, models, transaction

from accounts.models import AuditEvent, Membership
from accounts.row_security import APPEND_ONLY
from accounts.tenancy import NoScope, TenantModel, tenant_foreign_keys, tenant_models, tenant_scope, user_scope
from tests.support.database import owner_cursor
from tests.world import World

pytestmark = pytest.mark.django_db

TENANT_MODELS = tenant_models()
FOREIGN_KEYS = [(model, key) for model in TENANT_MODELS for key in tenant_foreign_keys(model)]
# Tables that no row security holds, each with its reason. A new table of ours stands here or is a TenantModel.
WITHOUT_ROW_SECURITY = {
    # what a tenant is, who may sign in, what this database is
    "accounts_region", "accounts_user", "accounts_user_groups", "accounts_user_user_permissions",
    "accounts_installation",
    # reference data of the whole country
    "accounts_position", "programs_legalact", "programs_federalbody", "programs_federalprogram",
    "programs_federalmaterial",
    # sums of regions, without a person, a school or a municipality
    "monitoring_regionpanel",
    # packages: they know logins and nothing of tenants
    "account_emailaddress", "account_emailconfirmation", "auth_group", "auth_group_permissions", "auth_permission",
    "django_admin_log", "django_content_type", "django_migrations", "django_session", "guardian_groupobjectpermission",
    "guardian_userobjectpermission", "mfa_authenticator", "socialaccount_socialaccount", "socialaccount_socialapp",
    "socialaccount_socialtoken",
}  # fmt: skip


def name_of(value: object) -> str | None:
    if isinstance(value, type):
        return value.__name__
    return value.name if isinstance(value, models.Field) else None


def rows(sql: str, *parameters: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


@pytest.mark.parametrize("model", TENANT_MODELS, ids=name_of)
def test_another_regions_rows_do_not_exist(world: World, model: type[TenantModel]) -> None:
    """Catches a table whose policy is missing or wrong: 0 foreign rows by ORM and by SQL, in a scope or outside."""
    table = model._meta.db_table
    with tenant_scope(world.region_a):
        assert model.everything.filter(region_id=world.region_a).exists()
        assert not model.everything.exclude(region_id=world.region_a).exists()
        assert rows(f"SELECT count(*) FROM {table} WHERE region_id = %s", world.region_b) == [(0,)]
        if table not in APPEND_ONLY:
            assert model.everything.filter(region_id=world.region_b).update(region=world.region_b) == 0
    assert model.everything.count() == 0
    assert rows(f"SELECT count(*) FROM {table}") == [(0,)]


@pytest.mark.parametrize("model", TENANT_MODELS, ids=name_of)
def test_a_row_cannot_be_moved_or_written_abroad(world: World, model: type[TenantModel]) -> None:
    """Catches a policy without WITH CHECK: a copy of a row with the other region's id is refused by the database."""
    columns = [
        field.column for field in model._meta.local_fields if not field.primary_key and field.column != "region_id"
    ]
    names = ", ".join(f'"{column}"' for column in columns)
    with tenant_scope(world.region_a):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            rows(
                f"INSERT INTO {model._meta.db_table} (region_id, {names}) "
                f"SELECT %s, {names} FROM {model._meta.db_table} LIMIT 1 RETURNING id",
                world.region_b,
            )
        stranger = model.everything.first()
        stranger.region_id = world.region_b
        with pytest.raises(NoScope):
            stranger.save()


@pytest.mark.parametrize(("model", "key"), FOREIGN_KEYS, ids=name_of)
def test_pointing_abroad_fails_as_pointing_nowhere(
    world: World, model: type[TenantModel], key: models.ForeignKey
) -> None:
    """Catches a key without its composite twin: row security does not look at foreign keys, and it would be accepted.

    Asked by the owner, whom row security does not hold: what refuses is the key alone. The id abroad is real, the id
    nowhere is not; both answers are the same error.
    """
    table, target = model._meta.db_table, key.related_model._meta.db_table
    with owner_cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM {target} WHERE region_id = %s "
            f"ORDER BY id IN (SELECT {key.column} FROM {table} WHERE {key.column} IS NOT NULL), id LIMIT 1",
            [world.region_b],
        )
        abroad = cursor.fetchone()[0]
    answers = {
        place: _answer(world, table, key.column, pk) for place, pk in {"abroad": abroad, "nowhere": 2**40}.items()
    }
    assert answers == {"abroad": "ForeignKeyViolation", "nowhere": "ForeignKeyViolation"}


def _answer(world: World, table: str, column: str, pk: int) -> str:
    with owner_cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        try:
            cursor.execute(
                f"UPDATE {table} SET {column} = %s WHERE id = "
                f"(SELECT id FROM {table} WHERE region_id = %s ORDER BY {column} IS NULL, id DESC LIMIT 1)",
                [pk, world.region_a],
            )
        except psycopg2.IntegrityError as error:
            return type(error).__name__
        return f"{cursor.rowcount} row updated"


def test_every_table_of_ours_is_under_row_security_or_on_the_list(world: World) -> None:
    """Catches a new table that is no TenantModel, and a policy that is off, not forced, or not the one policy."""
    tables = rows(
        "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity, count(p.oid) FROM pg_class c "
        "LEFT JOIN pg_policy p ON p.polrelid = c.oid "
        "WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace GROUP BY 1, 2"
    )
    held = {name for name, forced, policies in tables if forced and policies == 1}
    assert {name for name, _, _ in tables} - held == WITHOUT_ROW_SECURITY
    assert held == {model._meta.db_table for model in TENANT_MODELS}


def test_no_view_or_function_of_ours_goes_past_row_security(world: World) -> None:
    """Catches a view or a SECURITY DEFINER function, which read with their owner's rights."""
    extensions = "SELECT objid FROM pg_depend WHERE deptype = 'e'"
    assert (
        rows("SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace") == []
    )
    assert (
        rows(
            "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace "
            f"AND oid NOT IN ({extensions})"
        )
        == []
    )


def test_the_application_has_no_rights_of_an_owner(world: World) -> None:
    """Catches a role that was given more than LOGIN, by itself or through another role."""
    assert rows(
        "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication FROM pg_roles "
        "WHERE rolname = current_user OR (oid <> current_user::regrole AND pg_has_role(current_user, oid, 'member'))"
    ) == [(False,) * 5]
    assert rows("SELECT relname FROM pg_class WHERE relowner = current_user::regrole") == []
    with pytest.raises(ProgrammingError), transaction.atomic():
        rows("ALTER TABLE accounts_person DISABLE ROW LEVEL SECURITY")
    with pytest.raises(ProgrammingError), transaction.atomic():
        rows("DROP POLICY tenant ON accounts_person")
    with pytest.raises(ProgrammingError), transaction.atomic():
        rows("TRUNCATE accounts_person CASCADE")
    with pytest.raises(ProgrammingError), transaction.atomic():
        rows("CREATE TABLE public.mine (id int)")
    with pytest.raises(ProgrammingError), transaction.atomic():
        rows("DELETE FROM django_migrations")


@pytest.mark.parametrize("table", sorted(APPEND_ONLY))
@pytest.mark.parametrize("statement", ["UPDATE {} SET region_id = region_id", "DELETE FROM {}"])
def test_records_are_written_once(world: World, table: str, statement: str) -> None:
    """Catches a grant that lets the application change or delete what happened."""
    with tenant_scope(world.region_a), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        rows(statement.format(table))


def test_a_login_sees_its_own_memberships_and_nothing_else(world: World) -> None:
    """Catches an ``app.user`` policy that shows a stranger's rows, opens another table or lets one write."""
    me = world.a11.curator
    with user_scope(me.user_id):
        assert [row.pk for row in Membership.everything.all()] == [me.membership_id]
        for model in TENANT_MODELS:
            assert model is Membership or model.everything.count() == 0, model
        # USING admits the row, WITH CHECK refuses what it would become
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Membership.everything.filter(pk=me.membership_id).update(role="head")
    assert Membership.everything.count() == 0


QUERIES = {
    "list": lambda rows: list(rows), "iterator": lambda rows: next(rows.iterator()), "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(), "get": lambda rows: rows.get(pk=1), "first": lambda rows: rows.first(),
    "last": lambda rows: rows.order_by("pk").last(), "earliest": lambda rows: rows.earliest("pk"),
    "aggregate": lambda rows: rows.aggregate(models.Max("pk")), "update": lambda rows: rows.update(region=1),
    "delete": lambda rows: rows.filter(pk=1).delete(), "explain": lambda rows: rows.explain(),
    "in_bulk": lambda rows: rows.in_bulk([1]), "contains": lambda rows: rows.contains(rows.model(pk=1)),
    "values": lambda rows: list(rows.values("pk")), "values_list": lambda rows: list(rows.values_list("pk")),
    "dates": lambda rows: list(rows.datetimes("created_at", "year")), "slice": lambda rows: rows[0],
    "truth": lambda rows: bool(rows), "length": lambda rows: len(rows), "union": lambda rows: list(rows.union(rows)),
    "select_for_update": lambda rows: list(rows.select_for_update()), "create": lambda rows: rows.create(),
    "bulk_create": lambda rows: rows.bulk_create([rows.model()]),
    "bulk_update": lambda rows: rows.bulk_update([rows.model(pk=1)], ["name"]),
    "get_or_create": lambda rows: rows.get_or_create(pk=1),
    "update_or_create": lambda rows: rows.update_or_create(pk=1),
    "raw": lambda rows: list(rows.raw("SELECT * FROM accounts_storedfile")),
}  # fmt: skip
# Raw SQL is row security's matter: it shows nothing instead of raising.
ANSWERS_NOTHING = {"raw"}


@pytest.mark.parametrize("query", sorted(QUERIES))
def test_without_a_scope_every_query_raises(world: World, query: str) -> None:
    """Catches a queryset method that reaches the database past the guard."""
    from accounts.models import StoredFile

    with transaction.atomic():
        if query in ANSWERS_NOTHING:
            assert not QUERIES[query](StoredFile.everything)
            return
        with pytest.raises(NoScope):
            QUERIES[query](StoredFile.objects.all())


def test_building_a_query_needs_no_scope(world: World) -> None:
    """Catches a guard that raises too early: no form or filter with a foreign key could be imported."""
    assert AuditEvent.objects.filter(verb="x").exclude(pk=1).order_by("pk")[:5].query


def test_a_scope_neither_nests_in_another_nor_outlives_itself(world: World) -> None:
    """Catches a session-level setting, and a released savepoint that keeps its ``SET LOCAL``."""
    with tenant_scope(world.region_a):
        with tenant_scope(world.region_a):
            pass
        assert rows("SELECT current_setting('app.region', true)") == [(str(world.region_a),)]
        with pytest.raises(NoScope), tenant_scope(world.region_b):
            pass
        with pytest.raises(ZeroDivisionError), tenant_scope(world.region_a):
            raise ZeroDivisionError
        assert AuditEvent.objects.exists()
    assert rows("SELECT coalesce(current_setting('app.region', true), '')") == [("",)]
    with pytest.raises(ZeroDivisionError), tenant_scope(world.region_a):
        raise ZeroDivisionError
    assert rows("SELECT coalesce(current_setting('app.region', true), '')") == [("",)]
