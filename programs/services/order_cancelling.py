"""What the cancellation of an order undoes, a clause at a time. Runs once, as an effect of the order that cancels it.

A repealed statute and a cancelled order are never revived by this: ``changed_orders_stand`` refuses such an order.
"""

from collections.abc import Callable

from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import AuditEvent, Deadline, Membership
from accounts.permissions import Actor
from accounts.services.memberships import close_role

from ..models import APPOINTED_ROLES, Appointment, Council, MentorEntry, Order, OrderClause, OrderKind, Regulation, Unit
from ..models.unit import BEFORE_ORDER, CLOSED, LIVING
from ..workflow import move
from . import councils, meeting_plans
from .revocations import close_at_once
from .roadmaps import reopen_by_order

Undo = Callable[[OrderClause, Order, Actor], None]


def basis_of(order: Order) -> str:
    return _("приказ от %(date)s № %(number)s") % {"date": f"{order.dated:%d.%m.%Y}", "number": order.number}


def cancel_order(order: Order, *, by: Order, actor: Actor) -> None:
    """From the date of ``by`` the order sets nothing in motion any more; what it did before stays in records."""
    row = move(order, "cancel", actor=actor, basis=basis_of(by), changes={"cancelled_by_id": by.pk}, as_effect=True)
    for clause in row.clauses.select_related("regulation", "roadmap", "council"):
        undo = UNDO.get(clause.kind)
        if undo is not None:
            undo(clause, by, actor)
    Deadline.objects.filter(kind="order_clause", key__startswith=f"{row.pk}.", done_at=None).delete()


def _release_pairs(clause: OrderClause, by: Order, actor: Actor) -> None:
    """A pair that has not begun waits for another order; one at work closes: the employer has cancelled the task."""
    for held in clause.units.filter(in_force=True).select_related("unit"):
        held.in_force = False
        held.save(update_fields=["in_force"])
        if held.unit.state == Unit.State.ORDERED:
            unit = move(held.unit, "release", actor=actor, basis=basis_of(by), as_effect=True)
            meeting_plans.call_off_the_rest(actor=actor, unit=unit)
        elif held.unit.state not in {*CLOSED, *BEFORE_ORDER}:  # one that waits for its second order goes on waiting
            told = _("Приказ о закреплении отменён: пара закрыта")
            close_at_once(held.unit, actor, basis=basis_of(by), reason="EMPLOYER_CANCEL", told=told)


def _end_statute(clause: OrderClause, by: Order, actor: Actor) -> None:
    regulation = clause.regulation
    if regulation is not None and regulation.state == Regulation.State.IN_FORCE:
        ends = {"effective_to": by.dated}
        move(regulation, "repeal", actor=actor, basis=basis_of(by), changes=ends, as_effect=True)


def _end_appointments(clause: OrderClause, by: Order, actor: Actor) -> None:
    """The role ends with the order that gave it, unless another order in force has given it too."""
    assert by.dated is not None
    given = Appointment.objects.filter(clause=clause).values("membership_id")
    elsewhere = Appointment.objects.exclude(clause__order_id=clause.order_id).exclude(clause__order__state="cancelled")
    rows = Membership.objects.filter(pk__in=given).exclude(pk__in=elsewhere.values("membership_id"))
    for row in rows.exclude(valid_to__lte=by.dated).select_for_update(of=("self",)):
        close_role(row, by.dated)
        audit.record(actor, "membership.end", row, basis=basis_of(by), organization_id=by.organization_id)


def _suspend_mentor(clause: OrderClause, by: Order, actor: Actor) -> None:
    """Brought into the bank by the cancelled order and leading nobody yet: he is offered no pair until he is appointed
    anew. Whom another order in force appoints too, or who was in the bank before, stays."""
    same = OrderClause.objects.filter(kind=OrderKind.MENTOR_APPOINTMENT, executor_id=clause.executor_id)
    standing = same.filter(order__state__in=[Order.State.REGISTERED, Order.State.PUBLISHED])
    if standing.filter(order__organization_id=by.organization_id).exists():
        return
    rows = MentorEntry.objects.filter(organization_id=by.organization_id, person_id=clause.executor_id)
    brought_in = AuditEvent.objects.filter(object_type=MentorEntry._meta.label, verb="mentorentry.activate")
    rows = rows.filter(pk__in=brought_in.filter(basis=basis_of(clause.order)).values("object_id"))
    for entry in rows.filter(state=MentorEntry.State.ACTIVE).exclude(members__unit__state__in=LIVING):
        move(entry, "suspend", actor=actor, basis=basis_of(by), as_effect=True)


def _reopen_roadmap(clause: OrderClause, by: Order, actor: Actor) -> None:
    if clause.roadmap is not None:
        reopen_by_order(actor=actor, roadmap=clause.roadmap, basis=basis_of(by))


def _dissolve(clause: OrderClause, by: Order, actor: Actor) -> None:
    if clause.council is not None and clause.council.state != Council.State.DISSOLVED:
        councils.dissolve(clause.council, on=by.dated, actor=actor, basis=basis_of(by))


UNDO: dict[str, Undo] = {
    OrderKind.COUNCIL_CREATION: _dissolve,
    OrderKind.PAIR_ASSIGNMENT: _release_pairs,
    OrderKind.PAIR_LENDING: _release_pairs,
    OrderKind.STATUTE_APPROVAL: _end_statute,
    OrderKind.MENTOR_APPOINTMENT: _suspend_mentor,
    OrderKind.ROADMAP_APPROVAL: _reopen_roadmap,
    **dict.fromkeys(APPOINTED_ROLES, _end_appointments),
}
