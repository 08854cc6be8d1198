"""The suite's database: made and migrated by the owner, used as the application, put back by cloning.

A suite run as the owner is green and proves nothing, so the role is asserted before the first test and shown in the
header. A plain test rolls back. A transactional one leaves rows behind: its database is dropped and cloned again from a
template that holds the world (0.1 s; the application may not TRUNCATE, and TRUNCATE would lose the world).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlencode

import psycopg2
import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import TransactionTestCase

from mentoring import env
from tests.world import World, build_world

_built: list[World] = []


def owner_settings() -> dict[str, Any]:
    return env.database("MIGRATE_DATABASE_URL")


def _session(database: dict[str, Any], name: str) -> Any:
    return psycopg2.connect(
        dbname=name,
        user=database["USER"],
        password=database["PASSWORD"],
        host=database["HOST"],
        port=database["PORT"] or None,
    )


def as_owner(statements: list[str]) -> None:
    """What needs no transaction and no open database: making and dropping databases."""
    session = _session(owner_settings(), "postgres")
    try:
        session.autocommit = True
        with session.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    finally:
        session.close()


@contextmanager
def owner_cursor() -> Iterator[Any]:
    """The owner's own look at the committed world, past row security; whatever it writes is rolled back."""
    session = _session(owner_settings(), connection.settings_dict["NAME"])
    try:
        with session.cursor() as cursor:
            yield cursor
    finally:
        session.close()


def url_of(database: dict[str, Any], name: str) -> str:
    """The address of a database for a child process, which reads the environment anew."""
    password = f":{quote(database['PASSWORD'])}" if database["PASSWORD"] else ""
    options = {key: database[key.upper()] for key in ("host", "port") if database[key.upper()]}
    return f"postgresql://{quote(database['USER'])}{password}@/{name}?{urlencode(options)}"


def _connect_as(user: str, password: str) -> None:
    connection.close()
    connection.settings_dict["USER"] = user
    connection.settings_dict["PASSWORD"] = password


def role_of_the_suite() -> tuple[str, bool]:
    """The role of the open connection, and whether row security holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        role, free = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user")
        owns = cursor.fetchone()[0]
    return role, not free and not owns


def header() -> str:
    """Asked of the server itself, through the address that the suite uses."""
    application = env.database("DATABASE_URL")
    session = _session(application, application["NAME"])
    with session, session.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        role, superuser, bypass = cursor.fetchone()
    session.close()
    return f"the suite runs as {role} (superuser: {superuser}, bypasses row security: {bypass})"


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Named by the process's slot instead of the xdist suffix: two runs at once do not drop each other's databases."""
    owner = owner_settings()
    connection.settings_dict["TEST"]["NAME"] = f"test_mentoring_{settings.TEST_SLOT}"
    _connect_as(owner["USER"], owner["PASSWORD"])


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_modify_db_settings: None, django_db_setup: None, django_db_blocker: Any
) -> Iterator[None]:
    application = env.database("DATABASE_URL")
    name = connection.settings_dict["NAME"]
    drop_template = f'DROP DATABASE IF EXISTS "{name}_tpl" WITH (FORCE)'
    with django_db_blocker.unblock():
        try:
            _connect_as(application["USER"], application["PASSWORD"])
            role, held = role_of_the_suite()
            if role != settings.APP_ROLE or not held:
                pytest.exit(f"the suite would run as {role}, which row security does not hold", returncode=3)
            _built.append(build_world())
            connections.close_all()
            as_owner([drop_template, _clone(f"{name}_tpl", name)])
            os.environ["DATABASE_URL"] = url_of(application, name)
            os.environ["MIGRATE_DATABASE_URL"] = url_of(owner_settings(), name)
            with django_db_blocker.block():
                yield
        finally:
            connections.close_all()
            as_owner([drop_template])
            owner = owner_settings()
            _connect_as(owner["USER"], owner["PASSWORD"])  # who made the database drops it


def _clone(name: str, template: str) -> str:
    return f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY'


def _put_back(self: TransactionTestCase) -> None:
    name = connection.settings_dict["NAME"]
    connections.close_all()
    as_owner([f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', _clone(name, f"{name}_tpl")])


TransactionTestCase._fixture_teardown = _put_back


@pytest.fixture(scope="session")
def _world_is_built(django_db_setup: None) -> World:
    return _built[0]


@pytest.fixture
def world(db: None, _world_is_built: World) -> World:
    """Two regions with everything in them (tests.world). Holds ids and plain data: rows are read in a scope."""
    return _world_is_built
