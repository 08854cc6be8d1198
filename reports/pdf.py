"""HTML to PDF: the only module that imports WeasyPrint.

Documents are PDF/A-3a (archival, tagged, with language and title). The fetcher knows the project's own static files and
data URIs and nothing else; one refused address stops the document, since our own templates never hold one. The same
input gives the same bytes: no dates and no random identifiers are written, and only vendored fonts are asked for.
"""

import hashlib
import os
import threading
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

STATIC_ROOT = Path(__file__).resolve().parent.parent / "static"
PDF_VARIANT = "pdf/a-3a"

_FONTS_CONF = STATIC_ROOT / "fonts" / "doc" / "fonts.conf"
_fonts_lock = threading.Lock()


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
        super().__init__(
            allowed_protocols=("file", "data"),
            allow_redirects=False,
            fail_on_errors=True,
        )
        self._root = root.resolve()

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """Raises ValueError for an address outside the project's static files, OSError for a missing file."""
        parts = urlsplit(url)
        if parts.scheme == "file":
            path = Path(unquote(parts.path)).resolve()
            if parts.netloc or not path.is_relative_to(self._root):
                raise ValueError("not one of the project's static files")
        elif parts.scheme != "data":
            raise ValueError(f"scheme {parts.scheme!r} is refused")
        return super().fetch(url, headers)


def html_to_pdf(html: str, *, attachments: Sequence[EmbeddedFile] = ()) -> bytes:
    """`html` (a whole page, relative addresses start at `static/`) as PDF/A-3a. Raises `PdfError`."""
    identifier = hashlib.sha256(html.encode("utf-8")).hexdigest()[:32].encode("ascii")
    try:
        return _bytes(
            HTML(
                string=html,
                base_url=f"{STATIC_ROOT.as_uri()}/",
                url_fetcher=StaticOnlyFetcher(),
            ).write_pdf(
                pdf_variant=PDF_VARIANT,
                pdf_identifier=identifier,
                font_config=_vendored_fonts(),
                attachments=[_attachment(file) for file in attachments],
            )
        )
    except FatalURLFetchingError as error:  # derives from BaseException: nobody else would catch it
        raise PdfError(f"{error}: {error.__cause__}") from error


def render_pdf(
    template_name: str,
    context: Mapping[str, object],
    *,
    title: str,
    language: str = "ru",
    attachments: Sequence[EmbeddedFile] = (),
) -> bytes:
    """The template as PDF/A-3a; `title` and `language` (BCP 47) reach it as `pdf_title` and `pdf_language`."""
    html = render_to_string(template_name, {**context, "pdf_title": title, "pdf_language": language})
    return html_to_pdf(html, attachments=attachments)


def _vendored_fonts() -> FontConfiguration:
    """No font of the machine is known inside; fontconfig takes its file from nowhere but the environment."""
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


def _bytes(pdf: bytes | None) -> bytes:
    if pdf is None:
        raise PdfError("no bytes were made")
    return pdf
