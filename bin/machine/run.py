"""`make run`: from a fresh clone to a working system with demo data, and back to nothing on Ctrl-C."""

from __future__ import annotations

import fcntl
import http.client
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from . import environment, packages, paths, ports, python, signals, stamps
from .postgres import Cluster, stop_cluster
from .redis import Redis
from .supervisor import Supervisor
from .trouble import Stop, Trouble, say

HOME = paths.LOCAL / "run"
PYTHON = paths.VENV / "bin" / "python"
READY_WITHIN = 240.0


def main() -> int:
    signals.raise_stop()
    supervisor = Supervisor()
    try:
        with ExitStack() as stack:
            port = ports.chosen(os.environ.get("PORT") or "8000")
            stack.enter_context(only_one(port))
            binds = ports.addresses(port)
            try:
                _start(stack, supervisor, port, binds)
                supervisor.watch()
            except Trouble as trouble:
                signals.ignore()  # nothing may interrupt the stopping
                stopped = "\nWhat had been started has been stopped again." if supervisor.has_started else ""
                raise Trouble(f"{trouble}{stopped}") from None
            except BaseException:
                signals.ignore()
                raise
    except Stop:
        say("Stopped.")
        return 0
    return 0


@contextmanager
def only_one(port: int) -> Iterator[None]:
    """Two copies in one clone would share a database directory and each other's stamps."""
    paths.local_directory()
    HOME.mkdir(exist_ok=True)
    with (HOME / "lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise Trouble(f"This clone is running already ({file.read().strip() or 'just being started'}).") from None
        file.truncate(0)
        file.write(f"process {os.getpid()}, http://localhost:{port}\n")
        file.flush()
        yield
        file.truncate(0)


def _start(stack: ExitStack, supervisor: Supervisor, port: int, binds: list[str]) -> None:
    own_database, own_redis = (
        environment.own_database_given(),
        environment.own_redis_given(),
    )
    packages.ensure(packages.needs(for_tests=False, database=not own_database, redis=not own_redis))
    python.ensure("prod")
    cluster = None if own_database else _database(stack, supervisor)
    redis = None if own_redis else _redis(stack, supervisor)
    mail = ports.listener()
    stack.callback(mail.close)
    env = environment.build(
        cluster=cluster,
        redis=redis,
        home=HOME,
        port=port,
        mail_port=mail.getsockname()[1],
    )
    supervisor.env = env
    accounts = _prepare(supervisor, cluster)
    # Who serves must not be able to change tables; only the steps above may.
    supervisor.env = {name: value for name, value in env.items() if not name.startswith("MIGRATE_DATABASE_URL")}
    stack.callback(supervisor.stop, {"web", "worker", "beat", "mail"})
    if not os.environ.get("EMAIL_HOST"):
        supervisor.start(
            "mail",
            [
                PYTHON,
                paths.ROOT / "bin" / "mail_sink.py",
                mail.fileno(),
                paths.LOCAL / "mail",
            ],
            keep_open=(mail.fileno(),),
        )
    _processes(supervisor, binds)
    say("Waiting until everything answers …")
    _wait_until_ready(supervisor, binds[0])
    _wait_for_the_worker(supervisor)
    _greet(port, accounts)


def _database(stack: ExitStack, supervisor: Supervisor) -> Cluster:
    say("Starting PostgreSQL …")
    cluster = Cluster("run")
    stack.callback(paths.remove_socket_directory, "run")
    stack.callback(stop_cluster, cluster.data)
    supervisor.adopt("postgresql", cluster.start(die_with_us=True), cluster.log)
    return cluster


def _redis(stack: ExitStack, supervisor: Supervisor) -> Redis:
    say("Starting Redis …")
    redis = Redis("run")
    stack.callback(paths.remove_socket_directory, "run")
    stack.callback(redis.stop)
    supervisor.adopt("redis", redis.start(die_with_us=True), redis.log)
    return redis


def _prepare(supervisor: Supervisor, cluster: Cluster | None) -> str:
    """Tables, demo data, static files; what a stamp proves to be done is skipped. Returns the demo accounts."""
    code = stamps.of_code()
    # A database that somebody brings may have changed since; only our own cluster has an identity to rely on.
    key = f"{code} {cluster.identity()}" if cluster else ""
    manage = [PYTHON, "manage.py"]
    if not stamps.is_done("migrate", key):
        supervisor.step("Bringing the tables up to date", [*manage, "migrate", "--no-input"])
        stamps.set_done("migrate", key)
    accounts = ""
    if supervisor.env["DEMO"].lower() not in {"1", "true", "yes"}:
        supervisor.step("Loading the reference data", [*manage, "load_reference"])
    else:
        listing = HOME / "demo-accounts.txt"
        if not stamps.is_done("demo", key) or not listing.exists():
            supervisor.step("Loading the demo data", [*manage, "load_demo"])
            listing.write_text(supervisor.step("Reading the demo accounts", [*manage, "demo_accounts"]))
            stamps.set_done("demo", key)
        accounts = listing.read_text()
    static = stamps.of_static()
    if not stamps.is_done("static", static) or not (paths.ROOT / "staticfiles").exists():
        supervisor.step("Collecting the static files", [*manage, "collectstatic", "--no-input"])
        stamps.set_done("static", static)
    return accounts


def _processes(supervisor: Supervisor, binds: list[str]) -> None:
    binaries = paths.VENV / "bin"
    listen = [part for bind in binds for part in ("--bind", bind)]
    # No access log: addresses carry personal links.
    supervisor.start(
        "web", [binaries / "gunicorn", "mentoring.wsgi:application", "--worker-class", "gthread",
                "--workers", "2", "--threads", "4", "--graceful-timeout", "5", *listen],
    )  # fmt: skip
    supervisor.start(
        "worker",
        [
            binaries / "celery",
            "-A",
            "mentoring",
            "worker",
            "--concurrency",
            "2",
            "--loglevel",
            "INFO",
        ],
    )
    supervisor.start(
        "beat", [binaries / "celery", "-A", "mentoring", "beat", "--loglevel", "INFO", "--pidfile=",
                 "--schedule", HOME / "beat-schedule"],
    )  # fmt: skip


def _wait_until_ready(supervisor: Supervisor, address: str) -> None:
    deadline = time.monotonic() + READY_WITHIN
    answer = "no answer"
    while time.monotonic() < deadline:
        supervisor.check()
        status, answer = _ask(address)
        if status == 200:
            return
        time.sleep(0.2)
    raise Trouble(
        f"The site is not ready after {READY_WITHIN:.0f} seconds; /readyz says: {answer} (logs: {paths.LOGS})"
    )


def _wait_for_the_worker(supervisor: Supervisor) -> None:
    """A site whose worker cannot start looks well until the first letter or document does not come."""
    log = paths.LOGS / "worker.log"
    deadline = time.monotonic() + READY_WITHIN
    while " ready." not in log.read_text(errors="replace"):
        supervisor.check()
        if time.monotonic() > deadline:
            raise Trouble(f"The worker is not ready after {READY_WITHIN:.0f} seconds (its log: {log})")
        time.sleep(0.1)
    supervisor.check()


def _ask(address: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection(address, timeout=5)
    try:
        connection.request("GET", "/readyz", headers={"Host": "localhost"})
        response = connection.getresponse()
        return (
            response.status,
            f"{response.status} {response.read(500).decode(errors='replace').strip()}",
        )
    except (OSError, http.client.HTTPException) as error:
        return 0, str(error) or type(error).__name__
    finally:
        connection.close()


def _greet(port: int, accounts: str) -> None:
    say("")
    if accounts.strip():
        say("Demo accounts:")
        say(accounts.rstrip())
        say("")
    if not os.environ.get("EMAIL_HOST"):
        say(f"Letters go to {paths.LOCAL / 'mail'}, logs to {paths.LOGS}.")
    say(f"Ready: {os.environ.get('SITE_URL') or f'http://localhost:{port}'}   (Ctrl-C stops everything)")
