"""A whole region's 1,360 schools by file, their heads and curators invited in bulk, and the pages that list them."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Invitation, Membership, Organization
from accounts.tenancy import tenant_scope
from programs.models import ImportBatch
from programs.services.import_invitations import AT_ONCE
from programs.tasks import run_imports
from tests.programs import sheets
from tests.world import World

pytestmark = [pytest.mark.deep, pytest.mark.django_db(transaction=True)]
SCHOOLS = 1360
LETTERS = "абвгдежзиклмнопрстуф"
PAGES = (
    "home", "organization_list", "contact_list", "person_list", "figures", "deficit_board",
    "municipality_board", "diagnosis_board", "roadmap_below", "order_requisites", "match_above", "deadline_list",
)  # fmt: skip
LONGEST = 60_000  # bytes of a page: whoever opens it reads it, so it comes in parts


def test_the_schools_of_a_region_come_by_file_and_their_people_by_letters(world: World, client_of, capsys) -> None:
    """As many queries for 1,360 schools as for the few before them, and the same file in another form adds nothing."""
    client = client_of(world.a00.region_operator)
    names = _municipalities(world)
    before = _costs(client)
    batch = _loaded(world, client, "Школы.xlsx", sheets.xlsx(_table(names)), capsys)
    assert batch.counts["added"] == SCHOOLS
    with tenant_scope(world.region_a):
        offices = Membership.objects.filter(organization__short_name__startswith="СОШ № 1")
        assert {"head", "curator"} == set(offices.values_list("role", flat=True))
    presses = 0
    with _told(capsys, "letters"):
        while _invited(world) < 2 * SCHOOLS and presses < 2 * SCHOOLS:
            client.post(reverse("import_invite", args=[batch.pk]))
            presses += 1
    assert presses == -(-2 * SCHOOLS // AT_ONCE)
    client.post(reverse("import_invite", args=[batch.pk]))
    assert _invited(world) == 2 * SCHOOLS  # nobody gets a second letter
    after = _costs(client)
    with capsys.disabled():
        for name, (queries, size) in after.items():
            print(f"\n{name}: {before[name][0]} → {queries} queries, {before[name][1]} → {size} bytes", end="")
    assert {name: cost[0] for name, cost in after.items()} == {name: cost[0] for name, cost in before.items()}
    assert {name for name, cost in after.items() if cost[1] > LONGEST} == set()
    again = _loaded(world, client, "Ещё раз.xlsx", sheets.xlsx([["Список школ"], *_table(names)]), capsys)
    assert again.counts["same"] == SCHOOLS


def _table(municipalities: list[str]) -> list[list]:
    head = [
        "№", "Полное наименование", "Краткое наименование", "Район", "Директор", "Почта директора", "Куратор",
        "E-mail куратора", "Телефон",
    ]  # fmt: skip
    return [head, *(_row(n, municipalities[n % len(municipalities)]) for n in range(SCHOOLS))]


def _row(n: int, municipality: str) -> list:
    return [
        n + 1, f"Муниципальное бюджетное учреждение «Средняя школа № {n + 100}»", f"СОШ № {n + 100}", municipality,
        _name(n), f"head{n}@s.test", _name(n + 3000), f"cur{n}@s.test", f"+7 900 {n:07}",
    ]  # fmt: skip


def _name(n: int) -> str:
    return f"Петров{LETTERS[n % 20]}{LETTERS[n // 20 % 20]}{LETTERS[n // 400 % 20]} Анна Ивановна"


def _municipalities(world: World) -> list[str]:
    with tenant_scope(world.region_a):
        return [Organization.objects.get(pk=node.id).short_name for node in (world.a10, world.a20)]


def _loaded(world: World, client: Client, name: str, content: bytes, capsys) -> ImportBatch:
    """By the pages, as its sender goes: the file, the columns as they were recognised, the review, the load."""
    given = {"kind": "organizations", "file": SimpleUploadedFile(name, content)}
    assert client.post(reverse("import_new"), given).status_code == 302
    batch = _latest(world)
    sent = {f"column-{column['index']}": column["field"] for column in batch.columns if column["field"]}
    client.post(reverse("import_columns", args=[batch.pk]), sent)
    with _told(capsys, f"{name}, review"):
        _worked(world, "reading")
    assert _latest(world).counts["ready"] == SCHOOLS
    assert client.get(reverse("import_detail", args=[batch.pk]), follow=True).status_code == 200
    client.post(reverse("import_rows", args=[batch.pk]), {"verb": "load"})
    with _told(capsys, f"{name}, load"):
        _worked(world, "applying")
    return _latest(world)


def _worked(world: World, stage: str) -> None:
    while (batch := _latest(world)).stage == stage:
        run_imports()
    assert not batch.trouble


def _latest(world: World) -> ImportBatch:
    with tenant_scope(world.region_a):
        return ImportBatch.objects.latest("pk")


def _invited(world: World) -> int:
    with tenant_scope(world.region_a):
        return Invitation.objects.filter(email__endswith="@s.test").count()


def _costs(client: Client) -> dict[str, tuple[int, int]]:
    """Queries and bytes of each page; the first opening after a change is paid by whoever comes first."""
    found = {}
    for name in PAGES:
        client.get(reverse(name), follow=True)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(reverse(name), follow=True)
        assert answer.status_code == 200, name
        found[name] = len(queries), len(answer.content)
    return found


@contextmanager
def _told(capsys, what: str) -> Iterator[None]:
    started, worked = time.monotonic(), time.process_time()
    yield
    wall, own = time.monotonic() - started, time.process_time() - worked
    with capsys.disabled():
        print(f"\n{SCHOOLS} schools, {what}: {wall:.0f} s, of them {own:.0f} s of this process", end="", flush=True)
