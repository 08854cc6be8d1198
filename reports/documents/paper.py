"""What a paper other than an order says, as plain data: its page, its PDF and its DOCX are made of nothing else.

A kind (``reports.documents.kinds``) reads the rows once and fills these dataclasses; they are stored as JSON beside an
issued paper and never change. Requisites of GOST R 7.0.97; empty fields and tuples are not printed.
"""

import datetime
from dataclasses import dataclass

from .order import Letterhead, Table
from .plain import canonical_bytes, sha256_hex, to_plain

TEMPLATE_VERSION = "paper/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """The stamp of approval in the right upper corner: «УТВЕРЖДАЮ», post, name and date as lines."""

    caption: str
    lines: tuple[str, ...] = ()
    signed: bool = True
    """False leaves lines for a signature and a date by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A line «label: value» over the text."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One value of a chart; None is «н/д». ``note`` stands behind the value («12 из 40»)."""

    label: str
    value: float | None = None
    before: float | None = None
    """The value to compare with: of the year before, or of the beginning."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Bars on one scale from zero to ``top``, each with its figure beside: read in black and white, or by ear."""

    title: str
    bars: tuple[Bar, ...]
    unit: str = ""
    top: float = 0.0
    """0: the greatest value."""
    before_label: str = ""
    now_label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A part of the text. Paragraphs carry their own numbers («1.1. …»); ``apart`` starts a new sheet."""

    heading: str = ""
    facts: tuple[Fact, ...] = ()
    paragraphs: tuple[str, ...] = ()
    table: Table | None = None
    chart: Chart | None = None
    apart: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SignLine:
    """A line to sign: post, name; ``mark`` says that it is signed already and how, ``date`` when."""

    position: str = ""
    name: str = ""
    date: datetime.date | None = None
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One paper. ``label`` is the name of its kind («Протокол»), ``title`` says about what; both may stand."""

    label: str
    title: str = ""
    issuer: Letterhead | None = None
    addressee: tuple[str, ...] = ()
    """The right upper block of a statement: to whom, from whom."""
    stamp: Stamp | None = None
    date: datetime.date | None = None
    number: str = ""
    place: str = ""
    blocks: tuple[Block, ...] = ()
    signatures: tuple[SignLine, ...] = ()
    note: str = ""
    """Small print at the end: by which data, on which day."""
    draft: bool = False
    landscape: bool = False
    festive: bool = False
    """A certificate: one sheet in a frame, centred."""
    language: str = "ru"

    @property
    def name(self) -> str:
        """«Протокол № 3 от 01.09.2022. О составе совета»: title of the page and of the file."""
        number = f" № {self.number}" if self.number else ""
        day = f" от {self.date:%d.%m.%Y}" if self.date else ""
        head = f"{self.label}{number}{day}"
        return f"{head}. {self.title}" if self.title and self.title != self.label else head


def content_hash(paper: Paper) -> str:
    """64 hexadecimal digits over the words and the version of the template that shows them."""
    return sha256_hex(TEMPLATE_VERSION.encode(), canonical_bytes(to_plain(paper, sparse=True)))
