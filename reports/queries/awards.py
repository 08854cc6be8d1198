"""Whom awards and letters may be given: mentors of the programmes that a school has completed in a school year."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef

from accounts.models import Person, StudentProfile
from accounts.permissions import Actor
from programs.models import Program
from programs.queries.units import mentor_and_mentees
from programs.terms import school_year, year_days

from ..models import Document

AWARDS = ("certificate", "best-mentor", "thanks")
"""Each is given once for a programme, whatever its words have become since."""
ONCE = (*AWARDS, "diploma")
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
    own = Program.objects.visible_to(actor).filter(organization_id=actor.organization_id, state="completed")
    closed = own.filter(closed_on__range=year_days(year))
    return list(closed.select_related("unit").order_by("-closed_on", "-pk")[:MOST])


def award_rows(actor: Actor, kind: str, year: int) -> list[AwardRow]:
    """The ticks of the page. Four queries, however many mentors."""
    programs = completed(actor, year)
    people = mentor_and_mentees(program.unit_id for program in programs)
    rows = [AwardRow(program, *people[program.unit_id]) for program in programs if program.unit_id in people]
    if kind == "thanks":
        known = led_by_pupils(programs)
        rows = [row for row in rows if row.program.pk in known]
    issued = _issued(kind, programs)
    for row in rows:
        row.document = issued.get(row.program.pk)
    return _once_a_year(rows) if kind in ONCE_A_YEAR else rows


def given(kind: str, program: Any) -> Document | None:
    """What has been issued of this kind for the programme, or to its mentor in its school year where that is once;
    a diploma is of its nomination."""
    found = Document.objects.filter(kind=kind, subject=program.pk).first()
    if found is not None or kind not in ONCE_A_YEAR or program.closed_on is None:
        return found
    near = Program.objects.filter(
        organization_id=program.organization_id, state=Program.State.COMPLETED,
        closed_on__range=year_days(school_year(program.closed_on)),
    )  # fmt: skip
    issued = Document.objects.filter(kind=kind, subject__in=near.values("pk")).order_by("pk")
    units = {row.subject: row for row in issued}
    programs = [program, *near.filter(pk__in=units)]
    sides = mentor_and_mentees(row.unit_id for row in programs)
    mentors = {unit: mentor.pk for unit, (mentor, _mentees) in sides.items()}
    same = [row.pk for row in programs[1:] if mentors.get(row.unit_id) == mentors.get(program.unit_id)]
    return next((units[pk] for pk in same), None)


def _once_a_year(rows: list[AwardRow]) -> list[AwardRow]:
    """One row a mentor: of the programme for which he has it, else of the last."""
    kept: dict[int, AwardRow] = {}
    for row in rows:
        if row.mentor.pk not in kept or (row.document and not kept[row.mentor.pk].document):
            kept[row.mentor.pk] = row
    return list(kept.values())


def led_by_pupils(programs: Iterable[Program]) -> set[int]:
    """Programmes whose mentor was a pupil on the day they closed: one who taught by then has no parents to thank."""
    rows = Program.objects.filter(
        pk__in=[program.pk for program in programs],
        unit__members__side="mentor", unit__members__left_on=None, unit__members__is_reverse=False,
    )  # fmt: skip
    place = StudentProfile.objects.in_force(OuterRef("closed_on")).filter(person=OuterRef("mentor"))
    return set(rows.annotate(mentor=F("unit__members__person")).filter(Exists(place)).values_list("pk", flat=True))


def _issued(kind: str, programs: Iterable[Program]) -> dict[int, Document]:
    """Programme → the first document of this kind made of it."""
    documents = Document.objects.filter(kind=kind, subject__in=[program.pk for program in programs])
    return {row.subject: row for row in documents.select_related("file", "region").order_by("-issued_at", "-pk")}
