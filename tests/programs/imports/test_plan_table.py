"""Plans of activities as people write them: words of terms, sections, torn lines, «1) … 2) …» in one cell."""

import datetime

import pytest

from programs.imports.due_words import due_of
from programs.imports.plan_table import heading_of, read_plan, rows_of
from programs.imports.sheet import open_book

# From the roadmap of a district and of a school, the words as they stand there.
DISTRICT = """№п/п	Наименование мероприятий	Срок реализации	Ответственные
1	2	3	4
1.	Нормативно правовое регулирование
1.1	Определение ответственных за взаимодействие	Май 2021 г.	Руководители ОО
1.3	Утверждение распорядительных актов	Сентябрь 2021 г.	Руководители ОО
	на уровне образовательных организаций
3.	Реализация целевой модели
3.3	Формирование пар	В течение двух недель с даты определения модели	Кураторы внедрения ОО
4.2	Мониторинг реализации ЦМН в	Ежемесячно 25 числа	МНЦ
	образовательных организациях
"""
SCHOOL = """№	Наименование этапа	Содержание деятельности и примерный план мероприятий
2	Формирование банка	1) Сбор запросов. 2) Формирование банка данных.
7	Информационная поддержка	Освещение мероприятий на сайте
"""


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("", {"type": "none"}),
        ("без срока", {"type": "none"}),
        (datetime.date(2026, 9, 1), {"type": "date", "date": "2026-09-01"}),
        ("до 31.08.2022", {"type": "date", "date": "2022-08-31"}),
        ("до 30 сентября 2022 года", {"type": "date", "date": "2022-09-30"}),
        ("ежегодно до 31 августа", {"type": "yearly", "month_day": "08-31"}),
        ("Май 2021 г.", {"type": "month", "month": 5, "year": 2021}),
        ("март", {"type": "month", "month": 3}),
        ("май–июнь", {"type": "period", "first": "05-01", "last": "06-30"}),
        ("сентябрь - октябрь 2021 г.", {"type": "period", "first": "2021-09-01", "last": "2021-10-31"}),
        ("декабрь 2021 - январь 2022", {"type": "period", "first": "2021-12-01", "last": "2022-01-31"}),
        ("с 01.09.2021 по 30.09.2021", {"type": "period", "first": "2021-09-01", "last": "2021-09-30"}),
        ("ежеквартально", {"type": "quarterly"}),
        ("Ежемесячно 25 числа", {"type": "monthly", "day": 25}),
        ("ежемесячно", {"type": "monthly", "day": 31}),
        ("В течение всего периода реализации ЦМН", {"type": "continuous"}),
        ("В течение двух недель с даты определения модели", {"type": "relative", "event": "model_date", "days": 14}),
        ("В соответствии со сроками реализации программ наставничества в ОО", {"type": "as_program"}),
    ],
)
def test_the_words_of_a_term(words: object, rule: dict) -> None:
    assert due_of(words) == (rule, True)


@pytest.mark.parametrize("words", ["в начале года", "31.02.2022", "по согласованию", "1"])
def test_words_that_are_no_term_are_never_guessed(words: str) -> None:
    assert due_of(words) == ({"type": "none"}, False)


def lines_of(text: str):
    rows = rows_of(open_book(text.encode()))
    begins, columns = heading_of(rows)
    return read_plan(rows, begins + 1, columns)


def test_a_districts_map() -> None:
    """Sections name the stage, a row without a number goes on with the line above, the row of numbers is no line."""
    lines = lines_of(DISTRICT)
    assert [(line.stage, line.number, line.text) for line in lines] == [
        ("Нормативно правовое регулирование", "1.1", "Определение ответственных за взаимодействие"),
        (
            "Нормативно правовое регулирование",
            "1.3",
            "Утверждение распорядительных актов на уровне образовательных организаций",
        ),
        ("Реализация целевой модели", "3.3", "Формирование пар"),
        ("Реализация целевой модели", "4.2", "Мониторинг реализации ЦМН в образовательных организациях"),
    ]
    assert [line.due["type"] for line in lines] == ["month", "month", "relative", "monthly"]
    assert lines[-1].responsible == "МНЦ"


def test_a_schools_map_numbers_lines_inside_a_cell() -> None:
    lines = lines_of(SCHOOL)
    assert [(line.stage, line.text) for line in lines] == [
        ("Формирование банка", "Сбор запросов"),
        ("Формирование банка", "Формирование банка данных"),
        ("Информационная поддержка", "Освещение мероприятий на сайте"),
    ]
    assert {line.due["type"] for line in lines} == {"none"}
