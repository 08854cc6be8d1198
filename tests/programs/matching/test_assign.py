"""The assignment against an exact solver of its own, the order of the input, and the proof."""

import random
from dataclasses import replace

import numpy as np
import pytest

from programs.matching import assign, proof, rules
from programs.matching.pool import Columns, Pool

from . import oracle
from .pools import pool_of, random_world

POOLS = 1000


def found_in(world: dict) -> tuple[int, int, int] | None:
    """(pairs, urgent pairs, points) without the pins' own counts, as the oracle counts them."""
    try:
        solution = assign.solve(pool_of(world))
    except assign.Impossible:
        return None
    assert solution.proof.holds
    pinned = {mentee for mentee, _mentor in world["pinned"]}
    urgent = {one["key"] for one in world["mentees"] if one["urgent"]} - pinned
    free = [pair for pair in solution.pairs if pair.mentee not in pinned]
    return len(free), sum(pair.mentee in urgent for pair in free), solution.points


@pytest.mark.parametrize("block", range(10))
def test_no_assignment_is_better_and_no_rule_is_broken(block: int) -> None:
    """Catches whatever an exact solver that shares no code with us sees otherwise: a rule, a part, a seat, a sum."""
    told_apart = 0
    for seed in range(block * POOLS // 10, (block + 1) * POOLS // 10):
        world = random_world(seed)
        assert found_in(world) == oracle.best(world), seed
        mentees = {one["key"]: one for one in world["mentees"]}
        mentors = {one["key"]: one for one in world["mentors"]}
        try:
            solution = assign.solve(pool_of(world))
        except assign.Impossible:
            continue
        seats = [(pair.mentor, pair.seat) for pair in solution.pairs]
        assert len(set(seats)) == len(seats)
        for pair in solution.pairs:
            mentee, mentor = mentees[pair.mentee], mentors[pair.mentor]
            assert oracle.possible(world, mentee, mentor), seed
            assert mentor["taken"] <= pair.seat < mentor["capacity"]
            assert sum(oracle.score(world, mentee, mentor, pair.seat).values()) == pair.points, seed
            assert pair.form == oracle.form_for(mentee, mentor, world["terms"][mentee["organization"]])
        told_apart += len(solution.pairs) > 1
    assert told_apart > 30  # pools in which there was something to choose


def test_who_teach_each_other_are_preferred() -> None:
    """Catches a preference that no pool shows: both have named it, and each has what the other asks for."""
    seen = 0
    for seed in range(300):
        world = random_world(seed) | {"pinned": []}
        sight = rules.Sight(Columns(pool_of(world)))
        for row, mentee in enumerate(world["mentees"]):
            for col, mentor in enumerate(world["mentors"]):
                assert sight.both_ways[row, col] == oracle.teach_each_other(world, mentee, mentor), seed
        chosen = {(pair.mentee, pair.mentor) for pair in assign.solve(pool_of(world)).pairs}
        keys = [(sight.columns.mentees[row].key, sight.columns.mentors[col].key)
                for row, col in np.argwhere(sight.both_ways)]  # fmt: skip
        seen += bool(chosen & set(keys))
    assert seen > 3


def test_each_rule_says_no_somewhere_and_only_where_the_oracle_does() -> None:
    said: set[str] = set()
    for seed in range(150):
        world = random_world(seed)
        reasons = rules.reasons(rules.Sight(Columns(pool_of(world))))
        for mentee, line in zip(world["mentees"], reasons, strict=True):
            for mentor, reason in zip(world["mentors"], line, strict=True):
                free = mentor["taken"] < mentor["capacity"]
                assert (not reason) is (free and oracle.possible(world, mentee, mentor)), (seed, reason)
                said.add(reason)
    assert said == {"", *(rule.__name__ for rule in rules.RULES)}


def shuffled(world: dict, seed: int) -> dict:
    rng = random.Random(seed)
    return world | {
        side: rng.sample(world[side], len(world[side])) for side in ("mentees", "mentors", "together", "declined")
    }


def test_the_order_of_the_input_changes_nothing() -> None:
    for seed in range(150):
        world = random_world(seed) | {"pinned": []}
        first = assign.solve(pool_of(world))
        for turn in (1, 2):
            assert assign.solve(pool_of(shuffled(world, turn))) == first, seed


def test_altering_one_record_is_noticed() -> None:
    """The oracle is no echo: the same answer against a pool with one record altered is caught."""
    noticed = 0
    for seed in range(60):
        world = random_world(seed) | {"pinned": []}
        mentor = world["mentors"][0]
        altered = world | {"mentors": [mentor | {"taken": mentor["capacity"]}, *world["mentors"][1:]]}
        noticed += found_in(world) != oracle.best(altered)
    assert noticed > 15


def alike(count: int, seats: int) -> Pool:
    """Everybody fits everybody for the same points: only the lot tells the answers apart."""
    world = random_world(1)
    mentee = world["mentees"][0] | {
        "areas": ["ICT"], "track": "staff", "consented": True, "organization": 1, "kinds": [], "age": None,
        "excluded": [], "wished": [], "urgent": False, "form": "", "approved": True, "pupil": False,
    }  # fmt: skip
    mentor = world["mentors"][0] | {
        "competencies": ["ICT"], "track": "staff", "consented": True, "organization": 1, "kinds": [], "forms": [],
        "age": None, "age_from": None, "age_to": None, "experience": None, "capacity": 1, "taken": 0, "cleared": True,
        "offered_to": None,
    }  # fmt: skip
    world |= {
        "mentees": [mentee | {"key": key, "person": key} for key in range(1, count + 1)],
        "mentors": [mentor | {"key": key, "person": 100 + key} for key in range(1, seats + 1)],
        "answers": {}, "together": [], "declined": [], "forbidden": [], "pinned": [],
        "terms": {1: {"forms": ["OTHER"], "kinds": [], "profile": True, "innovators": False,
                      "weights": world["terms"][1]["weights"]}},
    }  # fmt: skip
    return pool_of(world)


def test_a_lot_tells_equal_answers_apart_and_stays_the_same() -> None:
    pool = alike(12, 7)
    turns = [tuple(random.Random(turn).sample(pool.mentees, 12)) for turn in range(5)]
    answers = {assign.solve(replace(pool, mentees=turn)) for turn in turns}
    assert len(answers) == 1
    (solution,) = answers
    assert (len(solution.pairs), len(solution.alone)) == (7, 5)
    assert [pair.mentor for pair in solution.pairs] != sorted(pair.mentor for pair in solution.pairs)


def test_an_empty_bank_leaves_everybody_alone() -> None:
    pool = replace(alike(3, 1), mentors=())
    solution = assign.solve(pool)
    assert (solution.pairs, solution.alone, solution.proof.holds) == ((), (1, 2, 3), True)
    assert assign.solve(replace(pool, mentees=())).pairs == ()


WORTH = np.array([[9.0, 5.0], [8.0, 1.0]])


def test_the_checker_believes_nobody() -> None:
    """9 + 1 is less than 5 + 8; each false claim is seen by what it breaks."""
    best, prices = np.array([1, 0]), (np.array([5.0, 4.0]), np.array([4.0, 0.0]))
    assert proof.check(WORTH, best, *prices).holds
    assert proof.check(WORTH, np.array([0, 1]), *prices).gap == 3  # a worse assignment under right prices
    assert proof.check(WORTH, np.array([0, 1]), np.array([9.0, 1.0]), np.array([0.0, 0.0])).faults  # false prices
    assert proof.check(WORTH, np.array([0, 0]), *prices).faults  # a seat given twice
    assert proof.check(WORTH * [[1, 0], [1, 1]], best, *prices).faults  # a pair that may not be
    assert not proof.check(WORTH, np.array([1, -1]), *prices).holds  # somebody forgotten
    assert proof.check(WORTH, best, np.array([6.0, 4.0]), np.array([4.0, -1.0])).faults  # a price below zero
