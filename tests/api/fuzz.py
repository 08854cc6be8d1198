"""schemathesis over the OpenAPI document, as each role of the world and as none.

A batch is one caller, one operation, good or bad data; its cases follow from the seed and its name alone, so a run that
was stopped goes on where it was, and a batch that failed is made again by itself.
"""

import hashlib
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
import schemathesis
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from rest_framework.renderers import JSONRenderer
from schemathesis import GenerationMode

from tests.architecture.doors import Visitor, hidden_words, outsiders, visitors
from tests.architecture.test_access import put_back
from tests.support.people import signed_in_client
from tests.world import World

MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
HOST = "http://localhost"


@dataclass(frozen=True)
class Batch:
    caller: str
    operation: str
    mode: str

    @property
    def name(self) -> str:
        return f"{self.caller} {self.mode} {self.operation}"

    def seed(self, whole: int) -> int:
        return int.from_bytes(hashlib.sha256(f"{whole} {self.name}".encode()).digest()[:6], "big")


class Fuzz:
    def __init__(self, world: World, only: tuple[str, ...] = ()) -> None:
        document = json.loads(JSONRenderer().render(SchemaGenerator().get_schema(request=None, public=True)))
        schema = schemathesis.openapi.from_dict(document)
        found = {one.ok().label: one.ok() for one in schema.get_all_operations()}
        begins = tuple(f"/api/v1/{name}" for name in only) or "/"
        self.operations = {label: one for label, one in found.items() if one.path.startswith(begins)}
        everybody = [*visitors(world), *outsiders(world).values()]
        self.callers = {self._name(one): one for one in everybody}
        self.hidden = {name: self._hidden(one, world) for name, one in self.callers.items()}
        self.clients: dict[str, Client] = {}
        self.ids = st.sampled_from(sorted(_ids(world)))
        self.statuses: dict[int, int] = {}

    @staticmethod
    def _name(visitor: Visitor) -> str:
        return f"{visitor.name}@{visitor.node.code}" if visitor.node else visitor.name

    @staticmethod
    def _hidden(visitor: Visitor, world: World) -> list[bytes]:
        return [word.encode() for node in world.nodes.values() for word in hidden_words(visitor, node, world)]

    def batches(self) -> list[Batch]:
        return [
            Batch(caller, operation, mode.value)
            for operation in self.operations for caller in self.callers for mode in MODES
        ]  # fmt: skip

    def run(self, batch: Batch, cases: int, whole: int) -> int:
        """How many cases were sent. Raises AssertionError with the call that found something."""
        operation, sent = self.operations[batch.operation], 0
        client = self.clients.setdefault(batch.caller, signed_in_client(self.callers[batch.caller].member))
        strategy = operation.as_strategy(generation_mode=GenerationMode(batch.mode))

        @seed(batch.seed(whole))
        @settings(
            max_examples=cases, deadline=None, database=None, phases=[Phase.generate], report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(strategy, st.one_of(st.none(), self.ids), st.lists(self.ids, min_size=1, max_size=2))
        def each(case: Any, pk: int | None, others: list[int]) -> None:
            nonlocal sent
            sent += 1
            self._send(client, batch, case, pk, others)

        each()
        return sent

    def _send(self, client: Client, batch: Batch, case: Any, pk: int | None, others: list[int]) -> None:
        """Half of the cases name rows that are there: one's own, the neighbour's, another region's."""
        for name in {"id", "pk"} & (case.path_parameters or {}).keys():
            if pk is not None:
                case.path_parameters[name] = pk
        if pk is not None and isinstance(case.body, dict):
            for name in {"person", "mentor", "unit", "activity"} & case.body.keys():
                case.body[name] = pk
            for name in {"mentees", "people"} & case.body.keys():
                case.body[name] = others
        told = requests.Request(**_known(case.as_transport_kwargs(base_url=HOST))).prepare()
        headers = {name: value for name, value in told.headers.items() if name.lower() not in _OURS}
        path = told.url.removeprefix(HOST)
        body = told.body or b""
        with put_back():
            answer = client.generic(
                told.method, path, body, content_type=told.headers.get("Content-Type", ""), headers=headers
            )
        self.statuses[answer.status_code] = self.statuses.get(answer.status_code, 0) + 1
        call = f"{batch.name}: {told.method} {told.url} {headers} {body!r} → {answer.status_code}"
        assert answer.status_code < 500, call
        shown = [word.decode() for word in self.hidden[batch.caller] if word in answer.content]
        assert not shown, f"{call} shows {shown}"
        if answer.status_code >= 400:
            assert answer["Content-Type"] == "application/problem+json", call


# Set by the client of the caller. Invented tokens are tests/api/test_tokens.py: here they would stop at the door.
_OURS = {
    "authorization",
    "content-length",
    "content-type",
    "cookie",
    "user-agent",
    "connection",
    "accept-encoding",
    "host",
}


def _known(sent: dict[str, Any]) -> dict[str, Any]:
    names = ("method", "url", "headers", "files", "data", "params", "auth", "cookies", "json")
    kept = {name: value for name, value in sent.items() if name in names}
    kept["headers"] = {str(name): _text(value) for name, value in (kept.get("headers") or {}).items()}
    kept.pop("cookies", None)
    return kept


def _text(value: Any) -> str:
    """What a header can hold: the rest would not leave the client."""
    return "".join(sign for sign in str(value) if sign >= " " and sign.isprintable()).encode("utf-8").decode("latin-1")


def _ids(world: World) -> set[int]:
    """Numbers of rows at one school, its neighbour, its municipality and in another region."""
    nodes = (world.a11, world.a12, world.a10, world.a21, world.b11)
    found = {pk for node in nodes for pk in (*node.rows.values(), *node.orders.values(), node.id)}
    return found | {member.person_id for node in nodes for member in node.members.values()}


def go_on(fuzz: Fuzz, *, cases: int, whole: int, kept: Path | None, say: Callable[[str], None]) -> int:
    """Every batch once, in an order of the seed, until so many cases were sent; what is done is kept in a file."""
    state = json.loads(kept.read_text()) if kept is not None and kept.exists() else {}
    batches = fuzz.batches()
    asked = {"seed": whole, "cases": cases, "of": sorted(batch.name for batch in batches)}
    if {**state, "done": None} != {**asked, "done": None}:
        state = {**asked, "done": {}}
    random.Random(whole).shuffle(batches)
    each = max(1, -(-cases // len(batches)))
    say(f"seed {whole}, {cases} cases over {len(batches)} batches; done before: {sum(state['done'].values())}")
    for number, batch in enumerate(_left(batches, state["done"])):
        if sum(state["done"].values()) >= cases:
            break
        state["done"][batch.name] = fuzz.run(batch, each, whole)
        if kept is not None:
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(json.dumps(state))
        if number % 100 == 99:
            say(f"seed {whole}: {sum(state['done'].values())} cases, {dict(sorted(fuzz.statuses.items()))}")
    total = sum(state["done"].values())
    say(f"seed {whole}: {total} cases, 0 answers 5xx, 0 foreign words, {dict(sorted(fuzz.statuses.items()))}")
    return total


def _left(batches: list[Batch], done: dict[str, int]) -> Iterator[Batch]:
    return (batch for batch in batches if batch.name not in done)
