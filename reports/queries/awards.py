"""Whom awards and letters may be given: mentors of the programmes that a school has completed in a school year."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import Person, StudentProfile
from accounts.permissions import Actor
from programs.models import Program, UnitMember

from ..models import Document

ONCE_A_YEAR = ("best-mentor", "thanks")
"""Given to the mentor, not for each of his programmes."""
MOST = 200


@dataclass(slots=True)
class AwardRow:
    program: Program
    mentor: Person
    mentees: list[Person]
    document: Document | None = None


def completed(actor: Actor, year: int) -> list[Program]:
    """Of the actor's own school, closed from 1 September of that year to 31 August of the next; last closed first."""
    days = (datetime.date(year, 9, 1), datetime.date(year + 1, 8, 31))
    own = Program.objects.visible_to(actor).filter(organization_id=actor.organization_id, state="completed")
    return list(own.filter(closed_on__range=days).select_related("unit").order_by("-closed_on", "-pk")[:MOST])


def award_rows(actor: Actor, kind: str, year: int) -> list[AwardRow]:
    """The ticks of the page. Four queries, however many mentors."""
    programs = completed(actor, year)
    people = _people(programs)
    rows = [AwardRow(program, *people[program.unit_id]) for program in programs if program.unit_id in people]
    if kind == "thanks":
        pupils = StudentProfile.objects.filter(person__in=[row.mentor for row in rows])
        known = set(pupils.values_list("person_id", flat=True))
        rows = [row for row in rows if row.mentor.pk in known]
    issued = _issued(kind, programs)
    for row in rows:
        row.document = issued.get(row.program.pk)
    return _once_a_year(rows) if kind in ONCE_A_YEAR else rows


def _once_a_year(rows: list[AwardRow]) -> list[AwardRow]:
    """One row a mentor: of the programme for which he has it, else of the last."""
    kept: dict[int, AwardRow] = {}
    for row in rows:
        if row.mentor.pk not in kept or (row.document and not kept[row.mentor.pk].document):
            kept[row.mentor.pk] = row
    return list(kept.values())


def _people(programs: Iterable[Program]) -> dict[int, tuple[Person, list[Person]]]:
    """Unit → its last mentor, its mentees."""
    members = UnitMember.objects.filter(unit__in={program.unit_id for program in programs}).select_related("person")
    mentors: dict[int, Person] = {}
    mentees: dict[int, list[Person]] = {}
    for member in members.order_by("pk"):
        if member.side == "mentor":
            mentors[member.unit_id] = member.person
        else:
            mentees.setdefault(member.unit_id, []).append(member.person)
    return {unit: (mentor, mentees.get(unit, [])) for unit, mentor in mentors.items()}


def _issued(kind: str, programs: Iterable[Program]) -> dict[int, Document]:
    """Programme → the first document of this kind made of it."""
    documents = Document.objects.filter(kind=kind, subject__in=[program.pk for program in programs])
    return {row.subject: row for row in documents.select_related("file", "region").order_by("-issued_at", "-pk")}
