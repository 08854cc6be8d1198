"""When the people of a pair are free together, what stands in the way of a time, and when the rooms are taken."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Organization
from accounts.work_calendar import calendar_for

from ..models import Event, Meeting, Room, Unit, UnitMember, WeekHours

DAY = range(8, 19)  # hours at which a meeting may begin
LESSONS = range(8, 14)  # of whoever has marked nothing
AHEAD = datetime.timedelta(days=28)
USUAL = datetime.timedelta(minutes=45)
APART = datetime.timedelta(minutes=59)
MOST = 5
OF_A_DAY = 2


@dataclass(frozen=True)
class _Business:
    """What is known of the pair's people: busy hours of the week and meetings ahead."""

    hours: dict[int, set[int]]
    meetings: list[datetime.datetime]

    def is_free(self, at: datetime.datetime) -> bool:
        codes = {WeekHours.code(at), WeekHours.code(at + USUAL)}
        if any(codes & busy for busy in self.hours.values()):
            return False
        return all(abs(other - at) > APART for other in self.meetings)


def _usual() -> set[int]:
    return {weekday * 24 + hour for weekday in range(6) for hour in LESSONS}


def _business(unit: Unit, now: datetime.datetime, but: int | None) -> _Business:
    people = list(unit.members.filter(left_on=None).values_list("person_id", flat=True))
    marked = dict(WeekHours.objects.filter(person__in=people).values_list("person_id", "busy"))
    units = UnitMember.objects.filter(person__in=people, left_on=None).values("unit_id")
    rows = Meeting.objects.filter(
        unit__in=units, state=Meeting.State.PLANNED, planned_at__range=(now - APART, now + AHEAD)
    ).exclude(pk=but)  # fmt: skip
    hours = {person: set(marked[person]) if person in marked else _usual() for person in people}
    return _Business(hours, list(rows.values_list("planned_at", flat=True)))


def free_times(unit: Unit, now: datetime.datetime, *, but: int | None = None) -> list[datetime.datetime]:
    """The nearest hours of working days at which nobody of the pair is busy, two of a day at most. Three queries."""
    zone, business = unit.organization.zone, _business(unit, now, but)
    days_off = calendar_for(unit.organization.region.calendar)
    found: list[datetime.datetime] = []
    first = now.astimezone(zone).date()
    for number in range(AHEAD.days):
        day = first + datetime.timedelta(days=number)
        if not days_off.is_workday(day):
            continue
        hours = (datetime.datetime.combine(day, datetime.time(hour), zone) for hour in DAY)
        found += [at for at in hours if at > now + APART and business.is_free(at)][:OF_A_DAY]
        if len(found) >= MOST:
            break
    return found[:MOST]


def busy_names(unit: Unit, moments: Iterable[datetime.datetime]) -> list[str]:
    """Who has marked lessons or other business at one of these hours. One query."""
    local = [at.astimezone(unit.organization.zone) for at in moments]
    codes = {WeekHours.code(at + more) for at in local for more in (datetime.timedelta(), USUAL)}
    people = unit.members.filter(left_on=None).values("person_id")
    rows = WeekHours.objects.filter(person__in=people, busy__overlap=sorted(codes)).select_related("person")
    return sorted(row.person.full_name for row in rows)


def clashes(unit: Unit, moments: Iterable[datetime.datetime], *, but: int | None = None) -> list[str]:
    """Whose other planned meeting stands within an hour of one of the times."""
    people = unit.members.filter(left_on=None).values("person_id")
    others = Meeting.objects.filter(state=Meeting.State.PLANNED).filter(_near("planned_at", moments)).exclude(pk=but)
    rows = UnitMember.objects.filter(person__in=people, left_on=None, unit__in=others.values("unit_id"))
    return sorted({row.person.full_name for row in rows.select_related("person")})


def place_is_taken(
    organization: Organization, place: str, moments: Iterable[datetime.datetime], *, but: int | None = None
) -> bool:
    """Another meeting or an event of the school at that place within an hour of one of the times (S1 п. 3.3)."""
    if not place.strip():
        return False
    times = list(moments)
    meetings = Meeting.objects.filter(
        _near("planned_at", times), unit__organization=organization, state=Meeting.State.PLANNED,
        place__iexact=place.strip(),
    )  # fmt: skip
    events = Event.objects.filter(
        _near("starts_at", times), organization=organization, state=Event.State.ANNOUNCED, place__iexact=place.strip()
    )
    return meetings.exclude(pk=but).exists() or events.exists()


def obstacles(
    unit: Unit, moments: list[datetime.datetime], place: str = "", *, but: int | None = None
) -> list[str]:  # fmt: skip
    """What stands in the way, in words: a warning, never a refusal. Four queries at most."""
    found = []
    if names := busy_names(unit, moments):
        found.append(_("В этот час уроки или другие дела: %s") % ", ".join(names))
    if names := clashes(unit, moments, but=but):
        found.append(_("В это время уже назначена другая встреча: %s") % ", ".join(names))
    if place_is_taken(unit.organization, place, moments, but=but):
        found.append(_("Это место в это время занято: %s") % place)
    return found


def room_names(organization: Organization) -> list[str]:
    return list(Room.objects.filter(organization=organization, closed_at=None).values_list("name", flat=True))


def rooms_taken(organization: Organization, now: datetime.datetime) -> list[tuple[str, list[datetime.datetime]]]:
    """Every room with the hours of the coming weeks at which it is taken, three queries. Whose they are is not said."""
    ahead = (now, now + AHEAD)
    meetings = Meeting.objects.filter(
        unit__organization=organization, state=Meeting.State.PLANNED, planned_at__range=ahead
    ).exclude(place="")  # fmt: skip
    events = Event.objects.filter(organization=organization, state=Event.State.ANNOUNCED, starts_at__range=ahead)
    taken: dict[str, list[datetime.datetime]] = defaultdict(list)
    for place, at in (*meetings.values_list("place", "planned_at"), *events.values_list("place", "starts_at")):
        taken[place.strip().lower()].append(at.astimezone(organization.zone))
    return [(name, sorted(taken[name.lower()])) for name in room_names(organization)]


def _near(field: str, moments: Iterable[datetime.datetime]) -> Q:
    near = Q(pk__in=[])
    for at in moments:
        near |= Q(**{f"{field}__range": (at - APART, at + APART)})
    return near
