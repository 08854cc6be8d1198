"""Which row is the heading, where the people begin, and what each column is: by name, by dictionary, by its values."""

import datetime
import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from rapidfuzz import fuzz

from . import cells, names
from .letters import compact, join_torn, plain
from .sheet import Cell, Formula, Row

HEAD_ROWS = 40  # above which a heading is looked for
DEEPEST = 3  # rows of one heading
SURE, LIKELY = 97.0, 84.0
SAMPLES = 30

SECTIONS = {
    "staff": ("person",),
    "mentors": ("person", "bank", "mentor"),
    "mentees": ("person", "bank", "mentee"),
    "organizations": ("organization",),
    "figures": ("figures",),
    "registry": ("person", "registry"),
}
OTHER_SIDE = {"mentors": "mentee", "mentees": "mentor"}


@dataclass(frozen=True)
class Column:
    """``field`` "" is not taken; "skip.…" is known and not taken for a reason. ``how``: name, like, values, memory."""

    index: int
    label: str
    field: str
    how: str
    sample: str


@dataclass(frozen=True)
class Heading:
    """``begins`` is the number of the first row of people; ``key`` tells tables of the same shape apart."""

    begins: int
    columns: tuple[Column, ...]

    @property
    def mapping(self) -> dict[int, str]:
        return {column.index: column.field for column in self.columns if taken(column.field)}


def taken(field: str) -> bool:
    return bool(field) and not field.startswith("skip.")


@lru_cache(maxsize=16)
def _dictionary(kind: str) -> tuple[tuple[str, str, str, str], ...]:
    """(field, compact, sorted stems, plain) of every known heading of a kind of table."""
    with (Path(__file__).parent / "synonyms.toml").open("rb") as file:
        known = tomllib.load(file)
    found = {}
    for section in SECTIONS[kind]:
        for name, words in known[section].items():
            found.update(dict.fromkeys(words, name))
    other = known.get(OTHER_SIDE.get(kind, ""), {}).get("full_name", [])
    ours = set(found)
    found.update({word: "skip.other_person" for word in other if word not in ours})
    for name, words in known["skip"].items():
        found.update({word: f"skip.{name}" for word in words if word not in ours})
    return tuple((name, compact(word), _stems(word), plain(word)) for word, name in found.items())


def _stems(text: str) -> str:
    return " ".join(sorted(word[:5] for word in plain(text).split()))


@lru_cache(maxsize=2_000)
def match(label: str, kind: str) -> tuple[str, float]:
    """The likeliest field of a heading and how sure it is, 0–100."""
    label = join_torn(label)
    squeezed, stems = compact(label), _stems(label)
    if not squeezed:
        return ("skip.number", SURE) if label.strip() in {"№", "#"} else ("", 0.0)
    best, most = "", 0.0
    for name, theirs, their_stems, _words in _dictionary(kind):
        if squeezed == theirs:
            return name, 100.0
        score = fuzz.ratio(squeezed, theirs, score_cutoff=60) if len(theirs) > 3 else 0.0
        score = max(score, fuzz.ratio(stems, their_stems, score_cutoff=60) - 1)
        if score > most:
            best, most = name, score
    shorter = re.sub(r"\([^)]*\)", "", label).strip()
    if most < LIKELY and shorter and shorter != label:
        return match(shorter, kind)
    return best, most


def _text(value: Cell) -> str:
    if isinstance(value, Formula):
        value = value.cached
    return "" if value is None else str(value)


def _is_data(value: Cell) -> bool:
    """A value that no heading is: a number, a date, a telephone, an address, somebody's patronymic."""
    if isinstance(value, int | float | datetime.date | Formula):
        return True
    text = value or ""
    return "@" in text or sum(sign.isdigit() for sign in text) > 6 or names.has_patronymic(text)


def _labels(rows: Sequence[list[Cell]]) -> list[list[str]]:
    """Candidates of each column's heading, the fullest first: «Стаж общий», «общий», «Стаж»."""
    width = max(len(row) for row in rows)
    grid = [[_text(row[column]) if column < len(row) else "" for column in range(width)] for row in rows]
    for above, below in pairwise(grid):  # an upper cell stands over several lower ones
        for column in range(1, width):
            if not above[column] and below[column]:
                above[column] = above[column - 1] if below[column] != above[column - 1] else ""
    columns = []
    for column in range(width):
        parts: list[str] = []
        for line in grid:
            if line[column] and line[column] not in parts:
                parts.append(line[column])
        options = [_joined(parts)]
        if len(parts) > 1:
            options += [parts[-1], parts[0]]
        columns.append(options)
    return columns


def _joined(parts: list[str]) -> str:
    text = ""
    for part in parts:
        if text.endswith("-") and part[:1].islower():  # «педагога-» + «наставника», but «вхож-» + «дения»
            text = (text if text[-2:-1] in "аеёиоуыэюя" else text[:-1]) + part
        else:
            text = f"{text} {part}".strip()
    return text


def _known(options: list[str], kind: str) -> tuple[str, float, str]:
    """The first of the candidates that is known; else the likeliest."""
    scored = [(*match(option, kind), option) for option in options if option]
    for found in scored:
        if found[1] >= LIKELY:
            return found
    return ("", 0.0, options[0])


def is_numbering(row: list[Cell]) -> bool:
    """The row «1 2 3 4» under a heading."""
    said = [_text(value).strip(". )") for value in row if value is not None]
    if len(said) < 3 or not all(word.isdecimal() and len(word) < 4 for word in said):
        return False
    return all(int(after) - int(before) == 1 for before, after in pairwise(said))


def find(rows: Sequence[Row], kind: str, remembered: Mapping[str, str] | None = None) -> Heading | None:
    """The heading among the first rows of a sheet; None where neither names nor values tell what the columns are."""
    head = list(rows[:HEAD_ROWS])
    best: tuple[float, int, int] = (0.0, 0, 0)
    for start in range(len(head)):
        for depth in range(1, min(DEEPEST, len(head) - start) + 1):
            part = [row for _number, row in head[start : start + depth]]
            if any(_is_data(value) for row in part for value in row) or is_numbering(part[-1]):
                break
            score = _score(part, kind) - 0.35 * (depth - 1)
            if score > best[0]:
                best = (score, start, depth)
    score, start, depth = best
    if score < 1:
        return _by_values_alone(head, rows, kind)
    body = start + depth
    while body < len(head) and is_numbering(head[body][1]):
        body += 1
    if body >= len(rows):
        return None
    options = _labels([row for _number, row in head[start : start + depth]])
    return Heading(rows[body][0], _columns(options, rows[body:], kind, remembered or {}))


def _score(part: list[list[Cell]], kind: str) -> float:
    found = {}
    for options in _labels(part):
        name, score, _label = _known(options, kind)
        if score:
            found[name] = max(found.get(name, 0), score / 100 if taken(name) else score / 200)
    return sum(found.values())


def _by_values_alone(head: list[Row], rows: Sequence[Row], kind: str) -> Heading | None:
    """Pasted without a heading: only names, telephones and the like tell themselves."""
    if kind in ("organizations", "figures") or not head:
        return None
    people = [index for index, (_number, row) in enumerate(head) if any(names.has_patronymic(_text(v)) for v in row)]
    if not people:
        return None
    width = max(len(row) for _number, row in rows[people[0] :][:SAMPLES])
    columns = _columns([[""]] * width, rows[people[0] :], kind, {})
    return Heading(rows[people[0]][0], columns) if any(c.field == "full_name" for c in columns) else None


def _columns(
    options: list[list[str]], body: Sequence[Row], kind: str, remembered: Mapping[str, str]
) -> tuple[Column, ...]:
    width = max([len(options), *(len(row) for _number, row in body[:SAMPLES])])
    found: list[Column] = []
    sure: dict[str, tuple[float, int]] = {}
    for index in range(width):
        labels = options[index] if index < len(options) else [""]
        values = [row[index] for _number, row in body[:SAMPLES] if index < len(row) and row[index] is not None]
        if not values and not labels[0]:
            continue
        name, score, _label = _known(labels, kind)
        how = ("name" if score >= SURE else "like") if name else ""
        if (memory := remembered.get(plain(labels[0]))) is not None:
            name, score, how = memory, 101.0, "memory"
        if not name:
            name, score = _by_values(values, kind)
            how = "values" if name else ""
        found.append(Column(index, labels[0], name, how, _text(values[0])[:80] if values else ""))
        if taken(name) and score > sure.get(name, (0.0, 0))[0]:
            sure[name] = (score, index)
    # a field is taken from one column: the surest
    return tuple(
        column if not taken(column.field) or sure[column.field][1] == column.index
        else Column(column.index, column.label, "", "", column.sample)
        for column in found
    )  # fmt: skip


def _by_values(values: Sequence[Cell], kind: str) -> tuple[str, float]:
    """A field that most values of the column look like."""
    texts = [_text(value) for value in values]
    if not texts or kind in ("organizations", "figures"):
        return "", 0.0
    tests = {
        "full_name": names.has_patronymic,
        "email": lambda text: "@" in text and not cells.phone(text).value,
        "contacts": lambda text: "@" in text and bool(cells.phone(cells.without_email(text)).value),
        "phone": lambda text: len(text) < 25 and bool(cells.phone(text).value) and not cells.phone(text).doubt,
        "position": cells.is_position,
    }
    if kind == "mentors":
        tests["qualification_category"] = lambda text: bool(cells.qualification(text).value)
    for name, test in tests.items():
        if sum(map(test, texts)) * 10 >= len(texts) * 6:
            return name, 50.0
    return "", 0.0


def remembered_key(columns: Collection[Column]) -> dict[str, str]:
    """What a school's choice is remembered by: the plain words of each heading."""
    return {plain(column.label): column.field for column in columns if column.label}
