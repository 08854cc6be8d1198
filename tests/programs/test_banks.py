"""The banks: how one comes in, rests, leaves, and may sign in to decide about his own."""

import datetime

import pytest

from accounts.models import Membership, Notice
from accounts.refusal import Refusal
from programs.models import MenteeEntry, MentorEntry, Regulation
from programs.services import banks, consent_answers, daily
from tests.programs import pair_flow as flow
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def a(world: World):
    with acting(world.a11.curator):
        yield world.a11


@pytest.mark.parametrize(("side", "role"), [("mentor", "mentor"), ("mentee", "mentee")])
def test_a_teacher_put_into_a_bank_may_sign_in_and_decide(a, side: str, role: str) -> None:
    """The personal role comes with the entry, with its basis, once; it opens his own and nothing else."""
    person, curator = flow.teacher(a, "Безролева"), flow.of(a, "curator")
    if side == "mentor":
        entry = banks.add_mentor(actor=curator, person=person)
    else:
        entry = banks.add_mentee(actor=curator, person=person, category="NEW_PLACE")
    membership = Membership.objects.get(person=person)
    assert (membership.role, membership.organization_id) == (role, a.id)
    assert membership.basis
    me = flow.himself(person)
    assert me.organization_ids == ()
    consent_answers.sign(actor=me, consent=flow.consent_of(person, "pdn_processing"))
    assert flow.state_of(entry) in {"candidate", "registered"}


def test_who_holds_the_role_already_is_not_given_a_second(a) -> None:
    """ask_consent, consent: the second bank gives the second role; the entry of one bank none twice."""
    entry = flow.mentor_in_bank(a)
    banks.add_mentee(actor=flow.of(a, "curator"), person=entry.person, category="NEW_PLACE")
    roles = Membership.objects.filter(person=entry.person).values_list("role", flat=True)
    assert sorted(roles) == ["mentee", "mentor"]
    with pytest.raises(Refusal, match="уже в этом банке"):
        banks.add_mentor(actor=flow.of(a, "curator"), person=entry.person)


def test_a_mentor_rests_and_comes_back(a) -> None:
    """activate, suspend, resume: a suspended one is offered to nobody."""
    entry, curator = flow.mentor_in_bank(a), flow.of(a, "curator")
    entry = banks.suspend_mentor(actor=curator, entry=entry)
    with pytest.raises(Refusal, match="ещё не в банке"):
        flow.proposed(a, mentor=entry)
    entry = banks.resume_mentor(actor=curator, entry=entry)
    assert entry.state == "active"
    with pytest.raises(Refusal, match="уже в банке"):
        banks.resume_mentor(actor=curator, entry=entry)


def test_who_is_in_a_pair_leaves_the_pair_first(a) -> None:
    """withdraw, by himself or by the curator."""
    unit = flow.proposed(a)
    mentor = MentorEntry.objects.get(person=flow.people_of(unit)[0])
    with pytest.raises(Refusal) as refusal:
        banks.withdraw_entry(actor=flow.of(a, "curator"), entry=mentor)
    assert refusal.value.todo
    alone = flow.mentee_with_request(a, "Свободная")
    assert banks.withdraw_entry(actor=flow.himself(alone.person), entry=alone).state == "dropped_out"


def test_nobody_withdraws_another(a) -> None:
    entry = flow.mentee_with_request(a)
    with pytest.raises(Refusal):
        banks.withdraw_entry(actor=flow.of(a, "mentor"), entry=entry)


def test_nobody_asks_for_another(a, world: World) -> None:
    """Catches a curator of the next school who writes the request of this one."""
    entry = flow.mentee_with_request(a)
    asked = {"problem": "п", "desired_result": "р", "areas": ["ICT"]}
    for stranger in (flow.of(a, "mentor"), flow.of(world.a12, "curator")):
        with pytest.raises(Refusal, match="наставляемый или куратор"):
            banks.make_request(actor=stranger, entry=entry, **asked)


def test_without_a_pair_the_curator_is_reminded_once_in_fourteen_days(a, clock_at) -> None:
    """support: the first reminder after 14 days, one for each period however often the day is run."""
    entry = flow.mentee_with_request(a)
    curator = flow.of(a, "curator")
    entry = banks.leave_without_pair(actor=curator, entry=entry, support_plan="Беседы")
    assert banks.next_reminder(entry, every=14) == curator.today + 14 * DAY
    keys = Notice.objects.filter(person_id=a.curator.person_id, dedupe_key__startswith=f"search:{entry.pk}:")
    began = curator.today
    for passed, told in ((13, 0), (14, 1), (14, 1), (27, 1), (28, 2)):
        clock_at(datetime.datetime.combine(began + passed * DAY, datetime.time(9), tzinfo=curator.zone))
        daily.remind_of_search()
        assert keys.count() == told, passed


def test_the_regulation_says_how_often_a_mentor_is_looked_for_anew(a, clock_at) -> None:
    """unmatched_reminder_days: a week, where the school's own regulation says a week."""
    curator = flow.of(a, "curator")
    statute = Regulation.objects.in_force(curator.today).get(organization_id=a.id)
    Regulation.objects.filter(pk=statute.pk).update(
        settings=statute.settings | {"unmatched_reminder_days": {"value": 7}}
    )
    assert banks.search_days(curator.organization, curator.today) == 7
    entry = banks.leave_without_pair(actor=curator, entry=flow.mentee_with_request(a), support_plan="Беседы")
    assert banks.next_reminder(entry, every=7) == curator.today + 7 * DAY
    clock_at(datetime.datetime.combine(curator.today + 8 * DAY, datetime.time(9), tzinfo=curator.zone))
    daily.remind_of_search()
    assert Notice.objects.filter(dedupe_key__startswith=f"search:{entry.pk}:").count() == 1


def test_a_mentee_with_support_is_still_offered(a) -> None:
    """match from unmatched_support, unmatch after a decline."""
    entry = flow.mentee_with_request(a)
    banks.leave_without_pair(actor=flow.of(a, "curator"), entry=entry, support_plan="Беседы")
    flow.proposed(a, mentees=[MenteeEntry.objects.select_related("person").get(pk=entry.pk)])
    assert flow.state_of(entry) == "matched"
