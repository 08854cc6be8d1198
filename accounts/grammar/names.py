"""Declension of people's names: pytrovich, corrected by `exceptions.toml` and by what a person says of their own name.

Norms: women's surnames and names on a consonant keep their form; women's names on a soft sign follow the third
declension (Superanskaya; the holder may refuse); surnames on -о, -е, -и, -у, -ю, -ых, -их keep their form; of a given
name in several words only the last one changes.
"""

import functools
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from accounts.grammar.cases import Case, Gender
from accounts.grammar.exceptions import exceptions
from accounts.grammar.morphology import common_noun

if TYPE_CHECKING:
    from pytrovich.maker import PetrovichDeclinationMaker

NBSP = "\u00a0"
_MALE_PATRONYMIC = re.compile(r"(?:ич|ыч)$")
_FEMALE_PATRONYMIC = re.compile(r"на$")
_MALE_TURKIC = frozenset({"оглы", "оглу", "уулу", "улы", "угли"})
_CONSONANT = re.compile(r"[бвгджзйклмнпрстфхцчшщ]$")
_THIRD_DECLENSION = {
    Case.GENITIVE: "и",
    Case.DATIVE: "и",
    Case.ACCUSATIVE: "ь",
    Case.INSTRUMENTAL: "ью",
    Case.PREPOSITIONAL: "и",
}


def guess_gender(patronymic: str = "", last: str = "") -> Gender | None:
    """Gender by the patronymic, else by a surname that shows it (-ова, -ская, -ов, -ский); None when neither tells."""
    words = patronymic.lower().replace("-", " ").split()
    if words and words[-1] in exceptions().indeclinable["patronymic"]:
        return Gender.MALE if words[-1] in _MALE_TURKIC else Gender.FEMALE
    if words and _MALE_PATRONYMIC.search(words[-1]):
        return Gender.MALE
    if words and _FEMALE_PATRONYMIC.search(words[-1]):
        return Gender.FEMALE
    surname = last.lower()
    if re.search(r"(?:ова|ева|ёва|ина|ына|ская|цкая)$", surname):
        return Gender.FEMALE
    if re.search(r"(?:ов|ев|ёв|ин|ын|ский|цкий)$", surname):
        return Gender.MALE
    return None


def decline_name(
    last: str,
    first: str,
    patronymic: str,
    case: Case,
    gender: Gender | None = None,
    overrides: Mapping[str, str] | None = None,
) -> str:
    """«Ветрова», «Нина», «Аркадьевна» → «Ветровой Нины Аркадьевны»; empty parts are left out.

    `overrides` maps a value of `Case` («gent») to the whole name as its holder wants it and wins over everything. When
    `gender` is neither given nor to be guessed, the name is returned in the nominative: nothing is bent wrongly.
    """
    if overrides and overrides.get(case.value):
        return overrides[case.value]
    return " ".join(decline_name_parts(last, first, patronymic, case, gender))


def decline_name_parts(
    last: str, first: str, patronymic: str, case: Case, gender: Gender | None = None
) -> tuple[str, ...]:
    """The non-empty parts in `case`, in the order surname, name, patronymic."""
    gender = gender or guess_gender(patronymic, last)
    if gender is None:
        return tuple(part for part in (last, first, patronymic) if part)
    parts = (
        _hyphenated("last", last, case, gender),
        _given(first, case, gender),
        _patronymic(patronymic, case, gender),
    )
    return tuple(part for part in parts if part)


def initials(last: str, first: str, patronymic: str = "", *, before: bool = True) -> str:
    """«Н. А. Ветрова», or «Ветрова Н. А.» for `before=False`; all spaces are no-break. `last` may be in any case."""
    letters = [f"{part[0].upper()}." for part in (first, patronymic) if part]
    return NBSP.join([*letters, last] if before else [last, *letters])


def _given(name: str, case: Case, gender: Gender) -> str:
    words = name.split()
    kept = [
        _hyphenated("first", word, case, gender) if gender is Gender.FEMALE and word[-1:] in "ая" else word
        for word in words[:-1]
    ]
    return " ".join([*kept, *(_hyphenated("first", word, case, gender) for word in words[-1:])])


def _patronymic(patronymic: str, case: Case, gender: Gender) -> str:
    words = patronymic.lower().replace("-", " ").split()
    if words and words[-1] in exceptions().indeclinable["patronymic"]:
        return patronymic
    return _hyphenated("patronymic", patronymic, case, gender)


def _hyphenated(part: str, name: str, case: Case, gender: Gender) -> str:
    """Of a man's compound name only the last part changes (Саид-Магомеда), of a woman's each (Анны-Марии)."""
    heads = exceptions().indeclinable["compound_head"]
    words = name.split("-")
    last = len(words) - 1
    male_first = part == "first" and gender is Gender.MALE
    return "-".join(
        word if index < last and (male_first or word.lower() in heads) else _word(part, word, case, gender)
        for index, word in enumerate(words)
    )


def _word(part: str, word: str, case: Case, gender: Gender) -> str:
    """One word; its capitals are kept (ВЕТРОВА → ВЕТРОВОЙ, О’Нил → О’Нила)."""
    if not word:
        return word
    lower = word.lower()
    form = _dictated(part, lower, case, gender)
    if form is None:
        form = _library(part, lower, case, gender)
    if len(word) > 1 and word.isupper():
        return form.upper()
    return "".join(was if was.lower() == now else now for was, now in zip(word, form, strict=False)) + form[len(word) :]


def _dictated(part: str, lower: str, case: Case, gender: Gender) -> str | None:
    sex = "male" if gender is Gender.MALE else "female"
    known = exceptions()
    if lower in known.indeclinable.get(part, ()) or lower in known.indeclinable.get(f"{part}_{sex}", ()):
        return lower
    form = known.form(f"{part}_{sex}", lower, case)
    if form is None and part == "last":
        return _telling_surname(lower, case, gender) or known.by_ending(f"last_{sex}", lower, case)
    if form is None and part == "first" and gender is Gender.FEMALE:
        if lower.endswith("ь"):
            return lower[:-1] + _THIRD_DECLENSION[case]
        if _CONSONANT.search(lower):
            return lower
    return form


def _telling_surname(lower: str, case: Case, gender: Gender) -> str | None:
    """A surname that is a common noun changes like it: Заяц, Перец, Туча; a woman's only on -а, -я."""
    if lower[-1] in "ая" or (gender is Gender.MALE and _CONSONANT.search(lower.replace("ь", "й"))):
        form = common_noun(lower, case)
        return _spelt_like(lower, form) if form else None
    return None


def _spelt_like(word: str, form: str) -> str:
    """The dictionary writes ё; a holder of «Береза» may not."""
    return "".join(a if (a, b) == ("е", "ё") else b for a, b in zip(word, form, strict=False)) + form[len(word) :]


def _library(part: str, lower: str, case: Case, gender: Gender) -> str:
    from pytrovich.enums import Case as LibraryCase
    from pytrovich.enums import Gender as LibraryGender
    from pytrovich.enums import NamePart

    parts = {"last": NamePart.LASTNAME, "first": NamePart.FIRSTNAME, "patronymic": NamePart.MIDDLENAME}
    sex = LibraryGender.MALE if gender is Gender.MALE else LibraryGender.FEMALE
    form: str = _maker().make(parts[part], sex, LibraryCase[case.name], lower)
    return form


@functools.cache
def _maker() -> "PetrovichDeclinationMaker":
    """Loaded on first use."""
    from pytrovich.maker import PetrovichDeclinationMaker

    return PetrovichDeclinationMaker()
