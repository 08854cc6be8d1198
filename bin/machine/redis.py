"""A private Redis that keeps nothing on disk: one that saves, in an unwritable directory, refuses to stop."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass

from . import paths
from .children import start_as
from .postgres import last_line
from .trouble import Trouble


@dataclass
class Redis:
    """One Redis of this clone; each xdist worker and each job of it takes its own number of database."""

    kind: str

    def __post_init__(self) -> None:
        self.sockets = paths.socket_directory(self.kind)
        self.socket = self.sockets / "redis.sock"
        self.log = paths.cluster_home() / f"{self.kind}-redis.log"

    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    def is_running(self) -> bool:
        return self._say(b"PING\r\n").startswith(b"+PONG")

    def start(self, *, die_with_us: bool) -> subprocess.Popen | None:
        """Start it and wait until it answers; None when it was running already."""
        if self.is_running():
            return None
        program = shutil.which("redis-server")
        if program is None:
            raise Trouble("redis-server is not installed.")
        server = start_as(
            [
                program, "--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700", "--save", "",
                "--appendonly", "no", "--daemonize", "no", "--databases", "256", "--dir", self.sockets,
            ],
            log=self.log,
            death_signal=signal.SIGTERM if die_with_us else None,
        )  # fmt: skip
        deadline = time.monotonic() + 20
        while not self.is_running():
            if server.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise Trouble(f"Redis did not start: {last_line(self.log.read_text(errors='replace'))} ({self.log})")
            time.sleep(0.02)
        return server

    def stop(self) -> None:
        self._say(b"SHUTDOWN NOSAVE\r\n")
        deadline = time.monotonic() + 10
        while self.is_running() and time.monotonic() < deadline:
            time.sleep(0.02)

    def _say(self, line: bytes) -> bytes:
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(5)
                connection.connect(str(self.socket))
                connection.sendall(line)
                return connection.recv(64)
        except OSError:
            return b""
