"""Whom the texts of an open page name, and what was decided of each."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from accounts import clock
from accounts.models import Person
from accounts.permissions import Actor
from programs.models import Consent
from programs.order_content import posts_of
from programs.queries.names import people_in, told_to

from ..models import Publication, PublicationPerson
from ..models.section import consents_here

Part = PublicationPerson.Part


@dataclass(frozen=True)
class Found:
    """A person whose surname stands in the text. ``part``: what was said of him, empty so far. ``shown``: his name as
    the reader may know it."""

    person: Person
    shown: str
    post: str
    consented: bool
    part: str

    @property
    def settled(self) -> bool:
        return self.part == Part.NOT_HIM or (self.part == Part.NAMED and self.consented)


def found_in(row: Publication, actor: Actor) -> list[Found]:
    """Whom the words of a publication name, and what was decided of each. Six queries."""
    people = people_in(row.words, row.organization)
    ids = [person.pk for person in people]
    said = dict(row.people.exclude(part=Part.AUTHOR).values_list("person_id", "part"))
    consented = consenting(row.organization_id, ids)
    posts = posts_of(ids, row.organization_id, clock.today(row.organization.zone))
    seen = set(Person.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True))
    return [
        Found(
            person,
            person.full_name if person.pk in seen else person.last_name,
            posts.get(person.pk, "") if person.pk in seen else "",
            person.pk in consented,
            said.get(person.pk, ""),
        )
        for person in people
    ]


def consenting(organization_id: int, people: list[int]) -> set[int]:
    """Who of them has let his name be spread by the organization."""
    rows = Consent.objects.to_be_named().filter(organization_id=organization_id, person__in=people)
    return set(rows.values_list("person_id", flat=True))


def unsettled(row: Publication, actor: Actor) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.shown for one in found_in(row, actor) if not one.settled))


def names_in_title(row: Publication, actor: Actor) -> tuple[str, ...]:
    """People of whom nothing says that the heading is not about them."""
    not_him = set(row.people.filter(part=Part.NOT_HIM).values_list("person_id", flat=True))
    people = people_in(row.headings, row.organization)
    return told_to(actor, [one for one in people if one.pk not in not_him])


def spoken_of(rows: list[Publication]) -> dict[int, list[str]]:
    """Authors of each as a visitor reads them: by name with a consent in force, else by the post. Three queries where
    the rows are of one organization."""
    authors = PublicationPerson.objects.filter(publication__in=rows, part=Part.AUTHOR).select_related("person")
    authors = list(authors.annotate(agreed=consents_here()))
    posts: dict[int, str] = {}
    for organization in {row.organization for row in rows} if authors else ():
        posts |= posts_of([one.person_id for one in authors], organization.pk, clock.today(organization.zone))
    said: dict[int, list[str]] = {}
    for one in authors:
        words = one.person.full_name if one.agreed else posts.get(one.person_id, "")
        if words:
            said.setdefault(one.publication_id, []).append(words)
    return said


def names_somebody(rows: QuerySet[Publication]) -> QuerySet[Publication]:
    """Annotated with whether a visitor would read a name in it: such pages are not for search engines and feeds."""
    there = PublicationPerson.objects.filter(publication=OuterRef("pk"))
    return rows.annotate(
        has_names=Exists(there.filter(part=Part.NAMED)) | Exists(there.filter(consents_here(), part=Part.AUTHOR))
    )
