"""Months against an independent calendar, small groups, and the life of a route against the database's constraints."""

import datetime

import pytest
from dateutil.relativedelta import relativedelta
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.refusal import Refusal
from programs.models import LearningRoute, RouteItem
from programs.models.route import BEGUN, CLOSED
from programs.queries.diagnoses import heat, hidden_together
from programs.services import route_items, routes
from programs.terms import SMALL, last_day, months_between
from programs.workflow import TRANSITIONS
from tests.programs import growth_flow as growth
from tests.support.people import acting
from tests.world import World

DAY = datetime.timedelta(days=1)
DAYS = st.dates(datetime.date(2019, 1, 1), datetime.date(2029, 12, 31))


@given(DAYS, st.integers(1, 72))
@settings(max_examples=150, deadline=None)
def test_a_term_of_whole_months_is_that_many_and_a_day_changes_it(start: datetime.date, months: int) -> None:
    """Month ends and leap years too: the other calendar is dateutil's."""
    end = last_day(start, months)
    assert end == start + relativedelta(months=months) - DAY
    assert months_between(start, end) == months
    assert months_between(start, end - DAY) < months < months_between(start, end + DAY)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [("2022-09-01", 48, "2026-08-31"), ("2024-02-29", 48, "2028-02-28"), ("2024-02-29", 12, "2025-02-27"),
     ("2023-08-31", 54, "2028-02-28"), ("2023-01-31", 60, "2028-01-30")],
)  # fmt: skip
def test_known_terms(start: str, months: int, end: str) -> None:
    assert last_day(datetime.date.fromisoformat(start), months) == datetime.date.fromisoformat(end)


@given(st.dictionaries(st.integers(1, 8), st.lists(st.integers(0, 3), min_size=1, max_size=12)))
@settings(max_examples=150, deadline=None)
def test_no_small_group_is_told_or_found_by_subtraction(groups: dict[int, list[int]]) -> None:
    cells = hidden_together(groups)
    hidden = [row for row, one in cells.items() if one.average is None]
    assert all(cells[row].people == len(groups[row]) for row in groups)  # people are always counted
    assert all(len(groups[row]) >= SMALL for row in groups if row not in hidden)
    assert all(one.hard is None for one in cells.values() if one.average is None)
    left = len(groups) - len(hidden)
    assert not hidden or not left or (len(hidden) > 1 and sum(len(groups[row]) for row in hidden) >= SMALL)


def test_a_person_counts_once_at_the_harder_word() -> None:
    words = [(1, person, own, "ICT", 2 if own else 0) for person in range(6) for own in (True, False)]
    one = heat(words, {1: 10})[10]["ICT"]
    assert (one.people, one.average, one.hard) == (6, 2.0, 6)


VERBS = sorted(TRANSITIONS[LearningRoute])


def _do(me, route: LearningRoute, verb: str, number: int) -> None:
    """A verb as the page does it."""
    item = route.items.order_by("?").first() if number % 2 else route.items.first()
    acts = {
        "describe": lambda: routes.describe_ideal(actor=me, route=route, ideal_self="Наставник" if number else ""),
        "tell_strengths": lambda: routes.tell_strengths(actor=me, route=route, strengths={"ICT": "Умею"}),
        "tell_deficits": lambda: routes.tell_deficits(actor=me, route=route, words=growth.words(METHOD=number % 4)),
        "draw": lambda: route_items.add_item(actor=me, route=route, block="TRIAL", text="Урок"),
        "set_off": lambda: routes.set_off(actor=me, route=route),
        "revise": lambda: route_items.revise(actor=me, route=route, reason="own_interest"),
        "settle": lambda: route_items.settle(actor=me, route=route),
        "reflect": lambda: routes.reflect(actor=me, route=route),
        "finish": lambda: routes.finish(
            actor=me, route=route, reflections={"METHOD": "Лучше"}, closeness=number + 1, text="Да"
        ),
        "abandon": lambda: routes.abandon(actor=me, route=route, reason="Переезд" if number == 9 else ""),
        "mark_done": lambda: item and growth.bring(me, item),
        "exclude": lambda: item and route_items.exclude_item(actor=me, item=item, reason="Закрыто" if number else ""),
        "unmark": lambda: item and route_items.unmark_item(actor=me, item=item),
    }
    acts[verb]()


STEPS = st.lists(
    st.tuples(st.sampled_from([*VERBS, "mark_done", "exclude", "unmark"]), st.integers(0, 9)), min_size=5, max_size=25
)
FORWARD = [(verb, 3) for verb in ("describe", "tell_strengths", "tell_deficits", "draw", "set_off")]


@pytest.mark.django_db
def test_any_sequence_of_verbs_keeps_every_invariant(world: World) -> None:
    """A verb is done or refused with its words: the database never has to say no, and what it holds is whole."""
    with acting(world.a11.curator):
        growth.regulate(world.a11, growth.SEVEN)
        me = growth.teacher_of(world.a11)

        @given(st.integers(0, len(FORWARD)), STEPS)
        @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        def walk(ahead: int, steps: list[tuple[str, int]]) -> None:
            with transaction.atomic():
                route = growth.begun(me)
                for verb, number in [*FORWARD[:ahead], *steps]:
                    try:
                        with transaction.atomic():
                            _do(me, route, verb, number)
                    except Refusal as refusal:
                        assert refusal.reason
                    route = LearningRoute.objects.get(pk=route.pk)
                    _is_whole(route)
                transaction.set_rollback(True)

        walk()


def _is_whole(route: LearningRoute) -> None:
    state = route.state
    assert (route.closed_on is not None) == (state in CLOSED)
    assert state not in BEGUN or route.started_on is not None
    assert state in ("draft", "abandoned") or route.ideal_self
    assert route.revisions.filter(closed_on=None).count() == (state == "revising")
    if state in ("reflection", "completed"):
        assert not route.items.filter(state=RouteItem.State.PLANNED).exists()
    for item in route.items.all():
        assert (item.achieved_on is not None) == (item.state == "done")
        assert item.state != "excluded" or item.exclusion_reason
