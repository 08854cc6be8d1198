"""What a mentor has written about a meeting is never lost behind a message of success."""

import uuid

import pytest
from django.urls import reverse

from accounts.refusal import Refusal
from programs.models import Meeting
from programs.services import meeting_plans, meetings
from tests.programs import pair_flow as flow
from tests.programs.test_pair_work import pair, tomorrow
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def a(world: World):
    with acting(world.a11.curator):
        yield world.a11


def test_words_about_a_meeting_that_is_marked_already_are_refused(a) -> None:
    """Called off by the mentee, or recorded by the curator, while the mentor was writing; his own once more is one."""
    unit, mentor, mentee = pair(a)
    off, taken, own = meeting_plans.plan_meetings(actor=mentor, unit=unit, planned_at=tomorrow(mentor), times=3)
    told = {"actor": mentor, "unit": unit, "held_on": mentor.today, "content": "Разобрали урок"}
    meeting_plans.call_off_meeting(actor=mentee, meeting=off)
    meetings.record_meeting(**{**told, "actor": flow.of(a, "curator"), "content": "Со слов"}, planned=taken)
    for gone in (off, taken):
        with pytest.raises(Refusal, match="уже отметили"):
            meetings.record_meeting(**told, planned=gone)
        with pytest.raises(Refusal, match="уже отметили"):
            meetings.record_meeting(**told, client_key=gone.client_key)
    key = uuid.uuid4()  # a draft begun on the page without the plan
    held = meetings.record_meeting(**told, planned=own, client_key=key)
    assert meetings.record_meeting(**told, planned=own).pk == held.pk
    assert meetings.record_meeting(**told, client_key=key).pk == held.pk
    with pytest.raises(Refusal, match="уже отметили"):
        meetings.record_meeting(**{**told, "content": "И ещё договорились"}, planned=own)
    assert meetings.keys_of_own(mentor, unit) == [str(key)]
    meetings.cancel_meeting(actor=flow.of(a, "curator"), meeting=held)
    assert meetings.keys_of_own(mentor, unit) == []


def test_the_page_keeps_the_words_and_the_next_press_records_them(a, client_of) -> None:
    unit, mentor, _mentee = pair(a)
    (planned,) = meeting_plans.plan_meetings(actor=mentor, unit=unit, planned_at=tomorrow(mentor))
    client = client_of(a.curator)
    page = f"{reverse('meeting_record', args=[unit.pk])}?planned={planned.pk}"
    form = client.get(page).context["form"]
    sent = {
        "client_key": str(form["client_key"].value()), "held_on": f"{mentor.today}", "duration": "45", "kind": "cycle",
        "mode": "onsite", "content": "Разобрали урок",
    }  # fmt: skip
    meeting_plans.call_off_meeting(actor=mentor, meeting=planned)
    answer = client.post(page, sent)
    again = answer.context["form"]["client_key"].value()
    assert answer.status_code == 422 and again != sent["client_key"]
    assert "Разобрали урок" in answer.content.decode() and str(planned.client_key) not in answer.context["known"]
    there = reverse("meeting_record", args=[unit.pk])
    assert f'action="{there}"' in answer.content.decode()
    for _press in range(2):
        assert client.post(there, {**sent, "client_key": again}).status_code == 302
    assert Meeting.objects.get(unit=unit, state="held").content == "Разобрали урок"
