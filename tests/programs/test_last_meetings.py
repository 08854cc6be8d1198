"""Meetings that end something: the only one of a speed pair, the final one of a programme (S2 разд. 6)."""

import pytest
from django.urls import reverse

from accounts.models import Notice
from accounts.refusal import Refusal
from programs.models import Meeting, MentorEntry, Program, Unit
from programs.program_desk import programs_of_the_curator
from programs.queries.year import year_lines
from programs.services import meeting_plans, meetings, programs
from tests.programs import pair_flow as flow
from tests.programs.programme_steps import DAY, rule
from tests.programs.test_pair_work import tomorrow
from tests.support.people import acting
from tests.world import Node, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def a(world: World):
    with acting(world.a11.curator):
        yield world.a11


def held_for_one_meeting(a: Node) -> Unit:
    unit = flow.ordered(a)
    Unit.objects.filter(pk=unit.pk).update(kinds=["SPEED"])
    return Unit.objects.select_related("organization__region").get(pk=unit.pk)


def record(unit: Unit, kind: str) -> Meeting:
    mentor = flow.himself(flow.people_of(unit)[0])
    return meetings.record_meeting(
        actor=mentor, unit=unit, held_on=mentor.today, content="Разговор", kind=kind, goals="Два открытых урока",
    )  # fmt: skip


def word(unit: Unit) -> str:
    return str(year_lines([Unit.objects.get(pk=unit.pk)], flow.himself(unit.curator).today)[0].state[1])


def test_a_speed_pair_meets_once_without_a_programme(a) -> None:
    unit = held_for_one_meeting(a)
    mentor, mentee = (flow.himself(person) for person in flow.people_of(unit))
    assert word(unit) == "ждёт встречи"
    asked = [item.url for item in programs_of_the_curator(flow.of(a, "curator"))]
    assert reverse("program_new", args=[unit.pk]) not in asked
    meeting_plans.plan_meetings(actor=mentor, unit=unit, planned_at=tomorrow(mentor), kind="speed")
    meeting = record(unit, "speed")
    entry = unit.members.get(side="mentee").mentee_entry
    assert (flow.state_of(unit), flow.state_of(entry), word(unit)) == ("active", "in_program", "ждёт подтверждения")
    meetings.confirm_meeting(actor=mentee, meeting=meeting)
    assert (flow.state_of(unit), flow.state_of(entry)) == ("closed", "requested")  # what he asked for stands
    assert not unit.meetings.filter(state="planned").exists() and not unit.programs.exists()
    with pytest.raises(Refusal, match="Пара не работает"):
        record(unit, "speed")


def test_the_regulation_may_want_a_programme_of_a_speed_pair_too(a) -> None:
    unit = held_for_one_meeting(a)
    rule(a, speed_without_program=False)
    with pytest.raises(Refusal, match="Пара не работает"):
        record(unit, "speed")


def test_a_speed_pair_that_has_drawn_up_a_programme_goes_on_by_it(a) -> None:
    unit = held_for_one_meeting(a)
    program = flow.drafted(unit)
    with pytest.raises(Refusal, match="Пара не работает"):
        record(unit, "speed")
    program = programs.submit_program(actor=flow.himself(flow.people_of(unit)[0]), program=program)
    programs.approve_program(actor=flow.of(a, "curator"), program=program, version=program.version)
    meetings.confirm_meeting(actor=flow.himself(flow.people_of(unit)[1]), meeting=record(unit, "speed"))
    assert (flow.state_of(unit), flow.state_of(program)) == ("active", "running")


@pytest.mark.parametrize(
    ("left", "state", "told"), [("excluded", "completing", "можно завершить"), ("planned", "running", "отметьте")]
)
def test_the_final_meeting_leads_to_the_closing(a, left: str, state: str, told: str) -> None:
    """Lines that are left keep the programme at work; its people are told the next step."""
    program = flow.running(a)
    program.plan.update(state=left)
    unit = Unit.objects.get(pk=program.unit_id)
    meeting = record(unit, "final")
    assert flow.state_of(program) == "running"
    meetings.confirm_meeting(actor=flow.himself(flow.people_of(unit)[1]), meeting=meeting)
    assert flow.state_of(program) == state
    news = Notice.objects.filter(dedupe_key=f"program.final:{meeting.pk}:{program.pk}")
    assert {row.person_id for row in news} == {*unit.members.values_list("person_id", flat=True), unit.curator_id}
    assert all(told in row.text for row in news)


def test_a_final_meeting_of_an_earlier_programme_closes_nothing(a) -> None:
    program = flow.running(a)
    meeting = record(Unit.objects.get(pk=program.unit_id), "final")
    program.plan.update(state="excluded")
    Meeting.objects.filter(pk=meeting.pk).update(state="confirmed", held_on=program.start_on - DAY)
    row = Program.objects.select_related("organization__region").get(pk=program.pk)
    assert programs.wind_up_if_due(row, None).state == "running"


def test_a_mentor_of_another_school_is_not_told_to_go_on(a, world: World) -> None:
    """He proposes nothing in this school: the press was refused to him."""
    unit = held_for_one_meeting(a)
    MentorEntry.objects.filter(members__unit=unit).update(organization_id=world.a12.id)
    meeting = record(unit, "speed")
    mentor, mentee = flow.people_of(unit)
    meetings.confirm_meeting(actor=flow.himself(mentee), meeting=meeting)
    told = Notice.objects.filter(text__startswith="Скоростная встреча прошла")
    assert told.get(person=mentee).text.endswith("Можно продолжить парой")
    assert "продолжить" not in told.get(person=mentor).text
