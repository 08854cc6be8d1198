"""A frozen regulation keeps its words while its parents change; the law over it goes on moving."""

from __future__ import annotations

import copy
import datetime as dt
import json
from typing import Any

import pytest

from programs.regulation.effective import EffectiveRegulation, effective
from programs.regulation.loader import load_preset
from programs.regulation.parameter import Level
from programs.regulation.schema import PARAMETERS
from programs.regulation.snapshots import SnapshotError, compare, digest, from_snapshot, snapshot

D = dt.date
ON = D(2022, 10, 1)


def district(on: D = ON) -> EffectiveRegulation:
    return effective([load_preset("kalmanka").layer(D(2022, 8, 19))], on)


def stored(data: dict[str, Any]) -> dict[str, Any]:
    """What a JSON column gives back: keys in an order of its own."""

    def shuffled(item: Any) -> Any:
        if isinstance(item, dict):
            return {key: shuffled(item[key]) for key in sorted(item, key=lambda key: (len(key), key), reverse=True)}
        return [shuffled(value) for value in item] if isinstance(item, list) else item

    return dict(shuffled(json.loads(json.dumps(data))))


def test_a_snapshot_comes_back_from_json_as_it_was() -> None:
    before = district()
    frozen = snapshot(before)
    after = from_snapshot(stored(frozen))
    assert after == before
    assert snapshot(after) == frozen
    assert list(after.value("route.blocks")) == ["TRAINING", "TRIAL", "PROJECTS", "RESEARCH", "MEASURES"]


def test_a_snapshot_holds_the_source_of_each_value() -> None:
    values = snapshot(district())["values"]
    assert values["forms"]["clause"] == "п. 4.1.5"
    assert values["forms"]["level"] == "municipality"
    assert values["forms"]["document"].startswith("Положение о системе наставничества")
    assert values["forms"]["organization"] == "Комитет администрации Калманского района по образованию"
    assert values["forms"]["since"] == "2022-08-19"
    assert (values["due_shift"]["level"], values["due_shift"]["clause"]) == ("default", "")


def test_the_law_is_not_frozen() -> None:
    """An act of 2025 under a programme frozen in 2022 obeys the law of 2025."""
    frozen = snapshot(district())
    assert not any(code.startswith("law.") for code in frozen["values"])
    assert from_snapshot(frozen).value("law.labor_agreement") is False
    later = from_snapshot(frozen, D(2025, 3, 1))
    assert (later.value("law.labor_agreement"), later["duty_consent_required"].level) == (True, Level.LAW)
    assert later.at(D(2025, 2, 28)).value("law.labor_agreement") is False
    assert snapshot(later)["sha256"] == frozen["sha256"]


def test_the_hash_is_of_the_content_not_of_the_day() -> None:
    assert snapshot(district(D(2022, 10, 1)))["sha256"] == snapshot(district(D(2024, 1, 1)))["sha256"]
    other = effective([load_preset("kalmanka").layer(D(2022, 8, 20))], D(2022, 10, 1))
    assert snapshot(other)["sha256"] != snapshot(district())["sha256"]
    # sha256 of the text {"b":[2],"а":1}
    assert digest({"а": 1, "b": [2]}) == "3194289036095d8ce884f98b6fb091bf48f8eced7ce2a1531ee4b25a1ba17604"


def test_a_snapshot_of_another_format_is_refused_even_with_a_true_hash() -> None:
    data = snapshot(district())
    content = {"format": 2, "values": data["values"]}
    with pytest.raises(SnapshotError, match="в неизвестном виде"):
        from_snapshot({**content, "on": data["on"], "sha256": digest(content)})


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data["values"]["forms"].update(value=["OTHER"]),
        lambda data: data["values"]["forms"].update(clause="п. 9"),
        lambda data: data["values"].pop("forms"),
        lambda data: data.update(sha256="0" * 64),
        lambda data: data.update(format=2),
        lambda data: data.pop("values"),
        lambda data: data.pop("on"),
        lambda data: data.update(values=[]),
    ],
)
def test_a_changed_or_damaged_snapshot_is_refused(damage: Any) -> None:
    data = copy.deepcopy(snapshot(district()))
    damage(data)
    with pytest.raises(SnapshotError, match="снимок регламента"):
        from_snapshot(data)


def test_a_parameter_that_came_later_has_its_default_and_one_that_went_is_kept() -> None:
    data = snapshot(district())
    values = {code: item for code, item in data["values"].items() if code != "thresholds.good"}
    values["old.parameter"] = {**values["due_shift"], "value": [1, 2]}
    content = {"format": data["format"], "values": values}
    old = {**content, "on": data["on"], "sha256": digest(content)}
    regulation = from_snapshot(old)
    assert (regulation.value("thresholds.good"), regulation["thresholds.good"].level) == (95, Level.DEFAULT)
    assert "old.parameter" not in [found.code for found in regulation]
    assert snapshot(regulation)["sha256"] == old["sha256"]


def test_a_later_default_of_a_pupils_regulation_is_the_pupils_one() -> None:
    pupils = effective([load_preset("tashtagol").layer(D(2021, 9, 1))], D(2021, 10, 1))
    data = snapshot(pupils)
    content = {"format": 1, "values": {code: item for code, item in data["values"].items() if code != "program_until"}}
    assert from_snapshot({**content, "on": data["on"], "sha256": digest(content)}).value("program_until") == "05-31"


def test_differences_are_listed_with_both_sources() -> None:
    alone = effective([load_preset("schekino11").layer(D(2022, 3, 24))], D(2024, 1, 1))
    municipal = load_preset("municipal_monthly").layer(D(2023, 9, 1), organization="Комитет района")
    under = effective([municipal, load_preset("schekino11").layer(D(2022, 3, 24))], D(2024, 1, 1))
    (difference,) = compare(alone, under)
    assert difference.parameter.code == "periodic.monthly_report_day"
    assert (difference.before.display, difference.after.display) == ("не сдаётся", "25")
    assert (difference.after.level, difference.after.organization) == (Level.MUNICIPALITY, "Комитет района")
    assert not difference.same_value
    assert compare(alone, alone) == []


def test_a_change_of_source_alone_and_a_change_of_law_are_differences() -> None:
    silent, said = effective([], D(2025, 2, 28)), effective([], D(2025, 3, 1))
    assert [difference.parameter.code for difference in compare(silent, said)] == [
        "duty_consent_required",
        "law.labor_agreement",
        "law.notice_workdays",
        "law.closure_reasons",
    ]
    assert [difference.same_value for difference in compare(silent, said)] == [True, False, False, False]


def test_every_parameter_but_those_of_the_law_is_in_a_snapshot() -> None:
    expected = {code for code, entry in PARAMETERS.items() if not entry.law_only}
    assert set(snapshot(district())["values"]) == expected
