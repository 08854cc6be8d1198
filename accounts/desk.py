"""What waits for a person on the first page. Higher apps add their own items without being imported here."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from .permissions import Actor

Words = str | Promise


@dataclass(frozen=True)
class DeskItem:
    """One thing to do: what, about what, where and by which button. ``due`` is the last day, None is «when you can».

    ``late`` marks what is overdue whatever its day says; ``state`` replaces the button once somebody else is awaited.
    """

    title: Words
    detail: Words = ""
    url: str = ""
    label: Words = ""
    due: datetime.date | None = None
    late: bool = False
    state: Words = ""


@dataclass(frozen=True)
class Step:
    """One of the first steps of an organization: done or not, and where it is done."""

    title: Words
    detail: Words
    done: bool
    url: str = ""
    label: Words = ""


Items = Callable[[Actor], list[DeskItem]]
Steps = Callable[[Actor], list[Step]]
_items: list[Items] = []
_steps: list[Steps] = []


def register(source: Items) -> Items:
    """Add a source of items, called once for each opening of the desk with a fixed number of queries."""
    if source not in _items:
        _items.append(source)
    return source


def register_steps(source: Steps) -> Steps:
    """Add a source of first steps, in the order of registration: those of accounts come first."""
    if source not in _steps:
        _steps.append(source)
    return source


def items_for(actor: Actor) -> list[DeskItem]:
    return [item for source in _items for item in source(actor)]


def steps_for(actor: Actor) -> list[Step]:
    return [step for source in _steps for step in source(actor)]
