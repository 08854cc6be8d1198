"""What is sent twice is one thing: a double press, a page sent again, two presses at the same moment."""

import datetime
import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import AuditEvent, Notice, Organization, StoredFile
from accounts.refusal import Refusal
from programs.models import CouncilCase, DutyRelease, Event, LocalAct, Meeting, MeetingTask, Partnership
from programs.services import cases, duty_releases, events, local_acts, meeting_plans, partners, tasks_of_pairs
from tests.programs import pair_flow as flow
from tests.programs.regulation_flow import enact
from tests.programs.test_orders_races import refusals, together
from tests.programs.test_pair_work import pair, tomorrow
from tests.programs.test_pairs_races import in_scope
from tests.support.people import acting
from tests.world import Node, World

RULES = {"duty_release": True, "council_functions": ["consultation"]}
SCAN = b"%PDF-1.4 signed"
Press = Callable[[], Any]


@pytest.fixture
def a(world: World) -> Iterator[Node]:
    enact(world.a11, {code: {"value": value, "clause": "п. 1", "locked": False} for code, value in RULES.items()})
    with acting(world.a11.curator):
        yield world.a11


def twice(press: Press, other: Press | None = None) -> None:
    """The second press gives the same, tells nobody and leaves no record; other words are not swallowed."""
    first = press()
    before = AuditEvent.objects.count(), Notice.objects.count()
    assert press() == first
    assert (AuditEvent.objects.count(), Notice.objects.count()) == before
    if other is not None:
        with pytest.raises(Refusal, match="с другими подробностями"):
            other()


@pytest.mark.django_db
def test_of_a_pair_a_meeting_ahead_a_task_and_a_release(a: Node, client_of) -> None:
    unit, mentor, _mentee = pair(a)
    at, day = tomorrow(mentor), mentor.today + datetime.timedelta(days=5)
    member = unit.members.get(side="mentee")

    def plan(place: str, times: int = 2) -> list[Meeting]:
        return meeting_plans.plan_meetings(actor=mentor, unit=unit, planned_at=at, times=times, place=place)

    def give(due_on: datetime.date | None = None) -> list[MeetingTask]:
        told = {"actor": mentor, "unit": unit, "members": [member.pk], "text": "Конспект " * 110}
        return tasks_of_pairs.give_task(**told, due_on=due_on)

    def ask(lessons: str) -> DutyRelease:
        told = {"unit": unit, "person": flow.people_of(unit)[0], "activity": "Конференция", "on": day}
        return duty_releases.ask(actor=mentor, lessons=lessons, **told)

    twice(lambda: plan("каб. 12"), lambda: plan("каб. 14"))
    _first, second, third = plan("каб. 12", times=3)
    with pytest.raises(Refusal, match="уже назначена"):
        meeting_plans.reschedule_meeting(actor=mentor, meeting=third, planned_at=second.planned_at)
    twice(give)
    (task,) = give()
    assert give(due_on=day) != [task]
    tasks_of_pairs.take_back(actor=mentor, task=task)
    assert give() != [task]  # taken back, it may be given anew
    twice(lambda: ask("уроки 2–4"), lambda: ask("уроки 5–6"))
    assert (unit.meetings.count(), unit.tasks.count(), unit.releases.count()) == (3, 3, 1)


@pytest.mark.django_db
def test_of_a_school_an_event_a_case_and_a_contract(a: Node, world: World, client_of) -> None:
    curator = flow.of(a, "curator")
    partner = Organization.objects.get(pk=world.a12.id)
    starts = datetime.datetime.combine(curator.today, datetime.time(15), curator.zone)

    def announce(place: str) -> Event:
        fields = {"title": "Семинар", "kind": "seminar", "starts_at": starts, "place": place}
        return events.announce(actor=curator, fields=fields)

    def write(subject: str) -> Partnership:
        told = {"partner": partner, "dated": curator.today, "valid_from": curator.today, "number": "77"}
        return partners.write_down(actor=curator, subject=subject, **told)

    def file() -> CouncilCase:
        return cases.file(actor=flow.of(a, "mentor"), kind="consultation", text="Как составить план? " * 90)

    twice(lambda: announce("зал"), lambda: announce("класс"))
    twice(lambda: write("вместе"), lambda: write("врозь"))
    twice(file)
    cases.withdraw(actor=flow.of(a, "mentor"), case=file())
    assert flow.state_of(file()) == "filed"
    other = events.announce(actor=curator, fields={"title": "Другой", "kind": "seminar", "starts_at": starts})
    with pytest.raises(Refusal, match="уже объявлено"):
        events.edit(actor=curator, event=other, version=other.version, fields={"title": "Семинар"})
    sent = {"title": "Форум", "kind": "forum", "on": f"{curator.today}", "begins": "15:00"}
    client = client_of(a.curator)
    pages = {client.post(reverse("event_new"), sent).headers["Location"] for _press in range(2)}
    assert len(pages) == 1 and Event.objects.filter(title="Форум").count() == 1
    assert client.post(reverse("event_new"), {**sent, "place": "зал"}).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_announce_one_event(world: World) -> None:
    node = world.a11
    with acting(node.curator) as curator:
        starts = datetime.datetime.combine(curator.today, datetime.time(15), curator.zone)
    fields = {"title": "Семинар", "kind": "seminar", "starts_at": starts}
    press = in_scope(node, lambda: events.announce(actor=curator, fields=fields).pk)
    answers = together(press, press, press)
    assert refusals(answers) == [] and len(set(answers)) == 1
    with acting(node.curator):
        assert Event.objects.filter(title="Семинар", starts_at=starts).count() == 1


@pytest.mark.django_db
def test_of_a_school_a_file_that_came_with_it(a: Node, world: World) -> None:
    """The second file was lost behind a message of success; a second press of the first was a refusal."""
    curator, partner = flow.of(a, "curator"), Organization.objects.get(pk=world.a12.id)

    def write(scan: bytes) -> Partnership:
        told = {"partner": partner, "dated": curator.today, "valid_from": curator.today, "number": "78"}
        return partners.write_down(actor=curator, file=(scan, "договор.pdf"), **told)

    def enter(scan: bytes, valid_to: datetime.date | None = None) -> LocalAct:
        told = {"kind": "statute", "title": "Положение", "number": "5", "dated": curator.today}
        return local_acts.enter_act(actor=curator, content=scan, name="акт.pdf", valid_to=valid_to, **told)

    twice(lambda: write(SCAN), lambda: write(SCAN + b" other"))
    twice(lambda: enter(SCAN), lambda: enter(SCAN + b" other"))
    twice(lambda: enter(SCAN), lambda: enter(SCAN, curator.today))
    assert write(SCAN).file.sha256 == enter(SCAN).file.sha256 == hashlib.sha256(SCAN).hexdigest()
    assert not StoredFile.objects.filter(sha256=hashlib.sha256(SCAN + b" other").hexdigest()).exists()
