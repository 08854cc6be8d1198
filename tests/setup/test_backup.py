"""The drill of docs/operations.md: dump as the owner, restore, compare; and why not to dump as the application."""

from __future__ import annotations

import subprocess

import pytest

from .production import connect, manage, password

pytestmark = pytest.mark.xdist_group("compose")
RESTORED = "restored"

SOMETHING_OF_A_REGION = """
import django
django.setup()
from accounts import audit
from accounts.models import Region
from accounts.tenancy import tenant_scope
region = Region.objects.create(code="drill", name="Область", time_zone="Asia/Omsk")
with tenant_scope(region.pk):
    for number in range(5):
        audit.record(None, "drill", region, number=number)
"""


def tool(machine, name: str, *words: object, role: str, secret: str) -> subprocess.CompletedProcess:
    env = {"PGHOST": str(machine.server), "PGUSER": role, "PGPASSWORD": password(machine, secret)}
    command = [str(machine.bin / name), *map(str, words)]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def picture_of(machine, database: str) -> dict:
    """Rows of each table, and each policy: what a restore must bring back."""
    owner = connect(machine, "mentoring_owner", password(machine, "owner_password"), database)
    with owner, owner.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        picture: dict = {}
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM \"{table}\" t")
            picture[table] = cursor.fetchone()
        cursor.execute("SELECT tablename, policyname, qual, with_check FROM pg_policies ORDER BY 1, 2")
        picture["policies"] = cursor.fetchall()
    owner.close()
    return picture


@pytest.fixture(scope="module")
def dumped(migrated):
    """A database with one region's rows in it, and its dump as the owner."""
    made = manage(migrated, "-c", SOMETHING_OF_A_REGION)
    assert made.returncode == 0, made.stderr
    assert manage(migrated, "manage.py", "run_once", "audit").returncode == 0
    dump = migrated.home / "mentoring.dump"
    done = tool(migrated, "pg_dump", "--format", "custom", "--file", dump, "mentoring",
                role="mentoring_owner", secret="owner_password")  # fmt: skip
    assert done.returncode == 0, done.stderr
    return migrated


def test_a_restored_dump_is_the_same_database_with_its_walls_and_its_sealed_log(dumped):
    owner = {"role": "mentoring_owner", "secret": "owner_password"}
    assert tool(dumped, "createdb", RESTORED, **owner).returncode == 0
    done = tool(dumped, "pg_restore", "--dbname", RESTORED, "--exit-on-error", dumped.home / "mentoring.dump", **owner)
    assert done.returncode == 0, done.stderr

    before, after = picture_of(dumped, "mentoring"), picture_of(dumped, RESTORED)
    assert before["accounts_auditevent"][0] == 5
    assert before["policies"]
    assert after == before
    verified = manage(dumped, "manage.py", "verify_audit", "--region", "drill", database=RESTORED)
    assert verified.returncode == 0, verified.stderr
    application = connect(dumped, "mentoring_app", password(dumped, "app_password"), RESTORED)
    with application.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_auditevent")
        assert cursor.fetchone() == (0,)  # no scope, no rows
    application.close()


def test_a_dump_as_the_application_fails_or_is_empty(dumped):
    application = {"role": "mentoring_app", "secret": "app_password"}
    table = ("--data-only", "--table", "accounts_auditevent", "mentoring")
    refused = tool(dumped, "pg_dump", *table, **application)
    assert refused.returncode != 0
    assert "row-level security" in refused.stderr
    empty = tool(dumped, "pg_dump", "--enable-row-security", *table, **application)
    assert empty.returncode == 0
    assert "COPY public.accounts_auditevent" in empty.stdout
    assert "drill" not in empty.stdout
