"""The printer: archival PDF, the same bytes each time, no font of the machine, nothing fetched from anywhere."""

import os
import re
import subprocess
import sys
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reports.pdf import STATIC_ROOT, EmbeddedFile, PdfError, html_to_pdf
from tests.reports.order_samples import LONG_ORDER, SIGNED_2025, STATUTE_ORDER, TATAR_ORDER
from tests.reports.paper import paper, poppler

ROOT = Path(__file__).resolve().parents[2]
PAGE = (
    '<html lang="ru"><head><title>Проба</title><link rel="stylesheet" href="css/doc.css"></head><body>{}</body></html>'
)


def objects(pdf: bytes) -> str:
    """Everything of the PDF that is text, streams unpacked."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    unpacked = []
    for stream in streams:
        try:
            # A stream that ends with «\r» loses it to the line break before «endstream»: its end is not insisted on.
            unpacked.append(zlib.decompressobj().decompress(stream))
        except zlib.error:
            unpacked.append(stream)
    return b"\n".join([pdf, *unpacked]).decode("latin-1")


def test_it_is_an_archival_tagged_document_with_title_and_language() -> None:
    pdf = paper(STATUTE_ORDER)
    facts, inside = poppler("pdfinfo", pdf), objects(pdf)
    assert re.search(r"Title: +Приказ от 24\.03\.2022 № 13 – А", facts)
    assert re.search(r"Tagged: +yes", facts)
    assert re.search(r"Page size: .*A4", facts)
    assert 'pdfaid:part="3"' in inside
    assert 'pdfaid:conformance="A"' in inside
    assert "/OutputIntents" in inside
    assert re.search(r"/Lang \(ru\)", inside)
    for tag in ("/H1", "/H2", "/Table", "/TH", "/L", "/LI"):
        assert re.search(rf"/S {tag}\b", inside), tag


def test_the_same_order_gives_the_same_bytes() -> None:
    assert paper.__wrapped__(SIGNED_2025) == paper(SIGNED_2025)
    assert paper(SIGNED_2025) != paper(STATUTE_ORDER)


def test_another_process_at_another_place_gives_the_same_bytes(tmp_path: Path) -> None:
    """Neither the seed of hashes, the clock, the zone, the home nor the working directory reaches the paper."""
    page = PAGE.format('<article class="doc"><h1 class="doc-kind">Приказ</h1><p>Әни, ₽ и №</p></article>')
    code = "import sys; from reports.pdf import html_to_pdf; sys.stdout.buffer.write(html_to_pdf(sys.stdin.read()))"
    made = set()
    for seed, zone in (("1", "UTC"), ("2", "Asia/Kamchatka")):
        home = tmp_path / seed
        home.mkdir()
        strange = {"PYTHONHASHSEED": seed, "TZ": zone, "HOME": str(home), "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
        done = subprocess.run(
            [sys.executable, "-c", code],
            input=page.encode(),
            capture_output=True,
            check=True,
            cwd=home,
            env=os.environ | strange,
        )
        made.add(done.stdout)
    assert made == {html_to_pdf(page)}


@pytest.mark.parametrize("order", [STATUTE_ORDER, LONG_ORDER, TATAR_ORDER, SIGNED_2025])
def test_only_vendored_fonts_are_embedded(order) -> None:  # type: ignore[no-untyped-def]
    fonts = [line.split() for line in poppler("pdffonts", paper(order)).splitlines()[2:]]
    assert fonts
    for font in fonts:
        assert re.fullmatch(r"[A-Z]{6}\+Document-(Serif|Signs)(-Bold|-Italic)*", font[0])
        assert font[-5:-2] == ["yes", "yes", "yes"]  # embedded, subset, with a map to Unicode


def test_signs_that_the_serif_lacks_come_from_the_vendored_sans() -> None:
    pdf = html_to_pdf(PAGE.format('<p class="doc">2 500 ₽ ☑</p>'))
    assert "Document-Signs" in poppler("pdffonts", pdf)
    assert "₽ ☑" in poppler("pdftotext", pdf)


def test_no_path_of_the_machine_is_inside() -> None:
    assert str(ROOT) not in objects(paper(SIGNED_2025))


@pytest.mark.parametrize(
    "part",
    [
        '<img src="file:///etc/passwd">',
        '<img src="file://localhost/etc/passwd">',
        '<img src="../mentoring/settings.py">',
        '<img src="css/%2e%2e/%2e%2e/manage.py">',
        '<img src="http://127.0.0.1:9/x.png">',
        '<img src="https://example.org/x.png">',
        '<img src="//example.org/x.png">',
        '<img src="ftp://example.org/x.png">',
        '<link rel="stylesheet" href="https://example.org/x.css">',
        '<link rel="attachment" href="file:///etc/passwd">',
        "<style>@import url(https://example.org/x.css);</style>",
        "<style>@font-face { font-family: X; src: url(file:///etc/hostname) } p { font-family: X }</style><p>X</p>",
        '<p style="background: url(file:///etc/passwd)">X</p>',
        '<object data="file:///etc/passwd"></object>',
        "<img src=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E"
        "%3Cimage href='file:///etc/passwd' width='9' height='9'/%3E%3C/svg%3E\">",
    ],
)
def test_foreign_addresses_stop_the_document(part: str) -> None:
    with pytest.raises(PdfError):
        html_to_pdf(PAGE.format(part))


def test_a_link_out_of_the_static_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "static").mkdir()
    (tmp_path / "secret.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (tmp_path / "static" / "link.svg").symlink_to(tmp_path / "secret.svg")
    from reports.pdf import StaticOnlyFetcher

    fetcher = StaticOnlyFetcher(tmp_path / "static")
    with pytest.raises(ValueError, match="static"):
        fetcher.fetch((tmp_path / "static" / "link.svg").as_uri())


def test_a_missing_static_file_says_which() -> None:
    with pytest.raises(PdfError, match=r"no-such\.css"):
        html_to_pdf(PAGE.format('<link rel="stylesheet" href="css/no-such.css">'))


def test_a_file_travels_inside_with_its_relationship() -> None:
    content = EmbeddedFile(
        name="order.json",
        data="{«слова»}".encode(),
        modified=datetime(2022, 3, 24, 11, 5, tzinfo=UTC),
        description="Содержание приказа",
    )
    pdf = html_to_pdf(PAGE.format("<p>Приказ</p>"), attachments=[content])
    assert "/AFRelationship /Source" in objects(pdf)
    assert pdf == html_to_pdf(PAGE.format("<p>Приказ</p>"), attachments=[content])


def test_the_environment_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", "/nowhere.conf")
    html_to_pdf(PAGE.format("<p>X</p>"))
    assert os.environ["FONTCONFIG_FILE"] == "/nowhere.conf"


def test_fonts_travel_with_their_licences() -> None:
    folder = STATIC_ROOT / "fonts" / "doc"
    assert "SIL OPEN FONT LICENSE" in (folder / "LIBERATION-OFL.txt").read_text(encoding="utf-8")
    assert "Bitstream" in (folder / "DEJAVU-LICENSE.txt").read_text(encoding="utf-8")
