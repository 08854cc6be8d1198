"""The dictionary (pymorphy3), loaded on first use: some 30 MB and a third of a second."""

import functools
import logging
from typing import TYPE_CHECKING

from accounts.grammar.cases import Case

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer

_NOT_COMMON = frozenset({"Name", "Surn", "Patr", "Geox", "Orgn", "Abbr", "Fixd", "Sgtm", "Pltm"})


@functools.cache
def morph() -> "MorphAnalyzer":
    """One analyzer a process."""
    from pymorphy3 import MorphAnalyzer

    logging.getLogger("pymorphy3").setLevel(logging.WARNING)  # it tells where its files lie
    return MorphAnalyzer(lang="ru")


@functools.cache
def common_noun(word: str, case: Case) -> str | None:
    """`word` (lower case) as a living common noun, or None where the dictionary knows no such noun.

    Nouns of the third declension (рысь, даль) are left out: as surnames they change like masculine ones.
    """
    for parse in morph().parse(word):
        if not parse.is_known or not {"NOUN", "nomn", "sing"} <= parse.tag.grammemes:
            continue
        if parse.tag.grammemes & _NOT_COMMON or "neut" in parse.tag or ("femn" in parse.tag and word.endswith("ь")):
            continue
        wanted = Case.GENITIVE if case is Case.ACCUSATIVE and "masc" in parse.tag and word[-1] not in "ая" else case
        form = parse.inflect({wanted.value, "sing"})
        return str(form.word) if form else None
    return None
