"""Starting other programs: as which account, with which log, and what happens to them when we die."""

from __future__ import annotations

import ctypes
import os
import subprocess
from pathlib import Path

from . import paths
from .signals import deferred

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def _account() -> dict:
    """Keywords for subprocess that leave root for the server's account."""
    if not paths.is_root():
        return {}
    return {"user": paths.server_uid(), "group": paths.server_gid(), "extra_groups": []}


def _plain_environment() -> dict[str, str]:
    """What a server needs, without the caller's PG* variables, which would send psql elsewhere."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LC_ALL": "C.UTF-8",
        "HOME": "/",
    }


def run_as(*command: object) -> subprocess.CompletedProcess:
    """Run a tool of the database under the server's account and return what it said."""
    return subprocess.run(
        [str(part) for part in command],
        cwd="/",  # the server's account may not be able to stand where we stand
        env=_plain_environment(),
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,  # Ctrl-C is ours to handle, in order
        **_account(),
    )


def start_as(command: list, *, log: Path, death_signal: int | None) -> subprocess.Popen:
    """Start a server under the server's account; with a `death_signal` the kernel ends it when we are killed."""
    with log.open("wb") as output, deferred():
        return subprocess.Popen(
            [str(part) for part in command],
            cwd="/",
            env=_plain_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent(death_signal) if death_signal else None,  # safe: no threads here
            **_account(),
        )


def die_with_parent(death_signal: int):
    """For `preexec_fn`. Without it `kill -9` on us would leave servers behind that nobody knows of."""

    def ask_the_kernel() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, death_signal)

    return ask_the_kernel
