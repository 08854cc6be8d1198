"""The access matrix of the API: every operation × every role × own, below, above, elsewhere, abroad, nowhere."""

from collections.abc import Iterator
from itertools import product

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.checks import is_ours, routes
from tests.support.people import signed_in_client
from tests.world import World

from .access_api import API
from .access_row import Row
from .doors import Visitor, address_of, expected, hidden_words, place_of, who_knocks, worth_asking
from .test_access import put_back

pytestmark = pytest.mark.django_db
OPERATIONS = {
    pattern.name: pattern for _address, pattern in routes() if is_ours(pattern) and pattern.callback.access == "api"
}


def test_every_operation_has_a_row_and_every_row_an_operation() -> None:
    """Catches a new address or a new method that nobody has thought about."""
    assert set(API) == set(OPERATIONS)
    for name, pattern in OPERATIONS.items():
        assert {row_method for row in API[name] for row_method in ("get", "post") if getattr(row, row_method)} == set(
            pattern.callback.actions
        ) - {"head"}


@pytest.mark.parametrize("name", sorted(API))
def test_operations(world: World, settings, name: str) -> None:
    """Catches an operation that lets in whom the page does not, that names a stranger, or that tells a foreign thing
    from one that does not exist. Bodies are empty: what matters is whether the verb is reached.
    """
    settings.API_LIMITS = {60: 10_000}
    wrong: list[str] = []
    for visitor in who_knocks(API[name][0], world):
        client = signed_in_client(visitor.member)
        hidden = [word for node in world.nodes.values() for word in hidden_words(visitor, node, world)]
        for row, method in product(API[name], ("get", "post")):
            if getattr(row, method):
                wrong += _knock(client, method, name, row, visitor, world, [word.encode() for word in hidden])
    assert wrong == []


def _knock(
    client: Client, method: str, name: str, row: Row, visitor: Visitor, world: World, hidden: list[bytes]
) -> Iterator[str]:
    missing = None
    sent = {} if method == "get" else {"data": {}, "content_type": "application/json"}
    for number, node in enumerate(worth_asking(row, visitor, world)):
        place, address = place_of(visitor, node, world), address_of(name, OPERATIONS[name], row, node)
        with put_back():
            answer = getattr(client, method)(address, headers={"Idempotency-Key": f"one-knock-{number}"}, **sent)
        got, right = _outcome(answer), expected(row, visitor, place)
        where = f"{method} by {visitor.name} of {node.code if node else 'nothing'} ({place})"
        if got not in right:
            yield f"{where}: {got}, expected {right}"
        if found := [word.decode() for word in hidden if word in answer.content]:
            yield f"{where} shows {found}"
        missing = missing or answer.content
        if place in {"elsewhere", "abroad"} and answer.content != missing:
            yield f"{where}: is not answered as what does not exist"


def _outcome(response: HttpResponse) -> str:
    """422 is about the body: the door was passed."""
    code = response.json().get("code")
    if code in {"sign_in", "no_role", "second_factor"}:
        return code.replace("_", " ")
    if response.status_code in {200, 201, 422}:
        return "ok"
    return "refused" if response.status_code == 409 else str(response.status_code)
