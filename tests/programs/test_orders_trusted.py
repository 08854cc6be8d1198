"""What is signed is what was read, by whom it may be read: the union speaks for itself, money stays in its order."""

import datetime
from dataclasses import replace

import pytest
from django.urls import reverse

from accounts import clock
from accounts.models import Membership, Notice, StoredFile
from accounts.refusal import Refusal
from programs.models import (
    Consent,
    Council,
    CouncilSeat,
    LocalAct,
    MentorEntry,
    Order,
    OrderClause,
    OrderKind,
    Program,
    Regulation,
    Visa,
    VisaStep,
)
from programs.order_templates import pairs_order
from programs.queries.orders import named_in
from programs.ready_orders import appointment_order
from programs.services import banks, consent_answers, order_cancelling, order_visas, orders, visa_reminders
from tests.programs import pair_flow as flow
from tests.programs.order_flow import drafted, other, person, press, statute, words
from tests.programs.test_order_visas import goes_to, says, sent, state
from tests.programs.test_payment_orders import approved, drawn_up
from tests.programs.test_second_orders import across, own, registered, second  # noqa: F401  across is a fixture
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db


# the union and the bodies


def _asks_the_union(world: World) -> OrderClause:
    with acting(world.a11.curator):
        regulation = statute(world.a11)
        Regulation.objects.filter(pk=world.a11.regulations["in_force"]).update(
            settings={"union_participation": {"value": True, "clause": "п. 4.1.4", "locked": False}}
        )
    return other("Утвердить Положение.", kind=OrderKind.STATUTE_APPROVAL, regulation=regulation)


def test_nobody_speaks_for_the_union_but_its_representative(world: World) -> None:
    with pytest.raises(Refusal, match="От имени органа отвечает"):
        goes_to(world, world.a11.psychologist, kind="union")
    with pytest.raises(Refusal, match="От имени органа отвечает"):
        goes_to(world, world.a11.head, kind="union")


def test_a_head_on_the_list_as_the_union_does_not_switch_its_opinion_off(world: World) -> None:
    act = _asks_the_union(world)
    with acting(world.a11.head) as head:  # as a row from before the rule
        VisaStep.objects.create(organization_id=world.a11.id, person_id=head.person_id, kind="union", position=7)
    order = sent(world, act)
    with acting(world.a11.head):
        assert Visa.objects.get(order_id=order).person_id == world.a11.union.person_id


def test_a_drafter_who_speaks_for_the_union_leaves_it_to_the_other_one(world: World) -> None:
    a, act = world.a11, _asks_the_union(world)
    with acting(a.head) as head:
        Membership.objects.filter(person_id=a.union.person_id, role="union").update(
            person_id=a.curator.person_id, valid_from=head.today - datetime.timedelta(days=9)
        )
        Membership.objects.create(
            organization_id=a.id, person_id=a.psychologist.person_id, role="union", valid_from=head.today
        )
    order = sent(world, act)
    with acting(a.head):
        assert Visa.objects.get(order_id=order).person_id == a.psychologist.person_id


def test_each_sending_begins_the_unions_term_anew(world: World) -> None:
    a = world.a11
    goes_to(world, a.union, kind="union")
    order = sent(world)
    with acting(a.head):
        first = Visa.objects.get(order_id=order).asked_at
    press("withdraw", a.curator, order)
    with clock.moved_to(clock.now() + datetime.timedelta(days=40)):
        press("submit", a.curator, order)
        with acting(a.head) as head:
            assert Visa.objects.get(order_id=order).asked_at > first
            asked = Notice.objects.filter(person_id=a.union.person_id, text__startswith="Согласуйте проект")
            assert asked.count() == 2
            with pytest.raises(Refusal, match="Профсоюз отвечает до"):
                order_visas.take_order(actor=head, order=Order.objects.get(pk=order))


# who reads


def test_who_has_left_the_school_is_asked_no_more_and_reads_no_drafts(world: World) -> None:
    a = world.a11
    goes_to(world, a.psychologist)
    old = sent(world)
    with acting(a.head) as head:
        gone = Membership.objects.filter(person_id=a.psychologist.person_id, organization_id=a.id)
        gone.update(valid_from=head.today - datetime.timedelta(days=9), valid_to=head.today)
        person(a.psychologist).employments.update(valid_to=head.today)
    assert state(world, sent(world)) == "for_review"
    with acting(world.a12.mentor) as elsewhere:
        actor = replace(elsewhere, person_id=a.psychologist.person_id)  # the same person, with a role elsewhere
        assert not Order.objects.visible_to(actor).filter(pk=old).exists()


def test_an_order_about_payments_goes_round_only_those_who_may_read_it(world: World, client_of) -> None:
    goes_to(world, world.a11.council_chair)
    pk = drawn_up(world.a11, client_of)
    press("submit", world.a11.curator, pk)
    assert state(world, pk) == "for_review"


@pytest.mark.parametrize("purpose", ["issued", "scan", "list"])
def test_a_file_is_not_read_by_its_number(world: World, client_of, purpose: str) -> None:
    with acting(world.a11.head):
        StoredFile.objects.filter(pk=world.a11.rows["file"]).update(purpose=purpose)
    for role in ("union", "council_chair", "head"):
        assert client_of(world.a11[role]).get(reverse("stored_file", args=[world.a11.rows["file"]])).status_code == 404


def test_a_contract_in_the_register_is_opened_by_the_head_and_the_curator(world: World, client_of) -> None:
    a = world.a11
    link = reverse("local_act_file", args=[a.rows["local_act"]])
    assert client_of(a.union).get(link).status_code == 200
    with acting(a.head):
        LocalAct.objects.filter(pk=a.rows["local_act"]).update(kind="contract", published_at=None)
    assert client_of(a.union).get(link).status_code == 404
    assert client_of(a.curator).get(link).status_code == 200


# what is signed


def test_a_payment_is_not_pulled_out_of_a_signed_order(world: World, client_of) -> None:
    a = world.a11
    pk = drawn_up(a, client_of)
    with acting(a.curator) as curator:
        paid = list(Order.objects.get(pk=pk).clauses.get(kind=OrderKind.PAYMENT).payments.all())
        approved(a, pk)
        again = other("Установить выплаты.", kind=OrderKind.PAYMENT, payments=paid)
        with pytest.raises(Refusal, match="уже стоит в приказе"):
            orders.create_order(actor=curator, draft=words(again, title="О выплатах"))
        assert Order.objects.get(pk=pk).clauses.get(kind=OrderKind.PAYMENT).payments.count() == 1


def test_a_term_that_changes_while_the_order_waits_is_not_signed_unread(world: World) -> None:
    a = world.a11
    with acting(a.curator) as curator:
        unit = flow.consented(a)
        program = flow.drafted(unit)
        order = orders.send_order(actor=curator, draft=pairs_order(curator, [unit]))
        Program.objects.filter(pk=program.pk).update(end_on=program.end_on - datetime.timedelta(days=1))
        with pytest.raises(Refusal, match="изменились пары, сроки") as refused:
            press("approve", a.head, order.pk)
        assert "Верните" in refused.value.todo
        assert Order.objects.get(pk=order.pk).state == "for_review"
    press("return", a.head, order.pk, remark="Проверьте срок")
    press("submit", a.curator, order.pk)
    press("approve", a.head, order.pk)
    assert state(world, order.pk) == "signed"


def test_visas_do_not_stand_under_words_that_have_changed_behind_them(world: World) -> None:
    """Returned and sent again without an edit: the term is another one, so everybody is asked anew."""
    a = world.a11
    goes_to(world, a.psychologist)
    with acting(a.curator) as curator:
        unit = flow.consented(a)
        program = flow.drafted(unit)
        order = orders.send_order(actor=curator, draft=pairs_order(curator, [unit]))
    says(a.psychologist, order.pk)
    with acting(a.head):
        Program.objects.filter(pk=program.pk).update(end_on=program.end_on - datetime.timedelta(days=1))
    with pytest.raises(Refusal, match="изменились пары, сроки"):
        press("approve", a.head, order.pk)
    press("return", a.head, order.pk, remark="Проверьте срок")
    press("submit", a.curator, order.pk)
    assert state(world, order.pk) == "agreeing"
    says(a.psychologist, order.pk)
    press("approve", a.head, order.pk)
    assert state(world, order.pk) == "signed"


def test_an_order_that_waited_before_the_rule_is_sent_anew(world: World) -> None:
    order = sent(world)
    with acting(world.a11.head):
        Order.objects.filter(pk=order).update(sent_hash="")
    with pytest.raises(Refusal, match="Пока приказ ждал подписи"):
        press("approve", world.a11.head, order)


def test_a_silent_visa_is_reminded_of_after_the_order_was_sent_again(world: World) -> None:
    a = world.a11
    goes_to(world, a.psychologist)
    order = sent(world)

    def told(days: int) -> int:
        with clock.moved_to(clock.now() + datetime.timedelta(days=days)), acting(a.head):
            visa_reminders.remind_of_visas()
            rows = Notice.objects.filter(person_id=a.psychologist.person_id, text__startswith="Напоминание")
            return rows.count()

    first = told(5)
    assert first and told(5) == first
    press("withdraw", a.curator, order)
    with clock.moved_to(clock.now() + datetime.timedelta(days=10)):
        press("submit", a.curator, order)
    assert told(15) > first


# what cancelling and withdrawing undo


def _appointed(world: World, entry: MentorEntry, number: str) -> Order:
    curator, head = flow.of(world.a11, "curator"), flow.of(world.a11, "head")
    order = orders.send_order(actor=curator, draft=appointment_order(curator, [entry]))
    order = orders.approve_order(actor=head, order=order, version=Order.objects.get(pk=order.pk).version)
    return orders.register_order(actor=curator, order=order, number=number, dated=curator.today)[0]


def test_a_mentor_of_another_order_in_force_stays_when_one_is_cancelled(world: World) -> None:
    with acting(world.a11.curator) as curator:
        entry = banks.add_mentor(actor=curator, person=flow.teacher(world.a11, "Новикова"))
        flow.answer_consents(entry.person)
        first = _appointed(world, entry, "20")
        second_time = _appointed(world, entry, "21")
        order_cancelling.cancel_order(first, by=first, actor=curator)
        assert flow.state_of(entry) == MentorEntry.State.ACTIVE
        order_cancelling.cancel_order(second_time, by=second_time, actor=curator)
        assert flow.state_of(entry) == MentorEntry.State.ACTIVE  # the second order did not bring her in


def test_cancelling_the_first_of_two_orders_leaves_the_pair_waiting(world: World, across) -> None:  # noqa: F811
    with acting(world.a11.curator) as curator:
        order = registered(world.a11, own(world, across), "15")
        assert second(world).state == "draft"
        order_cancelling.cancel_order(order, by=order, actor=curator)
        assert flow.state_of(across) == "consented"


def test_a_withdrawn_consent_hides_the_order_that_appoints_him(world: World) -> None:
    with acting(world.a11.curator) as curator:
        entry = banks.add_mentor(actor=curator, person=flow.teacher(world.a11, "Новикова"))
        flow.answer_consents(entry.person)
        order = _appointed(world, entry, "20")
        orders.ask_to_be_named(actor=curator, order=order)
        asked = Consent.objects.get(kind="pdn_distribution", person=entry.person)
        consent_answers.sign(actor=flow.himself(entry.person), consent=asked)
        orders.publish_order(actor=curator, order=order)
        asked.refresh_from_db()
        consent_answers.revoke(actor=flow.himself(entry.person), consent=asked)
        assert Order.objects.get(pk=order.pk).state == "registered"


def test_a_draft_saved_in_the_same_moment_is_not_sent_with_the_old_visas(world: World) -> None:
    """The page was read before the edit: what is asked is the route of the words that are saved now."""
    a = world.a11
    goes_to(world, a.psychologist)
    order = drafted(a)
    with acting(a.curator) as curator:
        stale = Order.objects.get(pk=order)
        orders.update_order(actor=curator, order=stale, version=stale.version, draft=words(other("Иное.")))
        stale.version = 2  # as a request that has read the row before the edit
        sent_order = orders.submit_order(actor=curator, order=stale)
    assert sent_order.state == "agreeing"


def test_who_has_left_the_council_is_still_named_by_its_order(world: World) -> None:
    """The words of the order name the seats as they were: a consent is asked of everybody of them."""
    with acting(world.a11.head) as head:
        order = Order.objects.get(pk=world.a11.orders["registered"])
        clause = order.clauses.first()
        clause.kind, clause.council = (
            OrderKind.COUNCIL_CREATION,
            Council.objects.filter(organization_id=world.a11.id).first(),
        )
        clause.save(update_fields=["kind", "council"])
        seat = CouncilSeat.objects.filter(council=clause.council).first()
        CouncilSeat.objects.filter(pk=seat.pk).update(left_on=head.today)
        assert named_in(order).filter(pk=seat.person_id).exists()
