"""How far a plan is done."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..models import PlanActivity, Program


def percent(part: int, whole: int) -> str:
    """To a tenth, half up, with a decimal comma: «71,9»; «н/д» of nothing."""
    if not whole:
        return _("н/д")
    tenths = (part * 2000 + whole) // (whole * 2)
    return f"{tenths // 10},{tenths % 10}"


@dataclass(frozen=True)
class Execution:
    """Lines done, and lines that count: all but the excluded ones."""

    done: int
    counted: int

    @property
    def percent(self) -> str:
        return percent(self.done, self.counted)


def execution(program: Program) -> Execution:
    return execution_of(program.plan.values_list("state", flat=True))


def execution_of(states: Iterable[str]) -> Execution:
    """Of the states of a plan that somebody has read already."""
    states = list(states)
    excluded = states.count(PlanActivity.State.EXCLUDED)
    return Execution(states.count(PlanActivity.State.DONE), len(states) - excluded)
