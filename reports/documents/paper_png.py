"""A paper as one picture at 150 dots per inch: its tables and its charts, as wide as a sheet of A4."""

import functools
from collections.abc import Sequence
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont

from ..glyphs import FONTS, shown
from .order import Table
from .paper import Block, Chart, Paper
from .paper_print import number_text

SHORT, LONG = 1240, 1754  # a sheet of A4
MARGIN, PAD = 75, 10
HIGHEST = 4 * LONG  # four sheets: whoever needs more opens the PDF or the table
INK, PALE, LINE, BAR = "#111111", "#555555", "#999999", "#1f4e94"
Font = ImageFont.FreeTypeFont


@functools.cache
def _font(size: int, bold: bool = False) -> Font:
    return ImageFont.truetype(FONTS / f"LiberationSerif-{'Bold' if bold else 'Regular'}.ttf", size)


def wrapped(text: str, font: Font, width: float) -> list[str]:
    """Lines no wider than ``width``; a word that is wider stands broken."""
    lines: list[str] = []
    for part in shown(text).split("\n"):
        line = ""
        for word in part.split():
            joined = f"{line} {word}" if line else word
            if font.getlength(joined) <= width:
                line = joined
                continue
            lines += [line] if line else []
            line = ""
            for sign in word:
                if line and font.getlength(line + sign) > width:
                    lines.append(line)
                    line = ""
                line += sign
        lines.append(line)
    return lines


class _Sheet:
    """A long sheet written from above downwards; what does not fit is not begun."""

    def __init__(self, width: int) -> None:
        self.width, self.y, self.full = width, MARGIN, False
        self.image = Image.new("RGB", (width, HIGHEST), "white")
        self.draw = ImageDraw.Draw(self.image)

    def has(self, height: float) -> bool:
        self.full = self.full or self.y + height > HIGHEST - 2 * MARGIN
        return not self.full

    def text(self, words: str, size: int, *, bold: bool = False, ink: str = INK, after: int = PAD) -> None:
        font = _font(size, bold)
        lines = wrapped(words, font, self.width - 2 * MARGIN)
        if words and self.has(len(lines) * size * 1.3):
            self._lines(lines, MARGIN, self.y, font, ink)
            self.y += int(len(lines) * size * 1.3) + after

    def _lines(self, lines: Sequence[str], x: float, y: float, font: Font, ink: str = INK) -> None:
        for number, line in enumerate(lines):
            self.draw.text((x, y + number * font.size * 1.3), line, font=font, fill=ink)

    def table(self, table: Table) -> None:
        whole = self.width - 2 * MARGIN
        parts = table.widths or (100 // len(table.headings),) * len(table.headings)
        widths = [whole * part / sum(parts) for part in parts]
        for number, row in enumerate((table.headings, *table.rows)):
            font = _font(23, bold=not number)
            cells = [wrapped(cell, font, width - 2 * PAD) for cell, width in zip(row, widths, strict=True)]
            height = max(len(lines) for lines in cells) * font.size * 1.3 + 2 * PAD
            if not self.has(height):
                return
            x = float(MARGIN)
            for lines, width in zip(cells, widths, strict=True):
                self.draw.rectangle((x, self.y, x + width, self.y + height), outline=LINE)
                self._lines(lines, x + PAD, self.y + PAD, font)
                x += width
            self.y += int(height)
        self.y += 2 * PAD

    def chart(self, chart: Chart) -> None:
        """Each bar with its figure beside it, on one scale from zero."""
        self.text(chart.title, 24, ink=PALE)
        top = chart.top or max((bar.value or 0 for bar in chart.bars), default=0) or 1
        font, left = _font(23), MARGIN + (self.width - 2 * MARGIN) // 3
        room = self.width - MARGIN - left - 220
        for bar in chart.bars:
            lines = wrapped(bar.label, font, left - MARGIN - PAD)
            height = len(lines) * font.size * 1.3 + PAD
            if not self.has(height):
                return
            self._lines(lines, MARGIN, self.y, font)
            length = room * max(bar.value or 0, 0) / top
            self.draw.rectangle((left, self.y + 4, left + max(length, 1), self.y + 26), fill=BAR)
            words = ", ".join(filter(None, [number_text(bar.value, chart.unit), bar.note]))
            self._lines([shown(words)], left + length + PAD, self.y, font)
            self.y += int(height)
        self.y += 2 * PAD

    def block(self, block: Block) -> None:
        self.text(block.heading, 30, bold=True)
        for fact in block.facts:
            self.text(f"{fact.label}: {fact.value}", 24)
        for words in block.paragraphs:
            self.text(words, 24)
        if block.table:
            self.table(block.table)
        if block.chart:
            self.chart(block.chart)

    def bytes(self) -> bytes:
        buffer = BytesIO()
        self.image.crop((0, 0, self.width, self.y + MARGIN)).save(buffer, "PNG", dpi=(150, 150))
        return buffer.getvalue()


def paper_png(paper: Paper) -> bytes:
    """The same paper gives the same bytes."""
    sheet = _Sheet(LONG if paper.landscape else SHORT)
    sheet.text(paper.name, 40, bold=True, after=2 * PAD)
    for block in paper.blocks:
        if not sheet.full:
            sheet.block(block)
    cut = sheet.full
    sheet.full = False
    sheet.y = min(sheet.y, HIGHEST - 2 * MARGIN)
    font = _font(22)
    notes = [paper.note, _("Показано не всё: остальное – в PDF и в таблице.") if cut else ""]
    for words in filter(None, notes):
        lines = wrapped(words, font, sheet.width - 2 * MARGIN)
        sheet._lines(lines, MARGIN, sheet.y, font, PALE)
        sheet.y += int(len(lines) * 29)
    return sheet.bytes()
