"""Whom awards and letters may be given: mentors of the programmes that a school has completed in a school year."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import Person, StudentProfile
from accounts.permissions import Actor
from programs.models import Program, UnitMember
from programs.terms import school_year

from ..models import Document

AWARDS = ("certificate", "best-mentor", "thanks")
"""Each is given once for a programme, whatever its words have become since."""
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


def given(kind: str, program: Program) -> Document | None:
    """What has been issued of this kind for the programme, or to its mentor in its school year where that is once."""
    found = Document.objects.filter(kind=kind, subject=program.pk).first()
    if found is not None or kind not in ONCE_A_YEAR or program.closed_on is None:
        return found
    start = school_year(program.closed_on)
    near = Program.objects.filter(
        organization_id=program.organization_id, state=Program.State.COMPLETED,
        closed_on__range=(datetime.date(start, 9, 1), datetime.date(start + 1, 8, 31)),
    )  # fmt: skip
    issued = Document.objects.filter(kind=kind, subject__in=near.values("pk")).order_by("pk")
    units = {row.subject: row for row in issued}
    programs = [program, *near.filter(pk__in=units)]
    mentors = {unit: mentor.pk for unit, (mentor, _mentees) in _people(programs).items()}
    same = [row.pk for row in programs[1:] if mentors.get(row.unit_id) == mentors[program.unit_id]]
    return next((units[pk] for pk in same), None)


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
