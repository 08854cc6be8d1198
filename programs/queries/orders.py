"""Orders as lists need them: a fixed number of queries, whatever the length."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.permissions import Actor

from ..models import Order


def _search(rows: QuerySet[Order], search: str) -> QuerySet[Order]:
    words = search.replace("\x00", "").strip()[:100]
    if not words:
        return rows
    return rows.filter(Q(title__icontains=words) | Q(number__icontains=words))


def order_rows(actor: Actor, *, state: str = "", search: str = "") -> QuerySet[Order]:
    """Orders that the actor may read, the newest first."""
    rows = Order.objects.visible_to(actor).select_related("organization", "drafted_by")
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
