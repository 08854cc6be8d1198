"""The catalogue of indicators, clause by clause: what is measured, at whom, how, in what sphere. A row that is lost or
changed is named by its code."""

import pytest

from monitoring.impact_lines import Reading, line_of
from monitoring.indicator_catalogue import catalogue
from monitoring.queries.measures import may_measure
from tests.support.people import acting
from tests.world import World

PUPIL, EDUCATOR = ("pupil",), ("educator",)
BOTH, GROWN = ("pupil", "educator"), ("educator", "mentor")
EVERYBODY = ("pupil", "educator", "mentor")
# clauses, code, audience, kind, sphere
CATALOGUE = [
    ("S1-145 S2-080 S2-103 S5-123", "GRADE_MEAN", EVERYBODY, "number", "education"),
    ("S1-145 S5-123", "GRADE_QUALITY", EVERYBODY, "share", "education"),
    ("S1-144 S5-122", "EXAM_VPR", GROWN, "share", "education"),
    ("S1-144 S5-122", "EXAM_OGE", GROWN, "share", "education"),
    ("S1-144 S5-122", "EXAM_EGE", GROWN, "share", "education"),
    ("S5-122", "DOOP_INTERIM", GROWN, "share", "extra"),
    ("S5-122", "DOOP_FINAL", GROWN, "share", "extra"),
    ("S1-146 S5-124", "CONTESTS", EDUCATOR, "count", "education"),
    ("S1-147 S5-125", "ACTIVITY", EDUCATOR, "count", "work"),
    ("S1-150 S2-023 S3-143", "MOTIVATION", BOTH, "rating", "person"),
    ("S1-150 S3-143", "AWARENESS", BOTH, "rating", "person"),
    ("S2-035 S2-157 S2-160", "ENGAGEMENT", BOTH, "rating", "person"),
    ("S2-160", "LIVELINESS", BOTH, "rating", "person"),
    ("S1-150 S2-160", "SELF_ESTEEM", BOTH, "rating", "person"),
    ("S2-160", "ANXIETY", BOTH, "rating", "person"),
    ("S2-159", "INTELLECT", PUPIL, "rating", "person"),
    ("S2-157", "META_SKILLS", PUPIL, "rating", "education"),
    ("S2-023", "FAILING", PUPIL, "yes_no", "education"),
    ("S2-103", "BEHAVIOUR", EDUCATOR, "rating", "education"),
    ("S1-153 S3-146 S5-130", "WILL_MENTOR", GROWN, "yes_no", "work"),
    ("S1-153 S3-146 S5-130", "WILL_MENTEE", GROWN, "yes_no", "work"),
    ("S2-081", "STAFF_CLIMATE", GROWN, "rating", "climate"),
    ("S2-081", "CLASS_CLIMATE", PUPIL, "rating", "climate"),
    ("S2-101", "JOB", GROWN, "rating", "work"),
    ("S2-101", "WELLBEING", GROWN, "rating", "person"),
    ("S2-100", "WORK_INCLUSION", EDUCATOR, "rating", "culture"),
    ("S2-100", "CONFIDENCE", EDUCATOR, "rating", "person"),
    ("S2-102", "STAYS", GROWN, "yes_no", "work"),
    ("S2-104", "CONFLICTS_STAFF", EDUCATOR, "count", "climate"),
    ("S2-104", "CONFLICTS_PARENTS", EDUCATOR, "count", "climate"),
    ("S2-027", "CONFLICT", PUPIL, "rating", "climate"),
    ("S2-085", "COMPLAINTS", PUPIL, "count", "climate"),
    ("S2-021 S1-152", "ADAPTATION", EDUCATOR, "rating", "work"),
    ("S2-027", "ADAPT_MIND", PUPIL, "rating", "climate"),
    ("S2-027", "ADAPT_ORDER", PUPIL, "rating", "climate"),
    ("S2-027", "ADAPT_SOCIAL", PUPIL, "rating", "climate"),
    ("S2-079", "INCLUSION", PUPIL, "rating", "culture"),
    ("S2-014 S2-082", "CLUBS", PUPIL, "count", "extra"),
    ("S2-014 S2-082", "SECTIONS", PUPIL, "count", "sport"),
    ("S2-082", "ATTENDANCE", PUPIL, "share", "education"),
    ("S2-083", "PROJECTS", PUPIL, "count", "culture"),
    ("S2-083", "PROJECT_QUALITY", PUPIL, "rating", "culture"),
    ("S2-084", "WATCHLIST", PUPIL, "yes_no", "climate"),
    ("S2-025", "CAREER", PUPIL, "yes_no", "education"),
    ("S2-028", "GIFTED", PUPIL, "yes_no", "extra"),
    ("S2-105", "OWN_WORKS", EDUCATOR, "count", "work"),
    ("S1-143 S5-121", "RISKS", ("mentor",), "share", "work"),
    ("S1-143 S5-121", "RESULTS", ("mentor",), "share", "work"),
]  # fmt: skip
LESS_IS_BETTER = {
    "ANXIETY", "FAILING", "CONFLICTS_STAFF", "CONFLICTS_PARENTS", "CONFLICT", "COMPLAINTS", "ADAPT_MIND",
    "ADAPT_ORDER", "ADAPT_SOCIAL", "WATCHLIST", "RISKS",
}  # fmt: skip


@pytest.mark.parametrize(
    ("clauses", "code", "audience", "kind", "sphere"), CATALOGUE, ids=[f"{row[1]}: {row[0]}" for row in CATALOGUE]
)
def test_an_indicator_of_a_clause_is_measured(clauses: str, code: str, audience, kind: str, sphere: str) -> None:
    one = catalogue()[code]
    assert (one.audience, one.kind, one.sphere) == (audience, kind, sphere)
    assert one.needs, "nothing in a regulation asks for it"
    assert one.higher is (code not in LESS_IS_BETTER)


def test_no_indicator_is_without_its_clause() -> None:
    assert set(catalogue()) == {row[1] for row in CATALOGUE}


def test_pupils_who_attended_are_counted_not_what_they_attended() -> None:
    """S2-025: one who went five times is one, even where the five were written before it became a yes or no."""

    def reading(member: int, before: int, after: int) -> Reading:
        return Reading(member, member, (1,), ("", "", ""), "pupil", "CAREER", (before, None), (after, None))

    told = line_of(catalogue()["CAREER"], "pupil", [reading(1, 0, 5), reading(2, 0, 1), reading(3, 0, 0)])
    assert (told.before, told.after, told.paired) == (0, 2, 3)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "code", "may"),
    [("curator", "ENGAGEMENT", True), ("psychologist", "ENGAGEMENT", True), ("head", "ENGAGEMENT", False),
     ("curator", "SELF_ESTEEM", False), ("curator", "LIVELINESS", False)],
)  # fmt: skip
def test_the_curator_takes_part_in_judging_engagement(world: World, who: str, code: str, may: bool) -> None:
    """S2-035; of few people it is told to nobody else still."""
    with acting(world.a11[who]) as actor:
        assert may_measure(actor, catalogue()[code]) is may
    assert catalogue()[code].guarded
