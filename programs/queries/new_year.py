"""What a school takes from one school year into the next. A fixed number of queries."""

import re
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from accounts.models import Organization, StudentProfile
from accounts.permissions import Actor

from ..models import MenteeEntry, MenteeRequest, Program, UnitMember, YearTurn
from ..models.program import AT_WORK
from ..models.unit import LIVING
from ..terms import first_day

LAST_CLASS = 11
# What is still looked for in the new year: the request goes with it.
SEARCHING = (MenteeEntry.State.REQUESTED, MenteeEntry.State.UNMATCHED_SUPPORT)


def class_after(label: str) -> str | None:
    """«6 «Б»» after «5 «Б»»; None after the last class: they leave. A group without a number keeps its name."""
    number = re.match(r"\s*(\d{1,2})", label)
    if number is None:
        return label
    following = int(number[1]) + 1
    return None if following > LAST_CLASS else f"{following}{label[number.end() :]}"


@dataclass(frozen=True)
class ClassMove:
    """A class, how many learn in it, and its name next year; None: they leave the school."""

    label: str
    pupils: int
    becomes: str | None


def pupils_of(organization: Organization, school_year: int) -> QuerySet[StudentProfile]:
    """Places that began before the year and still last on its first day."""
    day = first_day(school_year)
    lasting = Q(valid_to=None) | Q(valid_to__gt=day)
    return StudentProfile.objects.filter(lasting, organization=organization, valid_from__lt=day)


def class_moves(organization: Organization, school_year: int) -> list[ClassMove]:
    """Every class of last year in the order of the school, with what is suggested."""
    counted = pupils_of(organization, school_year).order_by().values("class_label").annotate(pupils=Count("pk"))
    moves = [ClassMove(row["class_label"], row["pupils"], class_after(row["class_label"])) for row in counted]
    return sorted(moves, key=lambda move: (int("0" + re.sub(r"\D.*", "", move.label.strip())), move.label))


def requests_to_carry(organization: Organization, school_year: int) -> QuerySet[MenteeRequest]:
    """Open requests of earlier years whose authors still look for a mentor and have not asked anew."""
    asked_anew = MenteeRequest.objects.filter(school_year__gte=school_year, withdrawn_at=None).values("entry_id")
    return (
        MenteeRequest.objects.filter(
            entry__organization=organization, entry__state__in=SEARCHING, school_year__lt=school_year, withdrawn_at=None
        )
        .exclude(entry__in=asked_anew)
        .select_related("entry__person")
        .order_by("entry_id", "-school_year")
        .distinct("entry_id")
    )


@dataclass(frozen=True)
class RunningProgram:
    """A programme at work; ``overran`` had to end before the year began and waits for a decision."""

    program: Program
    overran: bool


def programs_at_the_turn(actor: Actor, school_year: int) -> list[RunningProgram]:
    """Programmes that go over to the new year, those to be decided about first."""
    rows = (
        Program.objects.visible_to(actor)
        .filter(organization_id=actor.organization_id, state__in=AT_WORK, start_on__lt=first_day(school_year))
        .prefetch_related("unit__members__person")
        .order_by("end_on", "pk")
    )
    return [RunningProgram(row, row.end_on < first_day(school_year)) for row in rows]


def graduates_in_pairs(organization: Organization, school_year: int) -> list[UnitMember]:
    """Who has left with last year's classes and is in a living pair: the curator decides about each. One query."""
    day = first_day(school_year)
    places = StudentProfile.objects.filter(organization=organization)
    gone = places.filter(valid_to=day).exclude(person__in=places.filter(valid_from=day).values("person_id"))
    rows = UnitMember.objects.filter(
        person__in=gone.values("person_id"), left_on=None, unit__organization=organization, unit__state__in=LIVING
    )
    return list(rows.select_related("person", "unit").order_by("person__last_name", "pk"))


def turn_of(organization: Organization, school_year: int) -> YearTurn | None:
    rows = YearTurn.objects.filter(organization=organization, school_year=school_year)
    return rows.select_related("turned_by").first()


def worked_before(organization: Organization, school_year: int) -> bool:
    """Whether there is anything to take over: last year's pupils or requests."""
    asked = MenteeRequest.objects.filter(entry__organization=organization, school_year__lt=school_year)
    return asked.exists() or pupils_of(organization, school_year).exists()
