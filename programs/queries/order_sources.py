"""What waits for an order of its kind: pairs that have ended, programmes that are approved or carried out, candidates.

Whatever stands in an order of that kind already, cancelled ones aside, waits no more.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from accounts.permissions import Actor

from ..models import MentorEntry, OrderClause, OrderKind, OrderUnit, Program, Unit, UnitMember
from ..models.program import AT_WORK, CLOSED

APPROVED = (Program.State.APPROVED, *AT_WORK)
CANDIDATES = (MentorEntry.State.CANDIDATE, MentorEntry.State.SCREENED)


def _named(kind: str) -> QuerySet[OrderUnit]:
    """A pair may have a programme after its first one: an order that is older than the programme is not about it."""
    rows = OrderUnit.objects.filter(unit_id=OuterRef("unit_id"), clause__kind=kind)
    return rows.exclude(clause__order__state="cancelled").filter(clause__order__created_at__gte=OuterRef("created_at"))


def _units_of(programs: QuerySet[Program], kind: str) -> QuerySet[Unit]:
    waiting = programs.filter(~Exists(_named(kind)))
    return Unit.objects.filter(pk__in=waiting.values("unit_id"))


def _programs(actor: Actor, *states: str) -> QuerySet[Program]:
    return Program.objects.filter(organization_id=actor.organization_id, state__in=states)


def ended_units(actor: Actor) -> QuerySet[Unit]:
    """Pairs that an order holds and that are closed: another order says so."""
    named = OrderUnit.objects.filter(clause__kind=OrderKind.PAIR_TERMINATION).exclude(clause__order__state="cancelled")
    held = OrderUnit.objects.filter(clause__kind=OrderKind.PAIR_ASSIGNMENT, in_force=True)
    mine = Unit.objects.filter(organization_id=actor.organization_id, state=Unit.State.CLOSED)
    return mine.filter(pk__in=held.values("unit_id")).exclude(pk__in=named.values("unit_id"))


def units_of_approved_programs(actor: Actor) -> QuerySet[Unit]:
    return _units_of(_programs(actor, *APPROVED), OrderKind.PROGRAM_APPROVAL)


def units_of_completed_programs(actor: Actor) -> QuerySet[Unit]:
    return _units_of(_programs(actor, Program.State.COMPLETED), OrderKind.AWARD)


def mentors_to_appoint(actor: Actor) -> QuerySet[MentorEntry]:
    """Candidates of the bank whom no order on its way names."""
    named = OrderClause.objects.filter(kind=OrderKind.MENTOR_APPOINTMENT).exclude(order__state="cancelled")
    named = named.filter(order__organization_id=actor.organization_id)
    rows = MentorEntry.objects.filter(organization_id=actor.organization_id, state__in=CANDIDATES)
    return rows.exclude(person_id__in=named.values("executor_id")).select_related("person")


WAITING: dict[str, Callable[[Actor], QuerySet[Any]]] = {
    OrderKind.PAIR_TERMINATION: ended_units,
    OrderKind.PROGRAM_APPROVAL: units_of_approved_programs,
    OrderKind.AWARD: units_of_completed_programs,
    OrderKind.MENTOR_APPOINTMENT: mentors_to_appoint,
}


def waiting_for(kind: str, actor: Actor) -> list[Any]:
    """The rows with their people, the oldest first: three queries for any number of them."""
    rows = WAITING[kind](actor).order_by("pk")
    if kind == OrderKind.MENTOR_APPOINTMENT:
        return list(rows)
    return list(rows.prefetch_related(their_people(), "programs").select_related("organization__region", "curator"))


def their_people() -> Prefetch:
    return Prefetch("members", UnitMember.objects.select_related("person"))


def programme_of(unit: Unit, kind: str) -> Program | None:
    """The programme that an order of the kind is about, of a unit read with its programmes."""
    wanted = {
        OrderKind.PROGRAM_APPROVAL: APPROVED,
        OrderKind.AWARD: (Program.State.COMPLETED,),
        OrderKind.PAIR_TERMINATION: CLOSED,
    }[OrderKind(kind)]
    rows = sorted(unit.programs.all(), key=lambda program: -program.pk)
    return next((program for program in rows if program.state in wanted), None)
