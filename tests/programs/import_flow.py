"""Helpers: a table taken to its review in one step."""

from typing import Any

from accounts.permissions import Actor
from programs.models import ImportBatch
from programs.services import imports
from tests.programs import sheets

HEAD = ["ФИО наставника", "Должность", "Предмет", "Пед. стаж", "Телефон", "E-mail", "Дата рождения"]


def reviewed(actor: Actor, rows: list[list[Any]], kind: str = "mentors", **options: str) -> ImportBatch:
    batch, fresh = imports.upload(actor=actor, kind=kind, content=sheets.xlsx(rows), name="Список.xlsx")
    assert fresh
    return imports.settle_columns(actor=actor, batch=batch, fields={}, options=options, remember=True)


def verdicts(batch: ImportBatch) -> dict[int, str]:
    return dict(batch.rows.values_list("number", "verdict"))
