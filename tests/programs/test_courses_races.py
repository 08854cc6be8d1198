"""Two presses for the last place, each with a connection of its own: exactly one gets it, the other waits."""

import pytest

from programs.models import TrainingCourse, TrainingEnrolment
from programs.services import course_people, courses
from tests.programs import pair_flow as flow
from tests.programs.test_courses import announced, teachers
from tests.programs.test_orders_races import refusals, together
from tests.programs.test_pairs_races import in_scope
from tests.support.people import acting
from tests.world import Node, World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(world: World, clock_at) -> World:
    from tests.programs.test_courses import NOW

    clock_at(NOW)
    return world


def enrol(node: Node, course: TrainingCourse, people: list[int]):
    with acting(node.curator) as curator:
        return course_people.enrol(actor=curator, course=course, people=people)


def test_the_last_place_is_one_persons(world: World) -> None:
    """Two schools send four people each at the same moment; one place is left."""
    with acting(world.a0i.institute) as institute:
        course = announced(institute, places=1)
        sent = [(node, teachers(node, *"АБВГ")) for node in (world.a11, world.a12)]
    answers = together(*[
        lambda node=node, pk=pk: enrol(node, course, [pk]) for node, people in sent for pk in people
    ])  # fmt: skip
    assert refusals(answers) == []
    with acting(world.a0i.institute):
        rows = list(TrainingEnrolment.objects.filter(course=course).order_by("pk").values_list("state", flat=True))
        assert sorted(rows) == ["enrolled"] + ["waiting"] * 7
        assert rows[0] == "enrolled"  # whoever came first
        assert TrainingCourse.objects.get(pk=course.pk).taken == 1


def test_a_double_press_is_one_enrolment_and_two_who_leave_let_two_in(world: World) -> None:
    a = world.a11
    with acting(world.a0i.institute) as institute:
        course = announced(institute, places=2)
        people = teachers(a, "Первая", "Вторая", "Третья", "Четвёртая", "Пятая")
    together(*[lambda: enrol(a, course, people)] * 3)
    with acting(a.curator):
        rows = list(TrainingEnrolment.objects.filter(course=course).order_by("pk"))
        assert [row.state for row in rows] == ["enrolled", "enrolled", "waiting", "waiting", "waiting"]
    leave = [in_scope(a, lambda row=row: course_people.leave(actor=flow.of(a, "curator"), enrolment=row))
             for row in (rows[0], rows[1], rows[0])]  # fmt: skip
    answers = together(*leave)
    assert [refusal.code for refusal in refusals(answers)] == ["already"]
    with acting(a.curator):
        states = [row.state for row in TrainingEnrolment.objects.filter(course=course).order_by("pk")]
        assert states == ["left", "left", "enrolled", "enrolled", "waiting"]
        assert TrainingCourse.objects.get(pk=course.pk).taken == 2


def test_the_last_press_against_fewer_places(world: World) -> None:
    """The organizer takes a place away while a school takes it: never more people than places."""
    a = world.a11
    with acting(world.a0i.institute) as institute:
        course = announced(institute, places=3)
        people = teachers(a, "Первая", "Вторая", "Третья")

    def fewer():
        with acting(world.a0i.institute) as institute:
            return courses.edit(actor=institute, course=course, version=1, fields={"places": 1})

    together(fewer, *[lambda pk=pk: enrol(a, course, [pk]) for pk in people])
    with acting(a.curator):
        row = TrainingCourse.objects.get(pk=course.pk)
        held = TrainingEnrolment.objects.filter(course=course).seated().count()
        assert row.taken == held <= row.places
