"""Helpers: an order of a node of the world on its way, each step by whoever takes it."""

import datetime
from collections.abc import Sequence
from typing import Any

from accounts.models import Person
from programs.models import LegalAct, Order, OrderKind, Regulation
from programs.services import orders
from programs.services.order_drafts import ClauseDraft, OrderDraft
from tests.support.people import acting
from tests.world import Member, Node

DAY = datetime.date(2024, 3, 24)  # after the statute that the world has in force since 01.09.2022
TITLE = "Об утверждении Положения о системе наставничества"


def other(text: str = "Ознакомить педагогических работников с Положением.", **more: Any) -> ClauseDraft:
    return ClauseDraft(more.pop("kind", OrderKind.OTHER), text, **more)


def words(*clauses: ClauseDraft, title: str = TITLE, **more: Any) -> OrderDraft:
    return OrderDraft(title=title, preamble="В целях развития наставничества", place="г. Приозёрск",
                      clauses=clauses or (other(),), **more)  # fmt: skip


def drafted(node: Node, *clauses: ClauseDraft, by: Member | None = None, **more: Any) -> int:
    with acting(by or drafter_of(node)) as actor:
        return orders.create_order(actor=actor, draft=words(*clauses, **more)).pk


def drafter_of(node: Node) -> Member:
    return node.members.get("curator") or node.members.get("coordinator") or node.head


def press(verb: str, who: Member, order: int, **facts: Any) -> Any:
    """One of ``orders.<verb>_order`` as that person; the version read is the saved one unless it is given."""
    with acting(who) as actor:
        row = Order.objects.get(pk=order)
        if verb in {"approve", "return"}:
            facts.setdefault("version", row.version)
        return getattr(orders, f"{verb}_order")(actor=actor, order=row, **facts)


def brought_to(state: str, node: Node, *clauses: ClauseDraft, number: str = "", dated: datetime.date = DAY,
               **more: Any) -> int:  # fmt: skip
    """An order of the node in that state, by its curator (coordinator) and its head; «13 – А» as often as asked for."""
    order, drafter = drafted(node, *clauses, **more), drafter_of(node)
    named = {"number": number} if number else {"number": "13 – А", "number_apart": f"журнал {order}"}
    steps = {
        "for_review": lambda: press("submit", drafter, order),
        "signed": lambda: press("approve", node.head, order),
        "registered": lambda: press("register", drafter, order, dated=dated, **named),
        "published": lambda: press("publish", drafter, order),
    }
    if state == "returned":
        press("submit", drafter, order)
        press("return", node.head, order, remark="Уточните срок", place="пункт 1")
    elif state != "draft":
        for step, take in steps.items():
            take()
            if step == state:
                break
    return order


def statute(node: Node, state: str = "draft") -> Regulation:
    """Inside a scope: the node's regulation in that state."""
    return Regulation.objects.get(pk=node.regulations[state])


def person(member: Member) -> Person:
    return Person.objects.get(pk=member.person_id)


def acts() -> Sequence[LegalAct]:
    return list(LegalAct.objects.all())
