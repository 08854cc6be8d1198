"""The pages of the impact as words: what is shown, in plain values that can be kept. The same in a school and above."""

import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from programs.regulation.catalogue.choices import IMPACT_INDICATORS, PROCESS_INDICATORS

from ..impact_lines import Line
from ..impact_words import p_words, row_of, together
from ..indicator_catalogue import AUDIENCES
from .impact import Impact, Question, Reader, impact_told, least_for
from .impact_facts import Fact, facts_told
from .impact_kinds import kinds_of, measured_twice

OWN = _("Показатели региона")
BY = {"form": _("По формам"), "role": _("По ролевым моделям"), "strategy": _("По тому, как подобраны")}


def impact_page(question: Question, today: datetime.date, measures: Reader, *, sealed: bool) -> dict[str, Any]:
    """``paired``: people with both measures of anything; ``shown_from``: the day for which a body waits."""
    found = impact_told(question, today, measures)
    facts = [] if question.narrow else facts_told(question, found.rules, today, sealed=sealed)
    return {
        "sections": _sections(found), "facts": [_fact(fact) for fact in facts], "paired": paired_of(found),
        "least": least_for(question, found.rules), "shown_from": str(found.shown_from or ""),
    }  # fmt: skip


def paired_of(found: Impact) -> int:
    rows = [one for rows in found.readings.values() for one in rows if one.entry is not None and one.exit is not None]
    return len({one.member for one in rows})


def _sections(impact: Impact) -> list[dict[str, Any]]:
    """A section for each code of the regulation, with its clause; a person's own reading of it comes below."""
    names = {**PROCESS_INDICATORS, **IMPACT_INDICATORS, "OWN": OWN}
    word = str(impact.rules.value("monitoring.contest_word"))
    process = set(impact.rules.value("monitoring.process"))
    found = []
    for code, lines in impact.sections.items():
        parameter = "monitoring.process" if code in process else "monitoring.impact"
        found.append({
            "code": code, "title": str(names.get(code, code)), "rows": [_row(line, word) for line in lines],
            "together": together(lines), "clause": "" if code == "OWN" else str(impact.rules[parameter].basis),
        })  # fmt: skip
    return found


def _row(line: Line, word: str) -> dict[str, Any]:
    row = row_of(line, word)
    return {
        "title": str(row.title), "who": row.who, "before": row.before, "after": row.after, "delta": row.delta,
        "percent": row.percent, "people": row.people, "sure": row.sure, "hidden": line.hidden, "better": line.better,
        "lower": not line.indicator.higher, "code": line.indicator.code, "audience": line.audience,
    }  # fmt: skip


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "code": fact.code, "title": str(fact.title), "part": fact.part, "whole": fact.whole, "words": str(fact.words),
        "percent": fact.percent, "has_records": bool(fact.ids),
    }  # fmt: skip


def comparable(question: Question, today: datetime.date) -> dict[str, str]:
    """«CLUBS.pupil» → how it is called."""
    return {
        f"{one.code}.{who}": f"{one.title}: {AUDIENCES[who]}"
        for one in measured_twice(question, today) for who in one.audience
    }  # fmt: skip


def kinds_page(question: Question, today: datetime.date, measures: Reader, what: str) -> dict[str, Any]:
    """One indicator by form, role model and strategy; ``what`` is a key of ``comparable``."""
    code, _dot, audience = what.partition(".")
    indicator = next((one for one in measured_twice(question, today) if one.code == code), None)
    found = kinds_of(question, today, measures, indicator, audience) if indicator else {}
    return {
        "tables": [
            {"title": str(BY[name]), "rows": [
                {"name": kind.name, "row": _row(kind.line, ""), "p": p_words(kind.p), "believed": kind.believed}
                for kind in kinds
            ]} for name, kinds in found.items()
        ]
    }  # fmt: skip
