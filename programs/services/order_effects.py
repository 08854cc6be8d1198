"""What registration sets in motion, a clause at a time. Runs once, inside the transaction of the registration."""

from collections.abc import Callable

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit
from accounts.due_rules import end_of_day
from accounts.models import Deadline, Membership, Organization, OrganizationKind
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.roles import Role
from accounts.services.deadlines import reminder_for

from ..models import APPOINTED_ROLES, Appointment, MentorEntry, Order, OrderClause, OrderKind, OrderUnit, Regulation
from ..models.unit import HELD
from ..queries.order_sources import CANDIDATES
from ..queries.partners import orders_awaited
from ..workflow import check, move
from . import agreements, councils, replacements, units
from .order_cancelling import basis_of, cancel_order
from .programs import start_if_due
from .roadmaps import approve_by_order

Effect = Callable[[Order, OrderClause, Actor], None]


def apply_effects(order: Order, actor: Actor) -> None:
    for clause in order.clauses.select_related(
        "executor", "regulation", "roadmap", "target", "release", "replacement", "council"
    ):
        effect = EFFECTS.get(clause.kind)
        if effect is not None:
            effect(order, clause, actor)
        if clause.due_on is not None:
            _open_deadlines(order, clause)


def _approve_statute(order: Order, clause: OrderClause, actor: Actor) -> None:
    """The statute is in force from the order's date; the former version ends that very day (S4 п. 9.1, S5 п. 1.3)."""
    regulation = clause.regulation
    assert regulation is not None and order.dated is not None  # database constraints say so
    in_force = Regulation.objects.filter(organization_id=order.organization_id, state=Regulation.State.IN_FORCE)
    former = in_force.filter(effective_from__lte=order.dated).exclude(pk=regulation.pk).first()
    if former is not None:
        move(
            former,
            "repeal",
            actor=actor,
            basis=basis_of(order),
            changes={"effective_to": order.dated},
            as_effect=True,
        )
    move(
        regulation,
        "enact",
        actor=actor,
        basis=basis_of(order),
        changes={"effective_from": order.dated},
        as_effect=True,
    )


def _repeal_statute(order: Order, clause: OrderClause, actor: Actor) -> None:
    regulation = clause.regulation
    assert regulation is not None
    if regulation.organization_id != order.organization_id:
        raise Refusal(_("Приказ отменяет Положение другой организации"))
    regulation.refresh_from_db(fields=["state", "effective_to"])
    if regulation.state == Regulation.State.REPEALED and regulation.effective_to == order.dated:
        return  # the clause of this very order that approves the new version has ended it
    move(
        regulation, "repeal", actor=actor, basis=basis_of(order), changes={"effective_to": order.dated}, as_effect=True
    )


def _appoint(role: str) -> Effect:
    def effect(order: Order, clause: OrderClause, actor: Actor) -> None:
        membership = _membership(order, clause, role)
        Appointment.objects.get_or_create(clause=clause, membership=membership)
        audit.record(
            actor, "membership.appoint", membership, basis=basis_of(order), organization_id=order.organization_id
        )

    return effect


def _membership(order: Order, clause: OrderClause, role: str) -> Membership:
    """The person's role from the order's date; one that he already holds is confirmed, not doubled."""
    assert order.dated is not None and clause.executor is not None
    held = Membership.objects.in_force(order.dated).filter(
        person=clause.executor, organization_id=order.organization_id, role=role
    )
    later = Membership.objects.filter(
        person=clause.executor, organization_id=order.organization_id, role=role, valid_from__gt=order.dated
    ).order_by("valid_from")
    membership = held.first() or later.first()
    if membership is None:
        return Membership.objects.create(
            person=clause.executor,
            user_id=clause.executor.user_id,
            organization_id=order.organization_id,
            role=role,
            valid_from=order.dated,
            basis=basis_of(order),
        )
    membership.valid_from = min(membership.valid_from, order.dated)
    membership.basis = basis_of(order)
    membership.save(update_fields=["valid_from", "basis"])
    return membership


def _approve_roadmap(order: Order, clause: OrderClause, actor: Actor) -> None:
    assert clause.roadmap is not None and order.dated is not None  # a database constraint
    approve_by_order(actor=actor, roadmap=clause.roadmap, on=order.dated, basis=basis_of(order))


def _hold_pairs(order: Order, clause: OrderClause, actor: Actor) -> None:
    """The pairs are held from the order's date; an approved programme whose day has come begins."""
    for row in clause.units.select_related("unit__organization__region", "unit__curator"):
        facts = {"on": order.dated}
        if not (row.by_lender and row.unit.state in HELD):
            # First the check: a pair that another order holds already is refused here, in words.
            check(row.unit, "order", actor=actor, facts=facts, guards=not row.by_lender)
        row.in_force = True
        row.save(update_fields=["in_force"])
        if not _held_by_all(row, order, actor):
            continue
        unit = move(row.unit, "order", actor=actor, basis=basis_of(order), facts=facts, as_effect=True)
        agreements.begin(actor=actor, unit=unit, basis=basis_of(order))
        for program in unit.programs.filter(state="approved"):
            start_if_due(program, actor)


def _held_by_all(row: OrderUnit, order: Order, actor: Actor) -> bool:
    """A pair across two schools waits for the order of both (S3 п. 3.8); the later of them begins it."""
    unit = row.unit
    if row.by_lender and unit.state in HELD:
        return False  # where it was held by the curator's record
    awaited = orders_awaited(unit)
    if not awaited:
        return True
    audit.record(actor, "unit.order_of_one", unit, basis=basis_of(order), organization_id=order.organization_id)
    waits = {"school": awaited[0].short_name}
    units.tell(unit.curator, unit, _("Пара ждёт приказа другой школы: %(school)s") % waits, f"one_order:{order.pk}")
    return False


def _release_ended(order: Order, clause: OrderClause, actor: Actor) -> None:
    """The order that held a pair holds it no more: the pair itself has ended before."""
    units = clause.units.values("unit_id")
    for row in OrderUnit.objects.filter(unit_id__in=units, in_force=True, by_lender=False).select_related("unit"):
        row.in_force = False
        row.save(update_fields=["in_force"])
        audit.record(actor, "unit.terminate", row.unit, basis=basis_of(order))


def _appoint_mentor(order: Order, clause: OrderClause, actor: Actor) -> None:
    """A candidate is in the bank from the registration: the head has signed it (S3 п. 3.8, S4 п. 3.3)."""
    rows = MentorEntry.objects.filter(organization_id=order.organization_id, person_id=clause.executor_id)
    for entry in rows.filter(state__in=CANDIDATES):
        move(entry, "activate", actor=actor, basis=basis_of(order), as_effect=True)


def _change_mentor(order: Order, clause: OrderClause, actor: Actor) -> None:
    assert clause.replacement is not None  # a database constraint
    replacements.take_effect(clause.replacement, order, actor, basis_of(order))
    agreements.begin(actor=actor, unit=clause.replacement.unit, basis=basis_of(order))


def _release(order: Order, clause: OrderClause, actor: Actor) -> None:
    assert clause.release is not None
    changes = {"decided_on": order.dated}
    move(clause.release, "order_release", actor=actor, basis=basis_of(order), changes=changes, as_effect=True)


def _establish(order: Order, clause: OrderClause, actor: Actor) -> None:
    assert clause.council is not None
    councils.establish(clause.council, order=order, actor=actor, basis=basis_of(order))


def _cancel(order: Order, clause: OrderClause, actor: Actor) -> None:
    assert clause.target is not None  # a database constraint
    cancel_order(clause.target, by=order, actor=actor)


def _open_deadlines(order: Order, clause: OrderClause) -> None:
    """A clause with a term is somebody's task: every school's below (a task of a higher body), else the own node's.

    The term includes the named day, in each organization's own zone.
    """
    organizations = [order.organization]
    if clause.kind == OrderKind.TASK:
        below = Organization.objects.subtree(order.organization).filter(kind=OrganizationKind.SCHOOL, closed_on=None)
        organizations = list(below.select_related("region").exclude(pk=order.organization_id))
    role = Role.HEAD if clause.kind == OrderKind.TASK else Role.CURATOR
    assert clause.due_on is not None and order.registered_at is not None
    Deadline.objects.bulk_create(
        [
            Deadline(
                organization=organization,
                kind="order_clause",
                key=f"{order.pk}.{clause.position}",
                title=clause.text[:300],
                url=reverse("order_detail", args=[order.pk]),
                clause=_("%(basis)s, п. %(no)s") % {"basis": basis_of(order), "no": clause.position},
                role=role,
                recommended=clause.mode == OrderClause.Mode.RECOMMENDED,
                opens_at=order.registered_at,
                remind_at=reminder_for(clause.due_on, organization.zone, order.registered_at),
                due_at=end_of_day(clause.due_on, organization.zone),
            )
            for organization in organizations
        ],
        ignore_conflicts=True,
    )
    if clause.kind == OrderKind.TASK:  # each organization answers on a page of its own
        before, after = reverse("task_detail", args=[0]).split("0")
        rows = Deadline.objects.filter(kind="order_clause", key=f"{order.pk}.{clause.position}")
        rows.exclude(organization_id=order.organization_id).update(
            url=Concat(Value(before), Cast("pk", CharField()), Value(after))
        )


EFFECTS: dict[str, Effect] = {
    OrderKind.STATUTE_APPROVAL: _approve_statute,
    OrderKind.STATUTE_REPEAL: _repeal_statute,
    OrderKind.ROADMAP_APPROVAL: _approve_roadmap,
    OrderKind.PAIR_ASSIGNMENT: _hold_pairs,
    OrderKind.PAIR_LENDING: _hold_pairs,
    OrderKind.PAIR_TERMINATION: _release_ended,
    OrderKind.MENTOR_APPOINTMENT: _appoint_mentor,
    OrderKind.PAIR_CHANGE: _change_mentor,
    OrderKind.DUTY_RELEASE: _release,
    OrderKind.COUNCIL_CREATION: _establish,
    OrderKind.ORDER_CANCELLATION: _cancel,
    **{kind: _appoint(role) for kind, role in APPOINTED_ROLES.items()},
}
