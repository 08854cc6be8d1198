"""A Положение written from values: it says what is in force, in its own numbered paragraphs, and nothing else."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest

from programs.regulation.effective import EffectiveRegulation, Layer, effective
from programs.regulation.loader import load_preset
from programs.regulation.parameter import Level
from programs.regulation.settings import read_settings
from programs.regulation.statute import Statute, build

from . import oracle

D = dt.date
ON = D(2022, 3, 24)


def regulation_of(code: str, on: D = ON) -> EffectiveRegulation:
    return effective([load_preset(code).layer(D(2020, 1, 1))], on)


def statute_of(code: str) -> Statute:
    preset = load_preset(code)
    return build(regulation_of(code), preset.organization, level=preset.level)


def text_of(statute: Statute) -> str:
    return "\n".join(line for section in statute.plain() for line in [section["heading"], *section["paragraphs"]])


@pytest.mark.parametrize("code", oracle.DOCUMENTS)
def test_it_is_two_to_three_pages_of_plain_data(code: str) -> None:
    plain = statute_of(code).plain()
    assert json.loads(json.dumps(plain)) == plain
    assert 4500 < len(text_of(statute_of(code))) < 9500
    assert [section["heading"].split(".")[0] for section in plain] == [str(n) for n in range(1, len(plain) + 1)]
    assert plain[0]["paragraphs"][0].startswith("1.1. Настоящее Положение")


@pytest.mark.parametrize("code", oracle.DOCUMENTS)
def test_every_line_is_a_finished_sentence_or_a_point_of_a_list(code: str) -> None:
    for section in statute_of(code).plain():
        for line in section["paragraphs"]:
            assert re.match(r"(\d+\.\d+\. [А-ЯЁ]|– [а-яёА-ЯЁ«]|[а-д]\) [а-яё])", line), line
            assert line[-1] in ".:;", line
            assert not re.search(r"None|True|False|\{|\}|[A-Z_]{3,}|\(\)|\.\.|  ", line), line


def numbers(clause: str) -> list[str]:
    """«пп. 4.1, 5.1» → 4.1 and 5.1; nothing for clauses of other papers."""
    return re.findall(r"\d+\.\d+", clause) if re.fullmatch(r"пп?\. [\d., ]+", clause) else []


def test_the_clauses_of_s4_are_true_of_the_text_made_from_it() -> None:
    """The demo's order carries this text: «п. 7.1» in a refusal must be where the text speaks of closing."""
    places = {paragraph.number: paragraph.codes for paragraph in statute_of("schekino11").paragraphs()}
    cited = [
        (number, code)
        for code, setting in load_preset("schekino11").settings.items()
        for number in numbers(setting.clause)
    ]
    assert len(cited) > 30
    assert [(number, code) for number, code in cited if code not in places.get(number, ())] == []


def test_a_version_adopted_with_this_text_cites_its_own_clauses() -> None:
    preset = load_preset("kalmanka")
    statute = statute_of("kalmanka")
    cited = statute.cite(dict(preset.settings))
    assert cited["forms"].clause == "п. 2.3"
    assert cited["route.steps"].clause == "п. 4.4"
    assert cited["monitoring.contest_word"].clause == ""
    assert {code: setting.value for code, setting in cited.items()} == {
        code: setting.value for code, setting in preset.settings.items()
    }
    own = effective([Layer(Level.MUNICIPALITY, "Комитет", statute.title, cited, D(2022, 9, 1))], D(2022, 9, 1))
    assert own["forms"].basis == "п. 2.3 Положения о системе наставничества педагогических работников"


def test_each_document_says_what_it_is_known_for() -> None:
    texts = {code: text_of(statute_of(code)) for code in oracle.DOCUMENTS}
    only = {
        "арбитражные": {"kalmanka", "altai_duc"},
        "медиация": {"tatarstan", "schekino11"},
        "Пояснительная записка": {"tatarstan"},
        "Права и обязанности наставника": {"schekino11"},
        "личным делом": {"schekino11"},
        "профсоюзной": {"kalmanka", "altai_duc"},
        "знакомство, пробная, планирование": {"tashtagol"},
        "25-го числа": {"tashtagol"},
        "индивидуальный образовательный маршрут": {"kalmanka", "tatarstan", "altai_duc"},
        "от 3 до 12 месяцев": {"kalmanka", "tatarstan", "schekino11", "altai_duc"},
        "до 31\N{NO-BREAK SPACE}мая": {"tashtagol"},
        "ВПР": {"kalmanka"},
        "31\N{NO-BREAK SPACE}августа": {"kalmanka"},
        "статистического наблюдения": {"tatarstan", "schekino11"},
        "Академия": {"altai_duc"},
        "обучающийся": {"tashtagol"},
    }
    found = {words: {code for code, text in texts.items() if words in text} for words in only}
    assert found == only


def test_the_name_of_the_plan_is_the_one_of_the_regulation() -> None:
    """S1-075: one name on pages and in print."""
    assert "«План мероприятий»" in text_of(statute_of("kalmanka"))
    assert "дорожная карта" not in text_of(statute_of("kalmanka"))


def test_it_comes_into_force_by_the_order_and_ends_by_another() -> None:
    final = statute_of("schekino11").plain()[-1]
    assert final["heading"] == "9. Заключительные положения"
    assert "со дня регистрации приказа" in final["paragraphs"][0]
    assert "без ограничения срока" in final["paragraphs"][0]
    assert "по той редакции" in final["paragraphs"][1]


def test_the_labour_code_is_named_from_its_day() -> None:
    before, after = (
        text_of(build(regulation_of("schekino11", day), "Школа")) for day in (D(2025, 2, 28), D(2025, 3, 1))
    )
    assert "351.8" not in before
    assert "351.8" in after


def test_a_term_is_said_in_good_russian() -> None:
    def words(**months: int | None) -> str:
        raw = {
            f"program_months_{name}": {"none": True} if value is None else {"value": value}
            for name, value in months.items()
        }
        layer = Layer(Level.SCHOOL, "Школа", "Положение", read_settings(raw, Level.SCHOOL), D(2022, 1, 1))
        text = text_of(build(effective([layer], ON), "Школа"))
        return re.search(r"Программа действует ([^.]*)\.", text)[1]  # type: ignore[index]  # the sentence is always there

    assert words(min=3, max=12) == "от 3 до 12 месяцев"
    assert words(min=3, max=21) == "от 3 до 21 месяца"
    assert words(min=3, max=11) == "от 3 до 11 месяцев"
    assert words(min=None, max=6) == "не дольше 6 месяцев"
    assert words(min=None, max=None) == "в пределах учебного года"
