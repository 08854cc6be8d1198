"""A private PostgreSQL cluster: reached through a socket in a private directory, never through a port."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from . import paths
from .children import run_as, start_as
from .trouble import Trouble, say

OLDEST = 15
OWNER, APPLICATION, DATABASE = "mentoring_owner", "mentoring_app", "mentoring"
SUPERUSER = "postgres"

# A test database is thrown away, so it need not survive a power cut; races open many connections at once.
TEST_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
    "max_locks_per_transaction": "256",
}
RUN_SETTINGS = {"max_connections": "100"}


def binaries() -> Path | None:
    """The directory of the newest PostgreSQL server that is new enough, or None."""
    found = [d for d in Path("/usr/lib/postgresql").glob("*/bin") if d.parent.name.isdigit() and _is_server(d)]
    found = [d for d in found if int(d.parent.name) >= OLDEST]
    if found:
        return max(found, key=lambda d: int(d.parent.name))
    on_path = shutil.which("initdb")
    if on_path:
        directory = Path(on_path).resolve().parent
        if _is_server(directory) and _major(directory) >= OLDEST:
            return directory
    return None


def _is_server(directory: Path) -> bool:
    return all((directory / name).exists() for name in ("initdb", "postgres", "psql", "pg_isready"))


def _major(directory: Path) -> int:
    text = subprocess.run(
        [directory / "postgres", "--version"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return int(text.split()[2].split(".")[0])


@dataclass
class Cluster:
    """One cluster of this clone: `run` keeps the demo, `test` is for tests and for `bin/dev`."""

    kind: str

    def __post_init__(self) -> None:
        directory = binaries()
        if directory is None:
            raise Trouble(f"PostgreSQL {OLDEST} or newer is not installed.")
        self.bin = directory
        self.data = paths.cluster_home() / f"{self.kind}-{_major(directory)}"
        self.sockets = paths.socket_directory(self.kind)
        self.log = self.data.parent / f"{self.kind}-postgres.log"

    def url(self, role: str) -> str:
        return f"postgresql://{role}@/{DATABASE}?host={self.sockets}"

    def identity(self) -> str:
        """Changes when the cluster is made anew, so that no step is skipped that only an older one has seen."""
        return (self.data / "made").read_text() if (self.data / "made").exists() else ""

    def is_running(self) -> bool:
        asked = run_as(self.bin / "pg_isready", "-q", "-h", self.sockets, "-U", SUPERUSER, "-d", "postgres")
        return asked.returncode == 0

    def start(self, *, die_with_us: bool) -> subprocess.Popen | None:
        """Make the cluster if needed and start it; None when it was running already."""
        if running_server(self.data) and self.is_running():
            self._roles()
            return None
        self._stop_leftovers()
        if not (self.data / "made").exists():
            self._create()
        try:
            return self._start(die_with_us)
        except Trouble:
            if self.kind != "test":
                raise
        # Without fsync a power cut may well have spoilt it, and it holds nothing that is not made again.
        say("The tests' PostgreSQL does not start; its cluster is made anew …")
        self._create()
        return self._start(die_with_us)

    def _start(self, die_with_us: bool) -> subprocess.Popen:
        paths.need_space(self.data, 100)
        settings = RUN_SETTINGS if self.kind == "run" else TEST_SETTINGS
        options = [f"-c{name}={value}" for name, value in settings.items()]
        server = start_as(
            [self.bin / "postgres", "-D", self.data, "-k", self.sockets, "-clisten_addresses=", *options],
            log=self.log,
            death_signal=signal.SIGINT if die_with_us else None,
        )
        try:
            self._wait(server)
            self._roles()
        except BaseException:
            stop_cluster(self.data)
            raise
        return server

    def _stop_leftovers(self) -> None:
        """What kill -9 has left behind: a server that does not answer, or one whose data directory was removed."""
        stop_cluster(self.data)
        try:
            pid = int((self.sockets / ".s.PGSQL.5432.lock").read_text().split("\n")[0])
        except (OSError, ValueError):
            return
        _stop(lambda: pid if _is_alive(pid, str(self.sockets)) else None)

    def _create(self) -> None:
        paths.need_space(self.data.parent, 300)
        half = self.data.with_name(self.data.name + ".half")
        shutil.rmtree(half, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)
        done = run_as(
            self.bin / "initdb", "-D", half, "-U", SUPERUSER, "--auth-local=trust", "--auth-host=reject",
            "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync",
        )  # fmt: skip
        if done.returncode:
            shutil.rmtree(half, ignore_errors=True)
            raise Trouble(f"PostgreSQL could not make its cluster at {self.data}: {last_line(done.stderr)}")
        (half / "made").write_text(str(time.time_ns()))
        half.rename(self.data)  # a half-made cluster never has the final name

    def _wait(self, server: subprocess.Popen) -> None:
        deadline = time.monotonic() + 60
        while not self.is_running():
            if server.poll() is not None:
                raise Trouble(
                    f"PostgreSQL did not start: {last_line(self.log.read_text(errors='replace'))} ({self.log})"
                )
            if time.monotonic() > deadline:
                raise Trouble(f"PostgreSQL did not answer within a minute; see {self.log}")
            time.sleep(0.05)

    def _roles(self) -> None:
        """The two roles and the database, the same as `docker/initdb` makes in production."""
        if self.ask("SELECT count(*) FROM pg_database WHERE datname = 'mentoring'") == "1":
            return
        # The database comes last: where it exists, everything before it has been done.
        for role, rights in ((OWNER, "LOGIN CREATEDB BYPASSRLS"), (APPLICATION, "LOGIN")):
            self.ask(f"DO $$ BEGIN CREATE ROLE {role} {rights}; EXCEPTION WHEN duplicate_object THEN NULL; END $$;")
        self.ask(f"GRANT {APPLICATION} TO {OWNER}")
        self.ask(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")

    def ask(self, sql: str, *, database: str = "postgres") -> str:
        done = run_as(
            self.bin / "psql",
            "-h",
            self.sockets,
            "-U",
            SUPERUSER,
            "-d",
            database,
            "-XAtq",
            "-v",
            "ON_ERROR_STOP=1",
            "-c",
            sql,
        )
        if done.returncode:
            raise Trouble(f"PostgreSQL refused: {last_line(done.stderr)}")
        return done.stdout.strip()


def stop_cluster(data: Path) -> None:
    """Stop the server of this data directory, if one runs: fast first, at once after ten seconds."""
    _stop(lambda: running_server(data))


def _stop(find: Callable[[], int | None]) -> None:
    for stop_signal, patience in (
        (signal.SIGINT, 10.0),
        (signal.SIGQUIT, 5.0),
        (signal.SIGKILL, 5.0),
    ):
        pid = find()
        if pid is None:
            return
        with suppress(ProcessLookupError):
            os.kill(pid, stop_signal)
        deadline = time.monotonic() + patience
        while find() is not None and time.monotonic() < deadline:
            time.sleep(0.02)


def running_server(data: Path) -> int | None:
    """The process that serves this data directory, or None."""
    try:
        pid = int((data / "postmaster.pid").read_text().split("\n")[0])
    except (OSError, ValueError):
        return None
    return pid if _is_alive(pid, str(data)) else None


def _is_alive(pid: int, argument: str) -> bool:
    """Whether this is a server started with this argument; a number left in a stale file may belong to anybody."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, ValueError):
        return False
    return argument in command and state != "Z"


def last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    worst = [line for line in lines if any(word in line for word in ("FATAL", "PANIC", "ERROR", "error:", "No space"))]
    return (worst or lines or ["no message"])[-1]
