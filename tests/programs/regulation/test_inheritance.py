"""Stories of three levels: who speaks, who is heard, and what a refusal cites."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from programs.regulation.conflicts import (
    Contradiction,
    ForbiddenSource,
    LockedOverride,
    RegulationConflict,
    WidenedList,
)
from programs.regulation.effective import EffectiveRegulation, Layer, effective
from programs.regulation.loader import load_preset
from programs.regulation.parameter import Level
from programs.regulation.settings import Setting, read_settings

D = dt.date
ON = D(2024, 10, 1)
SINCE = D(2022, 9, 1)


def layer(level: Level, since: D = SINCE, until: D | None = None, **said: Any) -> Layer:
    """A document of a level; «__» in a name stands for a dot, a pair is (value, clause), a triple is locked too."""
    raw = {}
    for name, value in said.items():
        code = name.replace("__", ".")
        given = value if isinstance(value, tuple) else (value,)
        raw[code] = {"value": given[0]} | ({"clause": given[1]} if len(given) > 1 else {})
        raw[code]["locked"] = len(given) > 2
    owner = {Level.REGION: "Министерство", Level.MUNICIPALITY: "Комитет", Level.SCHOOL: "Школа № 3"}[level]
    return Layer(level, owner, f"Положение – {owner}", read_settings(raw, level), since, until)


def region(**said: Any) -> Layer:
    return layer(Level.REGION, **said)


def district(**said: Any) -> Layer:
    return layer(Level.MUNICIPALITY, **said)


def school(**said: Any) -> Layer:
    return layer(Level.SCHOOL, **said)


def where(regulation: EffectiveRegulation, code: str) -> tuple[Any, Level, str]:
    found = regulation[code]
    return found.value, found.level, found.organization


def test_the_nearest_level_that_speaks_is_heard() -> None:
    regulation = effective(
        [
            region(program_months_max=12, council_label="совет", curator_check="refuse"),
            district(program_months_max=10, council_label="комиссия"),
            school(program_months_max=(9, "п. 1.2")),
        ],
        ON,
        strict=True,
    )
    assert where(regulation, "program_months_max") == (9, Level.SCHOOL, "Школа № 3")
    assert where(regulation, "council_label") == ("комиссия", Level.MUNICIPALITY, "Комитет")
    assert where(regulation, "curator_check") == ("refuse", Level.REGION, "Министерство")
    assert where(regulation, "program_months_min") == (3, Level.DEFAULT, "")
    assert [(said.level, said.value) for said in regulation["program_months_max"].said] == [
        (Level.REGION, 12),
        (Level.MUNICIPALITY, 10),
        (Level.SCHOOL, 9),
    ]


def test_a_school_may_stand_under_the_region_or_alone() -> None:
    under = effective([region(curator_check="refuse"), school()], ON, strict=True)
    assert (under.value("curator_check"), under.value("external.municipal")) == ("refuse", "none")
    assert effective([school()], ON, strict=True).value("curator_check") == "warn"


def test_a_locked_value_wins_and_the_page_says_who_locked_it() -> None:
    layers = [region(program_months_max=(12, "п. 3.2", "locked")), school(program_months_max=18)]
    regulation = effective(layers, ON)
    assert where(regulation, "program_months_max") == (12, Level.REGION, "Министерство")
    (conflict,) = regulation.conflicts
    assert isinstance(conflict, LockedOverride)
    assert (conflict.code, conflict.level, conflict.organization) == ("program_months_max", Level.SCHOOL, "Школа № 3")
    assert conflict.locked_by == "Министерство (регион)"
    assert conflict.message.replace("\N{NO-BREAK SPACE}", " ") == (
        "«Срок программы, не больше»: значение «12 месяцев» закрепил уровень выше – Министерство (регион); "
        "изменить его здесь нельзя"
    )
    with pytest.raises(RegulationConflict, match="закрепил уровень выше"):
        effective(layers, ON, strict=True)


def test_a_level_below_a_lock_may_repeat_the_value_and_the_one_who_locked_it_stays_its_source() -> None:
    regulation = effective([region(duty_release=(True, "п. 3", "locked")), school(duty_release=(True, "п. 1.4"))], ON)
    assert regulation.conflicts == ()
    assert where(regulation, "duty_release") == (True, Level.REGION, "Министерство")
    assert regulation["duty_release"].clause == "п. 3"


def test_the_middle_level_may_lock_what_the_region_left_open() -> None:
    regulation = effective([region(min_age=10), district(min_age=(11, "п. 1", "locked")), school(min_age=12)], ON)
    assert where(regulation, "min_age") == (11, Level.MUNICIPALITY, "Комитет")
    assert [type(conflict) for conflict in regulation.conflicts] == [LockedOverride]


def test_a_list_may_be_narrowed() -> None:
    """S1-046, S3-036: a school takes part of the forms that its district allows."""
    narrowed = school(forms=(["EDUCATOR_EDUCATOR", "OTHER"], "п. 2.3"))
    regulation = effective([load_preset("kalmanka").layer(D(2022, 8, 19)), narrowed], ON, strict=True)
    assert where(regulation, "forms") == (("EDUCATOR_EDUCATOR", "OTHER"), Level.SCHOOL, "Школа № 3")


def test_a_list_may_not_be_widened_and_what_is_too_much_is_named() -> None:
    wider = school(forms=["EDUCATOR_EDUCATOR", "UNI_EDUCATOR_YOUNG_EDUCATOR", "PUPIL_PUPIL"])
    layers = [load_preset("kalmanka").layer(D(2022, 8, 19)), wider]
    regulation = effective(layers, ON)
    (conflict,) = regulation.conflicts
    assert isinstance(conflict, WidenedList)
    assert conflict.extra == ("UNI_EDUCATOR_YOUNG_EDUCATOR", "PUPIL_PUPIL")
    assert "в нём лишнее – педагог вуза или колледжа – молодой педагог, ученик – ученик" in conflict.message
    assert "Комитет администрации Калманского района" in conflict.message
    assert where(regulation, "forms") == (("EDUCATOR_EDUCATOR",), Level.SCHOOL, "Школа № 3")
    with pytest.raises(RegulationConflict):
        effective(layers, ON, strict=True)


def test_a_list_of_nothing_allowed_leaves_the_list_of_the_level_above() -> None:
    regulation = effective([region(forms=["OTHER"]), school(forms=["PUPIL_PUPIL"])], ON)
    assert where(regulation, "forms") == (("OTHER",), Level.REGION, "Министерство")
    assert len(regulation.conflicts) == 1


def test_the_list_of_the_middle_level_binds_the_school_too() -> None:
    layers = [region(kinds=["GROUP", "SPEED"]), district(kinds=["GROUP"]), school(kinds=["GROUP", "SPEED"])]
    regulation = effective(layers, ON)
    assert regulation.value("kinds") == ("GROUP",)
    assert [(conflict.level, type(conflict)) for conflict in regulation.conflicts] == [(Level.SCHOOL, WidenedList)]


def test_the_systems_list_binds_nobody() -> None:
    """Kinds are empty by default in a regulation of pupils, and a school may still name some."""
    regulation = effective([school(tracks=["student"], kinds=["GROUP"])], ON, strict=True)
    assert regulation.value("kinds") == ("GROUP",)


def test_priority_forms_follow_the_forms_down() -> None:
    pupils = load_preset("tashtagol").layer(D(2021, 9, 1))
    regulation = effective([pupils, school(forms=["TEACHER_TEACHER", "OTHER"])], ON, strict=True)
    assert regulation.value("forms_priority") == ("TEACHER_TEACHER",)


def test_values_of_different_levels_that_cannot_stand_together_are_a_conflict() -> None:
    layers = [region(program_months_max=6), school(program_months_min=9)]
    (conflict,) = effective(layers, ON).conflicts
    assert isinstance(conflict, Contradiction)
    assert conflict.code == "program_months_max"
    with pytest.raises(RegulationConflict, match="меньше, чем"):
        effective(layers, ON, strict=True)


def test_only_the_levels_that_may_set_a_parameter_are_heard() -> None:
    settings = {"monitoring.small_group_min": Setting(50), "law.gost": Setting("6.30-2003")}
    stray = Layer(Level.SCHOOL, "Школа", "Положение", settings, D(2022, 1, 1))
    regulation = effective([stray], ON)
    assert (regulation.value("monitoring.small_group_min"), regulation.value("law.gost")) == (5, "7.0.97-2016")
    assert [type(conflict) for conflict in regulation.conflicts] == [ForbiddenSource, ForbiddenSource]
    messages = " | ".join(conflict.message for conflict in regulation.conflicts)
    assert "задаёт только регион, муниципалитет" in messages
    assert "устанавливает закон" in messages


def test_targets_belong_to_the_levels_above_the_school() -> None:
    target = {"indicator": "K1", "year": 2024, "percent": 70}
    above = effective([district(targets=[target])], ON, strict=True)
    assert above.value("targets") == ({"indicator": "K1", "year": 2024, "percent": 70},)
    with pytest.raises(ValueError, match="задаёт только регион, муниципалитет"):
        school(targets=[target])
    with pytest.raises(ValueError, match="названо дважды"):
        district(targets=[target, {**target, "percent": 5}])


def test_a_document_speaks_from_its_order_to_its_repeal() -> None:
    layers = [school(since=D(2022, 3, 24), until=D(2024, 9, 1), council_label="совет")]
    heard = {
        day: effective(layers, day).value("council_label")
        for day in (D(2022, 3, 23), D(2022, 3, 24), D(2024, 8, 31), D(2024, 9, 1))
    }
    assert list(heard.values()) == ["совет наставников", "совет", "совет", "совет наставников"]


def test_layers_out_of_order_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="from the region"):
        effective([school(), region()], ON)
    with pytest.raises(ValueError, match="from the region"):
        effective([Layer(Level.LAW, "x", "x", {}, ON)], ON)


def test_an_unknown_code_is_an_error_with_a_hint() -> None:
    with pytest.raises(KeyError, match="похоже на «program_months_max»"):
        effective([], ON).value("program_month_max")


def test_a_refusal_cites_the_document_that_says_so() -> None:
    regulation = effective([load_preset("tatarstan").layer(D(2022, 11, 16))], ON)
    assert regulation.refusal("program_months_max", "Срок программы – от 3 до 12 месяцев.") == (
        "Срок программы – от 3 до 12 месяцев (п. 1.3 Положения о системе (целевой модели) наставничества "
        "педагогических работников в образовательных организациях Республики Татарстан)"
    )
    assert regulation.refusal("rationale_sections").startswith("Разделы пояснительной записки: описание проблемы, ")


def test_a_refusal_never_cites_a_clause_that_the_document_does_not_have() -> None:
    """S1-159, S5-136: S1 and S5 say nothing of extension, reasons to close and written consent."""
    for code in ("kalmanka", "altai_duc"):
        regulation = effective([load_preset(code).layer(D(2022, 9, 1))], ON)
        for silent in ("extension.allowed", "closure_reasons", "duty_consent_required", "mentor_activation"):
            assert regulation.refusal(silent, "Нельзя") == "Нельзя (умолчание системы, в положении не названо)"


def test_how_clauses_of_other_papers_are_cited() -> None:
    district_of_s1 = effective([load_preset("kalmanka").layer(D(2022, 8, 19))], ON)
    assert district_of_s1["deadlines.pairs"].basis.startswith("п. 4 приказа об утверждении Положения о системе")
    pupils = effective([load_preset("tashtagol").layer(D(2021, 9, 1))], ON)
    assert pupils["periodic.monthly_report_day"].basis.startswith("разд. 9, п. 4.2 Примерной программы наставничества")
    school_of_s4 = effective([load_preset("schekino11").layer(D(2022, 3, 24))], ON)
    assert school_of_s4["unmatched_support"].basis.startswith("этап 5 дорожной карты (Положение о системе")
    no_clause = effective([school(min_age=11)], ON)
    assert no_clause["min_age"].basis == "Положение – Школа № 3"
    odd = Layer(Level.SCHOOL, "x", "Устав школы", {"min_age": Setting(11, "п. 3")}, D(2022, 1, 1))
    assert effective([odd], ON)["min_age"].basis == "п. 3 (Устав школы)"


def test_who_forbids_a_level_to_change_a_parameter() -> None:
    regulation = effective([region(min_age=(10, "п. 1", "locked")), school()], D(2025, 3, 1))
    who = {
        code: regulation.forbidden_by(code, Level.SCHOOL)
        for code in ("min_age", "targets", "law.gost", "duty_consent_required", "council_label")
    }
    assert who == {
        "min_age": "Министерство (регион)",
        "targets": "регион, муниципалитет",
        "law.gost": "закон",
        "duty_consent_required": "закон",
        "council_label": "",
    }
    assert regulation.forbidden_by("min_age", Level.REGION) == ""
