"""What can be added, by whose rules, and once."""

import datetime
import re

import pytest

from accounts.models import ApiReply, AuditEvent
from accounts.tenancy import tenant_scope
from programs.models import Meeting, MenteeEntry, MentorEntry, Unit
from tests import factories as f
from tests.programs import pair_flow as flow
from tests.support.people import acting
from tests.world import World

from .calls import Caller, caller_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(world: World) -> Caller:
    return caller_of(world.a11.curator)


def teacher(world: World) -> int:
    with tenant_scope(world.region_a):
        return f.EmploymentFactory(organization_id=world.a11.id).person_id


def mentor_body(world: World, **more: object) -> dict[str, object]:
    told = {"subject": "химия", "competencies": ["METHOD"], "measurable_results": "Победы учеников"}
    return {"person": teacher(world), **told, **more}


def test_a_mentor_is_added_as_the_page_adds_him(world: World, curator: Caller) -> None:
    body = mentor_body(world)
    made = curator.post("/mentors/", body)
    assert made.status_code == 201, made.content
    row = made.json()
    assert (row["person"]["id"], row["subject"], row["organization"]) == (body["person"], "химия", world.a11.id)
    assert curator.get(f"/mentors/{row['id']}/").json() == row
    with tenant_scope(world.region_a):
        events = AuditEvent.objects.filter(object_type="programs.MentorEntry", object_id=row["id"])
        assert {event.user_id for event in events} == {world.a11.curator.user_id}
        call = AuditEvent.objects.get(verb="connection.call")
        assert call.data == {"address": "/api/v1/mentors/", "row": row["id"]}


def test_a_mentee_is_added_and_a_sensitive_category_is_not(world: World, curator: Caller) -> None:
    body = {"person": teacher(world), "category": "NEW_PLACE", "experience_teaching": 2}
    assert curator.post("/mentees/", body).json()["category"] == "NEW_PLACE"
    for category in ("SENSITIVE", "BURNOUT"):
        assert curator.post("/mentees/", {"person": teacher(world), "category": category}).status_code == 422


def test_a_call_sent_twice_is_done_once(world: World, curator: Caller) -> None:
    body = mentor_body(world)
    first = curator.post("/mentors/", body, key="the-same-key")
    again = curator.post("/mentors/", body, key="the-same-key")
    assert (first.status_code, again.status_code) == (201, 201) and first.json() == again.json()
    assert again["Idempotency-Replayed"] == "true" and "Idempotency-Replayed" not in first
    with tenant_scope(world.region_a):
        assert MentorEntry.objects.filter(person_id=body["person"]).count() == 1


def test_another_call_under_the_key_is_refused(world: World, curator: Caller) -> None:
    body = mentor_body(world)
    curator.post("/mentors/", body, key="the-same-key")
    for path, other in (("/mentors/", body | {"subject": "физика"}), ("/mentees/", body)):
        answer = curator.post(path, other, key="the-same-key")
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_reused")


def test_a_key_is_of_one_caller(world: World, curator: Caller) -> None:
    """Catches an answer of one person told to another who guesses his key."""
    curator.post("/mentors/", mentor_body(world), key="the-same-key")
    other = caller_of(world.a12.curator).post("/mentors/", {"person": 1}, key="the-same-key")
    assert other.status_code == 422 and other.json()["code"] == "body"


def test_a_refused_call_leaves_nothing_and_may_be_sent_again(world: World, curator: Caller) -> None:
    body = mentor_body(world)
    assert curator.post("/mentors/", body | {"competencies": ["NO_SUCH"]}, key="the-same-key").status_code == 422
    with tenant_scope(world.region_a):
        assert not ApiReply.objects.filter(key="the-same-key").exists()
    assert curator.post("/mentors/", body, key="the-same-key").status_code == 201


def pair_of(world: World) -> dict[str, object]:
    with acting(world.a11.curator):
        mentor, mentee = flow.mentor_in_bank(world.a11), flow.mentee_with_request(world.a11)
    return {"mentor": mentor.pk, "mentees": [mentee.pk], "form": flow.FORM}


def test_a_pair_is_proposed_and_a_rule_refuses_with_its_words(world: World, curator: Caller) -> None:
    body = pair_of(world)
    made = curator.post("/units/", body)
    assert made.status_code == 201, made.content
    assert made.json()["state"] == "proposed" and len(made.json()["members"]) == 2
    assert curator.post("/units/", body).status_code == 422  # the mentee is matched: the page offers him no more
    with acting(world.a11.curator):
        MenteeEntry.objects.filter(pk=body["mentees"][0]).update(state="requested")
    answer = curator.post("/units/", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "refused") and answer.json()["detail"]


def test_a_meeting_is_recorded_by_the_mentor_and_by_nobody_else(world: World, client_of) -> None:
    mentor = client_of(world.a11.mentor)
    with tenant_scope(world.region_a):
        unit = Unit.objects.get(pk=world.a11.rows["unit"])
    day = datetime.date.today() - datetime.timedelta(days=1)
    body = {"unit": unit.pk, "held_on": day.isoformat(), "content": "Разобрали урок"}
    sent = {"data": body, "content_type": "application/json"}
    made = mentor.post("/api/v1/meetings/", headers={"Idempotency-Key": "meeting-1"}, **sent)
    assert made.status_code == 201, made.content
    assert (made.json()["state"], made.json()["content"], made.json()["duration"]) == ("held", "Разобрали урок", 45)
    for who in (world.a11.mentee, world.a11.head, world.a12.mentor, world.b11.mentor):
        answer = client_of(who).post("/api/v1/meetings/", headers={"Idempotency-Key": "meeting-1"}, **sent)
        assert answer.status_code == 404, who
    with tenant_scope(world.region_a):
        assert Meeting.objects.filter(unit=unit, content="Разобрали урок").count() == 1


def test_foreign_ids_in_bodies_are_like_ids_of_nothing(world: World, curator: Caller) -> None:
    """Catches a call that reaches into another school or region, or tells that something is there."""
    ours = pair_of(world)
    nothing = 2**40
    answers: dict[str, set[bytes]] = {}
    for node in (world.a12, world.a21, world.b11, None):
        for name, path, body in (
            ("person", "/mentors/", {"person": node["union"].person_id if node else nothing}),
            ("person", "/mentees/", {
                "person": node["union"].person_id if node else nothing, "category": "NEW_PLACE"}),
            ("mentor", "/units/", ours | {"mentor": node.rows["mentor_entry"] if node else nothing}),
            ("mentees", "/units/", ours | {"mentees": [node.rows["mentee_alone"] if node else nothing]}),
            ("unit", "/meetings/", {
                "unit": node.rows["unit"] if node else nothing, "held_on": "2026-01-12", "content": "x"}),
        ):  # fmt: skip
            answer = curator.post(path, body)
            assert answer.status_code in {404, 422}, (path, name)
            told = re.sub(rb"\b\d+\b", b"N", answer.content)
            answers.setdefault(path + name, set()).add(told)
    assert {name: len(told) for name, told in answers.items()} == dict.fromkeys(answers, 1)


def test_a_line_of_another_plan_is_no_line_of_the_meeting(world: World) -> None:
    curator = caller_of(world.a11.curator)
    for line in (world.a12.rows["line"], world.b11.rows["line"], 2**40):
        body = {"unit": world.a11.rows["unit"], "held_on": "2026-01-12", "content": "x", "activity": line}
        answer = curator.post("/meetings/", body)
        assert answer.status_code == 422 and "activity" in answer.json()["errors"]
