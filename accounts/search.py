"""Looking for text as people type it (Ё is Е, case does not matter, words in any order) and putting it in alphabet."""

from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Collate, Lower, Replace

MAX_WORDS = 6


def normalized(text: str) -> str:
    return " ".join(text.lower().replace("ё", "е").split())


def alphabetical(*fields: str) -> list[Collate | str]:
    """For ``order_by``: Ё beside Е, «№ 2» before «№ 10», letters of all peoples in place; the key breaks ties."""
    return [*(Collate(field, "ru_natural") for field in fields), "pk"]


def find(rows: QuerySet, text: str, *fields: str) -> QuerySet:
    """Rows of which every word of ``text`` occurs in the fields together. Empty text keeps all rows."""
    words = normalized(text).split()[:MAX_WORDS]
    if not words:
        return rows
    together = Func(Value(" "), *(F(field) for field in fields), function="concat_ws", output_field=TextField())
    every = Q()
    for word in words:
        every &= Q(found_in__contains=word)
    plain = Replace(Lower(together), Value("ё"), Value("е"), output_field=TextField())
    return rows.alias(found_in=plain).filter(every)
