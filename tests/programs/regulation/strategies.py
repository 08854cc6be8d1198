"""Random values and documents for property tests, drawn from the schema."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from programs.regulation.effective import Layer
from programs.regulation.parameter import OWN_LEVELS, Level, Parameter
from programs.regulation.schema import PARAMETERS
from programs.regulation.settings import Setting
from programs.regulation.value_types import (
    Choice,
    ChoiceSet,
    Day,
    Flag,
    Many,
    Month,
    MonthDay,
    PerOption,
    Records,
    Text,
    ValueType,
    Whole,
)

prop = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""Enough examples for the gate; time is not what these tests judge."""

words = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=10)
days = st.dates(dt.date(2020, 1, 1), dt.date(2026, 12, 31))

_BY_TYPE: dict[type[ValueType], Callable[[Any], st.SearchStrategy[Any]]] = {
    Flag: lambda kind: st.booleans(),
    Whole: lambda kind: st.integers(kind.low, kind.high),
    Month: lambda kind: st.integers(1, 12),
    MonthDay: lambda kind: st.dates(dt.date(2001, 1, 1), dt.date(2001, 12, 31)).map(lambda day: f"{day:%m-%d}"),
    Day: lambda kind: days.map(dt.date.isoformat),
    Choice: lambda kind: st.sampled_from(list(kind.choices)),
    ChoiceSet: lambda kind: st.lists(
        st.sampled_from(list(kind.choices)), unique=True, min_size=0 if kind.may_be_empty else 1
    ),
    Text: lambda kind: words,
    Many: lambda kind: st.lists(of_type(kind.item), unique=True, max_size=4),
    PerOption: lambda kind: st.dictionaries(st.sampled_from(list(kind.choices)), of_type(kind.item), max_size=4),
    Records: lambda kind: st.lists(
        st.fixed_dictionaries({name: of_type(field) for name, field in kind.fields.items()}),
        unique_by=lambda record: tuple(record[name] for name in kind.key),
        max_size=3,
    ),
}


def of_type(kind: ValueType) -> st.SearchStrategy[Any]:
    """Raw values, as a form or a file would give them, that the type takes."""
    return _BY_TYPE[type(kind)](kind)


def values(entry: Parameter) -> st.SearchStrategy[Any]:
    """Canonical values of a parameter, unset ones included."""
    cleaned = of_type(entry.kind).map(entry.clean)
    return st.none() | cleaned if entry.nullable else cleaned


def codes_for(level: Level) -> list[str]:
    return [code for code, entry in PARAMETERS.items() if level in entry.levels and not entry.law_only]


@st.composite
def documents(draw: st.DrawFn, level: Level) -> Layer:
    """A document of a level that sets a few parameters at random, some of them locked."""
    codes = draw(st.lists(st.sampled_from(codes_for(level)), unique=True, max_size=12))
    codes = [*{*codes, *draw(st.lists(st.sampled_from(["forms", "kinds", "tracks", "min_age"]), max_size=3))}]
    settings = {
        code: Setting(
            draw(values(PARAMETERS[code])), draw(st.sampled_from(["", "п. 1", "разд. 2"])), draw(st.booleans())
        )
        for code in codes
    }
    since = draw(days)
    until = draw(st.none() | st.dates(since, dt.date(2027, 1, 1)))
    return Layer(level, f"Орган {level.value}", f"Положение {level.value}", settings, since, until)


@st.composite
def trees(draw: st.DrawFn) -> list[Layer]:
    """Documents from the region down; any level may be missing."""
    return [draw(documents(level)) for level in OWN_LEVELS if draw(st.booleans())]
