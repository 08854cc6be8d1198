"""The five oblique cases that documents need."""

from enum import StrEnum


class Case(StrEnum):
    """Values are the grammemes of pymorphy3."""

    GENITIVE = "gent"
    DATIVE = "datv"
    ACCUSATIVE = "accs"
    INSTRUMENTAL = "ablt"
    PREPOSITIONAL = "loct"
