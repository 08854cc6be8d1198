"""A map of tiles: a tile is a municipality, in alphabetical order. No geography: nobody has to draw it."""

from collections.abc import Sequence
from dataclasses import dataclass

from .panels import Row
from .rates import Thresholds

WIDE, HIGH, GAP, COLUMNS = 82, 76, 6, 6
TONES = {"ok": "", "wait": "w", "late": "x"}


@dataclass(frozen=True)
class Tile:
    row: Row
    x: int
    y: int
    tone: str
    name: str
    short: str
    value: int

    @property
    def middle(self) -> int:
        return self.x + WIDE // 2


@dataclass(frozen=True)
class TileMap:
    tiles: list[Tile]
    width: int
    height: int
    thresholds: Thresholds


def tiles_of(rows: Sequence[Row], thresholds: Thresholds) -> TileMap | None:
    """The share of schools without a term that has passed; None where there is nothing to lay beside each other."""
    bodies = sorted((row for row in rows if row.is_body), key=lambda row: row.organization.short_name.lower())
    if len(bodies) < 2:
        return None
    tiles = []
    for number, row in enumerate(bodies):
        down, right = divmod(number, COLUMNS)
        part, whole = row.in_time
        name = row.organization.short_name
        tiles.append(
            Tile(
                row, 1 + right * (WIDE + GAP), 1 + down * (HIGH + GAP), TONES[thresholds.tone(part, whole)],
                _word(name, 9), _word(name, 4), part * 100 // whole,
            )
        )  # fmt: skip
    columns, lines = min(COLUMNS, len(bodies)), -(-len(bodies) // COLUMNS)
    return TileMap(tiles, 2 + columns * (WIDE + GAP) - GAP, 2 + lines * (HIGH + GAP) - GAP, thresholds)


COMMON = ("комитет", "управление", "отдел", "министерство", "мкр", "муниципальный", "район", "округ", "г.", "город")


def _word(name: str, length: int) -> str:
    """The word by which a municipality is told from the others: «Белоречье» of «Комитет Белоречье»."""
    words = [word for word in name.replace("«", "").replace("»", "").split() if word.lower() not in COMMON]
    return (words[0] if words else name)[:length]
