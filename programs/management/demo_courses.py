"""The demo's courses: entered now with few places left, full with somebody waiting, a site, and one completed."""

import datetime
from typing import Any

from accounts import clock
from accounts.models import Membership, Person
from accounts.permissions import Actor
from accounts.roles import Role

from ..models import Program, TrainingCourse
from ..services import course_people, courses, program_courses

DAY = datetime.timedelta(days=1)


def four_courses(institute: Actor, tutor: Actor, coordinator: Actor, curator: Actor) -> None:
    today = curator.today
    young = _announced(institute, {
        "title": "Наставничество педагогических работников: первый год учителя", "hours": 36, "places": 3,
        "starts_on": today + 9 * DAY, "ends_on": today + 20 * DAY, "enrol_until": today + 2 * DAY, "mode": "mixed",
        "networked": True, "partners": "ЦНППМ\nЛицей № 1, г. Щёкино", "areas": ["METHOD", "PSYCH_PED"],
        "about": "Как построить программу пары, что делать на первой встрече, как говорить об уроке",
        "contact": "Белова Ирина Николаевна, (4872) 00-00-05", "audience": ["mentor", "mentee"],
    })  # fmt: skip
    course_people.enrol(actor=curator, course=young, people=_people(curator, Role.MENTOR)[:4])
    _part_of(young, curator)
    _announced(tutor, {
        "title": "Цифровые задания своими руками", "hours": 24, "mode": "distance", "on_mentoring": False,
        "starts_on": today + 14 * DAY, "ends_on": today + 28 * DAY, "enrol_until": today + 12 * DAY,
        "areas": ["DIGITALIZATION"], "about": "От готовой задачи к заданию, которое проверяет себя само",
    })  # fmt: skip
    _announced(coordinator, {
        "title": "Стажировочная площадка «Взаимное посещение уроков»", "kind": "internship", "places": 10,
        "starts_on": today - 5 * DAY, "ends_on": today + 120 * DAY, "enrol_until": today + 90 * DAY,
        "site": "Лицей № 1, г. Щёкино",
    })  # fmt: skip
    _passed(institute, curator)


def _part_of(course: TrainingCourse, curator: Actor) -> None:
    """A pair works by a programme that is a part of the course: both of it are there."""
    program = Program.objects.filter(organization=curator.organization, state="running").order_by("pk").first()
    if program is not None:
        program_courses.link(actor=curator, program=program, course_id=course.pk, seen=None)


def _announced(actor: Actor, fields: dict[str, Any]) -> TrainingCourse:
    return courses.announce(actor=actor, course=courses.draft(actor=actor, fields=fields))


def _passed(institute: Actor, curator: Actor) -> None:
    """Taught last month; the clock goes back for those who entered it then."""
    month_ago = clock.now() - 40 * DAY
    today = month_ago.astimezone(institute.zone).date()
    with clock.moved_to(month_ago):
        course = _announced(institute, {
            "title": "Куратор наставничества: документы и люди", "hours": 18, "audience": ["curator"],
            "starts_on": today + DAY, "ends_on": today + 10 * DAY, "enrol_until": today + DAY,
        })  # fmt: skip
        course_people.enrol(actor=curator, course=course)
    course_people.complete(actor=institute, course=course)


def _people(curator: Actor, role: str) -> list[int]:
    """Those of the school in the role who work there, by name."""
    rows = Membership.objects.in_force(curator.today).filter(organization=curator.organization, role=role)
    working = Person.objects.filter(
        pk__in=rows.values("person_id"), employments__organization=curator.organization
    ).order_by("last_name", "pk")
    return list(working.values_list("pk", flat=True).distinct())
