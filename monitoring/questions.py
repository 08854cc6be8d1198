"""What a questionnaire asks and what may be answered: pure, one shape for shipped and own questionnaires."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

CLOSED, MULTIPLE, RATING, FREQUENCY, OPEN = "closed", "multiple", "rating", "frequency", "open"
KINDS = {
    CLOSED: _("один ответ"),
    MULTIPLE: _("несколько ответов"),
    RATING: _("оценка от 1 до 10"),
    FREQUENCY: _("как часто"),
    OPEN: _("свои слова"),
}
YES_NO = {"yes": "Да", "no": "Нет"}
# The value is the number that is kept: the more often, the greater.
OFTEN = {"5": "Очень часто", "4": "Часто", "3": "Редко", "2": "1–2 раза", "1": "Никогда"}
TEXT_LIMIT = 1000
KNOWN = {
    "code", "kind", "text", "hint", "options", "required", "low", "high", "area", "areas", "pair", "indicator",
    "positive", "show_if", "scored",
}  # fmt: skip


@dataclass(frozen=True)
class Question:
    """``pair`` is one word for the expectation before and the result after. ``area`` is the DifficultyArea that a low
    answer speaks of; with ``areas`` the options themselves are areas. ``indicator`` names the figure that counts the
    ``positive`` answers («satisfied» is K5 and K6, «will_mentor» P2). ``show_if``: (code of an earlier question,
    answers to it after which this one is asked). ``scored``: the options are points.
    """

    code: str
    kind: str
    text: str
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()
    required: bool = True
    low: str = ""
    high: str = ""
    area: str = ""
    areas: bool = False
    pair: str = ""
    indicator: str = ""
    positive: tuple[str, ...] = ()
    show_if: tuple[str, tuple[str, ...]] | None = None
    scored: bool = False

    @property
    def is_numeric(self) -> bool:
        """Answers have a mean: a rating, a frequency, points."""
        return self.kind in (RATING, FREQUENCY) or self.scored

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(value for value, _label in self.options)

    def label_of(self, value: str) -> str:
        return dict(self.options).get(value, value)

    def as_json(self) -> dict[str, Any]:
        raw: dict[str, Any] = {"code": self.code, "kind": self.kind, "text": self.text, "required": self.required}
        for name in ("hint", "low", "high", "area", "pair", "indicator"):
            if getattr(self, name):
                raw[name] = getattr(self, name)
        for name in ("areas", "scored"):
            if getattr(self, name):
                raw[name] = True
        if self.kind in (CLOSED, MULTIPLE):
            raw["options"] = [list(option) for option in self.options]
        if self.positive:
            raw["positive"] = list(self.positive)
        if self.show_if:
            raw["show_if"] = {"question": self.show_if[0], "is": list(self.show_if[1])}
        return raw


@dataclass(frozen=True)
class Given:
    """One answer as it is kept: a number, or chosen values, or words."""

    number: int | None = None
    values: tuple[str, ...] = ()
    text: str = ""

    @property
    def is_empty(self) -> bool:
        return self.number is None and not self.values and not self.text


@dataclass(frozen=True)
class Checked:
    answers: Mapping[str, Given]
    errors: Mapping[str, str] = field(default_factory=dict)


def question(raw: Mapping[str, Any]) -> Question:
    """From TOML or JSON. Raises ValueError for what is no question."""
    unknown, kind = set(raw) - KNOWN, raw.get("kind")
    if unknown or kind not in KINDS or not raw.get("code") or not str(raw.get("text", "")).strip():
        raise ValueError(f"{raw.get('code')}: {sorted(unknown) or kind}")
    values = dict(raw)
    given = raw.get("options")
    options = {CLOSED: given or YES_NO, MULTIPLE: given or {}, FREQUENCY: OFTEN}.get(kind, {})
    pairs = options.items() if isinstance(options, Mapping) else options
    values["options"] = tuple((str(value), str(label)) for value, label in pairs)
    values["required"] = bool(raw.get("required", kind != OPEN))
    values["positive"] = tuple(raw.get("positive", ()))
    when = raw.get("show_if")
    values["show_if"] = (str(when["question"]), tuple(str(value) for value in when["is"])) if when else None
    if kind in (CLOSED, MULTIPLE) and len(values["options"]) < 2:
        raise ValueError(f"{raw['code']}: fewer than two options")
    return Question(**values)


def questions(raw: Sequence[Mapping[str, Any]]) -> tuple[Question, ...]:
    """All of a questionnaire. Raises ValueError for a code used twice or a branch that looks ahead."""
    found: dict[str, Question] = {}
    for item in raw:
        one = question(item)
        if one.code in found or (one.show_if and one.show_if[0] not in found):
            raise ValueError(f"{one.code}: used twice, or asked after a question that comes later")
        found[one.code] = one
    return tuple(found.values())


def is_asked(one: Question, answers: Mapping[str, Given]) -> bool:
    """A branch: asked only after one of the named answers; a question that was not asked itself has none."""
    if one.show_if is None:
        return True
    code, wanted = one.show_if
    given = answers.get(code, Given())
    said = set(given.values) | ({str(given.number)} if given.number is not None else set())
    return bool(said & set(wanted))


def check(asked: Sequence[Question], raw: Mapping[str, Any]) -> Checked:
    """Answers as people or scripts sent them: what is kept, and what is wrong by question. Never raises.

    An answer to a question that the branches skip is dropped.
    """
    kept: dict[str, Given] = {}
    errors: dict[str, str] = {}
    for one in asked:
        if not is_asked(one, kept):
            continue
        given = _given(one, raw.get(one.code))
        if given is None:
            errors[one.code] = str(_("Выберите один из ответов"))
        elif not given.is_empty:
            kept[one.code] = given
        elif one.required:
            errors[one.code] = str(_("Ответьте на этот вопрос"))
    return Checked(kept, errors)


def _given(one: Question, raw: Any) -> Given | None:
    """None: it is no answer to this question."""
    said = [raw] if isinstance(raw, str | int) else raw if isinstance(raw, list | tuple) else []
    words = [str(item).replace("\x00", "").strip() for item in said]
    words = list(dict.fromkeys(word for word in words if word))
    if not words:
        return Given()
    if one.kind == OPEN:
        return Given(text=words[0][:TEXT_LIMIT])
    if one.kind == RATING:
        return Given(number=int(words[0])) if re.fullmatch(r"10|[1-9]", words[0]) else None
    if not set(words) <= set(one.values):
        return None
    if one.kind == MULTIPLE:
        return Given(values=tuple(value for value in one.values if value in words))
    if one.kind == FREQUENCY or one.scored:
        return Given(number=int(words[0]))
    return Given(values=(words[0],))
