"""Russian typography of printed text: which words may not part at the end of a line. Only spaces change."""

import re
from datetime import date

from reports.glyphs import printable

NBSP = "\u00a0"
BY_HAND = "«___» __________ 20__ г."  # a date that is written by hand

_RULES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<=№) (?=\S)",
        r"(?<=[А-Яа-яЁё»]) (?=№)",  # школа № 11
        r"(?<=\d) (?=«\w»)",  # 7 «Б»
        r"(?<=§) (?=\d)",
        # С. Н. Абрамов; Абрамов С. Н.
        r"(?<=[А-ЯЁA-Z]\.) (?=[А-ЯЁA-ZӘӨҮҖҢҺ][.\w])",
        r"(?<=\w) (?=[А-ЯЁ]\.[ \u00a0]?[А-ЯЁ]\.)",
        # short prepositions, conjunctions and particles hold to the next word
        r"(?<![\w-])(?:[А-Яа-яЁё]{1,2}) (?=[\w«(])",
        # г. Щёкино, ул. Школьная, п. 4.7
        r"(?<![\w-])(?:г|с|п|д|ул|ст|пп|тел|им|пос|дер|обл) ?\. (?=[\w«])",
        r"(?<=\d) (?=(?:г|гг|руб|ч|мин|чел|р)\b\.?)",
        r"(?<=\d) (?=(?:января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря)\b)",
        r"(?<=\d) (?=\d{3}\b)",
        r"(?<=\S) (?=[–—] )",
    )
)


def tie(text: str) -> str:
    """`text` with no-break spaces where Russian typography forbids a line break."""
    text = printable(text)
    for rule in _RULES:
        text = rule.sub(lambda match: match.group(0).replace(" ", NBSP), text)
    return text


def paragraphs(text: str) -> tuple[str, ...]:
    """The non-empty lines of `text`, each tied: a line break is a paragraph."""
    return tuple(tie(line.strip()) for line in text.splitlines() if line.strip())


def numeric_date(day: date) -> str:
    """«24.03.2022», the spelling of dates in the head of a document (GOST R 7.0.97)."""
    return day.strftime("%d.%m.") + f"{day.year:04d}"
