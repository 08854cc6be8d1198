"""An order is cancelled by an order: what it set in motion stops from that day, records stay."""

import datetime

import pytest

from accounts import clock
from accounts.models import AuditEvent, Deadline, Membership, Notice, Organization
from accounts.refusal import Refusal
from accounts.tenancy import tenant_scope
from programs.models import Acknowledgement, Meeting, MenteeEntry, MentoringAgreement, Order, OrderKind, OrderUnit, Unit
from programs.order_templates import cancelling_order, pairs_order
from programs.queries.orders import cancellation_effects, cancelling_draft
from programs.services import orders
from programs.services.order_drafts import ClauseDraft, OrderDraft
from tests.programs import pair_flow as flow
from tests.programs.order_flow import brought_to, other, person, press, statute
from tests.support.people import acting
from tests.world import World

REASON = "увольнением наставника"


def _order_of(unit: Unit) -> Order:
    return Order.objects.get(clauses__units__unit=unit, registered_at__isnull=False)


def _signed(world: World, draft: OrderDraft, number: str) -> Order:
    """Inside a scope."""
    curator, head = flow.of(world.a11, "curator"), flow.of(world.a11, "head")
    order = orders.submit_order(actor=curator, order=orders.create_order(actor=curator, draft=draft))
    order = orders.approve_order(actor=head, order=order, version=Order.objects.get(pk=order.pk).version)
    facts = {"number": number, "number_apart": f"журнал {order.pk}"}
    return orders.register_order(actor=curator, order=order, dated=curator.today, **facts)[0]


def _cancelled(world: World, order: Order) -> Order:
    draft = cancelling_order(flow.of(world.a11, "curator"), order, REASON)
    by = _signed(world, draft, "16 – А")
    order.refresh_from_db()
    assert (order.state, order.cancelled_by) == ("cancelled", by)
    return by


def test_a_pair_that_has_not_begun_waits_for_another_order(world: World) -> None:
    with tenant_scope(world.region_a):
        unit = flow.ordered(world.a11)
        order = _order_of(unit)
        assert cancellation_effects(order) == ["пар, которые ещё не начали: 1; их закрепит новый приказ"]
        ahead = Meeting.objects.create(unit=unit, planned_at=clock.now() + datetime.timedelta(days=1))
        by = _cancelled(world, order)
        assert (flow.state_of(unit), flow.state_of(ahead)) == ("consented", "cancelled")
        assert (by.preamble, by.clauses.get(kind="order_cancellation").text) == (
            "В связи с увольнением наставника",
            f"Отменить приказ от {order.dated:%d.%m.%Y} № 15 – А «О закреплении наставнической пары».",
        )
        event = AuditEvent.objects.get(verb="order.cancel", object_id=order.pk)
        assert event.basis == f"приказ от {by.dated:%d.%m.%Y} № 16 – А"
        again = _signed(world, pairs_order(flow.of(world.a11, "curator"), [unit]), "17 – А")
        assert flow.state_of(unit) == "ordered"
        assert OrderUnit.objects.get(unit=unit, in_force=True).clause.order == again


def test_whoever_the_cancelled_order_concerned_is_asked_to_acknowledge(world: World) -> None:
    with tenant_scope(world.region_a):
        unit = flow.ordered(world.a11)
        by = _cancelled(world, _order_of(unit))
        asked = set(Acknowledgement.objects.filter(order=by).values_list("person_id", flat=True))
        assert {member.person_id for member in unit.members.all()} <= asked


def test_a_pair_at_work_closes_with_its_programme(world: World) -> None:
    """The employer has cancelled the task (ТК, ст. 351.8); the mentee looks for a mentor again."""
    with tenant_scope(world.region_a):
        program = flow.running(world.a11)
        assert flow.state_of(program.unit) == "active"
        _cancelled(world, _order_of(program.unit))
        program.refresh_from_db()
        assert (program.state, program.closure_reason) == ("terminated", "EMPLOYER_CANCEL")
        assert flow.state_of(program.unit) == "closed"
        entry = MenteeEntry.objects.get(members__unit=program.unit)
        assert entry.state == "requested"


def test_a_statute_a_role_and_a_term_end_with_their_order(world: World) -> None:
    a = world.a11
    with acting(a.curator):
        draft, psychologist = statute(a), person(a.psychologist)
    due = datetime.date.today() + datetime.timedelta(days=40)
    order = brought_to(
        "published",
        a,
        ClauseDraft(OrderKind.STATUTE_APPROVAL, "Утвердить Положение.", regulation=draft),
        ClauseDraft(OrderKind.CURATOR_APPOINTMENT, "Назначить куратора.", executor=psychologist),
        other("Провести установочную сессию.", due_on=due),
    )
    with tenant_scope(world.region_a):
        row = Order.objects.get(pk=order)
        assert Deadline.objects.filter(kind="order_clause", key__startswith=f"{order}.").count() == 1
        assert [line.partition(":")[0] for line in cancellation_effects(row)][-1].startswith(psychologist.last_name)
        by = _cancelled(world, row)
        draft.refresh_from_db()
        assert (draft.state, draft.effective_to) == ("repealed", by.dated)
        held = Membership.objects.get(person=psychologist, role="curator")
        assert held.valid_to == by.dated
        assert not Deadline.objects.filter(kind="order_clause", key__startswith=f"{order}.").exists()


def test_what_was_cancelled_or_repealed_is_not_revived(world: World) -> None:
    with tenant_scope(world.region_a):
        by = _cancelled(world, _order_of(flow.ordered(world.a11)))
        curator = flow.of(world.a11, "curator")
        again = orders.create_order(actor=curator, draft=cancelling_order(curator, by, REASON))
        with pytest.raises(Refusal, match="прежнее действие этим не возвращается"):
            orders.submit_order(actor=curator, order=again)


def test_an_order_of_another_school_and_a_cancelled_one_are_not_cancelled(world: World) -> None:
    with tenant_scope(world.region_a):
        curator = flow.of(world.a11, "curator")
        foreign = Order.objects.get(pk=world.a12.orders["registered"])
        draft = orders.create_order(actor=curator, draft=cancelling_order(curator, foreign, REASON))
        with pytest.raises(Refusal, match="приказ другой организации"):
            orders.submit_order(actor=curator, order=draft)
        done = _order_of(flow.ordered(world.a11))
        _cancelled(world, done)
        with pytest.raises(Refusal, match="Отменяют зарегистрированный приказ"):
            orders.check_cancellable(actor=curator, order=done)


def test_the_page_says_what_will_happen_and_makes_the_draft_once(world: World, client_of) -> None:
    with tenant_scope(world.region_a):
        order = _order_of(flow.ordered(world.a11))
    client = client_of(world.a11.curator)
    page = client.get(f"/orders/{order.pk}/cancel/").content.decode().replace("\xa0", " ")
    assert "Пар, которые ещё не начали: 1" in page and "ст. 351.8" in page
    assert client.post(f"/orders/{order.pk}/cancel/", {"reason": " "}).status_code == 422
    made = client.post(f"/orders/{order.pk}/cancel/", {"reason": REASON})
    with tenant_scope(world.region_a):
        draft = cancelling_draft(order)
        assert draft is not None and made["Location"] == f"/orders/{draft.pk}/"
    assert client.get(f"/orders/{order.pk}/cancel/")["Location"] == f"/orders/{draft.pk}/"


def test_a_signed_order_is_voided_by_the_head_with_a_reason(world: World) -> None:
    """It has no number and has changed nothing: no order is needed to cancel it."""
    order = brought_to("signed", world.a11)
    with pytest.raises(Refusal, match="с указанием причины"):
        press("void", world.a11.head, order, reason=" ")
    with pytest.raises(Refusal, match="другая роль"):
        press("void", world.a11.curator, order, reason="ошибка")
    press("void", world.a11.head, order, reason="Ошибка в фамилии")
    with acting(world.a11.curator):
        assert Order.objects.get(pk=order).state == "cancelled"
        assert AuditEvent.objects.get(verb="order.void").basis == "Ошибка в фамилии"
        assert Notice.objects.filter(text__startswith="Подписанный приказ аннулирован").count() == 1
    with pytest.raises(Refusal, match="Сейчас это невозможно"):
        press("register", world.a11.curator, order, number="1", dated=datetime.date.today())


def test_an_amended_order_names_the_one_that_amends_it(world: World, client_of) -> None:
    with tenant_scope(world.region_a):
        order = _order_of(flow.ordered(world.a11))
        words = ClauseDraft(OrderKind.ORDER_AMENDMENT, "Внести изменения в пункт 3.", target=order)
        _signed(
            world, OrderDraft("О внесении изменений в приказ", "В целях уточнения", "г. Приозёрск", [words]), "18-и"
        )
    page = client_of(world.a11.curator).get(f"/orders/{order.pk}/").content.decode().replace("\xa0", " ")
    assert "Изменён:" in page and "№ 18-и" in page


class TestParty:
    """S1-118, S5-090: a head does not approve alone the papers of a pair of which he is a part."""

    def _order(self, world: World) -> Order:
        unit, head = flow.consented(world.a11), world.a11.head.person_id
        mentor = unit.members.filter(side="mentor")
        unit.consents.filter(person_id__in=mentor.values("person_id")).update(person_id=head, signer_id=head)
        mentor.update(person_id=head)
        MentoringAgreement.objects.filter(unit=unit).update(person_id=head)
        curator = flow.of(world.a11, "curator")
        order = orders.create_order(actor=curator, draft=pairs_order(curator, [unit]))
        return orders.submit_order(actor=curator, order=order)

    def test_the_refusal_says_who_signs(self, world: World) -> None:
        with tenant_scope(world.region_a):
            order = self._order(world)
            with pytest.raises(Refusal, match="не утверждает документы своей пары") as refused:
                orders.approve_order(
                    actor=flow.of(world.a11, "head"), order=order, version=Order.objects.get(pk=order.pk).version
                )
            above = Organization.objects.get(pk=world.a11.id).parent
            assert "исполняющий обязанности" in refused.value.todo and above.short_name in refused.value.todo
            assert Order.objects.get(pk=order.pk).state == "for_review"

    def test_the_acting_one_signs(self, world: World) -> None:
        with tenant_scope(world.region_a):
            order = self._order(world)
            head = Membership.objects.get(pk=world.a11.head.membership_id)
            Membership.objects.filter(pk=world.a11.psychologist.membership_id).update(
                role="head", acting_for=head.person
            )
            acting_head = flow.of(world.a11, "psychologist")
            version = Order.objects.get(pk=order.pk).version
            assert orders.approve_order(actor=acting_head, order=order, version=version).signed_as.startswith(
                "Исполняющий обязанности"
            )
