"""Whom one calls besides the people of one's node: higher apps add their parts to «Кому звонить»."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from django.utils.functional import Promise

from .permissions import Actor
from .search import words_of

Words = str | Promise


@dataclass(frozen=True)
class Known:
    """Somebody to call: who, as what, where; ``ask`` is the page where a question is passed on to him."""

    name: str
    what: Words = ""
    place: str = ""
    phone: str = ""
    email: str = ""
    url: str = ""
    ask: str = ""
    note: str = ""  # how to reach him, in his own words

    def fits(self, words: list[str]) -> bool:
        told = " ".join(words_of(f"{self.name} {self.what} {self.place}"))
        return all(word in told for word in words)


@dataclass(frozen=True)
class Section:
    title: Words
    people: list[Known] = field(default_factory=list)


Source = Callable[[Actor], Section]
_sources: list[Source] = []


def register(source: Source) -> Source:
    """Add a part, in the order of registration; three queries at most each."""
    if source not in _sources:
        _sources.append(source)
    return source


def sections_for(actor: Actor, q: str = "") -> list[Section]:
    """Those that have somebody whom the words fit."""
    words = words_of(q)
    found = [source(actor) for source in _sources]
    kept = [replace(one, people=[known for known in one.people if known.fits(words)]) for one in found]
    return [section for section in kept if section.people]
