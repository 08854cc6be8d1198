"""Helpers: bring a version of a node's regulation into force by its registered order, with its own roles."""

import datetime
from collections.abc import Mapping
from typing import Any

from programs.models import Order, OrderKind, Regulation
from programs.services import orders
from programs.services import regulations as service
from programs.services.order_drafts import ClauseDraft, OrderDraft
from tests.support.people import acting
from tests.world import Node

DAY = datetime.date(2024, 9, 2)


def draft(node: Node, settings: Mapping[str, Any] | None = None, *, preset: str = "", **options: Any) -> int:
    """A draft of the node's head: of a preset, or with these settings alone."""
    with acting(node.head) as actor:
        if preset:
            return service.draft_from_preset(actor=actor, preset_code=preset, **options).pk
        row = service._create(actor, title=f"Положение {node.marker}", preset="", settings=dict(settings or {}))
        return row.pk


def order_of(node: Node, version: int, kind: str = OrderKind.STATUTE_APPROVAL) -> int:
    """A draft of the order that approves (or repeals) the version."""
    with acting(node.head) as actor:
        regulation = Regulation.objects.get(pk=version)
        clause = ClauseDraft(kind, f"Утвердить {regulation.title}.", regulation=regulation)
        words = OrderDraft(title="Об утверждении Положения", preamble="", place="г. Приозёрск", clauses=(clause,))
        return orders.create_order(actor=actor, draft=words).pk


def submit(node: Node, order: int) -> None:
    with acting(node.head) as actor:
        orders.submit_order(actor=actor, order=Order.objects.get(pk=order))


def register(node: Node, order: int, dated: datetime.date = DAY, number: str = "71-о") -> None:
    """Submit, sign and register: what the order says takes effect."""
    submit(node, order)
    with acting(node.head) as actor:
        row = Order.objects.get(pk=order)
        row = orders.approve_order(actor=actor, order=row, version=row.version)
        orders.register_order(actor=actor, order=row, number=number, dated=dated, number_apart=f"журнал {order}")


def enact(node: Node, settings: Mapping[str, Any] | None = None, *, dated: datetime.date = DAY, **options: Any) -> int:
    """A version in force from ``dated``; the one in force before it ends that day."""
    version = draft(node, settings, **options)
    register(node, order_of(node, version), dated)
    return version
