"""Positions of the nomenclature and around it against forms written by hand (tests/accounts/data/positions*.tsv)."""

from pathlib import Path

import pytest

from accounts.grammar import Case, decline_position

DATA = Path(__file__).parent / "data"
CORPORA = ["positions.tsv", "positions_second.tsv"]
SHARE_REQUIRED = 0.99


def rows(name: str) -> list[list[str]]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("corpus", CORPORA)
def test_forms_of_the_corpus(corpus: str) -> None:
    wrong, total = [], 0
    for title, *forms in rows(corpus):
        for case, expected in zip((Case.GENITIVE, Case.DATIVE), forms, strict=True):
            total += 1
            if (got := decline_position(title, case)) != expected:
                wrong.append(f"{expected} / {got}")
    print(f"{corpus}: {total - len(wrong)} of {total} right")
    assert total - len(wrong) >= SHARE_REQUIRED * total, "\n".join(wrong)


def test_the_corpus_is_as_broad_as_promised() -> None:
    assert len({row[0] for corpus in CORPORA for row in rows(corpus)}) >= 150


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
