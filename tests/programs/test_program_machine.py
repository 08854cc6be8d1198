"""Any sequence of presses keeps a programme whole: a state machine over its services, the database as the oracle."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from accounts import clock
from accounts.models import AuditEvent
from accounts.refusal import Refusal
from programs.models import Amendment, Ending, PlanActivity, Program, ProgramNote, Unit
from programs.services import amendments, closings, daily, pauses, program_notes, programs
from programs.services.plans import ActivityDraft, current_plan
from programs.terms import months_between
from programs.transitions import TRANSITIONS
from tests.programs import pair_flow as flow
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db
WHO = st.sampled_from(["mentor", "mentee", "curator", "council_chair", "head"])
DAYS = st.integers(min_value=-30, max_value=400)


class Presses(RuleBasedStateMachine):
    """Every verb by anybody at any moment. A refusal changes nothing; a broken constraint fails the run."""

    def __init__(self, node: Any, unit: Unit) -> None:
        super().__init__()
        self.unit, self.now = unit, clock.now()
        self.whole = transaction.atomic()
        self.whole.__enter__()
        mentor, mentee = flow.people_of(unit)
        self.actors = {"mentor": flow.himself(mentor), "mentee": flow.himself(mentee)}
        self.actors |= {role: flow.of(node, role) for role in ("curator", "council_chair", "head")}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)

    def press(self, verb: Callable[[], Any]) -> None:
        with clock.moved_to(self.now):
            try:
                with transaction.atomic():
                    verb()
                    with connection.cursor() as cursor:
                        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            except Refusal:
                pass

    def program(self) -> Program | None:
        rows = Program.objects.select_related("unit", "organization__region")
        return rows.filter(unit=self.unit).order_by("-pk").first()

    def on_program(self, verb: Callable[..., Any], who: str, **more: Any) -> None:
        if program := self.program():
            self.press(lambda: verb(actor=self.actors[who], program=program, **more))

    @rule(days=st.integers(min_value=0, max_value=200))
    def time_passes(self, days: int) -> None:
        self.now += datetime.timedelta(days=days)
        for run in (daily.start_programs, daily.wind_up_programs, closings.end_due):
            self.press(run)

    @rule(who=WHO, months=st.integers(min_value=1, max_value=14), lines=st.integers(min_value=0, max_value=3))
    def draft(self, who: str, months: int, lines: int) -> None:
        today = self.now.date()
        unit = Unit.objects.select_related("organization__region").get(pk=self.unit.pk)

        def verb() -> None:
            end = today + datetime.timedelta(days=30 * months)
            actor = self.actors[who]
            program = programs.draft_program(actor=actor, unit=unit, title="Год", start_on=today, end_on=end)
            plan = [ActivityDraft("METHOD", f"Дело {number}") for number in range(lines)]
            programs.set_plan(actor=actor, program=program, lines=plan)

        self.press(verb)

    @rule(who=WHO, lines=st.integers(min_value=0, max_value=3))
    def rewrite(self, who: str, lines: int) -> None:
        if program := self.program():
            kept = current_plan(program)[:1]
            plan = [*kept, *(ActivityDraft("METHOD", f"Новое {number}") for number in range(lines))]
            self.press(lambda: programs.set_plan(actor=self.actors[who], program=program, lines=plan))

    @rule(who=WHO, verb=st.sampled_from(["submit", "approve", "council_agree", "complete"]))
    def move_on(self, who: str, verb: str) -> None:
        found = {
            "submit": programs.submit_program, "approve": programs.approve_program,
            "council_agree": programs.council_agree, "complete": closings.complete_program,
        }  # fmt: skip
        read = {"version": self.program().version} if self.program() and verb in ("approve", "council_agree") else {}
        self.on_program(found[verb], who, **read)

    @rule(who=WHO, verb=st.sampled_from([programs.return_program, programs.council_return]))
    def give_back(self, who: str, verb: Callable[..., Any]) -> None:
        self.on_program(verb, who, remark="Поправьте")

    @rule(who=WHO, kind=st.sampled_from(["comment", "line", "agreed", "help"]))
    def say(self, who: str, kind: str) -> None:
        self.on_program(program_notes.add_note, who, kind=kind, text="Слова", area="METHOD")

    @rule(who=WHO, accepted=st.booleans())
    def answer(self, who: str, accepted: bool) -> None:
        note = ProgramNote.objects.filter(program__unit=self.unit, answered_at=None).first()
        if note is not None:
            self.press(
                lambda: program_notes.answer_note(actor=self.actors[who], note=note, accepted=accepted, answer="Да")
            )

    @rule(who=WHO, state=st.sampled_from(["done", "planned"]), most=st.integers(min_value=1, max_value=3))
    def mark(self, who: str, state: str, most: int) -> None:
        if program := self.program():
            lines = list(program.plan.select_related("program"))[:most]
            self.on_program(programs.mark_activities, who, activities=lines, state=state)

    @rule(who=WHO, kind=st.sampled_from(["extend", "shorten", "plan", "form"]), days=DAYS)
    def propose(self, who: str, kind: str, days: int) -> None:
        day = self.now.date() + datetime.timedelta(days=days)
        lines = [ActivityDraft("METHOD", f"По изменению {days}")]
        more = {"new_end_on": day, "new_form": "HEAD_EDUCATOR", "lines": lines}
        self.on_program(amendments.propose, who, kind=kind, **more)

    @rule(who=WHO, verb=st.sampled_from([amendments.sign, amendments.refuse]))
    def decide(self, who: str, verb: Callable[..., Any]) -> None:
        row = Amendment.objects.filter(program__unit=self.unit).first()
        if row is not None:
            self.press(lambda: verb(actor=self.actors[who], amendment=row))

    @rule(who=WHO, reason=st.sampled_from(["MUTUAL", "MENTOR_INITIATIVE", "CURATOR_NONPERFORMANCE", "TERM_EXPIRED"]))
    def terminate(self, who: str, reason: str) -> None:
        today = self.now.date()
        days = [today, today - datetime.timedelta(days=1)]
        said = {member.pk: "Слова" for member in self.unit.members.all()}
        more = {"filed_on": today, "filed_words": "Прошу", "failures": days, "explanations": said}
        self.on_program(closings.terminate_program, who, reason=reason, justification="Так", **more)

    @rule(who=WHO, verb=st.sampled_from([closings.sign_ending, closings.withdraw_ending]))
    def settle(self, who: str, verb: Callable[..., Any]) -> None:
        row = Ending.objects.filter(program__unit=self.unit).first()
        if row is not None:
            self.press(lambda: verb(actor=self.actors[who], ending=row))

    @rule(who=WHO, stop=st.booleans())
    def pause(self, who: str, stop: bool) -> None:
        unit = Unit.objects.select_related("organization__region").get(pk=self.unit.pk)
        more = {"reason": "Отпуск"} if stop else {}
        self.press(lambda: (pauses.pause if stop else pauses.resume)(actor=self.actors[who], unit=unit, **more))

    @invariant()
    def the_programme_is_whole(self) -> None:
        program = self.program()
        if program is None:
            return
        closed = program.state in ("completed", "terminated")
        assert closed == bool(program.closed_on and program.closure_reason)
        if program.state in ("approved", "running", "completing", "completed"):
            assert program.snapshot and months_between(program.start_on, program.end_on) <= 12
        if program.state == "completed":
            assert not program.plan.filter(state="planned").exists()
        unit = Unit.objects.get(pk=self.unit.pk)
        assert (unit.state == "closed") == (closed and program.approved_on is not None)
        if closed:
            assert not program.amendments.filter(in_force_on=None, refused_on=None).exists()
            assert not program.endings.filter(done_on=None, withdrawn_on=None).exists()

    @invariant()
    def its_history_is_whole(self) -> None:
        program = self.program()
        if program is None:
            return
        numbers = list(program.versions.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
        for model, pks in ((Program, [program.pk]), (PlanActivity, list(program.plan.values_list("pk", flat=True)))):
            verbs = {f"{model._meta.model_name}.{verb}": rule for verb, rule in TRANSITIONS[model].items()}
            events = AuditEvent.objects.filter(object_type=model._meta.label, object_id__in=pks).order_by("pk")
            stood: dict[int, str] = {}
            for event in events:
                if event.verb not in verbs:
                    continue
                moved = verbs[event.verb]
                assert event.from_state in moved.sources and event.to_state == moved.target
                assert stood.get(event.object_id, event.from_state) == event.from_state
                stood[event.object_id] = event.to_state
            now = dict(model.objects.filter(pk__in=stood).values_list("pk", "state"))
            assert now == stood


def play(world: World, *, examples: int, steps: int) -> None:
    with acting(world.a11.curator):
        unit = flow.ordered(world.a11)
        run_state_machine_as_test(
            lambda: Presses(world.a11, unit),
            settings=settings(
                max_examples=examples, stateful_step_count=steps, deadline=None, database=None,
                suppress_health_check=list(HealthCheck), derandomize=True,
            ),
        )  # fmt: skip


def test_any_short_sequence_of_presses_keeps_a_programme_whole(world: World) -> None:
    play(world, examples=6, steps=14)


@pytest.mark.deep
def test_any_long_sequence_of_presses_keeps_a_programme_whole(world: World) -> None:
    play(world, examples=150, steps=60)
