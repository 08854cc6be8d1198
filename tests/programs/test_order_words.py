"""How the order over pairs calls what stands in its table: a director corrects nothing in number, gender and case."""

import pytest

from programs.models import Unit
from programs.order_words import nested, pairs_clause, pairs_title, payment_clause, programs_clause

HELD = [
    (1, 0, "наставнической пары", "наставническую пару"),
    (3, 0, "наставнических пар", "наставнические пары"),
    (0, 1, "наставнической группы", "наставническую группу"),
    (0, 2, "наставнических групп", "наставнические группы"),
    (1, 1, "наставнической пары и группы", "наставническую пару и группу"),
    (2, 2, "наставнических пар и групп", "наставнические пары и группы"),
    (2, 1, "наставнических пар и наставнической группы", "наставнические пары и наставническую группу"),
    (1, 2, "наставнической пары и наставнических групп", "наставническую пару и наставнические группы"),
]


def _units(pairs: int, groups: int, mentors: int | None = None) -> list[Unit]:
    kinds = [Unit.Kind.PAIR] * pairs + [Unit.Kind.GROUP] * groups
    return [Unit(kind=kind, people_key=f"{no % (mentors or 99)}:{no + 100}") for no, kind in enumerate(kinds)]


@pytest.mark.parametrize(("pairs", "groups", "genitive", "accusative"), HELD)
def test_pairs_and_groups_are_called_by_what_they_are(pairs: int, groups: int, genitive: str, accusative: str) -> None:
    units = _units(pairs, groups)
    assert pairs_title(units) == f"О закреплении {genitive}"
    assert pairs_clause(units) == f"Закрепить с письменного согласия участников {accusative}:"


def test_one_mentor_of_two_pairs_is_one_mentor() -> None:
    both = _units(2, 0, mentors=1)
    assert programs_clause(both).startswith("Наставнику работать по персонализированным программам")
    assert programs_clause(_units(1, 0)).startswith("Наставнику работать по персонализированной программе")
    assert programs_clause(_units(2, 0)).startswith("Наставникам работать по персонализированным программам")
    assert "наставника оплачивать" in payment_clause(both) and "дополнительным соглашением" in payment_clause(both)
    assert "наставников оплачивать" in payment_clause(_units(2, 0))


def test_a_name_inside_quotation_marks_takes_the_inner_kind() -> None:
    assert nested("О школе «Росток»") == "О школе „Росток“"
