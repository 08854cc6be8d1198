"""A staff list of the registry in the demo: one that was written, and the next one waiting for «Применить»."""

import csv
import io

from accounts.models import Employment, Organization
from accounts.permissions import Actor

from ..models import ImportBatch
from ..services import imports

HEAD = ["Номер в реестре", "ФИО", "Школа", "Должность", "Предмет", "Категория", "Дата приёма", "Дата увольнения"]
NEW = [
    ["Р-900101", "Ушакова Мария Петровна", "учитель", "химия", "первая", "01.11.2026", ""],
    ["Р-900102", "Черных Илья Андреевич", "педагог-психолог", "", "", "16.11.2026", ""],
]
AGAINST = [*NEW[0][:3], "биология", *NEW[0][4:]]  # the same number and job, another subject
UNREAD = ["", "Фомина Анна Игоревна", "учитель", "математика", "", "01.09.2020", ""]


def lists(coordinator: Actor) -> None:
    """The first gives numbers to whom we know; by the second one leaves, one changes, two are new, two rows wait."""
    rows = _known(coordinator)
    if len(rows) < 3:
        return
    imports.apply(actor=coordinator, batch=_trial(coordinator, rows, "Кадровый реестр, октябрь.csv"))
    school = rows[0][2]
    changed = [[*rows[0][:4], "русский язык", "высшая", *rows[0][6:]], [*rows[1][:7], "20.11.2026"], *rows[2:]]
    fresh = [[*row[:2], school, *row[2:]] for row in [*NEW, AGAINST, UNREAD]]
    _trial(coordinator, [*changed, *fresh], "Кадровый реестр, ноябрь.csv")


def _known(actor: Actor) -> list[list[str]]:
    """People of the schools below as the registry tells them."""
    schools = Organization.objects.filter(pk__in=actor.organization_ids, kind="school").order_by("pk")
    jobs = Employment.objects.in_force(actor.today).filter(organization__in=schools)
    jobs = jobs.select_related("person", "organization").order_by("organization_id", "-pk")
    found: dict[int, list[str]] = {}
    for number, job in enumerate(jobs, start=900_001):
        if job.person_id not in found:
            found[job.person_id] = [
                f"Р-{number}", job.person.full_name, job.organization.short_name, job.title, "", "",
                f"{job.valid_from:%d.%m.%Y}", "",
            ]  # fmt: skip
    return list(found.values())[:40]


def _trial(actor: Actor, rows: list[list[str]], name: str) -> ImportBatch:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows([HEAD, *rows])
    batch, _fresh = imports.upload(
        actor=actor, kind=ImportBatch.Kind.REGISTRY, content=out.getvalue().encode(), name=name
    )
    return imports.settle_columns(actor=actor, batch=batch, fields={}, options={}, remember=True)
