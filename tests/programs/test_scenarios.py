"""The acceptance scenarios, played as the command plays them; and that they can fail."""

import datetime

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Region
from accounts.refusal import Refusal
from accounts.tenancy import tenant_scope
from programs.models import Meeting, PlanActivity, Program, Unit
from programs.queries.execution import execution
from programs.scenarios import law_351_8
from programs.scenarios import s4_schekino11 as s4
from programs.scenarios.play import Play
from programs.services import amendments, banks, closings, consent_answers, meetings, programs, proposals, units
from programs.services.programs import ActivityDraft

pytestmark = pytest.mark.django_db


@pytest.fixture
def play():
    """A scratch region inside its open scope."""
    region = Region.objects.create(code="scratch", name="Черновой край", time_zone="Europe/Moscow")
    with tenant_scope(region.pk):
        yield Play(region)


@pytest.fixture
def paired(play: Play) -> Play:
    """The school of S4 with three pairs held by orders; the clock stands at 01.04.2022."""
    s4.cast(play)
    s4.statute(play)
    s4.fill_banks(play)
    s4.pairs(play)
    with play.on("01.04.2022"):
        yield play


def running(play: Play, number: int = 0, lines: int = 4) -> Program:
    return s4._program(play, s4._units()[number], lines)


def test_s4_shows_every_figure(play: Play) -> None:
    s4.play_all(play)
    assert [line for line in play.lines if not line.ok] == []


def test_the_law_of_agreements_shows_every_figure(play: Play) -> None:
    law_351_8.play_all(play)
    assert [line for line in play.lines if not line.ok] == []


def test_s4_fails_when_one_record_is_altered(play: Play) -> None:
    """One line of one plan undone: the sum is no longer 23 of 32."""
    s4.play_all(play)
    PlanActivity.objects.filter(state="done").first().delete()
    figures = [execution(program) for program in Program.objects.all()]
    assert (sum(figure.done for figure in figures), sum(figure.counted for figure in figures)) == (22, 31)


@pytest.mark.parametrize(
    ("name", "told"),
    [("s1_kalmanka", "8. Свод района: наставляемых"), ("s5_altai_duc", "6. Завершённых программ")],
)
def test_the_command_shows_every_figure_and_leaves_nothing_behind(
    capsys: pytest.CaptureFixture[str], name: str, told: str
) -> None:
    call_command("scenario", name)
    assert told in capsys.readouterr().out
    assert not Region.objects.filter(code="scratch").exists()
    with pytest.raises(CommandError):
        call_command("scenario", "no_such")


def test_nobody_is_his_own_mentor(paired: Play) -> None:
    curator = paired.actor(s4.CURATOR)
    name = s4.MENTORS[3]
    entry = banks.add_mentee(actor=curator, person=paired.people[name], category="LESS_EXPERIENCED")
    s4._give(paired, name, "pdn_processing")
    entry.refresh_from_db()
    banks.make_request(actor=curator, entry=entry, problem="п", desired_result="р", areas=["ICT"])
    with pytest.raises(Refusal, match="самому себе"):
        proposals.propose(actor=curator, mentor=s4._mentor(paired, name), mentees=[entry], form="TEACHER_TEACHER")


def test_the_same_pair_is_not_made_twice(paired: Play) -> None:
    """The mentee is taken already; and were he not, the database would refuse the same people."""
    with pytest.raises(Refusal, match="пара составлена"):
        s4._pair(paired, s4.MENTORS[0], s4.MENTEES[0])


def test_a_form_outside_the_regulation_is_refused_by_its_clause(paired: Play) -> None:
    with pytest.raises(Refusal) as refusal:
        proposals.propose(
            actor=paired.actor(s4.CURATOR),
            mentor=s4._mentor(paired, s4.MENTORS[3]),
            mentees=[s4._mentee(paired, s4.MENTEES[3])],
            form="PUPIL_PUPIL",
        )
    assert "формы нет в регламенте" in refusal.value.reason
    assert refusal.value.clause


def test_a_decline_needs_no_reason_and_leaves_no_mark(paired: Play) -> None:
    mentee = s4.MENTEES[3]
    unit = proposals.propose(
        actor=paired.actor(s4.CURATOR),
        mentor=s4._mentor(paired, s4.MENTORS[3]),
        mentees=[s4._mentee(paired, mentee)],
        form="TEACHER_TEACHER",
    )
    row = units.answer(actor=paired.actor(mentee), unit=unit, agrees=False)
    assert row.state == Unit.State.REJECTED
    assert s4._mentee(paired, mentee).state == "requested"
    assert s4._mentor(paired, s4.MENTORS[3]).state == "active"


def test_a_consent_is_given_only_by_the_person_himself(paired: Play) -> None:
    unit = proposals.propose(
        actor=paired.actor(s4.CURATOR),
        mentor=s4._mentor(paired, s4.MENTORS[3]),
        mentees=[s4._mentee(paired, s4.MENTEES[3])],
        form="TEACHER_TEACHER",
    )
    for name in (s4.MENTORS[3], s4.MENTEES[3]):
        units.answer(actor=paired.actor(name), unit=unit, agrees=True)
    consent = paired.people[s4.MENTORS[3]].consents.get(kind="duty")
    with pytest.raises(Refusal, match="сам человек"):
        consent_answers.sign(actor=paired.actor(s4.CURATOR), consent=consent)
    on = datetime.date(2022, 3, 31)
    assert consent_answers.sign_on_paper(actor=paired.actor(s4.CURATOR), consent=consent, on=on).on_paper


def test_a_withdrawn_consent_closes_the_pair_at_once(paired: Play) -> None:
    program = running(paired)
    consent = paired.people[s4.MENTEES[0]].consents.get(kind="duty")
    consent_answers.revoke(actor=paired.actor(s4.MENTEES[0]), consent=consent)
    assert Unit.objects.get(pk=program.unit_id).state == Unit.State.CLOSED


def test_a_meeting_of_tomorrow_is_not_recorded_as_held(paired: Play) -> None:
    program = running(paired)
    with pytest.raises(Refusal, match="ещё не прошла"):
        meetings.record_meeting(
            actor=paired.actor(s4.MENTORS[0]),
            unit=program.unit,
            held_on=datetime.date(2022, 4, 2),
            content="",
        )


def test_a_meeting_counts_after_one_tap_and_the_second_changes_nothing(paired: Play) -> None:
    program = running(paired)
    line = program.plan.first()
    meeting = meetings.record_meeting(
        actor=paired.actor(s4.MENTORS[0]),
        unit=program.unit,
        held_on=datetime.date(2022, 4, 1),
        content="",
        activity=line,
    )
    mentee = paired.actor(s4.MENTEES[0])
    first = meetings.confirm_meeting(actor=mentee, meeting=meeting)
    again = meetings.confirm_meeting(actor=mentee, meeting=meeting, usefulness=8)
    assert (first.confirmed_at, again.state) == (again.confirmed_at, Meeting.State.CONFIRMED)
    assert again.presences.get(member__person_id=mentee.person_id).usefulness == 8
    line.refresh_from_db()
    assert line.state == PlanActivity.State.DONE


def test_an_extension_beyond_twelve_months_is_refused_by_the_clause(paired: Play) -> None:
    program = running(paired)
    with pytest.raises(Refusal) as refusal:
        amendments.propose(actor=paired.actor(s4.CURATOR), program=program, new_end_on=datetime.date(2023, 4, 30))
    assert "12 месяцев" in refusal.value.reason
    assert "1.2" in refusal.value.clause


def test_an_approved_plan_is_not_replaced(paired: Play) -> None:
    program = running(paired)
    with pytest.raises(Refusal, match="утверждённой"):
        programs.set_plan(actor=paired.actor(s4.CURATOR), program=program, lines=[ActivityDraft("ICT", "Другое")])


def test_a_programme_with_lines_left_is_not_completed(paired: Play) -> None:
    program = running(paired)
    with pytest.raises(Refusal, match="невыполненные"):
        closings.complete_program(actor=paired.actor(s4.CURATOR), program=program)
