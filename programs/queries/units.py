"""Pairs and groups as pages and guards need them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from accounts import clock
from accounts.models import Person
from accounts.permissions import Actor

from ..models import Consent, Order, OrderKind, OrderUnit, Unit, UnitMember
from ..models.unit import LIVING, WITH_A_PROGRAMME
from ..regulation.catalogue.choices import FORMS, KINDS, MATCHING_QUESTIONS, ROLE_MODEL_AIMS, ROLE_MODELS
from .agreements import without_agreement
from .execution import execution
from .meetings import meetings_card, needs_no_programme
from .pair_work import work_card
from .participants import manages
from .partners import ON_ITS_WAY, orders_awaited
from .pool import WAITING
from .projects import projects_of
from .regulations import effective_regulation
from .support import AGREED
from .trouble import signs_for
from .year import year_lines

BUSY = Q(clause__order__state__in=ON_ITS_WAY) | Q(in_force=True)


def _people() -> Prefetch:
    return Prefetch("members", UnitMember.objects.select_related("person"))


def missing_consents(unit: Unit) -> list[Person]:
    """Members whose written consent to the duties is not in force (S3 п. 3.8, S4 п. 3.2–3.3), and a mentor who works
    at the school and has not signed his agreement (ТК, ст. 351.8)."""
    rows = Unit.objects.filter(pk=unit.pk).select_related("organization__region").prefetch_related("members__person")
    return consents_left(rows)[unit.pk]


def mentor_and_mentees(units: Iterable[int]) -> dict[int, tuple[Person, list[Person]]]:
    """Unit → its mentor and its mentees, of those that have a mentor. One query."""
    rows = UnitMember.objects.filter(unit__in=set(units)).select_related("person").order_by("pk")
    mentors: dict[int, Person] = {}
    mentees: dict[int, list[Person]] = {}
    for member in rows:
        if member.side == UnitMember.Side.MENTOR:
            mentors[member.unit_id] = member.person
        else:
            mentees.setdefault(member.unit_id, []).append(member.person)
    return {unit: (mentor, mentees.get(unit, [])) for unit, mentor in mentors.items()}


def units_to_order(actor: Actor, *states: str) -> QuerySet[Unit]:
    """The school's units that wait for its order and stand in none that is on its way; a pair across may be held by it
    already and wait for the order of the mentor's school."""
    taken = _held_or_being_held().values("unit_id")
    mine = Unit.objects.filter(organization_id=actor.organization_id, state__in=states).exclude(pk__in=taken)
    return mine.select_related("organization__region").prefetch_related("members__person").order_by("pk")


def _held_or_being_held() -> QuerySet[OrderUnit]:
    return OrderUnit.objects.filter(BUSY, clause__kind=OrderKind.PAIR_ASSIGNMENT)


def held_by_lender(unit: Unit) -> bool:
    """By the order of the mentor's own school, or by one on its way."""
    return OrderUnit.objects.filter(BUSY, unit=unit, by_lender=True).exists()


def order_of(unit: Unit) -> Order | None:
    """The order that holds the pair, or is on its way to; a draft binds nobody."""
    row = _held_or_being_held().filter(unit=unit).select_related("clause__order").first()
    return row.clause.order if row else None


def consents_left(units: Iterable[Unit]) -> dict[int, list[Person]]:
    """Unit → members whose written consent is missing, for any number of units in one query."""
    rows = list(units)
    signed = Consent.objects.in_force().filter(unit__in=rows, kind=Consent.Kind.DUTY)
    given = set(signed.values_list("unit_id", "person_id")) - without_agreement(rows)
    return {
        unit.pk: [
            member.person
            for member in unit.members.all()
            if member.left_on is None and (unit.pk, member.person_id) not in given
        ]
        for unit in rows
    }


def consents_of_order(order: Order, kinds: Iterable[str] = (OrderKind.PAIR_ASSIGNMENT,)) -> dict[int, list[Person]]:
    """Unit → members whose consent is missing, of the pairs that these clauses of the order hold."""
    held = OrderUnit.objects.filter(clause__order=order, clause__kind__in=list(kinds))
    units = Unit.objects.filter(pk__in=held.values("unit_id")).order_by("pk")
    return consents_left(units.select_related("organization__region").prefetch_related("members__person"))


def people_without_consent(order: Order) -> list[Person]:
    """Whose consents the pairs of an order lack; the order goes no further with them."""
    return [person for people in consents_of_order(order).values() for person in people]


def needs_no_order(unit: Unit) -> bool:
    """The regulation lets the curator hold the pair by his record (S2 р. 6); asked when the consents are in."""
    if unit.state != Unit.State.CONSENTED:
        return False
    today = clock.today(unit.organization.zone)
    return effective_regulation(unit.organization, today).value("pair_fixation") == "curator_record"


def form_labels(unit: Unit) -> list[str]:
    """The main form first, then the others that the pair applies beside it."""
    main = unit.form_name or str(FORMS.get(unit.form, unit.form))
    return [main, *(str(FORMS.get(code, code)) for code in unit.more_forms)]


def role_model_words(code: str) -> str:
    """The roles of the two, and what they are for: «равный – равному: обмен навыками»."""
    aim = ROLE_MODEL_AIMS.get(code)
    return f"{ROLE_MODELS[code]}: {aim}" if aim else str(ROLE_MODELS[code])


def unit_rows(actor: Actor, *, state: str = "") -> QuerySet[Unit]:
    """Units of the actor's school with their people: two queries for any number of rows."""
    rows = Unit.objects.visible_to(actor).filter(organization_id=actor.organization_id)
    if state in Unit.State.values:
        rows = rows.filter(state=state)
    return rows.prefetch_related(_people())


def living_units(actor: Actor) -> QuerySet[Unit]:
    """Those of the school that are on their way or at work."""
    return unit_rows(actor).filter(state__in=LIVING)


def own_units(actor: Actor) -> QuerySet[Unit]:
    """Those in which the actor takes part himself and has not been left out."""
    mine = UnitMember.objects.filter(person_id=actor.person_id, left_on=None).values("unit_id")
    return Unit.objects.filter(pk__in=mine, state__in=LIVING).prefetch_related(_people())


def _leads(member: UnitMember | None) -> bool:
    return member is not None and member.side == UnitMember.Side.MENTOR


def unit_card(unit: Unit, actor: Actor) -> dict[str, Any]:
    """What the card of a pair shows: people, programme, meetings, consents, and what the actor may do."""
    members = list(unit.members.filter(left_on=None).select_related("person"))
    mine = next((member for member in members if member.person_id == actor.person_id), None)
    led = manages(actor, unit)
    program = unit.programs.order_by("-pk").first()
    line = year_lines([unit], actor.today)[0]
    return {
        "members": members,
        "form_labels": form_labels(unit),
        "kinds": [str(KINDS[code]) for code in unit.kinds if code in KINDS and code not in ("TRADITIONAL", "GROUP")],
        "role_model": role_model_words(unit.role_model) if unit.role_model else "",
        "questions": [str(MATCHING_QUESTIONS[code]) for code in unit.questions if code in MATCHING_QUESTIONS],
        "mine": mine,
        "must_answer": bool(
            mine and unit.state == Unit.State.PROPOSED and mine.agreed_on is None and mine.declined_on is None
        ),
        "program": program,
        "plan": execution(program) if program else None,
        **meetings_card(unit, actor, mine, led),
        **work_card(unit, actor, mine),
        "draws_up": unit.state in WITH_A_PROGRAMME
        and not needs_no_programme(unit, actor.today)
        and (mine is not None or actor.may("unit.manage")),
        "orders_awaited": orders_awaited(unit),
        "requests": [row for row in members if row.mentee_entry_id and row.left_on is None]
        if _leads(mine) and unit.state in AGREED
        else [],
        "requests_again": [row for row in members if row.mentee_entry and row.mentee_entry.state in WAITING]
        if led and unit.state == Unit.State.REJECTED
        else [],
        "year": line,
        "signs": signs_for(actor, [line], unit.organization).get(unit.pk, []) if led or _leads(mine) else [],
        "consents": list(unit.consents.select_related("person")),
        "step": step_of(unit),
        "manages": led,
        "projects": projects_of(unit),
        "together_in": LIVING,
    }


def step_of(unit: Unit) -> int:
    """Its place on the way; a pause and a change of mentor are part of the work, trial meetings come before it."""
    state = ON_THE_WAY.get(unit.state, unit.state)
    return STEPS.index(state) + 1 if state in STEPS else len(STEPS) + 1


STEPS = ("proposed", "agreed", "consented", "ordered", "active", "closed")
ON_THE_WAY = {"trying": "ordered", "paused": "active", "replacing": "active"}
