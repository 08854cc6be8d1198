"""A real browser against a real server, with a real worker and a mail server where a journey needs them.

Every test of this folder is marked ``browser`` and works with real commits; its database is cloned back afterwards.
``desktop()`` and ``phone()`` open a new visitor's page · ``sign_in(page, world.a11.head)`` through the sign-in page ·
``axe(page)`` asserts no violation · ``worker`` delivers letters and makes documents · ``letters`` is what has arrived.
An error in the console, an answer 5xx or a request to a foreign host fails the test.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.conf import settings as django_settings
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

from accounts.models import Region
from programs.scenarios.play import Play
from tests.e2e.stage import Stage
from tests.e2e.steps import Looks
from tests.support.people import second_factor_code, signed_in_client
from tests.ui import shots
from tests.world import PASSWORD, Member, World

# Playwright keeps a loop in this thread; the tests' own queries are as synchronous as ever.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
DESKTOP, PHONE = (1366, 768), (390, 844)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(item.path).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with shots.open_browser() as opened:  # one for the process, shared with the tests of the interface
        yield opened


@dataclass
class Watch:
    """What a page must not do behind the test's back, and what it still waits for."""

    host: str
    troubles: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def request(self, request: Request) -> None:
        self.asked.append(f"{request.method} {request.url}")

    def answered(self, request: Request) -> None:
        self.asked.remove(f"{request.method} {request.url}")

    def response(self, response: Response) -> None:
        if urlsplit(response.url).netloc not in {self.host, ""}:
            self.troubles.append(f"a request to {response.url}")
        if response.status >= 500:
            self.troubles.append(f"{response.status} from {response.url}")
        elif response.status >= 400 and response.request.is_navigation_request():
            self.refused.add(response.url)  # a page that says no; Chromium writes it to the console too

    def console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and message.location.get("url") not in self.refused:
            self.troubles.append(f"console: {message.text}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
    """A journey that stopped tells where each of its visitors stands and what the page says."""
    report = yield
    if call.when == "call" and report.failed:
        for page, watch in getattr(item, "open_pages", []):
            words = page.locator("body").inner_text(timeout=5_000)
            report.sections.append((f"page {page.url} waits for {watch.asked}", words[:4_000]))
        report.sections.append(("threads", _threads()))
    return report


def _threads() -> str:
    """Where each request of the live server stands."""
    stacks = [traceback.extract_stack(frame)[:-13:-1] for frame in sys._current_frames().values()]
    return "\n\n".join(
        " ← ".join(f"{Path(at.filename).name}:{at.lineno} {at.name}" for at in stack) for stack in stacks
    )


@pytest.fixture
def _new_page(
    browser: Browser, live_server: Any, world: World, settings: Any, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    settings.SITE_URL = live_server.url
    settings.ACCOUNT_RATE_LIMITS = False  # a journey signs in ten people from one address
    watches, contexts, pages = [], [], []
    vars(request.node)["open_pages"] = pages

    def open_page(size: tuple[int, int], **options: Any) -> Page:
        width, height = size
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": height}, locale="ru-RU",
            timezone_id="Europe/Moscow", **options,
        )  # fmt: skip
        context.set_default_timeout(120_000)
        page, watch = context.new_page(), Watch(urlsplit(live_server.url).netloc)
        page.on("response", watch.response)
        page.on("console", watch.console)
        page.on("pageerror", lambda error: watch.troubles.append(f"script: {error}"))
        contexts.append(context)
        pages.append((page, watch))
        page.on("request", watch.request)
        page.on("requestfinished", watch.answered)
        page.on("requestfailed", watch.answered)
        watches.append(watch)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [trouble for watch in watches for trouble in watch.troubles] == []


@pytest.fixture
def desktop(_new_page: Callable[..., Page]) -> Callable[..., Page]:
    """``page = desktop()``: a new visitor at 1366×768; options of Playwright's context (``color_scheme="dark"``)."""
    return lambda **options: _new_page(DESKTOP, **options)


@pytest.fixture
def phone(_new_page: Callable[..., Page]) -> Callable[..., Page]:
    """A new visitor at 390×844, with touch."""
    return lambda **options: _new_page(PHONE, has_touch=True, is_mobile=True, **options)


@pytest.fixture
def sign_in(live_server: Any) -> Callable[[Page, Member], Page]:
    """Through the sign-in page, second factor included. Pupils and parents, who have no password, by their session."""

    def enter(page: Page, member: Member) -> Page:
        if not member.email:
            cookie = signed_in_client(member).cookies[django_settings.SESSION_COOKIE_NAME].value
            page.context.add_cookies(
                [{"name": django_settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
            )
            page.goto("/")
            return page
        page.goto("/account/login/")
        page.fill("input[name=login]", member.email)
        page.fill("input[name=password]", PASSWORD)
        page.locator("form:has(input[name=password]) button[type=submit]").first.click()
        if page.locator("input[name=code]").count():
            page.fill("input[name=code]", second_factor_code())
            page.locator("form:has(input[name=code]) button[type=submit]").first.click()
        page.wait_for_url(f"{live_server.url}/")
        return page

    return enter


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """No violation of WCAG 2.2 A and AA or of the good habits that axe knows."""

    def check(page: Page) -> None:
        if not page.evaluate("'axe' in window"):  # half a megabyte, which a page needs once for both its widths
            page.evaluate(AXE_SCRIPT)
        found = AxeResults(page.evaluate("axe.run({resultTypes: ['violations']})"))
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"

    return check


@dataclass
class Letters:
    """A mail server's memory: ``letters.to("head@a11.test")``."""

    arrived: list[EmailMessage] = field(default_factory=list)

    def to(self, address: str, patience: float = 20) -> EmailMessage:
        """The first letter to the address; waits for it."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            for letter in self.arrived:
                if address in str(letter["To"]):
                    return letter
            time.sleep(0.1)
        raise AssertionError(f"no letter to {address}: {[str(letter['To']) for letter in self.arrived]}")

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.arrived.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 kept"


@pytest.fixture
def letters(settings: Any) -> Iterator[Letters]:
    """Where the letters of this test go."""
    from aiosmtpd.controller import Controller

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    sink = Letters()
    server = Controller(sink, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield sink
    server.stop()


@dataclass
class Worker:
    """A Celery worker with its beat in a process of its own, on this test's database, Redis and mail server."""

    process: subprocess.Popen
    log: Path

    def wake(self) -> None:
        """Do not wait for the next tick of beat."""
        from accounts.tasks import deliver_outbox

        deliver_outbox.delay()

    def kill(self) -> None:
        """As a crash does."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def start_worker(live_server: Any, letters: Letters, world: World, tmp_path: Path) -> Iterator[Callable[[], Worker]]:
    """``worker = start_worker()``, as often as a drill needs. Stopped before the database is put back."""
    started: list[Worker] = []

    def start() -> Worker:
        number = len(started)
        log = tmp_path / f"worker-{number}.log"
        env = os.environ | {
            "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(django_settings.EMAIL_PORT), "SITE_URL": live_server.url,
        }  # fmt: skip
        command = ["celery", "-A", "mentoring", "worker", "-B", "-s", f"{tmp_path}/beat-{number}", "-c", "1"]
        with log.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", *command, "--without-gossip", "--without-mingle", "--loglevel=INFO"],
                cwd=django_settings.BASE_DIR, env=env, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        started.append(Worker(process, log))
        _wait_until_ready(started[-1])
        return started[-1]

    yield start
    for worker in started:
        if worker.process.poll() is None:
            worker.kill()


def _wait_until_ready(worker: Worker) -> None:
    deadline = time.monotonic() + 60
    while " ready." not in worker.log.read_text(errors="replace"):
        if worker.process.poll() is not None or time.monotonic() > deadline:
            raise AssertionError(f"the worker did not start:\n{worker.log.read_text(errors='replace')}")
        time.sleep(0.1)


@pytest.fixture
def worker(start_worker: Callable[[], Worker]) -> Worker:
    return start_worker()


@pytest.fixture
def stage(world: World, desktop: Any, phone: Any, sign_in: Any, axe: Any, clock_at: Any, tmp_path: Path) -> Stage:
    """A region of its own for an acceptance scenario: ``tests.e2e.stage``."""
    region = Region.objects.create(code="story", name="Край сценария", time_zone="Europe/Moscow")
    return Stage(Play(region), Looks(axe, tmp_path), clock_at, {True: desktop, False: phone}, sign_in)
