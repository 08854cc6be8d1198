"""The schema itself, stored settings, and the page that describes them."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from programs.regulation.parameter import OWN_LEVELS, Group, Level
from programs.regulation.schema import PARAMETERS, by_group, cross_problems, parameter, suggest
from programs.regulation.settings import Setting, SettingsError, dump_settings, read_settings, stored_settings
from programs.regulation.value_types import Day, InvalidValue, Whole
from programs.regulation.words import DAYS, MONTHS, genitive_title, plural

DESCRIPTION = Path(__file__).resolve().parents[3] / "docs" / "regulation.md"


def test_every_parameter_explains_itself_in_russian() -> None:
    for code, entry in PARAMETERS.items():
        assert re.fullmatch(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?", code)
        assert re.search(r"[а-яё]", str(entry.label)), code
        assert str(entry.help).endswith("."), code
        assert not str(entry.label).endswith("."), code
        assert entry.levels


def test_every_default_is_a_value_that_the_parameter_takes() -> None:
    for code, entry in PARAMETERS.items():
        for students_only in (False, True):
            default = entry.default_for(students_only=students_only)
            assert entry.clean(default) == default, code
            assert entry.display(default), code


def test_no_code_is_the_beginning_of_another() -> None:
    """Else a TOML table could not tell a parameter from a group."""
    assert [code for code in PARAMETERS if any(other.startswith(code + ".") for other in PARAMETERS)] == []


def test_labels_do_not_repeat() -> None:
    labels = [str(entry.label) for entry in PARAMETERS.values()]
    assert len(labels) == len(set(labels))


def test_the_page_has_every_parameter_under_one_heading() -> None:
    grouped = by_group()
    assert list(grouped) == list(Group)
    assert [entry.code for entries in grouped.values() for entry in entries] == list(PARAMETERS)
    assert all(str(group.label) for group in grouped)


def test_lists_that_a_school_chooses_from_can_only_be_narrowed() -> None:
    narrowing = {code for code, entry in PARAMETERS.items() if entry.narrowing}
    assert narrowing == {"tracks", "school_kinds", "forms", "kinds", "role_models"}


def test_choices_and_units_are_at_hand_for_a_page() -> None:
    assert list(parameter("due_shift").choices or {}) == ["none", "previous_workday", "next_workday"]
    assert parameter("due_shift").one_of
    assert not parameter("forms").one_of
    assert (parameter("program_months_max").unit, parameter("min_age").unit, parameter("forms").unit) == (
        "месяцев",
        "лет",
        "",
    )
    assert parameter("program_months_max").choices is None


def test_a_mistyped_code_is_answered_with_the_right_one() -> None:
    assert suggest("Program_Months_Min") == "program_months_min"
    assert suggest("route.step") == "route.steps"
    assert suggest("непохоже") is None


def test_stored_settings_are_checked_on_the_way_in_all_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(
            {"due_shift": {"value": "x"}, "zzz": {"value": 1}, "law.gost": {"none": True}, "min_age": 10},
            Level.SCHOOL,
        )
    assert [problem.code for problem in caught.value.problems] == ["due_shift", "zzz", "law.gost", "min_age"]
    assert str(caught.value).splitlines()[1] == "zzz: нет такого параметра: «zzz»"


def test_settings_that_contradict_each_other_are_not_taken() -> None:
    with pytest.raises(SettingsError, match="меньше, чем"):
        read_settings({"program_months_min": {"value": 6}, "program_months_max": {"value": 3}}, Level.SCHOOL)


def test_stored_settings_come_out_without_a_check() -> None:
    """A schema that has moved on must not break the pages of what was stored before."""
    raw = {
        "min_age": {"value": 99, "clause": "п. 1"},
        "gone": {"value": 1},
        "route.steps": {"none": True, "locked": True},
    }
    assert stored_settings(raw) == {"min_age": Setting(99, "п. 1"), "route.steps": Setting(None, "", locked=True)}
    assert dump_settings(stored_settings(raw)) == {code: item for code, item in raw.items() if code != "gone"}


def test_settings_are_stored_in_the_order_of_the_schema() -> None:
    settings = {"min_age": Setting(10), "tracks": Setting(("student",))}
    assert list(dump_settings(settings)) == ["tracks", "min_age"]
    assert dump_settings(settings)["tracks"] == {"value": ["student"]}


def test_thresholds_stand_in_their_order() -> None:
    (problem,) = cross_problems({"thresholds.good": 70, "thresholds.fair": 80})
    assert str(problem).startswith("thresholds.good: Порог «хорошо»")
    assert cross_problems({"thresholds.good": 70}) == []
    assert cross_problems({"program_months_min": None, "program_months_max": 3}) == []
    assert cross_problems({"program_months_min": 3, "program_months_max": 3}) == []


def test_dates_are_taken_as_toml_and_as_text() -> None:
    assert Day().clean(dt.date(2025, 3, 1)) == Day().clean("2025-03-01") == "2025-03-01"
    assert Day().display("2025-03-01") == "01.03.2025"
    for wrong in ("2025-02-30", "01.03.2025", dt.datetime(2025, 3, 1), None, "2025-03-01T00:00"):
        with pytest.raises(InvalidValue):
            Day().clean(wrong)


def test_ranges_include_their_ends() -> None:
    assert [Whole(3, 5).clean(number) for number in (3, 5)] == [3, 5]
    for wrong in (2, 6, 3.0, "3", None):
        with pytest.raises(InvalidValue):
            Whole(3, 5).clean(wrong)


def test_what_is_too_long_is_refused() -> None:
    assert parameter("council_label").clean("я" * 100) == "я" * 100
    for code, value in (("council_label", "я" * 101), ("other_forms", [str(number) for number in range(101)])):
        with pytest.raises(InvalidValue, match=r"больше|длиннее"):
            parameter(code).clean(value)


def test_options_are_kept_in_the_order_of_the_schema() -> None:
    assert parameter("forms").clean(["OTHER", "TEACHER_TEACHER"]) == ("TEACHER_TEACHER", "OTHER")
    targets = [{"indicator": "K2", "year": 2024, "percent": 8}, {"indicator": "K1", "year": 2023, "percent": 50}]
    assert [target["year"] for target in parameter("targets").clean(targets)] == [2023, 2024]


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "месяц"), (2, "месяца"), (4, "месяца"), (5, "месяцев"), (11, "месяцев"), (12, "месяцев"), (14, "месяцев"),
     (21, "месяц"), (22, "месяца"), (111, "месяцев"), (0, "месяцев")],
)  # fmt: skip
def test_numbers_agree_with_their_words(number: int, words: str) -> None:
    assert plural(number, MONTHS) == f"{number}\N{NO-BREAK SPACE}{words}"


def test_words() -> None:
    assert plural(365, DAYS).endswith("дней")
    assert genitive_title("Положение о наставничестве") == "Положения о наставничестве"
    assert genitive_title("Положением") is None
    assert genitive_title("Устав") is None


def test_levels_rank_from_the_default_to_the_law() -> None:
    ranked = sorted(Level, key=lambda level: level.rank)
    assert ranked == [Level.DEFAULT, *OWN_LEVELS, Level.LAW]
    assert str(Level.MUNICIPALITY.label) == "муниципалитет"


def described() -> list[str]:
    """The rows of parameters that the page must have: code, label, default, in the order of the schema."""
    rows = []
    for code, entry in PARAMETERS.items():
        default = entry.display(entry.default).replace("\N{NO-BREAK SPACE}", " ")
        marks = [
            mark
            for mark, on in (
                ("only narrower", entry.narrowing),
                (f"within `{entry.within}`", entry.within),
                ("law", entry.law_only),
                ("above the school", Level.SCHOOL not in entry.levels),
            )
            if on
        ]
        rows.append(f"| `{code}` | {entry.label} | {default} | {', '.join(marks)} |")
    return rows


def test_the_description_lists_every_parameter_with_its_default() -> None:
    """On failure put these lines into docs/regulation.md."""
    _, _, table = DESCRIPTION.read_text(encoding="utf-8").partition("\n## Parameters\n")
    listed = [line for line in table.splitlines() if line.startswith("| `")]
    assert listed == described()
