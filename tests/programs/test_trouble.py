"""Signs of trouble: each by its rule, none for a pair that goes well, the same queries for thirty pairs as for one."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import clock
from programs.models import HelpRequest, Meeting, MeetingPresence, MeetingTask, PlanActivity, Program, Unit, UnitMember
from programs.queries.trouble import signs_of
from programs.queries.trouble_below import signs_below
from programs.queries.units import living_units, unit_card
from programs.queries.year import year_lines
from tests.programs import pair_flow as flow
from tests.programs.programme_steps import rule
from tests.programs.test_pairs_pages import more_rows
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def a(world: World):
    with acting(world.a11.curator) as actor:
        unit = Unit.objects.get(pk=world.a11.rows["unit"])
        Meeting.objects.filter(unit=unit).update(state="cancelled")
        Program.objects.filter(unit=unit).update(start_on=actor.today - 5 * DAY, end_on=actor.today + 200 * DAY)
        PlanActivity.objects.filter(program__unit=unit).update(state="planned", done_on=None, due_on=None)
        HelpRequest.objects.filter(unit=unit).update(state="answered", answered_at=clock.now())
        yield actor, unit


def kinds(actor, unit: Unit) -> set[str]:
    signs = signs_of(year_lines([unit], actor.today), actor.organization).get(unit.pk, [])
    assert all(sign.words and sign.rule and sign.todo and sign.url for sign in signs)
    return {sign.kind for sign in signs}


def confirmed(unit: Unit, day: datetime.date, usefulness: int | None = None, state: str = "confirmed") -> None:
    meeting = Meeting.objects.create(unit=unit, state=state, held_on=day)
    member = unit.members.get(side="mentee")
    MeetingPresence.objects.create(meeting=meeting, member=member, usefulness=usefulness)


def test_each_sign_by_its_rule(a) -> None:
    actor, unit = a
    assert kinds(actor, unit) == set()
    Program.objects.filter(unit=unit).update(start_on=actor.today - 100 * DAY, end_on=actor.today + 100 * DAY)
    assert kinds(actor, unit) == {"silent", "pace"}
    PlanActivity.objects.filter(program__unit=unit).update(due_on=actor.today - DAY)
    confirmed(unit, actor.today - 9 * DAY, state="held")
    assert kinds(actor, unit) == {"overdue", "unconfirmed"}
    MeetingTask.objects.filter(unit=unit).update(due_on=actor.today - DAY)
    HelpRequest.objects.filter(unit=unit).update(state="sent", sent_at=clock.now() - 2 * DAY)
    for number, mark in enumerate((9, 9, 7, 7, 7)):
        confirmed(unit, actor.today - (20 - number) * DAY, mark)
    assert kinds(actor, unit) == {"overdue", "unconfirmed", "tasks", "help", "ratings"}


def test_a_mentor_is_told_nothing_of_what_his_mentee_has_rated(a, world: World) -> None:
    """Nor is a curator who is the mentor of the pair."""
    curator, unit = a
    for number, mark in enumerate((9, 9, 7, 7, 7)):
        confirmed(unit, curator.today - (20 - number) * DAY, mark)
    mentor = flow.of(world.a11, "mentor")

    def card(actor) -> set[str]:
        return {sign.kind for sign in unit_card(unit, actor)["signs"]}

    assert "ratings" in card(curator)
    assert "ratings" not in card(mentor)
    UnitMember.objects.filter(unit=unit, side="mentor").update(person_id=curator.person_id)
    assert "ratings" not in card(curator)


def test_the_regulation_says_when_and_its_clause_stands_beside_the_sign(a, world: World) -> None:
    actor, unit = a
    Program.objects.filter(unit=unit).update(start_on=actor.today - 10 * DAY, end_on=actor.today + 10 * DAY)
    assert kinds(actor, unit) == {"pace"}
    rule(world.a11, **{"trouble.silent_days": 9, "trouble.lag_percent": 60})
    (sign,) = signs_of(year_lines([unit], actor.today), actor.organization)[unit.pk]
    assert (sign.kind, "9 дней (п. 4.8" in sign.rule.replace("\u00a0", " ")) == ("silent", True)


def test_a_pair_that_is_not_at_work_shows_none(a) -> None:
    actor, unit = a
    Program.objects.filter(unit=unit).update(start_on=actor.today - 100 * DAY)
    Unit.objects.filter(pk=unit.pk).update(state="paused", paused_on=actor.today)
    unit.refresh_from_db()
    assert kinds(actor, unit) == set()


def test_thirty_pairs_cost_what_one_costs(a, world: World) -> None:
    actor, _unit = a
    asked = []
    for numbers in (range(1), range(1, 31)):
        more_rows(world, numbers)
        lines = year_lines(list(living_units(actor)), actor.today)
        with CaptureQueriesContext(connection) as caught:
            signs_of(lines, actor.organization)
        asked.append(len(caught))
    assert asked == [4, 4]


def test_above_the_school_signs_are_counted_without_names(a, world: World) -> None:
    """The same rules over all schools below; the regulation and five counts."""
    _actor, unit = a
    MeetingTask.objects.filter(unit=unit).update(due_on=datetime.date(2021, 9, 2))
    with acting(world.a10.coordinator) as above, CaptureQueriesContext(connection) as caught:
        signs = dict(signs_below(above))
    assert len([query for query in caught if "SELECT" in query["sql"] and "set_config" not in query["sql"]]) <= 7
    assert signs["просрочены задания"] == 1
    assert not [words for words in signs if unit.organization.name in words]
