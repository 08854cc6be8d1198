"""What M3, M4, M5 and P3 are counted from: events with their participants and joint projects. Nothing is typed.

M3: participations of the organization's people in contests and olympiads. M4: events where somebody of its pairs took
part. P3: innovative events with somebody of its pairs, and innovative or research projects; its scale 0–3 is a default
of the system (none, one, two, three and more). M5: projects that were done of those planned to end in the year.
"""

import datetime
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Avg, Count, Q, QuerySet

from accounts.models import Organization

from ..models import Event, EventParticipant, JointProject, UnitMember

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


def _year(organization: Organization, year: int) -> tuple[datetime.datetime, datetime.datetime]:
    """The school year in the organization's own zone."""
    first, after = datetime.date(year, 9, 1), datetime.date(year + 1, 9, 1)
    midnight = datetime.time()
    zone = organization.zone
    return datetime.datetime.combine(first, midnight, zone), datetime.datetime.combine(after, midnight, zone)


def _held(organization: Organization, year: int) -> QuerySet[EventParticipant]:
    start, end = _year(organization, year)
    return EventParticipant.objects.filter(
        organization=organization, event__state=Event.State.HELD, event__starts_at__gte=start, event__starts_at__lt=end
    )


def _counts(organization: Organization, year: int) -> dict[str, int]:
    pairs = UnitMember.ever.filter(unit__organization=organization).exclude(unit__state="rejected")
    of_pairs = Q(person_id__in=pairs.values("person_id"))
    return _held(organization, year).aggregate(
        contests=Count("pk", filter=Q(event__kind__in=CONTESTS)),
        events=Count("event_id", distinct=True, filter=of_pairs),
        innovation=Count("event_id", distinct=True, filter=of_pairs & Q(event__innovative=True)),
    )


def _projects(organization: Organization, year: int) -> QuerySet[JointProject]:
    first, last = datetime.date(year, 9, 1), datetime.date(year + 1, 8, 31)
    return JointProject.objects.filter(organization=organization, end_on__gte=first, end_on__lte=last)


def _innovative_projects(organization: Organization, year: int) -> int:
    return _projects(organization, year).filter(kind__in=INNOVATIVE).exclude(state="cancelled").count()


def activity_of(organization: Organization, year: int) -> Activity:
    """The school year beside the one before. Five queries."""
    now, before = _counts(organization, year), _counts(organization, year - 1)
    told = _projects(organization, year).aggregate(
        planned=Count("pk"),
        done=Count("pk", filter=Q(state=JointProject.State.DONE)),
        expert=Avg("expert_score", filter=Q(state=JointProject.State.DONE)),
    )
    expert = told["expert"]
    return Activity(
        contests=Change(before["contests"], now["contests"]),
        events=Change(before["events"], now["events"]),
        innovation=Change(
            before["innovation"] + _innovative_projects(organization, year - 1),
            now["innovation"] + _innovative_projects(organization, year),
        ),
        projects_planned=told["planned"],
        projects_done=told["done"],
        expert=None if expert is None else Decimal(str(expert)).quantize(Decimal("0.1"), ROUND_HALF_UP),
    )
