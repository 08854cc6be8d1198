"""How many forms of names and positions are right of themselves: the library alone beside ours with its data."""

from pathlib import Path

from accounts.grammar import Case, Gender, decline_name, decline_position
from accounts.grammar.names import _library, guess_gender

DATA = Path(__file__).parents[1] / "accounts" / "data"
GENDERS = {"m": Gender.MALE, "f": Gender.FEMALE}
PARTS = ("last", "first", "patronymic")


def rows(pattern: str) -> list[list[str]]:
    lines = [line for path in sorted(DATA.glob(pattern)) for line in path.read_text(encoding="utf-8").splitlines()]
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def alone(name: tuple[str, ...], case: Case, gender: Gender | None) -> str:
    """Word by word by the library, as it comes."""
    gender = gender or guess_gender(name[2], name[0])
    if gender is None:
        return " ".join(filter(None, name))
    forms = (_library(part, word.lower(), case, gender) for part, word in zip(PARTS, name, strict=True) if word)
    return " ".join(forms)


def grammar() -> None:
    ours = library = total = 0
    names = rows("names*.tsv")
    for last, first, patronymic, sex, *forms in names:
        gender = None if patronymic else GENDERS[sex]
        for case, expected in zip((Case.GENITIVE, Case.DATIVE, Case.INSTRUMENTAL), forms, strict=True):
            if expected:
                total += 1
                ours += decline_name(last, first, patronymic, case, gender) == expected
                library += alone((last, first, patronymic), case, gender).lower() == expected.lower()
    print(f"names: {len(names)}, forms right: ours {ours} of {total}, the library alone {library}")
    titles = rows("positions*.tsv")
    right = sum(
        decline_position(title, case) == expected
        for title, *forms in titles
        for case, expected in zip((Case.GENITIVE, Case.DATIVE), forms, strict=True)
    )
    print(f"positions: {len(titles)}, forms right: {right} of {2 * len(titles)}")
