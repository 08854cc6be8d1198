"""Cells as real documents write them (properties of real input): each with what it means and what is doubted."""

import datetime

import pytest

from programs.imports import cells, headings, names, reading
from programs.imports.letters import join_torn, to_cyrillic
from programs.imports.sheet import Formula

D = datetime.date


@pytest.mark.parametrize(
    ("cell", "value", "doubt"),
    [
        ("«14» апреля 2022 г.", D(2022, 4, 14), ""),
        ("«31» 08. 2020", D(2020, 8, 31), ""),
        ("31. 03. 22 г.", D(2022, 3, 31), ""),
        ("03.09.2021 года", D(2021, 9, 3), ""),
        ("от 1 сентября 2025", D(2025, 9, 1), ""),
        ("2026-09-01T00:00:00", D(2026, 9, 1), ""),
        ("Февраль 2022", D(2022, 2, 1), "ask.month_alone"),
        ("сентябрь 0000", None, "bad.day"),
        ("сентябрь 1020", None, "bad.date"),
        ("1969", D(1969, 1, 1), "ask.year_alone"),
        (44665, D(2022, 4, 14), ""),
        ("44665", D(2022, 4, 14), ""),
        ("31.02.2025", None, "bad.day"),
        ("Ежегодно", None, "bad.date"),
        ("на 2020 – 2024 учебный год", None, "bad.date"),
        ("", None, ""),
        ("–", None, ""),
        (Formula("=СЕГОДНЯ()", D(2026, 9, 1)), D(2026, 9, 1), "repair.formula"),
        (Formula("=СЕГОДНЯ()"), None, "bad.formula"),
    ],
)
def test_days(cell, value, doubt) -> None:
    assert cells.date(cell) == cells.Read(value, doubt)


@pytest.mark.parametrize(
    ("cell", "name", "post", "doubt"),
    [
        ("Иванова Анна Петровна", "Иванова Анна Петровна", "", ""),
        ("ИВАНОВА АННА ПЕТРОВНА", "Иванова Анна Петровна", "", ""),
        ("1. Иванова Анна\nПетровна", "Иванова Анна Петровна", "", ""),
        ("Иванова Анна Петровна, зам. директора", "Иванова Анна Петровна", "зам. директора", ""),
        ("Иванова Анна Петровна (учитель)", "Иванова Анна Петровна", "учитель", ""),
        ("Иванова Анна Петровна учитель физики", "Иванова Анна Петровна", "учитель физики", ""),
        ("Анна Петровна Иванова", "Иванова Анна Петровна", "", "repair.order"),
        ("Ивaновa Aннa Петровнa", "Иванова Анна Петровна", "", "repair.latin"),
        ("ИвановаАннаПетровна", "Иванова Анна Петровна", "", "repair.glued"),
        ("И в а н о в а А н н а П е т р о в н а", "Иванова Анна Петровна", "", "repair.spaces"),
        ("Римская-Корсакова Анна-Мария Львовна", "Римская-Корсакова Анна-Мария Львовна", "", ""),
        ("Гасанов Эльдар Рашид оглы", "Гасанов Эльдар Рашид оглы", "", ""),
        ("Ахмедова Лейла Тофик кызы", "Ахмедова Лейла Тофик кызы", "", ""),
        ("Сәйфуллина Гөлнара Рәшитовна", "Сәйфуллина Гөлнара Рәшитовна", "", ""),
        ("Ким Ли", "Ким Ли", "", ""),
        ("Иванова А.П.", "Иванова А. П.", "", "bad.initials"),
        ("Иванова", "Иванова", "", "bad.one_word"),
        ("Анна Петровна", "Анна Петровна", "", "bad.no_last_name"),
        ("Smith John", "Smith John", "", "bad.letters"),
        ("Nп__Щz", None, "", "bad.name"),
    ],
)
def test_names(cell: str, name: str | None, post: str, doubt: str) -> None:
    found, rest = names.full_name(cell)
    assert (found.value.full if found.value else None, rest, found.doubt) == (name, post, doubt)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("8 (917) 555-01-02", "+7 917 555-01-02"), ("+79175550102", "+7 917 555-01-02"),
        ("917 555 01 02, 8 917 555 01 03", "+7 917 555-01-02"), (89175550102, "+7 917 555-01-02"),
        ("2-15-30", "2-15-30"), ("917 555 01 0", None), ("нет", None),
    ],
)  # fmt: skip
def test_telephones(cell, value: str | None) -> None:
    assert cells.phone(cell).value == value


@pytest.mark.parametrize(
    ("cell", "value", "doubt"),
    [
        ("Anna@School.Test", "anna@school.test", ""), ("mailto:a@b.test", "a@b.test", ""),
        ("аnna @ school.test", "anna@school.test", "repair.email"), ("anna(a)school.test", None, "bad.email"),
    ],
)  # fmt: skip
def test_addresses(cell: str, value: str | None, doubt: str) -> None:
    assert cells.email(cell) == cells.Read(value, doubt)


@pytest.mark.parametrize(
    ("cell", "total", "teaching"),
    [("24/18", 24, 18), ("24 18", 24, 18), ("общий 24 г., пед. 18 лет", 24, 18), ("12", None, 12), (7, None, 7),
     ("5 лет 3 мес.", None, 5), ("менее года", None, 0), ("8 мес.", None, 0), ("б/с", None, 0)],
)  # fmt: skip
def test_years_of_experience(cell, total: int | None, teaching: int | None) -> None:
    both = cells.both_years(cell)
    assert (both[0].value, both[1].value) == (total, teaching)


def test_a_list_with_tags_becomes_lines() -> None:
    """S2 разд. 6, 7, 9: items of a list stand each on its line, without the tags."""
    cell = "<ul><li>Подготовка условий</li><li>Отбор <b>наставников</b></li></ul>"
    assert cells.text(cell).value == "Подготовка условий\nОтбор наставников"


@pytest.mark.parametrize(
    ("torn", "whole"),
    [("М ун и ц и п альн ое", "Муниципальное"), ("учитель физики и ОБЖ", "учитель физики и ОБЖ"), ("я и ты", "я и ты")],
)
def test_torn_words(torn: str, whole: str) -> None:
    assert join_torn(torn) == whole


def test_lookalikes_turn_only_where_the_word_becomes_whole() -> None:
    assert to_cyrillic("o системе нaставничества, IT и Excel") == "о системе наставничества, IT и Excel"


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("Ф.И.О. педагога-наставника", "full_name"), ("ФИОнаставника", "full_name"),
        ("ФИО наставляемого", "skip.other_person"), ("Стаж (пед.)", "experience_teaching"),
        ("Кв. категория", "qualification_category"), ("Общий/пед. стаж", "experience"),
        ("№ п/п", "skip.number"), ("Дата согл.", "skip.consent"), ("шеф", "full_name"), ("Номер телефон", "phone"),
        ("Эл.почта", "email"), ("Предмет/направление", "subject"), ("Меню столовой", ""),
    ],
)  # fmt: skip
def test_headings_of_the_dictionary(label: str, field: str) -> None:
    found, score = headings.match(label, "mentors")
    assert (found if score >= headings.LIKELY else "") == field


@pytest.mark.parametrize(
    ("cell", "key"),
    [("-", None), ("—", None), ("0", None), (0, None), ("нет", None), ("Н/Д", None), ("б/н", None), ("б.н.", None),
     ("Без номера", None), ("10", "10"), ("0-7", "0-7"), ("Нет-1", "Нет-1")],
)  # fmt: skip
def test_a_dash_is_nobodys_number_in_the_registry(cell, key: str | None) -> None:
    row = {"registry_key": cell, "full_name": "Ким Юлия Андреевна"}
    found = reading.read("registry", row, {}, reading.Options())
    assert found.values.get("registry_key") == key
    assert [doubt.code for doubt in found.doubts] == ([] if key else ["bad.no_registry_key"])
