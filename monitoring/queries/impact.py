"""The impact of a school year: lines «before | after | difference» of a school, and of many schools in welded atoms.

A year is that of the day on which the pair ended; the present year holds the running pairs of a school too. Above the
school only years that are over and locked are shown: between two looks nothing about anybody can have come in.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from django.db.models import Q

from accounts import clock
from accounts.models import Organization, OrganizationKind
from accounts.permissions import Actor
from programs.models import Unit
from programs.queries.reach import OVERSEERS, schools_below
from programs.queries.regulations import effective_regulation
from programs.regulation.effective import EffectiveRegulation
from programs.terms import school_year

from ..formula import Node, parse, value_of
from ..impact_lines import Amount, Cell, Line, Reading, line_of, of_person
from ..indicator_catalogue import Indicator
from ..models import IndicatorValue
from ..models.impact import opened
from ..small_groups import Group, Place, weld
from .indicators import asked_for, audience_of, indicators_under
from .measures import lock_day, may_measure
from .survey_groups import least_above

Point = IndicatorValue.Point
DIMENSIONS = ("form", "role", "strategy")  # of a cell, in its order
Reader = Callable[[Indicator], bool]
LEAST_FOR_STATISTICS = 10  # medians and intervals above the school are of at least so many people


@dataclass(frozen=True)
class Question:
    """What is looked at: whose, of which year, which of the pairs."""

    root: Organization
    year: int
    form: str = ""
    role: str = ""
    strategy: str = ""

    @property
    def inside(self) -> bool:
        return bool(self.root.kind == OrganizationKind.SCHOOL)

    def takes(self, cell: Cell) -> bool:
        asked = (self.form, self.role, self.strategy)
        return all(not word or word == part for word, part in zip(asked, cell, strict=True))

    @property
    def narrow(self) -> bool:
        return bool(self.form or self.role or self.strategy)


@dataclass(frozen=True)
class Impact:
    """``sections``: a code of the regulation → its lines. ``shown_from``: a body waits for that day."""

    question: Question
    rules: EffectiveRegulation
    sections: dict[str, list[Line]] = field(default_factory=dict)
    readings: dict[tuple[str, str], list[Reading]] = field(default_factory=dict)
    shown_from: datetime.date | None = None

    @property
    def lines(self) -> list[Line]:
        return [line for lines in self.sections.values() for line in lines]

    def line(self, code: str, audience: str) -> Line | None:
        return next((one for one in self.lines if (one.indicator.code, one.audience) == (code, audience)), None)


def impact_of(actor: Actor, question: Question) -> Impact:
    return impact_told(question, actor.today, reader(actor))


def reader(actor: Actor) -> Reader:
    """Which indicators the actor measures himself, so that nothing of them is hidden from him in his school."""
    return lambda indicator: may_measure(actor, indicator)


def impact_told(question: Question, today: datetime.date, measures: Reader) -> Impact:
    """Two queries for any number of schools, beside those of the regulation."""
    rules = effective_regulation(question.root, today)
    shown_from = lock_day(question.year)
    if not question.inside and today < shown_from:
        return Impact(question, rules, shown_from=shown_from)
    indicators = indicators_under(rules)
    every = readings_of(question, indicators, today)
    sections: dict[str, list[Line]] = defaultdict(list)
    seen: dict[tuple[str, str], list[Reading]] = {}
    for indicator in indicators:
        for audience in indicator.audience:
            found = every.get((indicator.code, audience), [])
            told = [one for one in guard(measures, question, rules, indicator, found) if question.takes(one.cell)]
            if not found or (not told and question.narrow):
                continue
            many = question.inside or len(told) >= LEAST_FOR_STATISTICS
            line = line_of(indicator, audience, told, statistics=many)
            seen[indicator.code, audience] = told
            sections[_section(rules, indicator, audience)].append(replace(line, hidden=not told))
    order = [*asked_for(rules), "OWN"]
    return Impact(question, rules, {code: sections[code] for code in order if code in sections}, seen)


def _section(rules: EffectiveRegulation, indicator: Indicator, audience: str) -> str:
    """The first of the regulation's codes that asks for it; what the mentor has gained himself is P5 (S1, S3, С5)."""
    asked = [code for code in asked_for(rules) if code in indicator.needs]
    if audience == "mentor" and "P5" in asked:
        return "P5"
    return asked[0] if asked else "OWN"


def guard(
    measures: Reader, question: Question, rules: EffectiveRegulation, indicator: Indicator, found: list[Reading]
) -> list[Reading]:
    """Who may be summed for this reader: in his school, of what he measures himself, everybody; else whole atoms.

    What he may not measure he reads when the year is locked: a mean before and after one more entry tells the entry.
    """
    if question.inside:
        if not indicator.guarded or measures(indicator):
            return found
        if clock.today(question.root.zone) < lock_day(question.year):
            return []
    least = least_for(question, rules)
    counted = used(indicator, found)
    groups: dict[tuple, list[Reading]] = defaultdict(list)
    for one in counted:
        groups[one.place, one.cell].append(one)
    atoms = weld(
        (Group(place, cell, len({one.member for one in rows})) for (place, cell), rows in groups.items()), least
    )
    shown: list[Reading] = []
    root = place_of(question.root)
    for atom in atoms:
        if question.narrow and (atom.cell is None or not question.takes(atom.cell)):
            continue
        if atom.place[: len(root)] == root:
            shown += [one for group in atom.groups for one in groups[group.place, group.cell]]
    return shown if not question.narrow else [one for one in shown if question.takes(one.cell)]


def least_for(question: Question, rules: EffectiveRegulation) -> int:
    """How many people are told of: in a school by its rule, above it by one number for the whole region."""
    if question.inside:
        return int(rules.value("monitoring.small_group_min_school"))
    return least_above(question.root, clock.today(question.root.zone))


def used(indicator: Indicator, found: Iterable[Reading]) -> list[Reading]:
    """Those who count in a line: measured twice; of an exam and of what is told once, whoever has a value."""
    if indicator.kind == "share" and (indicator.exam or indicator.once):
        return [one for one in found if one.exit is not None]
    return [one for one in found if one.entry is not None and one.exit is not None]


def place_of(organization: Organization) -> Place:
    """An МНЦ looks over the municipality beside which it stands."""
    ids = tuple(organization.path_ids)
    return ids[:-1] if organization.kind in OVERSEERS else ids


Value = tuple[str, str, Amount, bool]  # point, label, amount, late


def readings_of(
    question: Question, indicators: Iterable[Indicator], today: datetime.date
) -> dict[tuple[str, str], list[Reading]]:
    """(code, audience) → one reading of each person, computed ones too. One query."""
    known = {one.code: one for one in indicators}
    trees = {code: parse(one.formula) for code, one in known.items() if one.formula}
    found: dict[tuple, dict[str, list[Value]]] = defaultdict(lambda: defaultdict(list))
    for row in _rows(question, today).values_list(
        "member_id", "member__person_id", "member__side", "member__unit_id", "member__unit__track",
        "member__unit__form", "member__unit__role_model", "member__unit__strategy", "organization__path",
        "code", "point", "label", "value", "whole", "sealed", "is_late",
    ).iterator():  # fmt: skip
        *who, code, point, label, value, whole, sealed, late = row
        if code in known:
            found[tuple(who)][code].append((point, label, opened(value, whole, sealed), late))
    best: dict[tuple[str, str], dict[tuple, Reading]] = defaultdict(dict)
    for who, values in found.items():
        for one in _of_member(who, values, known, trees):
            # A programme's risks are the programme's. A person of two schools is of both: what a school shows above
            # must not hang on what another one holds, or a subtraction of two nodes would tell of him.
            key = (who[0],) if known[one.code].once else (who[1], one.place)
            former = best[one.code, one.audience].get(key)
            if former is None or _rank(one) > _rank(former):
                best[one.code, one.audience][key] = one
    return {key: sorted(rows.values(), key=lambda one: one.member) for key, rows in best.items()}


def _rank(one: Reading) -> tuple[bool, int]:
    """A person of several pairs counts once: by the pair where he was measured twice, the latest of them."""
    return (one.entry is not None and one.exit is not None, one.unit)


def _rows(question: Question, today: datetime.date):
    first, last = datetime.date(question.year, 9, 1), datetime.date(question.year + 1, 8, 31)
    ended = Q(member__unit__state=Unit.State.CLOSED, member__unit__closed_on__range=(first, last))
    if question.inside and question.year == school_year(today):
        ended |= ~Q(member__unit__state__in=[Unit.State.CLOSED, Unit.State.REJECTED])
    schools = [question.root.pk] if question.inside else schools_below(question.root).values("pk")
    return IndicatorValue.objects.filter(ended, organization_id__in=schools).order_by("pk")


def _of_member(
    who: tuple, values: dict[str, list[Value]], known: dict[str, Indicator], trees: dict[str, Node]
) -> list[Reading]:
    member, _person, side, unit, track, form, role, strategy, path = who
    audience = audience_of(side, track, form)
    place = tuple(int(part) for part in path.strip("/").split("/"))
    points: dict[str, dict[str, Amount]] = {Point.ENTRY: {}, Point.EXIT: {}}
    late = set()
    for code, rows in values.items():
        for point, amounts in points.items():
            amount = of_person(known[code], [value for at, _label, value, _late in rows if at == point])
            if amount is not None:
                amounts[code] = amount
        if any(is_late for *_rest, is_late in rows):
            late.add(code)
    for code, tree in trees.items():
        for amounts in points.values():
            plain = {name: _in_formula(known[name], amount) for name, amount in amounts.items()}
            result = value_of(tree, plain)
            if result is not None:
                amounts[code] = (result, None)
    codes = dict.fromkeys([*points[Point.ENTRY], *points[Point.EXIT]])
    return [
        Reading(
            member, unit, place, (form, role, strategy), audience, code, points[Point.ENTRY].get(code),
            points[Point.EXIT].get(code), code in late,
        )
        for code in codes
        if audience in known[code].audience
    ]  # fmt: skip


def _in_formula(indicator: Indicator, amount: Amount):
    value, whole = amount
    if indicator.kind != "share":
        return value
    return value * 100 / whole if whole else None
