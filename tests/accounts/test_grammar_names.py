"""Names of many peoples of Russia against forms written by hand (tests/accounts/data/names*.tsv)."""

import subprocess
import sys
from pathlib import Path

import pytest

from accounts.grammar import Case, Gender, decline_name, decline_name_parts, guess_gender, initials
from accounts.grammar.exceptions import exceptions

DATA = Path(__file__).parent / "data"
GENDERS = {"m": Gender.MALE, "f": Gender.FEMALE}
TSV_CASES = (Case.GENITIVE, Case.DATIVE, Case.INSTRUMENTAL)
SHARE_REQUIRED = 0.99
CORPORA = ["names.tsv", "names_held_out.tsv", "names_third.tsv"]


def rows(name: str) -> list[list[str]]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("corpus", CORPORA)
def test_forms_of_the_corpus(corpus: str) -> None:
    wrong, total = [], 0
    for last, first, patronymic, gender, *forms in rows(corpus):
        for case, expected in zip(TSV_CASES, forms, strict=True):
            if not expected:
                continue
            total += 1
            given = None if patronymic else GENDERS[gender]
            if (got := decline_name(last, first, patronymic, case, given)) != expected:
                wrong.append(f"{case.name}: {expected} / {got}")
    print(f"{corpus}: {total - len(wrong)} of {total} right")
    assert total - len(wrong) >= SHARE_REQUIRED * total, "\n".join(wrong)


def test_the_corpus_is_as_broad_as_promised() -> None:
    names = [name for corpus in CORPORA for name in rows(corpus)]
    assert len(names) >= 500
    assert len({tuple(name[:3]) for name in names}) == len(names)


def test_gender_by_the_patronymic() -> None:
    for last, _first, patronymic, gender, *_ in rows("names.tsv") + rows("names_held_out.tsv"):
        if patronymic:
            assert guess_gender(patronymic, last) == GENDERS[gender], (last, patronymic)


def test_gender_by_a_surname_that_tells() -> None:
    assert guess_gender("", "Вишневская") is Gender.FEMALE
    assert guess_gender("", "Дадаев") is Gender.MALE
    assert guess_gender("", "Коваленко") is None


def test_an_unknown_gender_bends_nothing() -> None:
    assert decline_name("Ким", "Ен Сук", "", Case.DATIVE) == "Ким Ен Сук"


def test_the_holder_of_a_name_has_the_last_word() -> None:
    said = {"gent": "Сафиной Айгуль Маратовны"}
    assert decline_name("Сафина", "Айгуль", "Маратовна", Case.GENITIVE, overrides=said) == said["gent"]
    assert decline_name("Сафина", "Айгуль", "Маратовна", Case.DATIVE, overrides=said) == "Сафиной Айгули Маратовне"


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (Case.ACCUSATIVE, ("Ветрову", "Нину", "Аркадьевну")),
        (Case.PREPOSITIONAL, ("Ветровой", "Нине", "Аркадьевне")),
    ],
)
def test_the_other_two_cases_of_a_woman(case: Case, expected: tuple[str, ...]) -> None:
    assert decline_name_parts("Ветрова", "Нина", "Аркадьевна", case) == expected


@pytest.mark.parametrize(
    ("name", "accusative", "prepositional"),
    [
        (("Заяц", "Лев", "Ильич"), "Зайца Льва Ильича", "Зайце Льве Ильиче"),
        (("Крайний", "Илья", "Юрьевич"), "Крайнего Илью Юрьевича", "Крайнем Илье Юрьевиче"),
        (("Перец", "Пётр", "Маркович"), "Перца Петра Марковича", "Перце Петре Марковиче"),
        (("Сорока", "Никита", "Львович"), "Сороку Никиту Львовича", "Сороке Никите Львовиче"),
    ],
)
def test_the_other_two_cases_of_a_man(name: tuple[str, str, str], accusative: str, prepositional: str) -> None:
    assert decline_name(*name, Case.ACCUSATIVE) == accusative
    assert decline_name(*name, Case.PREPOSITIONAL) == prepositional


def test_capitals_and_ё_stay_as_typed() -> None:
    assert decline_name("ВЕТРОВА", "НИНА", "АРКАДЬЕВНА", Case.DATIVE) == "ВЕТРОВОЙ НИНЕ АРКАДЬЕВНЕ"
    assert decline_name("Береза", "Лев", "Ильич", Case.GENITIVE) == "Березы Льва Ильича"
    # Capitals inside a name too.
    assert decline_name("О’Нил-д’Артаньян", "Жан", "", Case.GENITIVE, gender=Gender.MALE) == "О’Нила-д’Артаньяна Жана"


@pytest.mark.parametrize("case", list(Case))
def test_odd_input_comes_back_without_an_error(case: Case) -> None:
    for text in ("", "-", "—", "О'Нил", "Иванов-", "Smith", "Ы", " "):
        decline_name(text, text, text, case, Gender.MALE)
        decline_name(text, text, text, case, Gender.FEMALE)


def test_initials_hold_together() -> None:
    assert initials("Ветрова", "Нина", "Аркадьевна") == "Н.\u00a0А.\u00a0Ветрова"
    assert initials("Ветровой", "Нина", "Аркадьевна", before=False) == "Ветровой\u00a0Н.\u00a0А."
    assert initials("Рультынэ", "Галина") == "Г.\u00a0Рультынэ"


def test_every_exception_has_its_five_forms() -> None:
    assert all(len(forms) == len(Case) for group in exceptions().forms.values() for forms in group.values())


def test_importing_the_package_loads_no_dictionary() -> None:
    code = "import sys, accounts.grammar; print({'pymorphy3', 'pytrovich'} & set(sys.modules))"
    root = Path(__file__).resolve().parents[2]
    said = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"
