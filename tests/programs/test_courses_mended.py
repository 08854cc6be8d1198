"""What a course must not lose: marks under a stale tab, records under a correction, places under a dead card."""

import datetime

import pytest
from django.urls import reverse

from accounts.models import AuditEvent, Employment, Notice, Person
from accounts.refusal import Refusal, Stale
from programs.models import TrainingCourse, TrainingEnrolment, TrainingRecord
from programs.services import course_people, courses, joins
from programs.services.course_people import Outcome
from tests.programs import pair_flow as flow
from tests.programs.test_courses import NOW, announced, mark, states, teachers
from tests.programs.test_joins import press
from tests.support.people import acting, signed_in_client
from tests.world import World

pytestmark = pytest.mark.django_db
TAUGHT = datetime.datetime(2026, 11, 22, 9, tzinfo=datetime.UTC)
OVER = datetime.datetime(2026, 11, 26, 9, tzinfo=datetime.UTC)


@pytest.fixture
def world(world: World, clock_at) -> World:
    clock_at(NOW)
    return world


@pytest.fixture
def a(world: World):
    with acting(world.a11.curator):
        yield world.a11


def test_a_tab_from_before_all_have_passed_takes_nobodys_mark_away(world: World, a, clock_at) -> None:
    institute = flow.of(world.a0i, "institute")
    course, mentor = announced(institute), flow.mentor_in_bank(a, "Банкова")
    row = course_people.enrol(actor=flow.of(a, "curator"), course=course, people=[mentor.person_id])[0]
    clock_at(OVER)
    course_people.complete(actor=institute, course=course)
    with pytest.raises(Stale):
        course_people.mark(actor=institute, course=course, version=course.version, said={row.pk: Outcome(False)})
    assert states(course) == {"Банкова": "completed"}
    assert TrainingRecord.objects.filter(enrolment=row).exists()
    page = signed_in_client(world.a0i.institute)
    stale = {"verb": "save", "row": [row.pk], "version": course.version}
    assert page.post(reverse("course_people", args=[course.pk]), stale).status_code == 409


def test_a_mark_put_early_holds_the_course_until_it_is_taken_back(world: World, a, clock_at) -> None:
    """The bank has the course's words: it is not called off or renamed under them; taken back, he is still taught."""
    institute = flow.of(world.a0i, "institute")
    course, mentor = announced(institute), flow.mentor_in_bank(a, "Ранняя")
    row = course_people.enrol(actor=flow.of(a, "curator"), course=course, people=[mentor.person_id])[0]
    clock_at(TAUGHT)
    mark(institute, course, {row.pk: Outcome(True)})
    with pytest.raises(Refusal, match="уже прошёл"):
        courses.call_off(actor=institute, course=course, reason="Ошибка")
    course.refresh_from_db()
    for fields in ({"title": "Иначе"}, {"on_mentoring": False}):
        with pytest.raises(Refusal, match="в карточке наставника"):
            courses.edit(actor=institute, course=course, version=course.version, fields=fields)
    courses.edit(actor=institute, course=course, version=course.version, fields={"site": "Озёрск"})
    mark(institute, course, {row.pk: Outcome(False)})  # verb unpass
    assert states(course) == {"Ранняя": "enrolled"} and not TrainingRecord.objects.filter(enrolment=row).exists()
    course.refresh_from_db()
    courses.edit(actor=institute, course=course, version=course.version, fields={"title": "Иначе"})
    courses.call_off(actor=institute, course=course, reason="Ошибка")


def test_the_kind_stays_while_people_are_enrolled(world: World, a) -> None:
    """A base school takes the municipality, a course of a school its own: the guest would lose the page."""
    head = flow.of(a, "head")
    base = announced(head, kind="base_school")
    with acting(world.a12.curator) as neighbour:
        row = course_people.enrol(actor=neighbour, course=base, people=teachers(world.a12, "Гостева"))[0]
    with acting(a.curator):
        with pytest.raises(Refusal, match="от его вида"):
            courses.edit(actor=head, course=base, version=1, fields={"kind": "course"})
        course_people.leave(actor=head, enrolment=row)
        assert courses.edit(actor=head, course=base, version=1, fields={"kind": "course"}).reaches_id == a.id


def test_the_organizer_takes_an_enrolment_off_and_says_why_he_calls_off(world: World, a) -> None:
    course = announced(flow.of(world.a0i, "institute"), places=1)
    rows = course_people.enrol(actor=flow.of(a, "curator"), course=course, people=teachers(a, "Первая", "Вторая"))
    client, page = signed_in_client(world.a0i.institute), reverse("course_detail", args=[course.pk])
    for row in rows:
        assert reverse("course_leave", args=[row.pk]) in client.get(page).content.decode()
        assert client.post(reverse("course_leave", args=[row.pk])).status_code == 302
    assert set(TrainingEnrolment.objects.filter(course=course).values_list("state", flat=True)) == {"left"}
    move = reverse("course_move", args=[course.pk])
    assert client.post(move, {"verb": "call_off", "reason": "б" * 501}).status_code == 422
    assert client.post(move, {"verb": "call_off", "reason": "б" * 500}).status_code == 302


def test_whoever_has_left_the_school_is_passed_over_and_whoever_waits_in_vain_is_told(
    world: World, a, clock_at
) -> None:
    institute, curator = flow.of(world.a0i, "institute"), flow.of(a, "curator")
    course, people = announced(institute, places=1), teachers(a, "Первая", "Ушедшая", "Третья", "Четвёртая")
    first, *_others = [course_people.enrol(actor=curator, course=course, people=[pk])[0] for pk in people]
    Employment.objects.filter(person_id=people[1]).update(valid_to=NOW.date() - datetime.timedelta(days=1))
    course_people.leave(actor=curator, enrolment=first)
    assert states(course) == {
        "Первая": "left", "Ушедшая": "waiting", "Третья": "enrolled", "Четвёртая": "waiting",
    }  # fmt: skip
    clock_at(OVER)
    course_people.complete(actor=institute, course=course)
    told = Notice.objects.filter(person_id=people[3]).values_list("text", flat=True)
    assert any(text.startswith("Обучение завершено, места не нашлось") for text in told)


def test_two_cards_of_one_teacher_hold_one_place(world: World, a) -> None:
    """The other's place goes to the next; taken back, the second card waits for a place of its own."""
    curator = flow.of(a, "curator")
    course, people = announced(flow.of(world.a0i, "institute"), places=2), teachers(a, "Ковалёва", "Ковалева", "Ждущая")
    for pk in people:
        course_people.enrol(actor=curator, course=course, people=[pk])
    one, other, _next = (Person.objects.get(pk=pk) for pk in people)
    made = press(flow.of(a, "head"), one, other)
    assert states(course) == {"Ковалёва": "enrolled", "Ждущая": "enrolled"}
    assert TrainingCourse.objects.get(pk=course.pk).taken == 2
    assert not TrainingEnrolment.objects.filter(person_id=made.gone_id).exists()
    joins.undo(actor=flow.of(a, "head"), made=made)
    assert states(course) == {"Ковалёва": "enrolled", "Ковалева": "waiting", "Ждущая": "enrolled"}


def test_a_stale_tab_shows_every_word_that_differs_and_the_same_words_are_saved(world: World, a) -> None:
    institute = flow.of(world.a0i, "institute")
    course = announced(institute)
    courses.edit(actor=institute, course=course, version=course.version, fields={"title": "Новое", "hours": 16})
    with pytest.raises(Stale) as stale:
        courses.edit(actor=institute, course=course, version=course.version, fields={"title": "Новое", "hours": 24})
    assert (list(stale.value.theirs.values()), list(stale.value.mine.values())) == (["16"], ["24"])
    same = courses.edit(actor=institute, course=course, version=course.version, fields={"title": "Новое", "hours": 16})
    assert same.version == course.version + 2


def test_the_list_is_taken_by_the_organizer_alone_and_the_journal_says_of_how_many(world: World, a) -> None:
    institute, curator = flow.of(world.a0i, "institute"), flow.of(a, "curator")
    course = announced(institute)
    rows = course_people.enrol(actor=curator, course=course, people=teachers(a, "Остаётся", "Уходит"))
    course_people.leave(actor=curator, enrolment=next(row for row in rows if row.person.last_name == "Уходит"))
    with pytest.raises(Refusal, match="организатор"):
        course_people.download(actor=curator, course=course)
    assert [row.person.last_name for row in course_people.download(actor=institute, course=course)] == ["Остаётся"]
    written = AuditEvent.objects.get(verb="trainingcourse.download", object_id=course.pk)
    assert written.data["people"] == 1
