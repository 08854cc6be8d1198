"""The deadline engine: plan, open, remind, close exactly once, catch up. No state, only dates.

Rows are claimed with ``SKIP LOCKED`` in small transactions, so a doubled beat or worker does nothing twice. A row goes
through its steps in order, and after downtime the steps that were missed are done by time. ``closed_at`` and the others
are the moments when the system did it; lateness is computed from ``due_at`` and ``done_at`` alone.
"""

import datetime
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts import audit, clock, due_rules
from accounts.models import Deadline, Membership, Organization, Person, Region
from accounts.models.membership import MembershipQuerySet
from accounts.notices import morning, notify
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.roles import Role
from accounts.services.regions import each_region, place_of
from accounts.tenancy import tenant_scope
from accounts.work_calendar import calendar_for

logger = logging.getLogger(__name__)

BATCH = 50  # rows of one transaction
LADDER = (7, 3, 1, 0)  # days before the last day of the term on which it is reminded of (a default, in no act)
ESCALATE_DAYS = 3  # after «просрочено» the head is told too
REMIND_HOUR = 9  # local
# Whom an overdue term of the levels below is told to, by the kind of the organization above.
COORDINATORS = {"municipality": Role.MUNICIPAL_COORDINATOR, "region_authority": Role.REGION_OPERATOR}
PLANNED = ["title", "url", "clause", "role", "recommended", "opens_at", "remind_at", "due_at"]


def plan(*, organization: Organization, kind: str, **term: Any) -> list[Deadline]:
    """The rule's terms in ``start``…``end`` (see ``drafts``) as rows, in order of time; planning again adds nothing.

    One organization and kind is one rule: its occurrences are told apart by their keys. Terms that nobody was told of
    yet take the new dates and words; opened ones stay as they were announced. Needs an open scope.
    """
    return _write_plan(organization, kind, drafts(organization=organization, kind=kind, **term))


def plan_many(rows: Sequence[Deadline]) -> int:
    """Drafts of any number of organizations in few queries; how many stand now. Terms not opened take the new dates."""
    if not rows:
        return 0
    Deadline.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    wanted = {(row.organization_id, row.kind, row.key): row for row in rows}
    with transaction.atomic():
        stored = Deadline.objects.filter(
            kind__in={row.kind for row in rows},
            organization_id__in={row.organization_id for row in rows},
            opened_at=None,
        )
        locked = stored.select_for_update().order_by("pk")
        moved = [row for row in locked if _take_over(row, wanted.get((row.organization_id, row.kind, row.key)))]
        Deadline.objects.bulk_update(moved, PLANNED, batch_size=1000)
    return len(rows)


def _take_over(row: Deadline, planned: Deadline | None) -> bool:
    """Whether the row has changed."""
    if planned is None or row.due_at == planned.due_at:
        return False
    for column in PLANNED:
        setattr(row, column, getattr(planned, column))
    return True


def drafts(
    *,
    organization: Organization,
    kind: str,
    rule: due_rules.DueRule,
    title: str,
    role: str,
    start: datetime.date,
    end: datetime.date,
    due_shift: str,
    events: due_rules.Events | None = None,
    url: str = "",
    clause: str = "",
    recommended: bool = False,
) -> list[Deadline]:
    """The rule's terms in ``start``…``end`` (local dates), not stored yet.

    A rule without dates gives one row without ``due_at``, open from ``start`` and never overdue.
    """
    terms = due_rules.occurrences(
        rule,
        calendar=calendar_for(organization.region.calendar),
        tz=organization.zone,
        shift=due_shift,
        start=start,
        end=end,
        events=events,
    )
    common = {"kind": kind, "title": title, "url": url, "clause": clause, "role": role, "recommended": recommended}
    rows = [
        Deadline(organization=organization, key=term.key, **common, **_moments(term, organization.zone))
        for term in terms
    ]
    if rule.type in {due_rules.DueType.CONTINUOUS, due_rules.DueType.NONE}:
        opens_at = _local(start, organization.zone)
        rows = [Deadline(organization=organization, key=str(rule.type), opens_at=opens_at, **common)]
    return rows


def withdraw(*, organization: Organization, kind: str, keep: Iterable[str] = ()) -> int:
    """Forget the planned terms of a kind that were not opened yet, but those with the keys ``keep``; how many."""
    rows = Deadline.objects.filter(organization=organization, kind=kind, opened_at=None).exclude(key__in=list(keep))
    return rows.delete()[0]


def mark_done(actor: Actor | None, deadline: Deadline, on: datetime.date | None = None) -> bool:
    """Done now, or on a local day ``on`` in the past; False when it was done already. May come after the term.

    ``actor`` None is the system. Raises Refusal for a day that has not come.
    """
    zone = deadline.organization.zone
    if on is not None and on > clock.today(zone):
        raise Refusal(_("Нельзя отметить исполнение будущим днём."), todo=_("Укажите сегодняшний день или прошедший."))
    with transaction.atomic():
        row = Deadline.objects.select_for_update(of=("self",)).get(pk=deadline.pk)
        if row.done_at is not None:
            deadline.done_at = row.done_at
            return False
        if on is None or on == clock.today(zone):
            row.done_at = clock.now()
        else:
            row.done_at = _local(on, zone, hour=12)
        deadline.done_at = row.done_at
        row.save(update_fields=["done_at"])
        audit.record(actor, "deadline.done", row, kind=row.kind, key=row.key, done_at=row.done_at.isoformat())
    return True


def undo_done(actor: Actor, deadline: Deadline) -> bool:
    """Take the mark back; False when there was none. A term that has passed is closed, and told of, anew."""
    with transaction.atomic():
        row = Deadline.objects.select_for_update(of=("self",)).get(pk=deadline.pk)
        if row.done_at is None:
            return False
        before, row.done_at, row.closed_at, row.escalated_at = row.done_at, None, None, None
        row.save(update_fields=["done_at", "closed_at", "escalated_at"])
        deadline.done_at = deadline.closed_at = None
        audit.record(actor, "deadline.undone", row, kind=row.kind, key=row.key, done_at=before.isoformat())
    return True


def run_due(now: datetime.datetime) -> Counter[str]:
    """Do every step that is due at ``now`` in every region; counts of «open», «remind», «close», «escalate»."""
    counts: Counter[str] = Counter()
    each_region(lambda region: counts.update(run_region(region, now)), "deadlines")
    return counts


def run_region(region: Region, now: datetime.datetime) -> Counter[str]:
    """Do every step that is due at ``now`` in one region. A row that fails is logged and left to the next run."""
    counts: Counter[str] = Counter()
    with tenant_scope(region.pk):
        idle = not any(Deadline.objects.filter(step.due(now)).exists() for step in STEPS)
    for step in () if idle else STEPS:
        failed: set[int] = set()
        while taken := _run_batch(region, step, now, failed):
            counts[step.name] += taken
        counts[step.name] -= len(failed)
    return +counts


@dataclass(frozen=True)
class Step:
    """``by`` orders the rows that ``due`` selects; ``do`` sets the stamp that makes the step happen once, and tells."""

    name: str
    by: str
    due: Callable[[datetime.datetime], Q]
    do: Callable[[Deadline, datetime.datetime], None]


def _run_batch(region: Region, step: Step, now: datetime.datetime, failed: set[int]) -> int:
    """How many rows were taken, those included that are added to ``failed``."""
    with tenant_scope(region.pk):
        rows = list(
            Deadline.objects.filter(step.due(now))
            .exclude(pk__in=failed)
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("organization__region")
            .order_by(step.by, "pk")[:BATCH]
        )
        for row in rows:
            try:
                with transaction.atomic():
                    step.do(row, now)
                    row.save(update_fields=["opened_at", "remind_at", "reminded_at", "closed_at", "escalated_at"])
            except Exception as error:  # noqa: BLE001  one bad row must not stop the others
                failed.add(row.pk)
                logger.error("deadline %d, %s: %s", row.pk, step.name, place_of(error))
    return len(rows)


def _open(row: Deadline, now: datetime.datetime) -> None:
    row.opened_at = now
    if row.remind_at and row.remind_at <= now:
        _next_rung(row, now)  # the same would be said twice in one minute
    will_be_overdue = row.due_at is not None and row.due_at < now and not row.recommended
    if row.done_at is None and not will_be_overdue:
        text = _("Рекомендовано до %(day)s: %(title)s") if row.recommended else _("До %(day)s: %(title)s")
        _tell(row, now, "open", text if row.due_at else _("Открыта задача: %(title)s"), _responsible(row, now))


def _remind(row: Deadline, now: datetime.datetime) -> None:
    """The rung that has come; of those that were missed together only the last is said."""
    assert row.due_at is not None  # only what has a term is reminded of
    zone = row.organization.zone
    left = (row.due_at.astimezone(zone).date() - now.astimezone(zone).date()).days
    rung = next(days for days in reversed(LADDER) if left <= days) if left <= LADDER[0] else LADDER[0]
    _next_rung(row, now)
    text = {0: _("Сегодня последний день: %(title)s"), 1: _("Остался день, срок %(day)s: %(title)s")}.get(
        rung, _("Напоминание, срок %(day)s: %(title)s")
    )
    _tell(row, now, f"remind:{rung}", text, _responsible(row, now))


def _next_rung(row: Deadline, now: datetime.datetime) -> None:
    """``remind_at`` moves on to the first rung that has not come; None after the last."""
    row.reminded_at = now
    zone = row.organization.zone
    ladder = _ladder(row.due_at.astimezone(zone).date(), zone) if row.due_at else []
    row.remind_at = next((moment for moment in ladder if moment > now), None)


def _ladder(due_on: datetime.date, zone: ZoneInfo) -> list[datetime.datetime]:
    """The mornings on which a term is reminded of."""
    return [_local(due_on - datetime.timedelta(days=days), zone, hour=REMIND_HOUR) for days in LADDER]


def _close(row: Deadline, now: datetime.datetime) -> None:
    row.closed_at = now
    if row.done_at is None and not row.recommended:
        _tell(row, now, "overdue", _("Просрочено: %(title)s"), _responsible(row, now))
        _tell_above(row, now, "overdue", _("Просрочено, %(organization)s: %(title)s"))


def _escalate(row: Deadline, now: datetime.datetime) -> None:
    """What nobody has done for some days after «просрочено» the head hears of, and again whoever follows terms."""
    row.escalated_at = now
    today = now.astimezone(row.organization.zone).date()
    heads = _people(_holders(today).filter(organization=row.organization, role=Role.HEAD))
    _tell(row, now, "escalated", _("Не исполнено после срока: %(title)s"), heads)
    _tell_above(row, now, "escalated", _("Не исполнено после срока, %(organization)s: %(title)s"))


STEPS = (
    Step("open", "opens_at", lambda now: Q(opened_at=None, opens_at__lte=now), _open),
    Step(
        "remind",
        "remind_at",
        lambda now: (
            Q(done_at=None, closed_at=None, opened_at__isnull=False, remind_at__lte=now, due_at__gte=now)
            & (Q(reminded_at=None) | Q(reminded_at__lt=F("remind_at")))
        ),
        _remind,
    ),
    Step("close", "due_at", lambda now: Q(closed_at=None, opened_at__isnull=False, due_at__lt=now), _close),
    Step(
        "escalate",
        "closed_at",
        lambda now: Q(
            escalated_at=None,
            done_at=None,
            recommended=False,
            closed_at__lte=now - datetime.timedelta(days=ESCALATE_DAYS),
        ),
        _escalate,
    ),
)


def _tell_above(row: Deadline, now: datetime.datetime, what: str, text: str) -> None:
    """Whoever follows terms is led to the organization's card and its telephones: the row's page is the school's."""
    _tell(row, now, what, text, _coordinators(row, now), url=reverse("organization", args=[row.organization_id]))


def _tell(
    row: Deadline, now: datetime.datetime, what: str, text: str, people: Iterable[Person], url: str | None = None
) -> None:
    """At once in the system, and in the one letter of the day."""
    organization = row.organization
    day = f"{row.due_at.astimezone(organization.zone):%d.%m.%Y}" if row.due_at else ""
    facts = {"day": day, "title": row.title, "organization": organization.short_name}
    parts = [_("%(organization)s, срок %(day)s") % facts if day else organization.short_name, row.clause]
    for person in people:
        notify(
            person,
            Truncator(text % facts).chars(300),
            dedupe_key=f"deadline:{row.pk}:{what}",
            detail=". ".join(part for part in parts if part),
            url=row.url if url is None else url,
            organization_id=organization.pk,
            letter_at=morning(now, organization.zone),
        )


def _responsible(row: Deadline, now: datetime.datetime) -> list[Person]:
    """Who holds the row's role at the organization today; its head where nobody does."""
    today = now.astimezone(row.organization.zone).date()
    held = _holders(today).filter(organization=row.organization)
    return _people(held.filter(role=row.role)) or _people(held.filter(role=Role.HEAD))


def _coordinators(row: Deadline, now: datetime.datetime) -> list[Person]:
    """Who follows terms at the nearest level above that has somebody; any level may be missing or vacant."""
    today = now.astimezone(row.organization.zone).date()
    for pk in reversed(row.organization.path_ids[:-1]):
        for kind, role in COORDINATORS.items():
            held = _holders(today).filter(organization_id=pk, organization__kind=kind, role=role)
            if found := _people(held):
                return found
    return []


def _holders(today: datetime.date) -> MembershipQuerySet:
    return Membership.objects.in_force(today).select_related("person").order_by("person_id")


def _people(held: MembershipQuerySet) -> list[Person]:
    return list({membership.person_id: membership.person for membership in held}.values())


def _moments(term: due_rules.Due, zone: ZoneInfo) -> dict[str, datetime.datetime | None]:
    opens_at = _local(term.opens_on, zone)
    return {"opens_at": opens_at, "due_at": term.due_at, "remind_at": reminder_for(term.due_on, zone, opens_at)}


def reminder_for(due_on: datetime.date, zone: ZoneInfo, opens_at: datetime.datetime) -> datetime.datetime:
    """The first morning of the ladder after the term opens: at the latest that of its last day."""
    ladder = _ladder(due_on, zone)
    return next((moment for moment in ladder if moment > opens_at), ladder[-1])


def _write_plan(organization: Organization, kind: str, rows: list[Deadline]) -> list[Deadline]:
    Deadline.objects.bulk_create(rows, ignore_conflicts=True)
    planned = {row.key: row for row in rows}
    with transaction.atomic():
        stored = Deadline.objects.filter(organization=organization, kind=kind, key__in=planned)
        found = list(stored.select_for_update().order_by("pk"))
        for row in found:
            row.organization = organization
            if row.opened_at is None:
                for column in PLANNED:
                    setattr(row, column, getattr(planned[row.key], column))
        Deadline.objects.bulk_update([row for row in found if row.opened_at is None], PLANNED)
    return sorted(found, key=lambda row: (row.due_at or row.opens_at, row.key))


def _local(day: datetime.date, zone: ZoneInfo, hour: int = 0) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(hour), zone).astimezone(datetime.UTC)
