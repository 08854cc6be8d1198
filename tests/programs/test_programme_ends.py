"""How programmes end: early with the proofs that each reason demands, or closed with what the regulation asks."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from accounts import clock
from accounts.models import AuditEvent
from accounts.refusal import Refusal
from monitoring.models import IndicatorValue
from programs.models import Ending, Meeting, PlanActivity
from programs.queries.closing import checklist
from programs.queries.plan_rules import failures_of, rules_of
from programs.services import (
    closings,
    daily,
    programs,
)
from tests.programs import pair_flow as flow
from tests.programs.programme_steps import DAY, MOSCOW, fresh, rule, sides
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def a(world: World):
    with acting(world.a11.curator):
        yield world.a11


# --- ends


def test_an_initiative_needs_its_statement(a) -> None:
    program, curator = flow.running(a), flow.of(a, "curator")
    with pytest.raises(Refusal, match="дата и содержание"):
        closings.terminate_program(actor=curator, program=program, reason="MENTEE_INITIATIVE", justification="Переезд")
    row = closings.terminate_program(
        actor=curator,
        program=program,
        reason="MENTEE_INITIATIVE",
        filed_on=curator.today,
        filed_words="Прошу завершить",
    )
    assert (row.state, flow.state_of(row.unit)) == ("terminated", "closed")
    assert program.unit.members.get(side="mentee").mentee_entry.state == "dropped_out"
    assert AuditEvent.objects.filter(verb="menteeentry.drop_entry").exists()


def test_three_working_days_of_notice_by_the_calendar(a, clock_at) -> None:
    """Art. 351.8: filed on 06.03.2025, the last day is 11.03, it ends on 12.03; till then it may be taken back."""
    clock_at(datetime.datetime(2025, 3, 6, 12, tzinfo=MOSCOW))
    program, curator = flow.running(a), flow.of(a, "curator")
    given = {"reason": "MENTOR_INITIATIVE", "filed_on": curator.today, "filed_words": "Слагаю обязанности"}
    assert closings.terminate_program(actor=curator, program=program, **given).state == "running"
    ending = Ending.objects.get(program=program, withdrawn_on=None)
    assert (ending.last_day, ending.ends_on) == (datetime.date(2025, 3, 11), datetime.date(2025, 3, 12))
    agreement = program.unit.agreements.get()
    assert (agreement.state, agreement.last_day) == ("notice_given", ending.last_day)
    closings.withdraw_ending(actor=curator, ending=ending)
    agreement.refresh_from_db()
    assert (agreement.state, agreement.notice_on, agreement.last_day) == ("active", None, None)
    assert AuditEvent.objects.filter(object_id=agreement.pk, verb="mentoringagreement.recall_notice").exists()
    closings.terminate_program(actor=curator, program=program, **given)
    clock_at(datetime.datetime(2025, 3, 11, 23, tzinfo=MOSCOW))
    assert closings.end_due() == 0
    clock_at(datetime.datetime(2025, 3, 12, 0, 5, tzinfo=MOSCOW))
    assert closings.end_due() >= 1
    row = fresh(program)
    assert (row.state, row.closed_on, row.closure_reason) == (
        "terminated", datetime.date(2025, 3, 12), "MENTOR_INITIATIVE",
    )  # fmt: skip
    agreement.refresh_from_db()
    assert (agreement.state, agreement.ended_on) == ("terminated", datetime.date(2025, 3, 12))
    assert closings.end_due() == 0


def test_a_mutual_end_needs_both_signatures(a) -> None:
    """terminate by cut_short: one signature leaves it running; a «no» takes it back."""
    program, curator = flow.running(a), flow.of(a, "curator")
    mentor, mentee = sides(program)
    assert closings.terminate_program(actor=curator, program=program, reason="MUTUAL").state == "running"
    ending = Ending.objects.get(program=program, withdrawn_on=None)
    with pytest.raises(Refusal):
        closings.sign_ending(actor=curator, ending=ending)
    assert closings.sign_ending(actor=mentor, ending=ending).state == "running"
    closings.withdraw_ending(actor=mentee, ending=ending)
    closings.terminate_program(actor=curator, program=program, reason="MUTUAL")
    again = Ending.objects.get(program=program, withdrawn_on=None)
    closings.sign_ending(actor=mentor, ending=again)
    assert closings.sign_ending(actor=mentee, ending=again).state == "terminated"


@pytest.mark.parametrize(
    ("reason", "words", "refusal"),
    [("PLAN_COMPLETED", "", "не досрочное"), ("TERM_EXPIRED", "", "ещё не вышел"), ("LEFT_ORG", "", "обосновать"),
     ("CONSENT_REVOKED", "", "не отзывали"), ("NO_SUCH", "", "в регламенте нет"),
     ("CURATOR_NONPERFORMANCE", "Пропуски", "не меньше 2 пропусков")],
)  # fmt: skip
def test_each_reason_demands_its_own(a, reason: str, words: str, refusal: str) -> None:
    program = flow.running(a)
    with pytest.raises(Refusal, match=refusal):
        closings.terminate_program(actor=flow.of(a, "curator"), program=program, reason=reason, justification=words)
    assert flow.state_of(program) == "running"


def test_facts_of_non_performance_come_from_the_records(a, clock_at) -> None:
    program = flow.running(a)
    curator = flow.of(a, "curator")
    line = program.plan.first()
    PlanActivity.objects.filter(pk=line.pk).update(due_on=curator.today + 3 * DAY)
    planned = datetime.datetime.combine(curator.today + 5 * DAY, datetime.time(15), tzinfo=curator.zone)
    Meeting.objects.create(unit=program.unit, planned_at=planned)
    noon = datetime.time(12)
    clock_at(datetime.datetime.combine(curator.today + 9 * DAY, noon, tzinfo=curator.zone))
    curator = flow.of(a, "curator")
    days = [day for day, _what in failures_of(fresh(program), curator.today)]
    assert days == [program.start_on + 3 * DAY, program.start_on + 5 * DAY]
    members = list(program.unit.members.all())
    end = {"reason": "CURATOR_NONPERFORMANCE", "justification": "Не состоялось", "failures": days}
    with pytest.raises(Refusal, match="Нет объяснений"):
        closings.terminate_program(actor=curator, program=program, explanations={members[0].pk: "Болел"}, **end)
    said = {members[0].pk: "Болел", members[1].pk: None}
    assert closings.terminate_program(actor=curator, program=program, explanations=said, **end).state == "terminated"
    ending = Ending.objects.get(program=program)
    assert sorted(ending.words.values_list("explanation", "refused")) == [("", True), ("Болел", False)]


def test_a_programme_past_its_last_day_winds_up_and_ends_as_expired(a, clock_at) -> None:
    program = flow.running(a)
    clock_at(datetime.datetime.combine(program.end_on + DAY, datetime.time(12), tzinfo=MOSCOW))
    assert daily.wind_up_programs() >= 1
    assert flow.state_of(program) == "completing"
    curator = flow.of(a, "curator")
    with pytest.raises(Refusal, match="невыполненные"):
        closings.complete_program(actor=curator, program=fresh(program))
    row = closings.terminate_program(actor=curator, program=fresh(program), reason="TERM_EXPIRED")
    assert row.closure_reason == "TERM_EXPIRED"


def test_a_programme_ended_before_its_pair_was_held_leaves_the_pair(a) -> None:
    unit, curator = flow.consented(a), flow.of(a, "curator")
    program = flow.drafted(unit)
    programs.approve_program(actor=curator, program=program, version=program.version)
    closings.terminate_program(actor=curator, program=fresh(program), reason="LEFT_ORG", justification="Приказ № 5")
    assert flow.state_of(unit) == "consented"


# --- the closing


def test_the_closing_names_what_is_missing_and_each_writes_his_own(a) -> None:
    """S2 этапы 6–7: required, nothing closes without the final meeting, the measures, the report, the reflections."""
    rule(a, completion_requires="required", closing_reflection=["personal", "group"])
    program, curator = flow.running(a), flow.of(a, "curator")
    mentor, mentee = sides(program)
    lines = list(program.plan.all())
    programs.mark_activities(actor=mentor, program=program, activities=lines, state="done")
    with pytest.raises(Refusal) as refusal:
        closings.complete_program(actor=curator, program=fresh(program))
    assert len(refusal.value.missing) == 7
    with pytest.raises(Refusal):
        closings.write_closing(
            actor=mentee, program=program, version=fresh(program).version, fields={"mentor_report": "Мой"}
        )
    Meeting.objects.create(unit=program.unit, kind="final", state="confirmed", held_on=mentor.today, duration=45)
    report = closings.offered_report(fresh(program))
    assert "План выполнен на 100,0 %: 2 из 2." in report and "1\u00a0встреча" in report
    closings.write_closing(
        actor=mentor,
        program=program,
        version=fresh(program).version,
        fields={"mentor_report": report, "reflection": "Трудно"},
    )
    closings.write_closing(
        actor=mentee, program=program, version=fresh(program).version, fields={"reflection": "Полезно"}
    )
    for point in ("entry", "exit"):
        IndicatorValue.objects.create(
            organization_id=a.id, member=program.unit.members.get(side="mentee"), code="GRADE_MEAN", point=point,
            value=4, measured_on=curator.today, entered_by_id=curator.person_id, entered_at=clock.now(),
        )  # fmt: skip
    said = {"outcome": "Урок", "common_reflection": "Вместе"}
    closings.write_closing(actor=curator, program=program, version=fresh(program).version, fields=said)
    assert closings.complete_program(actor=curator, program=fresh(program)).state == "completed"
    with pytest.raises(Refusal):
        closings.write_closing(
            actor=mentor, program=program, version=fresh(program).version, fields={"outcome": "Иначе"}
        )


def test_a_mark_taken_back_takes_the_programme_back_to_work(a) -> None:
    """go_on."""
    program = flow.running(a)
    curator = flow.of(a, "curator")
    programs.mark_activities(actor=curator, program=program, activities=list(program.plan.all()), state="done")
    assert flow.state_of(program) == "completing"
    programs.mark_activity(actor=curator, activity=program.plan.first(), state="planned")
    assert flow.state_of(program) == "running"


def test_a_group_keeps_what_is_of_each(a) -> None:
    """S3 п. 4.8: problem, results and outcome of every mentee, and the closing asks for each outcome."""
    mentees = [flow.mentee_with_request(a, name) for name in ("Ученикова", "Новикова")]
    program = flow.running(a, mentees=mentees)
    assert [part.problem for part in program.parts.all()] == ["Трудно", "Трудно"]
    curator = flow.of(a, "curator")
    rules = rules_of(fresh(program), curator.today)
    for part, done, fields in zip(program.parts.all(), (False, True), ({"outcome": "Да"}, {}), strict=True):
        closings.write_closing(
            actor=curator, program=program, version=fresh(program).version, fields=fields, outcomes={part.pk: "Умеет"}
        )
        items = {item.code: item.done for item in checklist(fresh(program), rules)}
        assert items["outcome"] is done


def test_the_database_refuses_two_open_endings(a) -> None:
    program = flow.running(a)
    common = {"program": program, "reason": "MUTUAL", "proposed_by_id": a.curator.person_id,
              "proposed_at": program.created_at}  # fmt: skip
    Ending.objects.create(**common)
    with pytest.raises(IntegrityError, match="ending_one_open"), transaction.atomic():
        Ending.objects.create(**common)
