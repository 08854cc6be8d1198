"""Search over everything an actor may see. Higher apps add what they can find without being imported here."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.functional import Promise

from .permissions import Actor
from .search import words_of

SHOWN = 10  # of each kind; the whole list has a search of its own
Words = str | Promise


@dataclass(frozen=True)
class Found:
    """One thing: what it is called, what tells it from its like, where it is."""

    title: Words
    detail: Words
    url: str


@dataclass(frozen=True)
class Group:
    """Things of one kind, SHOWN + 1 at most; ``url`` is the list that can be searched further."""

    title: Words
    found: list[Found] = field(default_factory=list)
    url: str = ""

    @property
    def shown(self) -> list[Found]:
        return self.found[:SHOWN]

    @property
    def more(self) -> bool:
        return len(self.found) > SHOWN


Source = Callable[[Actor, str], Group | None]
_sources: list[Source] = []


def register(source: Source) -> Source:
    """Add a kind of things, in the order of registration: None for whom they are not. Three queries at most each."""
    if source not in _sources:
        _sources.append(source)
    return source


def is_enough(text: str) -> bool:
    """A letter alone would find everybody; a number may be short."""
    return any(len(word) > 1 or word.isdecimal() for word in words_of(text))


def search_all(actor: Actor, text: str) -> list[Group]:
    """The kinds of which something was found."""
    groups = (source(actor, text) for source in _sources)
    return [group for group in groups if group is not None and group.found]
