"""What the interface may weigh and what it may not contain."""

import re
from pathlib import Path

import brotli
import pytest
from django.conf import settings

from .stage import STATIC, html

TEMPLATES = Path(settings.BASE_DIR) / "templates"
PAGES = sorted(
    path for path in TEMPLATES.rglob("*.html") if path.relative_to(TEMPLATES).parts[0] not in ("pdf", "mail")
)
CSS_LIMIT = 10_000
FIRST_VISIT_LIMIT = 80_000
PAGE_LIMIT = 10_000


def on_the_wire(content: bytes | str) -> int:
    return len(brotli.compress(content.encode() if isinstance(content, str) else content))


def test_styles_fit_into_ten_kilobytes() -> None:
    assert on_the_wire((STATIC / "css/app.css").read_bytes()) <= CSS_LIMIT


def test_first_visit_fits_into_eighty_kilobytes() -> None:
    page = html("kitchen.html")
    assert on_the_wire(page) <= PAGE_LIMIT
    files = ["css/app.css", "js/app.js", "vendor/htmx.min.js", "img/mark.svg"]
    assert all(f"/static/{name}" in page for name in files)
    total = on_the_wire(page) + sum(on_the_wire((STATIC / name).read_bytes()) for name in files)
    assert total + (STATIC / "fonts/golos.woff2").stat().st_size <= FIRST_VISIT_LIMIT


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_pages_live_under_the_strict_policy(path: Path) -> None:
    source = path.read_text()
    assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=\"|javascript:|hx-on|hx-vals=.js:", source)
    assert not re.search(r"<script\b(?![^>]*\bsrc=)", source)
    assert not re.search(r"(src|href)=\"(https?:)?//", source)


def test_styles_stay_within_what_old_browsers_know() -> None:
    css = re.sub(r"/\*.*?\*/", "", (STATIC / "css/app.css").read_text(), flags=re.S)
    for new in ("color-mix(", "oklch(", "light-dark(", "subgrid", "popover", "@scope", "@starting-style", "&"):
        assert new not in css, new


def test_every_part_is_used() -> None:
    sources = "".join(
        path.read_text() for path in [*PAGES, *Path(settings.BASE_DIR).glob("accounts/templatetags/*.py")]
    )
    for path in (TEMPLATES / "components").glob("*.html"):
        assert f'"components/{path.name}"' in sources, path.name


def test_colours_come_from_tokens_alone() -> None:
    css = (STATIC / "css/app.css").read_text()
    after_tokens = css[css.index("@layer base {") : css.index("@layer print {")]
    assert set(re.findall(r"#[0-9a-f]{3,8}\b", after_tokens)) <= {"#fff", "#000"}  # the sheet of paper and the QR code
