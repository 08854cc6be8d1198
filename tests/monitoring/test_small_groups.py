"""Answers of few people: whatever figures above the school are subtracted, fewer than five are never told apart."""

from itertools import combinations

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitoring.small_groups import Group, shown_at, weld

LEAST = 5


def groups_of(*sizes: tuple[tuple[int, ...], str, int]) -> list[Group]:
    return [Group(place, cell, size) for place, cell, size in sizes]


def shown(groups, place, cell=None) -> int:
    return sum(group.size for group in shown_at(weld(groups, LEAST), place, cell))


def test_five_pupils_of_one_school_are_shown_as_they_are():
    groups = groups_of(((1, 2, 3), "pupils", 5))
    assert shown(groups, (1, 2, 3), "pupils") == 5


def test_three_mentors_and_four_mentees_of_a_school_are_shown_together_only():
    groups = groups_of(((1, 2, 3), "mentors", 3), ((1, 2, 3), "mentees", 4))
    assert shown(groups, (1, 2, 3)) == 7
    assert shown(groups, (1, 2, 3), "mentors") == 0


def test_two_mentors_in_each_of_three_schools_are_seen_by_the_municipality_and_by_none_of_the_schools_lines():
    groups = groups_of(*(((1, 2, school), "mentors", 2) for school in (3, 4, 5)))
    assert shown(groups, (1, 2), "mentors") == 6
    assert shown(groups, (1, 2, 3)) == 0


def test_four_people_of_the_whole_region_are_shown_to_nobody():
    groups = groups_of(((1, 2, 3), "mentors", 2), ((1, 4, 5), "mentors", 2))
    assert shown(groups, (1,)) == 0


def test_a_hidden_school_is_not_the_difference_of_the_municipality_and_its_neighbour():
    groups = groups_of(((1, 2, 3), "mentors", 9), ((1, 2, 4), "mentors", 2))
    assert shown(groups, (1, 2)) - shown(groups, (1, 2, 3)) == 0


places = st.tuples(st.just(1), st.integers(2, 4), st.integers(10, 13)).map(lambda p: (p[0], p[1], p[1] * 100 + p[2]))
worlds = st.dictionaries(st.tuples(places, st.sampled_from("abc")), st.integers(1, 8), max_size=14)


patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a machine with other work


@patient
@given(worlds)
def test_every_person_is_in_one_atom_at_most_and_every_atom_has_five(world):
    groups = [Group(place, cell, size) for (place, cell), size in world.items()]
    atoms = weld(groups, LEAST)
    assert all(atom.size >= LEAST for atom in atoms)
    told = [group for atom in atoms for group in atom.groups]
    assert len(told) == len(set(told))
    assert sum(group.size for group in set(groups) - set(told)) < LEAST


@patient
@given(worlds)
def test_no_sum_of_figures_singles_out_fewer_than_five(world):
    """The attacker solves for each small set of people by all published figures at once: none is in their span."""
    groups = sorted((Group(place, cell, size) for (place, cell), size in world.items()), key=repr)
    atoms = weld(groups, LEAST)
    every = {place[:depth] for place, _cell in world for depth in (1, 2, 3)}
    figures = [
        [group in set(shown_at(atoms, place, cell)) for group in groups]
        for place in every
        for cell in (None, "a", "b", "c")
    ]
    matrix = np.array(figures, dtype=float).reshape(len(figures), len(groups))
    rank = np.linalg.matrix_rank(matrix) if matrix.size else 0
    for count in (1, 2):
        for few in combinations(range(len(groups)), count):
            if sum(groups[number].size for number in few) < LEAST:
                target = np.zeros((1, len(groups)))
                target[0, list(few)] = 1
                assert np.linalg.matrix_rank(np.vstack([matrix, target])) > rank


@patient
@given(worlds, st.randoms())
def test_the_order_of_rows_changes_nothing(world, random):
    groups = [Group(place, cell, size) for (place, cell), size in world.items()]
    before = {(atom.place, atom.cell, frozenset(atom.groups)) for atom in weld(groups, LEAST)}
    random.shuffle(groups)
    assert {(atom.place, atom.cell, frozenset(atom.groups)) for atom in weld(groups, LEAST)} == before
