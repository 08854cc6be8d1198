"""Names in a text: every form of the surname of everybody whom an organization knows, found before a reader does."""

import re
from functools import lru_cache

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Lower, Replace

from accounts.grammar import Case, Gender, decline_name_parts
from accounts.models import Employment, Membership, Organization, OrganizationKind, Person, StudentProfile
from accounts.permissions import Actor

from ..models import MenteeEntry, MentorEntry

WORD = re.compile(r"[А-ЯЁ][А-Яа-яЁё]+(?:-[А-ЯЁа-яё]+)*")
GENDERS = {Person.Gender.FEMALE: (Gender.FEMALE,), Person.Gender.MALE: (Gender.MALE,)}


def known_to(organization: Organization) -> QuerySet[Person]:
    """Whoever works, learns, holds a role or stands in a bank at the organization or below it, once or now."""
    there = {"organization__path__startswith": organization.path}
    held = (Employment, StudentProfile, Membership, MentorEntry, MenteeEntry)
    seen = Q(kept_by__path__startswith=organization.path)
    for model in held:
        seen |= Q(pk__in=model.objects.filter(**there).values("person_id"))
    return Person.objects.filter(seen, joined_into=None)


def people_in(text: str, organization: Organization, *, but: str = "", pupils: bool = False) -> list[Person]:
    """Those whose surname stands in the text in any case, with a capital letter. One query.

    ``but``: names of places and schools, whose words are nobody's surname. ``pupils``: of those alone who learn.
    """
    places = {_stem(_plain(word)) for word in WORD.findall(but)}
    words = {word for word in map(_plain, WORD.findall(text)) if _stem(word) not in places}
    stems = {_stem(word) for word in words}
    if not stems:
        return []
    begins = "^(" + "|".join(sorted(map(re.escape, stems))) + ")"
    plain = Replace(Lower("last_name"), Value("ё"), Value("е"))
    rows = known_to(organization).annotate(plain=plain).filter(plain__regex=begins)
    if pupils:
        rows = rows.filter(Exists(StudentProfile.objects.filter(person_id=OuterRef("pk"))))
    return [person for person in rows.order_by("last_name", "first_name", "pk") if words & _forms(person)]


def pupils_in(text: str, organization: Organization) -> list[Person]:
    """Of those named the pupils: a word that goes out of the school names no child."""
    return people_in(text, organization, pupils=True)


def children_told(actor: Actor, text: str, *, whole: bool = False) -> tuple[str, ...]:
    """Pupils named in words that other schools read. Above a school a surname alone is many people's: there a child is
    named by surname and first name; so too (``whole``) where the words are an adult's name."""
    named = pupils_in(text, actor.organization)
    if whole or actor.organization.kind != OrganizationKind.SCHOOL:
        named = [person for person in named if is_named_whole(person, text)]
    return told_to(actor, named) if named else ()


def is_named(person: Person, text: str) -> bool:
    """Whether his surname stands in the text in any case."""
    return not _forms(person).isdisjoint(map(_plain, WORD.findall(text)))


def is_named_whole(person: Person, text: str) -> bool:
    """Whether his first name stands there too, in any case."""
    return not _forms(person, "first_name").isdisjoint(map(_plain, WORD.findall(text)))


def told_to(actor: Actor, people: list[Person]) -> tuple[str, ...]:
    """By full name whom the actor sees elsewhere too; of anybody else the surname alone, as the text has it, once."""
    seen = set(Person.objects.visible_to(actor).filter(pk__in=[one.pk for one in people]).values_list("pk", flat=True))
    return tuple(dict.fromkeys(one.full_name if one.pk in seen else one.last_name for one in people))


def _stem(word: str) -> str:
    return word[: max(2, len(word) - 3)]


def _plain(word: str) -> str:
    return word.casefold().replace("ё", "е")


def _forms(person: Person, part: str = "last_name") -> set[str]:
    """«Ветрова», or by ``part`` «Нина», in all its cases; of a person whose sex is not known, in those of both."""
    name = getattr(person, part)
    genders = GENDERS.get(person.gender, (Gender.FEMALE, Gender.MALE))
    return {_plain(name)}.union(*(_cases(name, part, gender) for gender in genders))


@lru_cache(maxsize=50_000)  # a region knows its surnames over and over
def _cases(name: str, part: str, gender: Gender) -> frozenset[str]:
    whole = (name, "", "") if part == "last_name" else ("", name, "")
    return frozenset(_plain(decline_name_parts(*whole, case, gender)[0]) for case in Case)
