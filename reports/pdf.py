"""HTML to PDF: the only module that imports WeasyPrint.

Documents are PDF/A-3a (archival, tagged, with language and title). The fetcher knows the project's own static files and
data URIs and nothing else; one refused address stops the document, since our own templates never hold one. The same
input gives the same bytes: no dates and no random identifiers are written, and only vendored fonts are asked for.
"""

import hashlib
import logging
import os
import threading
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.template.loader import render_to_string
from weasyprint import HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from .glyphs import shown

STATIC_ROOT = Path(__file__).resolve().parent.parent / "static"
PDF_VARIANT = "pdf/a-3a"

_FONTS_CONF = STATIC_ROOT / "fonts" / "doc" / "fonts.conf"
logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)
_fonts_lock = threading.Lock()
_of_thread = threading.local()


class PdfError(Exception):
    """The document cannot be made: an address that the fetcher refuses, or a file that is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedFile:
    """A file inside the PDF (PDF/A-3). `relationship` is an AFRelationship of ISO 32000-2: Source, Data, Supplement.

    `modified` is the moment of the content, never of the rendering: it is written into the bytes.
    """

    name: str
    data: bytes
    modified: datetime
    description: str = ""
    relationship: str = "Source"


class StaticOnlyFetcher(URLFetcher):
    """Answers `file:` addresses below the project's `static/` and `data:` URIs; refuses everything else."""

    def __init__(self, root: Path = STATIC_ROOT) -> None:
        super().__init__(allowed_protocols=("file", "data"), allow_redirects=False, fail_on_errors=True)
        self._root = root.resolve()
        self.refused: list[str] = []
        """What was asked for and refused: WeasyPrint swallows errors inside of pictures."""

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """Raises ValueError for an address outside the project's static files, OSError for a missing file."""
        if not self._allowed(url):
            self.refused.append(url)
            raise ValueError("neither a data URI nor one of the project's static files")
        return super().fetch(url, headers)

    def _allowed(self, url: str) -> bool:
        parts = urlsplit(url)
        if parts.scheme != "file":
            return parts.scheme == "data"
        return not parts.netloc and Path(unquote(parts.path)).resolve().is_relative_to(self._root)


def html_to_pdf(html: str, *, attachments: Sequence[EmbeddedFile] = ()) -> bytes:
    """`html` (a whole page, relative addresses start at `static/`) as PDF/A-3a. Raises `PdfError`."""
    fetcher = StaticOnlyFetcher()
    page = HTML(string=html, base_url=f"{STATIC_ROOT.as_uri()}/", url_fetcher=fetcher)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint 70 never closes its colour profile
            pdf = page.write_pdf(
                pdf_variant=PDF_VARIANT,
                pdf_identifier=hashlib.sha256(html.encode("utf-8")).hexdigest()[:32].encode("ascii"),
                font_config=_vendored_fonts(),
                attachments=[_attachment(file) for file in attachments],
            )
    except FatalURLFetchingError as error:  # derives from BaseException: nobody else would catch it
        raise PdfError(f"{error}: {error.__cause__}") from error
    if fetcher.refused or pdf is None:
        raise PdfError(f"refused: {', '.join(fetcher.refused)}")
    return pdf


def render_pdf(
    template_name: str,
    context: Mapping[str, object],
    *,
    title: str,
    language: str = "ru",
    attachments: Sequence[EmbeddedFile] = (),
) -> bytes:
    """The template as PDF/A-3a; `title` and `language` (BCP 47) reach it as `pdf_title` and `pdf_language`.

    Whatever people typed is shown, or marked where no font can show it.
    """
    html = render_to_string(template_name, {**context, "pdf_title": title, "pdf_language": language})
    return html_to_pdf(shown(html), attachments=attachments)


def _vendored_fonts() -> FontConfiguration:
    """One for each thread, read once: a new one for each document keeps some 0.2 MB of it for ever.

    No font of the machine is known inside; fontconfig takes its file from nowhere but the environment.
    """
    if not hasattr(_of_thread, "fonts"):
        _of_thread.fonts = _read_fonts()
    return _of_thread.fonts


def _read_fonts() -> FontConfiguration:
    with _fonts_lock:
        before = os.environ.get("FONTCONFIG_FILE")
        os.environ["FONTCONFIG_FILE"] = str(_FONTS_CONF)
        try:
            return FontConfiguration()
        finally:
            if before is None:
                del os.environ["FONTCONFIG_FILE"]
            else:
                os.environ["FONTCONFIG_FILE"] = before


def _attachment(file: EmbeddedFile) -> Attachment:
    return Attachment(
        file_obj=BytesIO(file.data),
        name=file.name,
        description=file.description,
        created=file.modified,
        modified=file.modified,
        relationship=file.relationship,
    )
