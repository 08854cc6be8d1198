"""What holds for every regulation, whatever its levels say: over random values, documents and days."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from programs.regulation.effective import Layer, effective
from programs.regulation.law import law_at
from programs.regulation.parameter import OWN_LEVELS, Level
from programs.regulation.schema import PARAMETERS
from programs.regulation.settings import Setting, dump_settings, read_settings, stored_settings
from programs.regulation.snapshots import compare, from_snapshot, snapshot
from programs.regulation.statute import build

from .strategies import codes_for, days, documents, of_type, prop, trees, values

any_code = st.sampled_from(list(PARAMETERS))
NARROWING = [code for code, entry in PARAMETERS.items() if entry.narrowing]


def shuffled(value: Any, rng: Any) -> Any:
    """The same JSON with the keys of every object in another order."""
    if isinstance(value, dict):
        keys = list(value)
        rng.shuffle(keys)
        return {key: shuffled(value[key], rng) for key in keys}
    return [shuffled(item, rng) for item in value] if isinstance(value, list) else value


@prop
@given(st.data(), any_code)
def test_a_cleaned_value_is_clean_goes_through_json_and_has_words(data: st.DataObject, code: str) -> None:
    entry = PARAMETERS[code]
    raw = data.draw(of_type(entry.kind))
    value = entry.clean(raw)
    assert entry.clean(value) == value
    assert entry.thaw(json.loads(json.dumps(value))) == value
    assert entry.display(value).strip()


@prop
@given(st.data(), any_code)
def test_the_order_in_which_options_are_named_never_matters(data: st.DataObject, code: str) -> None:
    entry = PARAMETERS[code]
    assume(entry.choices)
    raw = data.draw(of_type(entry.kind))
    if isinstance(raw, list):
        assert entry.clean(data.draw(st.permutations(raw))) == entry.clean(raw)
    elif isinstance(raw, dict):
        again = entry.clean(dict(data.draw(st.permutations(list(raw.items())))))
        assert list(again.items()) == list(entry.clean(raw).items())


@prop
@given(trees(), days)
def test_a_locked_value_always_wins(layers: list[Layer], on: dt.date) -> None:
    """Below the first lock that is in force nothing changes but by the law."""
    regulation = effective(layers, on)
    living = [layer for layer in layers if layer.in_force(on)]
    for code, entry in PARAMETERS.items():
        if entry.within or regulation[code].level is Level.LAW:
            continue
        for at, layer in enumerate(living):
            if code in layer.settings and layer.settings[code].locked:
                down_to_the_lock = effective(living[: at + 1], on)
                if down_to_the_lock[code].locked_by:
                    assert regulation.value(code) == down_to_the_lock.value(code)
                    break


@prop
@given(trees(), days)
def test_narrowing_never_widens(layers: list[Layer], on: dt.date) -> None:
    """The effective list is within what each level in force declared, unless nothing of a level's list was allowed."""
    regulation = effective(layers, on)
    for code in NARROWING:
        declared = [layer.settings[code].value for layer in layers if layer.in_force(on) and code in layer.settings]
        if declared:
            assert set(regulation.value(code)) <= set(declared[0])
        if declared and set(declared[-1]) <= set(effective(layers[:-1], on).value(code)):
            assert set(regulation.value(code)) <= set(effective(layers[:-1], on).value(code))


@prop
@given(trees(), days, st.data())
def test_no_level_can_change_what_the_law_says(layers: list[Layer], on: dt.date, data: st.DataObject) -> None:
    regulation = effective(layers, on)
    for code, rule in law_at(on).items():
        assert (regulation.value(code), regulation[code].level) == (rule.value, Level.LAW)
    code = data.draw(st.sampled_from(sorted(code for code, entry in PARAMETERS.items() if entry.law_only)))
    level = data.draw(st.sampled_from(OWN_LEVELS))
    forced = Layer(level, "x", "x", {code: Setting(data.draw(values(PARAMETERS[code])))}, dt.date(2020, 1, 1))
    assert effective([forced], on).value(code) == effective([], on).value(code)


@prop
@given(trees(), days, st.randoms(use_true_random=False))
def test_a_snapshot_comes_back_with_the_same_hash(layers: list[Layer], on: dt.date, rng: Any) -> None:
    regulation = effective(layers, on)
    frozen = snapshot(regulation)
    thawed = from_snapshot(shuffled(json.loads(json.dumps(frozen)), rng))
    assert thawed == regulation
    assert snapshot(thawed) == frozen
    assert compare(regulation, thawed) == []


@prop
@given(documents(Level.SCHOOL), days, st.randoms(use_true_random=False))
def test_the_order_of_settings_never_matters(layer: Layer, on: dt.date, rng: Any) -> None:
    items = list(layer.settings.items())
    rng.shuffle(items)
    assert snapshot(effective([replace(layer, settings=dict(items))], on)) == snapshot(effective([layer], on))


@prop
@given(documents(Level.REGION))
def test_settings_come_back_from_json(layer: Layer) -> None:
    dumped = json.loads(json.dumps(dump_settings(layer.settings)))
    assert stored_settings(dumped) == layer.settings
    try:
        assert read_settings(dumped, Level.REGION) == layer.settings
    except ValueError as error:
        assert "меньше, чем" in str(error) or "не входит в" in str(error)


@prop
@given(trees(), days)
def test_every_value_is_one_that_somebody_said_and_its_source_is_true(layers: list[Layer], on: dt.date) -> None:
    for found in effective(layers, on):
        entry = found.parameter
        assert entry.clean(found.value) == found.value
        if found.level in OWN_LEVELS:
            (layer,) = [layer for layer in layers if layer.level is found.level]
            assert layer.in_force(on)
            assert (found.clause, found.document) == (layer.settings[found.code].clause, layer.title)
            if not entry.narrowing and not entry.within:
                assert found.value == layer.settings[found.code].value
        elif found.level is Level.DEFAULT:
            assert (found.clause, found.document, found.organization) == ("", "", "")


@prop
@given(trees(), days)
def test_a_clean_set_of_levels_is_never_refused_and_a_conflicting_one_always_is(
    layers: list[Layer], on: dt.date
) -> None:
    conflicts = effective(layers, on).conflicts
    try:
        effective(layers, on, strict=True)
    except ValueError as error:
        assert conflicts
        assert str(error) == "\n".join(conflict.message for conflict in conflicts)
    else:
        assert not conflicts


@prop
@given(trees(), days, st.sampled_from(OWN_LEVELS))
def test_any_regulation_can_be_written_as_a_statute(layers: list[Layer], on: dt.date, level: Level) -> None:
    statute = build(effective(layers, on), "МБОУ «Школа»", level=level)
    for section in statute.plain():
        for line in section["paragraphs"]:
            assert line[-1] in ".:;", line
            assert "  " not in line
            assert "None" not in line
    numbers = [paragraph.number for paragraph in statute.paragraphs()]
    assert len(numbers) == len(set(numbers))
    assert set(statute.clauses()) <= set(PARAMETERS)


def test_the_strategies_reach_every_parameter() -> None:
    reached = {code for level in OWN_LEVELS for code in codes_for(level)}
    assert reached == {code for code, entry in PARAMETERS.items() if not entry.law_only}
