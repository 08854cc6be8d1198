"""The suite: who it runs as, what world it finds, what it does not forgive. The parts are in tests/support/.

``world`` two regions with everything in them · ``acting(member)`` scope and actor · ``client_of(member)`` a signed-in
client · ``clock_at(moment)`` · ``demo``. A test that needs real commits, threads or a browser is marked
``@pytest.mark.django_db(transaction=True)``; its database is cloned back afterwards.
"""

import gc
import os

import pytest
from django.conf import settings
from hypothesis import HealthCheck
from hypothesis import settings as Properties

from tests.support import slot

# Journeys of half a minute and more, the longest first.
LONGEST = ("test_s4_year", "test_statute_order", "test_law_351_8", "test_curator_journey", "test_s3_across")

pytest_plugins = ["tests.support.database", "tests.support.people", "tests.support.strictness"]


def pytest_configure(config: pytest.Config) -> None:
    """Before the first connection: this process's own Redis number and files, and no demo."""
    number = slot.claim()
    settings.TEST_SLOT = number
    settings.DEMO = False
    settings.SITE_URL = "http://localhost:8000"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STATIC_ROOT = slot.files_folder(0)  # empty: nothing is collected for tests, finders serve them
    settings.FILES_DIR = slot.files_folder(number)
    settings.REDIS_URL = settings.CACHES["default"]["LOCATION"] = slot.redis_url(settings.REDIS_URL, number)
    broker = settings.REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
    settings.CELERY_BROKER_URL = broker
    from mentoring.celery import app

    app.conf.broker_url = broker
    # Child processes (a worker, a server) read the environment anew.
    os.environ |= {"DEMO": "0", "REDIS_URL": settings.REDIS_URL, "FILES_DIR": str(settings.FILES_DIR)}
    # No property is judged by the clock: a busy machine must not make it false.
    Properties.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    Properties.load_profile("suite")
    from tests.support.strictness import be_strict

    be_strict()


def pytest_report_header(config: pytest.Config) -> list[str]:
    from tests.support.database import header

    return [header()]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: whatever is broken is known in seconds. The longest of them first: no worker waits for it."""
    order = {name: place for place, name in enumerate(LONGEST)}
    items.sort(
        key=lambda item: item.get_closest_marker("browser") is not None and 1 + order.get(item.path.stem, len(LONGEST))
    )


def pytest_collection_finish() -> None:
    """What is loaded by now stays till the end: the collector need not walk it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
