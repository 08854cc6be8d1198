"""Lines of a plan: written, kept as the same rows, dated by their rules."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts import clock, due_rules
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.work_calendar import calendar_for

from ..models import PlanActivity, Program
from ..queries.plan_rules import allowed_areas, area_label, rules_of
from ..terms import LONGEST_PLAN
from ..workflow import move

TO_END = {"type": "as_program"}


@dataclass(frozen=True)
class ActivityDraft:
    """A line of the plan as a form gives it. ``id``: the row that it has. ``due_rule`` goes before ``due_on``."""

    area: str
    text: str
    due_on: datetime.date | None = None
    expected: str = ""
    id: int | None = None
    form_of_work: str = ""
    due_rule: Mapping[str, Any] | None = None
    responsible_id: int | None = None
    co_executors: str = ""


def after_days(days: int) -> dict[str, Any]:
    """So many days from the beginning of the programme."""
    return {"type": "relative", "event": due_rules.PROGRAM_START, "days": days}


def due_day(rule: Mapping[str, Any] | None, program: Program) -> datetime.date | None:
    """The last term of a rule inside the programme; None without a rule or a term."""
    if rule is None:
        return None
    found = due_rules.occurrences(
        due_rules.from_json(rule),
        calendar=calendar_for(program.organization.region.calendar),
        tz=program.organization.zone,
        shift="none",
        start=program.start_on,
        end=program.end_on,
        events={due_rules.PROGRAM_START: program.start_on, due_rules.PROGRAM_END: program.end_on},
    )
    return found[-1].due_on if found else None


def current_plan(program: Program, *, planned_only: bool = False) -> list[ActivityDraft]:
    rows = program.plan.filter(state=PlanActivity.State.PLANNED) if planned_only else program.plan.all()
    return [
        ActivityDraft(
            row.area, row.text, row.due_on, row.expected, row.pk, row.form_of_work, row.due_rule, row.responsible_id,
            row.co_executors,
        )
        for row in rows
    ]  # fmt: skip


def as_data(lines: Sequence[ActivityDraft]) -> list[dict[str, Any]]:
    """Lines as an amendment or a version keeps them."""
    return [{**asdict(line), "due_on": line.due_on.isoformat() if line.due_on else None} for line in lines]


def from_data(data: Sequence[Mapping[str, Any]]) -> list[ActivityDraft]:
    return [
        ActivityDraft(**{**line, "due_on": datetime.date.fromisoformat(line["due_on"]) if line["due_on"] else None})
        for line in data
    ]


def write_plan(program: Program, lines: Sequence[ActivityDraft], actor: Actor | None = None) -> None:
    """Bring the rows to these lines: a line keeps its row. With ``actor`` the programme runs: what is done stays as it
    is and stands first, and a line that is no more is excluded instead of deleted."""
    if len(lines) > LONGEST_PLAN:
        raise Refusal(
            _("В плане больше %(most)s мероприятий: %(now)s") % {"most": LONGEST_PLAN, "now": len(lines)},
            todo=_("Оставьте главное или объедините близкие"),
        )
    _check_areas(program, lines)
    people = set(program.unit.members.filter(left_on=None).values_list("pk", flat=True))
    rows = {row.pk: row for row in program.plan.select_for_update()}
    settled = [row for row in rows.values() if row.state != PlanActivity.State.PLANNED] if actor else []
    for row in settled:
        del rows[row.pk]
    made, kept = [], []
    taken = {row.pk for row in settled}
    wanted = [line for line in lines if line.id not in taken]
    for position, line in enumerate(wanted, start=len(settled) + 1):
        row = rows.pop(line.id, None) if line.id else None
        (made if row is None else kept).append(_fill(row or PlanActivity(program=program), line, position, people))
    dropped = list(rows.values())
    for position, row in enumerate(settled, start=1):
        row.position = position
    for position, row in enumerate(dropped, start=len(settled) + len(wanted) + 1):
        row.position = position
    PlanActivity.objects.bulk_update([*settled, *kept, *dropped], [*FIELDS, "position"])
    PlanActivity.objects.bulk_create(made)
    if actor is None:
        PlanActivity.objects.filter(pk__in=[row.pk for row in dropped]).delete()
        return
    for row in dropped:
        move(row, "exclude", actor=actor, as_effect=True)


def _check_areas(program: Program, lines: Sequence[ActivityDraft]) -> None:
    """Every line is of a direction of the regulation (S3 п. 4.9). What the plan has already keeps its own."""
    rules = rules_of(program, clock.today(program.organization.zone))
    allowed = allowed_areas(program.unit, rules)
    had = dict(program.plan.values_list("pk", "area"))
    strange = [line for line in lines if line.area not in allowed and had.get(line.id or 0) != line.area]
    if strange:
        names = dict.fromkeys(area_label(line.area) for line in strange)
        raise Refusal(
            _("Такого направления в плане нет: %s") % ", ".join(names),
            clause=rules["plan_directions"].basis,
            todo=_("Выберите направление из списка регламента"),
            missing=tuple(line.text for line in strange),
        )


FIELDS = ("area", "text", "due_on", "expected", "form_of_work", "due_rule", "responsible", "co_executors")


def _fill(row: PlanActivity, line: ActivityDraft, position: int, people: set[int]) -> PlanActivity:
    row.position, row.area, row.text, row.expected = position, line.area, line.text, line.expected
    row.form_of_work, row.co_executors = line.form_of_work, line.co_executors
    row.responsible_id = line.responsible_id if line.responsible_id in people else None
    row.due_rule = dict(line.due_rule) if line.due_rule else None
    row.due_on = due_day(line.due_rule, row.program) if line.due_rule else line.due_on
    return row


def redate(program: Program) -> None:
    """The term of the programme has changed: lines that go by it follow."""
    rows = list(program.plan.filter(due_rule__isnull=False))
    for row in rows:
        row.due_on = due_day(row.due_rule, program)
    PlanActivity.objects.bulk_update(rows, ["due_on"])
