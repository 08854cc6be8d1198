"""One row of the table of transitions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from accounts.permissions import Actor

Facts = Mapping[str, Any]
Guard = Callable[[Any, Actor, Facts], None]


@dataclass(frozen=True)
class Transition:
    """A verb on a kind of thing. ``permission`` None: only as the effect of another transition.

    ``done`` says what has happened, for the refusal of a second press («приказ уже подписан»); in the target and in the
    states of ``stays_done_in`` it is still so. ``reaches`` says who stands in the right place for the verb; without it
    that is whoever acts at the thing's own organization.
    """

    sources: tuple[str, ...]
    target: str
    permission: str | None
    done: Promise
    guards: tuple[Guard, ...] = ()
    stays_done_in: tuple[str, ...] = ()
    reaches: Callable[[Any, Actor], bool] | None = None

    def in_reach(self, row: Any, actor: Actor) -> bool:
        return self.reaches(row, actor) if self.reaches else actor.signs_for(row.organization_id)
