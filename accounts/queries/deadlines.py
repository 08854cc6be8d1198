"""What is owed and by when: overdue first, then what comes, then what is done."""

import datetime
from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils.functional import Promise

from accounts import clock
from accounts.models import Deadline, Organization
from accounts.permissions import Actor
from accounts.roles import is_personal
from accounts.search import alphabetical

# Kinds of terms that an act of the system closes, by how their names begin, with what to do instead of a mark.
_acts: dict[str, str | Promise] = {}


def closed_by_act(kind: str, todo: str | Promise) -> None:
    """Terms of kinds that begin so are not marked by hand; the app that owns the act says it when it starts."""
    _acts[kind] = todo


def act_of(deadline: Deadline) -> str | Promise:
    """What closes the term instead of a mark; empty where the mark itself does."""
    return next((todo for kind, todo in _acts.items() if deadline.kind.startswith(kind)), "")


OPEN, LATE, DONE = "open", "late", "done"


@dataclass(frozen=True)
class Line:
    """A deadline with what is computed of it: its local day, days overdue, whether it is for the reader himself."""

    deadline: Deadline
    day: datetime.date | None
    late_days: int
    mine: bool
    by_hand: bool


def overdue_days(deadline: Deadline, on: datetime.date | None = None) -> int:
    """Calendar days (≥ 0) after the last local day, to the day of doing or else to ``on`` (today). Recommended: 0."""
    if deadline.due_at is None or deadline.recommended:
        return 0
    zone = deadline.organization.zone
    last = deadline.done_at.astimezone(zone).date() if deadline.done_at else on or clock.today(zone)
    return max(0, (last - deadline.due_at.astimezone(zone).date()).days)


def list_for(actor: Actor, *, state: str = OPEN, organization_id: int | None = None, q: str = "") -> QuerySet:
    """Opened ones only: what has not opened yet asks nothing of anybody."""
    now = clock.now()
    rows = (
        Deadline.objects.visible_to(actor)
        .filter(opens_at__lte=now)
        .select_related("organization", "organization__region")
    )
    if organization_id is not None:
        rows = rows.filter(organization_id=organization_id)
    if q:
        rows = rows.filter(title__icontains=q)
    late = Q(done_at=None, due_at__lt=now, recommended=False)
    if state == DONE:
        return rows.filter(done_at__isnull=False).order_by("-done_at", "-pk")
    if state == LATE:
        return rows.filter(late).order_by("due_at", "pk")
    order = Case(When(late, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.filter(done_at=None).order_by(order, "due_at", "organization__short_name", "pk")


def lines_of(actor: Actor, page: list[Deadline]) -> list[Line]:
    today = actor.today
    return [
        Line(
            deadline=row,
            day=local_day(row),
            late_days=overdue_days(row, today) if _is_late(row) else 0,
            mine=row.organization_id == actor.organization_id and row.role == actor.role,
            by_hand=not act_of(row),
        )
        for row in page
    ]


def _is_late(row: Deadline) -> bool:
    end = row.done_at or clock.now()
    return row.due_at is not None and not row.recommended and row.due_at < end


def counts_for(actor: Actor, organization_id: int | None = None) -> dict[str, int]:
    """How many are open, overdue and done, in one query."""
    now = clock.now()
    rows = Deadline.objects.visible_to(actor).filter(opens_at__lte=now)
    if organization_id is not None:
        rows = rows.filter(organization_id=organization_id)
    return rows.order_by().aggregate(
        open=Count("pk", filter=Q(done_at=None)),
        late=Count("pk", filter=Q(done_at=None, due_at__lt=now, recommended=False)),
        done=Count("pk", filter=Q(done_at__isnull=False)),
    )


def debtors(actor: Actor) -> QuerySet:
    """Organizations within reach with their counts of open and overdue terms, the worst first."""
    now = clock.now()
    opened = Q(deadlines__opens_at__lte=now)
    rows = Organization.objects.filter(pk__in=actor.organization_ids).annotate(
        open_count=Count("deadlines", filter=opened & Q(deadlines__done_at=None)),
        late_count=Count(
            "deadlines",
            filter=opened & Q(deadlines__done_at=None, deadlines__due_at__lt=now, deadlines__recommended=False),
        ),
        done_count=Count("deadlines", filter=opened & Q(deadlines__done_at__isnull=False)),
    )
    some = Q(open_count__gt=0) | Q(done_count__gt=0)
    return rows.filter(some).order_by("-late_count", "-open_count", *alphabetical("short_name"))


def waiting_for(actor: Actor) -> list[Deadline]:
    """Open terms addressed to the actor's role at his own node, the nearest first."""
    if is_personal(actor.role):
        return []
    rows = Deadline.objects.visible_to(actor).filter(
        organization_id=actor.organization_id, role=actor.role, opens_at__lte=clock.now(), done_at=None
    )
    return list(rows.select_related("organization", "organization__region")[:20])


def local_day(deadline: Deadline) -> datetime.date | None:
    return deadline.due_at.astimezone(deadline.organization.zone).date() if deadline.due_at else None
