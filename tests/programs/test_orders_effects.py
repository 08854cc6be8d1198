"""What a registration sets in motion: statutes, roles, terms; the number exactly as typed."""

import datetime

import pytest

from accounts.due_rules import end_of_day
from accounts.models import AuditEvent, Deadline, Membership, OutboxMessage
from accounts.queries.deadlines import LATE, list_for
from accounts.refusal import Refusal
from accounts.roles import Role
from programs.models import Appointment, Order, OrderClause, OrderKind, Regulation
from programs.queries.order_numbers import registered_with
from reports.models import Document
from tests.programs.order_flow import DAY, brought_to, other, person, press, statute
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db


def register(node, order: int, number: str = "13 – А", dated: datetime.date = DAY, **more):
    drafter = node.members.get("curator") or node.members["coordinator"]
    return press("register", drafter, order, number=number, dated=dated, **more)


@pytest.mark.parametrize("number", ["13 – А", "13 - А", "под-1948/22", "47/1", " 13  –  А ", "№13", "0007", "7711"])
def test_the_number_is_kept_exactly_as_typed(world: World, number: str) -> None:
    order = brought_to("registered", world.a11, number=number)
    with acting(world.a11.curator):
        row = Order.objects.get(pk=order)
        assert (row.number, row.dated) == (number, DAY)
        assert Document.objects.get(order=row).content["number"] == number


def test_another_number_in_the_stamp_is_stored_with_a_warning(world: World) -> None:
    """S1: 7711 in the head, 47/1 in the stamp of the appendix."""
    district = world.a10
    with acting(district.head):
        clause = other(kind=OrderKind.STATUTE_APPROVAL, regulation=statute(district))
    order = brought_to("signed", district, clause)
    row, warnings = register(district, order, "7711", stamp_number="47/1")
    assert (row.number, row.stamp_number) == ("7711", "47/1")
    assert warnings == ["Номер в грифе приложения («47/1») отличается от номера приказа («7711»); сохранены оба"]
    with acting(district.head):
        assert [part["stamp_number"] for part in Document.objects.get(order=row).content["appendices"]] == ["47/1"]


@pytest.mark.parametrize("number", ["95/1", "95 / 1", "95/1 "])
def test_a_repeated_number_is_refused_and_the_next_is_offered(world: World, number: str) -> None:
    brought_to("registered", world.a11, number="95/1")
    order = brought_to("signed", world.a11)
    with pytest.raises(Refusal, match=r"в 2024 году уже есть у приказа .* от 24\.03\.2024") as refused:
        register(world.a11, order, number, dated=DAY + datetime.timedelta(days=1))
    assert refused.value.code == "number" and "96/1" in str(refused.value.todo)


def test_a_number_is_repeated_knowingly_with_a_reason_of_its_own(world: World) -> None:
    """Another journal, an old order: kept with a warning; the same reason twice would again be one number."""
    brought_to("registered", world.a11, number="95/1")
    second, third = brought_to("signed", world.a11), brought_to("signed", world.a11)
    row, warnings = register(world.a11, second, "95/1", number_apart=" Журнал по личному составу ")
    assert row.number_apart == "Журнал по личному составу"
    assert len(warnings) == 1 and warnings[0].endswith("от 24.03.2024: Журнал по личному составу")
    with pytest.raises(Refusal, match="уже есть у приказа"):
        register(world.a11, third, "95/1", number_apart="журнал по личному составу")


def test_a_reason_for_a_number_that_stands_once_is_not_kept(world: World) -> None:
    order = brought_to("signed", world.a11)
    row, warnings = register(world.a11, order, "96/1", number_apart="на всякий случай")
    assert (row.number_apart, warnings) == ("", [])


def test_the_number_of_another_year_or_school_is_no_repetition(world: World) -> None:
    brought_to("registered", world.a11, number="95/1", dated=datetime.date(2023, 3, 24))
    brought_to("registered", world.a12, number="95/1")
    assert register(world.a11, brought_to("signed", world.a11), "95/1")[1] == []


def test_a_future_date_is_refused(world: World, clock_at) -> None:
    clock_at(datetime.datetime(2024, 3, 24, 22, 0, tzinfo=datetime.UTC))  # in Moscow it is the 25th already
    order = brought_to("signed", world.a11)
    with pytest.raises(Refusal, match=r"будущей датой: сегодня 25\.03\.2024") as refused:
        register(world.a11, order, dated=datetime.date(2024, 3, 26))
    assert "сегодняшнюю дату" in refused.value.todo
    row, _warnings = register(world.a11, order, dated=datetime.date(2024, 3, 25))
    assert row.state == "registered"


@pytest.mark.parametrize("number", ["", "   "])
def test_no_number_no_registration(world: World, number: str) -> None:
    with pytest.raises(Refusal, match="номер и дата") as refused:
        register(world.a11, brought_to("signed", world.a11), number)
    assert "ГОСТ Р 7.0.97" in refused.value.clause


def test_the_statute_is_in_force_from_the_date_and_the_former_ends_that_day(world: World) -> None:
    a = world.a11
    with acting(a.curator):
        new, former = statute(a), statute(a, "in_force")
    order = brought_to("signed", a, other(kind=OrderKind.STATUTE_APPROVAL, regulation=new))
    with acting(a.curator):
        assert Regulation.objects.in_force(DAY).filter(organization_id=a.id).get() == former
    register(a, order)
    with acting(a.curator):
        new.refresh_from_db()
        former.refresh_from_db()
        assert (new.state, new.effective_from, new.effective_to) == ("in_force", DAY, None)
        assert (former.state, former.effective_to) == ("repealed", DAY)
        days = [DAY - datetime.timedelta(days=1), DAY]
        assert [Regulation.objects.in_force(day).get(organization_id=a.id).pk for day in days] == [former.pk, new.pk]
        bases = AuditEvent.objects.filter(object_type="programs.Regulation", object_id__in=[new.pk, former.pk])
        assert set(bases.filter(basis="приказ от 24.03.2024 № 13 – А").values_list("verb", "object_id")) == {
            ("regulation.enact", new.pk), ("regulation.repeal", former.pk),
        }  # fmt: skip


def test_approving_the_new_and_repealing_the_former_in_one_order(world: World) -> None:
    """Real orders say both; the second clause must not stumble over what the first has done, in either order."""
    for node, swapped in ((world.a11, False), (world.a12, True)):
        with acting(node.curator):
            new, former = statute(node), statute(node, "in_force")
        clauses = [
            other(kind=OrderKind.STATUTE_APPROVAL, regulation=new),
            other(kind=OrderKind.STATUTE_REPEAL, regulation=former),
        ]
        register(node, brought_to("signed", node, *(reversed(clauses) if swapped else clauses)))
        with acting(node.curator):
            states = dict(Regulation.objects.filter(pk__in=[new.pk, former.pk]).values_list("pk", "state"))
        assert states == {new.pk: "in_force", former.pk: "repealed"}


def test_a_repeal_alone_leaves_nothing_in_force(world: World) -> None:
    a = world.a11
    with acting(a.curator):
        former = statute(a, "in_force")
    order = brought_to("signed", a, other(kind=OrderKind.STATUTE_REPEAL, regulation=former))
    with pytest.raises(Refusal, match=r"действует только с 01\.09\.2022"):
        register(a, order, dated=datetime.date(2022, 8, 31))
    register(a, order)
    with acting(a.curator):
        assert not Regulation.objects.in_force(DAY).filter(organization_id=a.id).exists()
        assert Order.objects.get(pk=order).state == "registered"


@pytest.mark.parametrize("day", [datetime.date(2022, 8, 31), datetime.date(2021, 10, 1)])
def test_history_is_not_rewritten(world: World, day: datetime.date) -> None:
    """A date under a later version, or inside a former one: refused with words, not by the database."""
    a = world.a11
    with acting(a.curator):
        clause = other(kind=OrderKind.STATUTE_APPROVAL, regulation=statute(a))
    order = brought_to("signed", a, clause)
    with pytest.raises(Refusal, match=r"Дата приказа раньше|ещё действовала другая") as refused:
        register(a, order, dated=day)
    assert refused.value.todo == "Проверьте дату приказа"
    with acting(a.curator):
        row = Order.objects.get(pk=order)
        assert (row.state, row.number, row.dated) == ("signed", "", None)
        assert not Document.objects.filter(order=row).exists()


def test_a_day_inside_an_ended_version_with_nothing_in_force(world: World) -> None:
    a = world.a11
    with acting(a.curator):
        former, new = statute(a, "in_force"), statute(a)
    register(a, brought_to("signed", a, other(kind=OrderKind.STATUTE_REPEAL, regulation=former)))
    order = brought_to("signed", a, other(kind=OrderKind.STATUTE_APPROVAL, regulation=new))
    with pytest.raises(Refusal, match=r"ещё действовала другая редакция .* до 24\.03\.2024"):
        register(a, order, dated=datetime.date(2023, 1, 9))


@pytest.mark.parametrize(
    ("place", "kind", "role", "whom"),
    [
        ("a11", OrderKind.CURATOR_APPOINTMENT, Role.CURATOR, "psychologist"),
        ("a11", OrderKind.RESPONSIBLE_MNC, Role.MNC_LIAISON, "homeroom_teacher"),
        ("a10", OrderKind.COORDINATOR_APPOINTMENT, Role.MUNICIPAL_COORDINATOR, "municipal_tutor"),
    ],
)
def test_an_appointment_gives_the_role_from_the_date(world: World, place: str, kind: str, role: str, whom: str) -> None:
    node = world.nodes[place.upper()]
    member = node[whom]
    with acting(node.head):
        clause = other(kind=kind, executor=person(member))
    order = brought_to("registered", node, clause)
    with acting(node.head):
        membership = Membership.objects.get(person_id=member.person_id, role=role)
        assert (membership.valid_from, membership.valid_to, membership.user_id) == (DAY, None, member.user_id)
        assert membership.basis == "приказ от 24.03.2024 № 13 – А"
        appointment = Appointment.objects.get(membership=membership)
        assert appointment.clause.order_id == order
        said = AuditEvent.objects.get(verb="membership.appoint", object_id=membership.pk)
        assert said.basis == membership.basis and said.person_id is not None


def test_a_curator_in_office_is_confirmed_not_doubled(world: World) -> None:
    a = world.a11
    with acting(a.head):
        clause = other(kind=OrderKind.CURATOR_APPOINTMENT, executor=person(a.curator))
    brought_to("registered", a, clause)
    with acting(a.head):
        membership = Membership.objects.get(person_id=a.curator.person_id, role="curator")
        assert membership.pk == a.curator.membership_id
        assert membership.valid_from == datetime.date(2021, 9, 1)
        assert membership.basis == "приказ от 24.03.2024 № 13 – А"


def test_a_task_opens_a_term_for_every_school_below(world: World) -> None:
    """With the named day included, in each school's zone; what is recommended is never overdue."""
    district, due = world.a10, datetime.date(2024, 8, 31)
    ordered = other("Утвердить положения о наставничестве.", kind=OrderKind.TASK, due_on=due)
    recommended = other("Разместить на сайтах.", kind=OrderKind.TASK, due_on=due, mode=OrderClause.Mode.RECOMMENDED)
    order = brought_to("registered", district, other(), ordered, recommended, number="7711")
    with acting(district.head):
        rows = Deadline.objects.filter(kind="order_clause", key__startswith=f"{order}.").select_related("organization")
        assert {(row.organization_id, row.key) for row in rows} == {
            (school.id, f"{order}.{no}") for school in (world.a11, world.a12) for no in (2, 3)
        }
        for row in rows:
            assert row.due_at == end_of_day(due, row.organization.zone)
            assert row.role == "head" and row.url == f"/tasks/{row.pk}/"
            assert row.clause == f"приказ от 24.03.2024 № 7711, п. {row.key.split('.')[1]}"
    with acting(world.a11.head) as actor:
        late = set(list_for(actor, state=LATE).filter(kind="order_clause").values_list("key", flat=True))
        assert late == {f"{order}.2"}


def test_a_term_of_ones_own_clause_is_the_curators(world: World) -> None:
    due = datetime.date(2024, 5, 31)
    order = brought_to("registered", world.a11, other("Провести анкетирование.", due_on=due))
    with acting(world.a11.curator):
        row = Deadline.objects.get(kind="order_clause", key=f"{order}.1")
        assert (row.organization_id, row.role, row.due_at.astimezone().date()) == (world.a11.id, "curator", due)


def test_the_document_is_issued_once(world: World) -> None:
    order = brought_to("registered", world.a11)
    with acting(world.a11.curator):
        document = Document.objects.get(order_id=order)
        queued = OutboxMessage.objects.filter(kind="document", payload__document=document.pk)
        assert queued.count() == 1 and document.file is None
        from reports.services.documents import issue_order

        again = issue_order(Order.objects.get(pk=order))
        assert again == document and queued.count() == 1


def test_the_gost_of_the_date(world: World) -> None:
    for day, gost in ((datetime.date(2025, 8, 17), "2016"), (datetime.date(2025, 8, 18), "2025")):
        order = brought_to("registered", world.a11, dated=day, number=f"{day:%d}")
        with acting(world.a11.curator):
            assert Document.objects.get(order_id=order).content["gost"] == gost


def test_letters_carry_no_words_of_the_order(world: World) -> None:
    """A letter names the matter and links to it; a remark travels to the drafter alone."""
    a = world.a11
    with acting(a.head):
        mentor = person(a.mentor)
    order = brought_to("registered", a, other("СЕКРЕТНЫЕ-СЛОВА", executor=mentor))
    with acting(a.head):
        letters = OutboxMessage.objects.filter(kind="mail", payload__context__url__endswith=f"/orders/{order}/")
        assert letters.count() == 4  # the head decides, the drafter registers, the mentor and the drafter acknowledge
        assert not [row for row in letters if "СЕКРЕТНЫЕ" in str(row.payload)]


def test_a_refused_effect_undoes_the_whole_registration(world: World) -> None:
    """Two orders approve the same draft: the second registration changes nothing at all."""
    a = world.a11
    with acting(a.curator):
        new = statute(a)
    clauses = (other(due_on=DAY), other(kind=OrderKind.STATUTE_APPROVAL, regulation=new))
    first, second = brought_to("signed", a, *clauses), brought_to("signed", a, *clauses)
    register(a, first)
    with pytest.raises(Refusal, match="Положение уже действует"):
        register(a, second, "14", dated=DAY + datetime.timedelta(days=5))
    with acting(a.curator):
        row = Order.objects.get(pk=second)
        assert (row.state, row.number) == ("signed", "")
        assert not Deadline.objects.filter(key__startswith=f"{second}.").exists()
        assert registered_with(row, "14", DAY) is None
