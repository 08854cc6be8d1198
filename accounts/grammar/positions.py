"""Declension of positions: the words that agree with the first noun change together with it, the tail stays.

«главный специалист по кадрам» → «главного специалиста по кадрам»; «исполняющий обязанности директора» →
«исполняющего обязанности директора»; a second position after a comma or a synonym in brackets changes too.
"""

import re
from typing import TYPE_CHECKING

from accounts.grammar.cases import Case
from accounts.grammar.exceptions import exceptions
from accounts.grammar.morphology import morph

if TYPE_CHECKING:
    from pymorphy3.analyzer import Parse

_PHRASES = re.compile(r"(, |/|\(|\))")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SHOUTED = re.compile(r"[^\W\d_]{6}")  # a word in capitals, not an abbreviation
_WORDS = re.compile(r"(\s+)")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ADJECTIVES = ({"ADJF"}, {"PRTF"})


def decline_position(title: str, case: Case) -> str:
    """`title` (nominative singular) in `case`, without signs that nobody sees. Abbreviated titles («и. о. директора»,
    «зам. директора») stay; names of bodies («Комитет по образованию») and of documents are declined as well."""
    title = _UNSEEN.sub("", title)
    if title.isupper() and _SHOUTED.search(title):
        return decline_position(title.lower(), case).upper()
    pieces = _PHRASES.split(title)
    done = [_phrase(pieces[0], case)]
    for index in range(1, len(pieces), 2):
        separator, phrase = pieces[index : index + 2]
        again = separator in (", ", "(", "/") and _names_person(phrase)
        done += [separator, _phrase(phrase, case) if again else phrase]
    return "".join(done)


def _phrase(phrase: str, case: Case) -> str:
    words = _WORDS.split(phrase)
    for index in range(0, len(words), 2):
        word = words[index]
        following = words[index + 2] if index + 2 < len(words) else ""
        if not _WORD.fullmatch(word) or _indeclinable(word):
            break
        if "ADVB" in morph().parse(word.lower())[0].tag and following:  # «временно исполняющий»
            continue
        adjective, noun = _adjective(word), _noun(word)
        if adjective and (not noun or _agrees(adjective, following)):
            words[index] = _inflect(word, adjective, case)
            if not _agrees(adjective, following):
                break
            continue
        if noun:
            words[index] = _inflect(word, noun, case)
        break
    return "".join(words)


def _inflect(word: str, parse: "Parse", case: Case) -> str:
    dictated = exceptions().form("position", word.lower(), case)
    if dictated is None:
        grammemes = {case.value}
        if case is Case.ACCUSATIVE and "masc" in parse.tag and "NOUN" not in parse.tag:
            grammemes.add("anim")
        form = parse.inflect(grammemes)
        dictated = form.word if form else word
    return dictated.capitalize() if word[0].isupper() else dictated


def _indeclinable(word: str) -> bool:
    return word.lower() in exceptions().indeclinable["position"] or (len(word) > 1 and word.isupper())


def _nouns(word: str) -> "list[Parse]":
    """The readings of `word` as a noun in the nominative singular, the most frequent first."""
    return [parse for parse in morph().parse(word.lower()) if {"NOUN", "nomn", "sing"} <= parse.tag.grammemes]


def _noun(word: str) -> "Parse | None":
    readings = _nouns(word)
    return next((parse for parse in readings if "anim" in parse.tag), readings[0] if readings else None)


def _adjective(word: str) -> "Parse | None":
    for parse in morph().parse(word.lower()):
        if {"nomn", "sing"} <= parse.tag.grammemes and any(kind <= parse.tag.grammemes for kind in _ADJECTIVES):
            return parse
    return None


def _agrees(adjective: "Parse", following: str) -> bool:
    """Whether the next word is a nominative of the same gender, so that the adjective belongs to it."""
    if not _WORD.fullmatch(following):
        return False
    return any(
        {"nomn", "sing"} <= parse.tag.grammemes and adjective.tag.gender == parse.tag.gender
        for parse in (_noun(following), _adjective(following))
        if parse
    )


def _names_person(phrase: str) -> bool:
    """Whether the phrase begins with a person in the nominative, not with a subject («английский язык»)."""
    for word in phrase.split():
        nouns = _nouns(word) if _WORD.fullmatch(word) else []
        if nouns:
            return "anim" in nouns[0].tag
        if not _WORD.fullmatch(word) or not _adjective(word):
            return False
    return False
