"""People of the scenarios' banks: pupils with a parent, teachers, outsiders; and the consents that they give."""

import datetime

from accounts.models import GuardianLink, Organization, Person, StudentProfile
from accounts.permissions import Actor
from programs.services import consent_answers

from .play import Play

SINCE = datetime.date(2020, 9, 1)


def pupil(play: Play, name: str, at: Organization, class_label: str, born: datetime.date) -> Person:
    child = Person.objects.create(last_name=name, first_name="Саша", patronymic="Олеговна", birth_date=born, kept_by=at)
    parent = Person.objects.create(last_name=name, first_name="Олег", patronymic="Ильич", kept_by=at)
    StudentProfile.objects.create(person=child, organization=at, class_label=class_label, valid_from=SINCE)
    GuardianLink.objects.create(guardian=parent, child=child)
    play.people[name] = child
    return child


def outsider(play: Play, name: str, at: Organization) -> Person:
    person = Person.objects.create(last_name=name, first_name="Ирина", patronymic="Львовна", kept_by=at)
    play.people[name] = person
    return person


def consents_on_paper(curator: Actor, person: Person) -> None:
    """Every consent that waits, the representative's too, marked by the curator as signed today."""
    for consent in person.consents.filter(state="sent"):
        consent_answers.sign_on_paper(actor=curator, consent=consent, on=curator.today)
