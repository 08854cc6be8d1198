"""What an order («приказ») says, as plain data: the only thing that its PDF, its page and its hash are made of.

Requisites (GOST R 7.0.97, S4 header and clauses 1-5, S3 list of visas). Nothing here reads the
database: a query fills the dataclasses, they are stored as JSON beside the issued document and never change.
"""

import datetime
import json
from dataclasses import dataclass, replace
from typing import Literal

from reports.documents.plain import canonical_bytes, from_plain, sha256_hex, to_plain

TEMPLATE_VERSION = "order/1"
GOST_2025_FROM = datetime.date(2025, 8, 18)

Gost = Literal["2016", "2025"]
ClauseMode = Literal["ordered", "recommended"]
LetterheadLayout = Literal["wide", "corner"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """Who issues, in one language. Empty fields are not printed."""

    name_full: str
    name_short: str
    founder: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    ogrn: str = ""
    inn: str = ""
    kpp: str = ""
    below: str = ""
    """Lines of the organization's own under the requisites."""
    kind_label: str = "Приказ"
    """Name of the kind of document in this language: «Приказ», «Боерык»."""
    language: str = "ru"
    """BCP 47."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of texts. Every row has as many cells as `headings`; `widths` are per cent or empty.

    Widths run from 5 to 60 and are rounded to fives; empty ones are found by the printer.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.headings) for row in self.rows):
            raise ValueError("a row has another number of cells than the table has headings")
        if self.widths and len(self.widths) != len(self.headings):
            raise ValueError("a table has another number of widths than headings")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One numbered clause; `no` is printed as given, with a full stop. `term` is text («до 31.08.2022») or empty."""

    no: str
    text: str
    mode: ClauseMode = "ordered"
    term: str = ""
    table: Table | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of an appendix. Paragraphs carry their own numbers («1.1. …») in the text."""

    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Appendix:
    """An appendix with its stamp of approval.

    `stamp_number` is the number inside the stamp where a source prints another one than in the head of the order (S1:
    «7711» and «47/1»); None repeats the order's number, the empty string leaves a line to be filled in (S1, stamp).
    """

    no: str
    title: str
    sections: tuple[Section, ...] = ()
    stamp_number: str | None = None
    landscape: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who signs: position in the nominative («директор») and the name as printed («Н. А. Ветрова»)."""

    position: str
    name: str
    acting: bool = False
    """Prints «Исполняющий обязанности директора»."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """One person of the acknowledgement sheet. No date: a line to sign. `paper`: signed there, else in the system."""

    name: str
    position: str = ""
    date: datetime.date | None = None
    paper: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Visa:
    """One agreement of the draft (S3, list of visas). No date: not agreed yet, a line to sign."""

    name: str
    position: str
    date: datetime.date | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Executor:
    """Who prepared the document, with the phone."""

    name: str
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A simple electronic signature (63-FZ art. 5). `signed_at` is aware, in the organisation's own zone."""

    signer: str
    signed_at: datetime.datetime
    content_hash: str
    """64 hexadecimal digits, see `content_hash`."""
    verify_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDocument:
    """An order as it is printed. A draft has no `date` and an empty `number`."""

    issuer: Letterhead
    title: str
    """With its preposition: «Об утверждении Положения …»."""
    signatory: Signatory
    place: str = ""
    date: datetime.date | None = None
    number: str = ""
    """Exactly as typed: «13 – А», «под-1948/22»."""
    preamble: str = ""
    """Without «приказываю:»; a line break starts a paragraph."""
    clauses: tuple[Clause, ...] = ()
    control: Clause | None = None
    appendices: tuple[Appendix, ...] = ()
    acknowledgements: tuple[Acknowledgement, ...] = ()
    visas: tuple[Visa, ...] = ()
    executor: Executor | None = None
    signature: Signature | None = None
    second_letterhead: Letterhead | None = None
    """The same head in the region's second language (Tatarstan)."""
    layout: LetterheadLayout = "wide"
    gost: Gost = "2016"
    language: str = "ru"
    """BCP 47 of the text."""

    @property
    def registered(self) -> bool:
        """Whether it has both a date and a number."""
        return self.date is not None and self.number != ""


def gost_for(day: datetime.date) -> Gost:
    """The edition of GOST R 7.0.97 that rules documents dated `day` (2025 from 18.08.2025)."""
    return "2025" if day >= GOST_2025_FROM else "2016"


def signed_part(order: OrderDocument) -> OrderDocument:
    """What the signature covers: everything but the signature itself and the acknowledgements, which come later."""
    return replace(order, signature=None, acknowledgements=())


def canonical(order: OrderDocument) -> bytes:
    """The canonical JSON of `signed_part(order)`: the same words give the same bytes, whatever fields come later."""
    return canonical_bytes(to_plain(signed_part(order), sparse=True))


def content_hash(order: OrderDocument, template_version: str = TEMPLATE_VERSION) -> str:
    """What a director signs: 64 hexadecimal digits over the words and the version of the template that shows them."""
    return sha256_hex(template_version.encode("utf-8"), canonical(order))


def to_json(order: OrderDocument) -> str:
    """The whole order, signature and acknowledgements included."""
    return json.dumps(to_plain(order), ensure_ascii=False, sort_keys=True)


def from_json(text: str) -> OrderDocument:
    """Read what `to_json` wrote. Raises `PlainError` (a ValueError) naming the place that does not fit."""
    return from_plain(OrderDocument, json.loads(text))
