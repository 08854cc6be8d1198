"""What the database repeats of the tenancy: policies, grants, composite foreign keys.

One idempotent step after every migration over all tenant models, run only by the owner: a new table is covered the
moment it exists. It stops a forgotten filter. It does not stop SQL injection: the application's role may set the
variable itself.
"""

from typing import Any

from django.conf import settings
from django.db import connections

from .tenancy import TenantModel, tenant_foreign_keys, tenant_models

REGION = "region_id = NULLIF(current_setting('app.region', true), '')::bigint"
OWN_ROWS = "user_id = NULLIF(current_setting('app.user', true), '')::bigint"
# A user reads his own memberships before a region is chosen.
ADMITS_OWN_ROWS = {"accounts_membership"}
# Records of what happened are written once.
APPEND_ONLY = {
    "accounts_auditevent",
    "accounts_auditseal",
    "monitoring_impactconclusion",
    "monitoring_answer",
    "monitoring_questionnaireversion",
    "monitoring_response",
    "monitoring_reportsnapshot",
    "monitoring_reportcorrection",
    "monitoring_swotversion",
    "programs_programversion",
    "reports_analyticsnapshot",
}


def _policy(table: str) -> list[str]:
    using = f"({REGION} OR {OWN_ROWS})" if table in ADMITS_OWN_ROWS else f"({REGION})"
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"DROP POLICY IF EXISTS tenant ON {table}",
        f"CREATE POLICY tenant ON {table} USING {using} WITH CHECK ({REGION})",
    ]


def _unique(table: str) -> str:
    name = f"{table[:48]}_id_region"
    return (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = '{name}') THEN "
        f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE (id, region_id); END IF; END $$"
    )


def _composite_keys(model: type[TenantModel]) -> list[str]:
    table, statements = model._meta.db_table, []
    for key in tenant_foreign_keys(model):
        target, column = key.related_model._meta.db_table, key.column
        name = f"{table[:30]}_{column[:24]}_reg"
        statements.append(
            f"DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = '{name}') THEN "
            f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column}, region_id) "
            f"REFERENCES {target} (id, region_id) DEFERRABLE INITIALLY DEFERRED; END IF; END $$"
        )
    return statements


def _grants(tables: list[str]) -> list[str]:
    app = settings.APP_ROLE
    statements = [
        f"GRANT USAGE ON SCHEMA public TO {app}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {app}",
        f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {app}",
    ]
    return statements + [f"REVOKE UPDATE, DELETE ON {table} FROM {app}" for table in tables if table in APPEND_ONLY]


def protect(sender: Any, using: str = "default", **kwargs: Any) -> None:
    """post_migrate: put the policies, keys and grants in place. Returns at once unless the owner runs it."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT current_user")
        if cursor.fetchone()[0] != settings.OWNER_ROLE:
            return
        existing = set(connections[using].introspection.table_names(cursor))
        models = [model for model in tenant_models() if model._meta.db_table in existing]
        tables = [model._meta.db_table for model in models]
        statements = [_unique(table) for table in tables]
        for model in models:
            statements += _composite_keys(model) + _policy(model._meta.db_table)
        for statement in statements + _grants(tables):
            cursor.execute(statement)
