"""A Положение as plain data, made from effective values: what an order carries as its appendix.

The text is a Russian document, not an interface: it is not translated. Each paragraph knows the parameters that it
states, so that a regulation adopted with this text can cite its own clauses (`Statute.clauses`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from . import statute_process, statute_rules
from .effective import EffectiveRegulation
from .parameter import Level
from .settings import Setting
from .statute_parts import Draft


@dataclass(frozen=True)
class Paragraph:
    """A numbered paragraph; `items` are the points of its list, `codes` the parameters that it states."""

    number: str
    text: str
    items: tuple[str, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """A numbered section of a document."""

    number: int
    heading: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Statute:
    """The whole document: title without the word «Положение» repeated, and its sections."""

    title: str
    sections: tuple[Section, ...]

    def paragraphs(self) -> Iterator[Paragraph]:
        """All paragraphs in order."""
        return (paragraph for section in self.sections for paragraph in section.paragraphs)

    def plain(self) -> list[dict[str, Any]]:
        """JSON-able sections: [{"heading": "1. Общие положения", "paragraphs": ["1.1. …", "– …"]}]."""
        return [
            {
                "heading": f"{section.number}. {section.heading}",
                "paragraphs": [line for paragraph in section.paragraphs for line in _lines(paragraph)],
            }
            for section in self.sections
        ]

    def clauses(self) -> dict[str, str]:
        """Where the document states each parameter: code → «п. 2.3»; a parameter stated twice has its first place."""
        places: dict[str, str] = {}
        for paragraph in self.paragraphs():
            for code in paragraph.codes:
                places.setdefault(code, f"п. {paragraph.number}")
        return places

    def cite(self, settings: dict[str, Setting]) -> dict[str, Setting]:
        """The same settings with the clauses of this document, none for those that it does not state."""
        places = self.clauses()
        return {code: replace(setting, clause=places.get(code, "")) for code, setting in settings.items()}


def build(regulation: EffectiveRegulation, organization: str, *, level: Level = Level.SCHOOL) -> Statute:
    """The document for an organisation under its effective regulation; `level` is whose document it is."""
    numbered = []
    for number, draft in enumerate(_drafts(regulation, organization, level), 1):
        numbered.append(Section(number, draft.heading, tuple(_numbered(number, draft))))
    return Statute(_title(regulation), tuple(numbered))


def _drafts(regulation: EffectiveRegulation, organization: str, level: Level) -> Iterator[Draft]:
    """Sections in the order of the document; those that the regulation does not provide for are left out."""
    rules, process = statute_rules, statute_process
    yield Draft("Общие положения", tuple(rules.general(regulation, organization, level)))
    yield Draft("Цель, задачи и формы наставничества", tuple(rules.goals(regulation)))
    yield Draft("Управление наставничеством", tuple(rules.management(regulation)))
    if regulation.value("rights_and_duties"):
        yield Draft("Права и обязанности наставника", tuple(rules.mentor(regulation)))
        yield Draft("Права и обязанности наставляемого", tuple(rules.mentee(regulation)))
    yield Draft("Подбор пар и программа наставничества", tuple(process.pairs(regulation)))
    yield Draft("Завершение и изменение программы", tuple(process.closing(regulation)))
    yield Draft("Публикация, мониторинг и поощрение", tuple(process.results(regulation)))
    yield Draft("Заключительные положения", tuple(process.final(regulation, level)))


def _title(regulation: EffectiveRegulation) -> str:
    whom = {
        ("staff",): "педагогических работников",
        ("student",): "обучающихся",
        ("staff", "student"): "педагогических работников и обучающихся",
    }
    return f"Положение о системе наставничества {whom[regulation.value('tracks')]}"


def _numbered(section: int, draft: Draft) -> Iterator[Paragraph]:
    for number, point in enumerate(draft.points, 1):
        yield Paragraph(f"{section}.{number}", point.text, point.items, point.codes)


def _lines(paragraph: Paragraph) -> list[str]:
    last = len(paragraph.items)
    items = [
        f"{'' if item[1:2] == ')' else '– '}{item}{'.' if number == last else ';'}"
        for number, item in enumerate(paragraph.items, 1)
    ]
    return [f"{paragraph.number}. {paragraph.text}", *items]
