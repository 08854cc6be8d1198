"""ФИО as they are really written: in one cell or three, torn, glued, half Latin, with a post after a comma."""

import re
from dataclasses import dataclass
from functools import lru_cache

from .cells import EMPTY, Read, formula, raw, text
from .letters import join_torn, plain, script_of, split_glued, to_cyrillic
from .sheet import Cell, Formula


@dataclass(frozen=True)
class Name:
    last: str
    first: str
    patronymic: str = ""

    @property
    def full(self) -> str:
        return " ".join(part for part in (self.last, self.first, self.patronymic) if part)


_PATRONYMIC = re.compile(r"(?:вич|ьич|тич|кич|мич|вна|чна|шна|ична|инична)$")
_TURKIC = frozenset({"оглы", "кызы", "улы", "угли", "гызы", "оглу", "уулу", "кизи"})
_PARTICLES = frozenset({"фон", "де", "ван", "дер", "бен", "ибн", "аль"})


def has_patronymic(words: str) -> bool:
    """Two or three words of which one is a patronymic: whoever stands there is a person."""
    parts = plain(split_glued(words.split(",")[0])).split() if len(words) < 90 else []
    return 2 <= len(parts) <= 5 and any(_is_patronymic(part) for part in parts[1:])


def _is_patronymic(word: str) -> bool:
    word = word.lower()
    return (len(word) > 4 and bool(_PATRONYMIC.search(word))) or word in _TURKIC


@lru_cache(maxsize=1_000)
def _name(words: str) -> tuple[Name | None, str, str]:
    """(name, what stands after a comma, doubt)."""
    head, _comma, rest = words.replace("\n", " ").partition(",")
    head, bracket, inside = head.partition("(")
    if bracket and not rest:
        rest = inside.rstrip(") ")
    mended = to_cyrillic(head)
    doubt = "repair.latin" if mended != head else ""
    joined = join_torn(mended)
    if joined != mended:
        mended, doubt = joined, doubt or "repair.spaces"
    apart = split_glued(mended)
    if apart != mended:
        mended, doubt = apart, doubt or "repair.glued"
    mended = re.sub(r"\s*-\s*", "-", re.sub(r"[.\s]*\d+[.)]\s+", " ", f" {mended} ")).strip(" .;:*")
    parts, post = _name_and_post(mended.split())
    rest = rest.strip() or post
    if not parts:
        return None, rest, "bad.name"
    if any(any(sign.isdigit() or sign in "@/\\_=<>" for sign in part) for part in parts):
        return None, rest, "bad.name"
    if any(script_of(part) in ("latin", "mixed") for part in parts):
        doubt = "bad.letters"
    if any("." in part or len(part.strip(".")) == 1 for part in parts[1:]):
        initials = re.findall(r"[^\W\d_]", "".join(parts[1:]))
        return Name(_case(parts[0]), *(f"{letter.upper()}." for letter in initials[:2])), rest, "bad.initials"
    if len(parts) == 1:
        return Name(_case(parts[0]), ""), rest, "bad.one_word"
    return _ordered([_case(part) for part in parts], rest, doubt)


def _ordered(parts: list[str], rest: str, doubt: str) -> tuple[Name | None, str, str]:
    places = [index for index, part in enumerate(parts) if _is_patronymic(part)]
    if len(parts) > 5:
        return None, rest, "bad.name"
    if len(parts) >= 3 and places == [1]:  # «Иван Иванович Иванов»
        return Name(" ".join(parts[2:]), parts[0], parts[1]), rest, doubt or "repair.order"
    if places and places[-1] >= 3 and parts[-1].lower() not in _TURKIC:  # «Иванова Петрова Анна Сергеевна»
        return Name(" ".join(parts[:-2]), parts[-2], parts[-1]), rest, doubt or "ask.many_words"
    if len(parts) == 2 and places == [1] and parts[1].lower() not in _TURKIC:
        return Name("", parts[0], parts[1]), rest, "bad.no_last_name"
    if parts[0].lower() in _PARTICLES:
        return Name(" ".join(parts[:2]), parts[2] if len(parts) > 2 else "", " ".join(parts[3:])), rest, doubt
    return Name(parts[0], parts[1], " ".join(parts[2:])), rest, doubt


def _name_and_post(words: list[str]) -> tuple[list[str], str]:
    """«Иванова Анна Петровна учитель физики»: what begins with a small letter after a full name is a post."""
    for index, word in enumerate(words):
        if index >= 3 and word[:1].islower() and word.lower() not in _TURKIC:
            return words[:index], " ".join(words[index:])
    return words, ""


def _case(word: str) -> str:
    if word.isupper() or word.islower():
        word = "-".join(part.capitalize() for part in word.lower().split("-"))
        return word.lower() if word.lower() in _TURKIC | _PARTICLES else word
    return word


def full_name(value: Cell) -> tuple[Read, str]:
    """A Name and the post after a comma, if any."""
    shown = formula(value) if isinstance(value, Formula) else None
    words = raw(value) if shown is None else (shown.value or "")
    if not words:
        return (shown if shown is not None and shown.doubt else EMPTY), ""
    name, rest, doubt = _name(words)
    if shown is not None and doubt[:3] != "bad":
        doubt = "repair.formula"
    return Read(name, doubt), rest


def name_part(value: Cell) -> Read:
    """A surname, a name or a patronymic in a cell of its own."""
    shown = text(value)
    if shown.value is None or shown.doubt == "bad.formula":
        return shown
    words = " ".join(_case(part) for part in re.sub(r"\s*-\s*", "-", shown.value).split())
    if any(sign.isdigit() or sign in "@/\\_=<>" for sign in words):
        return Read(None, "bad.name")
    if len(words.strip(".")) == 1:
        return Read(words, "bad.initials")
    if script_of("".join(filter(str.isalpha, words))) in ("latin", "mixed"):
        return Read(words, "bad.letters")
    return Read(words, shown.doubt or ("repair.latin" if to_cyrillic(raw(value)) != raw(value) else ""))
