"""`make requirements`: from pyproject.toml to files of exact versions with hashes, the same on every machine."""

from __future__ import annotations

import subprocess

from . import packages, paths, python
from .trouble import Trouble, say

# No address of an index may get into the files: whoever installs has a mirror of his own.
_OPTIONS = (
    "--universal", "--generate-hashes", "--python-version", "3.11", "--no-emit-index-url", "--no-emit-find-links",
    "--no-emit-build-options", "--custom-compile-command", "make requirements", "--quiet",
)  # fmt: skip


def main() -> int:
    packages.ensure(packages.needs(for_tests=False, database=False, redis=False))
    paths.local_directory()
    python.ensure_uv()
    # The tests' versions come first and bind those of production: what runs is what was tested.
    _compile("pyproject.toml", "dev.txt", "--group", "dev")
    _compile("pyproject.toml", "prod.txt", "--constraints", "requirements/dev.txt")
    _compile("requirements/uv.in", "uv.txt")
    return 0


def _compile(source: str, target: str, *more: str) -> None:
    say(f"requirements/{target}")
    command = [
        str(python.UV),
        "pip",
        "compile",
        *_OPTIONS,
        *more,
        "--output-file",
        f"requirements/{target}",
        source,
    ]
    if subprocess.run(command, cwd=paths.ROOT, env=python.uv_environment(), check=False).returncode:
        raise Trouble(f"requirements/{target} could not be compiled; the lines above say why.")
