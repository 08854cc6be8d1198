"""docker-compose.yml without an engine: its commands and environment, with folders in the place of mounts."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
import yaml

from .clone import free_port, until

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict] = COMPOSE["services"]
GIVEN = {
    "SITE_URL": "https://mentoring.example.org",
    "ALLOWED_HOSTS": "mentoring.example.org",
    "EMAIL_HOST": "localhost",
    "DEFAULT_FROM_EMAIL": "Mentoring <noreply@mentoring.example.org>",
}


def filled_in(text: str) -> str:
    """What compose makes of `${NAME:-default}` and `${NAME:?message}` when a person has set what must be set."""
    return re.sub(r"\$\{(\w+)(?::[-?]([^}]*))?\}", lambda m: GIVEN.get(m[1], m[2] or ""), str(text))


@dataclass
class Machine:
    """Real servers made as the compose file makes them, and folders in the place of mounts."""

    home: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="mentoring-compose-", dir="/tmp")))
    processes: dict[str, subprocess.Popen] = field(default_factory=dict)

    def __post_init__(self) -> None:
        from machine import paths, postgres

        self.bin = postgres.binaries()
        self.secrets = self._make_secrets()
        self.server = paths.private_directory(self.home / "db", uid=paths.server_uid(), gid=paths.server_gid())
        self.home.chmod(0o711)  # the database's account must pass
        self.port = free_port()
        for name in ("files", "beat"):
            (self.home / "var" / name).mkdir(parents=True)

    def _make_secrets(self) -> Path:
        """By the script that a person runs; only the host differs, since no container is called `db` here."""
        (self.home / "docker").mkdir()
        script = shutil.copy(ROOT / "docker" / "make_secrets.py", self.home / "docker")
        subprocess.run([sys.executable, script], check=True, capture_output=True)
        made = self.home / "docker" / "secrets"
        for name in ("database_url", "migrate_database_url"):
            address = (made / name).read_text()
            (made / name).write_text(address.replace("@db:5432/mentoring", f"@/mentoring?host={self.home / 'db'}"))
        return made

    def start_database(self) -> None:
        from machine.children import run_as, start_as

        arguments = SERVICES["db"]["environment"]["POSTGRES_INITDB_ARGS"].split()
        data = self.server / "data"
        password = self.server / "password"
        password.write_text((self.secrets / "postgres_password").read_text())
        made = run_as(self.bin / "initdb", "-D", data, "-U", "postgres", "--auth=scram-sha-256",
                      f"--pwfile={password}", "--no-sync", *arguments)  # fmt: skip
        assert made.returncode == 0, made.stderr
        command = [self.bin / "postgres", "-D", data, "-k", self.server, "-clisten_addresses=", "-cfsync=off"]
        self.processes["db"] = start_as(command, log=self.home / "db.log", death_signal=signal.SIGINT)
        until(lambda: run_as(self.bin / "pg_isready", "-q", "-h", self.server).returncode == 0, 30)

    def make_roles(self) -> subprocess.CompletedProcess:
        """The script of docker/initdb, as the image's first start runs it."""
        env = {
            "PATH": f"{self.bin}:{os.defpath}",
            "PGHOST": str(self.server),
            "PGPASSWORD": (self.secrets / "postgres_password").read_text(),
            "POSTGRES_USER": "postgres",
            **{
                name: self._placed(value)
                for name, value in SERVICES["db"]["environment"].items()
                if "_PASSWORD" in name
            },
        }
        script = ROOT / "docker" / "initdb" / "10-roles.sh"
        return subprocess.run(["sh", script], env=env, capture_output=True, text=True, check=False)

    def start_redis(self) -> None:
        command = [
            *map(str, SERVICES["redis"]["command"]),
            "--port",
            "0",
            "--unixsocket",
            str(self.home / "redis.sock"),
        ]
        self.processes["redis"] = subprocess.Popen(command, cwd=self.home, stdout=subprocess.DEVNULL)
        until((self.home / "redis.sock").exists, 30)

    def environment(self, service: str) -> dict[str, str]:
        """Exactly what the compose file and the image give, and nothing of the tests' own."""
        written = {name: self._placed(filled_in(value)) for name, value in SERVICES[service]["environment"].items()}
        image = {"DJANGO_SETTINGS_MODULE": "mentoring.settings", "LANG": "C.UTF-8", "HOME": str(self.home)}
        path = f"{ROOT / '.venv' / 'bin'}:{os.defpath}"
        # The image is compiled when it is built; here whoever comes first does it (bin/machine/environment.py).
        compiled = (
            {"PYTHONPYCACHEPREFIX": sys.pycache_prefix} if sys.pycache_prefix else {"PYTHONDONTWRITEBYTECODE": "1"}
        )
        return image | {"PATH": path} | compiled | written

    def command(self, words: list) -> list[str]:
        return [self._placed(str(word)) for word in words]

    def _placed(self, text: str) -> str:
        """Where a container's path and host are on this machine."""
        for inside, here in (
            ("/run/secrets", str(self.secrets)),
            ("/var/lib/mentoring", str(self.home / "var")),
            ("redis://redis:6379/0", f"unix://{self.home / 'redis.sock'}?db=0"),
        ):
            text = text.replace(inside, here)
        return str(self.port) if text == "8000" else text

    def run(self, service: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            self.command(SERVICES[service]["command"]),
            cwd=ROOT, env=self.environment(service), capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip

    def start(self, service: str) -> None:
        with (self.home / f"{service}.log").open("wb") as log:
            self.processes[service] = subprocess.Popen(
                self.command(SERVICES[service]["command"]),
                cwd=ROOT, env=self.environment(service), stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    def is_healthy(self, service: str) -> bool:
        assert self.processes[service].poll() is None, self.log(service)
        kind, *words = SERVICES[service]["healthcheck"]["test"]
        assert kind == "CMD"
        done = subprocess.run(
            self.command(words), cwd=ROOT, env=self.environment(service), capture_output=True, check=False, timeout=60
        )
        return done.returncode == 0

    def log(self, service: str) -> str:
        return (self.home / f"{service}.log").read_text()[-4000:]

    def stop(self, service: str) -> int:
        process = self.processes.pop(service)
        process.send_signal(signal.SIGTERM if service != "db" else signal.SIGINT)
        try:
            return process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return process.wait()

    def close(self) -> None:
        for service in reversed(list(self.processes)):
            self.stop(service)
        shutil.rmtree(self.home, ignore_errors=True)


def connect(machine, role: str, password: str, database: str = "mentoring"):
    return psycopg2.connect(host=str(machine.server), dbname=database, user=role, password=password)


def password(machine, name: str) -> str:
    return (machine.secrets / name).read_text()


def manage(machine: Machine, *words: str, database: str = "mentoring") -> subprocess.CompletedProcess:
    """As `docker compose exec web python …`, if need be on another database of the same server."""
    env = machine.environment("web")
    address = (machine.secrets / "database_url").read_text().replace("/mentoring?", f"/{database}?")
    env = {name: value for name, value in env.items() if name != "DATABASE_URL_FILE"} | {"DATABASE_URL": address}
    return subprocess.run(["python", *words], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
