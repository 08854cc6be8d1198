"""Nobody is waited for by a pair that has ended: its meetings are off, and so is the calendar of whoever has left."""

import datetime

import pytest
from django.test import Client

from accounts.models import Membership, Notice, User
from accounts.refusal import Refusal
from programs.models import Meeting, Unit
from programs.queries.calendar import entries_for
from programs.services import calendar, closings, consent_answers, meeting_plans, programs, units
from programs.services.meeting_plans import remind_of_meetings
from tests.programs import pair_flow as flow
from tests.programs.test_pair_work import pair, tomorrow
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def a(world: World):
    with acting(world.a11.curator):
        yield world.a11


def planned(unit: Unit, mentor) -> Meeting:
    (row,) = meeting_plans.plan_meetings(actor=mentor, unit=unit, planned_at=tomorrow(mentor))
    return row


def told(row: Meeting) -> int:
    return Notice.objects.filter(dedupe_key=f"meeting.off:{row.pk}").count()


def by_consent(a, unit: Unit) -> None:
    mentee = flow.people_of(unit)[1]
    consent_answers.revoke(actor=flow.himself(mentee), consent=flow.consent_of(mentee))


def by_rejection(a, unit: Unit) -> None:
    Unit.objects.filter(pk=unit.pk).update(state="trying")
    units.reject(actor=flow.of(a, "curator"), unit=unit, why="declined")


def by_completion(a, unit: Unit) -> None:
    program = unit.programs.get()
    mentor = flow.himself(flow.people_of(unit)[0])
    programs.mark_activities(actor=mentor, program=program, activities=list(program.plan.all()), state="done")
    closings.complete_program(actor=flow.of(a, "curator"), program=unit.programs.get())


@pytest.mark.parametrize("end", [by_consent, by_rejection, by_completion])
def test_with_the_pair_its_meetings_ahead_are_off(a, end) -> None:
    unit, mentor, _mentee = pair(a)
    ahead, late = meeting_plans.plan_meetings(actor=mentor, unit=unit, planned_at=tomorrow(mentor), times=2)
    Meeting.objects.filter(pk=late.pk).update(planned_at=ahead.planned_at - datetime.timedelta(days=3))
    end(a, unit)
    assert (flow.state_of(ahead), flow.state_of(late)) == ("cancelled", "planned")
    assert told(ahead) and not told(late)
    remind_of_meetings()
    assert not Notice.objects.filter(text="Завтра встреча", url__endswith=f"/{unit.pk}/").exists()


def test_what_is_left_of_an_idle_pair_is_not_reminded_of_and_not_moved(a) -> None:
    """Kept from before, or of a pair that is paused."""
    unit, mentor, _mentee = pair(a)
    row = planned(unit, mentor)
    for state in ("paused", "closed"):
        Unit.objects.filter(pk=unit.pk).update(state=state, paused_on=mentor.today, closed_on=mentor.today)
        remind_of_meetings()
        assert not Notice.objects.filter(text="Завтра встреча", url__endswith=f"/{unit.pk}/").exists()
        with pytest.raises(Refusal, match="Пара не работает"):
            meeting_plans.reschedule_meeting(actor=mentor, meeting=row, planned_at=tomorrow(mentor, 17))
    person = flow.people_of(unit)[0]
    now = row.planned_at - datetime.timedelta(hours=9)
    (entry,) = [entry for entry in entries_for(person, now) if entry.uid.startswith(f"meeting-{row.pk}-")]
    assert entry.cancelled


def test_the_calendar_of_whoever_may_not_sign_in_is_not_there(world: World) -> None:
    with acting(world.a11.mentor) as mentor:
        address = calendar.give_feed(actor=mentor).removeprefix("http://localhost:8000")
        assert Client().get(address).status_code == 200
        User.objects.filter(pk=mentor.user_id).update(is_active=False)
        assert Client().get(address).status_code == 404
        User.objects.filter(pk=mentor.user_id).update(is_active=True)
        assert Client().get(address).status_code == 200
        Membership.objects.filter(person_id=mentor.person_id).update(valid_to=mentor.today)
        assert Client().get(address).status_code == 404
