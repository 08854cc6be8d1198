"""Dates in words, agreement by number, the preposition «о»."""

import re
from datetime import date

from accounts.grammar.morphology import morph
from accounts.grammar.names import NBSP

_MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
_SPELT_WITH_VOWEL = frozenset("АОУЭИЫЛМНРСФ")
_UNREADABLE = re.compile(r"[А-ЯЁ]?[БВГДЖЗЙКЛМНПРСТФХЦЧШЩ]{2}[А-ЯЁ]*\b")
_APPROVED = {"masc": "утверждён", "femn": "утверждена", "neut": "утверждено", "plur": "утверждены"}
_OBO = ("мне", "всём", "всем", "всех", "всей", "всю", "что")


def date_in_words(day: date) -> str:
    """«24 марта 2022 г.», with no-break spaces."""
    return NBSP.join((str(day.day), _MONTHS[day.month - 1], f"{day.year:04d}", "г."))


def count(number: int, one: str, few: str, many: str) -> str:
    """«1 наставник», «2 наставника», «5 наставников»; `number` may be negative."""
    last_two, last = abs(number) % 100, abs(number) % 10
    word = many if 10 < last_two < 20 else one if last == 1 else few if 1 < last < 5 else many
    return f"{number}{NBSP}{word}"


def approved(name: str) -> str:
    """«утверждено» agreed with the name of a document: «дорожная карта» is «утверждена», «план» is «утверждён»."""
    for word in re.findall(r"[^\W\d_]+", name.lower()):
        parse = next((parse for parse in morph().parse(word) if {"NOUN", "nomn"} <= parse.tag.grammemes), None)
        if parse is not None:
            return _APPROVED.get("plur" if "plur" in parse.tag else parse.tag.gender, "утверждено")
    return "утверждено"


def about(phrase: str) -> str:
    """`phrase` (prepositional case) with its preposition: «о закреплении», «об утверждении», «обо всех», «об МБОУ»."""
    word = phrase.lstrip('«„"(')
    if word.lower().split(" ", 1)[0] in _OBO:
        return f"обо {phrase}"
    if _UNREADABLE.match(word):  # read by letters: эм-бэ-о-у, but дэ-о-у
        return f"{'об' if word[0] in _SPELT_WITH_VOWEL else 'о'} {phrase}"
    return f"{'об' if word[:1].lower() in tuple('аоуэиы') else 'о'} {phrase}"
