"""Tests of `bin/`: the scripts are run as a person runs them, on a stub of the project that starts in a second."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from .clone import Clone
from .production import Machine

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bin"))  # the scripts import `machine` from beside themselves


@pytest.fixture
def clone(tmp_path_factory):
    """A clone of the set-up around the stub, with nothing started yet."""
    made = Clone(ROOT, tmp_path_factory.mktemp("clone"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def machine():
    """Database with its roles, and Redis; everything in production's way, passwords included."""
    made = Machine()
    try:
        made.start_database()
        roles = made.make_roles()
        assert roles.returncode == 0, roles.stderr
        made.start_redis()
        yield made
    finally:
        made.close()


@pytest.fixture(scope="session")
def migrated(machine):
    done = machine.run("migrate")
    assert done.returncode == 0, done.stdout + done.stderr
    return machine
