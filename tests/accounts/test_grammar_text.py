"""Dates in words, agreement, the preposition «о»."""

from datetime import date

import pytest

from accounts.grammar import about, count, date_in_words


def test_dates_in_words() -> None:
    assert date_in_words(date(2022, 3, 24)) == "24\u00a0марта\u00a02022\u00a0г."
    assert date_in_words(date(2025, 12, 1)) == "1\u00a0декабря\u00a02025\u00a0г."


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (0, "пар"), (1, "пара"), (2, "пары"), (4, "пары"), (5, "пар"), (11, "пар"), (14, "пар"), (21, "пара"),
        (22, "пары"), (100, "пар"), (111, "пар"), (112, "пар"), (121, "пара"), (-1, "пара"), (-12, "пар"),
    ],
)  # fmt: skip
def test_agreement_by_number(number: int, word: str) -> None:
    assert count(number, "пара", "пары", "пар") == f"{number}\u00a0{word}"


@pytest.mark.parametrize(
    "phrase",
    [
        "о закреплении", "об утверждении", "об изменении", "о ёлке", "о юбилее", "об «Айболите»", "о «Единой школе»",
        "об МБОУ «СШ № 11»", "о ДОУ", "о ГБОУ", "об ФГОС", "об ОРКСЭ", "обо всех", "о всеобщем обучении",
    ],
)  # fmt: skip
def test_the_preposition(phrase: str) -> None:
    assert about(phrase.split(" ", 1)[1]) == phrase
