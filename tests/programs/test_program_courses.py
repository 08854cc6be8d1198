"""A programme as a part of a course of advanced training: chosen by the curator, its passing counted (S5 п. 4.3.2)."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.models import AuditEvent
from accounts.refusal import Refusal
from programs.models import Program, TrainingCourse
from programs.queries.program_courses import course_card, courses_for, programs_of
from programs.services import course_people, program_courses
from programs.services.course_people import Outcome
from tests.programs import pair_flow as flow
from tests.programs.test_courses import NOW, announced, mark
from tests.support.people import acting, signed_in_client
from tests.ui.text import words
from tests.world import World

pytestmark = pytest.mark.django_db
OVER = datetime.datetime(2026, 11, 26, 9, tzinfo=datetime.UTC)


@pytest.fixture
def world(world: World, clock_at) -> World:
    clock_at(NOW)
    return world


@pytest.fixture
def a(world: World):
    with acting(world.a11.curator):
        yield world.a11


@pytest.fixture
def program(a) -> Program:
    return flow.running(a)


def linked(a, program: Program, course: TrainingCourse | None, seen: TrainingCourse | None = None) -> Program:
    return program_courses.link(
        actor=flow.of(a, "curator"), program=program, course_id=course and course.pk, seen=seen and seen.pk
    )


def card(a, program: Program, role: str) -> dict:
    row = Program.objects.select_related("unit").get(pk=program.pk)
    return course_card(row, flow.of(a, role), list(row.unit.members.filter(left_on=None).select_related("person")))


def test_who_of_the_pair_has_passed_is_counted_on_its_page(world: World, a, program: Program, clock_at) -> None:
    """The mentor has passed the institute's course, the mentee has not; the course counts its programmes."""
    institute = flow.of(world.a0i, "institute")
    course = announced(institute, title="Наставник в школе")
    mentor, mentee = flow.people_of(program.unit)
    course_people.enrol(actor=flow.of(a, "curator"), course=course, people=[mentor.pk, mentee.pk])
    linked(a, program, course)
    assert card(a, program, "curator")["passed"] == 0
    clock_at(OVER)
    rows = {row.person_id: row.pk for row in course.enrolments.all()}
    course_people.complete(actor=institute, course=course)
    mark(institute, course, {rows[mentee.pk]: Outcome(False)})
    told = card(a, program, "curator")
    assert told["course"] == course and told["passed"] == 1
    assert {one.member.person_id: one.row.state for one in told["people"]} == {
        mentor.pk: "completed", mentee.pk: "missed",
    }  # fmt: skip
    page = words(signed_in_client(a.curator).get(reverse("program_detail", args=[program.pk])))
    assert "Наставник в школе" in page and "Прошли курс: 1 из 2" in page
    assert programs_of(course) == {"number": 1, "schools": 1, "running": 1, "completed": 0}
    page = words(signed_in_client(world.a0i.institute).get(reverse("course_detail", args=[course.pk])))
    assert "Программы наставничества на курсе" in page and program.title not in page
    assert "Программы наставничества на курсе" not in words(
        signed_in_client(a.curator).get(reverse("course_detail", args=[course.pk]))
    )


def test_the_council_reads_who_has_passed_and_no_failure(world: World, a, program: Program, clock_at) -> None:
    """Whoever keeps no courses is told of a passed course, never of one that somebody has not passed."""
    institute = flow.of(world.a0i, "institute")
    course = announced(institute)
    mentor, mentee = flow.people_of(program.unit)
    course_people.enrol(actor=flow.of(a, "curator"), course=course, people=[mentor.pk, mentee.pk])
    linked(a, program, course)
    clock_at(OVER)
    rows = {row.person_id: row.pk for row in course.enrolments.all()}
    course_people.complete(actor=institute, course=course)
    mark(institute, course, {rows[mentee.pk]: Outcome(False)})
    told = {one.member.person_id: one for one in card(a, program, "council_member")["people"]}
    assert told[mentor.pk].passed
    assert told[mentee.pk].row is None and not told[mentee.pk].known
    page = words(signed_in_client(a.council_member).get(reverse("program_detail", args=[program.pk])))
    assert "пока не прошёл" in page and "не прошёл " not in page.replace("пока не прошёл", "")


def test_a_child_reads_nobodys_passing(world: World, a) -> None:
    """The pupil of the world's pair sees that his programme is a part of a course, and of no teacher what he passed."""
    course = announced(flow.of(world.a0i, "institute"), title="Вожатый-наставник")
    Program.objects.filter(pk=a.rows["program"]).update(training_course=course)
    actor = flow.of(a, "mentee")
    assert not actor.employed
    told = card(a, Program.objects.get(pk=a.rows["program"]), "mentee")
    assert told["course"] == course and told["people"] == [] and not told["opens"] and not told["links"]
    page = words(signed_in_client(a.mentee).get(reverse("program_detail", args=[a.rows["program"]])))
    assert "Вожатый-наставник" in page and "Прошли курс" not in page
    assert reverse("course_detail", args=[course.pk]) not in page


def test_offered_are_courses_of_the_pair_and_open_ones(world: World, a, program: Program, clock_at) -> None:
    institute = flow.of(world.a0i, "institute")
    theirs, shut, opened = (announced(institute) for _ in range(3))
    site = announced(flow.of(world.a10, "coordinator"), kind="internship")
    foreign = announced(flow.of(world.a12, "curator"))
    course_people.enrol(actor=flow.of(a, "curator"), course=theirs, people=[flow.people_of(program.unit)[0].pk])
    TrainingCourse.objects.filter(pk__in=[theirs.pk, shut.pk]).update(enrol_until=NOW.date() - datetime.timedelta(1))
    found = list(courses_for(flow.of(a, "curator"), program))
    assert found[0] == theirs and opened in found
    assert not {shut, site, foreign} & set(found)
    for refused in (shut, site, foreign):
        with pytest.raises(Refusal, match="никто из пары не записан"):
            linked(a, program, refused)
    assert Program.objects.get(pk=program.pk).training_course is None


def test_one_choice_at_a_time_and_the_same_twice_is_once(world: World, a, program: Program) -> None:
    institute = flow.of(world.a0i, "institute")
    first, second = announced(institute), announced(institute)
    for _ in range(2):
        linked(a, program, first)
    assert AuditEvent.objects.filter(verb="program.link_course").count() == 1
    with pytest.raises(Refusal, match="уже изменили"):
        linked(a, program, second)
    linked(a, program, second, seen=first)
    assert linked(a, program, None, seen=second).training_course_id is None


def test_only_the_curator_of_a_programme_that_is_not_over(world: World, a, program: Program) -> None:
    course = announced(flow.of(world.a0i, "institute"))
    for role in ("head", "council_chair"):
        with pytest.raises(Refusal, match="выбирает куратор"):
            program_courses.link(actor=flow.of(a, role), program=program, course_id=course.pk, seen=None)
    with pytest.raises(Refusal, match="выбирает куратор"):
        actor = flow.himself(flow.people_of(program.unit)[0])
        program_courses.link(actor=actor, program=program, course_id=course.pk, seen=None)
    Program.objects.filter(pk=program.pk).update(state="completed", closed_on=NOW.date(), closure_reason="COMPLETED")
    with pytest.raises(Refusal, match="больше не меняют"):
        linked(a, program, course)


def test_the_button_takes_no_foreign_course(world: World, a, program: Program) -> None:
    """A course of a neighbour, of another region and of nobody are refused in the same words."""
    press, curator = reverse("program_course", args=[program.pk]), signed_in_client(a.curator)
    course = announced(flow.of(world.a0i, "institute"))
    said = set()
    for pk in (world.a12.rows["course"], world.b11.rows["course"], 2_000_000_000):
        answer = curator.post(press, {"course": pk})
        assert answer.status_code == 409
        said.add(answer.context["refusal"].reason)
    assert len(said) == 1 and Program.objects.get(pk=program.pk).training_course is None
    assert curator.post(press, {}).status_code == 409
    assert curator.post(press, {"course": course.pk, "seen": ""}).status_code == 302
    assert Program.objects.get(pk=program.pk).training_course == course
    assert curator.post(press, {"drop": "1", "seen": course.pk}).status_code == 302
    assert Program.objects.get(pk=program.pk).training_course is None
    assert signed_in_client(world.a12.curator).post(press, {"course": course.pk}).status_code == 404


def test_the_database_keeps_a_course_of_another_region_away(world: World, a, program: Program) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Program.objects.filter(pk=program.pk).update(training_course_id=world.b11.rows["course"])
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
