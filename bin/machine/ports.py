"""Loopback ports: a busy one is found before anything is started."""

from __future__ import annotations

import errno
import socket

from .trouble import Trouble


def chosen(text: str) -> int:
    """The number in PORT, or one clear line."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise Trouble(f"PORT must be a number from 1 to 65535, not '{text}'.")
    return int(text)


def addresses(port: int) -> list[str]:
    """What to bind so that `localhost` finds us whichever address it means here. Raises where the port is busy.

    The demo signs anybody in by one press, so it listens on this machine alone.
    """
    found = []
    for family, host, text in (
        (socket.AF_INET, "127.0.0.1", f"127.0.0.1:{port}"),
        (socket.AF_INET6, "::1", f"[::1]:{port}"),
    ):
        try:
            _try(family, host, port)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Trouble(
                    f"Port {port} is busy. Choose another one, for example: make run PORT={_free_near(port)}"
                ) from None
            if error.errno in (errno.EACCES, errno.EPERM):
                raise Trouble(
                    f"Port {port} needs more rights than this user has. Choose one from 1024: make run PORT=8000"
                ) from None
            continue  # no IPv6 here
        found.append(text)
    return found


def listener() -> socket.socket:
    """A listening socket on a port that nobody had; it is handed on open, so nobody can take it in between."""
    ours = socket.socket(socket.AF_INET)
    ours.bind(("127.0.0.1", 0))
    ours.listen(64)
    return ours


def _try(family: int, host: str, port: int) -> None:
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        probe.listen(1)


def _free_near(port: int) -> int:
    for candidate in range(max(port + 1, 1024), min(port + 200, 65536)):
        try:
            _try(socket.AF_INET, "127.0.0.1", candidate)
        except OSError:
            continue
        return candidate
    return 8000
