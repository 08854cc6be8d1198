"""Pages of orders: what each reader sees, what is refused and how nothing typed is lost."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.desk import items_for
from accounts.services.files import open_bytes
from accounts.tenancy import tenant_scope
from programs.models import Acknowledgement, Order, OrderClause, OrderGrant, OrderKind
from reports.documents.order_print import order_text
from reports.documents.printing import as_of_now, content_now
from reports.models import Document
from reports.services.documents import keep_file
from tests.programs.order_flow import brought_to, drafted, other, person, press, statute
from tests.reports.test_papers import docx_text
from tests.support.people import acting
from tests.ui.text import words
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db


def typed(world: World, order: int, *texts: str, **more: str) -> dict[str, str]:
    """What the form of the edit page sends."""
    with acting(world.a11.curator):
        row = Order.objects.get(pk=order)
    data = {"version": str(row.version), "title": row.title, "preamble": row.preamble, "place": row.place,
            "clause-TOTAL_FORMS": str(len(texts)), "clause-INITIAL_FORMS": "0"}  # fmt: skip
    for no, text in enumerate(texts):
        data |= {f"clause-{no}-text": text, f"clause-{no}-kind": "other", f"clause-{no}-mode": "ordered"}
    return {**data, **more}


def texts_of(world: World, order: int) -> list[str]:
    with acting(world.a11.curator):
        return list(OrderClause.objects.filter(order_id=order).values_list("text", flat=True))


def test_who_reads_whole_orders(world: World, client_of) -> None:
    """A mentor only what he must acknowledge; the site editor what is registered; the district requisites alone."""
    a = world.a11
    with acting(a.head):
        Acknowledgement.objects.create(order_id=a.orders["published"], person_id=a.mentor.person_id)
    drafts, published = a.orders["draft"], a.orders["published"]
    seen = {
        ("head", drafts): 200, ("curator", drafts): 200, ("union", drafts): 200, ("council_member", drafts): 200,
        ("site_editor", drafts): 404, ("site_editor", published): 200, ("sysadmin", published): 200,
        ("mentor", drafts): 404, ("mentor", published): 200, ("mentor", a.orders["registered"]): 404,
        ("psychologist", published): 404, ("parent", published): 404, ("mentee", published): 404,
    }  # fmt: skip
    assert {key: client_of(a[key[0]]).get(f"/orders/{key[1]}/").status_code for key in seen} == seen
    for outsider in (world.a10.coordinator, world.a10.head, world.a00.ministry, world.a12.head, world.b11.head):
        assert client_of(outsider).get(f"/orders/{published}/").status_code == 404


def test_the_district_reads_requisites_and_no_words(world: World, client_of) -> None:
    body = words(client_of(world.a10.coordinator).get("/orders/below/"))
    assert "О наставничестве МЕТКА-A11" in body and "О наставничестве МЕТКА-A12" in body
    for hidden in ("СУТЬ", "МЕТКА-A21", f"/orders/{world.a11.orders['published']}/"):
        assert hidden not in body
    assert client_of(world.a11.curator).get("/orders/below/").status_code == 403


@pytest.mark.parametrize(("start", "end", "status"), [(0, 5, 200), (-9, -1, 404), (1, 9, 404)])
def test_a_grant_opens_one_order_between_its_dates(world: World, client_of, start: int, end: int, status: int) -> None:
    a, expert = world.a11, world.a12.psychologist
    with acting(a.head) as actor:
        today = actor.today
        given = OrderGrant.objects.get(content_object_id=a.orders["registered"])
        OrderGrant.objects.create(
            user_id=expert.user_id, permission_id=given.permission_id, content_object_id=a.orders["signed"],
            granted_by_id=a.head.person_id, reason="Экспертиза",
            valid_from=today + datetime.timedelta(days=start), valid_to=today + datetime.timedelta(days=end),
        )  # fmt: skip
    assert client_of(expert).get(f"/orders/{a.orders['signed']}/").status_code == status
    assert client_of(expert).get(f"/orders/{a.orders['published']}/").status_code == 404


def test_a_stale_tab_shows_both_versions_and_loses_nothing(world: World, client_of) -> None:
    order = drafted(world.a11, other("Слово из первой вкладки."))
    first, second = client_of(world.a11.curator), client_of(world.a11.head)
    mine = typed(world, order, "Слово из второй вкладки.")
    assert first.post(f"/orders/{order}/edit/", typed(world, order, "Сохранено раньше.")).status_code == 302
    answer = second.post(f"/orders/{order}/edit/", mine)
    body = words(answer)
    assert answer.status_code == 409
    assert "приказ изменили" in body and "Сохранено раньше." in body
    assert body.count("Слово из второй вкладки.") == 2  # in the comparison and in the form
    assert texts_of(world, order) == ["Сохранено раньше."]
    with acting(world.a11.head):
        version = Order.objects.get(pk=order).version
    assert f'name="version" value="{version}"' in body
    assert second.post(f"/orders/{order}/edit/", {**mine, "version": str(version)}).status_code == 302
    assert texts_of(world, order) == ["Слово из второй вкладки."]


def test_saving_after_somebody_sent_it_keeps_the_words_on_the_page(world: World, client_of) -> None:
    order = drafted(world.a11)
    data = typed(world, order, "Набранное.")
    press("submit", world.a11.curator, order)
    answer = client_of(world.a11.curator).post(f"/orders/{order}/edit/", data)
    assert answer.status_code == 409 and "Набранное." in words(answer)
    assert "Отзовите приказ" in words(answer)
    assert client_of(world.a11.curator).get(f"/orders/{order}/edit/").status_code == 409


def test_what_cannot_be_sent_is_saved_all_the_same(world: World, client_of) -> None:
    order = drafted(world.a11)
    data = typed(world, order, "Набранное.", title="Приказ по школе", submit="1")
    answer = client_of(world.a11.curator).post(f"/orders/{order}/edit/", data)
    body = words(answer)
    assert answer.status_code == 409
    assert "сохранён, но не отправлен" in body and "ГОСТ Р 7.0.97" in body and "Исправьте заголовок" in body
    assert texts_of(world, order) == ["Набранное."]


def test_moving_adding_and_removing_clauses_saves_nothing_by_itself(world: World, client_of) -> None:
    order = drafted(world.a11, other("а"), other("б"), other("в"))
    client = client_of(world.a11.curator)
    presses = {
        "up:2": "а в б", "down:0": "б а в", "remove:1": "а в", "add:": "а б в ",
        "up:0": "а б в", "down:2": "а б в", "up:99": "а б в", "bang": "а б в",
    }  # fmt: skip
    for press_, expected in presses.items():
        answer = client.post(f"/orders/{order}/edit/", typed(world, order, "а", "б", "в", clause=press_))
        assert [form["text"].value() for form in answer.context["clauses"]] == expected.split(" "), press_
        assert answer.status_code == 200 and "Чтобы он остался, сохраните" in words(answer)
    assert texts_of(world, order) == ["а", "б", "в"]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "О " + "я" * 2**19, "не более 300"),
        ("title", "", "Обязательное поле|Заполните|Укажите"),
        ("clause-0-text", "я" * 5000, "не более 4000"),
        ("clause-0-due_on", "31.02.2024", "феврал|дат"),
        ("clause-0-executor", "999999", "выбер|вариант"),
    ],
)  # fmt: skip
def test_bad_input_is_answered_politely(world: World, client_of, field: str, value: str, said: str) -> None:
    import re

    order = drafted(world.a11)
    answer = client_of(world.a11.curator).post(
        f"/orders/{order}/edit/", {**typed(world, order, "Текст."), field: value}
    )
    body = words(answer)
    assert answer.status_code == 422
    assert re.search(said, body, re.IGNORECASE), re.findall(r'class="err"[^>]*>([^<]*)', body)
    assert texts_of(world, order) == ["Ознакомить педагогических работников с Положением."]


def test_a_nul_is_answered_politely(world: World, client_of) -> None:
    order = drafted(world.a11)
    answer = client_of(world.a11.curator).post(f"/orders/{order}/edit/", typed(world, order, "Текст\x00."))
    assert answer.status_code in {400, 422} and "<h1>" in words(answer)
    assert texts_of(world, order) == ["Ознакомить педагогических работников с Положением."]


def test_kinds_offered_are_those_of_the_organization(world: World, client_of) -> None:
    answer = client_of(world.a11.curator).get(f"/orders/{drafted(world.a11)}/edit/")
    kinds = {value for value, _label in answer.context["clauses"].forms[0].fields["kind"].choices}
    assert OrderKind.CURATOR_APPOINTMENT in kinds and OrderKind.COORDINATOR_APPOINTMENT not in kinds


def test_registration_keeps_what_was_typed_and_warns(world: World, client_of) -> None:
    order, client = brought_to("signed", world.a11), client_of(world.a11.curator)
    page = f"/orders/{order}/register/"
    future = client.post(page, {"number": "13 – А", "dated": "2099-01-01", "stamp_number": ""})
    assert future.status_code == 422 and 'value="13 – А"' in words(future)
    for number, said in (("   ", "одни пробелы"), ("13\n14", "в одну строку"), ("", "Обязательное|Укажите|Заполните")):
        import re

        answer = client.post(page, {"number": number, "dated": "2024-03-24"})
        assert answer.status_code == 422 and re.search(said, words(answer)), number
    done = client.post(page, {"number": "13 – А", "dated": "2024-03-24", "stamp_number": "47/1"}, follow=True)
    body = words(done)
    assert "Приказ № 13 – А" in body and "отличается от номера приказа" in body
    again = client.post(page, {"number": "14", "dated": "2024-03-24"})
    assert again.status_code == 409 and "уже зарегистрирован" in words(again)


def test_the_register_page_says_what_will_happen(world: World, client_of) -> None:
    with acting(world.a11.curator):
        clauses = [
            other(kind=OrderKind.STATUTE_APPROVAL, regulation=statute(world.a11)),
            other(kind=OrderKind.CURATOR_APPOINTMENT, executor=person(world.a11.psychologist)),
        ]
    order = brought_to("signed", world.a11, *clauses)
    body = words(client_of(world.a11.curator).get(f"/orders/{order}/register/"))
    assert "начинает действовать" in body and world.a11.psychologist.full_name in body


def test_return_needs_words_and_keeps_the_place(world: World, client_of) -> None:
    order, client = brought_to("for_review", world.a11), client_of(world.a11.head)
    with acting(world.a11.head):
        version = Order.objects.get(pk=order).version
    answer = client.post(f"/orders/{order}/return/", {"version": version, "place": "пункт 1", "remark": " "})
    body = words(answer)
    assert answer.status_code == 422 and "без него приказ не возвращают" in body and 'value="пункт 1"' in body


def test_second_press_on_approve_is_an_answer_not_a_fault(world: World, client_of) -> None:
    order, client = brought_to("for_review", world.a11), client_of(world.a11.head)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})  # the first signature of the day
    with acting(world.a11.head):
        version = Order.objects.get(pk=order).version
    assert client.post(f"/orders/{order}/approve/", {"version": version}).status_code == 302
    again = client.post(f"/orders/{order}/approve/", {"version": version})
    assert again.status_code == 409
    assert f"Приказ уже утверждён: {world.a11.head.full_name}" in words(again)


def test_the_gist_says_what_is_new_since_the_return(world: World, client_of) -> None:
    order = brought_to("returned", world.a11, other("Ознакомить до конца года."), other("Второй."))
    curator = client_of(world.a11.curator)
    data = typed(world, order, "Ознакомить до 31.12.2026.", "Второй.", "Третий.", submit="1")
    assert curator.post(f"/orders/{order}/edit/", data).status_code == 302
    answer = client_of(world.a11.head).get(f"/orders/{order}/")
    lines = {line.label: line.text for line in answer.context["gist"]}
    assert lines["С прошлой версии изменилось"] == "Пункт 1: изменено; пункт 3: добавлено"
    assert len(lines) <= 6
    body = words(answer)
    assert "<del>Ознакомить до конца года.</del>" in body and "<ins>Третий.</ins>" in body


def tampered(field: str, value: str, order: int) -> None:
    from tests.engine.kit import as_owner_here

    as_owner_here(
        "SELECT set_config('app.region', id::text, true) FROM accounts_region WHERE code = 'region-a'",
        (f"UPDATE programs_order SET {field} = %s WHERE id = %s", (value, order)),
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("content", '{"title": "О другом", "clauses": []}'), ("content", '{"junk": 1}'), ("content_hash", "f" * 64),
        ("number", "99"), ("dated", "2024-03-25"),
    ],
)  # fmt: skip
def test_tampering_past_the_application_is_seen(world: World, client_of, field: str, value: str) -> None:
    """The owner of the database changes a signed order: its page and the public one say so, and neither fails."""
    order = brought_to("published", world.a11)
    with acting(world.a11.head):
        code = Document.objects.get(order_id=order).public_code
    page, public = f"/orders/{order}/", f"/v/region-a/{code}/"
    assert "не совпадает" not in words(client_of(world.a11.head).get(page))
    assert "Документ подлинный" in words(Client().get(public))
    tampered(field, value, order)
    assert "Текст не совпадает с подписанным" in words(client_of(world.a11.head).get(page))
    assert "Документ изменён" in words(Client().get(public))


@pytest.mark.django_db(transaction=True)
def test_tampering_with_words_and_hash_together_is_seen(world: World, client_of) -> None:
    """The journal keeps the hash that was signed."""
    import json

    from programs.order_content import content_hash

    order = brought_to("signed", world.a11)
    with acting(world.a11.head):
        content = Order.objects.get(pk=order).content
    content["title"] = "О другом"
    tampered("content", json.dumps(content), order)
    tampered("content_hash", content_hash(content), order)
    assert "Текст не совпадает с подписанным" in words(client_of(world.a11.head).get(f"/orders/{order}/"))


def test_the_issued_file_is_opened_by_readers_only(world: World, client_of) -> None:
    order = brought_to("registered", world.a11)
    assert client_of(world.a11.curator).get(f"/orders/{order}/prikaz.pdf").status_code == 404  # not made yet
    with acting(world.a11.head):
        document = keep_file(Document.objects.get(order_id=order), b"%PDF-1.7 made")
        assert keep_file(document, b"%PDF-1.7 other").file_id == document.file_id
        assert open_bytes(document.file) == b"%PDF-1.7 made"
    answer = client_of(world.a11.curator).get(f"/orders/{order}/prikaz.pdf")
    assert answer.content == b"%PDF-1.7 made" and answer["Content-Type"] == "application/pdf"
    for outsider in (world.a11.mentor, world.a12.curator, world.b11.head, world.a10.coordinator):
        assert client_of(outsider).get(f"/orders/{order}/prikaz.pdf").status_code == 404


def test_an_order_to_edit_says_what_the_printed_one_says(world: World, client_of) -> None:
    order = brought_to("registered", world.a11)
    answer = client_of(world.a11.curator).get(f"/orders/{order}/prikaz.docx")
    said = " ".join(docx_text(answer.content).split())
    with acting(world.a11.curator) as curator:
        row = Order.objects.get(pk=order)
        printed = order_text(as_of_now(row, content_now(row, curator)))
    for words_of_it in (printed.title, *printed.preamble, printed.signatory, printed.number, "подлинник"):
        assert " ".join(words_of_it.split()) in said
    assert all(" ".join(clause.paragraphs[0].split()) in said for clause in printed.clauses)
    draft = client_of(world.a11.curator).get(f"/orders/{world.a11.orders['draft']}/prikaz.docx")
    assert "Проект" in docx_text(draft.content) and "подлинник" not in docx_text(draft.content)


def test_desk(world: World) -> None:
    """Each finds on the first page what waits for him, and nobody else's."""
    a = world.a12
    with acting(a.curator):
        Order.objects.filter(organization_id=a.id, state="registered").update(registered_at=None)
    titles = {state: f"О деле «{state}»" for state in ("for_review", "returned", "signed", "registered")}
    for state, title in titles.items():
        brought_to(state, a, title=title)
    expected = {
        "head": {"for_review"}, "curator": {"returned", "signed"}, "site_editor": {"registered"},
        "council_chair": set(), "mentor": set(),
    }  # fmt: skip
    for role, states in expected.items():
        with acting(a[role]) as actor:
            waiting = {str(item.detail) for item in items_for(actor) if "Ознакомиться" not in str(item.title)}
        assert {state for state, title in titles.items() if title in waiting} == states, role


def _forty(world: World) -> None:
    """Thirty more orders of every length, each with clauses and people to acknowledge."""
    a = world.a11
    with tenant_scope(a.region_id):
        people = [person(a[role]) for role in ("mentor", "psychologist", "union")]
        rows = Order.objects.bulk_create(
            Order(organization_id=a.id, title=f"О деле {no}", drafted_by_id=a.curator.person_id,
                  created_at=datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC))
            for no in range(30)
        )  # fmt: skip
        Acknowledgement.objects.bulk_create(Acknowledgement(order=row, person=who) for row in rows for who in people)


def test_the_list_asks_as_often_for_thirty_as_for_one(world: World, client_of, django_assert_num_queries) -> None:
    client = client_of(world.a11.curator)
    client.get("/orders/")
    with django_assert_num_queries(LIST_QUERIES):
        client.get("/orders/")
    _forty(world)
    with django_assert_num_queries(LIST_QUERIES):
        assert len(client.get("/orders/").context["page"].object_list) > 30


def test_a_long_order_asks_as_often_as_a_short_one(world: World, client_of, django_assert_num_queries) -> None:
    a = world.a11
    with acting(a.head):
        people = [person(member) for member in a.members.values()]
    short = brought_to("registered", a, other(executor=people[0]))
    long = brought_to(
        "registered", a, *(other(f"Пункт {no}", executor=people[no % 13]) for no in range(30)), number="2"
    )
    client = client_of(a.curator)
    client.get("/orders/")
    for order in (short, long):
        with django_assert_num_queries(DETAIL_QUERIES):
            client.get(f"/orders/{order}/")
    edits = [drafted(a, *(other(f"Пункт {no}") for no in range(count))) for count in (1, 30)]
    for order in edits:
        with django_assert_num_queries(EDIT_QUERIES):
            client.get(f"/orders/{order}/edit/")


LIST_QUERIES, DETAIL_QUERIES, EDIT_QUERIES = 21, 34, 32
