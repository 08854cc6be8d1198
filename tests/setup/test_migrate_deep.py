"""Our ``migrate`` makes the tables that Django's own makes."""

import os
import subprocess
import sys

import pytest

from mentoring import env
from tests.support.database import _drop, as_owner, owner_settings, url_of

OURS = "from django.core.management import call_command; call_command('migrate', verbosity=0)"
DJANGOS = "from django.core.management.commands.migrate import Command as C; C().run_from_argv(['', 'migrate', '-v0'])"


@pytest.mark.deep
def test_the_schema_is_djangos(django_db_setup: None) -> None:
    """Catches an operation that needs more models than the one it changes. Minutes: Django's own is slow."""
    schemas = []
    for number, command in enumerate((OURS, DJANGOS)):
        name = f"test_migrate_{os.getpid()}_{number}"
        as_owner(f'CREATE DATABASE "{name}"')
        try:
            address = url_of(owner_settings(), name)
            places = {"DATABASE_URL": url_of(env.database("DATABASE_URL"), name), "MIGRATE_DATABASE_URL": address}
            code = f"import sys, django; sys.argv = ['manage.py', 'migrate']; django.setup(); {command}"
            subprocess.run([sys.executable, "-c", code], env=os.environ | places, check=True)
            dump = subprocess.run(["pg_dump", "-s", address], capture_output=True, text=True, check=True).stdout
            schemas.append([line for line in dump.splitlines() if "restrict " not in line])
        finally:
            _drop(name)
    assert len(schemas[0]) > 10_000
    assert schemas[0] == schemas[1]
