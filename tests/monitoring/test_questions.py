"""What a questionnaire asks and what may be answered; no database."""

import pytest

from monitoring import question_bank, survey_secrets
from monitoring.questions import Given, check, questions

BRANCHED = questions(
    [
        {"code": "met", "kind": "closed", "text": "Сталкивались?"},
        {"code": "where", "kind": "open", "text": "Где?", "show_if": {"question": "met", "is": ["yes"]}},
        {"code": "mark", "kind": "rating", "text": "Оценка"},
        {"code": "often", "kind": "frequency", "text": "Как часто?"},
        {"code": "help", "kind": "multiple", "text": "С чем?", "required": False, "options": {"a": "А", "b": "Б"}},
    ]
)


def test_shipped_questionnaires_are_the_bank_of_the_domain() -> None:
    """Catches a questionnaire that is missing, a pair of before and after that does not meet."""
    found = {code: question_bank.shipped(code) for code in question_bank.codes()}
    assert set(found) >= {"Q-MT-IN", "Q-MT-OUT", "Q-MR-IN", "Q-MR-OUT", "Q-ST-IN", "Q-ST-OUT", "Q-SM-OUT", "Q-CUR"}
    for before, after in (("Q-MT-IN", "Q-MT-OUT"), ("Q-MR-IN", "Q-MR-OUT"), ("Q-ST-IN", "Q-ST-OUT")):
        first = {one.pair for one in found[before].questions if one.pair}
        assert first and first <= {one.pair for one in found[after].questions}
    for code, one in found.items():
        if code.endswith("-OUT"):
            assert [q.positive for q in one.questions if q.indicator == "satisfied"] == [("yes",)], code
    curator = found["Q-CUR"].questions
    assert len(curator) == 9 and all(q.scored and set(q.values) == {"0", "1", "2"} for q in curator)
    ratings = [q for q in found["Q-MT-OUT"].questions if q.kind == "rating"]
    assert len(ratings) == 11 and question_bank.usual("mentee", "student", "exit").code == "Q-ST-OUT"


def test_answers_are_kept_by_kind_and_branches_drop_what_was_not_asked() -> None:
    raw = {"met": "no", "where": "в другой школе", "mark": "10", "often": "4", "help": ["b", "a"]}
    checked = check(BRANCHED, raw)
    assert checked.errors == {}
    assert checked.answers == {
        "met": Given(values=("no",)), "mark": Given(number=10), "often": Given(number=4),
        "help": Given(values=("a", "b")),
    }  # fmt: skip
    assert check(BRANCHED, {**raw, "met": "yes"}).answers["where"] == Given(text="в другой школе")


@pytest.mark.parametrize("mark", ["0", "11", "1.5", "-3", "x", "٣", ["", ""], None, {"a": 1}])
def test_nothing_else_is_a_mark(mark: object) -> None:
    assert set(check(BRANCHED, {"met": "no", "mark": mark, "often": "1"}).errors) == {"mark"}


def test_a_strange_shape_is_no_questionnaire() -> None:
    two = [{"code": "a", "kind": "rating", "text": "А"}, {"code": "a", "kind": "rating", "text": "Б"}]
    ahead = [{"code": "a", "kind": "open", "text": "А", "show_if": {"question": "b", "is": ["1"]}}]
    for raw in (two, ahead, [{"code": "a", "kind": "slider", "text": "А"}], [{"code": "a", "kind": "open"}]):
        with pytest.raises(ValueError, match="a:"):
            questions(raw)


def test_what_was_written_down_reads_back() -> None:
    for code in question_bank.codes():
        asked = question_bank.shipped(code).questions
        assert questions([one.as_json() for one in asked]) == asked


def test_codes_of_a_sheet_are_ten_digits_and_never_the_same() -> None:
    """Catches a mixing that is no permutation: two people with one code."""
    codes = [survey_secrets.code_of(7, number) for number in range(1, 3000)]
    assert len(set(codes)) == len(codes) and {len(code) for code in codes} == {10}
    assert [survey_secrets.number_of(7, code) for code in codes] == list(range(1, 3000))
    assert survey_secrets.code_of(8, 1) != codes[0]
