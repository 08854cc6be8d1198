"""A paper as its template prints it, on the page (`pdf/_paper.html`) and on paper (`pdf/paper.html`) alike."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..pdf import render_pdf
from .order_print import HeadText, TableText, head_text, table_text
from .paper import Block, Chart, Paper, SignLine
from .typography import numeric_date, paragraphs, tie

LONG_NAME = 26  # letters of a name that do not stand beside the date


@dataclass(frozen=True, slots=True)
class BarText:
    """A value drawn: widths are per cent of the scale."""

    label: str
    value: str
    before: str
    width: str
    before_width: str
    note: str


@dataclass(frozen=True, slots=True)
class ChartText:
    title: str
    bars: tuple[BarText, ...]
    before_label: str
    now_label: str


@dataclass(frozen=True, slots=True)
class BlockText:
    heading: str
    facts: tuple[tuple[str, str], ...]
    paragraphs: tuple[str, ...]
    table: TableText | None
    chart: ChartText | None
    apart: bool


@dataclass(frozen=True, slots=True)
class SignText:
    position: str
    name: str
    date: str
    mark: str


@dataclass(frozen=True, slots=True)
class PaperText:
    label: str
    title: tuple[str, ...]
    name: str
    css: str
    language: str
    head: HeadText | None
    addressee: tuple[str, ...]
    stamp_caption: str
    stamp_lines: tuple[str, ...]
    stamp_by_hand: str | None
    """Whose signature is awaited; None where it is not."""
    date: str
    number: str
    place: str
    blocks: tuple[BlockText, ...]
    signatures: tuple[SignText, ...]
    long_names: bool
    """One layout for all the signatures: their columns stand under each other."""
    note: str
    draft: bool
    qr: str
    verify_url: str


def paper_text(paper: Paper, *, qr: str = "", verify_url: str = "") -> PaperText:
    """Spell ``paper`` out. ``qr`` and ``verify_url``: of an issued one."""
    stamp = paper.stamp
    css = ["doc-gost-2025", "doc-landscape" if paper.landscape else "", "doc-festive" if paper.festive else ""]
    return PaperText(
        label=tie(paper.label),
        title=paragraphs(paper.title),
        name=paper.name,
        css=" ".join([*filter(None, css), *(["doc-has-qr"] if qr else [])]),
        language=paper.language,
        head=head_text(paper.issuer) if paper.issuer else None,
        addressee=tuple(map(tie, paper.addressee)),
        stamp_caption=stamp.caption if stamp else "",
        stamp_lines=tuple(map(tie, stamp.lines if stamp.signed else stamp.lines[:-1])) if stamp else (),
        stamp_by_hand=tie(stamp.lines[-1] if stamp.lines else "") if stamp and not stamp.signed else None,
        date=numeric_date(paper.date) if paper.date else "",
        number=paper.number,
        place=tie(paper.place),
        blocks=tuple(map(_block, paper.blocks)),
        signatures=tuple(map(_signature, paper.signatures)),
        long_names=any(len(line.name) > LONG_NAME for line in paper.signatures),
        note=tie(paper.note),
        draft=paper.draft,
        qr=qr,
        verify_url=verify_url,
    )


def paper_pdf(paper: Paper, *, qr: str = "", verify_url: str = "") -> bytes:
    """The same paper gives the same bytes."""
    context = {"doc": paper_text(paper, qr=qr, verify_url=verify_url)}
    return render_pdf("pdf/paper.html", context, title=paper.name, language=paper.language)


def number_text(value: float | None, unit: str = "") -> str:
    """«87,5 %»; «н/д» where there is nothing to divide by."""
    if value is None:
        return _("н/д")
    text = f"{value:.1f}".removesuffix(".0").replace(".", ",")
    return f"{text}\u00a0{unit}" if unit else text


def _block(block: Block) -> BlockText:
    return BlockText(
        heading=tie(block.heading),
        facts=tuple((tie(fact.label), tie(fact.value)) for fact in block.facts),
        paragraphs=tuple(line for text in block.paragraphs for line in paragraphs(text)),
        table=table_text(block.table),
        chart=_chart(block.chart) if block.chart else None,
        apart=block.apart,
    )


def _chart(chart: Chart) -> ChartText:
    values = [value for bar in chart.bars for value in (bar.value, bar.before) if value is not None]
    top = chart.top or max(values, default=0) or 1
    return ChartText(
        title=tie(chart.title),
        bars=tuple(
            BarText(
                label=tie(bar.label),
                value=number_text(bar.value, chart.unit),
                before="" if bar.before is None else number_text(bar.before, chart.unit),
                width=_share(bar.value, top),
                before_width=_share(bar.before, top),
                note=tie(bar.note),
            )
            for bar in chart.bars
        ),
        before_label=chart.before_label,
        now_label=chart.now_label,
    )


def _share(value: float | None, top: float) -> str:
    """Per cent of the scale, 0–100; empty where there is nothing to draw."""
    return "" if value is None else f"{min(max(value / top, 0), 1) * 100:.1f}"


def _signature(line: SignLine) -> SignText:
    day = numeric_date(line.date) if line.date else ""
    position = line.position[:1].upper() + line.position[1:]
    return SignText(tie(position), tie(line.name), day, line.mark)
