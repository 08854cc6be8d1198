"""The secret address of a person's calendar: given once, found by its hash, withdrawn at will."""

import secrets

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts import audit, clock
from accounts.models import Person, Region
from accounts.permissions import Actor, is_in_force
from accounts.secrets import hash_of

from ..models import CalendarFeed

PURPOSE = "calendar"


@transaction.atomic
def give_feed(*, actor: Actor) -> str:
    """A new address, shown once: only its hash is kept. The former one stops working."""
    person = Person.objects.select_for_update(of=("self",)).select_related("region").get(pk=actor.person_id)
    _withdraw(person)
    secret = secrets.token_urlsafe(32)
    digest = hash_of(PURPOSE, person.region_id, secret)
    feed = CalendarFeed.objects.create(person=person, secret_hash=digest, created_at=clock.now())
    audit.record(actor, "calendarfeed.give", feed, organization_id=actor.organization_id)
    return f"{settings.SITE_URL}{reverse('calendar_feed', args=[person.region.code, secret])}"


@transaction.atomic
def withdraw_feed(*, actor: Actor) -> None:
    feed = CalendarFeed.objects.filter(person_id=actor.person_id, withdrawn_at=None).first()
    if feed is not None:
        _withdraw(feed.person)
        audit.record(actor, "calendarfeed.withdraw", feed, organization_id=actor.organization_id)


def _withdraw(person: Person) -> None:
    CalendarFeed.objects.filter(person=person, withdrawn_at=None).update(withdrawn_at=clock.now())


def find_feed(region: Region, secret: str) -> CalendarFeed | None:
    """The open feed of a secret; None alike for withdrawn and invented ones, and for whoever may not sign in today."""
    rows = CalendarFeed.objects.filter(secret_hash=hash_of(PURPOSE, region.pk, secret), withdrawn_at=None)
    feed = rows.select_related("person__user").first()
    if feed is None or feed.person.user is None or not feed.person.user.is_active:
        return None
    roles = feed.person.memberships.select_related("organization__region")
    return feed if any(is_in_force(role) for role in roles) else None


def has_feed(actor: Actor) -> bool:
    return CalendarFeed.objects.filter(person_id=actor.person_id, withdrawn_at=None).exists()
