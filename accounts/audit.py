"""Writing what happened. Rows hold ids, not names; a worker seals them into the hash chain (accounts.services.seal)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Model

from . import clock
from .models import AuditEvent

if TYPE_CHECKING:
    from .permissions import Actor


@dataclass(frozen=True)
class Newcomer:
    """Who comes in by an invitation or a personal link: a person with a login, before any role."""

    user_id: int
    person_id: int
    organization_id: int | None
    role: str = ""


def record(actor: "Actor | Newcomer | None", verb: str, obj: Model | None, **more: Any) -> AuditEvent:
    """One event in the open transaction, saved; see ``event``."""
    row = event(actor, verb, obj, **more)
    row.save()
    return row


def event(
    actor: "Actor | Newcomer | None",
    verb: str,
    obj: Model | None,
    *,
    from_state: str = "",
    to_state: str = "",
    basis: str = "",
    organization_id: int | None = None,
    **data: Any,
) -> AuditEvent:
    """One event, for ``bulk_create`` of many. ``actor`` None is the system itself; ``data`` is JSON without names."""
    return AuditEvent(
        at=clock.now(),
        user_id=actor.user_id if actor else None,
        person_id=actor.person_id if actor else None,
        role=actor.role if actor else "",
        organization_id=organization_id
        or getattr(obj, "organization_id", None)
        or (actor.organization_id if actor else None),
        verb=verb,
        object_type=obj._meta.label if obj is not None else "",
        object_id=obj.pk if obj is not None else None,
        from_state=from_state,
        to_state=to_state,
        basis=basis,
        data=data,
    )
