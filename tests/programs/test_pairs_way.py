"""The life of a pair and of its programme, verb by verb, and what each refuses."""

import datetime

import pytest

from accounts.models import AuditEvent, Membership, Notice
from accounts.refusal import Refusal, Stale
from programs.models import MenteeEntry, MentorEntry, PlanActivity, Program, Regulation, Unit
from programs.services import closings, consent_answers, daily, meetings, programs, proposals, units
from programs.services.programs import ActivityDraft
from programs.workflow import move
from tests.programs import pair_flow as flow
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def a(world: World):
    with acting(world.a11.curator):
        yield world.a11


def verbs_on(row) -> list[str]:
    events = AuditEvent.objects.filter(object_type=row._meta.label, object_id=row.pk).order_by("pk")
    return [event.verb.rpartition(".")[2] for event in events]


def test_a_pair_goes_from_the_proposal_to_work(a) -> None:
    """Every move leaves its row in the journal: agree, consent, order, start; of the programme submit, approve, run."""
    program = flow.running(a)
    assert (program.state, flow.state_of(program.unit)) == ("running", "active")
    assert [verb for verb in verbs_on(program.unit) if verb in {"consent", "order", "start"}] == [
        "consent", "order", "start",
    ]  # fmt: skip
    assert verbs_on(program)[-3:] == ["submit", "approve", "run"]
    mentee = program.unit.members.get(side="mentee").mentee_entry
    assert verbs_on(mentee) == ["create", "ask_consent", "consent", "create", "request", "match", "enter"]


def test_a_programme_returned_to_its_authors_and_sent_again(a) -> None:
    program = flow.drafted(flow.ordered(a))
    mentor = flow.himself(flow.people_of(program.unit)[0])
    program = programs.submit_program(actor=mentor, program=program)
    curator = flow.of(a, "curator")
    with pytest.raises(Refusal, match="с замечанием"):
        programs.return_program(actor=curator, program=program, version=program.version, remark=" ")
    programs.return_program(actor=curator, program=program, version=program.version, remark="Добавьте открытый урок")
    assert flow.state_of(program) == "draft"
    assert program.notes.filter(text="Добавьте открытый урок").count() == 1
    assert programs.submit_program(actor=mentor, program=program).state == "curator_check"


def test_a_mentor_does_not_return_his_own_programme(a) -> None:
    program = flow.drafted(flow.ordered(a))
    mentor = flow.himself(flow.people_of(program.unit)[0])
    program = programs.submit_program(actor=mentor, program=program)
    with pytest.raises(Refusal):
        programs.return_program(actor=mentor, program=program, version=program.version, remark="Нет")


def test_where_the_curators_record_holds_pairs_no_order_is_needed(a) -> None:
    """S2 р. 6: «fix» is open only under a regulation that says so, and says by which clause where it does not."""
    unit, curator = flow.consented(a), flow.of(a, "curator")
    with pytest.raises(Refusal) as refusal:
        move(unit, "fix", actor=curator)
    assert (refusal.value.reason, bool(refusal.value.todo)) == ("Пару закрепляют приказом", True)
    regulation = Regulation.objects.get(pk=a.regulations["in_force"])
    regulation.settings = {**regulation.settings, "pair_fixation": {"value": "curator_record", "clause": "р. 6"}}
    regulation.save(update_fields=["settings"])
    assert move(unit, "fix", actor=curator).state == Unit.State.ORDERED


def test_a_group_has_one_mentor_and_two_mentees_at_least(a) -> None:
    mentees = [flow.mentee_with_request(a, name) for name in ("Ученикова", "Новикова")]
    unit = flow.agreed(a, mentees=mentees)
    assert (unit.kind, unit.state) == ("group", "agreed")
    assert [flow.state_of(entry) for entry in mentees] == ["matched", "matched"]
    other = flow.mentor_in_bank(a, "Другая")
    with pytest.raises(Refusal, match="не меньше 2"):
        proposals.propose(
            actor=flow.of(a, "curator"), mentor=other, mentees=[flow.mentee_with_request(a, "Одна")],
            form=flow.FORM, kinds=["GROUP"],
        )  # fmt: skip


def test_a_group_waits_for_the_last_of_all(a) -> None:
    mentees = [flow.mentee_with_request(a, name) for name in ("Ученикова", "Новикова")]
    unit = flow.proposed(a, mentees=mentees)
    *first, last = flow.people_of(unit)
    for person in first:
        assert units.answer(actor=flow.himself(person), unit=unit, agrees=True).state == "proposed"
    assert units.answer(actor=flow.himself(last), unit=unit, agrees=True).state == "agreed"


def test_a_mentors_own_limit_is_named(a) -> None:
    mentor = flow.mentor_in_bank(a, max_parallel=1)
    flow.proposed(a, mentor=mentor)
    with pytest.raises(Refusal) as refusal:
        flow.proposed(a, mentor=mentor, mentees=[flow.mentee_with_request(a, "Вторая")])
    assert "не больше 1, сейчас 1" in refusal.value.reason
    assert refusal.value.clause and refusal.value.todo


def test_people_of_another_school_are_not_put_together(a, world: World) -> None:
    foreign = MentorEntry.objects.get(pk=world.a12.rows["mentor_entry"])
    with pytest.raises(Refusal, match="в другой школе и ещё не согласился"):
        flow.proposed(a, mentor=foreign)
    theirs = MenteeEntry.objects.get(pk=world.a12.rows["mentee_alone"])
    with pytest.raises(Refusal, match="своей школы"):
        flow.proposed(a, mentees=[theirs])


def test_a_declined_consent_ends_the_pair_and_leaves_the_mentee_in_the_bank(a) -> None:
    unit = flow.agreed(a)
    mentor = flow.people_of(unit)[0]
    consent_answers.decline(actor=flow.himself(mentor), consent=flow.consent_of(mentor))
    assert flow.state_of(unit) == "rejected"
    assert flow.state_of(unit.members.get(side="mentee").mentee_entry) == "requested"


def test_a_withdrawn_consent_to_processing_stops_everything(a) -> None:
    """revoke → cut_short, close, withdraw; the mentee is looked for a mentor again and is not «dropped out»."""
    program = flow.running(a)
    mentor, mentee = flow.people_of(program.unit)
    consent = flow.consent_of(mentor, "pdn_processing")
    consent_answers.revoke(actor=flow.himself(mentor), consent=consent)
    row = Program.objects.get(pk=program.pk)
    assert (row.state, row.closure_reason) == ("terminated", "CONSENT_REVOKED")
    assert flow.state_of(program.unit) == "closed"
    assert MentorEntry.objects.get(person=mentor).state == "withdrawn"
    assert not Membership.objects.in_force(flow.of(a, "curator").today).filter(person=mentor, role="mentor").exists()
    assert MenteeEntry.objects.get(person=mentee).state == "requested"


def test_a_mentee_who_withdraws_before_the_order_leaves_the_bank(a) -> None:
    unit = flow.consented(a)
    flow.drafted(unit)
    mentee = flow.people_of(unit)[1]
    consent = flow.consent_of(mentee, "pdn_processing")
    consent_answers.revoke(actor=flow.himself(mentee), consent=consent)
    assert flow.state_of(unit) == "rejected"
    assert unit.programs.get().state == "terminated"
    assert MenteeEntry.objects.get(person=mentee).state == "dropped_out"


def test_a_programme_begins_when_its_day_comes(a, clock_at) -> None:
    """Approved before its day, begun by the daily run on it, once; the second run finds nothing to do."""
    unit = flow.ordered(a)
    curator = flow.of(a, "curator")
    program = flow.drafted(unit, start=curator.today + 10 * DAY)
    programs.approve_program(actor=curator, program=program, version=program.version)
    assert daily.start_programs() == 0
    assert flow.state_of(program) == "approved"
    noon = datetime.time(12)
    clock_at(datetime.datetime.combine(curator.today + 10 * DAY, noon, tzinfo=curator.zone))
    assert daily.start_programs() == 1
    assert daily.start_programs() == 0
    assert (flow.state_of(program), flow.state_of(unit)) == ("running", "active")
    begun = AuditEvent.objects.get(object_type="programs.Program", object_id=program.pk, verb="program.run")
    assert begun.person_id is None


def test_marks_of_the_plan_and_their_undoing(a) -> None:
    """mark_done, unmark; a line is left out only by both (exclude: test_programmes.py)."""
    program = flow.running(a)
    mentor = flow.himself(flow.people_of(program.unit)[0])
    first, second = program.plan.all()
    done = programs.mark_activity(actor=mentor, activity=first, state="done")
    assert (done.state, done.done_on) == ("done", mentor.today)
    undone = programs.mark_activity(actor=mentor, activity=done, state="planned")
    assert (undone.state, undone.done_on) == ("planned", None)
    with pytest.raises(Refusal, match="корректировкой"):
        programs.mark_activity(actor=mentor, activity=second, state="excluded")
    with pytest.raises(Refusal):
        programs.mark_activity(actor=mentor, activity=undone, state="planned")
    assert verbs_on(first) == ["mark_done", "unmark"]


def test_an_unapproved_plan_is_not_marked(a) -> None:
    program = flow.drafted(flow.ordered(a))
    mentor = flow.himself(flow.people_of(program.unit)[0])
    with pytest.raises(Refusal, match="пока программа идёт"):
        programs.mark_activity(actor=mentor, activity=program.plan.first(), state="done")


def test_a_completed_programme_closes_the_pair(a) -> None:
    """wind_up, complete → close, complete_entry; the mentee may ask again next time."""
    program = flow.running(a)
    curator = flow.of(a, "curator")
    lines = list(program.plan.all())
    assert programs.mark_activities(actor=curator, program=program, activities=lines, state="done") == 2
    assert flow.state_of(program) == "completing"
    assert closings.complete_program(actor=curator, program=program).state == "completed"
    assert flow.state_of(program.unit) == "closed"
    assert program.unit.members.get(side="mentee").mentee_entry.state == "completed"


def test_a_stale_programme_shows_both_versions(a) -> None:
    program = flow.drafted(flow.ordered(a))
    mentor, mentee = (flow.himself(person) for person in flow.people_of(program.unit))
    lines = [ActivityDraft("METHOD", "Мой пункт")]
    programs.edit_program(actor=mentor, program=program, version=1, fields={"goal": "Их цель"}, lines=lines)
    with pytest.raises(Stale) as stale:
        programs.edit_program(actor=mentee, program=program, version=1, fields={"goal": "Моя цель"}, lines=[])
    assert {"label": "Цель", "theirs": "Их цель", "mine": "Моя цель"} in stale.value.rows
    assert Program.objects.get(pk=program.pk).goal == "Их цель"


def test_a_meeting_recorded_by_mistake_is_cancelled_once(a) -> None:
    """record, cancel; the mentor does not cancel, and a cancelled one is not confirmed."""
    program = flow.running(a)
    mentor, mentee = (flow.himself(person) for person in flow.people_of(program.unit))
    meeting = meetings.record_meeting(actor=mentor, unit=program.unit, held_on=mentor.today, content="")
    with pytest.raises(Refusal):
        meetings.cancel_meeting(actor=mentor, meeting=meeting)
    assert meetings.cancel_meeting(actor=flow.of(a, "curator"), meeting=meeting).state == "cancelled"
    with pytest.raises(Refusal, match="уже отменена"):
        meetings.cancel_meeting(actor=flow.of(a, "curator"), meeting=meeting)
    with pytest.raises(Refusal):
        meetings.confirm_meeting(actor=mentee, meeting=meeting)
    assert verbs_on(meeting) == ["record", "cancel"]


def test_a_confirmed_meeting_leaves_a_marked_line_as_it_is(a) -> None:
    program = flow.running(a)
    mentor, mentee = (flow.himself(person) for person in flow.people_of(program.unit))
    line = program.plan.first()
    meeting = meetings.record_meeting(actor=mentor, unit=program.unit, held_on=mentor.today, content="", activity=line)
    move(line, "exclude", actor=mentor, as_effect=True)
    assert meetings.confirm_meeting(actor=mentee, meeting=meeting).state == "confirmed"
    assert PlanActivity.objects.get(pk=line.pk).state == "excluded"


def test_no_programme_for_a_pair_that_is_no_more(a) -> None:
    unit = flow.proposed(a)
    units.answer(actor=flow.himself(flow.people_of(unit)[1]), unit=unit, agrees=False)
    with pytest.raises(Refusal, match="Пары больше нет"):
        flow.drafted(Unit.objects.get(pk=unit.pk))


def test_the_people_of_the_pair_are_told(a) -> None:
    unit = flow.proposed(a)
    for person in flow.people_of(unit):
        assert Notice.objects.filter(person=person, dedupe_key=f"unit.propose:{unit.pk}").count() == 1


def test_a_plan_is_no_longer_than_a_page_can_show(a) -> None:
    program = flow.drafted(flow.consented(a))
    mentor = flow.himself(flow.people_of(program.unit)[0])
    with pytest.raises(Refusal, match="больше 100"):
        programs.set_plan(actor=mentor, program=program, lines=[ActivityDraft("ICT", "а")] * 101)
