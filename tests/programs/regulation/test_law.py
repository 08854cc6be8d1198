"""The law layer: judged at the date of the act, over every regulation, switched off by nobody."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from programs.regulation.effective import EffectiveRegulation, Layer, effective
from programs.regulation.law import LAW, law_at, law_dates
from programs.regulation.loader import load_preset
from programs.regulation.parameter import Level
from programs.regulation.schema import PARAMETERS
from programs.regulation.settings import SettingsError, read_settings

D = dt.date

# The day on which a value changes: parameter, the day before, the day itself. By hand, from the acts.
CHANGES: list[tuple[str, D, Any, Any, str]] = [
    ("duty_consent_required", D(2025, 3, 1), False, True, "Трудовой кодекс РФ, ст. 351.8"),
    ("law.labor_agreement", D(2025, 3, 1), False, True, "Трудовой кодекс РФ, ст. 351.8"),
    ("law.notice_workdays", D(2025, 3, 1), None, 3, "Трудовой кодекс РФ, ст. 351.8"),
    (
        "law.pdn_consent_separate", D(2025, 9, 1), False, True,
        "Федеральный закон от 27.07.2006 № 152-ФЗ, ст. 9, ч. 1 (в ред. от 24.06.2025 № 156-ФЗ)",
    ),
    ("law.distribution_consent", D(2021, 3, 1), False, True, "Федеральный закон от 27.07.2006 № 152-ФЗ, ст. 10.1"),
    ("law.gost", D(2025, 8, 18), "7.0.97-2016", "7.0.97-2025", "ГОСТ Р 7.0.97-2025"),
    ("law.gost", D(2018, 7, 1), "6.30-2003", "7.0.97-2016", "ГОСТ Р 7.0.97-2016"),
    (
        "law.closure_reasons", D(2025, 3, 1), ("CONSENT_REVOKED",), ("EMPLOYER_CANCEL", "CONSENT_REVOKED"),
        "Трудовой кодекс РФ, ст. 351.8",
    ),
]  # fmt: skip


def against_the_law(on: D) -> EffectiveRegulation:
    """A school whose document says that no written consent is needed."""
    settings = read_settings({"duty_consent_required": {"value": False, "clause": "п. 5"}}, Level.SCHOOL)
    return effective([Layer(Level.SCHOOL, "Школа", "Положение школы", settings, D(2010, 1, 1))], on)


@pytest.mark.parametrize(("code", "day", "before", "after", "basis"), CHANGES)
def test_the_law_changes_on_its_day(code: str, day: D, before: Any, after: Any, basis: str) -> None:
    yesterday, today = against_the_law(day - dt.timedelta(days=1)), against_the_law(day)
    assert (yesterday.value(code), today.value(code)) == (before, after)
    assert (today[code].level, today[code].basis, today[code].since) == (Level.LAW, basis, day)


@pytest.mark.parametrize("code", ["law.pdn_consent", "law.guardian_consent"])
def test_consent_to_personal_data_is_required_whatever_a_regulation_names(code: str) -> None:
    for preset in ("kalmanka", "tashtagol", "schekino11"):
        regulation = effective([load_preset(preset).layer(D(2021, 1, 1))], D(2022, 1, 1))
        assert (regulation.value(code), regulation[code].level) == (True, Level.LAW)


def test_before_the_law_the_document_is_heard_and_after_it_the_law() -> None:
    assert against_the_law(D(2025, 2, 28))["duty_consent_required"].basis == "п. 5 Положения школы"
    after = against_the_law(D(2025, 3, 1))
    assert after.refusal("duty_consent_required", "Нет согласия работника") == (
        "Нет согласия работника (Трудовой кодекс РФ, ст. 351.8)"
    )
    assert [(said.organization, said.value) for said in after["duty_consent_required"].said] == [("Школа", False)]
    assert after["duty_consent_required"].locked_by == "закон"


def test_what_no_act_yet_governs_is_not_called_a_clause_of_anything() -> None:
    assert against_the_law(D(2025, 2, 28))["law.labor_agreement"].basis == "законом на этот день не установлено"


@pytest.mark.parametrize("code", sorted(code for code, entry in PARAMETERS.items() if entry.law_only))
@pytest.mark.parametrize("level", [Level.REGION, Level.MUNICIPALITY, Level.SCHOOL])
def test_no_level_may_set_what_the_law_sets(code: str, level: Level) -> None:
    with pytest.raises(SettingsError, match="устанавливает закон"):
        read_settings({code: {"value": PARAMETERS[code].default} if PARAMETERS[code].default is not None else {
            "none": True}}, level)  # fmt: skip


def test_the_reasons_to_close_a_programme_on_a_day() -> None:
    """S4 names five; the law adds its own; a fact such as leaving the school needs nobody's leave."""
    school = [load_preset("schekino11").layer(D(2022, 3, 24))]
    in_2022, in_2025 = (effective(school, day).closure_reasons() for day in (D(2022, 4, 1), D(2025, 4, 1)))
    assert "EMPLOYER_CANCEL" not in in_2022
    assert in_2025["EMPLOYER_CANCEL"] == "Трудовой кодекс РФ, ст. 351.8"
    assert in_2022["MUTUAL"].startswith("п. 7.1 Положения о системе наставничества")
    assert in_2022["LEFT_ORG"] == "умолчание системы, в положении не названо"
    assert set(in_2025) - set(in_2022) == {"EMPLOYER_CANCEL"}
    assert len(in_2025) == 9


def test_every_rule_is_a_value_that_its_parameter_can_take() -> None:
    for rule in LAW:
        assert PARAMETERS[rule.code].clean(rule.value) == rule.value
        assert str(rule.sentence).endswith(".")
    assert law_at(D(1990, 1, 1)) == {}


def test_the_days_on_which_the_law_changes() -> None:
    assert law_dates(D(2025, 1, 1), D(2025, 12, 31)) == [D(2025, 3, 1), D(2025, 8, 18), D(2025, 9, 1)]
    assert law_dates(D(2025, 3, 1), D(2025, 8, 17)) == []
    assert law_dates(D(2025, 2, 28), D(2025, 3, 1)) == [D(2025, 3, 1)]
