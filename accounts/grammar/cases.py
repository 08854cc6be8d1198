"""Cases and genders: the words of the other modules of this package."""

from enum import StrEnum


class Case(StrEnum):
    """The five oblique cases that documents need. Values are the grammemes of pymorphy3."""

    GENITIVE = "gent"
    DATIVE = "datv"
    ACCUSATIVE = "accs"
    INSTRUMENTAL = "ablt"
    PREPOSITIONAL = "loct"


class Gender(StrEnum):
    """Grammatical gender of a person's name. Values are the grammemes of pymorphy3."""

    MALE = "masc"
    FEMALE = "femn"
