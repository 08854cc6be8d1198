"""Looks at pages in a real browser: pictures, axe, overflow at 320 px, bytes over the wire, complaints of the console.

Tests call `open_browser`, `visit` and `faults`; people run `bin/shots`, which is `main` below.
"""

import argparse
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=ru-RU",
]
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DOM_LIMIT = 1500


@dataclass(frozen=True)
class Look:
    """How a page is looked at. `appearance` is the cookie of the version for the visually impaired."""

    width: int
    height: int
    dark: bool = False
    appearance: str = ""

    @property
    def phone(self) -> bool:
        return self.width < 600


LOOKS = {
    "desktop": Look(1366, 768),
    "phone": Look(390, 844),
    "desktop-dark": Look(1366, 768, dark=True),
    "phone-dark": Look(390, 844, dark=True),
    "desktop-bw": Look(1366, 768, appearance="xl.bw.l"),
    "phone-bw": Look(390, 844, appearance="xl.bw.l"),
    "desktop-wb": Look(1366, 768, appearance="xl.wb.l"),
    "phone-wb": Look(390, 844, appearance="xl.wb.l"),
    "desktop-blue": Look(1366, 768, appearance="xl.blue.l"),
    "phone-blue": Look(390, 844, appearance="xl.blue.l"),
    "narrow": Look(320, 640),
}


@dataclass
class Visit:
    """An open page and what was noticed while it loaded."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    wire_bytes: int = 0


_open: list[Browser] = []


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Debian's Chromium under Playwright. A test that also uses the database needs DJANGO_ALLOW_ASYNC_UNSAFE=1.

    One for a process: Playwright cannot start twice in a thread, so whoever asks second shares the first.
    """
    if _open:
        yield _open[0]
        return
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        _open.append(browser)
        try:
            yield browser
        finally:
            _open.clear()
            browser.close()


def new_context(browser: Browser, look: Look, url: str = "", **options: Any) -> BrowserContext:
    context = browser.new_context(
        viewport={"width": look.width, "height": look.height},
        color_scheme="dark" if look.dark else "light",
        is_mobile=look.phone,
        has_touch=look.phone,
        locale="ru-RU",
        reduced_motion="reduce",
        **options,
    )
    if look.appearance and url:
        root = "{0.scheme}://{0.netloc}/".format(urlsplit(url))
        context.add_cookies([{"name": "appearance", "value": look.appearance, "url": root}])
    return context


def visit(context: BrowserContext, url: str, route: Callable[[Page], None] | None = None) -> Visit:
    """Opens the address in a new page and waits until the fonts are there. `route` may answer requests itself."""
    page = context.new_page()
    seen = Visit(page)
    page.on("pageerror", lambda error: seen.complaints.append(f"error: {error}"))
    page.on("console", lambda line: seen.complaints.append(f"console: {line.text}") if line.type == "error" else None)
    page.on("requestfailed", lambda request: seen.complaints.append(f"failed: {request.url}"))
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")

    def add(event: dict[str, Any]) -> None:
        seen.wire_bytes += int(event["encodedDataLength"])

    wire.on("Network.loadingFinished", add)
    if route:
        route(page)
    page.goto(url, wait_until="load")
    page.evaluate("() => document.fonts.ready.then(() => true)")
    return seen


def overflow(page: Page) -> str:
    """What sticks out to the right, or an empty string."""
    return page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= width) return '';
          const all = [...document.querySelectorAll('body *')];
          const out = all.filter(e => e.getBoundingClientRect().right > width + 1).slice(0, 5);
          const names = out.map(e => e.tagName.toLowerCase() + '.' + (e.className.baseVal ?? e.className));
          return document.documentElement.scrollWidth + ' > ' + width + ': ' + names.join(' | ');
        }"""
    )


def axe(page: Page) -> list[str]:
    """Violations, a line for each node."""
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(
        "tags => axe.run(document, {resultTypes: ['violations'], runOnly: {type: 'tag', values: tags}})"
        ".then(r => r.violations.map(v => [v.id, v.help, v.nodes.map(n => n.target.join(' '))]))",
        AXE_TAGS,
    )
    return [f"axe {rule}: {help_text}: {target}" for rule, help_text, nodes in found for target in nodes]


def faults(seen: Visit) -> list[str]:
    """Everything that must not be on a finished page; an empty list is the pass."""
    found = list(seen.complaints) + axe(seen.page)
    wide = overflow(seen.page)
    if wide:
        found.append(f"overflow {wide}")
    nodes = seen.page.evaluate("() => document.querySelectorAll('*').length")
    if nodes > DOM_LIMIT:
        found.append(f"{nodes} nodes in the page, more than {DOM_LIMIT}")
    return found


def sign_in(context: BrowserContext, root: str, key: str) -> None:
    """Presses that role's button on the page of the demo."""
    page = context.new_page()
    page.goto(urljoin(root, "/demo/"))
    page.locator(f'button[value="{key}"]').first.click()
    page.wait_for_load_state()
    page.close()


def _name(path: str) -> str:
    return re.sub(r"[^\w.-]+", "-", path.strip("/")) or "home"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/shots", description=__doc__)
    parser.add_argument("paths", nargs="+", help="/orders/ /orders/1/ …")
    parser.add_argument("--url", default="http://localhost:8000")
    parser.add_argument("--login", help="value of a role's button on the page of the demo")
    parser.add_argument("--out", default=".local/shots", type=Path)
    parser.add_argument("--look", action="append", choices=[*LOOKS], help="repeat for several; all by default")
    parser.add_argument("--full", action="store_true", help="pictures of the whole page, not of the first screen")
    parser.add_argument("--prefix", default="", help="in front of the pictures' names, e.g. the role")
    return parser.parse_args()


def main() -> int:
    asked = _arguments()
    asked.out.mkdir(parents=True, exist_ok=True)
    total = 0
    with open_browser() as browser:
        for name in asked.look or LOOKS:
            context = new_context(browser, LOOKS[name], asked.url)
            if asked.login:
                sign_in(context, asked.url, asked.login)
            for path in asked.paths:
                seen = visit(context, urljoin(asked.url, path))
                seen.page.screenshot(path=asked.out / f"{asked.prefix}{_name(path)}-{name}.png", full_page=asked.full)
                found = faults(seen)
                total += len(found)
                print(f"{path} {name}: {len(found)} faults, {seen.wire_bytes / 1000:.1f} kB")
                for line in found:
                    print("   ", line)
                seen.page.close()
            context.close()
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
