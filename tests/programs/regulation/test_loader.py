"""A preset with mistakes is refused with every one of them: file, line, key, and what was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from programs.regulation.loader import PresetError, PresetProblem, load_file, load_preset, read_preset
from programs.regulation.toml_lines import KeyLines

HEAD = """[preset]
code = "school"
title = "Положение о системе наставничества"
level = "school"
organization = "МБОУ «Школа»"

[settings]
"""
FIRST = HEAD.count("\n") + 1
"""The line of the first setting."""


def problems(text: str, file: str = "school.toml") -> list[PresetProblem]:
    with pytest.raises(PresetError) as caught:
        read_preset(text, file)
    return list(caught.value.problems)


def one(settings: str) -> PresetProblem:
    """The only problem of a preset with such settings."""
    found = problems(HEAD + settings)
    assert len(found) == 1, [str(problem) for problem in found]
    return found[0]


def test_a_preset_without_settings_is_taken_and_sets_nothing() -> None:
    preset = read_preset(HEAD, "school.toml")
    assert (preset.settings, preset.has_order, preset.bases) == ({}, False, ())


def test_a_wrong_key_suggests_the_nearest_right_one() -> None:
    problem = one('\nprogram_month_min = { value = 3, clause = "п. 1.2" }\n')
    assert (problem.file, problem.line, problem.key) == ("school.toml", FIRST + 1, "program_month_min")
    assert str(problem) == (
        f"school.toml, строка {FIRST + 1}: program_month_min: нет такого параметра: «program_month_min», "
        "похоже на «program_months_min»"
    )


@pytest.mark.parametrize(
    "settings",
    [
        "periodic.monthly_reprot_day = { value = 25 }",
        "[settings.periodic]\nmonthly_reprot_day = { value = 25 }",
        "[settings.periodic.monthly_reprot_day]\nvalue = 25",
        "[settings.peridoic]\nmonthly_report_day = { value = 25 }",
    ],
)
def test_a_wrong_dotted_key_is_found_in_every_spelling_of_toml(settings: str) -> None:
    problem = one(settings)
    assert "похоже на «periodic.monthly_report_day»" in problem.message
    assert problem.line >= FIRST


def test_a_key_like_nothing_is_named_without_a_guess() -> None:
    assert one("zzzzzz = { value = 1 }").message == "нет такого параметра: «zzzzzz»"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("program_months_min = 3", "нужна запись вида { value = …, clause = «п. …» }"),
        ('program_months_min = { clause = "п. 1" }', "нужно одно из двух: value = … или none = true"),
        ("program_months_min = { value = 3, none = true }", "нужно одно из двух: value = … или none = true"),
        ("program_months_min = { none = false }", "none: пишется только none = true"),
        ('program_months_min = { value = "3" }', "нужно целое число, а стоит «3»"),
        ("program_months_min = { value = true }", "нужно целое число, а стоит true"),
        ("program_months_min = { value = 0 }", "нужно число от 1 до 60, а стоит 0"),
        ("program_months_min = { value = 61 }", "нужно число от 1 до 60, а стоит 61"),
        ("program_months_min = { value = 3, claus = 'п. 1' }", "неизвестное поле «claus», похоже на «clause»"),
        ("program_months_min = { value = 3, locked = 1 }", "locked: нужно true или false"),
        ("program_months_min = { value = 3, clause = '' }", "clause: текст пуст"),
        ("program_months_min = { value = 3, clause = 5 }", "clause: нужен текст, а стоит 5"),
        ("due_shift = { none = true }", "значение обязательно"),
        ("duty_release = { value = 1 }", "нужно true или false, а стоит 1"),
        ('due_shift = { value = "next_workdey" }', "неизвестное значение «next_workdey», похоже на «next_workday»"),
        (
            'due_shift = { value = "?" }',
            "неизвестное значение «?», допустимо: none, previous_workday, next_workday",
        ),
        (
            'forms = { value = ["EDUCATOR_EDUCATR"] }',
            "неизвестное значение «EDUCATOR_EDUCATR», похоже на «EDUCATOR_EDUCATOR»",
        ),
        ('forms = { value = ["OTHER", "OTHER"] }', "названо дважды: OTHER"),
        ('forms = { value = "OTHER" }', "нужен список в квадратных скобках, а стоит «OTHER»"),
        ("forms = { value = [] }", "нужно хотя бы одно значение"),
        ("forms = { value = [[1]] }", None),
        ('deadlines.pairs = { value = "30.09" }', "нужны месяц и день вида «08-31», а стоит «30.09»"),
        ('deadlines.pairs = { value = "02-29" }', "такого дня нет в каждом году: «02-29»"),
        ('deadlines.pairs = { value = "09-31" }', "такого дня нет в каждом году: «09-31»"),
        ("periodic.quality_assessment = { value = 13 }", "нужно число от 1 до 12, а стоит 13"),
        ('council_label = { value = "  " }', "текст пуст"),
        ('council_label = { value = "a\\u0000b" }', "в тексте есть управляющие знаки или перенос строки"),
        ('council_label = { value = "a\\nb" }', "в тексте есть управляющие знаки или перенос строки"),
        ('other_forms = { value = ["наставник года", "наставник года"] }', "названо дважды: «наставник года»"),
        ('other_forms = { value = ["да", 5] }', "2: нужен текст, а стоит 5"),
        ('screening = { value = "interview" }', "нужна таблица «код = значение», а стоит «interview»"),
        (
            'screening = { value = { PUPIL_PUPL = "interview" } }',
            "неизвестное значение «PUPIL_PUPL», похоже на «PUPIL_PUPIL»",
        ),
        ('screening = { value = { PUPIL_PUPIL = "never" } }', None),
        ("law.notice_workdays = { value = 1 }", "это устанавливает закон, документ изменить не может"),
        ("law.pdn_consent = { value = false }", "это устанавливает закон, документ изменить не может"),
        ("monitoring.small_group_min = { value = 6 }", "этот параметр задаёт только регион, муниципалитет"),
    ],
)
def test_a_wrong_value_is_named_on_its_line(settings: str, message: str | None) -> None:
    problem = one("\n# comment = { value = 1 }\n" + settings)
    assert problem.line == FIRST + 2
    assert message is None or problem.message == message


def test_a_group_threshold_can_only_be_raised() -> None:
    text = HEAD.replace('"school"\ntitle', '"region"\ntitle').replace('level = "school"', 'level = "region"')
    found = problems(text + "monitoring.small_group_min = { value = 4 }", "region.toml")
    assert [problem.message for problem in found] == ["нужно число от 5 до 100, а стоит 4"]


def test_values_that_contradict_each_other_are_named() -> None:
    problem = one("program_months_min = { value = 12 }\nprogram_months_max = { value = 3 }")
    assert (problem.line, problem.key) == (FIRST + 1, "program_months_max")
    assert "меньше, чем «Срок программы, не меньше»" in problem.message.replace("\N{NO-BREAK SPACE}", " ")
    problem = one('forms = { value = ["OTHER"] }\nforms_priority = { value = ["PUPIL_PUPIL"] }')
    assert (problem.key, problem.message) == (
        "forms_priority",
        "не входит в «Формы наставничества»: ученик – ученик",
    )


def test_all_problems_are_listed_in_the_order_of_lines() -> None:
    text = HEAD.replace('title = "Положение о системе наставничества"', "titel = 5") + (
        'due_shift = { value = "x" }\n'
        'forms = { value = ["OTHER", "NOTHING", "OTHER"], claus = "п. 1" }\n'
        "zzz = { value = 1 }\n"
    )
    found = problems(text)
    assert [problem.line for problem in found] == sorted(problem.line for problem in found)
    assert {problem.key for problem in found} == {"preset", "titel", "due_shift", "forms", "zzz"}
    assert len(found) == 7


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a = 1\na = 2\nb = 3\n", 2, "ключ или раздел назван дважды"),
        ("a = 1\na = 2", 2, "ключ или раздел назван дважды"),
        ("[a]\nb = 1\n\n[a]\n", 4, "ключ или раздел назван дважды"),
        ("a = { value = 1, value = 2 }\n", 1, "ключ или раздел назван дважды"),
        ("\n\na = [1,\n", 3, "не закрыта скобка или кавычка"),
        ("\na = { value = 1\nb = 2\n", 2, "не закрыта скобка или кавычка"),
        ('a = 1\nb = """\nc = 1\n', 2, "не закрыта скобка или кавычка"),
        ('a = "x\n', 1, None),
        ("a = п. 5\n", 1, "значение записано неверно: текст берут в кавычки"),
        ("просто текст\n", 1, "строка не похожа на «ключ = значение»"),
        ('a = "\x00"\n', 1, "в тексте есть недопустимый знак"),
    ],
)
def test_a_file_that_is_not_toml_is_refused_with_its_line(text: str, line: int, message: str | None) -> None:
    (problem,) = problems(text, "broken.toml")
    assert (problem.file, problem.line) == ("broken.toml", line)
    assert message is None or problem.message == message
    assert "Cannot" not in problem.message


def test_a_setting_named_twice_is_refused_with_its_key() -> None:
    text = HEAD + 'due_shift = { value = "none" }\nforms = { value = ["OTHER"] }\ndue_shift = { value = "none" }\n#\n'
    (problem,) = problems(text)
    assert (problem.line, problem.key, problem.message) == (FIRST + 2, "due_shift", "ключ или раздел назван дважды")


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('level = "school"', 'level = "country"', "level"),
        ('level = "school"', 'level = "law"', "level"),
        ('level = "school"', "", "preset"),
        ('code = "school"', 'code = "other"', "code"),
        ('code = "school"', "code = 5", "code"),
        ('organization = "МБОУ «Школа»"', 'organization = ""', "organization"),
        ('organization = "МБОУ «Школа»"', 'organization = "x"\ndate = "24.03.2022"', "date"),
        ('organization = "МБОУ «Школа»"', 'organization = "x"\nbases = "приказ"', "bases"),
    ],
)
def test_a_wrong_head_is_refused(old: str, new: str, key: str) -> None:
    found = problems(HEAD.replace(old, new))
    assert [problem.key for problem in found] == [key]
    assert found[0].line > 0


def test_a_missing_or_foreign_section_is_refused() -> None:
    assert {problem.message for problem in problems("")} == {
        "нет раздела [preset]",
        "нет раздела [settings]",
        *(f"нет обязательного ключа «{key}»" for key in ("code", "level", "organization", "title")),
    }
    (problem,) = problems(HEAD + "[setings]\nx = 1\n")
    assert (problem.key, problem.message) == ("setings", "неизвестный ключ «setings», похоже на «settings»")
    found = problems("preset = 1\nsettings = 2\n")
    assert {problem.key for problem in found} == {"preset", "settings"}


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(PresetError, match="файл не открывается"):
        load_file(tmp_path / "nothing.toml")
    (tmp_path / "cp1251.toml").write_bytes("[preset]\ntitle = 'Положение'".encode("cp1251"))
    with pytest.raises(PresetError, match="UTF-8"):
        load_file(tmp_path / "cp1251.toml")
    with pytest.raises(PresetError, match="похоже на «kalmanka»"):
        load_preset("kalmanks")
    with pytest.raises(PresetError, match="нет такого пресета"):
        load_preset("../../etc/passwd")


def test_lines_are_found_in_every_spelling() -> None:
    text = '\n'.join([
        "[a]",
        "b.c = 1",
        "list = [  # [",
        '  "x = 1", "]",',
        "]",
        'long = """',
        "inside = 1",
        '""" # d = 1',
        '"quoted key" = { e = 1 }',
        "[a.f]",
        "g = '#'",
    ])  # fmt: skip
    lines = KeyLines(text)
    places = {
        ("a",): 1, ("a", "b"): 2, ("a", "b", "c"): 2, ("a", "list"): 3, ("a", "long"): 6, ("a", "quoted key"): 9,
        ("a", "quoted key", "e"): 9, ("a", "f"): 10, ("a", "f", "g"): 11, ("a", "inside"): 1, ("z",): 0,
    }  # fmt: skip
    assert {path: lines.find(path) for path in places} == places
    assert (lines.last, lines.key_at(2), lines.key_at(7)) == (11, "b.c", "")
