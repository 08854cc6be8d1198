"""Shipped questionnaires (`questionnaires/*.toml`): the bank of questions of domain's stage 1. Pure.

A questionnaire is found by its code, the name of its file: Q-MT, Q-MR are a mentee's and a mentor's at work, Q-ST, Q-SM
a pupil's and a pupil's mentor's, Q-PA a parent's, Q-CUR the curator's nine criteria; IN before, OUT after.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .questions import Question, questions

FOLDER = Path(__file__).parent / "questionnaires"


@dataclass(frozen=True)
class Shipped:
    code: str
    title: str
    about: str
    role: str
    track: str
    moment: str
    questions: tuple[Question, ...]


@cache
def shipped(code: str) -> Shipped:
    """Raises KeyError for a code that has none."""
    if code not in codes():
        raise KeyError(code)
    raw = tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
    asked = questions(raw.pop("question"))
    return Shipped(code=code, questions=asked, **raw)


@cache
def codes() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def usual(role: str, track: str, moment: str) -> Shipped | None:
    """The shipped questionnaire for such people at such a time."""
    fits = [one for one in map(shipped, codes()) if (one.role, one.track, one.moment) == (role, track, moment)]
    return fits[0] if fits else None
