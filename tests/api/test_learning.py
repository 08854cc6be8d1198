"""Courses, communities, the library, practices and awards by the API: what is told to whom, who is enrolled."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Person
from accounts.tenancy import tenant_scope
from programs import models as p
from programs.services import course_people, courses
from reports import models as r
from tests import factories as f
from tests.support.people import acting
from tests.world import World

from .calls import Caller, caller_of

pytestmark = pytest.mark.django_db
LISTS = ("courses", "course-enrolments", "communities", "materials", "growth-resources", "practices", "nominations")
TODAY = datetime.date.today()


@pytest.fixture
def curator(world: World) -> Caller:
    return caller_of(world.a11.curator)


@pytest.fixture
def coordinator(world: World) -> Caller:
    return caller_of(world.a10.coordinator)


def teacher(world: World, place: str = "a11", **name: str) -> int:
    with tenant_scope(world.region_a):
        person = f.PersonFactory(**name) if name else f.PersonFactory()
        return f.EmploymentFactory(organization_id=getattr(world, place).id, person=person).person_id


def course_of(world: World, **fields: Any) -> int:
    """Announced by the municipality to its schools."""
    told = {"title": "Наставник молодого учителя", "starts_on": TODAY, "ends_on": TODAY, "enrol_until": TODAY, **fields}
    with acting(world.a10.coordinator) as actor:
        return courses.announce(actor=actor, course=courses.draft(actor=actor, fields=told)).pk


def people_at(caller: Caller, course: int) -> dict[int, str]:
    rows = caller.get("/course-enrolments/", {"course": course}).json()["results"]
    return {row["person"]["id"]: row["state"] for row in rows}


def test_a_row_is_what_its_list_says(curator: Caller, world: World) -> None:
    for name in LISTS:
        rows = curator.get(f"/{name}/").json()["results"]
        assert rows, name
        alone = curator.get(f"/{name}/{rows[0]['id']}/").json()
        assert {key: alone[key] for key in rows[0]} == rows[0], name


def test_ones_own_are_enrolled_wait_and_are_moved_in(world: World, curator: Caller, coordinator: Caller) -> None:
    course, first, second = course_of(world, places=1), teacher(world), teacher(world)
    assert curator.get(f"/courses/{course}/").json()["left"] == 1
    made = curator.post(f"/courses/{course}/enrol/", {"people": [first]})
    assert made.status_code == 201, made.content
    assert [row["state"] for row in made.json()["enrolments"]] == ["enrolled"] and made.json()["left"] == 0
    waits = curator.post(f"/courses/{course}/enrol/", {"people": [first, second]}).json()["enrolments"]
    assert {row["person"]["id"]: row["state"] for row in waits} == {first: "enrolled", second: "waiting"}
    gone = curator.post(f"/course-enrolments/{made.json()['enrolments'][0]['id']}/leave/", {})
    assert (gone.status_code, gone.json()["state"]) == (200, "left")
    assert people_at(coordinator, course) == people_at(curator, course) == {second: "enrolled"}


def test_an_enrolment_sent_twice_is_one(world: World, curator: Caller) -> None:
    course, who = course_of(world), teacher(world)
    first, again = (curator.post(f"/courses/{course}/enrol/", {"people": [who]}, key="the-same-key") for _ in range(2))
    assert first.json() == again.json() and again["Idempotency-Replayed"] == "true"
    with tenant_scope(world.region_a):
        assert p.TrainingEnrolment.objects.filter(course=course).count() == 1


def test_the_organizer_reads_who_has_passed_and_a_neighbour_reads_nobody(
    world: World, curator: Caller, coordinator: Caller
) -> None:
    course, who = course_of(world, hours=36), teacher(world)
    row = curator.post(f"/courses/{course}/enrol/", {"people": [who]}).json()["enrolments"][0]["id"]
    with acting(world.a10.coordinator) as actor:
        course_people.complete(actor=actor, course=p.TrainingCourse.objects.get(pk=course))
    told = coordinator.get(f"/course-enrolments/{row}/").json()
    assert (told["state"], told["hours"], told["completed_on"]) == ("completed", 36, TODAY.isoformat())
    neighbour = caller_of(world.a12.curator)
    assert neighbour.get(f"/courses/{course}/").status_code == 200
    assert people_at(neighbour, course) == {}
    nothing = neighbour.get("/course-enrolments/999999999/")
    for caller in (neighbour, caller_of(world.a21.curator), caller_of(world.b11.curator)):
        for answer in (
            caller.get(f"/course-enrolments/{row}/"), caller.post(f"/course-enrolments/{row}/leave/", {}),
        ):  # fmt: skip
            assert (answer.status_code, answer.json()) == (404, nothing.json())


def test_a_neighbours_teacher_is_not_enrolled(world: World, curator: Caller) -> None:
    course, stranger = course_of(world), teacher(world, "a12", last_name="Невидимкина")
    answer = curator.post(f"/courses/{course}/enrol/", {"people": [stranger]})
    assert (answer.status_code, answer.json()["code"]) == (409, "refused") and "Невидимкин" not in str(answer.json())
    mentor = world.a11.mentor.person_id
    assert caller_of(world.a11.head).post(f"/courses/{course}/enrol/", {"people": [mentor]}).status_code == 201


def test_who_sees_an_enrolment_below_does_not_take_it_back(world: World, coordinator: Caller) -> None:
    row = world.a11.rows["enrolment"]
    assert coordinator.get(f"/course-enrolments/{row}/").status_code == 404  # he waits: no page above tells that
    assert coordinator.post(f"/course-enrolments/{row}/leave/", {}).status_code == 404


def test_scopes(world: World) -> None:
    """Catches a call that passes by a scope of something else."""
    course, who = course_of(world), teacher(world)
    reader, writer = (caller_of(world.a11.curator, [f"training:{way}"]) for way in ("read", "write"))
    assert reader.get(f"/courses/{course}/").status_code == 200
    assert reader.post(f"/courses/{course}/enrol/", {"people": [who]}).json()["code"] == "scope"
    assert writer.get(f"/courses/{course}/").json()["code"] == "scope"
    assert writer.post(f"/courses/{course}/enrol/", {"people": [who]}).status_code == 201
    for name in (*LISTS[2:], "awards"):
        answer = reader.get(f"/{name}/")
        assert (answer.status_code, answer.json()["code"]) == (403, "scope"), name


def test_words_of_a_community_are_its_members_and_names_are_nobodys(world: World, curator: Caller) -> None:
    club = world.a11.rows["community"]
    kept = curator.get(f"/communities/{club}/").json()
    assert (kept["members"], kept["mine"]) == (1, False) and [one["text"] for one in kept["news"]] == [
        f"В среду {world.a11.inner}"
    ]
    with tenant_scope(world.region_a):
        names = set(Person.objects.filter(communities__community=club).values_list("last_name", flat=True))
    told = caller_of(world.a10.coordinator).get(f"/communities/{club}/")
    assert told.json()["news"] == [] and not [name for name in names if name in told.content.decode()]


def in_bank(world: World) -> int:
    row = world.a11.rows["practice"]
    with tenant_scope(world.region_a):
        r.PracticeOffer.objects.filter(practice=row).update(
            state="selected", settled_by=world.a10.coordinator.person_id, settled_at=timezone.now()
        )
    return row


USE: dict[str, Any] = {"applied_on": TODAY.isoformat(), "helped": "yes", "outcome": "Вопросов стало меньше"}


def test_a_practice_is_tried_by_another_school(world: World, curator: Caller) -> None:
    practice, neighbour = in_bank(world), caller_of(world.a12.curator)
    made = neighbour.post(f"/practices/{practice}/use/", USE)
    assert made.status_code == 201, made.content
    told = curator.get(f"/practices/{practice}/").json()
    assert (told["times"], told["in_municipality"]) == (2, True) and made.json() in told["uses"]
    stale = neighbour.post(f"/practices/{practice}/use/", USE | {"helped": "no"})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    again = neighbour.post(f"/practices/{practice}/use/", USE | {"helped": "no", "version": made.json()["version"]})
    assert (again.status_code, again.json()["id"], again.json()["helped"]) == (201, made.json()["id"], "no")
    assert curator.post(f"/practices/{practice}/use/", USE).status_code == 409  # one's own is tried by others


def test_what_others_read_of_a_practice_names_nobody(world: World) -> None:
    """Catches a name of a pupil that goes to other schools."""
    practice, neighbour = in_bank(world), caller_of(world.a12.curator)
    with tenant_scope(world.region_a):
        pupil = Person.objects.get(pk=world.a12.rows["pupil"])
    answer = neighbour.post(f"/practices/{practice}/use/", USE | {"outcome": f"{pupil.full_name} стал увереннее"})
    assert (answer.status_code, answer.json()["code"]) == (409, "refused") and answer.json()["clause"]
    for caller in (neighbour, caller_of(world.a10.coordinator)):
        told = caller.get(f"/practices/{practice}/").content.decode()
        assert pupil.last_name not in told and world.a11.staff_word not in told


def test_a_practice_outside_the_bank_is_not_there(world: World) -> None:
    practice = world.a11.rows["practice"]
    for caller in (caller_of(world.a12.curator), caller_of(world.b11.curator)):
        nothing = caller.get("/practices/999999999/").json()
        assert caller.get(f"/practices/{practice}/").json() == nothing
        assert caller.post(f"/practices/{practice}/use/", USE).json() == nothing


def test_a_nomination_tells_its_conditions_and_above_the_school_no_name(
    world: World, curator: Caller, coordinator: Caller
) -> None:
    row = world.a11.rows["nomination_sent"]
    with tenant_scope(world.region_a):
        r.Nomination.objects.filter(pk=row).update(conditions=["PROGRAM_COMPLETED", "OWN_WORKER"])
    own, above = (caller.get(f"/nominations/{row}/").json() for caller in (curator, coordinator))
    assert own["person"]["id"] == world.a11.mentor.person_id and own["reason"]
    assert {one["code"]: one["met"] for one in own["conditions"]} == {"PROGRAM_COMPLETED": False, "OWN_WORKER": True}
    assert own["conditions"][0]["todo"] and own["conditions"] == above["conditions"]
    assert (above["named"], above["person"], above["reason"], above["body"]) == (False, None, "", "")
    assert above["award"] == "municipal_contest"


def test_the_catalogue_of_awards_is_that_of_the_page(world: World, curator: Caller) -> None:
    keys = {row["key"] for row in curator.get("/awards/").json()["results"]}
    assert f"own-{world.a11.rows['own_award']}" in keys and "school_thanks" in keys
    assert not {f"own-{node.rows['own_award']}" for node in (world.a12, world.b11)} & keys
    assert curator.get("/awards/?organization=1").status_code == 400


def _community(world: World) -> None:
    p.Community.objects.create(
        organization_id=world.a10.id, kind="club", name=f"Клуб {p.Community.objects.count()}", goals="Уроки",
        created_by_id=world.a10.coordinator.person_id, created_on=TODAY,
    )  # fmt: skip


def _course(world: World) -> p.TrainingCourse:
    return p.TrainingCourse.objects.create(
        organization_id=world.a10.id, reaches_id=world.a10.id, title=f"Курс {p.TrainingCourse.objects.count()}",
        starts_on=TODAY, ends_on=TODAY, enrol_until=TODAY, state="announced", created_at=timezone.now(),
        created_by_id=world.a10.coordinator.person_id,
    )  # fmt: skip


def _enrolment(world: World) -> None:
    p.TrainingEnrolment.objects.create(
        course_id=world.a11.rows["course"], person=f.PersonFactory(), organization_id=world.a11.id,
        enrolled_by_id=world.a11.curator.person_id, enrolled_at=timezone.now(),
    )  # fmt: skip


def _material(world: World) -> None:
    p.Material.objects.create(
        organization_id=world.a10.id, kind="site", title=f"Клуб {p.Material.objects.count()}", added_on=TODAY,
        url="https://club.example/", added_by_id=world.a10.coordinator.person_id,
    )  # fmt: skip


def _resource(world: World) -> None:
    number = p.GrowthResource.objects.count()
    p.GrowthResource.objects.create(organization_id=world.a00.id, kind="internship", title=f"Площадка {number}")


def _practice(world: World) -> None:
    r.Publication.objects.create(
        organization_id=world.a11.id, kind="practice", title=f"Приём {r.Publication.objects.count()}", text="Час.",
        state="checked", written_by_id=world.a11.curator.person_id, created_at=timezone.now(),
    )  # fmt: skip


def _nomination(world: World) -> None:
    r.Nomination.objects.create(
        organization_id=world.a11.id, part="mentor", person=f.PersonFactory(), program_id=world.a11.rows["program"],
        school_year=2026, reason="Труд", created_by_id=world.a11.curator.person_id, created_at=timezone.now(),
        code="school_certificate", title="Грамота", level="school",
    )  # fmt: skip


ADDED: dict[str, Callable[[World], Any]] = {
    "courses": _course, "course-enrolments": _enrolment, "communities": _community, "materials": _material,
    "growth-resources": _resource, "practices": _practice, "nominations": _nomination,
}  # fmt: skip
COSTS = dict.fromkeys(LISTS, 9)


@pytest.mark.parametrize("name", LISTS)
def test_thirty_rows_cost_what_one_costs(world: World, curator: Caller, name: str) -> None:
    """Catches a query per row."""
    costs, rows = [], []
    curator.get(f"/{name}/")  # the use of the token is noted once in some minutes
    for more in (1, 29):
        with tenant_scope(world.region_a):
            for _ in range(more):
                ADDED[name](world)
        with CaptureQueriesContext(connection) as asked:
            rows.append(len(curator.get(f"/{name}/?limit=200").json()["results"]))
        costs.append(len([query for query in asked if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]))
    assert rows[1] == rows[0] + 29 and costs == [COSTS[name]] * 2
