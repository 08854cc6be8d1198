"""The table under a clause about pairs: what each kind of order says of them."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import OrderKind, Program, Unit
from .queries.order_sources import programme_of
from .regulation.catalogue.choices import CLOSURE_REASONS

Sides = tuple[str, str]  # the mentor, the mentees: as they stand in a cell


def table_of(kind: str, units: Sequence[Unit], sides: Sequence[Sides], mentees: str) -> dict[str, Any]:
    """``sides`` go with the units; ``mentees`` is the heading of their column."""
    headings, widths, row = TABLES[kind]
    rows = [row(unit, pair, programme_of(unit, kind)) for unit, pair in zip(units, sides, strict=True)]
    return {
        "headings": [_("№"), *(mentees if heading == MENTEES else str(heading) for heading in headings)],
        "rows": [[str(no), *cells] for no, cells in enumerate(rows, start=1)],
        "widths": [5, *widths],
    }


def _term(program: Program | None) -> str:
    return f"{program.start_on:%d.%m.%Y}–{program.end_on:%d.%m.%Y}" if program is not None else "–"


def _ended(unit: Unit, sides: Sides, program: Program | None) -> list[str]:
    day = f"{unit.closed_on:%d.%m.%Y}" if unit.closed_on else "–"
    why = program.closure_reason if program is not None else ""
    return [*sides, day, str(CLOSURE_REASONS.get(why, why)) or "–"]


def _approved(unit: Unit, sides: Sides, program: Program | None) -> list[str]:
    return [program.title if program is not None else "–", *sides, _term(program)]


def _completed(unit: Unit, sides: Sides, program: Program | None) -> list[str]:
    return [*sides, program.title if program is not None else "–", _term(program)]


MENTEES = "mentees"
Row = Callable[[Unit, Sides, Program | None], list[str]]
MENTOR, PROGRAM, TERM = gettext_lazy("Наставник"), gettext_lazy("Программа"), gettext_lazy("Срок")
TABLES: dict[str, tuple[tuple[str | Promise, ...], tuple[int, ...], Row]] = {
    OrderKind.PAIR_TERMINATION: (
        (MENTOR, MENTEES, gettext_lazy("Последний день"), gettext_lazy("Основание")),
        (25, 30, 15, 25),
        _ended,
    ),
    OrderKind.PROGRAM_APPROVAL: ((PROGRAM, MENTOR, MENTEES, TERM), (30, 25, 25, 15), _approved),
    OrderKind.AWARD: ((MENTOR, MENTEES, PROGRAM, TERM), (25, 25, 30, 15), _completed),
}
