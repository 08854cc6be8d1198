"""Helpers: a staff list of the registry taken to its report or written, and what stands in the records after it."""

from typing import Any

from accounts.models import Employment, Organization, Person
from accounts.permissions import Actor
from programs.models import ImportBatch, ImportRow, RegistryKey
from programs.queries import registry_report
from programs.services import import_work, imports
from tests.programs import sheets
from tests.world import Node

HEAD = ["Номер в реестре", "ФИО", "Должность", "Предмет", "Категория", "Дата приёма", "Дата увольнения"]
KIM = ["Р-1", "Ким Юлия Андреевна", "учитель", "химия", "первая", "01.09.2020", ""]
ORLOV = ["Р-2", "Орлов Денис Ильич", "педагог-психолог", "", "", "01.09.2021", ""]


def trial(actor: Actor, rows: list[list[Any]], *, whole: bool = False, head: list[str] = HEAD) -> ImportBatch:
    content = sheets.xlsx([head, *rows])
    batch, _fresh = imports.upload(actor=actor, kind="registry", content=content, name="Кадры.xlsx")
    options = {"complete": "1"} if whole else {}
    return imports.settle_columns(actor=actor, batch=batch, fields={}, options=options, remember=False)


def apply(actor: Actor, batch: ImportBatch) -> ImportBatch:
    batch = imports.apply(actor=actor, batch=batch)
    import_work.finish(batch.pk)
    batch.refresh_from_db()
    assert batch.stage == "done", batch.trouble
    return batch


def written(actor: Actor, rows: list[list[Any]], **options: Any) -> ImportBatch:
    return apply(actor, trial(actor, rows, **options))


def row(batch: ImportBatch, key: str) -> ImportRow:
    return batch.rows.get(key=key)


def numbers(batch: ImportBatch) -> dict[str, int]:
    """Of the whole list, without the zeros."""
    return {name: n for name, n in registry_report.totals(registry_report.by_school(batch)).items() if n}


def jobs(key: str) -> list[tuple[int, str, str, str]]:
    person = RegistryKey.objects.get(key=key).person_id
    rows = Employment.objects.filter(person_id=person).order_by("pk")
    return [(job.organization_id, job.title, job.subject, str(job.valid_to or "")) for job in rows]


def school(node: Node) -> Organization:
    return Organization.objects.get(pk=node.id)


def snapshot() -> dict[str, Any]:
    """All that a list may write."""
    return {
        "people": list(Person.objects.order_by("pk").values_list("pk", "last_name", "email", "birth_date", "version")),
        "jobs": list(Employment.objects.order_by("pk").values()),
        "keys": list(RegistryKey.objects.order_by("pk").values_list("key", "person_id")),
    }
