"""Telling people: a notice in the system, and a letter where one has an address."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.conf import settings

from . import clock, outbox
from .models import Notice, OutboxMessage, Person

MORNING, EVENING = datetime.time(9, 15), datetime.time(20)  # letters go between them, on the place's own clock


@dataclass(frozen=True)
class News:
    """What a person is told, once for a key. The letter names the matter and links to it: no personal data."""

    person: Person
    text: str
    dedupe_key: str
    detail: str = ""
    url: str = ""
    organization_id: int | None = None
    calendars: list[dict[str, str]] = field(default_factory=list)  # invitations for the letter: method, text
    letter_at: datetime.datetime | None = None  # from when it waits for the one letter of the day; None: at once

    def letter(self) -> OutboxMessage:
        url = f"{settings.SITE_URL}{self.url}" if self.url else ""
        payload = {
            "to": self.person.email, "template": "mail/notice.txt", "subject": self.text,
            "context": {"text": self.text, "detail": self.detail, "url": url},
        }  # fmt: skip
        if self.calendars:
            payload["calendars"] = self.calendars
        key = f"notice:{self.person.pk}:{self.dedupe_key}"
        return outbox.message(OutboxMessage.Kind.MAIL, key, payload, organization_id=self.organization_id)


def notify(
    person: Person,
    text: str,
    *,
    dedupe_key: str,
    detail: str = "",
    url: str = "",
    organization_id: int | None = None,
    letter_at: datetime.datetime | None = None,
) -> None:
    """Once for a key, however often it is called."""
    notify_all([News(person, text, dedupe_key, detail, url, organization_id, letter_at=letter_at)])


def morning(now: datetime.datetime, zone: ZoneInfo) -> datetime.datetime:
    """From when a letter of what can wait may go: by day at once, at night in the morning of that place."""
    local = now.astimezone(zone)
    day = local.date() if local.time() < EVENING else local.date() + datetime.timedelta(days=1)
    return max(now, datetime.datetime.combine(day, MORNING, zone).astimezone(datetime.UTC))


def notify_all(news: Sequence[News]) -> None:
    """Any number of people in two queries."""
    Notice.objects.bulk_create(
        [
            Notice(
                person=one.person, text=one.text, detail=one.detail, url=one.url, dedupe_key=one.dedupe_key,
                created_at=clock.now(), letter_at=one.letter_at if one.person.email else None,
            )
            for one in news
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    letters = [one.letter() for one in news if one.person.email and one.letter_at is None]
    if letters:
        OutboxMessage.objects.bulk_create(letters, ignore_conflicts=True)
