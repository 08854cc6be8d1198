"""However a pair ends, nothing of it stays open."""

import pytest

from programs.models import Meeting, MentoringAgreement, Program, Unit, UnitMember
from programs.services import applications, closings, consent_answers, meeting_plans, replacements, tasks_of_pairs
from tests.programs import pair_flow as flow
from tests.programs.test_pair_work import tomorrow
from tests.support.people import acting
from tests.world import Node, World

pytestmark = pytest.mark.django_db


def _terminated(a: Node, program: Program) -> None:
    curator = flow.of(a, "curator")
    words = {"filed_on": curator.today, "filed_words": "Прошу завершить"}
    closings.terminate_program(actor=curator, program=program, reason="MENTEE_INITIATIVE", **words)


def _revoked(a: Node, program: Program) -> None:
    mentor = flow.people_of(program.unit)[0]
    consent_answers.revoke(actor=flow.himself(mentor), consent=flow.consent_of(mentor))


@pytest.mark.parametrize(("end", "entry"), [(_terminated, "dropped_out"), (_revoked, "requested")])
def test_nothing_of_an_ended_pair_stays_open(world: World, end, entry: str) -> None:
    a = world.a11
    with acting(a.curator):
        program = flow.running(a)
        unit = program.unit
        mentor, mentee = (flow.himself(person) for person in flow.people_of(unit))
        member = unit.members.get(side="mentee")
        (task,) = tasks_of_pairs.give_task(actor=mentor, unit=unit, members=[member.pk], text="План урока")
        (ahead,) = meeting_plans.plan_meetings(actor=mentor, unit=unit, planned_at=tomorrow(mentor))
        end(a, program)
        assert (flow.state_of(unit), flow.state_of(program)) == ("closed", "terminated")
        assert (flow.state_of(task), flow.state_of(ahead)) == ("cancelled", Meeting.State.CANCELLED)
        assert MentoringAgreement.objects.get(unit=unit).state == "terminated"
        assert not UnitMember.ever.filter(unit=unit, seat__isnull=False).exists()
        assert flow.state_of(member.mentee_entry) == entry
        assert Unit.objects.visible_to(mentee).filter(pk=unit.pk).exists()  # what they did stays theirs to read


def test_a_new_mentor_who_was_only_asked_is_asked_no_more(world: World) -> None:
    a = world.a11
    with acting(a.curator) as curator:
        program = flow.running(a)
        unit, former = program.unit, flow.people_of(program.unit)[0]
        row = applications.file(actor=flow.himself(former), kind="release", unit=unit, text="Прошу освободить")
        unit.agreements.update(state="draft")  # no notice runs
        applications.accept(actor=flow.of(a, "head"), application=row)
        chosen = replacements.choose(actor=curator, unit=unit, mentor=flow.mentor_in_bank(a, "Сменина"))
        _terminated(a, program)
        chosen.refresh_from_db()
        assert chosen.dropped_on == curator.today
        assert not unit.agreements.exclude(state="terminated").exists()


def test_a_declined_proposal_frees_its_seats(world: World) -> None:
    a = world.a11
    with acting(a.curator):
        unit = flow.agreed(a)
        mentee = unit.members.get(side="mentee")
        consent = flow.consent_of(mentee.person)
        consent_answers.decline(actor=flow.himself(mentee.person), consent=consent)
        assert flow.state_of(unit) == "rejected" and flow.state_of(mentee.mentee_entry) == "requested"
        assert not UnitMember.ever.filter(unit=unit, seat__isnull=False).exists()
        assert not unit.agreements.exclude(state="terminated").exists()
        assert UnitMember.objects.get(pk=mentee.pk).left_on is None
