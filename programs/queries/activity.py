"""What M3, M4, M5 and P3 are counted from: events with their participants and joint projects. Nothing is typed.

M3: participations of the organization's people in contests and olympiads. M4: events where somebody of its pairs took
part, and done lines of plans about public life and innovation (S4 п. 4.2). P3: innovative events with somebody of its
pairs, and innovative or research projects; its scale 0–3 is a default of the system (none, one, two, three and more).
M5: projects that were done of those planned to end in the year.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Avg, Count, Q

from accounts.models import Organization

from ..models import Event, EventParticipant, FormOfWork, JointProject, PlanActivity, UnitMember
from ..terms import moments_of, year_days

CONTESTS = (Event.Kind.CONTEST, Event.Kind.OLYMPIAD)
INNOVATIVE = (JointProject.Kind.INNOVATIVE, JointProject.Kind.RESEARCH)
TOP = 3


@dataclass(frozen=True)
class Change:
    """A number of the year before and of the year: its difference, and the share where there is something to share."""

    before: int
    now: int

    @property
    def delta(self) -> int:
        return self.now - self.before

    @property
    def percent(self) -> Decimal | None:
        """None is «н/д»: growth from zero has no share (M3)."""
        return share(self.delta, self.before)


@dataclass(frozen=True)
class Activity:
    contests: Change
    events: Change
    innovation: Change
    projects_planned: int
    projects_done: int
    expert: Decimal | None

    @property
    def scale(self) -> int:
        return min(self.innovation.now, TOP)

    @property
    def projects_percent(self) -> Decimal | None:
        return share(self.projects_done, self.projects_planned)


def share(part: int, whole: int) -> Decimal | None:
    """Percent to a tenth, a half goes up; None of nothing."""
    if whole == 0:
        return None
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def event_counts(schools: Iterable[int], start: datetime.datetime, end: datetime.datetime) -> dict[str, int]:
    """Of one school or of many between two moments: an event of several schools counts once. Two queries."""
    held = EventParticipant.objects.filter(
        organization_id__in=schools, event__state=Event.State.HELD, event__starts_at__gte=start,
        event__starts_at__lt=end,
    )  # fmt: skip
    pairs = UnitMember.ever.filter(unit__organization_id__in=schools).exclude(unit__state="rejected")
    of_pairs = Q(person_id__in=pairs.values("person_id"))
    lines = PlanActivity.objects.filter(
        program__organization_id__in=schools, form_of_work=FormOfWork.SOCIAL, state=PlanActivity.State.DONE,
        done_on__gte=start.date(), done_on__lt=end.date(),
    )  # fmt: skip
    found = held.aggregate(
        contests=Count("pk", filter=Q(event__kind__in=CONTESTS)),
        events=Count("event_id", distinct=True, filter=of_pairs),
        innovation=Count("event_id", distinct=True, filter=of_pairs & Q(event__innovative=True)),
    )
    return {**found, "events": found["events"] + lines.count()}


def project_counts(schools: Iterable[int], first: datetime.date, last: datetime.date) -> dict[str, Any]:
    """Of projects that are to end between the two days. One query."""
    done = Q(state=JointProject.State.DONE)
    return JointProject.objects.filter(organization_id__in=schools, end_on__range=(first, last)).aggregate(
        planned=Count("pk"),
        done=Count("pk", filter=done),
        innovative=Count("pk", filter=Q(kind__in=INNOVATIVE) & ~Q(state=JointProject.State.CANCELLED)),
        expert=Avg("expert_score", filter=done),
    )


def _counts(organization: Organization, year: int) -> tuple[dict[str, int], dict[str, Any]]:
    days = year_days(year)
    events = event_counts([organization.pk], *moments_of(*days, organization.zone))
    return events, project_counts([organization.pk], *days)


def activity_of(organization: Organization, year: int) -> Activity:
    """The school year beside the one before. Six queries."""
    (now, projects), (before, former) = _counts(organization, year), _counts(organization, year - 1)
    expert = projects["expert"]
    return Activity(
        contests=Change(before["contests"], now["contests"]),
        events=Change(before["events"], now["events"]),
        innovation=Change(
            before["innovation"] + former["innovative"],
            now["innovation"] + projects["innovative"],
        ),
        projects_planned=projects["planned"],
        projects_done=projects["done"],
        expert=None if expert is None else Decimal(str(expert)).quantize(Decimal("0.1"), ROUND_HALF_UP),
    )
