"""Russian word forms that a page needs and that gettext cannot give to Russian source strings."""

from __future__ import annotations

from typing import NamedTuple

MONTHS_NOMINATIVE = (
    "январь", "февраль", "март", "апрель", "май", "июнь",
    "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip
MONTHS_GENITIVE = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip

# First words of document titles; the words after them already stand in an oblique case.
_GENITIVE_STARTS = (
    ("Примерная программа", "Примерной программы"),
    ("Типовое положение", "Типового положения"),
    ("Положение", "Положения"),
    ("Приказ", "Приказа"),
    ("Распоряжение", "Распоряжения"),
    ("Порядок", "Порядка"),
    ("Регламент", "Регламента"),
)


class Forms(NamedTuple):
    """Three forms that follow a Russian number: «1 месяц, 2 месяца, 5 месяцев»."""

    one: str
    few: str
    many: str


MONTHS = Forms("месяц", "месяца", "месяцев")
DAYS = Forms("день", "дня", "дней")
HOURS = Forms("час", "часа", "часов")
WORKDAYS = Forms("рабочий день", "рабочих дня", "рабочих дней")
YEARS = Forms("год", "года", "лет")
PERCENT = Forms("%", "%", "%")
PEOPLE = Forms("человек", "человека", "человек")
STAGES = Forms("этап", "этапа", "этапов")
STEPS = Forms("шаг", "шага", "шагов")
MEETINGS = Forms("встреча", "встречи", "встреч")
POINTS = Forms("балл", "балла", "баллов")


def plural(number: int, forms: Forms) -> str:
    """«3 месяца»; the number is joined to its word by a no-break space."""
    tail, tens = abs(number) % 10, abs(number) % 100
    if tail == 1 and tens != 11:
        word = forms.one
    elif tail in (2, 3, 4) and tens not in (12, 13, 14):
        word = forms.few
    else:
        word = forms.many
    return f"{number}\N{NO-BREAK SPACE}{word}"


def genitive_title(title: str) -> str | None:
    """«Положение о …» → «Положения о …»; None for a title whose first words are not known."""
    for nominative, genitive in _GENITIVE_STARTS:
        if title == nominative or title.startswith(nominative + " "):
            return genitive + title[len(nominative) :]
    return None
