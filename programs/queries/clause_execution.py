"""How the clauses of registered orders are carried out: for the executor, for whoever controls it, for the head."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Prefetch, QuerySet

from accounts.models import Deadline, Person
from accounts.permissions import Actor

from ..models import Order, OrderClause, OrderKind

# What somebody has to do; everything else happens by the registration itself, and control is of the others.
DONE_BY_PEOPLE = (OrderKind.TASK, OrderKind.OTHER, OrderKind.MODEL_IMPLEMENTATION)
STANDING = (Order.State.REGISTERED, Order.State.PUBLISHED)
SOON = datetime.timedelta(days=14)


@dataclass(frozen=True)
class ClauseState:
    """``state``: done, late, waiting or advised. ``below`` counts the organizations that a task went to."""

    clause: OrderClause
    state: str
    done_on: datetime.date | None
    controller: Person | None
    below_done: int = 0
    below: int = 0
    marks: bool = False

    def marked_by(self, actor: Actor) -> "ClauseState":
        """With the answer whether this reader may mark it."""
        return replace(self, marks=may_mark(actor, self.clause, self.controller))


def execution(clauses: Iterable[OrderClause], on: datetime.date) -> list[ClauseState]:
    """Their states with the terms of the organizations below, in two queries for any number."""
    clauses = list(clauses)
    keys = {clause_key(clause): clause for clause in clauses}
    terms: dict[str, list[Deadline]] = {key: [] for key in keys}
    for row in Deadline.objects.filter(kind="order_clause", key__in=keys).select_related("organization__region"):
        terms[row.key].append(row)
    controllers = _controllers({clause.order_id for clause in clauses})
    return [
        _state(clause, terms[clause_key(clause)], on, controllers.get(clause.order_id) or clause.order.signed_by)
        for clause in clauses
    ]


def clause_key(clause: OrderClause) -> str:
    """The key of its ``Deadline`` rows (services.order_effects)."""
    return f"{clause.order_id}.{clause.position}"


def _controllers(orders: set[int]) -> dict[int, Person]:
    """Whom the clause of control names; without a name the signatory keeps it to himself (S4 order, п. 5)."""
    named = OrderClause.objects.filter(order__in=orders, kind=OrderKind.CONTROL, executor__isnull=False)
    return {clause.order_id: clause.executor for clause in named.select_related("executor")}


def _state(clause: OrderClause, terms: list[Deadline], on: datetime.date, controller: Person | None) -> ClauseState:
    below = [row for row in terms if row.organization_id != clause.order.organization_id]
    own = next((row for row in terms if row.organization_id == clause.order.organization_id), None)
    done_on = clause.done_on
    if done_on is None and own is not None and own.done_at is not None:
        done_on = own.done_at.astimezone(own.organization.zone).date()
    if done_on is not None:
        state = "done"
    elif clause.mode == OrderClause.Mode.RECOMMENDED:  # S3 order, п. 4 and 5: a recommended term is never overdue
        state = "advised"
    else:
        state = "late" if clause.due_on is not None and clause.due_on < on else "waiting"
    return ClauseState(clause, state, done_on, controller, sum(row.done_at is not None for row in below), len(below))


def clauses_to_do(order: Order) -> QuerySet[OrderClause]:
    return order.clauses.filter(kind__in=DONE_BY_PEOPLE).select_related("executor", "order__signed_by")


def clauses_of_organization(actor: Actor) -> QuerySet[OrderClause]:
    """Of the actor's node, what is not done first, by its term."""
    orders = Order.objects.visible_to(actor).filter(organization_id=actor.organization_id, state__in=STANDING)
    rows = OrderClause.objects.filter(order__in=orders, kind__in=DONE_BY_PEOPLE)
    rows = rows.prefetch_related(Prefetch("order", orders.select_related("signed_by"))).select_related("executor")
    return rows.order_by("-order__dated", "order_id", "position")


def mine_to_do(actor: Actor) -> QuerySet[OrderClause]:
    """What the person is named to do soon or should have done."""
    rows = OrderClause.objects.filter(
        executor_id=actor.person_id, kind__in=DONE_BY_PEOPLE, done_on=None, due_on__lte=actor.today + SOON,
        order__state__in=STANDING,
    )  # fmt: skip
    return rows.select_related("order").order_by("due_on", "pk")


def may_mark(actor: Actor, clause: OrderClause, controller: Person | None) -> bool:
    """The executor, whoever controls him, and whoever keeps the orders of the organization."""
    keeps = actor.may("order.draft") and actor.signs_for(clause.order.organization_id)
    return keeps or actor.person_id in {clause.executor_id, controller.pk if controller else None}
