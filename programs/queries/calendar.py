"""What stands in a person's calendar: meetings of his pairs, events, courses, terms of his roles. No names."""

import datetime
from dataclasses import replace
from email.utils import parseaddr

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Deadline, Membership, Person
from accounts.permissions import is_in_force

from ..ical import Entry, calendar
from ..models import Event, Meeting, TrainingEnrolment, UnitMember
from ..models.unit import LIVING
from .courses import enrolments_of
from .events import events_for

BACK = datetime.timedelta(days=60)
USUAL = datetime.timedelta(minutes=45)
QUARTER = datetime.timedelta(minutes=15)
HOUR = datetime.timedelta(hours=1)
IN_CALENDAR = (Meeting.State.PLANNED, Meeting.State.CANCELLED)


def entries_for(person: Person, now: datetime.datetime) -> list[Entry]:
    """Four queries and those of the events; what is called off stays as cancelled, so that calendars drop it."""
    mine = UnitMember.objects.filter(person=person, left_on=None).values("unit_id")
    meetings = Meeting.objects.filter(
        unit__in=mine, state__in=IN_CALENDAR, planned_at__gte=now - BACK
    ).select_related("unit").order_by("planned_at", "pk")  # fmt: skip
    events = events_for(person, since=now - BACK)
    entries = [meeting_entry(row, now) for row in meetings] + [_event(row, now) for row in events]
    entries += [_course(row, now) for row in enrolments_of(person, since=(now - BACK).date())]
    return entries + [_term(row, now) for row in _terms(person, now)]


def _terms(person: Person, now: datetime.datetime) -> list[Deadline]:
    """Terms that are told of to a role which he holds today: reports, the calendar of the year, clauses of orders."""
    held = Q()
    for role in Membership.objects.filter(person=person).select_related("organization__region"):
        if is_in_force(role):
            held |= Q(organization_id=role.organization_id, role=role.role)
    if not held:
        return []
    rows = Deadline.objects.filter(held, opened_at__isnull=False, due_at__gte=now - BACK)
    return list(rows.select_related("organization__region").order_by("due_at", "pk"))


def _address(name: str, pk: int) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=[pk])}"


def invitation(row: Meeting, email: str, now: datetime.datetime) -> dict[str, str]:
    """A calendar for one letter: the meeting as it stands, or taken back. The same event as in the feed."""
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    entry = replace(meeting_entry(row, now), organizer=sender, attendee=email)
    method = "CANCEL" if entry.cancelled else "REQUEST"
    return {"method": method, "text": calendar(_("Наставничество"), [entry], method)}


def meeting_entry(row: Meeting, now: datetime.datetime) -> Entry:
    assert row.planned_at is not None
    over = row.planned_at > now and row.unit.state not in LIVING
    return Entry(
        uid=f"meeting-{row.pk}-{row.client_key}",
        starts_at=row.planned_at,
        ends_at=row.planned_at + USUAL,
        title=_("Встреча по наставничеству: %s") % row.get_kind_display(),
        stamp=now,
        place=row.place or row.link,
        text=row.link,
        url=_address("unit_detail", row.unit_id),
        sequence=row.version,
        cancelled=over or row.state == Meeting.State.CANCELLED,
    )


def _term(row: Deadline, now: datetime.datetime) -> Entry:
    """In the morning of its last day. What is done is called off. Of a clause of an order, which may name people, the
    order and the number alone.
    """
    assert row.due_at is not None
    morning = row.due_at.astimezone(row.organization.zone).replace(hour=9, minute=0, second=0, microsecond=0)
    return Entry(
        uid=f"deadline-{row.pk}",
        starts_at=morning,
        ends_at=morning + QUARTER,
        title=_("Последний день: %s") % (row.clause if row.kind == "order_clause" else row.title),
        stamp=now,
        url=f"{settings.SITE_URL}{row.url}" if row.url else "",
        cancelled=row.done_at is not None,
    )


def _event(row: Event, now: datetime.datetime) -> Entry:
    return Entry(
        uid=f"event-{row.pk}-{int(row.created_at.timestamp())}",
        starts_at=row.starts_at,
        ends_at=row.ends_at or row.starts_at + HOUR,
        title=row.title,
        stamp=now,
        place=row.place or row.link,
        text=row.link,
        url=_address("event_detail", row.pk),
        sequence=row.version,
        cancelled=row.state == Event.State.CANCELLED,
    )


def _course(row: TrainingEnrolment, now: datetime.datetime) -> Entry:
    """In the morning of the first day of a course; the hours of lessons are the organizer's matter."""
    course = row.course
    morning = datetime.datetime.combine(course.starts_on, datetime.time(9), course.organization.zone)
    return Entry(
        uid=f"course-{row.pk}-{int(row.enrolled_at.timestamp())}",
        starts_at=morning,
        ends_at=morning + HOUR,
        title=_("Начало обучения: %s") % course.title,
        stamp=now,
        place=course.site,
        text=_("По %s") % f"{course.ends_on:%d.%m.%Y}",
        url=_address("course_detail", course.pk),
        sequence=course.version,
        cancelled=row.state == TrainingEnrolment.State.LEFT or course.state == "cancelled",
    )
