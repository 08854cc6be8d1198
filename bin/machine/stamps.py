"""Which steps of a start need not be done again: a stamp holds the hash of all that the step depends on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from . import paths

CODE = ("accounts", "programs", "monitoring", "reports", "mentoring")
_KINDS = {".py", ".toml", ".json", ".csv", ".txt"}


def of_code() -> str:
    """Models, policies, presets and the demo all live in the apps; Django's own tables come with the requirements."""
    files = (file for app in CODE for file in (paths.ROOT / app).rglob("*") if file.suffix in _KINDS)
    return _hash([*files, paths.ROOT / "requirements" / "prod.txt"])


def of_static() -> str:
    files = [file for file in (paths.ROOT / "static").rglob("*") if file.is_file()]
    for app in CODE:
        files += [file for file in (paths.ROOT / app / "static").rglob("*") if file.is_file()]
    return _hash(
        [
            *files,
            paths.ROOT / "requirements" / "prod.txt",
            paths.ROOT / "mentoring" / "settings.py",
        ]
    )


def _hash(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(f"{file.relative_to(paths.ROOT)}\n".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def is_done(step: str, key: str) -> bool:
    path = _path(step)
    return bool(key) and path.exists() and path.read_text() == key


def set_done(step: str, key: str) -> None:
    _path(step).write_text(key)


def _path(step: str) -> Path:
    directory = paths.local_directory() / "run"
    directory.mkdir(exist_ok=True)
    return directory / f"{step}.stamp"
