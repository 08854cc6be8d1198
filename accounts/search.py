"""Looking for text as people type it: Ё is Е, case does not matter, words in any order."""

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat, Lower, Replace

MAX_WORDS = 6


def normalized(text: str) -> str:
    return " ".join(text.lower().replace("ё", "е").split())


def find(rows: QuerySet, text: str, *fields: str) -> QuerySet:
    """Rows of which every word of ``text`` occurs in the fields together. Empty text keeps all rows."""
    words = normalized(text).split()[:MAX_WORDS]
    if not words:
        return rows
    parts: list[F | Value] = []
    for field in fields:
        parts += [F(field), Value(" ")]
    rows = rows.annotate(found_in=Replace(Lower(Concat(*parts)), Value("ё"), Value("е")))
    every = Q()
    for word in words:
        every &= Q(found_in__contains=word)
    return rows.filter(every)
