"""One clone of the project for a test: its files, its processes, what is left of it."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

# Whoever runs the tests has these set for the tests' own servers; a clone must start its own.
GIVEN = re.compile(
    r"(DATABASE_URL|MIGRATE_DATABASE_URL|REDIS_URL|EMAIL_|SECRET_KEY|SITE_URL|FILES_DIR|DEMO|PORT|DJANGO_|ALLOWED)"
)


class Clone:
    def __init__(self, root: Path, home: Path, *, whole: bool = False) -> None:
        self.root = home / "clone"
        if whole:
            copy_tracked(root, self.root)
        else:
            shutil.copytree(root / "tests" / "setup" / "stub", self.root)
            for name in ("bin", "requirements"):
                shutil.copytree(root / name, self.root / name, ignore=shutil.ignore_patterns("__pycache__"))
            shutil.copy(root / "Makefile", self.root)
        if not whole:  # a whole one installs its own, so that it has production's packages alone
            (self.root / ".venv").symlink_to((root / ".venv").resolve())
        self.port = free_port()
        self.log = home / "run.log"
        self.process: subprocess.Popen | None = None

    def run(self, *command: str, **env: str) -> subprocess.CompletedProcess:
        """Run a short command in the clone and wait for it."""
        done = subprocess.run(
            command, cwd=self.root, env=self.env(env), capture_output=True, text=True, timeout=120, check=False
        )
        done.said = done.stdout + done.stderr
        return done

    def start(self, **env: str) -> subprocess.Popen:
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                ["bin/run"], cwd=self.root, env=self.env(env), stdout=output, stderr=subprocess.STDOUT
            )
        return self.process

    def said(self) -> str:
        return self.log.read_text()

    def wait_for(self, text: str, timeout: float = 90) -> None:
        until(lambda: text in self.said() or self.process.poll() is not None, timeout, self.said)
        assert text in self.said(), self.said()

    def end(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(60)

    def processes(self) -> dict[int, str]:
        """Every live process that names this clone or its sockets."""
        marks = (str(self.root), *self.sockets())
        found = {}
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit() or int(entry.name) == os.getpid():
                continue
            try:
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            if any(mark in command for mark in marks):
                found[int(entry.name)] = command
        return found

    def pid_of(self, part: str) -> int:
        return min(pid for pid, command in self.processes().items() if part in command)

    def children_of(self, parent: int) -> list[str]:
        """The command lines of a process's children."""
        asked = subprocess.run(
            ["ps", "-o", "args=", "--ppid", str(parent)], capture_output=True, text=True, check=False
        )
        return asked.stdout.splitlines()

    def key(self) -> str:
        return hashlib.sha256(f"{self.root}\n{os.getuid()}".encode()).hexdigest()[:8]

    def sockets(self) -> list[str]:
        return [str(path) for path in Path("/tmp").glob(f"mentoring-{self.key()}*")] or [f"/tmp/mentoring-{self.key()}"]

    def data_directory(self) -> Path:
        """Where the running test cluster lies: in the clone, or for root outside a folder that lets nobody through."""
        words = self.processes()[self.pid_of("postgres -D")].split()
        return Path(words[words.index("-D") + 1])

    def nothing_is_left(self, patience: float = 5) -> bool:
        """No process and no socket; one that has been killed may take a moment to be gone."""
        deadline = time.monotonic() + patience
        while self.processes() or any(Path(path).exists() for path in self.sockets()):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True

    def close(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.end()
        for pid in self.processes():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        shutil.rmtree(f"/var/tmp/mentoring-{self.key()}", ignore_errors=True)

    def env(self, more: dict[str, str] | None = None) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not GIVEN.match(name)}
        return kept | {"PORT": str(self.port)} | (more or {})


def copy_tracked(root: Path, target: Path) -> None:
    """What git knows of the project, as it lies there now: a clone with the changes that are not committed yet."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (root / name).exists():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / name, target / name)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(condition, timeout: float, explain=lambda: "") -> None:
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline, f"waited {timeout} s in vain: {explain()}"
        time.sleep(0.05)
