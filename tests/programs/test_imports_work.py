"""A long load seen from outside, and what the rows of old ones must not tell."""

import datetime
import importlib
import json

import pytest

from accounts.outbox import queue_now
from accounts.tenancy import tenant_scope
from programs.models import ImportBatch
from tests.programs import pair_flow as flow
from tests.programs.import_flow import reviewed
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def a(world: World):
    with acting(world.a11.curator):
        yield world.a11


def test_words_stored_before_they_were_concealed_are_concealed_by_the_migration(a) -> None:
    """The cells, corrections and doubts of old rows and the samples of old columns; another table stays as it is."""
    curator = flow.of(a, "curator")
    head = ["ФИО наставляемого", "Категория", "Пед. стаж"]
    batch = reviewed(curator, [head, ["Ким Юлия Андреевна", "молодой специалист", 1]], kind="mentees")
    line = batch.rows.get()
    column = next(column for column in batch.columns if column["field"] == "category")
    line.cells[column["index"]], line.fixes = "ОВЗ, опека", {"category": "инвалид", "full_name": "Ким Ю. А."}
    line.doubts = [{"field": "category", "code": "bad.choice", "was": "ОВЗ", "proposed": "ОВЗ"}]
    column["sample"] = "ОВЗ, опека"
    line.save()
    batch.save()
    migration = importlib.import_module("programs.migrations.0009_imports_at_scale")
    migration._of_batch(batch)
    batch.refresh_from_db()
    line.refresh_from_db()
    stored = json.dumps([line.cells, line.fixes, line.doubts, batch.columns], ensure_ascii=False).lower()
    assert not any(word in stored for word in ("овз", "опека", "инвалид"))
    assert line.fixes == {"full_name": "Ким Ю. А."}
    assert line.cells[0] == "Ким Юлия Андреевна"


def test_a_table_at_work_says_how_fast_and_how_long(world: World, client_of) -> None:
    """Rows done of all, rows a second, minutes left by the whole run; before it begins, that it waits its turn."""
    client = client_of(world.a11.curator)
    pasted = "ФИО\tДолжность\nКим Юлия Андреевна\tучитель\n"
    address = client.post("/imports/", {"kind": "staff", "pasted": pasted}).headers["Location"]

    def page(**fields: object) -> str:
        with tenant_scope(world.region_a):
            ImportBatch.objects.filter(file__size=len(pasted.encode())).update(**fields)
        return (
            client.get(address.replace("columns/", "")).content.decode().replace("\u00a0", " ").replace("\u202f", " ")
        )

    assert "Ждёт своей очереди" in page(stage="reading", rows_to_do=100_000)
    began = queue_now() - datetime.timedelta(seconds=20)
    told = page(rows_read=20_000, began_at=began, worked_at=queue_now())
    assert "20 000" in told
    assert 'value="20000" max="100000"' in told
    assert "строк в секунду, осталось не больше 2 минут" in told
