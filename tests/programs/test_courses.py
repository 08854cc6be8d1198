"""Courses and internship sites: who hears of them, who finds a place, who waits, what completing one writes."""

import datetime
from itertools import count

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEvent, Membership, Notice, Organization, Person, StudentProfile
from accounts.permissions import Actor
from accounts.refusal import Refusal, Stale
from programs.models import MentorEntry, TrainingCourse, TrainingEnrolment, TrainingRecord
from programs.queries import courses as queries
from programs.queries.banks import trainings_of
from programs.queries.calendar import entries_for
from programs.services import bank_cards, banks, course_people, courses
from programs.services.course_people import Outcome
from tests.programs import pair_flow as flow
from tests.support.people import acting
from tests.world import Node, World

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 10, 9, tzinfo=datetime.UTC)
DAY = datetime.date(2026, 11, 20)
_numbers = count()


@pytest.fixture
def world(world: World, clock_at) -> World:
    clock_at(NOW)
    return world


@pytest.fixture
def a(world: World):
    with acting(world.a11.curator):
        yield world.a11


def drafted(actor: Actor, **fields) -> TrainingCourse:
    told = {
        "title": f"Наставник молодого учителя {next(_numbers)}", "starts_on": DAY, "enrol_until": DAY,
        "ends_on": DAY + datetime.timedelta(days=5), "hours": 36, **fields,
    }  # fmt: skip
    return courses.draft(actor=actor, fields=told)


def announced(actor: Actor, **fields) -> TrainingCourse:
    return courses.announce(actor=actor, course=drafted(actor, **fields))


def sees(node: Node, role: str, course: TrainingCourse) -> bool:
    return TrainingCourse.objects.visible_to(flow.of(node, role)).filter(pk=course.pk).exists()


def states(course: TrainingCourse) -> dict[str, str]:
    rows = course.enrolments.select_related("person").order_by("pk")
    return {row.person.last_name: row.state for row in rows}


def mark(actor: Actor, course: TrainingCourse, said: dict[int, Outcome]) -> int:
    """From a page opened just now."""
    course.refresh_from_db()
    return course_people.mark(actor=actor, course=course, version=course.version, said=said)


def teachers(node: Node, *names: str) -> list[int]:
    return [flow.teacher(node, name).pk for name in names]


def test_each_level_speaks_to_everybody_below_it(world: World) -> None:
    """S3 п. 3.4, 3.5; S1 п. 4.3.1: the institute and the ЦНППМ to the region, the district to its schools."""
    with acting(world.a11.curator):
        said = _of_every_level(world, world.a11)
    with acting(world.b11.curator) as stranger:
        assert not TrainingCourse.objects.visible_to(stranger).filter(pk__in=[one.pk for one in said.values()]).exists()


def _of_every_level(world: World, a: Node) -> dict[str, TrainingCourse]:
    said = {
        "институт": announced(flow.of(world.a0i, "institute")), "ЦНППМ": announced(flow.of(world.a0c, "cnppm_tutor")),
        "район": announced(flow.of(world.a10, "coordinator")), "МНЦ": announced(flow.of(world.a1m, "mnc_officer")),
        "школа": announced(flow.of(a, "curator")),
    }  # fmt: skip
    for who, there in (("институт", "111"), ("ЦНППМ", "111"), ("район", "110"), ("МНЦ", "110"), ("школа", "100")):
        found = [sees(node, "curator", said[who]) for node in (a, world.a12, world.a21)]
        assert "".join("1" * one or "0" for one in found) == there, who
    assert sees(world.a10, "coordinator", said["школа"])  # whoever looks over the school
    assert not sees(world.a20, "coordinator", said["школа"])
    assert not sees(world.a0i, "institute", said["школа"])
    return said


def test_a_school_that_is_a_base_takes_people_of_its_municipality(world: World, a) -> None:
    """S3 п. 3.9: base schools and internship sites are for mentors of other schools."""
    base = announced(flow.of(a, "head"), kind="base_school")
    assert sees(world.a12, "curator", base) and not sees(world.a21, "curator", base)
    guest = teachers(world.a12, "Гостева")
    with acting(world.a12.curator) as neighbour:
        assert len(course_people.enrol(actor=neighbour, course=base, people=guest)) == 1
    # S3 п. 3.4: courses of the institute for those who work at a site
    for_sites = announced(flow.of(world.a0i, "institute"), audience=["site"])
    base_staff, elsewhere = (queries.whom_it_is_for(for_sites, flow.of(node, "curator").organization)
                             for node in (a, world.a12))  # fmt: skip
    assert base_staff.filter(pk=a.curator.person_id).exists() and not elsewhere.exists()


def test_a_draft_is_nobody_elses_business(world: World, a) -> None:
    draft = drafted(flow.of(world.a10, "coordinator"))
    assert not sees(a, "curator", draft) and sees(world.a10, "head", draft)
    with pytest.raises(Refusal, match="закрыта"):
        course_people.enrol(actor=flow.of(a, "curator"), course=draft, people=teachers(a, "Рано"))
    with pytest.raises(Refusal, match="объявил"):
        courses.edit(actor=flow.of(a, "curator"), course=draft, version=1, fields={"title": "Моё"})
    assert courses.draft(actor=flow.of(world.a10, "coordinator"), fields={
        name: getattr(draft, name) for name in ("title", "starts_on", "enrol_until", "ends_on", "hours")
    }) == draft  # fmt: skip


def test_no_pupil_is_enrolled_though_he_is_a_mentee(world: World, a) -> None:
    """The world's mentee is a child in the role of a mentee."""
    course = announced(flow.of(a, "curator"))
    pupil = flow.of(a, "mentee")
    assert StudentProfile.objects.filter(person_id=pupil.person_id).exists()
    assert not sees(a, "mentee", course)
    with pytest.raises(Refusal, match="не для вас"):
        course_people.enrol(actor=pupil, course=course)
    with pytest.raises(Refusal, match="работников своей организации"):
        course_people.enrol(actor=flow.of(a, "curator"), course=course, people=[pupil.person_id])


def test_places_are_given_in_the_order_of_coming_and_the_next_is_moved_in(world: World, a) -> None:
    institute = flow.of(world.a0i, "institute")
    course = announced(institute, places=2)
    curator, other = flow.of(a, "curator"), flow.of(world.a12, "curator")
    first = course_people.enrol(actor=curator, course=course, people=teachers(a, "Букина", "Азарова", "Вольнова"))
    assert states(course) == {"Азарова": "enrolled", "Букина": "enrolled", "Вольнова": "waiting"}
    course_people.enrol(actor=other, course=course, people=teachers(world.a12, "Гречко"))
    course.refresh_from_db()
    assert (course.taken, course.left) == (2, 0)
    course_people.leave(actor=curator, enrolment=first[0])
    moved = AuditEvent.objects.filter(verb="trainingenrolment.move_in", object_id=first[2].pk)
    assert moved.count() == 1
    assert states(course) == {"Азарова": "left", "Букина": "enrolled", "Вольнова": "enrolled", "Гречко": "waiting"}
    assert Notice.objects.filter(person__last_name="Вольнова", text__startswith="Освободилось место").exists()
    assert not Notice.objects.filter(person__last_name="Гречко", text__startswith="Освободилось").exists()
    courses.edit(actor=institute, course=course, version=1, fields={"places": 3})  # one more place
    assert states(course)["Гречко"] == "enrolled"
    with pytest.raises(Refusal, match="больше людей, чем мест: 3"):
        courses.edit(actor=institute, course=course, version=2, fields={"places": 2})
    # a second press is one enrolment; whoever has left may come again
    again = course_people.enrol(actor=curator, course=course, people=[first[0].person_id, first[1].person_id])
    assert [row.state for row in again] == ["waiting"]


def test_the_database_gives_no_place_more(world: World, a) -> None:
    course = announced(flow.of(a, "curator"), places=1)
    rows = course_people.enrol(actor=flow.of(a, "curator"), course=course, people=teachers(a, "Одна", "Другая"))
    assert [row.state for row in rows] == ["enrolled", "waiting"]
    for wrong in (
        lambda: TrainingEnrolment.objects.filter(pk=rows[1].pk).update(state="enrolled"),
        lambda: TrainingCourse.objects.filter(pk=course.pk).update(places=0),
        lambda: TrainingEnrolment.objects.filter(pk=rows[0].pk).update(state="completed"),  # of no day
        lambda: TrainingCourse.objects.filter(pk=course.pk).update(networked=True),
        lambda: TrainingCourse.objects.filter(pk=course.pk).update(enrol_until=DAY + datetime.timedelta(days=9)),
        lambda: TrainingCourse.objects.filter(pk=course.pk).update(state="cancelled"),
        lambda: TrainingEnrolment.objects.bulk_create([TrainingEnrolment(
            course=course, person_id=rows[0].person_id, organization_id=a.id, enrolled_by_id=rows[0].person_id,
            enrolled_at=NOW,
        )]),
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()
    TrainingEnrolment.objects.filter(pk=rows[0].pk).delete()
    course.refresh_from_db()
    assert course.taken == 0


def test_it_is_for_those_whom_it_names(world: World, a) -> None:
    course = announced(flow.of(world.a0c, "cnppm_tutor"), audience=["mentor"])
    mentor, plain = flow.mentor_in_bank(a, "Банкова"), flow.teacher(a, "Простова")
    for_whom = queries.whom_it_is_for(course, flow.of(a, "curator").organization)
    assert mentor.person in for_whom and plain not in for_whom
    candidate = banks.add_mentor(actor=flow.of(a, "curator"), person=flow.teacher(a, "Кандидатова"))
    assert candidate.person in for_whom.all()  # who is to be taught before the bank takes him
    mine = flow.himself(mentor.person)
    assert course in queries.course_rows(mine, "open")
    assert course not in queries.course_rows(flow.of(a, "psychologist"), "open")
    assert course_people.enrol(actor=mine, course=course)[0].state == "enrolled"
    assert queries.course_rows(mine, "mine").get().pk == course.pk


def test_enrolment_closes_on_its_day_by_the_organizers_clock(world: World, a, clock_at) -> None:
    """Half past ten in the evening of Moscow is the next day nowhere in the region, an hour and a half later it is."""
    course = announced(flow.of(a, "curator"))
    clock_at(datetime.datetime(2026, 11, 20, 19, 30, tzinfo=datetime.UTC))
    assert course_people.enrol(actor=flow.of(a, "curator"), course=course, people=teachers(a, "Успела"))
    clock_at(datetime.datetime(2026, 11, 20, 21, tzinfo=datetime.UTC))
    with pytest.raises(Refusal, match="закрыта"):
        course_people.enrol(actor=flow.of(a, "curator"), course=course, people=teachers(a, "Опоздала"))


def test_who_is_taken_off_and_by_whom(world: World, a) -> None:
    course = announced(flow.of(world.a0i, "institute"))
    rows = course_people.enrol(actor=flow.of(a, "curator"), course=course, people=teachers(a, "Первая", "Вторая"))
    for stranger in (flow.of(world.a12, "curator"), flow.of(a, "psychologist"), flow.of(world.a10, "coordinator")):
        with pytest.raises(Refusal, match="Запись снимает"):
            course_people.leave(actor=stranger, enrolment=rows[0])
    course_people.leave(actor=flow.of(world.a0i, "institute"), enrolment=rows[0])
    assert Notice.objects.filter(person_id=rows[0].person_id, text__startswith="Вашу запись сняли").exists()
    with pytest.raises(Refusal) as twice:
        course_people.leave(actor=flow.of(a, "curator"), enrolment=rows[0])
    assert twice.value.code == "already"
    seen = TrainingEnrolment.objects.filter(course=course)
    for node, role, number in (
        (a, "curator", 2), (world.a0i, "institute", 2), (world.a10, "coordinator", 2), (world.a12, "curator", 0),
        (a, "mentor", 0), (world.a1m, "mnc_officer", 0), (world.a20, "coordinator", 0),
    ):  # fmt: skip
        assert seen.visible_to(flow.of(node, role)).count() == number, (node.code, role)


def test_new_days_and_a_cancelled_course_are_told(world: World, a) -> None:
    institute = flow.of(world.a0i, "institute")
    course = announced(institute)
    row = course_people.enrol(actor=flow.of(a, "curator"), course=course, people=teachers(a, "Извещаева"))[0]
    later = {"starts_on": DAY + datetime.timedelta(days=1), "ends_on": DAY + datetime.timedelta(days=8)}
    course = courses.edit(actor=institute, course=course, version=1, fields=later)
    with pytest.raises(Stale):
        courses.edit(actor=institute, course=course, version=1, fields={"title": "Иначе"})
    with pytest.raises(Refusal, match="почему"):
        courses.call_off(actor=institute, course=course, reason=" ")
    courses.call_off(actor=institute, course=course, reason="Преподаватель заболел")
    told = Notice.objects.filter(person_id=row.person_id).values_list("text", flat=True)
    assert sorted(text.split(":")[0] for text in told) == ["Вас записали на обучение", "Новые дни обучения", "Отменено"]
    with pytest.raises(Refusal):
        course_people.enrol(actor=flow.of(a, "curator"), course=course, people=teachers(a, "Поздно"))


def test_what_is_completed_is_a_mentors_training_typed_once(world: World, a, clock_at) -> None:
    """S3 п. 4.6 абз. 3: all by one press, then the exception; the bank reads TrainingRecord alone."""
    institute, curator = flow.of(world.a0i, "institute"), flow.of(a, "curator")
    course = announced(institute)
    mentor, plain = flow.mentor_in_bank(a, "Банкова"), flow.teacher(a, "Простова")
    course_people.enrol(actor=curator, course=course, people=[mentor.person_id, plain.pk])
    with pytest.raises(Refusal, match="не началось"):
        course_people.complete(actor=institute, course=course)
    clock_at(datetime.datetime(2026, 11, 22, 9, tzinfo=datetime.UTC))
    with pytest.raises(Refusal, match="не закончилось"):
        course_people.complete(actor=institute, course=course)
    mark(institute, course, {  # others are still taught: nobody has missed anything
        row.pk: Outcome(row.person_id == plain.pk, 10) for row in course.enrolments.all()
    })  # fmt: skip
    assert states(course) == {"Банкова": "enrolled", "Простова": "completed"}
    clock_at(datetime.datetime(2026, 11, 26, 9, tzinfo=datetime.UTC))
    with pytest.raises(Refusal, match="отмечает организатор"):
        course_people.complete(actor=curator, course=course)
    assert course_people.complete(actor=institute, course=course) == 1  # the other has passed before
    with pytest.raises(Refusal) as twice:
        course_people.complete(actor=institute, course=course)
    assert twice.value.code == "already"
    record = TrainingRecord.objects.get(entry=mentor, enrolment__course=course)
    assert (record.title, record.hours, record.completed_on) == (course.title, 36, course.ends_on)
    rows = {row.person_id: row for row in course.enrolments.all()}
    mark(institute, course, {
        rows[mentor.person_id].pk: Outcome(True, 40, "Удостоверение № 17"),
        rows[plain.pk].pk: Outcome(False),
    })  # fmt: skip
    record.refresh_from_db()
    assert (record.hours, record.document) == (40, "Удостоверение № 17")
    assert states(course) == {"Банкова": "completed", "Простова": "missed"}
    with pytest.raises(Refusal, match="организатор"):
        bank_cards.remove_training(actor=curator, record=record)
    mark(institute, course, {rows[mentor.person_id].pk: Outcome(False)})
    assert not TrainingRecord.objects.filter(entry=mentor, enrolment__course=course).exists()


def test_who_enters_the_bank_brings_his_course_along(world: World, a, clock_at) -> None:
    """He was taught before he was a mentor: the guard of the bank finds it, nobody types it again."""
    institute, curator = flow.of(world.a0i, "institute"), flow.of(a, "curator")
    on_mentoring, on_tables = announced(institute), announced(institute, on_mentoring=False, title="Таблицы")
    person = flow.teacher(a, "Будущева")
    for course in (on_mentoring, on_tables):
        course_people.enrol(actor=curator, course=course, people=[person.pk])
    clock_at(datetime.datetime(2026, 11, 26, 9, tzinfo=datetime.UTC))
    for course in (on_mentoring, on_tables):
        course_people.complete(actor=institute, course=course)
    entry = banks.add_mentor(actor=curator, person=person)
    assert [row.title for row in entry.trainings.all()] == [on_mentoring.title]
    assert [row.title for row in trainings_of(entry)] == [on_mentoring.title, "Таблицы"]
    assert MentorEntry.objects.filter(pk=entry.pk, trainings__enrolment__course=on_mentoring).exists()


def test_the_share_of_those_who_learn_counts_people_once(world: World, a) -> None:
    """S3 п. 3.9 куратор, 9; S1 п. 4.2.1: against a count by hand."""
    curator = flow.of(a, "curator")
    staff = queries.staff_of(curator.organization).count()
    names = teachers(a, "Учится", "Дважды")
    one, two = announced(flow.of(world.a0i, "institute"), places=2), announced(flow.of(world.a10, "coordinator"))
    course_people.enrol(actor=curator, course=one, people=names)
    course_people.enrol(actor=curator, course=one, people=teachers(a, "Ждёт"))
    course_people.enrol(actor=curator, course=two, people=names[1:])
    row = queries.involved(curator)[0]
    assert (row["staff"], row["learning"], row["passed"]) == (staff + 3, 2, 0)
    assert row["share"] == round(200 / (staff + 3))
    assert [found.person.last_name for found in queries.passed_rows(curator, a.id)] == ["Дважды", "Дважды", "Учится"]
    Organization.objects.filter(pk=a.id).update(short_name="Ёлкинская школа")
    Organization.objects.filter(pk=world.a12.id).update(short_name="Дубковская школа")
    schools = queries.involved(flow.of(world.a10, "coordinator"))
    assert [found["school"].pk for found in schools] == [world.a12.id, a.id]  # Ё stands in its place of the alphabet
    above = {found["school"].pk: found["learning"] for found in schools}
    assert above == {a.id: 2, world.a12.id: 0}
    assert not queries.passed_rows(flow.of(world.a1m, "mnc_officer"), a.id).exists()  # numbers alone
    numbers = queries.by_organization(one, flow.of(world.a10, "coordinator"))
    assert [(found["seated"], found["waiting"]) for found in numbers] == [(2, 1)]
    assert queries.by_organization(one, flow.of(world.a20, "coordinator")) == []


def test_it_stands_in_the_calendar_of_who_is_enrolled(world: World, a) -> None:
    course = announced(flow.of(world.a0i, "institute"), site="Озёрск, ул. Лесная, 1")
    person = Person.objects.get(pk=a.mentor.person_id)

    def found() -> list:
        return [entry for entry in entries_for(person, NOW) if entry.uid.startswith("course-")]

    assert found() == []
    assert Membership.objects.filter(person=person, role="mentor").exists()
    row = course_people.enrol(actor=flow.of(a, "mentor"), course=course)[0]
    entry = found()[0]
    assert entry.starts_at.astimezone(flow.of(a, "mentor").zone).date() == DAY and not entry.cancelled
    course_people.leave(actor=flow.of(a, "mentor"), enrolment=row)
    assert found()[0].cancelled
