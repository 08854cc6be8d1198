"""Helpers: a page with a mentor who has let his name be spread, a text about him, and what a visitor reads."""

from typing import Any

from django.test import Client

from accounts.models import Organization, Person
from programs.models import Consent, MentorEntry, Regulation
from programs.services import consent_answers, consents
from reports.models import Publication, PublicationPerson
from reports.services import publications
from tests.programs import pair_flow as flow
from tests.ui.text import words
from tests.world import Node

EVERYTHING = {"programs": True, "bases": True, "cases": True, "mentors_shown": "named"}


def let_stand(node: Node, **what: Any) -> None:
    """What the node's regulation in force lets stand on its page."""
    row = Regulation.objects.filter(organization_id=node.id, state="in_force").get()
    told = {f"publication.{name}": {"value": value, "clause": "п. 1"} for name, value in (what or EVERYTHING).items()}
    row.settings = {**row.settings, **told}
    row.save(update_fields=["settings"])


def mentor(node: Node, last_name: str = "Громова", **fields: Any) -> MentorEntry:
    entry = flow.mentor_in_bank(node, last_name, subject="математика", experience_teaching=18, **fields)
    entry.competencies = ["METHOD"]
    entry.save(update_fields=["competencies"])
    return entry


def agree_to_be_named(node: Node, person: Person) -> Consent:
    curator = flow.of(node, "curator")
    school = Organization.objects.get(pk=node.id)
    consent = consents.ask_whoever_decides(
        actor=curator, organization=school, person=person, kind=Consent.Kind.PDN_DISTRIBUTION
    )
    return consent_answers.sign(actor=flow.himself(person), consent=consent)


def shown_to_all(entry: MentorEntry) -> MentorEntry:
    entry.visibility = "public"
    entry.save(update_fields=["visibility"])
    return entry


def text(node: Node, about: Person | None = None, *, author: Person | None = None, **more: Any) -> Publication:
    """A checked text; ``about``: the person it names."""
    curator = flow.of(node, "curator")
    fields = {"kind": "news", "title": "Открытый урок", "text": "Учитель провёл урок по плану, который составил сам."}
    if about is not None:
        fields["text"] = f"Урок вела Вера Петровна {about.last_name}."
    row = publications.begin(actor=curator, fields={**fields, **more}, author=author)
    if about is not None:
        row = publications.settle(actor=curator, publication=row, parts={about.pk: PublicationPerson.Part.NAMED})
    reader = "council_chair" if row.kind == Publication.Kind.PRACTICE else "head"
    return publications.check(actor=flow.of(node, reader), publication=row)


def placed(node: Node, *args: Any, **more: Any) -> Publication:
    return publications.publish(actor=flow.of(node, "site_editor"), publication=text(node, *args, **more))


ADDRESSES = ("", "mentors/", "news/", "practices/", "news.rss", "news.json")


def read_all(node: Node, *texts: Publication) -> str:
    """Everything that a visitor can read of a page, as one text."""
    client = Client()
    paths = [f"/p/{node.region_code}/{node.slug}/{name}" for name in ADDRESSES]
    paths += [f"/p/{node.region_code}/publication/{row.pk}/" for row in texts]
    return "\n".join(words(client.get(path)) for path in paths)
