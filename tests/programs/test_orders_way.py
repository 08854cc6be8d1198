"""The way of an order through its states: who takes each step, and what the others are told."""

import datetime

import pytest

from accounts.models import AuditEvent, Membership, Notice, Organization
from accounts.refusal import Refusal, Stale
from programs.models import Acknowledgement, Order, OrderKind, OrderRemark, Regulation
from programs.order_content import content_hash
from programs.services import acknowledgements, orders
from programs.transitions import TRANSITIONS
from programs.workflow import move, possible
from tests.programs.order_flow import DAY, brought_to, drafted, other, person, press, statute, words
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db
UTC = datetime.UTC


def state_of(node, order: int) -> str:
    with acting(node.head):
        return Order.objects.get(pk=order).state


def test_the_whole_way_leaves_one_record_a_move(world: World) -> None:
    """Catches a move without its record, and a record without its move."""
    a = world.a11
    order = brought_to("published", a)
    press("unpublish", a.site_editor, order)
    press("publish", a.sysadmin, order)
    with acting(a.head):
        rows = AuditEvent.objects.filter(object_type="programs.Order", object_id=order).order_by("pk")
        moves = [(row.verb, row.from_state, row.to_state, row.person_id) for row in rows]
    assert moves == [
        ("order.create", "", "draft", a.curator.person_id),
        ("order.submit", "draft", "for_review", a.curator.person_id),
        ("order.approve", "for_review", "approved", a.head.person_id),
        ("order.sign", "approved", "signed", a.head.person_id),
        ("order.register", "signed", "registered", a.curator.person_id),
        ("order.publish", "registered", "published", a.curator.person_id),
        ("order.unpublish", "published", "registered", a.site_editor.person_id),
        ("order.publish", "registered", "published", a.sysadmin.person_id),
    ]


def test_the_remark_comes_back_with_the_words_it_is_about(world: World) -> None:
    a = world.a11
    order = drafted(a, other("Ознакомить работников до конца года."))
    press("submit", a.curator, order)
    press("return", a.head, order, remark="  Назовите дату.\n", place="пункт 1")
    with acting(a.curator):
        remark = OrderRemark.objects.get(order_id=order)
        assert (remark.text, remark.place, remark.author_id) == ("Назовите дату.", "пункт 1", a.head.person_id)
        assert remark.words["clauses"] == ["Ознакомить работников до конца года."]
        told = Notice.objects.filter(person_id=a.curator.person_id, detail="Назовите дату.")
        assert told.get().text.startswith("Приказ вернули с замечанием")
    press("submit", a.curator, order)
    assert state_of(a, order) == "for_review"


def test_a_submission_is_undone_while_nobody_has_decided(world: World) -> None:
    a = world.a11
    order = brought_to("for_review", a)
    press("withdraw", a.curator, order)
    assert state_of(a, order) == "draft"
    with pytest.raises(Refusal, match="состояние «черновик»"):
        press("approve", a.head, order)


def test_both_the_head_and_the_head_who_drafts_may_submit(world: World) -> None:
    order = drafted(world.a11, by=world.a11.head)
    press("submit", world.a11.head, order)
    press("approve", world.a11.head, order)
    assert state_of(world.a11, order) == "signed"


@pytest.mark.parametrize("remark", ["", "  \n "])
def test_nothing_is_returned_without_a_remark(world: World, remark: str) -> None:
    order = brought_to("for_review", world.a11)
    with pytest.raises(Refusal, match="возвращают с замечанием") as refused:
        press("return", world.a11.head, order, remark=remark)
    assert "замечание увидит" in refused.value.todo
    assert state_of(world.a11, order) == "for_review"


@pytest.mark.parametrize("title", ["Приказ по школе", "", "Обучение наставников", "о наставничестве"])
def test_the_heading_answers_about_what(world: World, title: str) -> None:
    order = drafted(world.a11, title=title)
    with pytest.raises(Refusal, match="о чём") as refused:
        press("submit", world.a11.curator, order)
    assert "ГОСТ Р 7.0.97" in refused.value.clause and "Исправьте заголовок" in refused.value.todo


@pytest.mark.parametrize("title", ["О наставничестве", "Об утверждении Положения", "Обо всём"])
def test_headings_that_do(world: World, title: str) -> None:
    order = drafted(world.a11, title=title)
    press("submit", world.a11.curator, order)
    assert state_of(world.a11, order) == "for_review"


def test_an_order_without_clauses_goes_nowhere(world: World) -> None:
    with acting(world.a11.curator) as actor:
        order = orders.create_order(actor=actor, draft=words()).pk
        Order.objects.get(pk=order).clauses.all().delete()
    with pytest.raises(Refusal, match="ни одного пункта") as refused:
        press("submit", world.a11.curator, order)
    assert "Добавьте пункт" in refused.value.todo


def test_what_a_clause_may_not_do(world: World) -> None:
    """Another organization's statute, one already in force, two at once, repealing a draft, appointing whom a school
    does not have: all are said before the head signs, not after."""
    a = world.a11
    with acting(a.head):
        mine, in_force, foreign = statute(a), statute(a, "in_force"), statute(world.a12)
        curator = person(a.curator)
    approve, repeal = OrderKind.STATUTE_APPROVAL, OrderKind.STATUTE_REPEAL
    cases = [
        ([other(kind=approve, regulation=foreign)], "утверждает Положение другой организации"),
        ([other(kind=approve, regulation=in_force)], "уже введено в действие"),
        ([other(kind=approve, regulation=mine), other(kind=approve, regulation=mine)], "утверждает одно Положение"),
        ([other(kind=repeal, regulation=foreign)], "отменяет Положение другой организации"),
        ([other(), other(kind=repeal, regulation=mine)], "Пункт 2 отменяет Положение, которое не действует"),
        ([other(kind=OrderKind.COORDINATOR_APPOINTMENT, executor=curator)], "не бывает роли «муниципальный координ"),
    ]
    for clauses, words_of_refusal in cases:
        order = drafted(a, *clauses)
        with pytest.raises(Refusal, match=words_of_refusal):
            press("submit", a.curator, order)
        assert state_of(a, order) == "draft"


def test_approve_signs_the_hash_of_exactly_these_words(world: World, clock_at) -> None:
    clock_at(datetime.datetime(2024, 3, 24, 6, 40, tzinfo=UTC))
    a = world.a11
    order = brought_to("signed", a)
    with acting(a.head):
        row = Order.objects.get(pk=order)
        assert row.content["clauses"][0]["text"] == "Ознакомить педагогических работников с Положением."
        assert row.content_hash == content_hash(row.content) and len(row.content_hash) == 64
        assert (row.signed_by_id, row.signed_as) == (a.head.person_id, f"Head {a.marker}")
        assert row.signed_at == datetime.datetime(2024, 3, 24, 6, 40, tzinfo=UTC) or row.signed_at.minute == 40
        signing = AuditEvent.objects.get(object_id=order, verb="order.sign")
        assert signing.data == {"content_hash": row.content_hash}


def test_a_second_press_is_told_who_signed_and_when(world: World, clock_at) -> None:
    """Catches «сейчас это невозможно» where the thing has simply been done."""
    clock_at(datetime.datetime(2024, 3, 24, 6, 40, tzinfo=UTC))
    a = world.a11
    order = brought_to("signed", a)
    for state in ("signed", "registered", "published"):
        if state == "registered":
            press("register", a.curator, order, number="13 – А", dated=DAY)
        elif state == "published":
            press("publish", a.curator, order)
        with pytest.raises(Refusal) as refused:
            press("approve", a.head, order)
        assert refused.value.code == "already"
        assert refused.value.reason == f"Приказ уже утверждён: {a.head.full_name}, 24 марта 2024, 9:40"
    with acting(a.head):
        assert AuditEvent.objects.filter(object_id=order, verb="order.sign").count() == 1


@pytest.mark.parametrize(
    ("verb", "who", "state", "said"),
    [
        ("submit", "curator", "for_review", "Приказ уже на утверждении"),
        ("return", "head", "returned", "Приказ уже возвращён"),
        ("register", "curator", "registered", "Приказ уже зарегистрирован"),
        ("publish", "site_editor", "published", "Приказ уже опубликован"),
        ("unpublish", "site_editor", "registered", "Приказ уже снят с публикации"),
        ("withdraw", "curator", "draft", "Приказ уже в черновиках"),
    ],
)  # fmt: skip
def test_second_presses_of_the_other_verbs(world: World, verb: str, who: str, state: str, said: str) -> None:
    facts = {"return": {"remark": "ещё раз"}, "register": {"number": "14", "dated": DAY}}.get(verb, {})
    order = brought_to(state, world.a11)
    with pytest.raises(Refusal, match=said) as refused:
        press(verb, world.a11[who], order, **facts)
    assert refused.value.code == "already"


def test_every_verb_in_every_wrong_state_changes_nothing(world: World) -> None:
    """Every entry about orders and statutes: allowed from its sources, refused from all other states."""
    a = world.a11
    with acting(a.head) as actor:
        for model in (Order, Regulation):
            for verb, rule in TRANSITIONS[model].items():
                for state in set(model.State.values) - set(rule.sources):
                    ids = a.orders if model is Order else a.regulations
                    if state not in ids:
                        continue
                    row = model.objects.get(pk=ids[state])
                    with pytest.raises(Refusal):
                        move(row, verb, actor=actor, as_effect=True)
                    assert model.objects.get(pk=row.pk).state == state
                    assert verb not in possible(row, actor)


def test_a_head_who_read_old_words_decides_nothing(world: World) -> None:
    a = world.a11
    order = brought_to("for_review", a)
    with acting(a.head):
        read = Order.objects.get(pk=order).version
    press("withdraw", a.curator, order)
    with acting(a.curator) as actor:
        row = Order.objects.get(pk=order)
        orders.update_order(actor=actor, order=row, version=row.version, draft=words(other("Совсем другое.")))
    press("submit", a.curator, order)
    for verb, facts in (("approve", {}), ("return", {"remark": "не то"})):
        with pytest.raises(Stale, match="Прочитайте новую редакцию") as stale:
            press(verb, a.head, order, version=read, **facts)
        assert stale.value.theirs["Пункт 1"] == "Совсем другое."
    assert state_of(a, order) == "for_review"


def test_a_stale_edit_carries_both_versions(world: World) -> None:
    a = world.a11
    order = drafted(a, other("Первое слово."))
    with acting(a.curator) as actor:
        row = Order.objects.get(pk=order)
        read = row.version
        orders.update_order(actor=actor, order=row, version=read, draft=words(other("Второе слово.")))
        with pytest.raises(Stale) as stale:
            orders.update_order(actor=actor, order=row, version=read, draft=words(other("Третье слово.")))
        assert Order.objects.get(pk=order).clauses.get().text == "Второе слово."
    assert stale.value.theirs["Пункт 1"] == "Второе слово." and stale.value.mine["Пункт 1"] == "Третье слово."


@pytest.mark.parametrize("state", ["for_review", "signed", "registered", "published", "cancelled"])
def test_words_change_only_in_a_draft(world: World, state: str) -> None:
    with acting(world.a11.curator) as actor:
        row = Order.objects.get(pk=world.a11.orders[state])
        with pytest.raises(Refusal, match="уже не черновик"):
            orders.update_order(actor=actor, order=row, version=row.version, draft=words())


def test_only_the_organization_itself_decides_about_its_orders(world: World) -> None:
    """Catches a head of the district signing for the school below him, or the other way round."""
    school, district = world.a11, world.a10
    order = brought_to("for_review", school)
    for stranger in (district.head, world.a00.head, world.a12.head):
        with pytest.raises(Refusal) as refused:
            press("approve", stranger, order)
        assert refused.value.code == "permission"
    for not_his in (school.curator, school.council_chair, school.mentor):
        with pytest.raises(Refusal):
            press("approve", not_his, order)
    districts = brought_to("for_review", district)
    with pytest.raises(Refusal):
        press("approve", school.head, districts)
    press("approve", district.head, districts)
    assert state_of(district, districts) == "signed"
    with acting(world.a11.mentor) as actor, pytest.raises(Refusal, match="Приказы готовят"):
        orders.create_order(actor=actor, draft=words())


def test_the_acting_head_signs_as_acting(world: World) -> None:
    a = world.a11
    with acting(a.head):
        Membership.objects.create(
            person_id=a.psychologist.person_id, user_id=a.psychologist.user_id, organization_id=a.id, role="head",
            valid_from=datetime.date(2024, 1, 1), acting_for_id=a.head.person_id, basis="приказ № 5",
        )  # fmt: skip
        substitute = Membership.objects.get(person_id=a.psychologist.person_id, role="head")
    order = brought_to("for_review", a)
    with acting(a.curator):
        assert Notice.objects.filter(person_id=a.psychologist.person_id, text__startswith="Приказ ждёт").count() == 1
    member = type(a.head)("head", a.code, a.region_id, a.psychologist.user_id, a.psychologist.person_id,
                          substitute.pk, "", a.psychologist.full_name)  # fmt: skip
    press("approve", member, order)
    with acting(a.curator):
        row = Order.objects.get(pk=order)
        assert row.signed_as.startswith("Исполняющий обязанности")
        assert row.content["signatory"]["acting"] is True
        assert row.signed_by_id == a.psychologist.person_id
    early = datetime.date(2023, 12, 31)
    with pytest.raises(Refusal, match=r"31\.12\.2023 подписавший ещё или уже не исполнял"):
        press("register", a.curator, order, number="1", dated=early)
    assert press("register", a.curator, order, number="1", dated=datetime.date(2024, 1, 1))[0].state == "registered"


def test_of_two_directors_each_signs_under_his_own_post(world: World) -> None:
    """The second one is in office too: his order names him, and the first one's names the first."""
    a = world.a11
    with acting(a.head):
        second = Membership.objects.create(
            person_id=a.psychologist.person_id, user_id=a.psychologist.user_id, organization_id=a.id, role="head",
            valid_from=datetime.date(2024, 1, 1), basis="приказ № 6",
        )  # fmt: skip
    member = type(a.head)("head", a.code, a.region_id, a.psychologist.user_id, a.psychologist.person_id,
                          second.pk, "", a.psychologist.full_name)  # fmt: skip
    for who in (a.head, member):
        order = brought_to("for_review", a)
        press("approve", who, order)
        with acting(a.curator):
            row = Order.objects.get(pk=order)
            assert row.signed_by_id == who.person_id and row.content["signatory"]["acting"] is False
            assert row.content["signatory"]["name"].endswith(who.full_name.split()[0])


def test_a_head_without_a_post_signs_by_his_role(world: World) -> None:
    from accounts.models import Employment

    for node, post in ((world.a11, "Директор"), (world.a10, "Руководитель")):
        with acting(node.head):
            Employment.objects.filter(person_id=node.head.person_id).delete()
        order = brought_to("signed", node)
        with acting(node.head):
            assert Order.objects.get(pk=order).signed_as == post


def test_the_paper_names_the_telephone_of_the_organization_not_of_a_person(world: World) -> None:
    order = brought_to("signed", world.a11)
    with acting(world.a11.head):
        row = Order.objects.get(pk=order)
        office = Organization.objects.get(pk=world.a11.id).phone
        assert row.content["executor"] == {"name": world.a11.curator.full_name, "phone": office}


def test_acknowledging(world: World) -> None:
    """Each named person once; by himself, or on paper by the curator; a stranger is told so."""
    a = world.a11
    with acting(a.head):
        mentor = person(a.mentor)
    order = brought_to("registered", a, other(executor=mentor), other(executor=mentor))
    with acting(a.curator) as actor:
        row = Order.objects.get(pk=order)
        waiting = set(Acknowledgement.objects.filter(order=row).values_list("person_id", flat=True))
        assert waiting == {a.mentor.person_id, a.curator.person_id}
        people = [person(a.psychologist), mentor]
        acknowledgements.ask_to_acknowledge(actor=actor, order=row, people=people)
        acknowledgements.ask_to_acknowledge(actor=actor, order=row, people=people)
        assert Acknowledgement.objects.filter(order=row).count() == 3
        asked = Notice.objects.filter(text__startswith="Ознакомьтесь", url=f"/orders/{order}/")
        assert sorted(asked.values_list("person_id", flat=True)) == sorted(
            [a.mentor.person_id, a.curator.person_id, a.psychologist.person_id]
        )
        with pytest.raises(Refusal, match="от даты приказа до сегодняшнего"):
            early = DAY - datetime.timedelta(days=1)
            acknowledgements.acknowledge_on_paper(actor=actor, order=row, people=[mentor], on=early)
        acknowledgements.acknowledge_on_paper(actor=actor, order=row, people=[mentor], on=DAY)
        with pytest.raises(Refusal, match="нет в листе"):
            acknowledgements.acknowledge_on_paper(actor=actor, order=row, people=[person(a.union)], on=DAY)
    with acting(a.psychologist) as actor:
        first = acknowledgements.acknowledge_order(actor=actor, order=row)
        assert acknowledgements.acknowledge_order(actor=actor, order=row).acknowledged_on == first.acknowledged_on
    with acting(a.union) as actor, pytest.raises(Refusal, match="Вас нет в листе"):
        acknowledgements.acknowledge_order(actor=actor, order=row)
    with acting(a.curator) as actor, pytest.raises(Refusal, match="Знакомят с зарегистрированным"):
        acknowledgements.ask_to_acknowledge(actor=actor, order=Order.objects.get(pk=a.orders["draft"]), people=[mentor])
