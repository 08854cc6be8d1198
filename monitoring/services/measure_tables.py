"""Measures from a table: ФИО, perhaps a class, and a column for each indicator. Read first, written after a look."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.search import normalized
from programs.models import Unit, UnitMember
from programs.queries.regulations import effective_regulation

from ..indicator_catalogue import Indicator
from ..measure_cells import BadCell, amount_of
from ..queries.indicators import indicators_under
from ..queries.measures import may_measure, units_to_measure
from .measures import Written, by_classes, fits, write_measures

HEAD_ROWS, SURE = 15, 90
NAME = ("фио", "ф.и.о.", "фамилия", "участник", "педагог", "обучающийся", "ученик", "наставляемый", "наставник")
CLASS = ("класс", "группа")


@dataclass
class TableLine:
    """A row of the table. ``problem`` is empty where it can be written."""

    name: str
    label: str = ""
    member: UnitMember | None = None
    problem: str = ""
    cells: dict[str, str] = field(default_factory=dict)


@dataclass
class Table:
    columns: list[Indicator]
    unknown: list[str]
    lines: list[TableLine]

    @property
    def good(self) -> list[TableLine]:
        return [line for line in self.lines if not line.problem]


def understand(*, actor: Actor, rows: Sequence[Sequence[str]], point: str) -> Table:
    """What the table says. Raises Refusal where there is no heading with people and an indicator."""
    rules = effective_regulation(actor.organization, actor.today)
    known = [one for one in indicators_under(rules) if not one.formula and may_measure(actor, one)]
    begins, who, label, columns, unknown = _heading(rows, known)
    people = _people(actor)
    top = rules.value("monitoring.grade_scale_max")
    lines = []
    for row in rows[begins + 1 :]:
        name = row[who].strip() if who < len(row) else ""
        if not name:
            continue
        cells = {one.code: row[at].strip() for at, one in columns.items() if at < len(row) and row[at].strip()}
        line = TableLine(name, row[label].strip() if label is not None and label < len(row) else "", cells=cells)
        _judge(line, people, columns.values(), point, top)
        lines.append(line)
    return Table(list(columns.values()), unknown, lines)


def _heading(
    rows: Sequence[Sequence[str]], known: Sequence[Indicator]
) -> tuple[int, int, int | None, dict[int, Indicator], list[str]]:
    for number, row in enumerate(rows[:HEAD_ROWS]):
        words = [normalized(cell) for cell in row]
        who = next((at for at, text in enumerate(words) if any(text.startswith(name) for name in NAME)), None)
        if who is None:
            continue
        label = next((at for at, text in enumerate(words) if at != who and text in CLASS), None)
        columns: dict[int, Indicator] = {}
        for at, text in enumerate(words):
            one = _indicator(text, known) if at not in (who, label) and text else None
            if one is not None and one not in columns.values():
                columns[at] = one
        unknown = [row[at] for at, text in enumerate(words) if text and at not in {who, label, *columns}]
        if columns:
            return number, who, label, columns, unknown
    raise Refusal(
        _("В таблице не нашлось шапки: «ФИО» и хотя бы одного показателя"),
        todo=_("Скачайте таблицу с фамилиями, заполните её и загрузите"),
    )


def _indicator(text: str, known: Sequence[Indicator]) -> Indicator | None:
    best = max(known, key=lambda one: fuzz.ratio(text, normalized(one.title)), default=None)
    if best is not None and fuzz.ratio(text, normalized(best.title)) >= SURE:
        return best
    return next((one for one in known if text == one.code.lower()), None)


def _people(actor: Actor) -> dict[str, list[UnitMember]]:
    """Names as tables write them → members; the whole name and «Фамилия И. О.»."""
    found: dict[str, list[UnitMember]] = defaultdict(list)
    for unit in units_to_measure(actor):
        for member in unit.people:
            member.unit = unit
            person = member.person
            initials = (
                f"{person.last_name} {person.first_name[:1]}.{person.patronymic[:1]}{'.' * bool(person.patronymic)}"
            )
            for name in {_key(person.full_name), _key(f"{person.last_name} {person.first_name}"), _key(initials)}:
                found[name].append(member)
    return found


def _key(name: str) -> str:
    return normalized(name).replace(".", " ").replace("  ", " ").strip()


def _judge(line: TableLine, people: dict, columns, point: str, top: int) -> None:
    found = [member for member in people.get(_key(line.name), []) if any(fits(one, member, point) for one in columns)]
    if len({member.person_id for member in found}) > 1:
        line.problem = _("таких людей несколько: напишите имя и отчество полностью")
    elif not found:
        line.problem = _("нет в парах школы или для него нет этих показателей")
    elif not line.cells:
        line.problem = _("нет ни одного значения")
    if line.problem:
        return
    line.member = found[0]  # of several pairs, the newest
    for one in columns:
        if one.code not in line.cells:
            continue
        if not fits(one, line.member, point):
            line.problem = _("«%s» у этого человека не измеряют") % one.title
            return
        try:
            amount_of(one, line.cells[one.code], top=top)
        except BadCell as error:
            line.problem = f"{one.title}: {error}"
            return


@transaction.atomic
def write_table(
    *, actor: Actor, rows: Sequence[Sequence[str]], point: str, measured_on: datetime.date
) -> tuple[Written, int]:
    """The good lines, pair by pair; an empty cell takes nothing away. How many lines were left out.

    The same table once more changes nothing.
    """
    table = understand(actor=actor, rows=rows, point=point)
    units: dict[int, tuple[Unit, dict]] = {}
    for line in table.good:
        assert line.member is not None
        _unit, cells = units.setdefault(line.member.unit_id, (line.member.unit, {}))
        for one in table.columns:
            if one.code in line.cells:
                label = line.label if by_classes(one, line.member) else ""
                cells[line.member.pk, one.code, label] = line.cells[one.code]
    if not units:
        raise Refusal(_("Записать нечего: ни одна строка не подошла"), todo=_("Проверьте фамилии и показатели"))
    whole = Written()
    for unit, cells in units.values():
        part = write_measures(actor=actor, unit=unit, point=point, measured_on=measured_on, cells=cells)
        whole = Written(
            whole.new + part.new, whole.changed + part.changed, whole.removed + part.removed, whole.same + part.same
        )
    return whole, len(table.lines) - len(table.good)
