"""How far a plan is done."""

from dataclasses import dataclass

from ..models import PlanActivity, Program


@dataclass(frozen=True)
class Execution:
    """Lines done, and lines that count: all but the excluded ones."""

    done: int
    counted: int


def execution(program: Program) -> Execution:
    states = list(program.plan.values_list("state", flat=True))
    excluded = states.count(PlanActivity.State.EXCLUDED)
    return Execution(states.count(PlanActivity.State.DONE), len(states) - excluded)
