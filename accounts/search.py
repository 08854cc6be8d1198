"""Looking for text as people type it (Ё is Е, case does not matter, words in any order) and putting it in alphabet."""

import re
from collections.abc import Iterable
from typing import TypeVar

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import F, Func, Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Collate, Lower, Replace
from rapidfuzz.distance import OSA

M = TypeVar("M", bound=Model)
MAX_WORDS = 6
CANDIDATES = 20_000  # rows that are looked through for a name with a typing error
INITIAL = re.compile(r"\b([^\W\d_])\.")


def normalized(text: str) -> str:
    return " ".join(text.lower().replace("ё", "е").split())


def words_of(text: str) -> list[str]:
    """What was typed, as words: «Соколова А.И.» is a surname and two letters."""
    return normalized(INITIAL.sub(r"\1 ", text)).split()[:MAX_WORDS]


def alphabetical(*fields: str) -> list[Collate | str]:
    """For ``order_by``: Ё beside Е, «№ 2» before «№ 10», letters of all peoples in place; the key breaks ties."""
    return [*(Collate(field, "ru_natural") for field in fields), "pk"]


def find(rows: QuerySet[M], text: str, *fields: str) -> QuerySet[M]:
    """Rows of which every word of ``text`` occurs in the fields together; a letter alone begins a word there, as an
    initial does. Empty text keeps all rows."""
    words = words_of(text)
    if not words:
        return rows
    together = Func(
        Value(" "), Value(""), *(F(field) for field in fields), function="concat_ws", output_field=TextField()
    )
    every = Q()
    for word in words:
        every &= Q(found_in__contains=f" {word}" if len(word) == 1 and word.isalpha() else word)
    plain = Replace(Lower(together), Value("ё"), Value("е"), output_field=TextField())
    return rows.alias(found_in=plain).filter(every)


SIMILAR = 0.45  # of word_similarity: «кузницова» and «Кузнецова» have 0.54


def find_people(rows: QuerySet, text: str, *fields: str, prefix: str = "") -> QuerySet:
    """As ``find``, for names as people type them, initials too («Иванов И.И.»).

    When nothing is spelt so, what is spelt nearly so (pg_trgm): one query more, and only then. ``prefix`` leads to the
    person («person__»); ``fields`` are looked through besides the name.
    """
    words = normalized(text.replace(".", " ").replace("\x00", "")).split()[:MAX_WORDS]
    if not words:
        return rows
    name = [f"{prefix}{part}" for part in ("last_name", "first_name", "patronymic")]
    together = Func(
        Value(" "), *(F(field) for field in (*name, *fields)), function="concat_ws", output_field=TextField()
    )
    plain = Replace(Lower(together), Value("ё"), Value("е"), output_field=TextField())
    exact, near = Q(), Q()
    close = {}
    for number, word in enumerate(words):
        if len(word) == 1:
            initial = Q(**{f"{name[1]}__istartswith": word}) | Q(**{f"{name[2]}__istartswith": word})
            exact, near = exact & initial, near & initial
            continue
        close[f"near_{number}"] = TrigramWordSimilarity(word, "found_in")
        exact &= Q(found_in__contains=word)
        near &= Q(found_in__contains=word) | Q(**{f"near_{number}__gte": SIMILAR})
    found = rows.alias(found_in=plain).filter(exact)
    return found if found.exists() else rows.alias(found_in=plain).alias(**close).filter(near)


def look_for(rows: QuerySet[M], text: str, *fields: str, limit: int) -> list[M]:
    """The rows that are found; when there are none, those that differ by a typing error. Three queries at most."""
    found = list(find(rows, text, *fields)[:limit])
    if found or not any(_slips(word) for word in words_of(text)):
        return found
    names = rows.order_by().values_list("pk", *fields)[:CANDIDATES]
    keys = _nearest(((pk, " ".join(filter(None, texts))) for pk, *texts in names), text)[:limit]
    rows_by_key = rows.in_bulk(keys) if keys else {}
    return [rows_by_key[key] for key in keys]


def _slips(word: str) -> int:
    """How many slips of the finger a word may have: none in a short one or in a number."""
    return 0 if len(word) < 4 or not word.isalpha() else 1 if len(word) < 7 else 2


def _nearest(names: Iterable[tuple[int, str]], text: str) -> list[int]:
    words = words_of(text)
    found = [
        (distance, pk) for pk, name in names if (distance := _distance(words, normalized(name).split())) is not None
    ]
    return [pk for _distance, pk in sorted(found)]


def _distance(words: list[str], name: list[str]) -> int | None:
    """Slips in all words together; None when one of them is not like any word of the name."""
    total = 0
    for word in words:
        slips = _slips(word)
        nearest = min(
            (OSA.distance(word, part, score_cutoff=slips) for whole in name for part in {whole, whole[: len(word)]}),
            default=slips + 1,
        )
        if nearest > slips:
            return None
        total += nearest
    return total
