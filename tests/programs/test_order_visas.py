"""A draft goes round those who agree it: nobody asked, nobody lost, nothing agreed that has changed since."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts import clock
from accounts.models import AuditEvent, Notice
from accounts.refusal import Refusal, Stale
from programs.models import Order, OrderKind, Regulation, Visa, VisaStep
from programs.order_content import content_of
from programs.services import order_visas, orders
from programs.services.visa_reminders import remind_of_visas
from tests.programs.order_flow import drafted, other, person, press, statute, words
from tests.support.people import acting
from tests.ui.text import words as shown_words
from tests.world import Member, World

pytestmark = pytest.mark.django_db


def goes_to(world: World, *members: Member, kind: str = "office", scope: str = "all") -> None:
    with acting(world.a11.head) as head:
        for member in members:
            order_visas.add_step(actor=head, person=person(member), kind=kind, scope=scope)


def says(who: Member, order: int, verdict: str = "agreed", **more) -> Visa:
    with acting(who) as actor:
        row = Order.objects.get(pk=order)
        facts = {"version": row.version, "kind": "office", **more}
        return order_visas.give_visa(actor=actor, order=row, verdict=verdict, **facts)


def state(world: World, order: int) -> str:
    with acting(world.a11.head):
        return Order.objects.get(pk=order).state


def sent(world: World, *clauses) -> int:
    order = drafted(world.a11, *clauses)
    press("submit", world.a11.curator, order)
    return order


def test_a_draft_goes_round_and_then_to_the_head_with_all_that_was_said(world: World) -> None:
    a = world.a11
    goes_to(world, a.council_chair, a.psychologist)
    order = sent(world)
    assert state(world, order) == "agreeing"
    with acting(a.psychologist) as actor:
        assert AuditEvent.objects.filter(object_id=order, verb="order.circulate").count() == 1
        assert Notice.objects.filter(person_id=actor.person_id, text__startswith="Согласуйте проект").exists()
        assert Order.objects.visible_to(actor).filter(pk=order).exists()  # the psychologist reads no other orders
    with pytest.raises(Refusal, match="на согласовании"):
        press("approve", a.head, order)
    says(a.council_chair, order)
    assert state(world, order) == "agreeing"
    says(a.psychologist, order, "against", text="Срок мал")
    assert state(world, order) == "for_review"
    with acting(a.head) as head:
        row = Order.objects.get(pk=order)
        assert [line["remark"] for line in content_of(row, actor=head, on=head.today)["visas"]] == [
            "согласовано", "не согласовано: Срок мал",
        ]  # fmt: skip
        assert Notice.objects.filter(person_id=a.curator.person_id, detail="Срок мал").exists()
    press("approve", a.head, order)
    with acting(a.head):
        signed = Order.objects.get(pk=order)
        assert signed.content["visas"][0]["name"] == a.council_chair.full_name
        assert signed.content["visas"][0]["date"] == clock.today(signed.organization.zone).isoformat()


def test_an_edit_clears_the_sheet_and_the_same_words_keep_it(world: World) -> None:
    a = world.a11
    goes_to(world, a.council_chair, a.psychologist)
    order = sent(world)
    says(a.council_chair, order)
    press("withdraw", a.curator, order)
    press("submit", a.curator, order)
    with acting(a.head):
        assert Visa.objects.filter(order_id=order).count() == 2  # asked twice, it is one
        assert Visa.objects.filter(order_id=order, verdict="agreed").count() == 1
    press("withdraw", a.curator, order)
    with acting(a.curator) as curator:
        row = Order.objects.get(pk=order)
        orders.update_order(actor=curator, order=row, version=row.version, draft=words(other("Иное.")))
    press("submit", a.curator, order)
    with acting(a.head):
        fresh = Order.objects.get(pk=order)
        assert not fresh.visas.filter(order_version=fresh.version).exclude(verdict="").exists()
        assert fresh.visas.filter(order_version=fresh.version).count() == 2
    with pytest.raises(Stale, match="прежние визы сняты"):
        says(a.council_chair, order, version=fresh.version - 1)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"verdict": "against"}, "Замечания пишут"),
        ({"verdict": "remarks", "text": " "}, "Замечания пишут"),
        ({"verdict": "maybe"}, "Выберите ответ"),
        ({"kind": "union"}, "Вас нет в листе"),
    ],
)
def test_what_is_no_visa(world: World, more: dict, why: str) -> None:
    goes_to(world, world.a11.council_chair)
    order = sent(world)
    with pytest.raises(Refusal, match=why):
        says(world.a11.council_chair, order, **more)


def test_a_word_is_given_once_and_by_whom_it_is_asked(world: World) -> None:
    a = world.a11
    goes_to(world, a.council_chair, a.council_member)
    order = sent(world)
    says(a.council_chair, order)
    with pytest.raises(Refusal, match="Вы уже ответили: согласен"):
        says(a.council_chair, order, "against", text="Передумал")
    with pytest.raises(Refusal, match="Вас нет в листе"):
        says(a.union, order)
    with acting(a.head):
        row = Visa.objects.get(order_id=order, person_id=a.council_chair.person_id)
        with pytest.raises(IntegrityError), transaction.atomic():
            Visa.objects.create(order_id=order, person_id=row.person_id, kind="office", position=9,
                                order_version=row.order_version, asked_at=row.asked_at)  # fmt: skip
    press("withdraw", a.curator, order)
    with pytest.raises(Refusal, match="больше не на согласовании"):
        says(a.council_member, order)


def test_the_head_waits_no_longer_for_the_silent_but_for_the_union(world: World) -> None:
    a = world.a11
    with acting(a.curator):
        regulation = statute(a)
    act = other("Утвердить Положение.", kind=OrderKind.STATUTE_APPROVAL, regulation=regulation)
    goes_to(world, a.council_chair)
    goes_to(world, a.union, kind="union", scope="acts")
    order = sent(world, act)
    with acting(a.head) as head, pytest.raises(Refusal, match="Профсоюз отвечает до") as refused:
        order_visas.take_order(actor=head, order=Order.objects.get(pk=order))
    assert refused.value.clause == "ТК РФ, ст. 372"
    with pytest.raises(Refusal, match="решает протоколом"):
        says(a.union, order, kind="union")
    says(a.union, order, "remarks", kind="union", text="Уточнить доплату", minutes="протокол от 12.08.2022 № 4")
    with acting(a.head) as head:
        taken = order_visas.take_order(actor=head, order=Order.objects.get(pk=order))
        assert taken.state == "for_review"
        remarks = [line["remark"] for line in content_of(taken, actor=head, on=head.today)["visas"]]
    assert remarks == ["", "профсоюз согласен с замечаниями (протокол от 12.08.2022 № 4): Уточнить доплату"]


def test_silence_past_the_unions_term_is_no_objection(world: World) -> None:
    a = world.a11
    goes_to(world, a.union, kind="union")
    order = sent(world)
    with clock.moved_to(clock.now() + datetime.timedelta(days=40)), acting(a.head) as head:
        assert order_visas.take_order(actor=head, order=Order.objects.get(pk=order)).state == "for_review"


def test_the_regulation_asks_the_union_about_local_acts_alone(world: World, monkeypatch) -> None:
    """Where it says so (S1 and S5 4.1.4), whoever speaks for the union is asked without being put on a list."""
    a = world.a11
    with acting(a.curator):
        regulation = statute(a)
        Regulation.objects.filter(pk=a.regulations["in_force"]).update(
            settings={"union_participation": {"value": True, "clause": "п. 4.1.4", "locked": False}}
        )
    act = other("Утвердить Положение.", kind=OrderKind.STATUTE_APPROVAL, regulation=regulation)
    order, plain = sent(world, act), sent(world)
    assert (state(world, order), state(world, plain)) == ("agreeing", "for_review")
    with acting(a.head):
        assert Visa.objects.get(order_id=order).person_id == a.union.person_id


def test_nobody_agrees_with_himself(world: World) -> None:
    goes_to(world, world.a11.curator, world.a11.head)
    assert state(world, sent(world)) == "for_review"


def test_the_route_is_the_heads(world: World) -> None:
    a = world.a11
    with acting(a.curator) as curator, pytest.raises(Refusal, match="решает руководитель"):
        order_visas.add_step(actor=curator, person=person(a.union), kind="union", scope="all")
    goes_to(world, a.union, kind="union", scope="all")
    goes_to(world, a.union, kind="union", scope="acts")
    with acting(a.head) as head:
        step = VisaStep.objects.get(organization_id=a.id, person_id=a.union.person_id)
        assert step.scope == "acts"
        order_visas.drop_step(actor=head, step=step)
        assert not VisaStep.objects.filter(pk=step.pk).exists()
    with acting(world.a12.head) as stranger, pytest.raises(Refusal, match="другой организации"):
        order_visas.drop_step(actor=stranger, step=VisaStep.objects.get(pk=a.rows["visa_step"]))


def test_on_the_pages(world: World, client_of) -> None:
    """The head sets the route, the deputy agrees by one press from the order's page, the union by its minutes."""
    a = world.a11
    head, deputy, union = client_of(a.head), client_of(a.council_chair), client_of(a.union)
    route = reverse("visa_route")
    for member, kind in ((a.council_chair, "office"), (a.union, "union")):
        answer = head.post(route, {"person": member.person_id, "kind": kind, "scope": "all"})
        assert answer.status_code == 302
    assert a.union.full_name in head.get(route).content.decode()
    assert head.post(route, {"person": world.a12.union.person_id, "kind": "union", "scope": "all"}).status_code == 422
    order = drafted(a)
    sent_page = client_of(a.curator).post(reverse("order_submit", args=[order]), follow=True).content.decode()
    assert "согласование, потом он придёт руководителю" in sent_page
    page, visa = reverse("order_detail", args=[order]), reverse("order_visa", args=[order])
    assert "Согласовать проект приказа" in deputy.get("/").content.decode()
    assert "Есть замечания" in deputy.get(page).content.decode()
    with acting(a.head):
        version = Order.objects.get(pk=order).version
    said = {"version": version, "kind": "office", "verdict": "agreed"}
    assert deputy.post(visa, said).status_code == 302
    assert "Вы уже ответили" in deputy.post(visa, said).content.decode()
    assert "Протокол" in union.get(visa).content.decode()
    without = {"version": version, "kind": "union", "verdict": "against", "text": "Доплата"}
    assert union.post(visa, without).status_code == 422
    assert union.post(visa, {**without, "minutes": "протокол № 4"}).status_code == 302
    shown = shown_words(head.get(page))
    assert "Ответили: 2 из 2" in shown and "Доплата" in shown and "Лист согласования" in shown
    assert client_of(a.curator).get(visa).status_code == 404


def test_a_visa_that_waits_is_reminded_of_by_working_days(world: World) -> None:
    """Every second working day its person; from the fourth on also who drafted and the head, who may wait no longer."""
    a = world.a11
    goes_to(world, a.psychologist, a.council_chair)
    with clock.moved_to(datetime.datetime(2026, 9, 3, 9, tzinfo=datetime.UTC)):  # a Thursday
        order = sent(world)
        says(a.council_chair, order)

    def told(day: int) -> list[tuple[str, int]]:
        with clock.moved_to(datetime.datetime(2026, 9, day, 9, tzinfo=datetime.UTC)), acting(a.head):
            remind_of_visas()
            remind_of_visas()
            rows = Notice.objects.filter(dedupe_key__startswith="order.visa-", url__endswith=f"/orders/{order}/")
            return sorted((row.dedupe_key.split(":")[0], row.person_id) for row in rows)

    person_waits = ("order.visa-wait", a.psychologist.person_id)
    assert told(4) == told(6) == []  # one working day; a Sunday
    assert told(7) == [person_waits]
    held_up = sorted(("order.visa-held", who.person_id) for who in (a.curator, a.head))
    assert told(9) == [*held_up, person_waits, person_waits]
    with clock.moved_to(datetime.datetime(2026, 9, 9, 10, tzinfo=datetime.UTC)):
        says(a.psychologist, order)
    assert len(told(30)) == 4  # whoever has answered is left in peace
