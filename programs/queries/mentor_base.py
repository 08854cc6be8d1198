"""The single base of mentors above the schools: every person once, with all his places (S3 п. 3.4, п. 3.6).

Above the school an entry is shown when its owner lets it be seen so far; a name only with his consent to the transfer
of data. How many there are is always known.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from accounts.models import Person
from accounts.permissions import Actor
from accounts.search import find

from ..models import Consent, MenteeRequest, MentorEntry
from ..models.bank_choices import Visibility
from ..terms import SMALL
from .bank_words import ALL_AREAS
from .reach import TEACHERS

IN_BASE = (
    MentorEntry.State.CANDIDATE,
    MentorEntry.State.SCREENED,
    MentorEntry.State.ACTIVE,
    MentorEntry.State.SUSPENDED,
)
ABOVE = {
    "municipality": (Visibility.MUNICIPALITY, Visibility.REGION, Visibility.PUBLIC),
    "region": (Visibility.REGION, Visibility.PUBLIC),
}


def entries_below(actor: Actor) -> QuerySet[MentorEntry]:
    return MentorEntry.objects.filter(organization_id__in=actor.organization_ids, state__in=IN_BASE)


@dataclass(frozen=True)
class Totals:
    """``people`` counts everybody once, ``entries`` every place; ``several`` work in more than one organization."""

    people: int
    entries: int
    several: int
    schools: int


def totals(actor: Actor) -> Totals:
    """Two queries."""
    rows = entries_below(actor)
    counted = rows.aggregate(
        people=Count("person", distinct=True), entries=Count("pk"), schools=Count("organization", distinct=True)
    )
    several = rows.order_by().values("person").annotate(n=Count("organization", distinct=True)).filter(n__gt=1).count()
    return Totals(**counted, several=several)


@dataclass
class BaseRow:
    """One person of the base. Until he has agreed to the transfer of his data, neither his name nor his school."""

    name: str
    places: list[str] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    areas: list[str] = field(default_factory=list)
    modes: list[str] = field(default_factory=list)
    years: int | None = None

    @property
    def experience(self) -> str:
        """In steps of five years: a person without a name is not told by the exact number."""
        return "" if self.years is None else f"{self.years // 5 * 5}+"


def people_rows(actor: Actor, asked: Mapping[str, Any]) -> QuerySet[Person]:
    """People who may be shown to this level, by subject: the order of nameless rows tells no name."""
    level = "municipality" if actor.organization.kind == "municipality" else "region"
    entries = entries_below(actor).filter(visibility__in=ABOVE[level])
    if asked.get("area"):
        entries = entries.filter(competencies__contains=[asked["area"]])
    if asked.get("mode"):
        entries = entries.filter(Q(work_modes__contains=[asked["mode"]]) | Q(work_modes__contains=["mixed"]))
    entries = find(entries, asked.get("q") or "", "subject")
    people = Person.objects.filter(pk__in=entries.values("person_id"))
    shown = MentorEntry.objects.filter(person=OuterRef("pk"), pk__in=entries.values("pk"))
    subject = Subquery(shown.order_by("subject").values("subject")[:1])
    return people.annotate(first_subject=subject).order_by("first_subject", "pk")


def base_rows(actor: Actor, people: list[Person]) -> list[BaseRow]:
    """The shown page: two queries however many people."""
    level = "municipality" if actor.organization.kind == "municipality" else "region"
    agreed = Consent.objects.to_transfer().filter(person=OuterRef("person"), organization=OuterRef("organization"))
    entries = entries_below(actor).filter(person__in=[person.pk for person in people], visibility__in=ABOVE[level])
    entries = entries.select_related("person", "organization").annotate(agreed=Exists(agreed)).order_by("pk")
    found = {person.pk: BaseRow(name="") for person in people}
    for entry in entries:
        row = found[entry.person_id]
        row.name = row.name or (entry.person.full_name if entry.agreed else "")
        row.places += [entry.organization.short_name] if entry.agreed else []
        row.subjects += [entry.subject] if entry.subject and entry.subject not in row.subjects else []
        row.areas += [str(ALL_AREAS[code]) for code in entry.competencies if code in ALL_AREAS]
        row.modes += [mode for mode in entry.work_modes if mode not in row.modes]
        if entry.experience_teaching is not None:
            row.years = max(row.years or 0, entry.experience_teaching)
    for row in found.values():
        row.areas = list(dict.fromkeys(row.areas))
    return list(found.values())


def education_order(actor: Actor, year: int) -> list[dict[str, Any]]:
    """What mentees ask for, by areas: the order for courses (S1 п. 1.2). No names, no number below five; one query.

    Whoever teaches the region, an institute or a ЦНППМ, is told of all its schools, though he looks over none.
    """
    rows = MenteeRequest.objects.filter(withdrawn_at=None, school_year=year)
    if actor.organization.kind not in TEACHERS:
        rows = rows.filter(entry__organization_id__in=actor.organization_ids)
    rows = rows.exclude(entry__state__in=["dropped_out", "consent_pending"])
    counted: dict[str, set[int]] = {}
    requests: dict[str, int] = {}
    for areas, organization in rows.values_list("areas", "entry__organization_id"):
        for code in areas:
            requests[code] = requests.get(code, 0) + 1
            counted.setdefault(code, set()).add(organization)
    lines = [
        {"code": code, "area": ALL_AREAS.get(code, code), "requests": number, "schools": len(counted[code])}
        for code, number in requests.items()
        if number >= SMALL
    ]
    return sorted(lines, key=lambda line: (-line["requests"], str(line["area"])))
