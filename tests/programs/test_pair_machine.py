"""Any sequence of presses of anybody keeps pairs whole: units, programmes, meetings, requests, agreements, changes of
mentor together; the constraints of the database and sentences in SQL are the oracle."""

import datetime
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from accounts import clock
from accounts.refusal import Refusal
from programs.models import MentorEntry
from tests.programs import pair_flow as flow
from tests.programs.pair_invariants import BROKEN, broken_now
from tests.programs.pair_presses import Presses
from tests.programs.programme_steps import rule as regulation_says
from tests.support.people import acting
from tests.world import Node, World

pytestmark = pytest.mark.django_db
TO_A_PAIR = ["propose", "agree", "sign_all", "order", "draw_up", "approve"]
AT_WORK = ["plan", "change_plan", "record", "confirm", "give_task", "do_task", "call", "mark", "pause", "resume"]
ENDS = [
    "complete", "terminate", "settle_ending", "cancel_order", "take_consent_back", "take_duties_back", "say_no",
    "decline_consent",
]  # fmt: skip
OTHER = [
    "ask_again", "sign_one", "order_in_advance", "register", "give_back", "send_again", "offer_change", "settle_change",
    "file", "decide", "choose_another", "order_another", "offer_agreement_again", "rest", "leave_the_bank",
]  # fmt: skip
N = st.integers(min_value=0, max_value=5)
WHO = st.integers(min_value=0, max_value=4)


class Pairs(RuleBasedStateMachine):
    """Two mentors (the second leads two at most), three mentees; one pair is at work, the others are on their way."""

    def __init__(self, presses: Presses, before: frozenset[tuple[str, int]]) -> None:
        super().__init__()
        self.presses, self.before, self.now = presses, before, clock.now()
        self.whole = transaction.atomic()
        self.whole.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)

    def press(self, verb: Callable[[], None]) -> None:
        """A refusal is an answer and changes nothing; whatever else is raised fails the run."""
        self.now += datetime.timedelta(minutes=1)
        with clock.moved_to(self.now):
            try:
                with transaction.atomic():
                    verb()
                    with connection.cursor() as cursor:
                        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            except Refusal:
                pass

    @rule(days=st.integers(min_value=1, max_value=120))
    def time_passes(self, days: int) -> None:
        self.now += datetime.timedelta(days=days)
        self.press(self.presses.new_day)

    @rule(name=st.sampled_from(TO_A_PAIR), n=N, who=WHO)
    def come_together(self, name: str, n: int, who: int) -> None:
        self.press(lambda: getattr(self.presses, name)(n, who))

    @rule(upto=st.integers(min_value=2, max_value=len(TO_A_PAIR)), n=N, who=WHO)
    def come_far(self, upto: int, n: int, who: int) -> None:
        """A whole way at once, so that short runs come to the late states too."""
        self.press(lambda: self.presses.propose(n, who))
        for name in TO_A_PAIR[1:upto]:
            self.press(lambda name=name: getattr(self.presses, name)(0, who))

    @rule(name=st.sampled_from(AT_WORK), n=N, who=WHO)
    def work(self, name: str, n: int, who: int) -> None:
        self.press(lambda: getattr(self.presses, name)(n, who))

    @rule(name=st.sampled_from(ENDS), n=N, who=WHO)
    def end(self, name: str, n: int, who: int) -> None:
        self.press(lambda: getattr(self.presses, name)(n, who))

    @rule(name=st.sampled_from(OTHER), n=N, who=WHO)
    def do_something_else(self, name: str, n: int, who: int) -> None:
        self.press(lambda: getattr(self.presses, name)(n, who))

    @rule(n=N, who=st.integers(min_value=0, max_value=1))
    def change_mentor(self, n: int, who: int) -> None:
        """A statement, granted, another mentor chosen, asked and ordered."""
        for name, of in (("file", 0), ("decide", 0), ("choose_another", who), ("sign_all", 0), ("order_another", 0)):
            self.press(lambda name=name, of=of: getattr(self.presses, name)(n, of))

    @invariant()
    def everything_holds(self) -> None:
        assert [row for row in broken_now() if row not in self.before] == []


def everybody(node: Node) -> Presses:
    regulation_says(node, applications=["RELEASE_MENTOR", "REPLACE_MENTOR"])
    presses = Presses(node)
    mentors = [flow.mentor_in_bank(node, name) for name in ("Первухина", "Вторушина")]
    mentees = [flow.mentee_with_request(node, name) for name in ("Азова", "Букина", "Ведина")]
    MentorEntry.objects.filter(pk=mentors[1].pk).update(max_parallel=2)
    presses.mentors, presses.mentees = [row.pk for row in mentors], [row.pk for row in mentees]
    flow.running(node, mentor=mentors[0], mentees=mentees[:1])
    return presses


def play(world: World, *, examples: int, steps: int) -> None:
    with acting(world.a11.curator):
        before = frozenset(broken_now())
        presses = everybody(world.a11)
        run_state_machine_as_test(
            lambda: Pairs(presses, before),
            settings=settings(
                max_examples=examples, stateful_step_count=steps, deadline=None, database=None,
                suppress_health_check=list(HealthCheck), derandomize=True,
            ),
        )  # fmt: skip


def test_any_short_sequence_of_presses_keeps_pairs_whole(world: World) -> None:
    play(world, examples=5, steps=12)


@pytest.mark.deep
def test_any_long_sequence_of_presses_keeps_pairs_whole(world: World) -> None:
    play(world, examples=150, steps=50)


def test_every_press_is_in_a_rule() -> None:
    """A press that no rule names is never tried."""
    named = {*TO_A_PAIR, *AT_WORK, *ENDS, *OTHER}
    helpers = {"office", "units", "unit", "of_units", "person", "mentor", "program", "new_day"}
    assert named == {name for name in vars(Presses) if not name.startswith("_")} - helpers
    assert len(BROKEN) >= 27
