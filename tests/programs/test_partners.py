"""Mentors of other schools: nameless until their school and they agree; a draft for all schools of a node."""

import datetime
import secrets

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import clock
from accounts.models import AuditEvent, Notice, Organization
from accounts.refusal import Refusal
from accounts.tenancy import tenant_scope
from programs.models import (
    MatchDraft,
    MenteeEntry,
    MentorEntry,
    MentorLoan,
    Order,
    OrderKind,
    Partnership,
    Unit,
)
from programs.queries.partners import lent, loans_of, mentors_of_partners
from programs.queries.pool import build_pool
from programs.services import bank_cards, consent_answers, matching, orders, partners, proposals, spread
from programs.workflow import move
from tests.programs import pair_flow as flow
from tests.programs.crowd import crowd
from tests.support.people import acting
from tests.world import Node, World

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def agreement(world: World, *, confirmed: bool = True) -> Partnership:
    """A11 with A12, all of it by services."""
    with acting(world.a11.curator) as actor:
        row = partners.write_down(
            actor=actor, partner=Organization.objects.get(pk=world.a12.id), dated=actor.today, valid_from=actor.today,
            number="7",
        )  # fmt: skip
    if confirmed:
        for node in (world.a11, world.a12):
            with acting(node.head) as head:
                partners.confirm(actor=head, agreement=row)
    return row


def neighbour(node: Node, name: str = "Соседкина", visibility: str = "municipality") -> MentorEntry:
    """A mentor whose entry is seen beyond his school; he has not let others know his name."""
    entry = flow.mentor_in_bank(node, name, competencies=["METHOD"], subject="астрономия", max_parallel=1)
    with acting(node.curator) as curator:
        bank_cards.edit_entry(actor=curator, entry=entry, version=entry.version, fields={"visibility": visibility})
    return MentorEntry.objects.select_related("person").get(pk=entry.pk)


def away(world: World) -> None:
    """The world's own people of the two schools are out of the way."""
    for node in (world.a11, world.a12):
        MatchDraft.objects.filter(organization_id=node.id, state="draft").delete()
        MentorEntry.objects.filter(organization_id=node.id).update(max_parallel=1)
        MenteeEntry.objects.filter(organization_id=node.id, state="unmatched_support").update(state="registered")


def test_a_mentor_has_no_name_until_his_school_and_he_agree(world: World, client_of) -> None:
    agreement(world)
    with acting(world.a12.curator):
        away(world)
        mentor = neighbour(world.a12)
    hidden = (mentor.person.last_name, world.a12.marker)

    def shown(address: str) -> str:
        return client_of(world.a11.curator).get(reverse(address)).content.decode()

    base = shown("loan_base")
    assert "Астрономия" in base and not any(word in base for word in hidden)
    client_of(world.a11.curator).post(reverse("loan_base"), {"mentor": mentor.pk})
    assert "Астрономия" in shown("loan_list") and not any(word in shown("loan_list") for word in hidden)
    with acting(world.a11.curator) as curator:
        loan = MentorLoan.objects.get(mentor_entry=mentor)
        mentee = flow.mentee_with_request(world.a11)
        pair = {"actor": curator, "mentor": mentor, "mentees": [mentee], "form": flow.FORM, "kinds": ["TRADITIONAL"]}
        with pytest.raises(Refusal, match="ещё не согласился"):
            proposals.propose(**pair)
        with pytest.raises(Refusal, match="попросить нельзя"):
            partners.ask_for(actor=curator, key=mentor.pk)
        himself = flow.himself(mentor.person)
        with pytest.raises(Refusal, match="другого человека"):
            partners.answer(actor=himself, loan=loan, agrees=True)  # his school first
    with acting(world.a12.head) as head:
        partners.answer(actor=head, loan=loan, agrees=True)
        assert Notice.objects.filter(person=mentor.person, dedupe_key=f"loan:{loan.pk}:offered").exists()
        with pytest.raises(Refusal, match="передачу данных"):
            partners.answer(actor=himself, loan=loan, agrees=True)
        flow.answer_consents(mentor.person)
        partners.answer(actor=himself, loan=loan, agrees=True)
    assert mentor.person.last_name in shown("loan_list")
    with acting(world.a11.curator) as curator:
        assert not AuditEvent.objects.filter(organization_id=world.a11.id, person=mentor.person).exists()
        assert mentor.pk in {one.key for one in build_pool([curator.organization]).mentors}
        draft = matching.make_draft(actor=curator)
        assert draft.suggestions.get(mentee_entry=mentee).mentor_entry_id == mentor.pk
        assert (
            matching.publish(actor=curator, draft=draft).suggestions.get(mentee_entry=mentee).unit.state == "proposed"
        )
        assert not MentorEntry.objects.visible_to(curator).filter(pk=mentor.pk).exists()  # his card stays at home
    with acting(world.a12.curator) as curator:
        (one,) = [one for one in build_pool([curator.organization]).mentors if one.key == mentor.pk]
        assert one.taken == one.capacity == 1  # the seat is taken at home too


def lent_by_a12(world: World) -> tuple[Partnership, MentorEntry, MentorLoan]:
    """Both have said yes: A11 knows the name."""
    row = agreement(world)
    with acting(world.a11.curator) as curator:
        away(world)
        mentor = neighbour(world.a12)
        loan = partners.ask_for(actor=curator, key=mentor.pk)
    with acting(world.a12.curator) as lender:
        partners.answer(actor=lender, loan=loan, agrees=True)
        flow.answer_consents(mentor.person)
        partners.answer(actor=flow.himself(mentor.person), loan=loan, agrees=True)
    return row, mentor, loan


def test_a_pair_across_is_held_while_the_agreement_is_in_force(world: World) -> None:
    row, mentor, _loan = lent_by_a12(world)
    with acting(world.a11.curator) as curator:
        unit = flow.proposed(world.a11, mentor=mentor, mentees=[flow.mentee_with_request(world.a11)])
        Unit.objects.filter(pk=unit.pk).update(state="consented")
        unit.refresh_from_db()
    with acting(world.a12.head) as head:
        partners.end(actor=head, agreement=row)
    with acting(world.a11.curator) as curator:
        assert not lent(curator.organization_id, curator.today).exists()
        with pytest.raises(Refusal, match="договора о сотрудничестве"):
            move(unit, "order", actor=curator, as_effect=True)


@pytest.mark.parametrize("kind", ["pdn_transfer", "pdn_processing"])
def test_a_withdrawn_consent_brings_the_lent_mentor_home(world: World, kind: str) -> None:
    """The other school loses the pair and the loan, and no pair with him is held anew; at home he leads on."""
    agreement(world)
    with acting(world.a11.curator) as curator:
        away(world)
        mentor = neighbour(world.a12)
        MentorEntry.objects.filter(pk=mentor.pk).update(max_parallel=2)
        loan = partners.ask_for(actor=curator, key=mentor.pk)
    with acting(world.a12.curator) as lender:
        partners.answer(actor=lender, loan=loan, agrees=True)
        flow.answer_consents(mentor.person)
        partners.answer(actor=flow.himself(mentor.person), loan=loan, agrees=True)
        at_home = flow.proposed(world.a12, mentor=mentor, mentees=[flow.mentee_with_request(world.a12)])
    with acting(world.a11.curator) as curator:
        mentee = flow.mentee_with_request(world.a11)
        unit = flow.ordered(world.a11, mentor=mentor, mentees=[mentee])
    with acting(world.a12.curator) as lender:
        order = Order.objects.get(organization_id=world.a12.id, clauses__kind=OrderKind.PAIR_LENDING)
        order = orders.submit_order(actor=lender, order=order)
        order = orders.approve_order(actor=flow.of(world.a12, "head"), order=order, version=order.version)
        orders.register_order(actor=lender, order=order, number="8", dated=lender.today)
    with acting(world.a11.curator) as curator:
        unit.refresh_from_db()
        consent = flow.consent_of(mentor.person, kind)
        consent_answers.revoke(actor=flow.himself(mentor.person), consent=consent)
        assert (flow.state_of(unit), flow.state_of(loan), flow.state_of(mentee)) == ("closed", "declined", "requested")
        assert flow.state_of(at_home) == ("proposed" if kind == "pdn_transfer" else "rejected")
        assert Notice.objects.filter(person_id=curator.person_id, dedupe_key=f"loan:{loan.pk}:over").exists()
        assert not AuditEvent.objects.filter(organization_id=world.a11.id, verb="mentorloan.call_back").exists()
        Unit.objects.filter(pk=unit.pk).update(state="consented")
        unit.refresh_from_db()
        with pytest.raises(Refusal, match="согласия на передачу"):
            move(unit, "order", actor=curator, as_effect=True)


def test_the_name_of_sosedkina_goes_home_with_the_agreement(world: World, client_of) -> None:
    row, _mentor, _loan = lent_by_a12(world)
    page = client_of(world.a11.curator)
    assert "Соседкина" in page.get(reverse("loan_list")).content.decode()
    with acting(world.a12.head) as head:
        partners.end(actor=head, agreement=row)
    told = page.get(reverse("loan_list")).content.decode()
    assert "Соседкина" not in told and "Астрономия" in told


def test_who_works_with_sosedkina_in_a_pair_knows_her_after_the_agreement(world: World, client_of) -> None:
    row, mentor, _loan = lent_by_a12(world)
    with acting(world.a11.curator):
        flow.ordered(world.a11, mentor=mentor, mentees=[flow.mentee_with_request(world.a11)])
    with acting(world.a12.head) as head:
        partners.end(actor=head, agreement=row)
    assert "Соседкина" in client_of(world.a11.curator).get(reverse("loan_list")).content.decode()


@pytest.mark.parametrize("who", ["school", "herself"])
def test_the_school_of_sosedkina_and_she_herself_take_back_their_yes(world: World, client_of, who: str) -> None:
    _row, mentor, loan = lent_by_a12(world)
    address = reverse("loan_answer", args=[loan.pk])
    with acting(world.a11.curator):
        unit = flow.proposed(world.a11, mentor=mentor, mentees=[flow.mentee_with_request(world.a11)])
        Unit.objects.filter(pk=unit.pk).update(state="consented")
        unit.refresh_from_db()
    if who == "school":
        lender = client_of(world.a12.curator)
        assert "Отозвать" in lender.get(reverse("loan_list")).content.decode()
        assert lender.post(address, {"decline": "1"}).status_code == 302
    else:
        with acting(world.a12.curator):
            partners.answer(actor=flow.himself(mentor.person), loan=loan, agrees=False)
    with acting(world.a11.curator) as curator:
        assert flow.state_of(loan) == "declined" and not lent(curator.organization_id, curator.today).exists()
        assert Notice.objects.filter(person_id=curator.person_id, dedupe_key=f"loan:{loan.pk}:declined").exists()
        with pytest.raises(Refusal, match="его отозвали"):
            move(unit, "order", actor=curator, as_effect=True)
        Unit.objects.filter(pk=unit.pk).update(state="rejected")
    assert "Соседкина" not in client_of(world.a11.curator).get(reverse("loan_list")).content.decode()


def test_who_is_asked_may_refuse_and_nobody_learns_who(world: World) -> None:
    agreement(world)
    with acting(world.a11.curator) as curator:
        mentor = neighbour(world.a12)
        loan = partners.ask_for(actor=curator, key=mentor.pk, need="химия")
    with acting(world.a12.curator) as lender:
        assert [item["name"] for item in loans_of(lender)["of_us"] if item["loan"] == loan] == [mentor.person.full_name]
        partners.answer(actor=lender, loan=loan, agrees=False)
    with acting(world.a11.curator) as curator:
        (item,) = [item for item in loans_of(curator)["asked"] if item["loan"] == loan]
        assert (item["name"], item["loan"].state) == ("", "declined")
        with pytest.raises(Refusal, match=r"^Запрос уже закрыт: отказ$"):
            partners.withdraw(actor=curator, loan=loan)
        again = partners.ask_for(actor=curator, key=mentor.pk)  # a refusal is no end
        assert partners.withdraw(actor=curator, loan=again).state == "withdrawn"


def test_an_agreement_needs_both_heads_and_its_term(world: World) -> None:
    row = agreement(world, confirmed=False)
    with acting(world.a11.head) as head:
        with pytest.raises(Refusal, match="раньше, чем начинается"):
            partners.write_down(
                actor=head, partner=row.partner, dated=head.today, valid_from=head.today, valid_to=head.today - DAY
            )
        partners.confirm(actor=head, agreement=row)
        with pytest.raises(Refusal, match="уже подтвердила"):
            partners.confirm(actor=head, agreement=row)
        assert not Partnership.objects.in_force(head.today).filter(pk=row.pk).exists()
    with acting(world.a11.curator) as curator, pytest.raises(Refusal, match="руководитель"):
        partners.confirm(actor=curator, agreement=row)
    with acting(world.a21.head) as stranger, pytest.raises(Refusal, match="других организаций"):
        partners.confirm(actor=stranger, agreement=row)
    with acting(world.a12.head) as head:
        partners.confirm(actor=head, agreement=row)
        assert Partnership.objects.in_force(head.today).filter(pk=row.pk).exists()
        assert not Partnership.objects.in_force(head.today - DAY).filter(pk=row.pk).exists()


def test_entries_that_stay_at_home_are_offered_to_nobody(world: World) -> None:
    with acting(world.a11.curator) as curator:
        neighbour(world.a12)
        assert not mentors_of_partners(curator).exists()  # no agreement yet
    agreement(world)
    with acting(world.a11.curator) as curator:
        home = neighbour(world.a12, "Домоседова", visibility="organization")
        assert home.pk not in set(mentors_of_partners(curator).values_list("pk", flat=True))
        with pytest.raises(Refusal, match="попросить нельзя"):
            partners.ask_for(actor=curator, key=home.pk)


def spread_draft(world: World) -> MatchDraft:
    with acting(world.a10.coordinator) as coordinator:
        MatchDraft.objects.filter(organization_id=world.a10.id).exclude(state="handed").delete()
        return spread.make_draft(actor=coordinator)


def test_a_draft_for_all_schools_is_handed_down_and_each_curator_publishes_his_part(world: World, client_of) -> None:
    agreement(world)
    with acting(world.a12.curator):
        away(world)
        here = flow.mentor_in_bank(world.a11, "Местная", competencies=["METHOD"], max_parallel=1)
        there = neighbour(world.a12)
        mine = [flow.mentee_with_request(world.a11, f"Ждущая{number}") for number in range(2)]
    draft = spread_draft(world)
    with acting(world.a10.coordinator) as coordinator:
        pairs = dict(draft.suggestions.filter(mentee_entry__in=mine).values_list("mentee_entry_id", "mentor_entry_id"))
        assert set(pairs.values()) == {here.pk, there.pk}  # nobody stays alone, one of them across
        assert (draft.proof["gap"], draft.proof["faults"]) == (0, 0)
        page = client_of(world.a10.coordinator).get(reverse("match_above_detail", args=[draft.pk])).content.decode()
        for person in (here.person, there.person, mine[0].person):
            assert person.last_name not in page
        assert spread.hand_down(actor=coordinator, draft=draft) >= (1, 0)
    with acting(world.a11.curator) as curator:
        part = MatchDraft.objects.get(part_of=draft, organization_id=world.a11.id)
        (across,) = [key for key, mentor in pairs.items() if mentor == there.pk]
        row = part.suggestions.get(mentee_entry_id=across)
        assert (row.mentor_entry, row.reasons) == (None, [["elsewhere", 1]])
        assert MentorLoan.objects.get(organization_id=world.a11.id, mentor_entry=there).state == "asked"
        assert Notice.objects.filter(person_id=world.a11.curator.person_id, dedupe_key=f"matchdraft:{part.pk}").exists()
        page = client_of(world.a11.curator).get(reverse("match_detail", args=[part.pk])).content.decode()
        assert there.person.last_name not in page and "попросили наставника другой школы" in page
        part = matching.publish(actor=curator, draft=part)
        assert part.suggestions.exclude(mentor_entry=None).get().unit.state == "proposed"
    with acting(world.a10.coordinator) as coordinator, pytest.raises(Refusal, match="уже передан"):
        spread.hand_down(actor=coordinator, draft=draft)


def test_a_school_keeps_a_draft_of_its_own(world: World) -> None:
    with acting(world.a11.curator) as curator:
        away(world)
        flow.mentor_in_bank(world.a11, "Местная", competencies=["METHOD"])
        flow.mentee_with_request(world.a11)
        own = matching.make_draft(actor=curator)
    draft = spread_draft(world)
    with acting(world.a10.coordinator) as coordinator:
        _given, kept = spread.hand_down(actor=coordinator, draft=draft)
        assert kept >= 1
        assert MatchDraft.objects.get(pk=own.pk).state == "draft"
        assert not MatchDraft.objects.filter(part_of=draft, organization_id=world.a11.id).exists()
    with acting(world.a11.curator) as curator, pytest.raises(Refusal, match="координатор"):
        spread.make_draft(actor=curator)


def asked(work) -> int:
    with CaptureQueriesContext(connection) as caught:
        work()
    return len([one for one in caught if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))])


def test_a_whole_draft_is_proposed_and_handed_down_in_a_fixed_number_of_queries(world: World) -> None:
    """Catches a query for each pair: six and sixty cost the same."""
    costs = []
    for size in (6, 60):
        with acting(world.a11.curator) as curator:
            away(world)
            crowd([curator.organization], mentees=size, mentors=size, seed=size)
        draft = spread_draft(world)
        with acting(world.a10.coordinator) as coordinator:
            handed = asked(lambda draft=draft, actor=coordinator: spread.hand_down(actor=actor, draft=draft))
        with acting(world.a11.curator) as curator:
            part = MatchDraft.objects.get(part_of=draft, organization_id=world.a11.id)
            sent = asked(lambda part=part, actor=curator: matching.publish(actor=actor, draft=part))
            assert part.suggestions.filter(unit__isnull=False).count() > size / 2
            assert not part.suggestions.exclude(problem="").exists()
        costs.append((handed, sent))
    assert costs[0] == costs[1]
    assert max(costs[0]) < 40


def _agreement(world: World) -> None:
    Partnership.objects.create(
        organization_id=world.a11.id, partner_id=world.a12.id, dated=clock.now().date(), valid_from=clock.now().date(),
        number=secrets.token_hex(4),
        created_by_id=world.a11.curator.person_id,
    )  # fmt: skip


def _loan(world: World) -> None:
    MentorLoan.objects.create(
        organization_id=world.a11.id, mentor_entry_id=world.a12.rows["mentor_entry"], state="declined",
        created_by_id=world.a11.curator.person_id, created_at=clock.now(),
    )  # fmt: skip


def _handed(world: World) -> None:
    MatchDraft.objects.create(
        organization_id=world.a10.id, state="handed", created_by_id=world.a10.coordinator.person_id,
        created_at=clock.now(), calculated_at=clock.now(),
    )  # fmt: skip


def _offered(world: World) -> None:
    crowd([Organization.objects.get(pk=world.a12.id)], mentees=0, mentors=1)
    MentorEntry.objects.filter(organization_id=world.a12.id).update(visibility="region")


@pytest.mark.parametrize(
    ("name", "who", "add"),
    [
        ("partnership_list", "a11.head", _agreement), ("loan_list", "a11.curator", _loan),
        ("loan_base", "a11.curator", _offered), ("match_above", "a10.coordinator", _handed),
    ],
)  # fmt: skip
def test_thirty_rows_cost_what_one_costs(world: World, client_of, name: str, who: str, add) -> None:
    agreement(world)
    code, role = who.split(".")
    client, costs = client_of(world.nodes[code.upper()][role]), []
    with tenant_scope(world.region_a):
        MatchDraft.objects.filter(organization_id=world.a10.id, state="draft").delete()
    for more in (1, 29):
        with tenant_scope(world.region_a):
            for _ in range(more):
                add(world)
        client.get(reverse(name))
        costs.append(asked(lambda: client.get(reverse(name))))
    assert costs[0] == costs[1] < 30
