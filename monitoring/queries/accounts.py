"""Who takes part on the day of a quarter's cut-off, from the records and the journal, in a fixed number of queries.

The journal says in which state a row was at the end of that day: whoever has left, or was taken off, in January still
stands in the account of December.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from accounts.models import AuditEvent, Employment, Organization, Person, StudentProfile
from programs.models import Consent, Meeting, MenteeEntry, MentorEntry, PlanActivity, Program, Track, Unit, UnitMember
from programs.models.bank_choices import MenteeCategory, MentorSource
from programs.models.program import CLOSED
from programs.models.unit import HELD
from programs.queries.participants import ADULT, age_on

from ..account_rows import OUTSIDE, PUPIL, STAFF, YOUNG, AccountRow, code_of
from .figures import IN_BANK

PDN, GUARDIAN = Consent.Kind.PDN_PROCESSING, Consent.Kind.GUARDIAN_PARTICIPATION


@dataclass
class Part:
    """A person in one role, while his records are gathered."""

    person: Person
    role: str
    entry: MentorEntry | MenteeEntry
    units: list[int] = field(default_factory=list)


class _Past:
    """States at the end of a day: the first event after it knows what was before."""

    def __init__(self, school: Organization, day: datetime.date) -> None:
        next_day = day + datetime.timedelta(days=1)
        self.ends_at = datetime.datetime.combine(next_day, datetime.time(), school.zone)
        models = [model._meta.label for model in (Unit, Program, MentorEntry, MenteeEntry)]
        later = AuditEvent.objects.filter(organization_id=school.pk, at__gte=self.ends_at, object_type__in=models)
        rows = later.exclude(from_state="").order_by("-at", "-pk")
        self._before = {
            (kind, pk): state for kind, pk, state in rows.values_list("object_type", "object_id", "from_state")
        }

    def state(self, row: Any) -> str:
        return self._before.get((row._meta.label, row.pk), row.state)


def account_rows(school: Organization, since: datetime.date, cut_off: datetime.date) -> list[AccountRow]:
    """By category, role and name."""
    past = _Past(school, cut_off)
    units = _units(school, past, cut_off)
    parts = _parts(school, past, units, cut_off)
    people = {part.person.pk for part in parts}
    places = _places(school, people, cut_off)
    agreed = _consents(school, people, cut_off)
    met = _meetings(units, since, cut_off)
    courses = _courses(units, past, cut_off)
    category = {(part.person.pk, part.role): _category(part, places) for part in parts}
    pupils = {person for (person, _role), kind in category.items() if kind == PUPIL}
    codes = {part.person.pk: _code(school, part, category, pupils) for part in parts}
    sides: dict[int, list[Part]] = defaultdict(list)
    for part in parts:
        for unit in part.units:
            sides[unit].append(part)
    rows = []
    for part in parts:
        partners = {
            other.person.pk: other.person.full_name
            for unit in part.units
            for other in sides[unit]
            if other.role != part.role and other.person.pk != part.person.pk
        }
        own = [courses[unit] for unit in part.units if unit in courses]
        age = age_on(part.person.birth_date, cut_off)
        rows.append(
            AccountRow(
                code=codes[part.person.pk],
                category=category[part.person.pk, part.role],
                role=part.role,
                name=part.person.full_name,
                place=places.get(part.person.pk, ("", ""))[1] or _source(part),
                born=part.person.birth_date.isoformat() if part.person.birth_date else "",
                age=age,
                forms=tuple(dict.fromkeys(units[unit].form for unit in part.units)),
                partners=tuple(partners.values()),
                partner_codes=tuple(codes[pk] for pk in partners),
                joined_on=_joined(part, school),
                programs=tuple(dict.fromkeys(course.state for course in own)),
                meetings=sum(met.get(unit, 0) for unit in part.units),
                done=sum(course.done for course in own),
                planned=sum(course.planned for course in own),
                outcome="; ".join(course.outcome for course in own if course.outcome),
                consents=_has_consents(part.person.pk, age, agreed),
            )
        )
    order = [PUPIL, YOUNG, STAFF, OUTSIDE]
    return sorted(rows, key=lambda row: (order.index(row.category), row.role, row.name.lower().replace("ё", "е")))


def _units(school: Organization, past: _Past, cut_off: datetime.date) -> dict[int, Unit]:
    rows = Unit.objects.filter(organization=school, proposed_at__lt=past.ends_at).order_by("pk")
    return {
        row.pk: row
        for row in rows
        if past.state(row) in HELD and not (row.closed_on is not None and row.closed_on <= cut_off)
    }


def _parts(school: Organization, past: _Past, units: dict[int, Unit], cut_off: datetime.date) -> list[Part]:
    """Members of the pairs at work, then whoever stands in the banks without one."""
    stayed = Q(left_on=None) | Q(left_on__gt=cut_off)
    members = UnitMember.ever.filter(stayed, unit__in=list(units), is_reverse=False).exclude(agreed_on__gt=cut_off)
    related = ("person", "mentor_entry", "mentee_entry")
    found: dict[tuple[int, str], Part] = {}
    for row in members.select_related(*related).order_by("unit_id", "pk"):
        part = found.setdefault(
            (row.person_id, row.side), Part(row.person, row.side, row.mentor_entry or row.mentee_entry)
        )
        part.units.append(row.unit_id)
    banks = ((MentorEntry, "mentor", (MentorEntry.State.ACTIVE,)), (MenteeEntry, "mentee", IN_BANK))
    for model, role, states in banks:
        entries = model.objects.filter(organization=school, created_at__lt=past.ends_at).select_related("person")
        for entry in entries.order_by("pk"):
            if past.state(entry) in states:
                found.setdefault((entry.person_id, role), Part(entry.person, role, entry))
    return list(found.values())


def _places(school: Organization, people: set[int], on: datetime.date) -> dict[int, tuple[str, str]]:
    """Person → («pupil» or «staff», his class or post at the school on that day)."""
    then = Q(valid_to=None) | Q(valid_to__gt=on)
    common = {"organization": school, "person_id__in": people, "valid_from__lte": on}
    jobs = Employment.objects.filter(then, **common).order_by("is_primary", "valid_from").select_related("position")
    found = {row.person_id: (STAFF, row.title) for row in jobs}
    pupils = StudentProfile.objects.filter(then, **common)
    found.update({row.person_id: (PUPIL, row.class_label) for row in pupils})
    return found


def _category(part: Part, places: dict[int, tuple[str, str]]) -> str:
    kind = places.get(part.person.pk, ("", ""))[0]
    entry = part.entry
    if kind == PUPIL or (entry.track == Track.STUDENT and isinstance(entry, MenteeEntry)):
        return PUPIL
    if isinstance(entry, MenteeEntry):
        return YOUNG if entry.category == MenteeCategory.YOUNG_SPECIALIST else STAFF
    if entry.source == MentorSource.PUPIL:
        return PUPIL
    return STAFF if kind == STAFF or entry.source == MentorSource.EDUCATOR else OUTSIDE


def _code(school: Organization, part: Part, category: dict[tuple[int, str], str], pupils: set[int]) -> str:
    kind = PUPIL if part.person.pk in pupils else category[part.person.pk, part.role]
    return code_of(school.region_id, part.person.pk, kind)


def _source(part: Part) -> str:
    return part.entry.get_source_display() if isinstance(part.entry, MentorEntry) else ""


def _joined(part: Part, school: Organization) -> str:
    day = part.entry.joined_on or part.entry.created_at.astimezone(school.zone).date()
    return day.isoformat()


def _consents(school: Organization, people: set[int], on: datetime.date) -> dict[int, set[str]]:
    """What was in force on that day."""
    lasting = (Q(revoked_on=None) | Q(revoked_on__gt=on)) & (Q(expired_on=None) | Q(expired_on__gt=on))
    rows = Consent.objects.filter(
        lasting, organization=school, person_id__in=people, unit=None, kind__in=(PDN, GUARDIAN), signed_on__lte=on
    )
    found: dict[int, set[str]] = defaultdict(set)
    for person, kind in rows.values_list("person_id", "kind"):
        found[person].add(kind)
    return found


def _has_consents(person: int, age: int | None, agreed: dict[int, set[str]]) -> bool:
    needed = {PDN} if age is None or age >= ADULT else {PDN, GUARDIAN}
    return needed <= agreed.get(person, set())


def _meetings(units: Iterable[int], since: datetime.date, cut_off: datetime.date) -> dict[int, int]:
    """Confirmed ones of the quarter by unit."""
    rows = Meeting.objects.filter(unit__in=list(units), held_on__range=(since, cut_off), state=Meeting.State.CONFIRMED)
    found: dict[int, int] = defaultdict(int)
    for unit in rows.values_list("unit_id", flat=True):
        found[unit] += 1
    return found


@dataclass
class Course:
    """A programme on the day: its state, its plan so far, what came of it."""

    state: str
    outcome: str = ""
    done: int = 0
    planned: int = 0


def _courses(units: Iterable[int], past: _Past, cut_off: datetime.date) -> dict[int, Course]:
    rows = Program.objects.filter(unit__in=list(units), created_at__lt=past.ends_at).order_by("pk")
    latest = {row.unit_id: row for row in rows}  # a later programme of the pair takes the place of the former
    courses = {}
    for unit, row in latest.items():
        state = past.state(row)
        courses[unit] = Course(state, row.outcome if state in CLOSED else "")
    by_program = {row.pk: courses[unit] for unit, row in latest.items()}
    plan = PlanActivity.objects.filter(program__in=by_program).exclude(state=PlanActivity.State.EXCLUDED)
    for program, state, done_on in plan.values_list("program_id", "state", "done_on"):
        by_program[program].planned += 1
        by_program[program].done += state == PlanActivity.State.DONE and (done_on is None or done_on <= cut_off)
    return courses
