"""Pages of regulations open for whoever may read them."""

import pytest

PAGES = ("", "?part=contours", "?part=versions", "?source=all", "?q=наставник", "compare/", "new/")


@pytest.mark.parametrize("path", PAGES)
def test_page_opens(world, client_of, path):
    assert client_of(world.a11.curator).get(f"/regulation/{path}").status_code == 200
