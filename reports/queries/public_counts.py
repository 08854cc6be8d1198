"""What the public page counts: units by form, banks, results after completion. Numbers without names.

They are kept for a few minutes. Whatever can be taken back (a name, a document, a text) is never among them.
"""

import datetime
from collections import Counter
from dataclasses import dataclass, field

from django.core.cache import cache
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.models import Organization, OrganizationKind
from monitoring.queries.figures import IN_BANK
from monitoring.small_groups import Group, shown_at, weld
from programs.models import Meeting, MenteeEntry, MentorEntry, Program, SchoolProgram, Unit, UnitMember
from programs.models.bank_choices import MentorSource
from programs.models.unit import AT_WORK
from programs.queries.names import people_in
from programs.regulation.catalogue.choices import FORMS
from programs.terms import SMALL, first_day, school_year, year_days

MINUTES = 10
YEARS = 3


@dataclass(frozen=True)
class YearResult:
    """What ended in a school year. ``forms``: (form, people) in which at least five took part, the others together."""

    year: int
    ended: int
    whole: int
    people: int
    forms: list[tuple[str, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Counts:
    pairs: int
    groups: int
    forms: list[tuple[str, int]]
    programs: list[tuple[str, str]]
    mentors: list[tuple[str, int]]
    mentees: dict[str, int]
    meetings: int
    results: list[YearResult]

    @property
    def mentors_all(self) -> int:
        return sum(number for _source, number in self.mentors)

    @property
    def units(self) -> int:
        return self.pairs + self.groups


def counts_of(organization: Organization, today: datetime.date) -> Counts:
    """Of the organization and everything below it. Seven queries, once in ten minutes."""
    key = f"public-counts:{organization.region_id}:{organization.pk}:{today}"
    found = cache.get(key)
    if found is None:
        found = _count(organization, today)
        cache.set(key, found, MINUTES * 60)
    return found


def _count(organization: Organization, today: datetime.date) -> Counts:
    below = Q(organization__path__startswith=organization.path)
    units = Unit.objects.filter(below, state__in=("ordered", *AT_WORK))
    by_form = Counter()
    by_kind = Counter()
    for form, kind, number in units.order_by().values_list("form", "kind").annotate(n=Count("pk")):
        by_form[form] += number
        by_kind[kind] += number
    mentors = MentorEntry.objects.filter(below, state=MentorEntry.State.ACTIVE).order_by()
    mentees = MenteeEntry.objects.filter(below, state__in=IN_BANK).order_by()
    meetings = Meeting.objects.filter(
        unit__organization__path__startswith=organization.path, state="confirmed",
        held_on__gte=first_day(school_year(today)), held_on__lte=today,
    )  # fmt: skip
    return Counts(
        pairs=by_kind[Unit.Kind.PAIR],
        groups=by_kind[Unit.Kind.GROUP],
        forms=[(str(FORMS.get(form, form)), number) for form, number in by_form.most_common()],
        programs=_programs(organization, today),
        mentors=[
            (str(MentorSource(source).label), number)
            for source, number in mentors.values_list("source")
            .annotate(n=Count("person", distinct=True))
            .order_by("-n")
        ],
        mentees={
            track: number
            for track, number in mentees.values_list("track").annotate(n=Count("person", distinct=True))
            if number >= SMALL
        },
        meetings=meetings.count(),
        results=_results(organization, today),
    )


def _programs(organization: Organization, today: datetime.date) -> list[tuple[str, str]]:
    """Approved programmes of the school for the year: (title, form). Where a surname stands in
    any title all are left out: their forms are there all the same."""
    if organization.kind != OrganizationKind.SCHOOL:
        return []
    rows = SchoolProgram.objects.filter(
        organization=organization, school_year=school_year(today), state=SchoolProgram.State.APPROVED
    )
    found = [(row.title, str(FORMS.get(row.form, row.form))) for row in rows]
    named = bool(found) and people_in("\n".join(title for title, _form in found), organization)
    return [("" if named else title, form) for title, form in found]


def _results(organization: Organization, today: datetime.date) -> list[YearResult]:
    """The newest year first; a year in which nothing has ended is left out. Only what is over is told (S3 п. 4.15)."""
    first = year_days(school_year(today) - YEARS + 1)[0]
    ended = Program.objects.filter(
        organization__path__startswith=organization.path, closed_on__gte=first, closed_on__lte=today,
        state__in=("completed", "terminated"),
    )  # fmt: skip
    programs = list(ended.values_list("unit_id", "unit__form", "closed_on", "state"))
    people: dict[int, set[int]] = {}
    members = UnitMember.objects.filter(unit__in=ended.values("unit_id"), side="mentee")
    for unit, person in members.values_list("unit_id", "person_id"):
        people.setdefault(unit, set()).add(person)
    years = sorted({school_year(closed) for _unit, _form, closed, _state in programs}, reverse=True)
    told = (
        _year(year, [row for row in programs if school_year(row[2]) == year], people, organization.pk) for year in years
    )
    return [row for row in told if row.people >= SMALL]  # how one child's programme ended is nobody's business


def _year(
    year: int, programs: list[tuple[int, str, datetime.date, str]], people: dict[int, set[int]], node: int
) -> YearResult:
    by_form: dict[str, set[int]] = {}
    for unit, form, _closed, _state in programs:
        by_form.setdefault(form, set()).update(people.get(unit, ()))
    everybody = set().union(*by_form.values()) if by_form else set()
    told, seen = [], set[int]()
    for form in sorted(by_form, key=lambda one: (-len(by_form[one]), one)):
        mine = by_form[form] - seen  # each person stands in one group: sums agree
        seen |= mine
        if mine:
            told.append(Group((node,), form, len(mine)))
    atoms = weld(told, SMALL)
    forms = [
        (str(FORMS.get(form, form)), sum(group.size for group in shown_at(atoms, (node,), form))) for form in by_form
    ]
    others = sum(atom.size for atom in atoms if atom.cell is None)
    if sum(atom.size for atom in atoms) < len(everybody):  # the total less what is shown would tell of the rest
        forms, others = [], 0
    shown = [(form, size) for form, size in forms if size] + ([(_("другие формы"), others)] if others else [])
    whole = sum(state == "completed" for *_rest, state in programs)
    return YearResult(year, len(programs), whole, len(everybody), shown)
