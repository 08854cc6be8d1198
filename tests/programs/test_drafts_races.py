"""Two presses of «составить» and of «начать маршрут» at the same moment, each with its own connection: one draft."""

import datetime

import pytest

from programs.models import LearningRoute, Program
from programs.services import programs, routes
from tests.programs import growth_flow as growth
from tests.programs import pair_flow as flow
from tests.programs.test_orders_races import refusals, together
from tests.programs.test_pairs_races import in_scope
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_presses_draft_one_programme(world: World) -> None:
    a = world.a11
    with acting(a.curator):
        unit = flow.ordered(a)
        mentor, mentee = (flow.himself(person) for person in flow.people_of(unit))
        term = {"start_on": mentor.today, "end_on": mentor.today + datetime.timedelta(days=240)}

    def press(actor, title: str = "Первый год"):
        return in_scope(a, lambda: programs.draft_program(actor=actor, unit=unit, title=title, **term))

    answers = together(press(mentor), press(mentor), press(mentee))
    assert refusals(answers) == []
    with acting(a.curator):
        assert {row.pk for row in answers} == {Program.objects.get(unit=unit).pk}
    assert "уже есть программа" in refusals(together(press(mentor, "Другая")))[0].reason


def test_two_presses_begin_one_route(world: World) -> None:
    a = world.a11
    with acting(a.curator):
        growth.regulate(a, growth.SEVEN)
        me = growth.teacher_of(a)
    press = in_scope(a, lambda: growth.begun(me))
    answers = together(press, press, press)
    assert refusals(answers) == []
    with acting(a.curator):
        assert {row.pk for row in answers} == {LearningRoute.objects.get(educator_id=me.person_id).pk}
        later = me.today + datetime.timedelta(days=1)
    other = in_scope(a, lambda: routes.start_route(actor=me, start_on=later, end_on=routes.last_day(later, 48)))
    assert "уже есть маршрут" in refusals(together(other))[0].reason
