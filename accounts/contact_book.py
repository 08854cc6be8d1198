"""Whom one calls besides the people of one's node: higher apps add their parts to «Кому звонить»."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice

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


Source = Callable[[Actor, str], Section]
MOST = 50  # lines of a part
_sources: list[Source] = []


def register(source: Source) -> Source:
    """Add a part, in the order of registration; three queries at most each.

    It is told the words that are looked for, and cuts its lines after it has looked: ``first_of``.
    """
    if source not in _sources:
        _sources.append(source)
    return source


def first_of(people: Iterable[Known], q: str) -> list[Known]:
    """The first lines of those whom the words fit."""
    words = words_of(q)
    return list(islice((known for known in people if known.fits(words)), MOST))


def sections_for(actor: Actor, q: str = "") -> list[Section]:
    """Those that have somebody whom the words fit."""
    found = [source(actor, q) for source in _sources]
    return [section for section in found if section.people]
