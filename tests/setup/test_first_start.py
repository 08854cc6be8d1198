"""The one path of docs/operations.md from an empty database to people who can sign in, while mail does not work."""

from __future__ import annotations

import re

import pytest

from .production import ROOT, connect, manage, password

pytestmark = pytest.mark.xdist_group("compose")
REGION = "start"


def command(machine, *words: str) -> str:
    done = manage(machine, "manage.py", *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def root_address(machine) -> str:
    owner = connect(machine, "mentoring_owner", password(machine, "owner_password"))
    with owner, owner.cursor() as cursor:
        cursor.execute(
            "SELECT slug FROM accounts_organization o JOIN accounts_region r ON r.id = o.region_id"
            " WHERE r.code = %s AND o.parent_id IS NULL",
            [REGION],
        )
        (slug,) = cursor.fetchone()
    owner.close()
    return slug


def test_region_operator_and_head_get_links_and_the_demo_is_refused_from_then_on(migrated):
    command(migrated, "create_region", REGION, "Новая область", "Europe/Moscow")
    operator = command(
        migrated, "create_operator", "operator@example.org", "--region", REGION, "--name", "Осипов Дмитрий"
    )
    head = command(
        migrated, "invite_head", "head@example.org", "--region", REGION, "--organization", root_address(migrated),
        "--name", "Сафонов Андрей Павлович",
    )  # fmt: skip
    staff = command(migrated, "create_operator", "staff@example.org", "--platform")
    for said in (operator, head, staff):
        assert re.search(r"https://mentoring\.example\.org/\S+", said), said

    refused = manage(migrated, "manage.py", "load_demo")
    assert refused.returncode != 0
    assert "DEMO=1 is not set" in refused.stderr


def test_the_papers_name_every_variable_that_the_settings_read_and_no_other():
    papers = (ROOT / "docs" / "operations.md").read_text()
    table = papers[papers.index("## Environment") : papers.index("## First start")]
    named = {name for row in re.findall(r"^\|(.+?)\|", table, re.MULTILINE) for name in re.findall(r"`([A-Z_]+)`", row)}
    settings = (ROOT / "mentoring" / "settings.py").read_text()
    read = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", settings)) | {"DATABASE_URL", "MIGRATE_DATABASE_URL"}
    assert named - {"PORT"} == read
