"""Pairs that the body of mentors proposes; a speed meeting that goes on as a pair; forms that only some may lead."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import clock
from accounts.models import Notice
from accounts.refusal import Refusal
from accounts.tenancy import tenant_scope
from programs.bank_rules import Known, check_pair
from programs.models import MenteeEntry, MentorEntry, PairProposal, Unit
from programs.queries.pool import build_pool
from programs.queries.regulations import effective_regulation
from programs.services import meetings, pair_proposals, proposals, speed, units
from tests.programs import pair_flow as flow
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db


def test_the_body_proposes_and_the_curator_makes_the_pair(world: World, client_of) -> None:
    with acting(world.a11.council_member) as member:
        mentor, mentee = flow.mentor_in_bank(world.a11), flow.mentee_with_request(world.a11)
        words = {"mentor": mentor.pk, "mentee": mentee.pk, "reason": "Рядом кабинеты", "questions": ["METHODS"]}
        allowed = effective_regulation(member.organization, member.today).value("matching_questions")
        words["questions"] = list(allowed)[:1]
    client = client_of(world.a11.council_member)
    assert client.post(reverse("pair_proposal_new"), words).status_code == 302
    with acting(world.a11.curator) as curator:
        row = PairProposal.objects.get(mentor_entry=mentor, mentee_entry=mentee)
        assert Notice.objects.filter(person_id=curator.person_id, dedupe_key=f"pairproposal.new:{row.pk}").exists()
    again = client.post(reverse("pair_proposal_new"), words)
    assert "уже предложили" in again.content.decode()
    page = client_of(world.a11.curator).get(reverse("pair_proposal_list")).content.decode()
    assert mentee.person.last_name in page
    answer = {"form": flow.FORM, "words": "Спасибо", "accept": "1"}
    client_of(world.a11.curator).post(reverse("pair_proposal_answer", args=[row.pk]), answer)
    with acting(world.a11.curator):
        row.refresh_from_db()
        unit = row.unit
        assert (unit.state, unit.strategy, unit.questions, unit.reason) == (
            "proposed", "council", words["questions"], "Рядом кабинеты",
        )  # fmt: skip
        with pytest.raises(Refusal, match="уже ответили"):
            pair_proposals.answer(actor=flow.of(world.a11, "curator"), proposal=row)


def test_a_no_makes_no_pair_and_the_author_is_told(world: World) -> None:
    with acting(world.a11.council_member) as member:
        mentor, mentee = flow.mentor_in_bank(world.a11), flow.mentee_with_request(world.a11)
        row = pair_proposals.propose(actor=member, mentor=mentor, mentee=mentee, reason="Рядом")
        with pytest.raises(Refusal, match="отвечает куратор"):
            pair_proposals.answer(actor=member, proposal=row)
        row = pair_proposals.answer(actor=flow.of(world.a11, "curator"), proposal=row, words="Он занят")
        assert (row.accepted, row.unit, row.answer) == (False, None, "Он занят")
        assert Notice.objects.filter(person_id=member.person_id, dedupe_key=f"pairproposal.answer:{row.pk}").exists()
        abroad = MentorEntry.objects.get(pk=world.a12.rows["mentor_entry"])
        with pytest.raises(Refusal, match="своей школы"):
            pair_proposals.propose(actor=member, mentor=abroad, mentee=mentee, reason="Рядом")


def test_thirty_rows_cost_what_one_costs(world: World, client_of) -> None:
    client, costs = client_of(world.a11.curator), []
    with tenant_scope(world.region_a):
        one = PairProposal.objects.get(pk=world.a11.rows["pair_proposal"])
    for more in (1, 29):
        with tenant_scope(world.region_a):
            PairProposal.objects.bulk_create(
                PairProposal(
                    organization_id=world.a11.id, mentor_entry=one.mentor_entry, mentee_entry=one.mentee_entry,
                    reason="Ещё", author_id=one.author_id, created_at=clock.now(), accepted=False,
                    answered_at=clock.now(),
                )
                for _ in range(more)
            )  # fmt: skip
        client.get(reverse("pair_proposal_list"))
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse("pair_proposal_list")).status_code == 200
        costs.append(len([one for one in caught if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]))
    assert costs[0] == costs[1] < 25


def test_after_a_speed_meeting_anybody_of_it_goes_on_as_a_pair(world: World, client_of) -> None:
    with acting(world.a11.curator) as curator:
        mentor, mentee = flow.mentor_in_bank(world.a11), flow.mentee_with_request(world.a11)
        unit = flow.ordered(world.a11, mentor=mentor, mentees=[mentee])
        Unit.objects.filter(pk=unit.pk).update(kinds=["SPEED"])
        unit.refresh_from_db()
        teacher, learner = flow.himself(mentor.person), flow.himself(mentee.person)
        with pytest.raises(Refusal, match="после скоростной"):
            speed.go_on(actor=learner, unit=unit)
        told = {"content": "Разобрали урок", "kind": "speed", "goals": "Темп", "duration": 40, "mode": "onsite"}
        meeting = meetings.record_meeting(actor=teacher, unit=unit, held_on=teacher.today, **told)
        meetings.confirm_meeting(actor=learner, meeting=meeting, usefulness=9, text="Полезно")
        assert flow.state_of(unit) == "closed" and flow.state_of(mentee) == "requested"
        made = speed.go_on(actor=learner, unit=Unit.objects.get(pk=unit.pk))
        assert (made.state, made.strategy, made.curator_id) == ("proposed", "speed", curator.person_id)
        assert made.members.get(side="mentee").agreed_on and not made.members.get(side="mentor").agreed_on
        assert units.answer(actor=teacher, unit=made, agrees=True).state == "agreed"
        with pytest.raises(Refusal):  # the same people are a pair already
            speed.go_on(actor=teacher, unit=Unit.objects.get(pk=unit.pk))


def test_a_head_leads_in_the_form_of_heads_and_an_employer_in_his(world: World) -> None:
    with acting(world.a11.curator) as curator:
        rules = effective_regulation(curator.organization, curator.today)
        mentor, mentee = flow.mentor_in_bank(world.a11), flow.mentee_with_request(world.a11)
        for form, words in (("HEAD_EDUCATOR", "не руководитель"), ("EMPLOYER_COLLEGE_STUDENT", "не сотрудник")):
            with pytest.raises(Refusal, match=words):
                check_pair(mentor, [mentee], form, rules, Known({}, {}, ()))
        MentorEntry.objects.filter(pk=mentor.pk).update(
            person_id=world.a11.head.person_id, source="ENTERPRISE_STAFF", forms_ready=[]
        )
        mentor = MentorEntry.objects.select_related("person").get(pk=mentor.pk)
        check_pair(mentor, [mentee], "HEAD_EDUCATOR", rules, Known({}, {}, ()))
        check_pair(mentor, [mentee], "EMPLOYER_COLLEGE_STUDENT", rules, Known({}, {}, ()))
        ready = {one.key: one.forms for one in build_pool([curator.organization]).mentors}
        assert all("HEAD_EDUCATOR" not in forms for key, forms in ready.items() if key != mentor.pk)


def test_the_form_says_why_it_was_chosen_and_a_foreign_name_is_refused(world: World, client_of) -> None:
    with acting(world.a11.curator) as curator:
        mentor, mentee = flow.mentor_in_bank(world.a11, competencies=["METHOD"]), flow.mentee_with_request(world.a11)
        with pytest.raises(Refusal, match="названия формы"):
            proposals.propose(actor=curator, mentor=mentor, mentees=[mentee], form="OTHER", form_name="Нет такой")
    data = {"mentor": mentor.pk, "mentees": [mentee.pk], "form": flow.FORM, "kind": "SPEED"}
    response = client_of(world.a11.curator).post(reverse("unit_new"), data)
    assert response.status_code == 302
    with acting(world.a11.curator):
        unit = Unit.objects.get(members__mentee_entry=mentee)
        assert unit.kinds == ["SPEED"] and unit.form_basis.startswith("Запрос: ")
        assert MenteeEntry.objects.get(pk=mentee.pk).state == "matched"
