"""A plan of activities as somebody has written it: heading, sections, lines torn over two rows → lines of a map."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from .archive import Unreadable
from .cells import raw, text
from .due_words import NONE, due_of
from .headings import is_numbering
from .sheet import Book, Cell

MOST_ROWS = 400
HEAD_ROWS = 30
FIELDS = ("number", "stage", "text", "term", "responsible", "co_executors", "resources", "document", "result")
# The first words that fit win; the longer stand first.
NAMES: tuple[tuple[str, str], ...] = (
    ("соисполн", "co_executors"), ("ответствен", "responsible"), ("исполнител", "responsible"), ("срок", "term"),
    ("дата", "term"), ("ресурс", "resources"), ("вид документ", "document"), ("документ", "document"),
    ("результат", "result"), ("итог", "result"), ("этап", "stage"), ("раздел", "stage"), ("мероприят", "text"),
    ("содержание", "text"), ("деятельност", "text"), ("№", "number"), ("п/п", "number"),
)  # fmt: skip
_ITEMS = re.compile(r"(?:(?<=\s)|^)\d{1,2}\)\s*")
_SECTION = re.compile(r"\d{1,2}\.?")


@dataclass
class PlanLine:
    """``understood`` False: the term's words were no term that we know; they are kept for the person to see."""

    stage: str
    number: str
    text: str
    due: dict[str, Any] = field(default_factory=lambda: dict(NONE))
    said: str = ""
    understood: bool = True
    responsible: str = ""
    co_executors: str = ""
    resources: str = ""
    document: str = ""
    result: str = ""


def rows_of(book: Book) -> list[list[str]]:
    """The cells of the first sheet that has any, as a person sees them. Raises Unreadable for an empty or long one."""
    for number in range(len(book.sheets)):
        rows = [[_shown(cell) for cell in cells] for _no, cells in islice(book.rows(number), MOST_ROWS + 1)]
        rows = [row for row in rows if any(row)]
        if len(rows) > MOST_ROWS:
            raise Unreadable("too_many_rows", rows=len(rows))
        if len(rows) > 1:
            width = max(map(len, rows))
            return [row + [""] * (width - len(row)) for row in rows]
    raise Unreadable("empty")


def _shown(cell: Cell) -> str:
    return str(text(cell).value or "") if isinstance(cell, str) else raw(cell)


def heading_of(rows: Sequence[Sequence[str]]) -> tuple[int, dict[int, str]]:
    """The row that names most columns and what each is; (-1, guess) where none does."""
    best: tuple[int, dict[int, str]] = (-1, {})
    for index, row in enumerate(rows[:HEAD_ROWS]):
        found: dict[int, str] = {}
        for column, cell in enumerate(row):
            name = field_of(cell)
            if name and name not in found.values():
                found[column] = name
        if len(found) > len(best[1]):
            best = index, found
    if "text" not in best[1].values() or len(best[1]) < 2:
        return -1, dict(enumerate(("number", "text", "term", "responsible")[: len(rows[0])]))
    return best


def field_of(label: str) -> str:
    words = " ".join(label.lower().replace("ё", "е").split())
    if not words or len(words) > 80:
        return ""
    if "этап" in words and "наименование" in words:
        return "stage"
    return next((name for stem, name in NAMES if stem in words), "")


def read_plan(rows: Sequence[Sequence[str]], begins: int, columns: Mapping[int, str]) -> list[PlanLine]:
    """Lines in their order. A row with a number of one level and no term is a section; without a number it goes on."""
    lines: list[PlanLine] = []
    stage, numbered = "", "number" in columns.values()
    for row in rows[begins:]:
        cells = {name: row[index].strip() for index, name in columns.items() if index < len(row)}
        words = cells.get("text", "")
        if is_numbering(list(row)) or not (words or cells.get("stage")):
            continue
        bare = not cells.get("term") and not cells.get("responsible")
        number = cells.get("number", "")
        if bare and _SECTION.fullmatch(number) and not cells.get("stage") and "term" in columns.values():
            stage = words
        elif bare and numbered and not number and lines and not cells.get("stage"):
            lines[-1].text = f"{lines[-1].text} {words}"[:700]
        else:
            stage = cells.get("stage") or stage
            lines += _lines(cells, stage)
    return lines


def _lines(cells: Mapping[str, str], stage: str) -> list[PlanLine]:
    """One line, or as many as the cell numbers with «1) … 2) …»."""
    parts = [part.strip(" ;.\n") for part in _ITEMS.split(cells.get("text", "")) if part.strip(" ;.\n")]
    due, understood = due_of(cells.get("term", ""))
    more = {
        name: cells.get(name, "")[:300] for name in ("responsible", "co_executors", "resources", "document", "result")
    }
    more["responsible"], more["document"] = more["responsible"][:200], more["document"][:120]
    several = len(parts) > 1 and len(_ITEMS.findall(cells["text"])) > 1
    texts = parts if several else [cells.get("text", "").strip() or stage]
    number = "" if several else cells.get("number", "").rstrip(".")[:12]
    return [
        PlanLine(stage[:200], number, " ".join(words.split())[:700], due, cells.get("term", ""), understood, **more)
        for words in texts
    ]
