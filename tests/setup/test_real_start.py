"""The project itself, not the stub: `make run` in a copy of it, as a newcomer types it."""

from __future__ import annotations

import urllib.request

import pytest

from .clone import Clone
from .conftest import ROOT


@pytest.mark.deep  # the static files alone take half a minute
def test_a_clone_comes_up_with_its_demo_and_the_second_start_is_short(tmp_path_factory):
    clone = Clone(ROOT, tmp_path_factory.mktemp("real"), whole=True)
    try:
        for _ in ("first", "second"):
            clone.start()
            clone.wait_for("Ready: ", timeout=300)
            assert "Demo accounts:" in clone.said()
            with urllib.request.urlopen(f"http://localhost:{clone.port}/", timeout=60) as page:
                assert page.status == 200
                assert "<html" in page.read().decode()
            assert clone.end() == 0
            assert clone.nothing_is_left(), clone.processes()
        assert "Bringing the tables" not in clone.said()
    finally:
        clone.close()
