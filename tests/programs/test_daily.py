"""The night's work: what fails undoes and stops nothing else, and is named."""

import datetime

import pytest

from accounts.models import Notice
from programs.models import Regulation
from programs.services import banks, daily, meeting_plans
from tests.programs import pair_flow as flow
from tests.programs.test_pair_work import tomorrow
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_step_that_fails_undoes_and_stops_no_other(world: World, clock_at, caplog) -> None:
    """A regulation that asks to look for mentors every 0 days; steps before and after that one do their work."""
    a = world.a11
    with acting(a.curator) as curator:
        program = flow.running(a)
        mentor = flow.himself(flow.people_of(program.unit)[0])
        at = tomorrow(mentor) + datetime.timedelta(days=7)
        meeting_plans.plan_meetings(actor=mentor, unit=program.unit, planned_at=at)
        banks.leave_without_pair(actor=curator, entry=flow.mentee_with_request(a, "Одинокова"), support_plan="Беседы")
        type(program).objects.filter(pk=program.pk).update(state="approved")
        type(program.unit).objects.filter(pk=program.unit_id).update(state="ordered")
        for row in Regulation.objects.filter(organization_id__in=curator.organization.path_ids):
            row.settings |= {"unmatched_reminder_days": {"value": 0}}
            row.save(update_fields=["settings"])
    clock_at(at - datetime.timedelta(days=1))
    assert daily.run() == 1
    assert "daily.remind_of_search: region" in caplog.text and "ZeroDivisionError" in caplog.text
    with acting(a.curator):
        assert flow.state_of(program) == "running"
        assert Notice.objects.filter(text="Завтра встреча", person_id=mentor.person_id).exists()
