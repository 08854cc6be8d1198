"""The access matrix: every address × every role × own, below, above, elsewhere, abroad, nowhere × anonymous."""

import datetime
import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from itertools import product

import pytest
from django.core.checks import run_checks
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import include, path, reverse

from accounts.checks import every_url_declares_its_access
from accounts.tenancy import tenant_scope
from programs.models import OrderGrant
from tests.support.people import signed_in_client
from tests.world import World

from .access_matrix import MATRIX, Row
from .doors import (
    Visitor,
    address_of,
    expected,
    leaks,
    our_routes,
    outcome,
    place_of,
    thing,
    visitors,
    who_knocks,
    worth_asking,
)

pytestmark = pytest.mark.django_db
ROUTES = our_routes()
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    """Catches a new route that nobody has thought about."""
    assert set(MATRIX) == set(ROUTES)


def test_every_name_in_the_matrix_is_a_role(world: World) -> None:
    """Catches a misspelt role, which would expect a refusal of nobody."""
    names = {visitor.name for visitor in visitors(world)}
    for rows in MATRIX.values():
        for row in rows:
            assert set(f"{row.may} {row.own} {row.below} {row.above}".split()) <= names


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_doors(world: World, name: str) -> None:
    """Catches a door open to a role that has no business there, a closed one that should open, a page that names a
    stranger, and an answer that tells a foreign thing from one that does not exist by a status, a word or a header.

    Posts are empty: what matters is whether the thing is reached.
    """
    wrong: list[str] = []
    signed_in: dict[str, Client] = {}
    for row in MATRIX[name]:
        for visitor, method in product(who_knocks(row, world), ("get", "post")):
            if getattr(row, method):
                if visitor.name not in signed_in:
                    signed_in[visitor.name] = signed_in_client(visitor.member)
                wrong += _knock(method, name, row, visitor, signed_in[visitor.name], world)
    assert wrong == []


def _knock(method: str, name: str, row: Row, visitor: Visitor, client: Client, world: World) -> Iterator[str]:
    cookies, missing = deepcopy(client.cookies), None
    for node in worth_asking(row, visitor, world):
        place, address = place_of(visitor, node, world), address_of(name, ROUTES[name], row, node)
        with put_back():
            answer = getattr(client, method)(address)
        client.cookies = deepcopy(cookies)  # whatever one knock has said, or signed out of, must not decide the next
        got, right = outcome(answer), expected(row, visitor, place)
        if got not in right:
            yield f"{method} by {visitor.name} of {node.code if node else 'nothing'} ({place}): {got}, expected {right}"
        plain = _plain(answer, address)
        # Word for word what has been searched is not searched again.
        if row.door != "public" and plain != missing and (found := leaks(answer, visitor, world, name)):
            yield f"{method} by {visitor.name} of {node.code if node else 'nothing'} ({place}) shows {found}"
        missing = missing or plain
        if place in {"elsewhere", "abroad"} and row.door == "role" and plain != missing:
            yield f"{method} by {visitor.name}: what is {place} is not answered as what does not exist"


def _plain(response: HttpResponse, address: str) -> tuple[int, str, list]:
    """An answer without what is new in each: the token, the address itself."""
    body = TOKEN.sub("", response.content.decode("utf-8", "replace")).replace(address, "ADDRESS")
    headers = {name: value for name, value in response.headers.items() if name not in {"Content-Length", "Location"}}
    return response.status_code, body, sorted(headers.items())


def test_a_method_that_an_address_does_not_know_is_refused_or_reads(world: World, client_of) -> None:
    """Catches a page whose POST does something that no row of the matrix speaks of."""
    client, wrong = client_of(world.a11.head), []
    for name, rows in MATRIX.items():
        places = (world.a11, world.a10, world.a00)  # a resource of growth is the region's alone
        node = next((one for one in places if rows[0].object and thing(one, rows[0].object) is not None), None)
        address = address_of(name, ROUTES[name], rows[0], node)
        if not rows[0].get and (status := client.get(address).status_code) != 405:
            wrong.append(f"GET {name}: {status}")
        if not rows[0].post:
            with CaptureQueriesContext(connection) as asked, put_back():
                client.post(address)
            writes = [query["sql"] for query in asked if re.match("INSERT|UPDATE|DELETE", query["sql"])]
            wrong += [f"POST {name}: {sql[:80]}" for sql in writes if "accounts_auditevent" not in sql]
    assert wrong == []


@contextmanager
def put_back() -> Iterator[None]:
    """What one knock has changed (a role ended, an order registered) must not decide the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def order_page(name: str, pk: int) -> str:
    return reverse(name, args=[pk])


def test_a_grant_opens_one_order_until_its_last_day(world: World, client_of, clock_at) -> None:
    """Catches a guest who sees more than the one order, or still sees it after the grant has ended."""
    guest = world.a21.curator
    with tenant_scope(world.region_a):
        OrderGrant.objects.filter(pk=world.a11.rows["order_grant"]).update(user=guest.user_id)
        last_day = OrderGrant.objects.get(pk=world.a11.rows["order_grant"]).valid_to
    client, seen = client_of(guest), order_page("order_detail", world.a11.orders["registered"])
    assert client.get(seen).status_code == 200
    assert client.get(order_page("order_detail", world.a11.orders["published"])).status_code == 404
    assert client.post(order_page("order_publish", world.a11.orders["registered"])).status_code in {403, 409}
    clock_at(datetime.datetime.combine(last_day, datetime.time(12), tzinfo=datetime.UTC))
    assert client.get(seen).status_code == 200
    clock_at(datetime.datetime.combine(last_day, datetime.time(23), tzinfo=datetime.UTC))
    assert client.get(seen).status_code == 404


def bare(request):
    """A view that declares no access."""


class Undeclared:
    urlpatterns = [path("x/", include([path("bare/", bare)]))]


def test_an_address_without_a_marker_stops_the_start() -> None:
    """Catches a check that is not registered or does not look inside includes."""
    assert every_url_declares_its_access(None) == []
    with override_settings(ROOT_URLCONF=Undeclared):
        found = run_checks(tags=["urls"])
    assert [error.id for error in found if error.id == "accounts.E001"] == ["accounts.E001"]
    assert "/x/bare/" in found[-1].msg or any("/x/bare/" in error.msg for error in found)
