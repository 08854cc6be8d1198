from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from . import shots


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with shots.open_browser() as opened:
        yield opened
