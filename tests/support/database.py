"""The suite's database: made and migrated by the owner, used as the application, put back by cloning.

A suite run as the owner is green and proves nothing, so the role is asserted before the first test and shown in the
header. The world is built once, in a template that lives until its sources change; each process of tests works in a
clone. A plain test rolls back. A transactional one leaves rows behind: its clone is dropped and made again (0.1 s; the
application may not TRUNCATE, and TRUNCATE would lose the world).
"""

import hashlib
import os
import pickle
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psycopg2
import psycopg2.errors
import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import TransactionTestCase

from mentoring import env
from tests.support import slot
from tests.support.world_rows import write_files
from tests.world import World, build_world

# What the template is made from: another content is another template. So is another day, the world has terms in it.
SOURCES = (
    "*/migrations/*.py", "*/models.py", "*/models/*.py", "accounts/*.py", "programs/order_content.py",
    "mentoring/settings.py", "tests/world.py", "tests/support/*.py", "requirements/dev.txt",
)  # fmt: skip
TEMPLATE = "test_world_"


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


def as_owner(*statements: str) -> list[tuple]:
    """What no transaction may hold: making and dropping databases. Rows of the last statement."""
    session = _session(owner_settings(), "postgres")
    try:
        session.autocommit = True
        with session.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
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


def _connect(database: dict[str, Any], name: str) -> None:
    connection.close()
    connection.settings_dict.update(NAME=name, USER=database["USER"], PASSWORD=database["PASSWORD"])
    settings.DATABASES["default"]["NAME"] = name


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


def _fingerprint() -> str:
    digest = hashlib.sha256(f"{datetime.now(UTC).date()} {settings.SECRET_KEY}".encode())
    root = Path(settings.BASE_DIR)
    for pattern in SOURCES:
        for path in sorted(root.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _template(rebuild: bool) -> tuple[str, World]:
    """The template's name and its world; built by whoever comes first, kept while somebody works with it."""
    name = TEMPLATE + _fingerprint()
    pickled = slot.folder() / f"{name}.pickle"
    with slot.alone("template"):
        _drop_unused_templates(name)
        slot.share(name)
        if rebuild or not pickled.exists() or not as_owner(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
            pickled.unlink(missing_ok=True)
            pickled.write_bytes(pickle.dumps(_build(name)))
    return name, pickle.loads(pickled.read_bytes())


def _build(name: str) -> World:
    """Migrated by the owner, filled by the application."""
    connection.settings_dict["TEST"]["NAME"] = name
    _connect(owner_settings(), "postgres")
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    _connect_as_application(name)
    world = build_world()
    connections.close_all()
    return world


def _drop_unused_templates(current: str) -> None:
    for (name,) in as_owner(f"SELECT datname FROM pg_database WHERE datname LIKE '{TEMPLATE}%'"):
        if name != current and slot.is_free(name):
            _drop(name)


def _drop(name: str) -> None:
    """Whoever is still connected is thrown out; a passing autovacuum worker is the server's own and is waited for."""
    for patience in range(100):
        try:
            as_owner(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            return
        except psycopg2.errors.InsufficientPrivilege:
            if patience == 99:
                raise
            time.sleep(0.1)


def _connect_as_application(name: str) -> None:
    _connect(env.database("DATABASE_URL"), name)
    role, held = role_of_the_suite()
    if role != settings.APP_ROLE or not held:
        pytest.exit(f"the suite would run as {role}, which row security does not hold", returncode=3)


def _make_anew(name: str, template: str) -> None:
    connections.close_all()
    _drop(name)
    as_owner(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')


@pytest.fixture(scope="session")
def _world_is_built(request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: Any) -> Any:
    """Instead of pytest-django's own set-up: named by the slot of the process, so that two runs at once never meet."""
    application, owner, name = env.database("DATABASE_URL"), owner_settings(), f"test_mentoring_{settings.TEST_SLOT}"
    with django_db_blocker.unblock():
        template, world = _template(rebuild=request.config.getvalue("create_db"))
        _make_anew(name, template)
        _connect_as_application(name)
    write_files(world.nodes.values())
    os.environ["DATABASE_URL"], os.environ["MIGRATE_DATABASE_URL"] = url_of(application, name), url_of(owner, name)
    TransactionTestCase._fixture_teardown = lambda self: _make_anew(name, template)
    yield world
    with django_db_blocker.unblock():
        connections.close_all()
        _drop(name)


@pytest.fixture(scope="session")
def django_db_setup(_world_is_built: World) -> None:
    """What pytest-django's ``db`` asks for."""


@pytest.fixture
def world(db: None, _world_is_built: World) -> World:
    """Two regions with everything in them (tests.world). Holds ids and plain data: rows are read in a scope."""
    return _world_is_built
