"""Tasks of a higher body's order: of the organization itself, and over all organizations that a clause went to."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, Prefetch, Q, QuerySet, Value, When

from accounts import clock
from accounts.models import Deadline
from accounts.permissions import Actor
from accounts.queries.deadlines import overdue_days
from accounts.search import alphabetical
from programs.models import LocalAct, Order, OrderClause
from programs.queries.clause_execution import STANDING

from ..models import TaskAnswer

KIND = "order_clause"


@dataclass(frozen=True)
class OwnDocument:
    value: str
    label: str
    entered_at: datetime.datetime
    order: Order | None = None
    act: LocalAct | None = None


def clause_of(task: Deadline) -> OrderClause | None:
    """The clause behind a task; None for a term of the body's own."""
    order, _dot, position = task.key.partition(".")
    if task.kind != KIND or not (order.isdigit() and position.isdigit()):
        return None
    rows = OrderClause.objects.filter(order_id=int(order), position=int(position))
    return rows.exclude(order__organization_id=task.organization_id).select_related("order__organization").first()


def own_documents(actor: Actor, limit: int = 30) -> list[OwnDocument]:
    """Orders in force and acts of the register, the newest first; acts without a file prove nothing."""
    orders = Order.objects.visible_to(actor).filter(organization_id=actor.organization_id, state__in=STANDING)
    acts = LocalAct.objects.filter(organization_id=actor.organization_id, file__isnull=False)
    found = [
        OwnDocument(f"order:{row.pk}", f"№ {row.number} от {row.dated:%d.%m.%Y}. {row.title}", row.registered_at, row)
        for row in orders.order_by("-registered_at")[:limit]
    ]
    found += [
        OwnDocument(f"act:{row.pk}", f"{row.title} от {row.dated:%d.%m.%Y}", row.added_at, None, row)
        for row in acts.order_by("-added_at")[:limit]
    ]
    return found


def answer_of(task: Deadline) -> TaskAnswer | None:
    rows = TaskAnswer.objects.filter(deadline=task, taken_back_at=None)
    return rows.select_related("order", "act", "file", "answered_by").first()


def words_of(answer: TaskAnswer) -> str:
    """Requisites, which are read above the organization too; never what the paper says."""
    if answer.order is not None:
        return f"№ {answer.order.number} от {answer.order.dated:%d.%m.%Y}"
    if answer.act is not None:
        return f"{answer.act.title} от {answer.act.dated:%d.%m.%Y}"
    return answer.file.name if answer.file else ""


def followed(actor: Actor, kind: str, key: str) -> QuerySet[Deadline]:
    """The same term in every organization within reach: who owes first, then who was late."""
    now = clock.now()
    owes = Case(
        When(Q(done_at=None, due_at__lt=now), then=Value(0)),
        When(done_at=None, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    answers = TaskAnswer.objects.filter(taken_back_at=None).select_related("order", "act", "file")
    rows = Deadline.objects.visible_to(actor).filter(kind=kind, key=key)
    return (
        rows.annotate(owes=owes)
        .select_related("organization__region")
        .prefetch_related(Prefetch("answers", answers, to_attr="standing"))
        .order_by("owes", "-done_at", *alphabetical("organization__short_name"))
    )


def follow_line(row: Any, today: datetime.date) -> dict[str, Any]:
    """One organization: done or not, on which day, how many days late, by which document."""
    zone = row.organization.zone
    return {
        "row": row,
        "done_on": row.done_at.astimezone(zone).date() if row.done_at else None,
        "late_days": overdue_days(row, today) if row.due_at and (row.done_at or clock.now()) > row.due_at else 0,
        "document": words_of(row.standing[0]) if row.standing else "",
    }
