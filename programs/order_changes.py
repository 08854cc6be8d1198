"""What an order says now that it did not say when it was returned. Pure: no database."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Change:
    """``where`` is «Пункт 3»; an empty side says that it has been added or removed."""

    where: str
    before: str
    after: str

    @property
    def summary(self) -> str:
        """«пункт 3 изменён», «пункт 4 добавлен», «пункт 2 убран» (the number that it had)."""
        where = self.where[:1].lower() + self.where[1:]
        if not self.before:
            return _("%s: добавлено") % where
        return _("%s: изменено") % where if self.after else _("%s: убрано") % where


def words_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """The part of an order's content that a reader compares; appendices by their hash, they are long."""
    appendices = json.dumps(content.get("appendices", []), ensure_ascii=False, sort_keys=True)
    return {
        "title": content["title"],
        "preamble": content["preamble"],
        "clauses": [_clause(clause) for clause in content["clauses"]],
        "appendices": hashlib.sha256(appendices.encode()).hexdigest(),
    }


def _clause(clause: Mapping[str, Any]) -> str:
    words = " ".join(filter(None, (clause["text"], clause["term"])))
    return _("Рекомендовано: %s") % words if clause["mode"] == "recommended" else words


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """In the order of the text. Empty when nothing was kept or nothing has changed."""
    if not before:
        return []
    fields = ((_("Заголовок"), "title"), (_("Преамбула"), "preamble"))
    found = [Change(label, before[key], after[key]) for label, key in fields if before[key] != after[key]]
    found += _of_clauses(before["clauses"], after["clauses"])
    if before["appendices"] != after["appendices"]:
        found.append(Change(_("Приложение"), _("прежний текст"), _("новый текст")))
    return found


def _of_clauses(before: Sequence[str], after: Sequence[str]) -> list[Change]:
    found: list[Change] = []
    for what, old, old_end, new, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        for step in range(max(old_end - old, new_end - new)):
            was = before[old + step] if old + step < old_end else ""
            now = after[new + step] if new + step < new_end else ""
            number = new + step + 1 if now else old + step + 1
            found.append(Change(_("Пункт %s") % number, was, now))
    return found
