"""«С приказом ознакомлен»: who is asked, who has answered in the system or on paper, who is reminded (S4, order)."""

import datetime
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Person, StudentProfile
from accounts.notices import notify
from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..models import Acknowledgement, Order, OrderClause, OrderKind


def may_draft(actor: Actor, organization_id: int) -> None:
    if not actor.may("order.draft") or not actor.signs_for(organization_id):
        raise Refusal(_("Приказы готовят куратор и руководитель той организации, которая их издаёт"), code="permission")


def tell(person: Person, order: Order, text: str, key: str, detail: str = "") -> None:
    url = reverse("order_detail", args=[order.pk])
    notify(
        person,
        f"{text}: {order.title}"[:300],
        dedupe_key=f"order.{key}"[:120],
        detail=detail[:500],
        url=url,
        organization_id=order.organization_id,
    )


def ask_everybody_named(order: Order) -> None:
    """Whoever a clause or its table names, and whoever drafted the order; the one who signed knows it already."""
    people = {person.pk: person for person in [order.drafted_by, *_named_by(order)]}
    people.pop(order.signed_by_id or 0, None)
    for child in _children(people, order):
        del people[child]
    _add(order, people.values())


def _children(people: Iterable[int], order: Order) -> list[int]:
    """Pupils sign no sheet: an order is made known to workers and to grown-ups. Of an unknown age: a child."""
    day = order.dated or clock.today(order.organization.zone)
    grown = day.replace(year=day.year - 18, day=min(day.day, 28))
    pupils = StudentProfile.objects.in_force(day).filter(person_id__in=list(people))
    pupils = pupils.filter(Q(person__birth_date=None) | Q(person__birth_date__gt=grown))
    return list(pupils.values_list("person_id", flat=True).distinct())


def _named_by(order: Order) -> Iterable[Person]:
    clauses = order.clauses.select_related(
        "executor", "target", "release__person", "release__substitute", "council", *REPLACED
    ).prefetch_related("units__unit__members__person", "units__unit__curator")
    for clause in clauses:
        if clause.executor is not None:
            yield clause.executor
        for row in clause.units.all():
            here = [member for member in row.unit.members.all() if member.left_on is None]
            if not row.by_lender:
                yield row.unit.curator
            yield from (member.person for member in here if not row.by_lender or member.side == "mentor")
        yield from _subject_people(clause)
        if clause.kind in {OrderKind.ORDER_CANCELLATION, OrderKind.ORDER_AMENDMENT} and clause.target is not None:
            sheet = clause.target.acknowledgements.select_related("person")
            yield from (row.person for row in sheet)


REPLACED = ("replacement__former__person", "replacement__mentor_entry__person", "replacement__unit__curator")


def _subject_people(clause: OrderClause) -> Iterable[Person]:
    if clause.replacement is not None:
        yield clause.replacement.former.person
        yield clause.replacement.unit.curator
        members = clause.replacement.unit.members.filter(left_on=None).select_related("person")
        yield from (member.person for member in members)
    if clause.release is not None:
        yield clause.release.person
        if clause.release.substitute is not None:
            yield clause.release.substitute
    if clause.council is not None:
        yield from (seat.person for seat in clause.council.seats.filter(left_on=None).select_related("person"))


def _add(order: Order, people: Iterable[Person]) -> None:
    for person in people:
        Acknowledgement.objects.get_or_create(order=order, person=person)
        tell(person, order, _("Ознакомьтесь с приказом"), f"acknowledge:{order.pk}")


@transaction.atomic
def ask_to_acknowledge(*, actor: Actor, order: Order, people: Sequence[Person]) -> None:
    """Add people to the acknowledgement sheet of a registered order."""
    may_draft(actor, order.organization_id)
    if order.registered_at is None:
        raise Refusal(_("Знакомят с зарегистрированным приказом"), todo=_("Сначала зарегистрируйте приказ"))
    _add(order, people)
    audit.record(actor, "order.ask_to_acknowledge", order, people=[person.pk for person in people])


@transaction.atomic
def remind_to_acknowledge(*, actor: Actor, order: Order) -> int:
    """Tell once more whoever has not acknowledged; once a day, however often it is pressed. How many were told."""
    may_draft(actor, order.organization_id)
    waiting = list(order.acknowledgements.filter(acknowledged_on=None).select_related("person"))
    if not waiting:
        raise Refusal(_("С приказом ознакомились все"), code="already")
    for row in waiting:
        key = f"acknowledge:{order.pk}:{actor.today:%Y-%m-%d}"
        tell(row.person, order, _("Напоминание: ознакомьтесь с приказом"), key)
    audit.record(actor, "order.remind", order, people=[row.person_id for row in waiting])
    return len(waiting)


@transaction.atomic
def acknowledge_order(*, actor: Actor, order: Order) -> Acknowledgement:
    """«С приказом ознакомлен», by the person himself. A second press changes nothing."""
    row = Acknowledgement.objects.select_for_update().filter(order=order, person_id=actor.person_id).first()
    if row is None:
        raise Refusal(_("Вас нет в листе ознакомления с этим приказом"))
    if row.acknowledged_on is None:
        row.acknowledged_on = actor.today
        row.save(update_fields=["acknowledged_on"])
        audit.record(actor, "order.acknowledge", order, acknowledgement=row.pk)
    return row


@transaction.atomic
def acknowledge_on_paper(*, actor: Actor, order: Order, people: Sequence[Person], on: datetime.date) -> None:
    """The curator enters the date of signatures on paper. A mark made in the system stays."""
    may_draft(actor, order.organization_id)
    rows = list(Acknowledgement.objects.select_for_update().filter(order=order, person__in=people))
    if len(rows) < len(people):
        raise Refusal(_("Этого человека нет в листе ознакомления"), todo=_("Сначала добавьте его в лист"))
    if on > actor.today or (order.dated and on < order.dated):
        raise Refusal(
            _("Дата ознакомления — от даты приказа до сегодняшнего дня"), todo=_("Исправьте дату ознакомления")
        )
    for row in rows:
        if row.acknowledged_on is None or row.on_paper:
            row.acknowledged_on, row.on_paper = on, True
            row.save(update_fields=["acknowledged_on", "on_paper"])
            audit.record(actor, "order.acknowledge_on_paper", order, acknowledgement=row.pk)
