"""Explanations add up to the score, what-if says the price of a wish, reverse pairs are found both ways."""

from dataclasses import replace

import pytest

from programs.matching import assign, explain, what_if
from programs.matching.pool import PARTS, YES, Mentee, Mentor, Pool, Terms

from . import oracle
from .pools import pool_of, random_world

TERMS = Terms(
    ("TEACHER_TEACHER",), frozenset({"TRADITIONAL", "REVERSE", "GROUP"}), True, (40, 20, 10, 10, 10, 10)
)  # fmt: skip


def test_the_parts_of_every_explanation_add_up_to_its_score() -> None:
    counted = 0
    for seed in range(200):
        world = random_world(seed) | {"pinned": []}
        pool = pool_of(world)
        explainer = explain.Explainer(pool)
        mentees, mentors = ({one["key"]: one for one in world[side]} for side in ("mentees", "mentors"))
        for pair in assign.solve(pool).pairs:
            bars = explainer.bars(pair.mentee, pair.mentor, pair.seat)
            assert sum(bar.points for bar in bars) == pair.points
            asked = oracle.score(world, mentees[pair.mentee], mentors[pair.mentor], pair.seat)
            assert {bar.part: bar.points for bar in bars} == {part: asked[part] for part in PARTS if dict(
                world["terms"][mentees[pair.mentee]["organization"]]["weights"])[part]}  # fmt: skip
            assert all(0 <= bar.points <= bar.most and 0 <= bar.have <= max(bar.of, 1) for bar in bars)
            counted += 1
    assert counted > 200


def person(kind, key: int, **more):
    common = {"key": key, "person": key, "organization": 1, "track": "staff"}
    return kind(**common | ({"capacity": 1} if kind is Mentor else {"areas": frozenset({"ICT"})}) | more)


def pool(mentees: list[Mentee], mentors: list[Mentor], **more) -> Pool:
    return Pool(tuple(mentees), tuple(mentors), {1: TERMS}, **more)


def test_the_best_mentor_first_and_why_not_the_others() -> None:
    ict = frozenset({"ICT"})
    mentors = [
        person(Mentor, 11, competencies=ict, subject="физика", person=11),
        person(Mentor, 12, competencies=ict, subject="химия", person=12),
        person(Mentor, 13, competencies=frozenset({"LEGAL"}), person=13),
        person(Mentor, 14, competencies=ict, taken=1, person=14),
    ]
    mentee = person(Mentee, 1, subject="физика", wished=frozenset({12}))
    found = explain.Explainer(pool([mentee], mentors)).candidates(1)
    assert [(one.mentor, one.reason) for one in found] == [
        (11, ""), (12, ""), (14, "no_seat"), (13, "off_profile")
    ]  # fmt: skip
    assert found[0].points == 40 + 0 + 10 + 10 + 10 + 0
    assert found[1].points == 40 + 10 + 10 + 0 + 10 + 0  # the wish is half of the interest
    assert found[0].bars[0] == explain.Bar("request", 40, 40, 1, 1)


def test_the_price_of_a_wish() -> None:
    """Physics to physics is best; the second mentee instead of the first costs the subject's ten points twice less."""
    ict = frozenset({"ICT"})
    mentors = [person(Mentor, 11, competencies=ict, subject="физика"), person(Mentor, 12, competencies=ict)]
    mentees = [person(Mentee, 1, subject="физика"), person(Mentee, 2, subject="химия")]
    before = pool(mentees, mentors)
    now = assign.solve(before)
    assert {pair.mentee: pair.mentor for pair in now.pairs} == {1: 11, 2: 12}
    insisted = what_if.cost_of_pin(before, now, 2, 11)
    assert isinstance(insisted, what_if.Difference)
    assert (insisted.points, insisted.pairs, [one.mentee for one in insisted.changes]) == (-10, 0, [1, 2])
    banned = what_if.compare(now, assign.solve(what_if.forbid(what_if.forbid(before, 1, 11), 1, 12)))
    assert (banned.after.alone, banned.pairs) == ((1,), -1)


def test_a_pin_against_a_rule_says_which() -> None:
    mentors = [person(Mentor, 11, competencies=frozenset({"LEGAL"}))]
    before = pool([person(Mentee, 1)], mentors)
    stopped = what_if.cost_of_pin(before, assign.solve(before), 1, 11)
    assert isinstance(stopped, assign.Impossible)
    assert stopped.args == (1, 11, "off_profile")


def test_two_pins_on_one_seat_are_refused() -> None:
    ict = frozenset({"ICT"})
    both = pool(
        [person(Mentee, 1), person(Mentee, 2)], [person(Mentor, 11, competencies=ict)],
        pinned=frozenset({(1, 11), (2, 11)}),
    )  # fmt: skip
    with pytest.raises(assign.Impossible, match="no_seat"):
        assign.solve(both)


def test_a_changed_weight_changes_the_answer() -> None:
    ict = frozenset({"ICT"})
    mentors = [person(Mentor, 11, competencies=ict, subject="физика"), person(Mentor, 12, competencies=ict)]
    before = pool([person(Mentee, 1, subject="физика")], mentors, answers={(12, 1): YES, (1, 12): YES})
    assert [pair.mentor for pair in assign.solve(before).pairs] == [12]
    weights = dict(zip(PARTS, TERMS.weights, strict=True)) | {"interest": 0}
    assert [pair.mentor for pair in assign.solve(what_if.weigh(before, weights)).pairs] == [11]


def test_reverse_mentoring_is_found_both_ways() -> None:
    reverse = frozenset({"REVERSE"})
    mentees = [
        person(Mentee, 1, kinds=reverse, experience=30),
        person(Mentee, 2, kinds=reverse, experience=1, areas=frozenset({"METHOD"})),
    ]
    mentors = [
        person(Mentor, 21, person=1, kinds=reverse, competencies=frozenset({"METHOD"}), experience=30),
        person(Mentor, 22, person=2, kinds=reverse | {"TRADITIONAL"}, competencies=frozenset({"ICT"}), experience=1),
    ]
    both = pool(mentees, mentors)
    assert explain.two_way(both) == [explain.TwoWay((1, 22), (2, 21))]
    solution = assign.solve(both)
    assert explain.two_way_pairs(solution.pairs, both) == {1, 2}
    assert {pair.kinds for pair in solution.pairs} == {reverse, reverse}
    unsaid = replace(both, mentees=(replace(mentees[0], kinds=frozenset()), mentees[1]))
    assert explain.two_way(unsaid) == []
    assert explain.Explainer(unsaid).candidates(1)[0].reason == "not_senior"


def test_who_stays_alone_is_told_why() -> None:
    ict = frozenset({"ICT"})
    mentors = [person(Mentor, 11, competencies=ict), person(Mentor, 12, competencies=frozenset({"LEGAL"}))]
    two = pool([person(Mentee, 1), person(Mentee, 2)], mentors)
    (alone,) = assign.solve(two).alone
    assert explain.Explainer(two, [alone]).why_alone() == {alone: [("off_profile", 1), ("outbid", 1)]}
