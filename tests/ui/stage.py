"""Pages put before a browser without a server: templates rendered here, static files read from the project."""

import mimetypes
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template import Template, engines
from django.test import RequestFactory
from playwright.sync_api import Page, Route

from . import kitchen

HERE = Path(__file__).parent
STATIC = Path(settings.STATICFILES_DIRS[0])
ROOT = "http://ui.test"
# What accounts.middleware.ContentSecurityPolicy sends, without the middleware: the pages must live under it.
POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"


def own(name: str) -> Template:
    """A template that lies beside the tests."""
    return engines["django"].from_string((HERE / name).read_text())


def html(name: str, appearance: str = "", **extra: Any) -> str:
    """A test template or a project's one, by name, as a signed-in curator sees it in the demo."""
    template = own(name) if (HERE / name).exists() else engines["django"].get_template(name)
    chosen = dict(zip(("text", "colors", "space"), (appearance or "..").split("."), strict=True))
    return template.render({**kitchen.context(), "appearance": chosen, **extra}, RequestFactory().get("/page?page=2"))


class Stage:
    """Answers the browser's requests; remembers what was posted."""

    def __init__(self, pages: dict[str, str]) -> None:
        self.pages = pages
        self.posted: list[str] = []
        self.hold = False  # leave the sender of a form where he is, as a slow network does

    def __call__(self, page: Page) -> None:
        page.route(f"{ROOT}/**", self._answer)

    def settled(self, page: Page) -> list[str]:
        """What was posted, once something was and nothing more follows it."""
        for _pause in range(100):
            if self.posted:
                break
            page.wait_for_timeout(100)
        page.wait_for_timeout(100)
        return self.posted

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(ROOT).split("?")[0]
        if path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            route.fulfill(body=file.read_bytes(), content_type=kind)
            return
        if route.request.method == "POST":
            self.posted.append(f"{path} {route.request.post_data or ''}")
            if self.hold:
                route.fulfill(status=204)
                return
        route.fulfill(
            body=self.pages.get(path, self.pages["/page"]),
            content_type="text/html; charset=utf-8",
            headers={"Content-Security-Policy": POLICY},
        )
