"""What must happen outside the transaction: services enqueue, ``accounts.tasks.deliver_outbox`` hands rows over."""

import datetime
from collections.abc import Callable
from typing import Any

from . import clock
from .models import OutboxMessage

Handler = Callable[[OutboxMessage], None]
HANDLERS: dict[str, Handler] = {}


class Undeliverable(Exception):
    """A handler knows that trying again is of no use. The text is shown to people: no addresses in it."""


class TryLater(Exception):
    """The world outside refuses for now. The text is shown to people: no addresses in it."""


def queue_now() -> datetime.datetime:
    """The machine's own time. Leases of the queue never follow the demo's clock: moved, it would open them."""
    return datetime.datetime.now(datetime.UTC)


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the one handler of a kind. It runs in the row's scope and may run twice: it must be idempotent."""

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        return handler

    return register


def enqueue(
    kind: str,
    dedupe_key: str,
    payload: dict[str, Any],
    *,
    organization_id: int | None = None,
) -> bool:
    """Put a message in the open transaction. False when the same key was enqueued before: nothing goes out twice."""
    row = message(kind, dedupe_key, payload, organization_id=organization_id)
    OutboxMessage.objects.bulk_create([row], ignore_conflicts=True)
    return OutboxMessage.objects.filter(kind=kind, dedupe_key=dedupe_key, created_at=row.created_at).exists()


def message(
    kind: str, dedupe_key: str, payload: dict[str, Any], *, organization_id: int | None = None
) -> OutboxMessage:
    """The row alone, for ``bulk_create`` of many."""
    return OutboxMessage(
        kind=kind, dedupe_key=dedupe_key, payload=payload, organization_id=organization_id, created_at=clock.now(),
        next_attempt_at=queue_now(),
    )  # fmt: skip
