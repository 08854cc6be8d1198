"""Ids of other schools and regions in bodies and filters of the API: answered like ids of nothing, to a word.

Walks the OpenAPI document: a new operation, a new field or a filter that holds an id and has no line here fails the
first tests.
"""

import datetime
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from rest_framework.renderers import JSONRenderer

from accounts.tenancy import tenant_scope
from mentoring.api.base import BIGGEST
from programs.models import TrainingCourse
from tests import factories as f
from tests.api.calls import Caller, caller_of
from tests.world import Node, World

from .doors import NOWHERE, thing
from .test_access import put_back

pytestmark = pytest.mark.django_db
ROOT = "/api/v1"
TOP = ("curator", "a11"), ("coordinator", "a10"), ("region_operator", "a00")  # who asks the lists
FOREIGN = {"curator": ("a12", "a21", "b11"), "coordinator": ("a21", "a20", "b11"), "region_operator": ("b11",)}

# What a field of this name is the id of: where a node of the world keeps one.
KINDS = {
    "person": "members.union.person_id", "mentor": "rows.mentor_entry", "mentees": "rows.mentee_alone",
    "unit": "rows.unit", "activity": "rows.line", "present": "members.mentee.person_id", "organization": "id",
    "parent": "id", "confirm_leaving": "id", "people": "members.union.person_id", "course": "rows.course",
}  # fmt: skip
# Of whose the address is that a body is sent to.
OF = {"/courses/{id}/enrol/": "course"}
ROW = {"key": "Р-1", "last_name": "Ким", "first_name": "Юлия", "position": "учитель", "hired_on": "2020-09-01"}


@dataclass(frozen=True)
class Field:
    """A place of an id in a body: ``path`` leads to it through objects and lists, ``many`` is a list of ids."""

    operation: str
    path: tuple[str, ...]
    many: bool

    @property
    def name(self) -> str:
        return next(part for part in reversed(self.path) if part != "*")

    def put(self, body: Any, value: int) -> None:
        for part in self.path[:-1]:
            body = body[0] if part == "*" else body[part]
        body[self.path[-1]] = [value] if self.many else value


def _document() -> dict[str, Any]:
    from drf_spectacular.generators import SchemaGenerator

    return json.loads(JSONRenderer().render(SchemaGenerator().get_schema(request=None, public=True)))


DOCUMENT = _document()


def _schema(told: dict[str, Any]) -> dict[str, Any]:
    while True:
        if "$ref" in told:
            told = DOCUMENT["components"]["schemas"][told["$ref"].rpartition("/")[2]]
        elif "oneOf" in told or "allOf" in told:
            told = (told.get("oneOf") or told["allOf"])[0]
        else:
            return told


def _is_integer(told: dict[str, Any]) -> bool:
    kind = told.get("type")
    return kind == "integer" or (isinstance(kind, list) and "integer" in kind)


def _numbers(told: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    told = _schema(told)
    if _is_integer(told):
        yield path, told
    for name, part in told.get("properties", {}).items():
        yield from _numbers(part, (*path, name))
    if "items" in told:
        yield from _numbers(told["items"], (*path, "*"))


def _operations(method: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, ways in DOCUMENT["paths"].items():
        if method in ways:
            yield path.removeprefix(ROOT), ways[method]


BODIES = {
    path: way["requestBody"]["content"]["application/json"]["schema"]
    for path, way in _operations("post")
    if "requestBody" in way
}
NUMBERS = {path: list(_numbers(schema)) for path, schema in BODIES.items()}
FIELDS = [
    Field(path, where[:-1] if where[-1] == "*" else where, where[-1] == "*")
    for path, numbers in NUMBERS.items()
    for where, told in numbers
    if told.get("maximum") == BIGGEST
]
FILTERS = [
    (path, one["name"])
    for path, way in _operations("get")
    for one in way.get("parameters", [])
    if one["in"] == "query" and one["schema"].get("maximum") == BIGGEST
]


def _yesterday() -> str:
    return (datetime.date.today() - datetime.timedelta(days=1)).isoformat()


def _address(world: World, operation: str) -> str:
    return operation.replace("{id}", str(world.a11.rows[OF.get(operation, "")])) if "{id}" in operation else operation


def _bodies(world: World) -> dict[str, dict[str, Any]]:
    """A body of each operation that is done as it stands; ids of one's own."""
    rows, today = world.a11.rows, datetime.date.today()
    with tenant_scope(world.region_a):
        person = f.EmploymentFactory(organization_id=world.a11.id).person_id
        TrainingCourse.objects.filter(pk=rows["course"]).update(enrol_until=today, ends_on=today)
    return {
        "/mentors/": {
            "person": person, "subject": "химия", "competencies": ["METHOD"], "measurable_results": "Победы учеников",
        },
        "/mentees/": {"person": person, "category": "NEW_PLACE", "experience_teaching": 2},
        "/units/": {"mentor": rows["mentor_entry"], "mentees": [rows["mentee_alone"]], "form": "TEACHER_TEACHER"},
        "/meetings/": {"unit": rows["unit"], "held_on": _yesterday(), "content": "Разобрали урок"},
        "/courses/{id}/enrol/": {"people": [person]},
        "/staff-lists/": {"dry_run": True, "rows": [ROW | {"organization": world.a11.id}]},
    }  # fmt: skip


def test_every_id_in_a_body_or_a_filter_is_asked_about(world: World) -> None:
    """Catches a new field that nobody has thought about."""
    assert {field.name for field in FIELDS} | {name for _path, name in FILTERS} == set(KINDS)
    assert {field.operation for field in FIELDS} == set(_bodies(world))


def test_the_bodies_are_done_as_they_stand(world: World) -> None:
    """Catches a body that is refused for something else than the id that was put into it."""
    caller = caller_of(world.a11.curator)
    for operation, body in _bodies(world).items():
        with put_back():
            answer = caller.post(_address(world, operation), body)
        assert answer.status_code == 201, (operation, answer.content.decode())


def test_a_number_that_is_no_id_has_its_most() -> None:
    """Catches an id that is told as any integer and so is asked about by nobody, and may be too big to look for."""
    numbers = [(path, where, told) for path, found in NUMBERS.items() for where, told in found]
    numbers += [
        (path, one["name"], one["schema"])
        for path, way in _operations("get")
        for one in way.get("parameters", [])
        if one["in"] == "query" and _is_integer(one["schema"])
    ]
    assert [(path, where) for path, where, told in numbers if not {"maximum", "enum"} & told.keys()] == []


def _ids(world: World, names: tuple[str, ...], name: str) -> dict[str, int]:
    found = {code: thing(getattr(world, code), KINDS[name]) for code in names}
    return {code: pk for code, pk in found.items() if pk is not None}


def _told(content: bytes) -> str:
    """An answer but for its numbers: ids that were asked for, ids and moments of what was made."""
    return re.sub(r"\d+", "N", content.decode())


def _alike(world: World, answers: dict[str, Any]) -> Iterator[str]:
    nothing = answers.pop("nothing")
    for code, answer in answers.items():
        node: Node = getattr(world, code)
        if answer.status_code != nothing.status_code or _told(answer.content) != _told(nothing.content):
            yield f"{code}: {answer.status_code} {answer.content.decode()}, of nothing {nothing.status_code}"
        yield from (f"{code}: shows {word}" for word in node.secrets if word in answer.content.decode())


@pytest.mark.parametrize("field", FIELDS, ids=[f"{one.operation} {'.'.join(one.path)}" for one in FIELDS])
def test_a_foreign_id_in_a_body_is_an_id_of_nothing(world: World, field: Field) -> None:
    caller, body = caller_of(world.a11.curator), _bodies(world)[field.operation]
    answers = {}
    for code, pk in {**_ids(world, ("a12", "a21", "b11"), field.name), "nothing": NOWHERE}.items():
        sent = json.loads(json.dumps(body))
        field.put(sent, pk)
        answers[code] = caller.post(_address(world, field.operation), sent)
    assert len(answers) == 4 and answers["nothing"].status_code in {201, 404, 409, 422}
    assert list(_alike(world, answers)) == []


@pytest.mark.parametrize("path", sorted({path for path, _name in FILTERS}))
def test_a_foreign_id_in_a_filter_finds_what_nothing_finds(world: World, settings, path: str) -> None:
    settings.API_LIMITS = {60: 10_000}
    for role, place in TOP:
        caller = caller_of(getattr(world, place)[role])
        for name in [name for where, name in FILTERS if where == path]:
            ids = {**_ids(world, FOREIGN[role], name), "nothing": NOWHERE}
            answers = {code: _asked(caller, path, name, pk) for code, pk in ids.items()}
            assert len(answers) > 1 and list(_alike(world, answers)) == [], role


def _asked(caller: Caller, path: str, name: str, pk: int) -> Any:
    answer = caller.get(path, {name: pk, "limit": 200})
    assert answer.status_code in {200, 403}, answer.content
    return answer
