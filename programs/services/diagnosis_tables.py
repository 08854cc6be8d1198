"""Results of an external diagnosis by a table: a name and a score a row; every row that is not taken says why."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import Person
from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..imports.archive import Unreadable
from ..imports.letters import plain
from ..imports.sheet import Cell, Row, open_book
from ..models import Diagnosis
from ..queries.diagnoses import area_name, jobs_at
from ..regulation.catalogue.choices import DIFFICULTY_AREAS
from .diagnoses import External, record
from .difficulties import Word

MOST_ROWS, MOST_BYTES, HEAD_ROWS = 2000, 5 * 2**20, 15
COLUMNS = {
    "name": ("фио", "ф и о", "педагог", "учитель", "фамилия имя отчество", "участник"),
    "score": ("балл", "баллы", "набрано баллов", "результат", "сумма баллов"),
    "max": ("максимум", "максимальный балл", "наибольший балл", "макс балл"),
    "level": ("уровень", "уровень владения", "итоговый уровень"),
}


@dataclass
class Outcome:
    """What came of a table: how many diagnoses, and the rows that were not taken, each with its reason."""

    taken: int = 0
    left: list[tuple[int, str, str]] = field(default_factory=list)


@transaction.atomic
def take_results(*, actor: Actor, system: str, held_on: datetime.date, content: bytes) -> Outcome:
    """One diagnosis a row for the teachers of the school. Raises Refusal when the file is not such a table."""
    if not actor.may("diagnosis.view"):
        raise Refusal(_("Результаты диагностики загружает куратор"), code="permission")
    columns, rows = _table(content)
    people = _teachers(actor)
    known = Diagnosis.objects.filter(
        organization_id=actor.organization_id, method=Diagnosis.Method.EXTERNAL, external_system=system.strip(),
        held_on=held_on,
    )  # fmt: skip
    there, outcome = set(known.values_list("person_id", flat=True)), Outcome()
    for number, cells in rows:
        said = {name: _text(cells, index) for name, index in columns.items()}
        if not said["name"]:
            continue
        found = people.get(plain(said["name"]), [])
        problem = _problem(said, found, there)
        if problem:
            outcome.left.append((number, said["name"], problem))
            continue
        score, most = _number(said["score"]), _number(said.get("max", ""))
        record(
            actor=actor, person=found[0], method=Diagnosis.Method.EXTERNAL, held_on=held_on,
            words={area: Word(level=int(said[area])) for area in DIFFICULTY_AREAS if said.get(area)},
            external=External(system, score, most, said.get("level", "")[:80]),
        )  # fmt: skip
        there.add(found[0].pk)
        outcome.taken += 1
    audit.record(actor, "diagnosis.import", None, taken=outcome.taken, left=len(outcome.left))
    return outcome


def _problem(said: dict[str, str], found: list[Person], there: set[int]) -> str:
    if not found:
        return _("такого педагога в школе нет")
    if len(found) > 1:
        return _("таких педагогов двое: запишите на странице педагога")
    if found[0].pk in there:
        return _("этот результат уже записан")
    score, most = _number(said.get("score", "")), _number(said.get("max", ""))
    if said.get("score") and score is None:
        return _("балл – не число")
    if score is not None and (score < 0 or (most is not None and score > most) or score > 9999):
        return _("балл больше наибольшего")
    if any(said.get(area) and said[area] not in {"0", "1", "2", "3"} for area in DIFFICULTY_AREAS):
        return _("уровень затруднений – от 0 до 3")
    return ""


def _teachers(actor: Actor) -> dict[str, list[Person]]:
    jobs = jobs_at(actor.organization_id, actor.today)
    out: dict[str, list[Person]] = {}
    for person in Person.objects.filter(pk__in=jobs.values("person_id")):
        out.setdefault(plain(person.full_name), []).append(person)
    return out


def _table(content: bytes) -> tuple[dict[str, int], Iterator[Row]]:
    if len(content) > MOST_BYTES:
        raise Refusal(_("Таблица больше 5 МБ"), todo=_("Оставьте в ней один лист с результатами"))
    try:
        rows = iter(list(open_book(content).rows(0))[:MOST_ROWS])
    except Unreadable as error:
        raise Refusal(_("Файл не читается как таблица"), todo=_("Сохраните его как XLSX или CSV")) from error
    for _number, cells in (next(rows, (0, [])) for _row in range(HEAD_ROWS)):
        columns = {}
        for index, cell in enumerate(cells):
            name = _column(cell)
            if name:
                columns.setdefault(name, index)
        if "name" in columns and len(columns) > 1:
            columns.setdefault("score", -1)
            return columns, rows
    raise Refusal(
        _("В таблице нет графы с фамилией, именем и отчеством и графы с результатом"),
        todo=_("Назовите графы «ФИО», «Балл», «Максимум», «Уровень» или областями затруднений"),
    )


def _column(cell: Cell) -> str:
    label = plain(str(cell or "")).strip(" .:")
    for name, words in COLUMNS.items():
        if label in words:
            return name
    return next((area for area in DIFFICULTY_AREAS if label == plain(area_name(area))), "")


def _text(cells: list[Cell], index: int) -> str:
    value = cells[index] if 0 <= index < len(cells) else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(text.replace(",", ".").replace(" ", ""))
    except InvalidOperation:
        return None
    return value.quantize(Decimal("0.01")) if value.is_finite() else None
