"""Which kinds of pairs work: one indicator by form, role model and strategy of matching, with honest uncertainty."""

import datetime
from dataclasses import dataclass, replace

from programs.models import Unit
from programs.queries.regulations import effective_regulation
from programs.regulation.catalogue.choices import FORMS, ROLE_MODELS

from ..impact_lines import Line, line_of
from ..indicator_catalogue import Indicator
from ..paired_statistics import holm
from .impact import DIMENSIONS, LEAST_FOR_STATISTICS, Question, Reader, guard, readings_of
from .indicators import indicators_under
from .measures import lock_day

NAMES = {"form": FORMS, "role": ROLE_MODELS, "strategy": dict(Unit.Strategy.choices)}
BELIEVED = 0.05


@dataclass(frozen=True)
class Kind:
    """A form, a role model or a strategy: its line, and p corrected by Holm for all that are compared beside it."""

    name: str
    line: Line
    p: float | None

    @property
    def believed(self) -> bool:
        return self.p is not None and self.p < BELIEVED


def measured_twice(question: Question, today: datetime.date) -> list[Indicator]:
    """What can be compared at all."""
    rules = effective_regulation(question.root, today)
    return [one for one in indicators_under(rules) if not one.once and not one.months]


def kinds_of(
    question: Question, today: datetime.date, measures: Reader, indicator: Indicator, audience: str
) -> dict[str, list[Kind]]:
    """Dimension → kinds, the most people first. Every group is guarded as the page of one filter is."""
    if not question.inside and today < lock_day(question.year):
        return {}
    rules = effective_regulation(question.root, today)
    every = readings_of(question, indicators_under(rules), today).get((indicator.code, audience), [])
    found: dict[str, list[Kind]] = {}
    for place, name in enumerate(DIMENSIONS):
        lines: dict[str, Line] = {}
        for value in sorted({one.cell[place] for one in every if one.cell[place]}):
            asked = replace(question, **{name: value})
            told = [one for one in guard(measures, asked, rules, indicator, every) if asked.takes(one.cell)]
            many = question.inside or len(told) >= LEAST_FOR_STATISTICS
            line = line_of(indicator, audience, told, statistics=many)
            if line.paired:
                lines[value] = line
        sure = [value for value, line in lines.items() if line.statistics and line.statistics.p is not None]
        corrected = dict(zip(sure, holm([lines[value].statistics.p for value in sure]), strict=True))  # type: ignore[union-attr,misc]
        kinds = [Kind(str(NAMES[name].get(value, value)), line, corrected.get(value)) for value, line in lines.items()]
        if kinds:
            found[name] = sorted(kinds, key=lambda kind: -kind.line.paired)
    return found
