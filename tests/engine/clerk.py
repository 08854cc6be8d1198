"""A clerk in a process of its own, to be killed: ``python -m tests.engine.clerk orders|certificates FACTS``.

It begins anew where the database says that the work stands, as a person does who opens the page again.
"""

import json
import sys

import django

django.setup()

from accounts.models import Membership  # noqa: E402  the settings must be read first
from accounts.permissions import Actor, actor_of  # noqa: E402
from accounts.tenancy import tenant_scope  # noqa: E402
from programs.models import Order, OrderKind, Program  # noqa: E402
from programs.services import orders  # noqa: E402
from programs.services.order_drafts import ClauseDraft, OrderDraft  # noqa: E402
from reports.documents.kinds import KINDS  # noqa: E402
from reports.services.papers import issue_paper  # noqa: E402

TITLE = "Об учениях, приказ {}"


def actor(membership: int) -> Actor:
    rows = Membership.objects.select_related("person", "organization", "organization__region", "region")
    return actor_of(rows.get(pk=membership))


def step(number: int, curator: int, head: int) -> bool:
    """One press about the order of that number; whether there is another one to make."""
    order = Order.objects.filter(title=TITLE.format(number)).first()
    if order is None:
        clause = ClauseDraft(OrderKind.OTHER, f"Провести учение {number}.")
        draft = OrderDraft(title=TITLE.format(number), preamble="", place="г. Приозёрск", clauses=(clause,))
        orders.create_order(actor=actor(curator), draft=draft)
    elif order.state == "draft":
        orders.submit_order(actor=actor(curator), order=order)
    elif order.state == "for_review":
        orders.approve_order(actor=actor(head), order=order, version=order.version)
    elif order.state == "signed":
        register(order, actor(curator))
    return order is None or order.state in {"draft", "for_review", "signed"}


def register(order: Order, curator: Actor) -> None:
    """By the next number, as the clerk reads it in the journal."""
    taken = Order.objects.filter(title__startswith=TITLE.format(""), dated__year=curator.today.year)
    numbers = [int(number) for number in taken.values_list("number", flat=True) if number]
    orders.register_order(actor=curator, order=order, number=str(max(numbers, default=0) + 1), dated=curator.today)


def main(what: str, *, region: int, count: int, curator: int, head: int, programs: list[int]) -> None:
    for number in range(count):
        if what == "certificates":
            with tenant_scope(region):
                row = Program.objects.select_related(*KINDS["certificate"].related).get(pk=programs[number])
                issue_paper(actor=actor(head), kind=KINDS["certificate"], row=row)
            continue
        more = True
        while more:
            with tenant_scope(region):
                more = step(number, curator, head)


if __name__ == "__main__":
    main(sys.argv[1], **json.loads(sys.argv[2]))
