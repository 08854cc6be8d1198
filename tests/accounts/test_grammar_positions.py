"""Positions of the nomenclature and around it against forms written by hand (tests/accounts/data/positions.tsv)."""

from pathlib import Path

import pytest

from accounts.grammar import Case, decline_position

POSITIONS = Path(__file__).parent / "data" / "positions.tsv"
SHARE_REQUIRED = 0.99


def rows() -> list[list[str]]:
    lines = POSITIONS.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def test_forms_of_the_corpus() -> None:
    wrong, total = [], 0
    for title, *forms in rows():
        for case, expected in zip((Case.GENITIVE, Case.DATIVE), forms, strict=True):
            total += 1
            if (got := decline_position(title, case)) != expected:
                wrong.append(f"{expected} / {got}")
    print(f"positions.tsv: {total - len(wrong)} of {total} right")
    assert len(rows()) >= 100
    assert total - len(wrong) >= SHARE_REQUIRED * total, "\n".join(wrong)


@pytest.mark.parametrize(
    ("title", "accusative", "instrumental", "prepositional"),
    [
        ("старший вожатый", "старшего вожатого", "старшим вожатым", "старшем вожатом"),
        ("глава администрации", "главу администрации", "главой администрации", "главе администрации"),
        ("медицинская сестра", "медицинскую сестру", "медицинской сестрой", "медицинской сестре"),
        ("учитель-логопед", "учителя-логопеда", "учителем-логопедом", "учителе-логопеде"),
    ],
)
def test_the_other_cases(title: str, accusative: str, instrumental: str, prepositional: str) -> None:
    assert decline_position(title, Case.ACCUSATIVE) == accusative
    assert decline_position(title, Case.INSTRUMENTAL) == instrumental
    assert decline_position(title, Case.PREPOSITIONAL) == prepositional


@pytest.mark.parametrize("case", list(Case))
def test_odd_input_comes_back_without_an_error(case: Case) -> None:
    for text in ("", " ", "-", ",", "((", "12", "Ё", "senior teacher", "УВР", ", учитель", "«директор»"):
        decline_position(text, case)
