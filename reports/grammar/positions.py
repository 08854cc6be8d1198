"""Declension of positions: words agree up to the first noun, the tail stays as it is."""

import functools
import re
from typing import TYPE_CHECKING

from reports.grammar.cases import Case

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer

_WORD = re.compile(r"[\w-]+|[^\w-]+")


@functools.cache
def _morph() -> "MorphAnalyzer":
    """Loaded on first use: the dictionary takes some 30 MB and a third of a second."""
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer(lang="ru")


def decline_position(title: str, case: Case) -> str:
    """`title` (nominative) in `case`: «заместитель директора» → «заместителя директора»."""
    done: list[str] = []
    pieces = _WORD.findall(title)
    for index, piece in enumerate(pieces):
        if not piece[0].isalpha():
            done.append(piece)
            continue
        parse = next((p for p in _morph().parse(piece) if {"nomn"} in p.tag), None)
        form = parse.inflect({str(case)}) if parse else None
        done.append(form.word if form else piece)
        if parse and "NOUN" in parse.tag:
            return "".join(done) + "".join(pieces[index + 1 :])
    return "".join(done)
