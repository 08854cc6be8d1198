"""What a paper can show: text without invisible signs, and a mark for every sign that the vendored fonts do not have.

A turned or invisible sign makes the picture say something else than the text, and a sign without a glyph would vanish
from the picture without a word.
"""

import functools
import re
import unicodedata
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "static" / "fonts" / "doc"
UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
# Controls, signs of direction and of no width, tags, halves of a pair, places that stand for no character.
_NOT_PRINTED = re.compile(
    "[\x00-\x08\x0d-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]"
)


def printable(text: str) -> str:
    """``text`` as it looks: signs that nobody sees are gone, letters with marks are whole; line breaks and tabs stay.

    Both a font and XML can hold it.
    """
    return unicodedata.normalize("NFC", _NOT_PRINTED.sub("", _BREAKS.sub("\n", text)))


def shown(text: str) -> str:
    """``printable(text)`` with «�» for what no face of the documents can draw."""
    return _without_glyph().sub(UNKNOWN, printable(text))


@functools.cache
def _without_glyph() -> re.Pattern[str]:
    """Everything but the signs that every face of a serif has, or else the sans, which stands in for all of them."""
    known = _signs(FONTS / "DejaVuSans.ttf") | {ord(sign) for sign in "\n\t"}
    for family in ("LiberationSerif", "NotoSerifCyrillic"):
        known |= set.intersection(*(_signs(path) for path in FONTS.glob(f"{family}-*.ttf")))
    return re.compile(f"[^{''.join(_ranges(sorted(known)))}]")


def _signs(path: Path) -> set[int]:
    with TTFont(path, lazy=True) as font:
        return set(font.getBestCmap())


def _ranges(points: list[int]) -> list[str]:
    """Ranges of a regular expression's class."""
    ranges: list[list[int]] = []
    for point in points:
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return [f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges]
