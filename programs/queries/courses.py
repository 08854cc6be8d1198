"""Courses as lists, pages and tables want them: whom they are for, how they are filled, who has passed what."""

import datetime
from collections import Counter
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When

from accounts import clock
from accounts.models import Employment, Membership, Organization, OrganizationKind, Person
from accounts.permissions import Actor
from accounts.search import normalized

from ..models import MenteeEntry, MentorEntry, TrainingCourse, TrainingEnrolment
from ..models.training import open_sites
from ..regulation.catalogue.choices import DIFFICULTY_AREAS
from ..terms import school_year
from .mentor_base import education_order
from .reach import open_schools_below

SOON = datetime.timedelta(days=3)
TABS = ("open", "mine", "own", "past")


def organizes(actor: Actor, course: TrainingCourse) -> bool:
    """Whoever keeps courses at the node that has announced this one."""
    return actor.may("course.manage") and actor.signs_for(course.organization_id)


def staff_of(organization: Organization) -> QuerySet[Person]:
    """Who works there today: a pupil in the role of a mentor or a mentee is none of them."""
    jobs = Employment.objects.in_force(clock.today(organization.zone)).filter(organization=organization)
    return Person.objects.filter(pk__in=jobs.values("person_id"), joined_into=None)


def whom_it_is_for(course: TrainingCourse, organization: Organization) -> QuerySet[Person]:
    """Employees of the organization that the course is announced for; nobody where it is not heard."""
    people = staff_of(organization).order_by("last_name", "first_name", "pk")
    if course.reaches_id not in organization.path_ids and course.organization_id != organization.pk:
        return people.none()
    return people.filter(_groups(course.audience, organization)) if course.audience else people


def _groups(audience: list[str], organization: Organization) -> Q:
    today = clock.today(organization.zone)
    held = Membership.objects.in_force(today).filter(organization=organization, role__in=audience)
    found = Q(pk__in=held.values("person_id"))
    if "mentor" in audience:
        cards = MentorEntry.objects.filter(organization=organization).exclude(state="withdrawn")
        found |= Q(pk__in=cards.values("person_id"))
    if "mentee" in audience:
        asking = MenteeEntry.objects.filter(organization=organization).exclude(state__in=["dropped_out", "completed"])
        found |= Q(pk__in=asking.values("person_id"))
    if "site" in audience:
        found |= Q(Exists(Organization.objects.filter(open_sites(), pk=organization.pk)))
    return found


def groups_of(actor: Actor) -> list[str] | None:
    """To which audiences the actor belongs; None for who does not work there. One query."""
    groups = {
        group: Case(When(_groups([group], actor.organization), then=Value(True)), default=Value(False))
        for group in TrainingCourse.Audience.values
    }
    row = staff_of(actor.organization).filter(pk=actor.person_id).annotate(
        **{f"is_{group}": case for group, case in groups.items()}
    ).values(*(f"is_{group}" for group in groups)).first()  # fmt: skip
    return None if row is None else [group for group in groups if row[f"is_{group}"]]


def fits(groups: list[str] | None) -> Q:
    """Courses whose audience names one of the groups."""
    return Q(audience=[]) | Q(audience__overlap=groups or [])


def course_rows(actor: Actor, tab: str, kind: str = "", q: str = "") -> QuerySet[TrainingCourse]:
    """``open``: entered now; ``mine``: where the reader is; ``own``: his organization's; ``past``: closed ones.

    Who enrols others sees what is open to any of his people, everybody else what is for himself.
    """
    rows = TrainingCourse.objects.visible_to(actor).select_related("organization__region")
    mine = TrainingEnrolment.objects.present().filter(course=OuterRef("pk"), person_id=actor.person_id)
    if tab == "mine":
        rows = rows.filter(Exists(mine)).order_by("-starts_on", "-pk")
    elif tab == "own":
        rows = rows.filter(organization_id=actor.organization_id).order_by("-starts_on", "-pk")
    elif tab == "past":
        over = Q(state="completed") | Q(state="announced", enrol_until__lt=actor.today)
        rows = rows.filter(over).order_by("-starts_on", "-pk")
    else:
        rows = rows.filter(state="announced", enrol_until__gte=actor.today).order_by("enrol_until", "starts_on", "pk")
        if not actor.may("course.manage"):
            rows = rows.filter(fits(groups_of(actor)))
    if kind in TrainingCourse.Kind.values:
        rows = rows.filter(kind=kind)
    if q:
        rows = rows.filter(title__icontains=q)
    ours = TrainingEnrolment.objects.present().filter(organization_id=actor.organization_id)
    return rows.annotate(ours=Count("enrolments", filter=Q(enrolments__in=ours)))


def own_states(actor: Actor, courses: list[TrainingCourse]) -> dict[int, TrainingEnrolment]:
    """Where the reader himself is, by course."""
    rows = TrainingEnrolment.objects.present().filter(course__in=courses, person_id=actor.person_id)
    return {row.course_id: row for row in rows}


def people_at(course: TrainingCourse, *, organization_id: int | None = None) -> QuerySet[TrainingEnrolment]:
    """Those in the list and those who wait, in the order of coming; of one organization where it is named."""
    rows = course.enrolments.present().select_related("person", "organization__parent")
    if organization_id is not None:
        rows = rows.filter(organization_id=organization_id)
    return rows.order_by("pk")


def posts_of(rows: list[TrainingEnrolment]) -> dict[tuple[int, int], str]:
    """(person, organization) → the post, the main one first. One query."""
    jobs = Employment.objects.filter(
        person_id__in=[row.person_id for row in rows], organization_id__in=[row.organization_id for row in rows]
    ).order_by("is_primary", "valid_from", "pk")
    return {(job.person_id, job.organization_id): job.title for job in jobs}


def by_organization(course: TrainingCourse, actor: Actor) -> list[dict[str, Any]]:
    """How many of each organization: all for the organizer, of below for a body above the school (S1 п. 4.2.1)."""
    rows = course.enrolments.present()
    if not organizes(actor, course):
        if not actor.reaches_below:
            return []
        rows = rows.filter(organization_id__in=actor.organization_ids)
    names = rows.order_by().values("organization__parent__short_name", "organization__short_name")
    return list(
        names.annotate(
            seated=Count("pk", filter=~Q(state="waiting")), waiting=Count("pk", filter=Q(state="waiting")),
            passed=Count("pk", filter=Q(state="completed")),
        ).order_by("organization__parent__short_name", "organization__short_name")
    )  # fmt: skip


def counts_of(course: TrainingCourse) -> dict[str, int]:
    rows = course.enrolments.order_by().values_list("state").annotate(number=Count("pk"))
    return dict.fromkeys(TrainingEnrolment.State.values, 0) | dict(rows)


def year_of(actor: Actor) -> tuple[datetime.date, datetime.date]:
    """The school year that goes on."""
    year = school_year(actor.today)
    return datetime.date(year, 9, 1), datetime.date(year + 1, 8, 31)


def passed_rows(actor: Actor, organization_id: int) -> QuerySet[TrainingEnrolment]:
    """Of one organization: who learns or has passed what in this school year, by name."""
    first, last = year_of(actor)
    rows = TrainingEnrolment.objects.visible_to(actor).filter(
        organization_id=organization_id, state__in=["enrolled", "completed"], course__ends_on__gte=first,
        course__starts_on__lte=last,
    ).exclude(course__state="cancelled")  # fmt: skip
    return rows.select_related("person", "course__organization").order_by(
        "person__last_name", "person__first_name", "person_id", "-course__starts_on", "pk"
    )


def involved(actor: Actor) -> list[dict[str, Any]]:
    """By school: who works there, who learns, who has passed; people count once (S3 п. 3.9 куратор, 9). Three queries.

    A school sees itself, a body those below it.
    """
    own = actor.organization.kind == OrganizationKind.SCHOOL
    schools = [actor.organization] if own else open_schools_below(actor.organization)
    ids = [school.pk for school in schools]
    first, last = year_of(actor)
    staff = _counted(Employment.objects.in_force(actor.today).filter(organization_id__in=ids))
    rows = TrainingEnrolment.objects.filter(
        organization_id__in=ids, course__ends_on__gte=first, course__starts_on__lte=last
    ).exclude(course__state="cancelled")  # fmt: skip
    learning = _counted(rows.filter(state__in=["enrolled", "completed"]))
    passed = _counted(rows.filter(state="completed"))
    return [
        {
            "school": school, "staff": staff.get(school.pk, 0), "learning": learning.get(school.pk, 0),
            "passed": passed.get(school.pk, 0),
            "share": round(100 * learning.get(school.pk, 0) / staff[school.pk]) if staff.get(school.pk) else None,
        }
        for school in sorted(schools, key=lambda one: normalized(one.short_name))
    ]  # fmt: skip


def _counted(rows: QuerySet) -> dict[int, int]:
    return dict(rows.order_by().values_list("organization_id").annotate(people=Count("person_id", distinct=True)))


def enrolments_of(person: Person, *, since: datetime.date | None = None) -> QuerySet[TrainingEnrolment]:
    """What stands in a person's calendar: his courses, left and called off ones too. Needs an open scope."""
    rows = TrainingEnrolment.objects.filter(person=person).exclude(state="waiting")
    if since is not None:
        rows = rows.filter(course__ends_on__gte=since)
    return rows.select_related("course__organization__region").order_by("course__starts_on", "pk")


def is_employed(actor: Actor) -> bool:
    return staff_of(actor.organization).filter(pk=actor.person_id).exists()


def courses_by_area(actor: Actor) -> Counter[str]:
    """How many announced courses help with each area of difficulties. One query."""
    rows = TrainingCourse.objects.visible_to(actor).filter(state="announced", ends_on__gte=actor.today)
    return Counter(area for areas in rows.order_by().values_list("areas", flat=True) for area in areas)


def asked_and_taught(actor: Actor) -> list[dict[str, Any]]:
    """The order for courses of this school year with announced courses that answer it (S1 п. 1.2). Two queries.

    ``courses`` is None where nobody teaches: pupils ask for other things than teachers.
    """
    counts = courses_by_area(actor)
    order = education_order(actor, school_year(actor.today))
    return [{**line, "courses": counts[line["code"]] if line["code"] in DIFFICULTY_AREAS else None} for line in order]


def offered_for_growth(actor: Actor, kind: str = "", q: str = "") -> QuerySet[TrainingCourse]:
    """What the catalogue of growth shows beside its own list: announced, and nobody types it a second time."""
    rows = TrainingCourse.objects.visible_to(actor).filter(state="announced", enrol_until__gte=actor.today)
    if kind:
        rows = rows.filter(kind=kind)
    return rows.filter(title__icontains=q).select_related("organization").order_by("enrol_until", "pk")
