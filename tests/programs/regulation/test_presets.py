"""The shipped presets say what the documents say, no more and no less."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from programs.regulation.effective import EffectiveRegulation, Layer, effective
from programs.regulation.loader import Preset, load_preset, preset_codes
from programs.regulation.parameter import Level
from programs.regulation.schema import PARAMETERS
from programs.regulation.settings import read_settings
from programs.regulation.value_types import Choice, ChoiceSet, Flag, PerOption

from . import oracle

BEFORE_2025 = dt.date(2024, 12, 31)


def in_force(*codes: str, on: dt.date = BEFORE_2025) -> EffectiveRegulation:
    """The presets from the top of the tree down, long in force."""
    return effective([load_preset(code).layer(dt.date(2020, 1, 1)) for code in codes], on, strict=True)


def disagreements(document: str, preset: Preset) -> list[str]:
    """Where a preset is not what the oracle says, by code."""
    expected = oracle.said_by(document)
    wrong = [code for code in preset.settings if code not in expected]
    for code, (value, clause) in expected.items():
        setting = preset.settings.get(code)
        if setting is None or not oracle.agree(value, setting.value) or setting.clause != clause:
            wrong.append(code)
    return sorted(wrong)


def test_six_presets_are_shipped() -> None:
    assert set(preset_codes()) == {*oracle.DOCUMENTS, "municipal_monthly"}


@pytest.mark.parametrize("document", oracle.DOCUMENTS)
def test_a_preset_says_what_its_document_says_and_where(document: str) -> None:
    assert disagreements(document, load_preset(document)) == []


@pytest.mark.parametrize("document", oracle.DOCUMENTS)
def test_every_value_of_a_preset_has_its_clause(document: str) -> None:
    assert [code for code, setting in load_preset(document).settings.items() if not setting.clause] == []


@pytest.mark.parametrize("code", sorted(oracle.LEVELS))
def test_a_preset_knows_its_level_and_the_order_that_approved_it(code: str) -> None:
    preset = load_preset(code)
    date, number, stamp = oracle.ORDERS[code]
    assert preset.level == oracle.LEVELS[code]
    assert (preset.date.isoformat() if preset.date else None, preset.number, preset.stamp_number) == (
        date,
        number,
        stamp,
    )
    assert preset.has_order is (date is not None)


def test_the_district_keeps_the_acts_on_which_its_document_stands() -> None:
    assert any("№ 404" in act for act in load_preset("kalmanka").bases)


@pytest.mark.parametrize("document", oracle.DOCUMENTS)
def test_only_what_the_document_calls_invariant_is_locked(document: str) -> None:
    locked = {code for code, setting in load_preset(document).settings.items() if setting.locked}
    assert locked == oracle.LOCKED[document]


def altered(code: str, value: Any) -> Any:
    """Another value that the parameter could take."""
    kind = PARAMETERS[code].kind
    if value is None:
        return 30
    if isinstance(kind, Flag):
        return not value
    if isinstance(kind, Choice):
        return next(option for option in kind.choices if option != value)
    if isinstance(kind, ChoiceSet):
        return value[1:] if len(value) > 1 else (next(option for option in kind.choices if option not in value),)
    if isinstance(kind, PerOption):
        return dict(list(value.items())[1:])
    if isinstance(value, tuple):
        return value[:-1]
    if isinstance(value, int):
        return value + 1
    return "01-15" if value[2:3] == "-" else value + "!"


@pytest.mark.parametrize("document", oracle.DOCUMENTS)
def test_the_oracle_notices_any_one_altered_value_clause_or_absence(document: str) -> None:
    preset = load_preset(document)
    for code, setting in preset.settings.items():
        for other in (
            {**preset.settings, code: replace(setting, value=altered(code, setting.value))},
            {**preset.settings, code: replace(setting, clause="п. 99")},
            {name: kept for name, kept in preset.settings.items() if name != code},
        ):
            assert disagreements(document, replace(preset, settings=other)) == [code]


@pytest.mark.parametrize("document", oracle.DOCUMENTS)
def test_what_the_document_does_not_say_is_the_systems_default_without_a_clause(document: str) -> None:
    regulation = in_force(document)
    said = oracle.said_by(document)
    for found in regulation:
        if found.code in said or found.level is Level.LAW:
            continue
        assert (found.level, found.clause, found.document) == (Level.DEFAULT, "", ""), found.code


@pytest.mark.parametrize("code", sorted(oracle.DEFAULTS))
def test_the_systems_own_decisions(code: str) -> None:
    regulation = effective([], BEFORE_2025)
    expected = oracle.DEFAULTS[code]
    assert oracle.agree(oracle.UNSET if expected is None else expected, regulation.value(code))


def test_the_two_contours_are_not_mixed() -> None:
    """S2 names neither a term nor kinds: a pupils' programme lasts to the end of the school year (§12)."""
    pupils, staff = in_force("tashtagol"), in_force("schekino11")
    assert (pupils.value("program_months_min"), pupils.value("program_months_max")) == (None, None)
    assert (pupils.value("program_until"), pupils.value("kinds")) == ("05-31", ())
    assert pupils["program_until"].level is Level.DEFAULT
    assert pupils.value("monitoring.coverage") == ("K1", "K2", "K3", "K5", "K6")
    assert (staff.value("program_months_min"), staff.value("program_months_max")) == (3, 12)
    assert (staff.value("program_until"), staff.value("monitoring.coverage")) == (None, ())


def test_a_regulation_for_both_contours_keeps_the_terms_of_staff() -> None:
    settings = read_settings({"tracks": {"value": ["student", "staff"]}}, Level.SCHOOL)
    both = effective([Layer(Level.SCHOOL, "Школа", "Положение", settings, dt.date(2022, 1, 1))], BEFORE_2025)
    assert (both.value("program_months_max"), len(both.value("kinds"))) == (12, 7)


def test_the_federal_contour_is_off_unless_the_document_turns_it_on() -> None:
    on = {document for document in oracle.DOCUMENTS if in_force(document).value("external.federal")}
    assert on == {"altai_duc"}


def test_the_route_is_free_where_the_document_names_no_steps() -> None:
    republic = in_force("tatarstan")
    assert republic.value("route.enabled") is True
    assert (republic.value("route.steps"), republic.value("route.months_min")) == (None, None)
    assert republic["route.steps"].display == "свободный маршрут"


def test_the_day_of_the_monthly_report_comes_to_the_school_from_the_municipality() -> None:
    """S4 knows no monthly report; the small municipal regulation over it adds the 25th (§12)."""
    alone = in_force("schekino11")
    under = in_force("municipal_monthly", "schekino11")
    assert alone.value("periodic.monthly_report_day") is None
    assert (under.value("periodic.monthly_report_day"), under["periodic.monthly_report_day"].level) == (
        25,
        Level.MUNICIPALITY,
    )
    others = [code for code in PARAMETERS if code != "periodic.monthly_report_day"]
    assert [code for code in others if under[code] != alone[code]] == []
