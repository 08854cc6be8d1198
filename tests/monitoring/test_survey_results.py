"""Figures of a campaign equal a recount written apart, as SQL by hand; small groups are told by no subtraction."""

import random
from decimal import Decimal
from itertools import combinations

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Organization
from accounts.refusal import Refusal
from accounts.tenancy import tenant_scope
from monitoring.models import MonitoringCampaign
from monitoring.queries.expectations import expectations
from monitoring.queries.open_answers import words_of
from monitoring.queries.survey_results import results
from tests.monitoring.answers import answered, campaign, version, version_of
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db
ASKED = [
    {"code": "useful", "kind": "rating", "text": "Насколько полезно?"},
    {"code": "good", "kind": "closed", "text": "Довольны?", "indicator": "satisfied", "positive": ["yes"]},
    {"code": "which", "kind": "multiple", "text": "Что?", "options": {"a": "А", "b": "Б"}, "required": False},
    {"code": "often", "kind": "frequency", "text": "Как часто?"},
    {"code": "words", "kind": "open", "text": "Что изменить?"},
]
ORACLE = """
    SELECT count(*), sum(a.number), percentile_cont(0.5) WITHIN GROUP (ORDER BY a.number),
           count(*) FILTER (WHERE 'yes' = ANY(a."values")), count(*) FILTER (WHERE 'a' = ANY(a."values"))
    FROM monitoring_answer a JOIN monitoring_response r ON r.id = a.response_id
    WHERE r.campaign_id = %s AND r.role = %s AND r.track = %s AND a.question = %s AND r.form LIKE %s
"""


def recount(asked: MonitoringCampaign, role: str, question: str, form: str = "%", track: str = "student") -> tuple:
    with connection.cursor() as cursor:
        cursor.execute(ORACLE, [asked.pk, role, track, question, form])
        return cursor.fetchone()


def spring(world: World, altered: int = 0) -> MonitoringCampaign:
    """S2 step 7: 27 pupils and 13 pupil mentors have answered; 23 and 12 of them are satisfied.

    ``altered``: of each role the first has given so many points more.
    """
    node, chance = world.a11, random.Random(7)
    asked = campaign(node)
    for role, number, happy in (("mentee", 27, 23), ("mentor", 13, 12)):
        content = version(node, ASKED, role, "student")
        for one in range(number):
            answered(
                asked, content,
                {"useful": chance.randint(1, 9) + (0 if one else altered),
                 "good": ["yes" if one < happy else "no"],
                 **({"which": ["a", "b"][: one % 3], "often": chance.randint(1, 5), "words": f"слово {role} {one}"}
                    if one % 3 else {})},
                role=role, form="PUPIL_PUPIL" if one % 5 else "LEADER_PASSIVE",
            )  # fmt: skip
    return asked


def line_of(asked: MonitoringCampaign, actor, role: str, question: str):
    return next(line for line in results(asked, actor).lines if (line.role, line.question.code) == (role, question))


def test_s2_step_7_23_of_27_are_85_2_and_12_of_13_are_92_3(world: World):
    with acting(world.a11.curator) as actor:
        asked = spring(world)
        assert line_of(asked, actor, "mentee", "good").gist == "23 из 27 (85,2 %)"
        assert line_of(asked, actor, "mentor", "good").gist == "12 из 13 (92,3 %)"


@pytest.mark.parametrize("role", ["mentee", "mentor"])
def test_every_figure_is_the_recount_and_one_altered_answer_is_noticed(world: World, role: str):
    with acting(world.a11.curator) as actor:
        asked = spring(world)
        for question in ("useful", "often"):
            line, (n, total, median, *_rest) = line_of(asked, actor, role, question), recount(asked, role, question)
            assert (line.tally.n, line.tally.median) == (n, Decimal(str(median)))
            assert line.tally.mean == (Decimal(total) / n).quantize(Decimal("0.01"), "ROUND_HALF_UP")
            for form, tally in line.shown.forms.items():
                n, total, *_rest = recount(asked, role, question, form)
                assert (tally.n, sum(int(v) * c for v, c in tally.counts.items())) == (n, total)
        good, chosen = line_of(asked, actor, role, "good"), line_of(asked, actor, role, "which")
        assert good.tally.counts["yes"] == recount(asked, role, "good")[3]
        n, *_rest, first = recount(asked, role, "which")
        assert (chosen.tally.n, chosen.tally.counts["a"]) == (n, first)
        other = spring(world, altered=1)
        n, total, *_rest = recount(asked, role, "useful")
        tally = line_of(other, actor, role, "useful").tally
        assert (tally.n, sum(int(v) * c for v, c in tally.counts.items())) == (n, total + 1)


def test_the_number_of_answers_adds_no_query(world: World):
    with acting(world.a11.curator) as actor:
        asked = spring(world)
        results(asked, actor)  # the campaign remembers its organization
        costs = []
        for _turn in range(2):
            with CaptureQueriesContext(connection) as queries:
                results(asked, actor)
            costs.append(len(queries))
            content = version(world.a11, ASKED, "parent", "student")
            for _one in range(9):
                answered(asked, content, {"useful": 3}, role="parent")
        assert costs[0] == costs[1] <= 8


def test_while_people_answer_nothing_is_read(world: World):
    with acting(world.a11.curator) as actor:
        asked = campaign(world.a11, state="open")
        with pytest.raises(Refusal, match="опрос закончен"):
            results(asked, actor)


def test_in_a_school_no_two_figures_differ_by_one_or_two_people(world: World):
    """Whatever forms are subtracted from the whole, three people or nobody are left."""
    with acting(world.a11.curator) as actor:
        for sizes in ((9, 1), (9, 2), (5, 4, 1), (3, 3, 2), (2, 2), (2, 1), (7, 1, 1, 1), (3, 1), (1, 1)):
            asked, content = campaign(world.a11), version(world.a11, ASKED, "mentee", "student")
            for number, size in enumerate(sizes):
                for _one in range(size):
                    answered(asked, content, {"useful": 5}, form=f"FORM_{number}")
            shown = line_of(asked, actor, "mentee", "useful").shown
            parts = [tally.n for tally in shown.forms.values()]
            assert shown.whole.n in (0, sum(sizes)) and (shown.whole.n == 0) == (sum(sizes) < 3)
            for count in range(len(parts) + 1):
                for taken in combinations(parts, count):
                    assert shown.whole.n - sum(taken) == 0 or shown.whole.n - sum(taken) >= 3
                    assert all(size >= 3 for size in taken)


def test_above_the_school_no_combination_of_all_filters_tells_of_fewer_than_five(world: World):
    """Every node, every form: the attacker solves all the figures at once for each school's group of a form."""
    schools = [world.a11, world.a12, world.a21, world.a22]
    with tenant_scope(world.region_a):
        whole = campaign(world.a00)
        content = version(world.a00, ASKED, "mentee", "student")
        sizes, value = {}, {}
        chance = random.Random(3)
        for node in schools:
            part = campaign(node, parent=whole)
            for form in ("X", "Y", "Z"):
                size = sizes[node.id, form] = chance.choice([0, 1, 2, 3, 4, 6])
                value[node.id, form] = 0
                for _one in range(size):
                    point = chance.randint(1, 10)
                    value[node.id, form] += point
                    answered(part, content, {"useful": point}, form=form)
    cells = [cell for cell, size in sizes.items() if size]
    with acting(world.a00.region_operator) as actor:
        figures, rows = set(), []
        for node in (world.a00, world.a10, world.a20, *schools):
            place = tuple(Organization.objects.get(pk=node.id).path_ids)
            found = [line for line in results(whole, actor, place=place).lines if line.question.code == "useful"]
            for line in found:
                for form, tally in [("", line.tally), *line.shown.forms.items()]:
                    if tally.n:
                        figures.add((place, form, tally.n, sum(int(v) * c for v, c in tally.counts.items())))
        assert figures
        for place, form, n, total in sorted(figures):
            assert n >= 5
            # Which cells a figure is made of: those whose sums fit, taken under its node and form.
            under = [cell for cell in cells if _is_under(cell[0], place) and form in ("", cell[1])]
            fits = [
                taken
                for count in range(1, len(under) + 1)
                for taken in combinations(under, count)
                if sum(sizes[cell] for cell in taken) == n and sum(value[cell] for cell in taken) == total
            ]
            assert fits
            rows.append([cell in fits[-1] for cell in cells])
        matrix = np.array(rows, dtype=float)
        rank = np.linalg.matrix_rank(matrix)
        for count in (1, 2):
            for few in combinations(range(len(cells)), count):
                if sum(sizes[cells[number]] for number in few) < 5:
                    target = np.zeros((1, len(cells)))
                    target[0, list(few)] = 1
                    assert np.linalg.matrix_rank(np.vstack([matrix, target])) > rank


def _is_under(school: int, place: tuple[int, ...]) -> bool:
    return tuple(Organization.objects.get(pk=school).path_ids)[: len(place)] == place


def test_open_answers_of_few_people_are_read_without_their_group_and_never_above_the_school(world: World):
    with acting(world.a11.curator) as actor:
        asked = campaign(world.a11)
        pupils, staff, mentors = (version(world.a11, ASKED, role, "staff") for role in ("mentee", "parent", "mentor"))
        for content, role, number in ((pupils, "mentee", 4), (staff, "parent", 2), (mentors, "mentor", 1)):
            for one in range(number):
                answered(asked, content, {"words": f"{role} {one}"}, role=role, track="staff")
        words = words_of(asked, actor)
        assert {said.group: len(said.answers) for said in words.said} == {"Наставляемые педагоги": 4, "": 3}
        assert words.hidden == 0
    with acting(world.a10.coordinator) as actor:
        assert words_of(asked, actor).said == []
    with acting(world.a11.curator) as actor:
        alone = campaign(world.a11)
        for one in range(2):
            answered(alone, staff, {"words": f"parent {one}"}, role="parent", track="staff")
        assert words_of(alone, actor).said == [] and words_of(alone, actor).hidden == 2


def test_a_question_that_one_small_group_was_asked_does_not_name_it_by_its_words(world: World):
    """The attack: small groups stand together without a name, under words that the mentors alone were asked."""
    own = [{"code": "words", "kind": "open", "text": "Каково быть наставником?"}]
    with acting(world.a11.curator) as actor:
        asked = campaign(world.a11)
        both, mentors = version(world.a11, ASKED, "parent", "staff"), version(world.a11, own, "mentor", "staff")
        for content, role, number in ((both, "parent", 2), (both, "mentee", 1), (mentors, "mentor", 2)):
            for one in range(number):
                answered(asked, content, {"words": f"{role} {one}"}, role=role, track="staff")
        words = words_of(asked, actor)
        assert [(said.text, said.group, len(said.answers)) for said in words.said] == [("Что изменить?", "", 3)]
        assert words.hidden == 2


def branched(*wanted: str) -> list[dict]:
    """Which option, the same rating to all, and again only after so many options: «АБ» is after А or Б."""
    which = {"code": "which", "kind": "closed", "text": "Кто вы?", "options": {one: one for one in "АБВГ"}}
    again = [
        {"code": f"again{number}", "kind": "rating", "text": "Полезно?",
         "show_if": {"question": "which", "is": list(options)}}
        for number, options in enumerate(wanted)
    ]  # fmt: skip
    return [which, {"code": "useful", "kind": "rating", "text": "Полезно?"}, *again]


@pytest.mark.parametrize(
    ("wanted", "chosen", "told"),
    [
        (["АБВ"], "ААААББББВВВВГ", []),  # the same rating to all and to all but option Г: the rest is one person
        (["АБ", "АБГ"], "ААААВВВВГ", []),  # two branches that differ by one person
        (["А", "Б"], "АААББГГГ", []),
        (["АБВ"], "ААААВВВВГГГ", [8]),
        (["АБ", "АБГ"], "ААААВВВВГГГ", [4, 7]),
        (["АБВ"], "ААААВ", [5]),  # all of them
    ],
)
def test_a_branch_is_no_subtraction(world: World, wanted: list[str], chosen: str, told: list[int]):
    with acting(world.a11.curator) as actor:
        asked, content = campaign(world.a11), version(world.a11, branched(*wanted), "mentee", "student")
        for number, one in enumerate(chosen):
            mark = number % 10 + 1
            more = {f"again{place}": mark for place, options in enumerate(wanted) if one in options}
            answered(asked, content, {"which": [one], "useful": mark, **more})
        lines = {line.question.code: line for line in results(asked, actor).lines}
        assert lines["useful"].tally.n == len(chosen)
        branches = [lines[f"again{place}"] for place in range(len(wanted))]
        assert [line.tally.n for line in branches if line.tally.n] == told
        assert all(line.is_hidden for line in branches if not line.tally.n)
    with acting(world.a10.coordinator) as actor:
        assert not any(line.tally.n for line in results(asked, actor).lines if line.question.show_if)


def test_a_branch_beside_a_form_is_no_subtraction(world: World):
    """The option «Г» is the form of one pair in it but for one person: the branch and the form differ by him."""
    with acting(world.a11.curator) as actor:
        asked, content = campaign(world.a11), version(world.a11, branched("АБВ"), "mentee", "student")
        for number in range(12):
            said = {"which": ["А" if number < 7 else "Г"], "useful": 5, **({"again0": 5} if number < 7 else {})}
            answered(asked, content, said, form="X" if number < 6 else "Y")
        line = line_of(asked, actor, "mentee", "again0")
        assert line.is_hidden and sorted(line_of(asked, actor, "mentee", "useful").shown.forms) == ["X", "Y"]


def test_own_words_after_a_branch_of_few_are_not_read(world: World):
    words = {"code": "why", "kind": "open", "text": "Почему?", "show_if": {"question": "which", "is": ["Г"]}}
    with acting(world.a11.curator) as actor:
        asked, content = campaign(world.a11), version(world.a11, [*branched(), words], "mentee", "student")
        for number in range(9):
            said = {"which": ["Г"], "why": f"слово {number}"} if number < 2 else {"which": ["А"]}
            answered(asked, content, {"useful": 5, **said})
        assert words_of(asked, actor).said == [] and words_of(asked, actor).hidden == 2
        answered(asked, content, {"which": ["Г"], "why": "ещё", "useful": 5})
        assert [len(said.answers) for said in words_of(asked, actor).said] == [3]


def test_expectation_beside_result_counts_pairs_and_tells_the_unlinked_apart(world: World):
    with acting(world.a11.curator) as actor:
        before, after = version_of(world.a11, "Q-MR-IN"), version_of(world.a11, "Q-MR-OUT")
        entry, leaving = campaign(world.a11, opens="01.10.2021", moment="entry"), campaign(world.a11)
        people = [f"{number:03d}" for number in range(10)]
        how = {"role": "mentor", "track": "staff"}
        for number, who in enumerate(people[:7]):
            answered(entry, before, {"3": 5 + number % 3, "4": 8}, who=who, **how)
        for number, who in enumerate(people[3:]):
            answered(leaving, after, {"3": 8 + number % 2, "4": 8}, who=who, **how)
        row = next(one for one in expectations(leaving, actor) if one.question.code == "3")
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT count(*), avg(y.number - x.number) FROM monitoring_answer x
                JOIN monitoring_response r ON r.id = x.response_id AND r.campaign_id = %s
                JOIN monitoring_response s ON s.link = r.link AND s.campaign_id = %s
                JOIN monitoring_answer y ON y.response_id = s.id AND y.question = '3' WHERE x.question = '3'""",
                [entry.pk, leaving.pk],
            )
            paired, shift = cursor.fetchone()
        assert (row.before.n, row.after.n, row.paired_n, row.unlinked) == (7, 7, paired, (3, 3)) and paired == 4
        assert row.pairs is not None and row.shift == shift.quantize(Decimal("0.01"))


def test_one_person_without_a_pair_is_not_the_difference_of_two_means(world: World):
    with acting(world.a11.curator) as actor:
        before, after = version_of(world.a11, "Q-MR-IN"), version_of(world.a11, "Q-MR-OUT")
        entry, leaving = campaign(world.a11, opens="01.10.2021", moment="entry"), campaign(world.a11)
        how = {"role": "mentor", "track": "staff"}
        for number in range(6):
            answered(entry, before, {"3": 5}, who=f"{number:03d}", **how)
            answered(leaving, after, {"3": 9}, who=f"{number + (number == 5):03d}", **how)
        row = next(one for one in expectations(leaving, actor) if one.question.code == "3")
        assert (row.paired_n, row.pairs, row.words["shift"]) == (5, None, "+4")


def test_the_trend_stands_beside_the_same_question_of_the_year_before(world: World):
    with acting(world.a11.curator) as actor:
        content = version(world.a11, ASKED, "mentee", "student")
        old, new = campaign(world.a11, opens="01.05.2021", school_year=2020), campaign(world.a11)
        for asked, point in ((old, 6), (new, 9)):
            for _one in range(4):
                answered(asked, content, {"useful": point}, form="PUPIL_PUPIL")
        line = line_of(new, actor, "mentee", "useful")
        assert [(one.campaign.pk, one.mean) for one in line.former if one.tally.n] == [(old.pk, "6")]
