"""Orders as lists need them: a fixed number of queries, whatever the length."""

import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Person
from accounts.permissions import Actor
from accounts.roles import Role

from ..models import (
    APPOINTED_ROLES,
    SUBJECTS,
    Consent,
    CouncilSeat,
    LegalAct,
    Order,
    OrderClause,
    OrderKind,
    OrderUnit,
    Unit,
)
from ..models.unit import AT_WORK, BEFORE_ORDER


def _search(rows: QuerySet[Order], search: str) -> QuerySet[Order]:
    words = search.replace("\x00", "").strip()[:100]
    if not words:
        return rows
    return rows.filter(Q(title__icontains=words) | Q(number__icontains=words))


def order_rows(actor: Actor, *, state: str = "", search: str = "") -> QuerySet[Order]:
    """Orders that the actor may read, the newest first."""
    rows = Order.objects.visible_to(actor).select_related("organization", "drafted_by")
    signed = Q(acknowledgements__acknowledged_on__isnull=False)
    rows = rows.annotate(asked=Count("acknowledgements"), acknowledged=Count("acknowledgements", filter=signed))
    rows = rows.order_by("-created_at", "-pk")  # counting drops the order of the model
    if state:
        rows = rows.filter(state=state)
    return _search(rows, search)


def requisites_rows(actor: Actor, *, search: str = "") -> QuerySet[Order]:
    """Registered orders of the organizations below the actor's node, the newest first."""
    return _search(Order.objects.requisites_for(actor).select_related("organization"), search).order_by("-dated", "-pk")


def order_counts(actor: Actor) -> list[dict[str, Any]]:
    """How many orders are in each state, for the chips; one query."""
    counts = dict(Order.objects.visible_to(actor).order_by().values_list("state").annotate(number=Count("pk")))
    chips = [{"state": state, "label": label, "count": counts.get(state, 0)} for state, label in Order.State.choices]
    return [chip for chip in chips if chip["count"]]


def registration_effects(order: Order) -> list[str]:
    """What the registration will set in motion, a line a clause: read before the number is given."""
    clauses = order.clauses.select_related(
        "executor", "regulation", "target", "replacement__mentor_entry__person", "release__person", "council"
    )
    return [line for clause in clauses if (line := _effect(clause))]


def _effect(clause: OrderClause) -> str:
    lines = []
    if clause.kind == OrderKind.STATUTE_APPROVAL and clause.regulation:
        lines.append(_("%s: начинает действовать, прежняя редакция перестаёт") % clause.regulation.title)
    elif clause.kind == OrderKind.STATUTE_REPEAL and clause.regulation:
        lines.append(_("%s: перестаёт действовать") % clause.regulation.title)
    elif clause.kind in APPOINTED_ROLES and clause.executor:
        role = Role(APPOINTED_ROLES[clause.kind]).label
        lines.append(_("%(who)s: роль «%(role)s»") % {"who": clause.executor.full_name, "role": role})
    elif clause.kind == OrderKind.PAIR_ASSIGNMENT:
        lines.append(_("пары и группы из пункта %s: закреплены") % clause.position)
    elif clause.kind == OrderKind.PAIR_LENDING:
        lines.append(_("наставник направлен; пара начнёт, когда приказ издаст и принимающая школа"))
    elif clause.kind == OrderKind.PAIR_TERMINATION:
        lines.append(_("пары и группы из пункта %s: приказ о закреплении на них больше не действует") % clause.position)
    elif clause.kind == OrderKind.MENTOR_APPOINTMENT and clause.executor:
        lines.append(_("%s: в банке наставников") % clause.executor.full_name)
    elif clause.kind == OrderKind.PAIR_CHANGE and clause.replacement:
        lines.append(_("новый наставник пары: %s") % clause.replacement.mentor_entry.person.full_name)
    elif clause.kind == OrderKind.DUTY_RELEASE and clause.release:
        who = {"who": clause.release.person.full_name, "day": f"{clause.release.on:%d.%m.%Y}"}
        lines.append(_("%(who)s: освобождение от обязанностей %(day)s") % who)
    elif clause.kind == OrderKind.COUNCIL_CREATION and clause.council:
        lines.append(_("%s: начинает работу, членам даются роли") % clause.council.label)
    elif clause.kind == OrderKind.ORDER_CANCELLATION and clause.target:
        lines += [_("приказ № %s: больше не действует") % clause.target.number, *cancellation_effects(clause.target)]
    if clause.due_on:
        whose = _("срок каждой школе") if clause.kind == OrderKind.TASK else _("срок куратору")
        lines.append(_("пункт %(no)s: %(whose)s до %(day)s") % {
            "no": clause.position, "whose": whose, "day": f"{clause.due_on:%d.%m.%Y}",
        })  # fmt: skip
    return "; ".join(lines)


def cancelling_draft(order: Order) -> Order | None:
    """The order that is being prepared to cancel this one."""
    about = order.changing_clauses.filter(kind=OrderKind.ORDER_CANCELLATION, order__registered_at=None)
    clause = about.exclude(order__state=Order.State.CANCELLED).select_related("order").first()
    return clause.order if clause is not None else None


def amending_orders(order: Order) -> list[Order]:
    """Registered orders that amend this one, in order of their dates."""
    about = OrderClause.objects.filter(kind=OrderKind.ORDER_AMENDMENT, target=order)
    rows = Order.objects.filter(pk__in=about.values("order_id"), registered_at__isnull=False)
    return list(rows.exclude(state=Order.State.CANCELLED).order_by("dated", "pk"))


def cancellation_effects(order: Order) -> list[str]:
    """What stops with the order when it is cancelled, a line a clause."""
    lines = []
    for clause in order.clauses.select_related("executor", "regulation").prefetch_related("units__unit"):
        units = [row.unit for row in clause.units.all() if row.in_force]
        if waiting := sum(unit.state in {*BEFORE_ORDER, Unit.State.ORDERED} for unit in units):
            lines.append(_("пар, которые ещё не начали: %s; их закрепит новый приказ") % waiting)
        if working := sum(unit.state in AT_WORK for unit in units):
            lines.append(_("пар и программ, которые будут закрыты: %s") % working)
        if clause.kind == OrderKind.STATUTE_APPROVAL and clause.regulation:
            lines.append(_("%s: перестаёт действовать") % clause.regulation.title)
        if clause.kind in APPOINTED_ROLES and clause.executor:
            facts = {"who": clause.executor.full_name, "role": Role(APPOINTED_ROLES[clause.kind]).label}
            lines.append(_("%(who)s: роль «%(role)s» заканчивается") % facts)
        if clause.kind == OrderKind.ROADMAP_APPROVAL:
            lines.append(_("дорожная карта снова черновик"))
    return lines


def named_in(order: Order) -> QuerySet[Person]:
    """Whom the order names beside its officers: in pairs, as mentors, in releases and councils."""
    held = OrderUnit.objects.filter(clause__order=order)
    units, lent = (held.filter(by_lender=by_lender).values("unit_id") for by_lender in (False, True))
    about = order.clauses.filter(kind__in=SUBJECTS)
    return Person.objects.filter(
        Q(unit_members__unit__in=units)
        | Q(unit_members__unit__in=lent, unit_members__side="mentor", unit_members__is_reverse=False)
        | Q(unit_members__unit__in=about.values("replacement__unit"))
        | Q(pk__in=about.values("replacement__mentor_entry__person"))
        | Q(pk__in=order.clauses.filter(kind=OrderKind.MENTOR_APPOINTMENT).values("executor"))
        | Q(pk__in=about.values("release__person"))
        | Q(pk__in=about.values("release__substitute"))
        | Q(pk__in=CouncilSeat.objects.filter(council__in=about.values("council")).values("person"))
    ).distinct()


def not_to_be_shown(order: Order) -> list[Person]:
    """Whom the order names and who has not consented to being named in public (152-ФЗ, ст. 10.1)."""
    consents = Consent.objects.to_be_named().filter(organization=order.organization_id)
    named = named_in(order).exclude(pk__in=consents.values("person_id"))
    return list(named.order_by("last_name", "first_name", "pk"))


def repealed_acts(order: Order, on: datetime.date) -> list[LegalAct]:
    """Acts that a draft stands on or names in its preamble and that have lost force."""
    if not (order.is_editable or order.state in {Order.State.AGREEING, Order.State.FOR_REVIEW}):
        return []
    mine = set(order.bases.values_list("act_id", flat=True))
    gone = LegalAct.objects.filter(repealed_on__lte=on)
    return [act for act in gone if act.pk in mine or act.instrumental in order.preamble]
