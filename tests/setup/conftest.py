"""Tests of `bin/`: the scripts are run as a person runs them, on a stub of the project that starts in a second."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from .clone import Clone

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bin"))  # the scripts import `machine` from beside themselves


@pytest.fixture
def clone(tmp_path_factory):
    """A clone of the set-up around the stub, with nothing started yet."""
    made = Clone(ROOT, tmp_path_factory.mktemp("clone"))
    yield made
    made.close()
