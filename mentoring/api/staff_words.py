"""What a row of a staff list is told, in Russian (the words of the pages) or in English."""

from typing import Any

from django.utils.translation import get_language

from programs.import_words import DOUBTS
from programs.models import ImportRow

ENGLISH = {
    "bad.name": "This is no name", "bad.no_name": "There is no name", "bad.initials": "Initials alone",
    "bad.one_word": "There is no first name", "bad.no_last_name": "There is no surname",
    "bad.letters": "The name is in Latin letters", "bad.formula": "A formula instead of a value",
    "bad.email": "This is no e-mail address", "bad.date": "The date cannot be read", "bad.day": "There is no such day",
    "bad.birth_date": "Nobody is born on such a day", "bad.choice": "The category is none of the list",
    "bad.requisite": "The wrong number of digits", "bad.no_organization": "No school is named",
    "bad.unknown_organization": "There is no such school among yours", "bad.refused": "A rule does not allow it",
    "bad.no_registry_key": "There is no key", "bad.long_key": "The key is longer than 80 signs",
    "bad.left_before_hired": "Left before he was hired",
    "bad.key_elsewhere": (
        "The key is of somebody in an organization outside your reach: whoever manages both carries out a transfer "
        "or a second job"
    ),
    "ask.who": "The key is of a person with another name or birthday: send `person` with his id if it is he",
    "ask.namesake": "There is somebody like him already: send `person` with his id, or `new_person`",
    "ask.renamed": "The surname seems to have changed: send `person` with his id, or `new_person`",
    "ask.contradiction": (
        "Row %(later)s contradicts row %(earlier)s of the same key: %(fields)s. Row %(earlier)s is taken; if this one "
        "is right, send the list corrected"
    ),
    "ask.elsewhere": "Works at another of your organizations: send `elsewhere` as `transfer` or `second`",
    "ask.torn": "More than a fifth of the school (and more than one) would leave: send its id in `confirm_leaving`",
    "ask.organization": "The name of the school is slightly different", "ask.too_long": "Too long: cut",
    "ask.month_alone": "A month alone: its first day is taken",
    "ask.year_alone": "A year alone: its first day is taken",
    "ask.many_words": "A surname of several words",
    "repair.latin": "Latin letters instead of Cyrillic", "repair.spaces": "Spaces inside words",
    "repair.glued": "Words run together", "repair.order": "The first name stood before the surname",
    "repair.formula": "A formula: what it showed is taken", "repair.email": "A slip in the address",
}  # fmt: skip
RUSSIAN = {
    "ask.who": "Этот номер реестра у человека с другим именем или днём рождения: если это он, пришлите person",
    "ask.namesake": "Похожий человек уже есть: пришлите person с его номером или new_person",
    "ask.renamed": "Похоже, сменилась фамилия: пришлите person с его номером или new_person",
    "ask.contradiction": (
        "Строка %(later)s противоречит строке %(earlier)s с тем же номером реестра: %(fields)s. Взята строка "
        "%(earlier)s; если верна эта, пришлите исправленный список"
    ),
    "ask.elsewhere": "Работает в другой вашей организации: пришлите elsewhere со значением transfer или second",
    "ask.torn": "Ушло бы больше пятой части школы: пришлите её номер в confirm_leaving",
    "ask.year_alone": "Только год: взяли первое января",
}


def said(code: str) -> str:
    if get_language() == "en":
        return ENGLISH.get(code, "This value cannot be taken as it is")
    return RUSSIAN.get(code) or str(DOUBTS.get(code, code))


def problems_of(row: ImportRow) -> list[dict[str, Any]]:
    """Why the row waits, and what was mended in it."""
    found = []
    for doubt in row.doubts:
        refused = doubt["code"] == "bad.refused" and get_language() != "en"
        found.append({"code": doubt["code"], "field": doubt["field"],
                      "text": doubt["was"] if refused else said(doubt["code"])})  # fmt: skip
    if row.verdict == ImportRow.Verdict.ASK:
        candidates = row.match.get("candidates", [])
        code = f"ask.{row.match['asks']}" if row.match.get("asks") else "ask.torn" if row.match.get("torn") else (
            "ask.renamed" if any(one["why"] == "renamed" for one in candidates) else "ask.namesake"
        )  # fmt: skip
        words = said(code)
        found.append({"code": code, "field": "", "text": words % _numbers(row) if "against" in row.match else words})
    return found


def _numbers(row: ImportRow) -> dict[str, Any]:
    """Both rows of a contradiction, as the sender counts them."""
    first = row.batch.begins - 1
    return {"later": row.number - first, "earlier": row.match["against"] - first,
            "fields": ", ".join(row.match["fields"])}  # fmt: skip
