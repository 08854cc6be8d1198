"""The course whose part a programme is: which may be chosen, who of the pair has passed it, how many it has."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When

from accounts.permissions import Actor

from ..models import Program, TrainingCourse, TrainingEnrolment, UnitMember
from ..models.program import AT_WORK, CLOSED
from .participants import manages

OFFERED = 60  # a longer list nobody reads


@dataclass(frozen=True)
class Passing:
    """One of the pair at the course. Without ``known`` the reader is told of a passed course and of nothing else."""

    member: UnitMember
    row: TrainingEnrolment | None
    known: bool

    @property
    def passed(self) -> bool:
        return self.row is not None and self.row.state == TrainingEnrolment.State.COMPLETED


def may_link(actor: Actor, program: Program) -> bool:
    """The curator, until the programme is over: afterwards it stands as it was."""
    return manages(actor, program) and program.state not in CLOSED


def courses_for(actor: Actor, program: Program) -> QuerySet[TrainingCourse]:
    """Courses where somebody of the pair is, and those that are entered now; the pair's own first (S5 п. 4.3.2)."""
    people = program.unit.members.filter(left_on=None).values("person_id")
    known = TrainingEnrolment.objects.filter(_known(actor) | Q(state=TrainingEnrolment.State.COMPLETED)).present()
    theirs = known.filter(course=OuterRef("pk"), person_id__in=people)
    rows = TrainingCourse.objects.visible_to(actor).filter(kind=TrainingCourse.Kind.COURSE)
    rows = rows.filter(state__in=["announced", "completed"]).annotate(theirs=Exists(theirs))
    found = rows.filter(Q(theirs=True) | Q(state="announced", enrol_until__gte=actor.today))
    return found.select_related("organization").order_by("-theirs", "-on_mentoring", "starts_on", "pk")


def _known(actor: Actor) -> Q:
    """Of a colleague of another school one learns only that he has passed."""
    return Q(pk__in=TrainingEnrolment.objects.visible_to(actor).values("pk"))


def passing_of(program: Program, members: list[UnitMember], actor: Actor) -> list[Passing]:
    """Each of the pair with his place at the course: all of it his own and his school's, of others only the passed."""
    people = [member.person_id for member in members]
    rows = TrainingEnrolment.objects.present().filter(course_id=program.training_course_id, person_id__in=people)
    rows = rows.annotate(known=Case(When(_known(actor), then=Value(True)), default=Value(False)))
    found = {row.person_id: row for row in rows if row.known or row.state == TrainingEnrolment.State.COMPLETED}
    whole = actor.may("course.manage") and actor.signs_for(program.organization_id)
    return [
        Passing(member, found.get(member.person_id), whole or member.person_id == actor.person_id) for member in members
    ]


def course_card(program: Program, actor: Actor, members: list[UnitMember]) -> dict[str, Any]:
    """What the programme's page says of its course. Passing is read by those who work: a child reads no marks."""
    links = may_link(actor, program)
    card: dict[str, Any] = {"links": links, "course": None, "choices": []}
    if links:
        card["choices"] = [
            (row.pk, f"{row.title}, {row.starts_on:%d.%m.%Y}, {row.organization.short_name}")
            for row in courses_for(actor, program)[:OFFERED]
            if row.pk != program.training_course_id
        ]
    if program.training_course_id is not None:
        course = TrainingCourse.objects.select_related("organization").get(pk=program.training_course_id)
        people = passing_of(program, members, actor) if actor.employed else []
        card |= {
            "course": course, "people": people, "passed": sum(one.passed for one in people),
            "opens": TrainingCourse.objects.visible_to(actor).filter(pk=course.pk).exists(),
        }  # fmt: skip
    return card


def programs_of(course: TrainingCourse) -> dict[str, int]:
    """For who has announced the course: how many programmes are its part, in how many organizations. Counts alone."""
    return Program.objects.filter(training_course=course).aggregate(
        number=Count("pk"), schools=Count("organization_id", distinct=True),
        running=Count("pk", filter=Q(state__in=AT_WORK)), completed=Count("pk", filter=Q(state="completed")),
    )  # fmt: skip
