"""What stands in a person's calendar: the meetings of his pairs and the events that invite him. No names of people."""

import datetime
from dataclasses import replace
from email.utils import parseaddr

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Person

from ..ical import Entry, calendar
from ..models import Event, Meeting, UnitMember
from ..models.unit import LIVING
from .events import events_for

BACK = datetime.timedelta(days=60)
USUAL = datetime.timedelta(minutes=45)
HOUR = datetime.timedelta(hours=1)
IN_CALENDAR = (Meeting.State.PLANNED, Meeting.State.CANCELLED)


def entries_for(person: Person, now: datetime.datetime) -> list[Entry]:
    """Three queries and those of the events; what is called off stays as cancelled, so that calendars drop it."""
    mine = UnitMember.objects.filter(person=person, left_on=None).values("unit_id")
    meetings = Meeting.objects.filter(
        unit__in=mine, state__in=IN_CALENDAR, planned_at__gte=now - BACK
    ).select_related("unit").order_by("planned_at", "pk")  # fmt: skip
    events = events_for(person, since=now - BACK)
    return [meeting_entry(row, now) for row in meetings] + [_event(row, now) for row in events]


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
