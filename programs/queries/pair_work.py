"""Tasks and calls for help on the card of a pair and on the desks of its people."""

from typing import Any

from accounts.permissions import Actor

from ..models import HelpRequest, MeetingTask, Unit, UnitMember
from .meetings import may_meet

OPEN_TASKS = (MeetingTask.State.GIVEN, MeetingTask.State.HANDED_IN, MeetingTask.State.RETURNED)
TO_DO = (MeetingTask.State.GIVEN, MeetingTask.State.RETURNED)
SHOWN = 20
CLOSED_SHOWN = 3  # of those that are over; the others stand in the feed


def work_card(unit: Unit, actor: Actor, mine: UnitMember | None) -> dict[str, Any]:
    """Two queries, whatever there is."""
    leads = mine is not None and mine.side == UnitMember.Side.MENTOR
    works = mine is not None and mine.left_on is None and may_meet(unit, actor.today)
    tasks = list(MeetingTask.objects.visible_to(actor).filter(unit=unit).select_related("member__person")[:SHOWN])
    for task in tasks:
        task.open = task.state in OPEN_TASKS
        task.late = task.state in TO_DO and task.due_on is not None and task.due_on < actor.today
        task.to_hand_in = works and mine is not None and task.member_id == mine.pk and task.state in TO_DO
    closed = [task.pk for task in tasks if not task.open][CLOSED_SHOWN:]
    return {
        "tasks": [task for task in tasks if task.pk not in closed],
        "calls": list(HelpRequest.objects.visible_to(actor).filter(unit=unit)[:5]),
        "gives_tasks": leads and works,
        "asks_help": works and not leads,
    }
