"""Whose picture may be kept: a pupil's only by a consent to photos, his own or his representative's."""

import datetime
from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Person, StudentProfile

from ..models import Consent, Meeting, PairNote, Unit, UnitMember
from .consent_terms import birthday
from .participants import ADULT

PICTURE = "image/"


def not_to_be_shown(unit: Unit, on: datetime.date, *, but: Collection[int] = ()) -> list[Person]:
    """Pupils and children of the unit, ``but`` the members who were away, without the consent. One query."""
    pupil = Exists(StudentProfile.objects.in_force(on).filter(person=OuterRef("pk")))
    given = Consent.objects.in_force().filter(
        kind=Consent.Kind.PHOTO_VIDEO, organization_id=unit.organization_id, person=OuterRef("pk")
    )
    there = unit.members.filter(left_on=None).exclude(pk__in=but)
    people = Person.objects.filter(Q(birth_date__gt=birthday(on, -ADULT)) | pupil, pk__in=there.values("person_id"))
    return list(people.exclude(Exists(given)).order_by("last_name", "first_name", "pk"))


def units_of(consent: Consent) -> QuerySet[Unit]:
    """Pairs of the organization in which the person is or was: whoever has left is seen on pictures too."""
    there = UnitMember.ever.filter(person=consent.person, unit__organization=consent.organization)
    return Unit.objects.filter(pk__in=there.values("unit_id"))


def pictures_with(consent: Consent) -> tuple[list[Meeting], list[PairNote]]:
    """Meetings and notes with a picture, of all those pairs."""
    units = units_of(consent)
    meetings = Meeting.objects.filter(unit__in=units, photo__content_type__startswith=PICTURE)
    notes = PairNote.objects.filter(unit__in=units, file__content_type__startswith=PICTURE)
    return list(meetings.order_by("pk")), list(notes.order_by("pk"))
