"""What the regulation asks of a programme: of a draft, the one of today; of an approved one, the one it began under."""

import datetime
from collections.abc import Collection
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from accounts.due_rules import MonthDay
from accounts.models import Membership
from accounts.roles import Role

from .. import terms
from ..matching.rules import LED_TEACHERS
from ..models import Meeting, Program, ProgramMenteePart, Track, Unit, UnitMember
from ..models.bank_choices import PupilArea
from ..regulation.catalogue.choices import DIFFICULTY_AREAS, RATIONALE_SECTIONS
from ..regulation.effective import EffectiveRegulation
from ..regulation.snapshots import from_snapshot
from .banks import requests_of
from .regulations import effective_regulation


def rules_of(program: Program, on: datetime.date) -> EffectiveRegulation:
    """A programme keeps the version of its day of approval (S4 п. 9.2); the law is that of ``on``."""
    if program.snapshot:
        return from_snapshot(program.snapshot, on)
    return effective_regulation(program.organization, on)


def area_label(code: str) -> str:
    return str(DIFFICULTY_AREAS.get(code) or dict(PupilArea.choices).get(code, code))


def plan_areas(unit: Unit, rules: EffectiveRegulation) -> list[tuple[str, Any]]:
    """The directions of a plan: those of the regulation (five in S3 п. 4.9); pupils have areas of their own. Where a
    school knows the pupils' contour alone, its teachers stand there too."""
    if unit.track == Track.STUDENT and unit.form not in LED_TEACHERS:
        return list(PupilArea.choices)
    return [(code, DIFFICULTY_AREAS[code]) for code in rules.value("plan_directions")]


# What a difficulty belongs to where the plan has fewer directions than there are difficulties (S3 п. 4.9 names five).
NEAREST = {
    "ICT": "METHOD", "DIGITALIZATION": "METHOD", "EXTRACURRICULAR": "PSYCH_PED", "HEALTH": "PSYCH_PED",
}  # fmt: skip


def direction_of(area: str, allowed: Collection[str]) -> str:
    """The direction of the plan that answers a difficulty; of what is near to nothing there, the difficulty itself."""
    return area if area in allowed or NEAREST.get(area) not in allowed else NEAREST[area]


def allowed_areas(unit: Unit, rules: EffectiveRegulation) -> set[str]:
    """Of what directions a line may be."""
    return {code for code, _label in plan_areas(unit, rules)}


def empty_sections(program: Program, rules: EffectiveRegulation) -> list[str]:
    """Sections of the rationale that the regulation asks for and that say nothing yet; with them the strengths."""
    asked = rules.value("rationale_sections")
    empty = [
        str(RATIONALE_SECTIONS[code])
        for code in asked
        if not all(getattr(program, name) for name in Program.RATIONALE[code])
    ]
    if asked and not program.strengths_supported:
        empty.append(str(program._meta.get_field("strengths_supported").verbose_name))
    return empty


def areas_without_lines(program: Program, rules: EffectiveRegulation) -> list[str]:
    """Difficulties that were asked about and have no line in the plan (S1 § 1.2, S3 п. 1.3). One outside the plan's
    directions is answered by a line of the nearest."""
    possible = allowed_areas(program.unit, rules)
    asked = dict.fromkeys(area for request in requests_of(program.unit) for area in request.areas)
    covered = set(program.plan.values_list("area", flat=True))
    wanted = {area: direction_of(area, possible) for area in asked}
    return [area_label(area) for area, at in wanted.items() if at in possible and not {area, at} & covered]


def parts_of(program: Program) -> list[ProgramMenteePart]:
    """What of a group's programme is of each mentee, with ``difficulties`` in words (S3 п. 4.8)."""
    found = list(program.parts.select_related("member__person"))
    for part in found:
        part.difficulties = ", ".join(map(area_label, part.areas))
    return found


def silent_mentees(program: Program) -> list[UnitMember]:
    """Mentees who have neither edited the draft nor said a word to it (S4 п. 5.1). Children are asked by people."""
    if program.unit.track == Track.STUDENT:
        return []
    spoke = set(program.notes.values_list("author_id", flat=True))
    spoke |= set(program.versions.values_list("made_by_id", flat=True))
    members = program.unit.members.filter(side=UnitMember.Side.MENTEE, left_on=None).select_related("person")
    return [member for member in members if member.person_id not in spoke]


def council_chairs(program: Program, on: datetime.date) -> Any:
    return Membership.objects.in_force(on).filter(organization_id=program.organization_id, role=Role.COUNCIL_CHAIR)


def needs_council(program: Program, rules: EffectiveRegulation, on: datetime.date) -> bool:
    """Whether it goes through the council: always, never, or if the school has one (S3 п. 3.10, S4 п. 3.5)."""
    asked = rules.value("council_required")
    return asked == "required" or (asked == "if_present" and council_chairs(program, on).exists())


def last_day(start_on: datetime.date, rules: EffectiveRegulation) -> datetime.date | None:
    """Where months are not limited, the day of the year at which a programme ends at the latest (S2: 31 May)."""
    until = rules.value("program_until")
    if until is None or rules.value("program_months_max") is not None:
        return None
    month, number = map(int, until.split("-"))
    day = MonthDay(month, number).in_year(start_on.year)
    return day if day > start_on else MonthDay(month, number).in_year(start_on.year + 1)


def latest_end(start_on: datetime.date, rules: EffectiveRegulation) -> datetime.date | None:
    """The last day to which a programme may run."""
    most = rules.value("program_months_max")
    return last_day(start_on, rules) if most is None else terms.last_day(start_on, most)


def failures_of(program: Program, today: datetime.date) -> list[tuple[datetime.date, str]]:
    """Facts for an ending by non-performance: meetings that were not held, lines past their term."""
    day = TruncDate("planned_at", tzinfo=program.organization.zone)
    planned = program.unit.meetings.annotate(day=day).filter(day__range=(program.start_on, today))
    missed = planned.filter(Q(state=Meeting.State.MISSED) | Q(state=Meeting.State.PLANNED, day__lt=today))
    facts = [(missed_on, _("встреча не состоялась")) for missed_on in missed.values_list("day", flat=True)]
    late = program.plan.filter(state="planned", due_on__range=(program.start_on, today - datetime.timedelta(days=1)))
    facts += [(line.due_on, _("не сделано: %s") % line.text) for line in late]
    return sorted(facts)


def counted_lines() -> Any:
    """Annotation of programmes: lines done and lines that count, for lists."""
    return {
        "counted": Count("plan", filter=~Q(plan__state="excluded")),
        "done": Count("plan", filter=Q(plan__state="done")),
    }
