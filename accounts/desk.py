"""What waits for a person on the first page. Higher apps add their own items without being imported here."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from .permissions import Actor

Words = str | Promise


@dataclass(frozen=True)
class DeskItem:
    """One thing to do: what, about what, where and by which button. ``due`` is the last day, None is «when you can».

    ``late`` marks what is overdue whatever its day says; ``state`` replaces the button once somebody else is awaited.
    ``press`` is an address to POST to: the button does the thing at once, the title still leads to ``url``.
    """

    title: Words
    detail: Words = ""
    url: str = ""
    label: Words = ""
    due: datetime.date | None = None
    late: bool = False
    state: Words = ""
    press: str = ""


@dataclass(frozen=True)
class Step:
    """One of the first steps of an organization: done or not, and where it is done."""

    title: Words
    detail: Words
    done: bool
    url: str = ""
    label: Words = ""


@dataclass(frozen=True)
class Panel:
    """Something to look at beside what waits: a heading, a link to the whole of it, a template and what it shows."""

    title: Words
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    url: str = ""
    label: Words = ""


Items = Callable[[Actor], list[DeskItem]]
Steps = Callable[[Actor], list[Step]]
Panels = Callable[[Actor], Panel | None]
_items: list[Items] = []
_steps: list[Steps] = []
_panels: list[Panels] = []


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


def register_panel(source: Panels) -> Panels:
    """Add a panel: None for whom it has nothing to show, else a fixed number of queries."""
    if source not in _panels:
        _panels.append(source)
    return source


def items_for(actor: Actor) -> list[DeskItem]:
    """A thing that a button does at once is not listed a second time by a source that only leads to it."""
    items = [item for source in _items for item in source(actor)]
    done_here = {item.url for item in items if item.press}
    return [item for item in items if item.press or item.url not in done_here]


def steps_for(actor: Actor) -> list[Step]:
    return [step for source in _steps for step in source(actor)]


def panels_for(actor: Actor) -> list[Panel]:
    return [panel for source in _panels if (panel := source(actor)) is not None]
