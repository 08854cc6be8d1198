import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.kit import Broker, Celery, Mailbox, Place, make_place


@pytest.fixture
def mailbox(settings) -> Iterator[Mailbox]:
    """A mail server on the loopback, and the site set to use it."""
    box = Mailbox()
    controller = box.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
    yield box
    for gate in (box.hold_before, box.hold_after):
        if gate is not None:
            gate.set()
    controller.stop()


@pytest.fixture
def files_dir(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"
    return settings.FILES_DIR


@pytest.fixture
def place(db, files_dir) -> Place:
    """A region of the test's own: the world's has made-up seals."""
    return make_place("engine")


@pytest.fixture
def celery(mailbox, files_dir, tmp_path) -> Iterator[Celery]:
    processes = Celery(tmp_path, EMAIL_HOST="127.0.0.1", EMAIL_PORT=str(mailbox.port), FILES_DIR=str(files_dir))
    yield processes
    processes.stop()


@pytest.fixture
def broker() -> Iterator[Broker]:
    with tempfile.TemporaryDirectory(prefix="broker-") as folder:  # a socket's path must be short
        server = Broker(Path(folder))
        yield server
        server.kill()
