"""Orders as lists need them: a fixed number of queries, whatever the length."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from accounts.roles import Role

from ..models import APPOINTED_ROLES, Order, OrderClause, OrderKind


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
    clauses = order.clauses.select_related("executor", "regulation")
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
    if clause.due_on:
        whose = _("срок каждой школе") if clause.kind == OrderKind.TASK else _("срок куратору")
        lines.append(_("пункт %(no)s: %(whose)s до %(day)s") % {
            "no": clause.position, "whose": whose, "day": f"{clause.due_on:%d.%m.%Y}",
        })  # fmt: skip
    return "; ".join(lines)
