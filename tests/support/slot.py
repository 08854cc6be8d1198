"""A number for each process of tests: its own database, Redis number and folder of files.

Runs side by side in one clone, or two clones on one server, never meet. The number is a lock that dies with the
process, so a killed run leaves nothing that the next one would stumble over.
"""

import fcntl
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO

from mentoring import env

_HELD: list[IO[str]] = []


@cache
def folder() -> Path:
    """One for each server of databases, whatever the database: a child process with another name finds it too."""
    database = env.database("DATABASE_URL")
    server = hashlib.sha256(f"{database['HOST']}:{database['PORT']}".encode()).hexdigest()
    name = f"mentoring-tests-{os.getuid()}-{server[:10]}"
    path = Path(tempfile.gettempdir()) / name
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def _lock(name: str, how: int) -> IO[str] | None:
    file = (folder() / f"{name}.lock").open("w")
    try:
        fcntl.flock(file, how)
    except BlockingIOError:
        file.close()
        return None
    return file


def claim() -> int:
    """The lowest number from 1 that no living process holds."""
    for number in range(1, 200):
        if file := _lock(str(number), fcntl.LOCK_EX | fcntl.LOCK_NB):
            _HELD.append(file)
            return number
    raise RuntimeError("200 processes of tests at once")


@contextmanager
def alone(name: str) -> Iterator[None]:
    """One process at a time; the others wait."""
    with _lock(name, fcntl.LOCK_EX):
        yield


def share(name: str) -> None:
    """Say, until this process ends, that it uses the thing."""
    _HELD.append(_lock(name, fcntl.LOCK_SH))


def is_free(name: str) -> bool:
    """Whether no living process shares it."""
    file = _lock(name, fcntl.LOCK_EX | fcntl.LOCK_NB)
    if file is not None:
        file.close()
    return file is not None


def files_folder(number: int) -> Path:
    path = folder() / f"files-{number}"
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def redis_url(url: str, number: int) -> str:
    """The same server, another number: the last part of redis://…/0 or the db of unix://…?db=0."""
    if url.startswith("unix://"):
        return re.sub(r"([?&]db=)\d+", rf"\g<1>{number}", url) if "db=" in url else f"{url}?db={number}"
    return re.sub(r"^(rediss?://[^/]+)(/\d*)?", rf"\g<1>/{number}", url)
