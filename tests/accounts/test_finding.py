"""«Найти»: what is found as people type it, and what nobody finds who may not see it."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import finding
from accounts.models import Employment, Person
from accounts.search import find, look_for
from programs.models import Order
from tests.architecture.doors import leaks, visitors
from tests.support.people import acting, signed_in_client
from tests.world import BEGAN, World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
NAME = ("last_name", "first_name", "patronymic")


@pytest.fixture
def teacher(world: World) -> Person:
    with acting(world.a11.curator):
        person = Person.objects.create(last_name="Соколовская-Ёжикова", first_name="Анна", patronymic="Игоревна")
        Employment.objects.create(person=person, organization_id=world.a11.id, title="учитель", valid_from=BEGAN)
        return person


@pytest.mark.parametrize(
    "typed",
    ["соколовская", "Ежикова", "анна соколовская", "Соколовская-Ёжикова А. И.", "соколовская А.И.", "И. соколовск",
     "Соколвская", "сколовская анна", "соколовскую"],
)  # fmt: skip
def test_a_name_is_found_as_it_is_typed(world: World, teacher: Person, typed: str) -> None:
    """Catches a search that wants the name letter by letter: Ё, order, initials, a slip, another case."""
    with acting(world.a11.curator) as actor:
        found = look_for(Person.objects.visible_to(actor), typed, *NAME, limit=5)
        assert [row.pk for row in found] == [teacher.pk]


@pytest.mark.parametrize("typed", ["соколовская Б. И.", "сколвскя", "петр", "ая"])
def test_what_is_not_there_is_not_made_up(world: World, teacher: Person, typed: str) -> None:
    with acting(world.a11.curator) as actor:
        rows = Person.objects.visible_to(actor).filter(pk=teacher.pk)
        assert (typed == "ая") is bool(look_for(rows, typed, *NAME, limit=5))
        assert not find(rows, "%", *NAME).exists()


@pytest.mark.parametrize("typed", ["13 – А", "13-а", "№13", "приказ № 13"])
def test_an_order_is_found_by_its_number(world: World, client_of: ClientOf, typed: str) -> None:
    with acting(world.a11.head):
        Order.objects.filter(pk=world.a11.orders["registered"]).update(number="13 – А")
    page = client_of(world.a11.head).get("/search/", {"q": typed}).content.decode()
    assert f'href="/orders/{world.a11.orders["registered"]}/"' in page


def found_by(member, text: str) -> dict[str, list[str]]:
    with acting(member) as actor:
        return {str(group.title): [row.url for row in group.found] for group in finding.search_all(actor, text)}


def test_each_finds_his_own_kinds(world: World) -> None:
    a = world.a11
    names = world.a11.mentor.full_name.split()[0]
    curator = found_by(a.curator, names)
    assert {"Люди", "Наставники", "Пары и группы", "Программы"} <= set(curator)
    mine = found_by(a.mentor, names)
    assert mine["Пары и группы"] and "Люди" not in mine
    both = f"{names} {a.mentee.full_name.split()[0]}"
    assert found_by(a.curator, both)["Пары и группы"] == [f"/units/{a.rows['unit']}/"]
    assert found_by(a.mentor, a.mentee.full_name)["Ваши наставляемые"] == [
        f"/mentees/{a.rows['mentee_entry']}/for-mentor/"
    ]
    with acting(a.curator):
        alone = Person.objects.get(pk=a.rows["pupil"]).full_name
    assert set(found_by(a.psychologist, alone)) == {"Без пары", "Наставляемые"}
    assert set(found_by(world.a10.coordinator, a.marker)) == {
        "Организации",
        "Практики",
        "Приказы организаций",
        "Сообщества",
    }  # the practice was offered to its bank


def test_nobody_finds_what_he_may_not_see(world: World) -> None:
    """Catches a source that forgets ``visible_to``: every role asks for what every secret and many a name hold."""
    wrong = []
    for visitor in visitors(world):
        if visitor.node is None or visitor.node.code not in {"A11", "A10", "A1M", "A00", "A0I"}:
            continue
        client = signed_in_client(visitor.member)
        for piece in ("МЕТКА", "СУТЬ", "ов"):
            wrong += [
                (visitor.name, piece, word) for word in leaks(client.get("/search/", {"q": piece}), visitor, world)
            ]
    assert wrong == []


def test_what_is_found_opens(world: World, client_of: ClientOf) -> None:
    """Catches a link to a page that answers 403 or 404."""
    for role in ("curator", "head", "mentor", "council_chair", "psychologist", "coordinator"):
        member = (world.a10 if role == "coordinator" else world.a11)[role]
        client = client_of(member)
        for text in (world.a11.marker, world.a11.inner, world.a11.mentor.full_name.split()[0]):
            page = client.get("/search/", {"q": text}).content.decode()
            main = page[page.index('role="search"') :]
            for url in set(re.findall(r'href="(/[^"#]+)"', main)):
                assert client.get(url.replace("&amp;", "&")).status_code == 200, (member.role, url)


def test_empty_short_and_nothing(world: World, client_of: ClientOf) -> None:
    client = client_of(world.a11.curator)
    assert "Ничего не нашлось" not in client.get("/search/").content.decode()
    said = {text: client.get("/search/", {"q": text}).content.decode() for text in ("а", "щщщщщщ", "x" * 101, "\x00")}
    assert "хотя бы две буквы" in said["а"].replace("\u00a0", " ")
    assert "Ничего не нашлось" in said["щщщщщщ"].replace("\u00a0", " ")


@pytest.mark.parametrize(("typed", "number"), [("Соколовская", 36), ("ничегопохожего", 36)])
def test_the_page_costs_the_same_whatever_is_found(world: World, client_of: ClientOf, typed: str, number: int) -> None:
    client = client_of(world.a11.curator)
    asked = []
    for more in (1, 29):
        with acting(world.a11.curator):
            for _ in range(more):
                person = Person.objects.create(last_name="Соколовская", first_name="Анна")
                Employment.objects.create(
                    person=person, organization_id=world.a11.id, title="учитель", valid_from=BEGAN
                )
        client.get("/search/", {"q": typed})
        with CaptureQueriesContext(connection) as caught:
            client.get("/search/", {"q": typed})
        asked.append(len(caught))
    assert asked == [number, number]
