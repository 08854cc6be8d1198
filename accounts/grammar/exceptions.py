"""Reader of `exceptions.toml`: what the libraries get wrong, kept as data."""

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from accounts.grammar.cases import Case

_ORDER = (Case.GENITIVE, Case.DATIVE, Case.ACCUSATIVE, Case.INSTRUMENTAL, Case.PREPOSITIONAL)


@dataclass(frozen=True, slots=True)
class Exceptions:
    """`indeclinable`: group → words of one form; `forms`: group → word → its five forms. All in lower case."""

    indeclinable: Mapping[str, frozenset[str]]
    forms: Mapping[str, Mapping[str, Mapping[Case, str]]]

    def form(self, group: str, word: str, case: Case) -> str | None:
        """The form of a lower-case `word` that the data dictates, if any."""
        forms = self.forms.get(group, {}).get(word)
        return forms[case] if forms else None

    def by_ending(self, group: str, word: str, case: Case) -> str | None:
        """The form of `word` by a rule on its ending, if there is one."""
        for ending, forms in self.forms.get(f"ending_{group}", {}).items():
            if word.endswith(ending):
                return word.removesuffix(ending) + forms[case]
        return None


@functools.cache
def exceptions() -> Exceptions:
    """The parsed file. Raises ValueError when a word has not exactly five forms."""
    data = tomllib.loads(Path(__file__).with_name("exceptions.toml").read_text(encoding="utf-8"))
    indeclinable = {group: frozenset(words) for group, words in data.pop("indeclinable").items()}
    forms = {
        group: {word: dict(zip(_ORDER, five, strict=True)) for word, five in words.items()}
        for group, words in data.items()
    }
    return Exceptions(indeclinable, forms)
