"""Who takes part in a general meeting, and what came out of it for the curator."""

import datetime
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Organization, Person

from ..models import GeneralMeeting, MenteeEntry, MentorEntry, MutualChoice, Unit, YearModel
from ..terms import school_year
from .pool import WAITING
from .regulations import effective_regulation


def _mentors(organization_id: int) -> QuerySet[MentorEntry]:
    return MentorEntry.objects.filter(organization_id=organization_id, state=MentorEntry.State.ACTIVE)


def _mentees(organization_id: int) -> QuerySet[MenteeEntry]:
    return MenteeEntry.objects.filter(organization_id=organization_id, state__in=WAITING)


def people_of(organization_id: int) -> list[Person]:
    """Everybody who is invited: mentors in the bank and mentees who wait."""
    mentors, mentees = _mentors(organization_id), _mentees(organization_id)
    invited = Q(pk__in=mentors.values("person_id")) | Q(pk__in=mentees.values("person_id"))
    return list(Person.objects.filter(invited).order_by("last_name", "first_name", "pk"))


def sides_of(organization_id: int) -> tuple[list[Person], list[Person]]:
    """Those of whom a mentee may speak, and those of whom a mentor may. Two queries."""
    sides = (_mentors(organization_id), _mentees(organization_id))
    named = (Person.objects.filter(pk__in=entries.values("person_id")) for entries in sides)
    mentors, mentees = (list(people.order_by("last_name", "first_name", "pk")) for people in named)
    return mentors, mentees


def partners_of(meeting: GeneralMeeting, person_id: int) -> list[Person]:
    """Of whom a participant may speak: mentors for a mentee, mentees for a mentor, of the same track."""
    mentors, mentees = _mentors(meeting.organization_id), _mentees(meeting.organization_id)
    as_mentee = mentees.filter(person_id=person_id).values("track")
    as_mentor = mentors.filter(person_id=person_id).values("track")
    seen = Q(pk__in=mentors.filter(track__in=as_mentee).values("person_id"))
    seen |= Q(pk__in=mentees.filter(track__in=as_mentor).values("person_id"))
    return list(Person.objects.filter(seen).exclude(pk=person_id).order_by("last_name", "first_name", "pk"))


def answers_of(meeting: GeneralMeeting, person_id: int) -> dict[int, str]:
    rows = MutualChoice.objects.filter(meeting=meeting, chooser_id=person_id)
    return dict(rows.values_list("chosen_id", "answer"))


def meeting_result(meeting: GeneralMeeting) -> dict[str, Any]:
    """For the curator alone: who has answered, and which two have chosen each other. Three queries."""
    people = people_of(meeting.organization_id)
    said = {
        (one, other): answer for one, other, answer in meeting.choices.values_list("chooser_id", "chosen_id", "answer")
    }
    mentors = set(_mentors(meeting.organization_id).values_list("person_id", flat=True))
    names = {person.pk: person for person in people}
    mutual = [
        {"mentor": names[one], "mentee": names[other], "sure": answer == said[other, one] == "yes"}
        for (one, other), answer in said.items()
        if one in mentors
        and one in names
        and other in names
        and answer != "no"
        and said.get((other, one), "no") != "no"
    ]
    answered, came = {one for one, _other in said}, set(meeting.came)
    return {
        "people": [
            {"person": person, "answered": person.pk in answered, "came": person.pk in came} for person in people
        ],
        "answered": len(answered & names.keys()),
        "mutual": sorted(
            mutual, key=lambda pair: (not pair["sure"], pair["mentor"].last_name, pair["mentee"].last_name)
        ),
    }


def pairing_term(organization: Organization, today: datetime.date) -> tuple[YearModel | None, datetime.date | None]:
    """This year's model and the last day for pairs, where the regulation names the term. Two queries."""
    model = YearModel.objects.filter(organization=organization, school_year=school_year(today)).first()
    days = effective_regulation(organization, today).value("pairing_deadline_days")
    if model is None or days is None:
        return model, None
    return model, model.determined_on + datetime.timedelta(days=int(days))


def formed_late(unit: Unit) -> bool:
    """Proposed after the term that runs from the model of its year (S2 п. 3.3). Two queries."""
    day = unit.proposed_at.astimezone(unit.organization.zone).date()
    _model, until = pairing_term(unit.organization, day)
    return until is not None and day > until
