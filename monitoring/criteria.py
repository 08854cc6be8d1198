"""The curator's nine criteria (Q-CUR): points, their sum, the verdict, what falls short of the model. Pure."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from .question_bank import shipped
from .questions import Question

OPTIMAL, ADMISSIBLE = 15, 9
OF_THE_MODEL = ("1", "2", "3")  # the organization of the programme against the model (S2 разд. 10, этап 1)
VERDICTS = {"optimal": _("оптимальный"), "admissible": _("допустимый"), "inadmissible": _("недопустимый")}


def criteria() -> tuple[Question, ...]:
    return shipped("Q-CUR").questions


def total(scores: Mapping[str, int]) -> int:
    return sum(scores.values())


def verdict(points: int) -> str:
    """15–18 optimal, 9–14 admissible, 0–8 inadmissible."""
    return "optimal" if points >= OPTIMAL else "admissible" if points >= ADMISSIBLE else "inadmissible"


def deviations(scores: Mapping[str, int]) -> list[Question]:
    """Where the organization of the programme is not wholly the model's."""
    return [one for one in criteria() if one.code in OF_THE_MODEL and scores.get(one.code, 0) < 2]
