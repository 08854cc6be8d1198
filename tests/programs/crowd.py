"""Many people in the banks at once, with their consents: for full pages, big drafts and the bench."""

import random

from django.utils import timezone

from accounts.models import Organization, Person
from programs.models import Consent, MenteeEntry, MenteeRequest, MentorEntry

AREAS = ["SUBJECT", "METHOD", "ICT", "LEGAL", "HEALTH", "PSYCH_PED", "SCI_THEORY", "DIGITALIZATION", "EXTRACURRICULAR"]
SUBJECTS = ["физика", "химия", "математика", "история", "русский язык", "английский язык", "биология", "география"]
LAST = ["Ветрова", "Громова", "Зимина", "Карпова", "Лунина", "Орлова", "Рогова", "Серова", "Титова", "Фролова"]
FIRST = ["Анна", "Вера", "Дарья", "Ирина", "Майя", "Нина", "Ольга", "Раиса"]


def crowd(schools: list[Organization], *, mentees: int, mentors: int, seed: int = 1) -> None:
    """Spread over the schools in turn. Needs an open scope; a fixed number of statements."""
    rng = random.Random(seed)
    now = timezone.now()
    people = Person.objects.bulk_create(
        Person(last_name=f"{rng.choice(LAST)[:-1]}ская", first_name=rng.choice(FIRST), patronymic="Юрьевна", gender="f")
        for _number in range(mentees + mentors)
    )
    places = [schools[number % len(schools)] for number in range(mentees + mentors)]
    MentorEntry.objects.bulk_create(
        MentorEntry(
            organization=place,
            person=person,
            state="active",
            created_at=now,
            competencies=rng.sample(AREAS, rng.randint(1, 4)),
            subject=rng.choice(SUBJECTS),
            max_parallel=rng.randint(1, 3),
            shift=rng.choice([None, 1, 2]),
            experience_teaching=rng.randint(8, 40),
        )
        for place, person in zip(places[:mentors], people[:mentors], strict=True)
    )
    entries = MenteeEntry.objects.bulk_create(
        MenteeEntry(
            organization=place,
            person=person,
            state="requested",
            created_at=now,
            category="NEW_PLACE",
            subject=rng.choice(SUBJECTS),
            shift=rng.choice([None, 1, 2]),
            experience_teaching=rng.randint(0, 7),
        )
        for place, person in zip(places[mentors:], people[mentors:], strict=True)
    )
    MenteeRequest.objects.bulk_create(
        MenteeRequest(
            entry=entry,
            school_year=now.year if now.month >= 9 else now.year - 1,
            problem="Трудно",
            desired_result="Легко",
            areas=rng.sample(AREAS, rng.randint(1, 3)),
            created_by_id=entry.person_id,
            created_at=now,
            preferred_mode=rng.choice(["", "online", "onsite"]),
        )
        for entry in entries
    )
    _consent(people, places)


def _consent(people: list[Person], places: list[Organization]) -> None:
    now = timezone.now()
    Consent.objects.bulk_create(
        Consent(
            organization=place,
            person=person,
            kind="pdn_processing",
            state="signed",
            signed_on=now.date(),
            text_version="1",
            text="x",
            created_at=now,
        )
        for place, person in zip(places, people, strict=True)
    )
