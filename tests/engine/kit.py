"""What the tests of the engine run against: a mail server on the loopback, real workers, a region of its own."""

import asyncio
import datetime
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default as email_policy
from pathlib import Path
from typing import Any, TypeVar

import psycopg2
import redis
from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connection

from accounts import outbox
from accounts.models import Membership, Organization, OutboxMessage, Person, Region
from accounts.roles import Role
from accounts.tenancy import tenant_scope
from tests.support.database import owner_settings

T = TypeVar("T")
UTC = datetime.UTC


def wait_until(condition: Callable[[], Any], seconds: float = 90.0, what: str = "it") -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"{what} has not happened in {seconds:.0f} seconds"
        time.sleep(0.05)


def at_once(count: int, work: Callable[[], T]) -> list[T]:
    """``work`` in so many threads that start together, each with a connection of its own."""
    gate = threading.Barrier(count)

    def run() -> T:
        try:
            gate.wait(timeout=20)
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return [future.result() for future in [pool.submit(run) for _number in range(count)]]


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


@dataclass
class Mailbox:
    """A mail server. ``refusals``: address → answer at RCPT. ``before``/``after`` keeping a letter it may be held."""

    letters: list[Message] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)
    at_data: str = "250 kept"
    hold_before: threading.Event | None = None
    hold_after: threading.Event | None = None
    entered: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        await self._hold(self.hold_before)
        if self.at_data.startswith("2"):
            self.letters.append(message_from_bytes(envelope.content, policy=email_policy))
        await self._hold(self.hold_after)
        return self.at_data

    async def _hold(self, gate: threading.Event | None) -> None:
        if gate is not None:
            self.entered.set()
            while not gate.is_set():
                await asyncio.sleep(0.01)

    def sent_to(self, domain: str = "@example.org") -> list[str]:
        """Addresses of a domain, by the alphabet: the world has terms and letters of its own."""
        return sorted(letter["To"] for letter in self.letters if letter["To"].endswith(domain))

    def ids(self) -> Counter[str]:
        return Counter(letter["Message-ID"] for letter in self.letters)

    def start(self) -> Controller:
        self.port = free_port()
        controller = Controller(self, hostname="127.0.0.1", port=self.port)
        controller.start()
        return controller


class Celery:
    """Real ``celery`` processes against the database, the broker and the files of this test process."""

    def __init__(self, folder: Path, **env: str) -> None:
        self.folder, self.env = folder, {**os.environ, **env}
        self.running: list[subprocess.Popen] = []

    def worker(self, concurrency: int = 2) -> subprocess.Popen:
        name = f"w{len(self.running)}@{os.getpid()}"
        log = self.folder / f"worker-{len(self.running)}.log"
        process = self._start(log, "worker", "--concurrency", str(concurrency), "--loglevel", "INFO", "-n", name)
        wait_until(lambda: " ready." in log.read_text(), 300, f"the worker's start ({log})")
        return process

    def beat(self) -> subprocess.Popen:
        number = len(self.running)
        schedule = str(self.folder / f"schedule-{number}")
        return self._start(self.folder / f"beat-{number}.log", "beat", "--pidfile=", "--schedule", schedule)

    def _start(self, log: Path, *arguments: str) -> subprocess.Popen:
        command = [sys.executable, "-m", "celery", "-A", "mentoring", *arguments]
        with log.open("w") as output:
            process = subprocess.Popen(
                command, cwd=settings.BASE_DIR, env=self.env, stdout=output, stderr=output, start_new_session=True
            )
        self.running.append(process)
        return process

    @staticmethod
    def kill(process: subprocess.Popen) -> None:
        """kill -9 the process with its children, as the kernel does to a container that is out of memory.

        Only while we have not waited for it: after that its number may be another program's.
        """
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def stop(self) -> None:
        for process in self.running:
            self.kill(process)

    def logs(self) -> str:
        return "\n".join(path.read_text() for path in sorted(self.folder.glob("*.log")))


class Broker:
    """A Redis of the test's own, to be killed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.socket = folder, folder / "redis.sock"
        self.url = f"unix://{self.socket}?db=0"
        self.start()

    def start(self) -> None:
        command = [
            "redis-server", "--port", "0", "--unixsocket", str(self.socket), "--save", "", "--dir", str(self.folder),
        ]  # fmt: skip
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        wait_until(self._answers, what="the start of Redis")

    def _answers(self) -> bool:
        with suppress(redis.ConnectionError):
            return bool(redis.Redis.from_url(self.url).ping())
        return False

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@dataclass(frozen=True)
class Place:
    """A region with a school under a municipality, and who is there. Ids: rows are read in a scope."""

    region: Region
    school: int
    curator: int
    head: int
    coordinator: int
    operator: int

    def scope(self) -> Any:
        return tenant_scope(self.region.pk)

    def letters(self, count: int, prefix: str = "letter") -> list[str]:
        """Enqueue so many letters; their addresses."""
        addresses = [f"{prefix}-{number}@example.org" for number in range(count)]
        with self.scope():
            for address in addresses:
                enqueue_letter(address)
        return addresses

    def messages(self) -> list[OutboxMessage]:
        with self.scope():
            return list(OutboxMessage.objects.order_by("pk"))

    def done(self) -> int:
        with self.scope():
            return OutboxMessage.objects.filter(done_at__isnull=False).count()

    def let_leases_end(self) -> None:
        """A minute and more goes by: whatever waits for its next turn has it now."""
        with self.scope():
            OutboxMessage.objects.filter(done_at=None).update(next_attempt_at=outbox.queue_now())


def enqueue_letter(address: str, key: str = "") -> bool:
    context = {"text": "Новый срок", "detail": "Школа", "url": "https://example.org/deadlines/"}
    payload = {"to": address, "subject": "Новый срок", "template": "mail/notice.txt", "context": context}
    return outbox.enqueue("mail", key or address, payload)


def make_place(code: str, zone: str = "Europe/Moscow", calendar: str = "ru") -> Place:
    region = Region.objects.create(code=code, name=f"Регион {code}", time_zone=zone, calendar=calendar)
    with tenant_scope(region.pk):
        authority = organization("region_authority", code, None)
        municipality = organization("municipality", code, authority)
        school = organization("school", code, municipality, school_kind="general")
        return Place(
            region,
            school.pk,
            curator=member(school, Role.CURATOR),
            head=member(school, Role.HEAD),
            coordinator=member(municipality, Role.MUNICIPAL_COORDINATOR),
            operator=member(authority, Role.REGION_OPERATOR),
        )


def organization(kind: str, code: str, parent: Organization | None, **fields: Any) -> Organization:
    row = Organization.objects.create(
        kind=kind, parent=parent, path="", name=f"{kind} {code}", short_name=f"{kind} {code}",
        slug=f"{kind}-{code}".replace("_", "-"), **fields,
    )  # fmt: skip
    Organization.objects.filter(pk=row.pk).update(path=f"{parent.path if parent else '/'}{row.pk}/")
    row.refresh_from_db()
    return row


def member(place: Organization, role: str, since: datetime.date = datetime.date(2015, 1, 1)) -> int:
    """A person in a role; the id of the person."""
    person = Person.objects.create(last_name="Иванов", first_name=role, email=f"{role}@{place.slug}.example.org")
    Membership.objects.create(person=person, organization=place, role=role, valid_from=since)
    return person.pk


def as_owner_here(*statements: str | tuple[str, Iterable[Any]]) -> None:
    """What somebody with the owner's password can do to this test's database, row security and triggers aside."""
    owner = owner_settings()
    session = psycopg2.connect(
        dbname=connection.settings_dict["NAME"],
        user=owner["USER"], password=owner["PASSWORD"], host=owner["HOST"], port=owner["PORT"] or None,
    )  # fmt: skip
    with session, session.cursor() as cursor:
        for statement in statements:
            cursor.execute(*((statement,) if isinstance(statement, str) else statement))
    session.close()
