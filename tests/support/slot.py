"""A number for each process of tests: its own database, Redis number and folder of files.

Runs side by side in one clone, or two clones on one server, never meet. The number is a lock that dies with the
process, so a killed run leaves nothing that the next one would stumble over.
"""

import fcntl
import hashlib
import os
import re
import tempfile
from pathlib import Path
from typing import IO

_HELD: list[IO[str]] = []


def _folder() -> Path:
    servers = os.environ.get("DATABASE_URL", "") + os.environ.get("REDIS_URL", "")
    name = f"mentoring-tests-{os.getuid()}-{hashlib.sha256(servers.encode()).hexdigest()[:10]}"
    folder = Path(tempfile.gettempdir()) / name
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def claim() -> int:
    """The lowest number from 1 that no living process holds."""
    folder = _folder()
    for number in range(1, 200):
        file = (folder / f"{number}.lock").open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            continue
        _HELD.append(file)
        return number
    raise RuntimeError("200 processes of tests at once")


def files_folder(number: int) -> Path:
    folder = _folder() / f"files-{number}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def redis_url(url: str, number: int) -> str:
    """The same server, another number: the last part of redis://…/0 or the db of unix://…?db=0."""
    if url.startswith("unix://"):
        return re.sub(r"([?&]db=)\d+", rf"\g<1>{number}", url) if "db=" in url else f"{url}?db={number}"
    return re.sub(r"^(rediss?://[^/]+)(/\d*)?", rf"\g<1>/{number}", url)
