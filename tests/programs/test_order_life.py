"""What surrounds an order: signed paper, the register of acts, execution of its clauses, the next number."""

import datetime
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Deadline, Notice, StoredFile
from accounts.refusal import Refusal
from programs.models import LegalAct, LocalAct, Order, OrderClause, OrderKind, OrderScan
from programs.queries.clause_execution import clauses_to_do, execution
from programs.queries.order_numbers import next_number, split
from programs.services import clause_execution, local_acts, order_scans
from reports.models import Document
from reports.queries.acts import register
from tests.programs.order_flow import DAY, brought_to, drafted, other, person, press
from tests.support.people import acting
from tests.ui.text import words
from tests.world import World

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 signed on paper"
YEAR = datetime.timedelta(days=365)
UNREGISTERED = {"number": "", "dated": None, "state": "draft", "registered_at": None, "published_at": None}


# signed paper


def test_a_scan_stands_beside_the_issued_file(world: World, client_of) -> None:
    a = world.a11
    order = brought_to("registered", a)
    curator = client_of(a.curator)
    with acting(a.head):
        before = Document.objects.filter(order_id=order).values("content_hash", "file_id").get()
    for _press in range(2):  # sent twice, it is one
        sent = {"file": SimpleUploadedFile("приказ.pdf", PDF)}
        assert curator.post(reverse("order_scan", args=[order]), sent).status_code == 302
    with acting(a.head):
        scan = OrderScan.objects.get(order_id=order)
        assert scan.file.purpose == "scan"
        assert Document.objects.filter(order_id=order).values("content_hash", "file_id").get() == before
    page = reverse("order_detail", args=[order])
    link = reverse("order_scan_file", args=[scan.pk])
    assert link in curator.get(page).content.decode()
    assert curator.get(link).content == PDF
    assert client_of(a.mentor).get(link).status_code == 404
    wrong = {"file": SimpleUploadedFile("приказ.pdf", b"MZ not a scan")}
    assert curator.post(reverse("order_scan", args=[order]), wrong).status_code == 422
    assert curator.post(reverse("order_scan_drop", args=[scan.pk])).status_code == 302
    with acting(a.head):
        assert not StoredFile.objects.filter(pk=scan.file_id).exists()


def test_an_act_with_the_bytes_and_the_name_of_a_scan_keeps_its_file(world: World, client_of) -> None:
    """The scan of an order is dropped; the act of Ivanova, entered from the same file, is read on."""
    a = world.a11
    order, curator = brought_to("registered", a), client_of(a.curator)
    assert curator.post(
        reverse("order_scan", args=[order]), {"file": SimpleUploadedFile("приказ.pdf", PDF)}
    ).status_code
    with acting(a.curator) as actor:
        scan = OrderScan.objects.get(order_id=order)
        facts = {"kind": "order", "title": "Приказ на бумаге", "number": "9", "dated": actor.today}
        act = local_acts.enter_act(actor=actor, content=PDF, name=scan.file.name, **facts)
        assert act.file_id != scan.file_id
        LocalAct.objects.filter(pk=act.pk).update(file_id=scan.file_id)  # as acts entered before stand
    assert curator.post(reverse("order_scan_drop", args=[scan.pk])).status_code == 302
    with acting(a.curator):
        assert not OrderScan.objects.filter(pk=scan.pk).exists()
    assert curator.get(reverse("local_act_file", args=[act.pk])).content == PDF


def test_only_a_registered_order_has_signed_paper(world: World) -> None:
    order = brought_to("signed", world.a11)
    with acting(world.a11.curator) as actor, pytest.raises(Refusal, match="зарегистрированному"):
        order_scans.add_scan(actor=actor, order=Order.objects.get(pk=order), content=PDF, name="a.pdf")


# the register


def test_the_register_holds_orders_statutes_and_what_was_entered(world: World, client_of) -> None:
    a = world.a11
    brought_to("registered", a, title="Об особом деле", number="77 – Ж")
    curator = client_of(a.curator)
    old = {"kind": "statute", "title": "Положение 2019 года", "number": "5", "dated": "2019-09-02",
           "valid_to": "2021-08-31", "file": SimpleUploadedFile("p.pdf", PDF)}  # fmt: skip
    assert curator.post(reverse("local_act_new"), old).status_code == 302
    for valid_to, status in (("2021-08-31", 302), ("2022-08-31", 422)):  # the same again is the same row
        again = curator.post(reverse("local_act_new"), {
            **old, "valid_to": valid_to, "file": SimpleUploadedFile("p.pdf", PDF),
        })  # fmt: skip
        assert again.status_code == status
    assert "уже есть" in words(again)
    body = words(curator.get(reverse("local_acts")))
    assert "77 – Ж" in body and "Положение 2019 года" in body and "не действует" in body and "без срока" in body
    assert "Положение 2019 года" not in words(curator.get(reverse("local_acts"), {"now": "1"}))
    file = curator.get(reverse("local_acts_export"), {"q": "особом"})
    rows = list(openpyxl.load_workbook(io.BytesIO(file.content)).active.values)
    assert rows[3][1:6] == ("приказ", "77 – Ж", f"{DAY:%d.%m.%Y}", "Об особом деле", "без срока")
    assert len(rows) == 4
    with acting(world.a12.curator) as stranger:
        assert "Об особом деле" not in {line.title for line in register(stranger)}


def test_an_act_ends_no_earlier_than_it_began(world: World) -> None:
    a = world.a11
    with acting(a.curator) as actor:
        act = LocalAct.objects.get(pk=a.rows["local_act"])
        with pytest.raises(Refusal, match="раньше своей даты"):
            local_acts.end_act(actor=actor, act=act, on=act.dated - YEAR)
        assert local_acts.end_act(actor=actor, act=act, on=act.dated + YEAR).valid_to == act.dated + YEAR
        facts = {"kind": "order", "title": "x", "number": "1"}
        with pytest.raises(Refusal, match="в будущем"):
            local_acts.enter_act(actor=actor, dated=actor.today + YEAR, **facts)
        with pytest.raises(Refusal, match="раньше своей даты"):
            local_acts.enter_act(actor=actor, dated=actor.today, valid_to=actor.today - YEAR, **facts)
    with acting(world.a12.curator) as stranger, pytest.raises(Refusal, match="той организации"):
        local_acts.end_act(actor=stranger, act=act, on=act.dated)


def test_an_act_that_has_lost_force_is_flagged_in_a_draft(world: World, client_of) -> None:
    a = world.a11
    gone = LegalAct.objects.create(
        code="gone", level="federal", title="Приказ об отменённом", instrumental="приказом об отменённом",
        issued_on=DAY - YEAR, number="1", effective_from=DAY - YEAR, repealed_on=DAY,
    )  # fmt: skip
    order = drafted(a, acts=[gone])
    body = words(client_of(a.curator).get(reverse("order_detail", args=[order])))
    assert "Акт в преамбуле утратил силу" in body and "Приказ об отменённом" in body
    named = drafted(a)
    with acting(a.curator):
        Order.objects.filter(pk=named).update(preamble="В соответствии с приказом об отменённом")
    assert "утратил силу" in words(client_of(a.curator).get(reverse("order_edit", args=[named])))
    assert "утратил силу" in words(client_of(a.curator).get(reverse("legal_acts"), {"q": "отменённом"}))
    assert "утратил силу" not in words(client_of(a.curator).get(reverse("order_detail", args=[drafted(a)])))


# execution


def clauses(world: World) -> int:
    a = world.a11
    with acting(a.curator):
        doer, controller = person(a.psychologist), person(a.council_chair)
    return brought_to(
        "registered", a,
        other("Провести опрос.", executor=doer, due_on=DAY),
        other("Вести дневник.", executor=doer, due_on=DAY, mode="recommended"),
        other("Контроль возложить.", kind=OrderKind.CONTROL, executor=controller),
    )  # fmt: skip


def test_whoever_controls_sees_each_clause_and_a_recommended_one_is_never_overdue(world: World, client_of) -> None:
    a = world.a11
    order = clauses(world)
    with acting(a.head) as head:
        rows = execution(clauses_to_do(Order.objects.get(pk=order)), head.today)
    assert [(row.state, row.controller.pk) for row in rows] == [
        ("late", a.council_chair.person_id), ("advised", a.council_chair.person_id),
    ]  # fmt: skip
    body = words(client_of(a.council_chair).get(reverse("order_control"), {"late": "1"}))
    assert "Провести опрос." in body and "Вести дневник." not in body and "просрочен" in body


def test_a_clause_is_marked_by_who_does_it(world: World, client_of) -> None:
    a = world.a11
    order = clauses(world)
    with acting(a.head):
        clause = OrderClause.objects.get(order_id=order, position=1)
    doer, page = client_of(a.psychologist), reverse("order_detail", args=[order])
    assert "Исполнить пункт приказа" in words(doer.get("/"))
    done, undone = (reverse(name, args=[clause.pk]) for name in ("clause_done", "clause_undone"))
    assert done in doer.get(page).content.decode()
    assert doer.post(done).status_code == 302
    assert "уже исполнен" in words(doer.post(done))
    with acting(a.head):
        term = Deadline.objects.get(kind="order_clause", key=f"{order}.1")
        assert term.done_at is not None
        assert Notice.objects.filter(person_id=a.council_chair.person_id, text__startswith="Исполнен пункт 1").exists()
    assert "исполнен" in words(client_of(a.head).get(page))
    assert client_of(a.union).post(undone).status_code == 409
    assert client_of(a.mentor).post(undone).status_code == 404
    assert doer.post(undone).status_code == 302
    with acting(a.head) as head:
        term.refresh_from_db()
        assert term.done_at is None
        fresh = OrderClause.objects.get(pk=clause.pk)
        with pytest.raises(Refusal, match="от даты приказа"):
            clause_execution.mark_clause(actor=head, clause=fresh, on=DAY - YEAR)
        with pytest.raises(Refusal, match="отмечать нечего"):
            control = OrderClause.objects.get(order_id=order, position=3)
            clause_execution.mark_clause(actor=head, clause=control, on=head.today)


# the next number


@pytest.mark.parametrize(
    ("number", "parts"),
    [
        ("13 – А", ("", "13", " – А")), ("под-1948/22", ("под-", "1948", "/22")), ("47/1", ("", "47", "/1")),
        ("№ 7", ("№ ", "7", "")), ("01-05/12", ("", "01", "-05/12")), ("б/н", ("б/н", "", "")), ("22", ("", "22", "")),
        ("2022-15", ("2022-", "15", "")), ("1" * 30, ("1" * 30, "", "")),
    ],
)  # fmt: skip
def test_the_count_in_a_number(number: str, parts: tuple[str, str, str]) -> None:
    assert split(number, datetime.date(2022, 3, 24)) == parts


def test_the_next_number_goes_on_as_the_school_does_it(world: World, client_of) -> None:
    """By the pattern of the last number of the same kind; whatever has taken a number of that pattern counts."""
    a = world.a11
    with acting(a.head):
        Order.objects.filter(organization_id=a.id).update(**UNREGISTERED)
    control = other("Контроль.", kind=OrderKind.CONTROL)
    for number, clause in (("12 – А", other()), ("3 – К", control), ("13 – А", other())):
        brought_to("registered", a, clause, number=number)
    about_people, plain = brought_to("signed", a, control), brought_to("signed", a)
    with acting(a.curator):
        assert next_number(Order.objects.get(pk=plain), DAY) == "14 – А"
        assert next_number(Order.objects.get(pk=about_people), DAY) == "4 – К"
        assert next_number(Order.objects.get(pk=plain), DAY + YEAR) == "1 – А"
    with acting(world.a11.curator) as actor:
        today = actor.today
    body = client_of(a.curator).get(reverse("order_register", args=[plain]))
    assert 'value="1 – А"' in body.content.decode() or today.year == DAY.year
    press("register", a.curator, plain, number="под-9/24", dated=DAY)
    later = brought_to("signed", a)
    with acting(a.curator):
        assert next_number(Order.objects.get(pk=later), DAY) == "под-10/24"
        assert next_number(Order.objects.get(pk=later), DAY + YEAR) == "под-1/25"


def test_the_first_number_is_typed(world: World) -> None:
    a = world.a11
    with acting(a.head):
        Order.objects.filter(organization_id=a.id).update(**UNREGISTERED)
        assert next_number(Order.objects.get(pk=a.orders["draft"]), DAY) == ""


# the cost


@pytest.mark.parametrize(
    ("route", "number"),
    [
        ("order_control", 23), ("order_pack", 20), ("visa_route", 22), ("local_acts", 23), ("local_acts_export", 20),
        ("legal_acts", 20),
    ],
)  # fmt: skip
def test_many_rows_cost_what_one_costs(world: World, client_of, route: str, number: int) -> None:
    a = world.a11
    client = client_of(a.head)
    counts = []
    for _round in range(2):
        for state in ("registered", "for_review"):
            brought_to(state, a, other(due_on=DAY))
        client.get(reverse(route))
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get(reverse(route))
        counts.append(len(found))
    assert counts == [number, number]
