"""The words of an order as its template prints them: what `OrderDocument` implies is spelt out here, once.

`print_context` serves both the PDF (`pdf/order.html`) and the page on the screen (`pdf/_order.html`).
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.grammar import Case, approved, decline_position
from accounts.qr import qr_data_uri
from programs.order_content import signed_as
from reports.documents.order import Appendix, Clause, Letterhead, OrderDocument, Section, Signatory, Table
from reports.documents.typography import BY_HAND, numeric_date, paragraphs, tie

INLINE_ACKNOWLEDGEMENTS = 3
"""So many names still fit under the signature; more of them get a sheet of their own."""


@dataclass(frozen=True, slots=True)
class HeadText:
    """A letterhead: `name` without its quoted part, `name_quoted` with it; `reach` (telephone, mail) does not break."""

    language: str
    founder: tuple[str, ...]
    name: str
    name_quoted: str
    name_short: str
    address: str
    reach: tuple[str, ...]
    requisites: str
    below: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class ColumnText:
    heading: str
    width: int | None


@dataclass(frozen=True, slots=True)
class TableText:
    columns: tuple[ColumnText, ...]
    rows: tuple[tuple[str, ...], ...]
    fixed: bool
    """Widths are known: laid out at once, however long the table is."""


@dataclass(frozen=True, slots=True)
class ClauseText:
    no: str
    paragraphs: tuple[str, ...]
    term: str
    table: TableText | None


@dataclass(frozen=True, slots=True)
class SectionText:
    heading: str
    paragraphs: tuple[str, ...]
    table: TableText | None


@dataclass(frozen=True, slots=True)
class AppendixText:
    label: str
    approved: str
    stamp: str
    stamp_number: str
    title: tuple[str, ...]
    sections: tuple[SectionText, ...]
    landscape: bool


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A row of the acknowledgement or agreement sheet; `mark` says how it was signed, empty: a place to sign."""

    name: str
    position: str
    date: str
    mark: str


@dataclass(frozen=True, slots=True)
class SignatureText:
    caption: str
    signer: str
    moment: str
    hash_parts: tuple[str, str]
    verify_url: str
    qr: str


@dataclass(frozen=True, slots=True)
class OrderText:
    """Everything the template shows; empty strings and tuples are not printed."""

    label: str
    css: str
    draft: bool
    language: str
    corner: bool
    heads: tuple[HeadText, ...]
    date: str
    number: str
    place: str
    title: str
    preamble: tuple[str, ...]
    clauses: tuple[ClauseText, ...]
    appendices: tuple[AppendixText, ...]
    position: str
    signatory: str
    signature: SignatureText | None
    acknowledgements: tuple[PersonRow, ...]
    acknowledgements_heading: str
    acknowledgements_inline: bool
    visas: tuple[PersonRow, ...]
    executor: tuple[str, ...]


def print_context(order: OrderDocument) -> dict[str, object]:
    """Template context of `pdf/order.html` and of `pdf/_order.html`."""
    return {"doc": order_text(order)}


def order_label(order: OrderDocument) -> str:
    """«Приказ от 24.03.2022 № 13 – А»: title of the page and of the PDF; a draft is «Приказ (проект)»."""
    if order.date is None or not order.registered:
        return "Приказ (проект)"
    return f"Приказ от {numeric_date(order.date)} № {order.number}"


def order_text(order: OrderDocument) -> OrderText:
    """Spell `order` out for printing."""
    heads = (order.issuer, *((order.second_letterhead,) if order.second_letterhead else ()))
    clauses = (*order.clauses, *((order.control,) if order.control else ()))
    qr = order.gost == "2025"
    return OrderText(
        label=order_label(order),
        css=f"doc-gost-{order.gost}" + (" doc-has-qr" if qr and order.signature and order.signature.verify_url else ""),
        draft=not order.registered and order.signature is None,
        language=order.language,
        corner=order.layout == "corner" and len(heads) == 1,
        heads=tuple(head_text(head) for head in heads),
        date=numeric_date(order.date) if order.date else "",
        number=order.number,
        place=tie(order.place),
        title=tie(order.title),
        preamble=paragraphs(order.preamble),
        clauses=tuple(_clause(clause) for clause in clauses),
        appendices=tuple(_appendix(order, appendix) for appendix in order.appendices),
        position=tie(signatory_position(order.signatory)),
        signatory=tie(order.signatory.name),
        signature=_signature(order, with_qr=qr),
        acknowledgements=tuple(
            PersonRow(
                tie(row.name),
                tie(row.position),
                numeric_date(row.date) if row.date else "",
                (_("на бумаге") if row.paper else _("электронно")) if row.date else "",
            )
            for row in order.acknowledgements
        ),
        acknowledgements_heading=_known(order),
        acknowledgements_inline=len(order.acknowledgements) <= INLINE_ACKNOWLEDGEMENTS,
        visas=tuple(
            PersonRow(tie(visa.name), tie(visa.position), numeric_date(visa.date) if visa.date else "", visa.remark)
            for visa in order.visas
        ),
        executor=tuple(tie(line) for line in (order.executor.name, order.executor.phone) if line)
        if order.executor
        else (),
    )


def _known(order: OrderDocument) -> str:
    """Names its order: those lines may come to stand on a sheet of their own."""
    which = ""
    if order.date is not None and order.registered:
        which = _(" от %(day)s № %(number)s") % {"day": numeric_date(order.date), "number": order.number}
    one = len(order.acknowledgements) == 1
    return tie((_("С приказом%s ознакомлен:") if one else _("С приказом%s ознакомлены:")) % which)


def signatory_position(signatory: Signatory) -> str:
    """The position under the text, with a capital: «Директор», «Исполняющий обязанности директора»."""
    return signed_as({"position": signatory.position, "acting": signatory.acting})


def own_name(full: str) -> tuple[str, str]:
    """What it is, and its own name: the last one in quotation marks with what follows; a founder's may stand before."""
    depth, begins = 0, -1
    for at, sign in enumerate(full):
        if sign == "«":
            begins, depth = (at if not depth else begins), depth + 1
        elif sign == "»":
            depth = max(0, depth - 1)
    return (full[:begins], full[begins:]) if begins >= 0 else (full, "")


def head_text(head: Letterhead) -> HeadText:
    """A letterhead with its lines ready and its telephone whole."""
    name, quoted = own_name(head.name_full)
    reach = (f"тел. {head.phone}" if head.phone else "", head.email)
    tax = f"ИНН/КПП {head.inn}/{head.kpp}" if head.inn and head.kpp else f"ИНН {head.inn}" if head.inn else ""
    requisites = [f"ОГРН {head.ogrn}" if head.ogrn else "", tax]
    return HeadText(
        language=head.language,
        founder=paragraphs(head.founder),
        name=tie(name.strip()),
        name_quoted=tie(quoted),
        name_short=tie(head.name_short) if head.name_short != head.name_full else "",
        address=tie(head.address),
        reach=tuple(filter(None, reach)),
        requisites=tie(", ".join(filter(None, requisites))),
        below=paragraphs(head.below),
        kind=head.kind_label,
    )


def table_text(table: Table | None) -> TableText | None:
    """A table with tied cells and widths in fives."""
    if table is None:
        return None
    widths = table.widths or (None,) * len(table.headings)
    columns = tuple(
        ColumnText(tie(heading), width and round(width / 5) * 5)
        for heading, width in zip(table.headings, widths, strict=True)
    )
    return TableText(columns, tuple(tuple(tie(cell) for cell in row) for row in table.rows), bool(table.widths))


def _clause(clause: Clause) -> ClauseText:
    """A recommended clause says so in its first word (S3 order, clauses 4 and 5)."""
    text = clause.text
    if clause.mode == "recommended" and not text.lower().startswith("рекоменд"):
        text = f"Рекомендовать: {text[:1].lower()}{text[1:]}"
    term = clause.term if clause.term.startswith("Срок") else f"Срок: {clause.term}"
    term = f"{term.rstrip('.')}." if clause.term else ""
    return ClauseText(clause.no.rstrip("."), paragraphs(text), tie(term), table_text(clause.table))


def _section(section: Section) -> SectionText:
    lines = tuple(line for text in section.paragraphs for line in paragraphs(text))
    return SectionText(tie(section.heading), lines, table_text(section.table))


def _appendix(order: OrderDocument, appendix: Appendix) -> AppendixText:
    date = numeric_date(order.date) if order.date else BY_HAND
    number = order.number if appendix.stamp_number is None else appendix.stamp_number
    return AppendixText(
        label=tie(f"Приложение № {appendix.no}") if appendix.no else "Приложение",
        approved=approved(appendix.title),
        stamp=tie(f"приказом {decline_position(order.issuer.name_short, Case.GENITIVE)} от {date}"),
        stamp_number=number or "________",
        title=paragraphs(appendix.title),
        sections=tuple(_section(section) for section in appendix.sections),
        landscape=appendix.landscape,
    )


def _signature(order: OrderDocument, *, with_qr: bool) -> SignatureText | None:
    signature = order.signature
    if signature is None:
        return None
    moment = signature.signed_at
    minutes = int((moment.utcoffset() or moment - moment).total_seconds()) // 60
    zone = f"UTC{minutes // 60:+d}" + (f":{minutes % 60:02d}" if minutes % 60 else "")
    return SignatureText(
        caption="Документ подписан простой электронной подписью",
        signer=tie(signature.signer),
        moment=tie(f"{numeric_date(moment)} {moment:%H:%M} ({zone})"),
        hash_parts=(signature.content_hash[:32], signature.content_hash[32:]),
        verify_url=signature.verify_url,
        qr=qr_data_uri(signature.verify_url) if with_qr and signature.verify_url else "",
    )
