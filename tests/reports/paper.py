"""Looking at PDFs: text, facts and pictures by poppler; comparing a page with its baseline."""

import functools
import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter

from reports.documents.order import OrderDocument
from reports.documents.order_print import order_label, print_context
from reports.pdf import render_pdf

DATA = Path(__file__).parent / "data"
DPI = 60
NOTICEABLE = 48
"""Of 255, after a blur of one pixel: what an eye sees and another build of poppler does not cause."""
ALLOWED_SHARE = 0.0002
"""Of all pixels of a page: 0.02 % is a short word."""


@functools.cache
def paper(order: OrderDocument) -> bytes:
    """The PDF of `order`, printed once a process."""
    return render_pdf("pdf/order.html", print_context(order), title=order_label(order), language=order.language)


def poppler(tool: str, pdf: bytes, *arguments: str) -> str:
    """The output of pdftotext, pdffonts or pdfinfo."""
    tail = ["-"] if tool == "pdftotext" else []
    done = subprocess.run([tool, *arguments, "-", *tail], input=pdf, capture_output=True, check=True)
    return done.stdout.decode("utf-8")


def words(pdf: bytes) -> str:
    """The text of all pages with ordinary single spaces."""
    return " ".join(poppler("pdftotext", pdf, "-layout").split())


def picture(pdf: bytes, page: int, dpi: int = DPI) -> Image.Image:
    """A page in grey; pages count from 1."""
    command = ["pdftoppm", "-r", str(dpi), "-gray", "-f", str(page), "-l", str(page), "-"]
    done = subprocess.run(command, input=pdf, capture_output=True, check=True)
    size, pixels = _pgm(done.stdout)
    return Image.frombytes("L", size, pixels)


def difference(
    one: Image.Image, other: Image.Image, *, noticeable: int = NOTICEABLE, blur: float = 1
) -> tuple[float, Image.Image]:
    """The share (0–1) of pixels that differ noticeably, and the picture of the difference."""
    if one.size != other.size:
        return 1.0, other
    soft = [image.filter(ImageFilter.GaussianBlur(blur)) for image in (one, other)]
    apart = ImageChops.difference(*soft).point([255 if value > noticeable else 0 for value in range(256)])
    return apart.histogram()[255] / (one.width * one.height), apart


def assert_looks_like(
    actual: Image.Image, name: str, tmp_path: Path, *, allowed: float = ALLOWED_SHARE, **how: float
) -> None:
    """Compare with `data/NAME.png`. `UPDATE_PICTURES=1` writes the baseline instead; look at it before committing."""
    baseline, few = DATA / f"{name}.png", actual.quantize(8)  # eight greys: small files, and both sides alike
    if os.environ.get("UPDATE_PICTURES"):
        few.save(baseline, optimize=True)
        return
    actual = few.convert("L")
    share, apart = difference(Image.open(baseline).convert("L"), actual, **how)  # type: ignore[arg-type]
    if share > allowed:
        actual.save(tmp_path / f"{name}-now.png")
        apart.save(tmp_path / f"{name}-difference.png")
        pytest.fail(f"{name}: {share:.2%} of the page differs; see {tmp_path}/{name}-*.png")


TILE, ACROSS, SMALLER = 96, 9, 6


def contact_sheet(pdfs: Iterable[bytes]) -> Image.Image:
    """The first sheets side by side at 8 dots an inch: where blocks stand, not which words."""
    small = [picture(pdf, 1, dpi=8 * SMALLER).reduce(SMALLER) for pdf in pdfs]
    sheet = Image.new("L", (ACROSS * TILE, -(-len(small) // ACROSS) * TILE), 200)
    for no, page in enumerate(small):
        sheet.paste(page, (no % ACROSS * TILE, no // ACROSS * TILE))
    return sheet


def assert_sheet_looks_like(pdfs: Iterable[bytes], name: str, tmp_path: Path) -> None:
    if not (DATA / f"{name}.png").exists() and not os.environ.get("UPDATE_PICTURES"):
        pytest.skip(f"{name} was not approved yet: look at it, then UPDATE_PICTURES=1")
    assert_looks_like(contact_sheet(pdfs), name, tmp_path, allowed=0.00004, noticeable=40, blur=0)


def _pgm(data: bytes) -> tuple[tuple[int, int], bytes]:
    """A binary grey map: `P5`, width, height, 255, pixels."""
    magic, width, height, _depth = data.split(maxsplit=4)[:4]
    assert magic == b"P5"
    size = (int(width), int(height))
    return size, data[-size[0] * size[1] :]
