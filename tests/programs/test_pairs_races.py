"""Two people of a pair at the same moment, each with a connection of his own: one effect, whoever comes second."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEvent
from accounts.refusal import Refusal
from programs.models import Consent, Meeting, MenteeEntry, MentorEntry, Program, Unit, UnitMember
from programs.services import agreement_answers, amendments, banks, consent_answers, meetings, units
from tests.programs import pair_flow as flow
from tests.programs.crowd import crowd
from tests.programs.test_orders_races import refusals, together
from tests.support.people import acting
from tests.world import Node, World

pytestmark = pytest.mark.django_db(transaction=True)


def in_scope(node: Node, work):
    def run():
        with acting(node.curator):
            return work()

    return run


def told(model: str, verb: str, pk: int) -> int:
    return AuditEvent.objects.filter(object_type=model, object_id=pk, verb=verb).count()


def test_the_two_answers_and_the_two_consents_complete_the_pair_once(world: World) -> None:
    a = world.a11
    with acting(a.curator):
        unit = flow.proposed(a)
        people = flow.people_of(unit)
    answers = together(
        *[in_scope(a, lambda who=who: units.answer(actor=flow.himself(who), unit=unit, agrees=True)) for who in people]
    )
    assert refusals(answers) == []
    with acting(a.curator):
        assert flow.state_of(unit) == Unit.State.AGREED
        assert told("programs.Unit", "unit.agree", unit.pk) == 3  # two answers, one move
        assert Consent.objects.filter(unit=unit).count() == 2
        consents = {person: flow.consent_of(person) for person in people}

    def sign(who):
        consent_answers.sign(actor=flow.himself(who), consent=consents[who])
        for agreement in who.agreements.filter(state="draft"):
            agreement_answers.agree(actor=flow.himself(who), agreement=agreement, version=agreement.version)

    assert refusals(together(*[in_scope(a, lambda who=who: sign(who)) for who in people])) == []
    with acting(a.curator):
        assert flow.state_of(unit) == Unit.State.CONSENTED
        assert told("programs.Unit", "unit.consent", unit.pk) == 1


def test_two_presses_of_a_request_leave_one_open(world: World) -> None:
    a = world.a11
    with acting(a.curator):
        entry = flow.mentee_with_request(a)
        me = flow.himself(entry.person)
    asked = {"problem": "п", "desired_result": "р", "areas": ["ICT"]}
    press = in_scope(a, lambda: banks.make_request(actor=me, entry=entry, **asked))
    assert refusals(together(press, press, press)) == []
    with acting(a.curator):
        assert entry.requests.count() == 4
        assert entry.requests.filter(withdrawn_at=None).count() == 1


def test_the_same_pair_and_the_last_seat_are_taken_once(world: World) -> None:
    a = world.a11
    with acting(a.curator):
        mentor = flow.mentor_in_bank(a, max_parallel=1)
        first, second = flow.mentee_with_request(a, "Первая"), flow.mentee_with_request(a, "Вторая")

    def propose(mentee: MenteeEntry):
        row = MentorEntry.objects.select_related("person").get(pk=mentor.pk)
        return flow.proposed(a, mentor=row, mentees=[mentee])

    answers = together(*[in_scope(a, lambda entry=entry: propose(entry)) for entry in (first, first, second)])
    assert len(refusals(answers)) == 2
    with acting(a.curator):
        assert Unit.objects.filter(members__mentor_entry=mentor).count() == 1
        taken = MenteeEntry.objects.filter(pk__in=[first.pk, second.pk], state="matched")
        assert taken.count() == 1


def test_sixty_four_want_the_last_seat(world: World) -> None:
    """Each with a connection of his own: exactly one sits down, and the database itself gives no seat twice."""
    a = world.a11
    with acting(a.curator) as actor:
        crowd([actor.organization], mentees=64, mentors=0)
        mentor = flow.mentor_in_bank(a, max_parallel=2)
        flow.proposed(a, mentor=mentor)
        waiting = list(MenteeEntry.objects.filter(organization_id=a.id, state="requested").values_list("pk", flat=True))
    assert len(waiting) == 64

    def propose(pk: int):
        row = MentorEntry.objects.select_related("person").get(pk=mentor.pk)
        return flow.proposed(a, mentor=row, mentees=[MenteeEntry.objects.select_related("person").get(pk=pk)])

    answers = together(*[in_scope(a, lambda pk=pk: propose(pk)) for pk in waiting])
    assert len(refusals(answers)) == 63
    assert sum(isinstance(answer, Unit) for answer in answers) == 1
    with acting(a.curator):
        seats = UnitMember.objects.filter(seat_of=mentor).values_list("seat", flat=True)
        assert sorted(seats) == [0, 1]
        assert MenteeEntry.objects.filter(pk__in=waiting, state="matched").count() == 1
        member = UnitMember.objects.filter(seat_of=mentor).first()
        other = UnitMember.objects.filter(side="mentee").exclude(seat_of=mentor).first()
        other.seat_of, other.seat = member.seat_of, member.seat
        with pytest.raises(IntegrityError, match="seat_once"), transaction.atomic():
            other.save()


def test_a_meeting_is_confirmed_once_and_an_extension_signed_by_both_extends_once(world: World) -> None:
    a = world.a11
    with acting(a.curator):
        program = flow.running(a)
        people = flow.people_of(program.unit)
        mentor = flow.himself(people[0])
        meeting = meetings.record_meeting(actor=mentor, unit=program.unit, held_on=mentor.today, content="")
        later = program.end_on.replace(day=min(program.end_on.day, 28)) + 30 * (program.end_on - program.start_on) / 240
        extension = amendments.propose(actor=flow.of(a, "curator"), program=program, new_end_on=later)
    answers = together(
        *[in_scope(a, lambda: meetings.confirm_meeting(actor=flow.himself(people[1]), meeting=meeting))] * 3
    )
    assert refusals(answers) == []
    answers = together(
        *[in_scope(a, lambda who=who: amendments.sign(actor=flow.himself(who), amendment=extension)) for who in people]
    )
    assert not any(isinstance(answer, Refusal) for answer in answers)
    with acting(a.curator):
        assert Meeting.objects.get(pk=meeting.pk).state == "confirmed"
        assert told("programs.Meeting", "meeting.confirm", meeting.pk) == 1
        assert Program.objects.get(pk=program.pk).end_on == later
        assert told("programs.Program", "program.extend", program.pk) == 1
