"""Difficulties as they stand now, and their map by areas; above the school in numbers that name nobody."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.models import Employment, Organization, OrganizationKind
from accounts.permissions import Actor

from ..models import Diagnosis, DifficultyItem, LearningRoute
from ..regulation.catalogue.choices import DIFFICULTY_AREAS
from ..terms import SMALL
from .reach import TEACHERS

WITHIN = 3  # in the school itself an average stands on three people (domain rule of small groups)


def jobs_at(organization_id: int, on: datetime.date) -> QuerySet[Employment]:
    """Who works there on that day: teachers have difficulties and routes, pupils in the same roles have not."""
    rows = Employment.objects.filter(organization_id=organization_id, valid_from__lte=on)
    return rows.exclude(valid_to__lte=on)


def area_name(code: str) -> str:
    return str(DIFFICULTY_AREAS.get(code, code))


def open_deficits(route: LearningRoute) -> list[DifficultyItem]:
    """What is hard in the diagnosis of the route, the hardest first."""
    if route.diagnosis_id is None:
        return []
    return list(DifficultyItem.objects.filter(diagnosis_id=route.diagnosis_id, level__gt=0).order_by("-level", "pk"))


def words_about(person_id: int, actor: Actor) -> QuerySet[DifficultyItem]:
    """What was told of the person in the diagnoses that the actor may read: nothing else is shown or offered."""
    return DifficultyItem.objects.filter(
        diagnosis__in=Diagnosis.objects.visible_to(actor), diagnosis__person_id=person_id
    )


def standing_levels(person_id: int, actor: Actor) -> dict[str, DifficultyItem]:
    """Area → the newest word about it, whoever has said it; closed difficulties are over."""
    rows = words_about(person_id, actor).exclude(level=None)
    rows = rows.select_related("diagnosis").order_by("diagnosis__held_on", "diagnosis_id")
    newest = {row.area: row for row in rows}
    return {area: row for area, row in newest.items() if row.closed_on is None}


def hard_areas(person_id: int, actor: Actor) -> list[str]:
    """Codes of the areas where something is hard now, the hardest first."""
    rows = [row for row in standing_levels(person_id, actor).values() if row.level]
    return [row.area for row in sorted(rows, key=lambda row: -(row.level or 0))]


@dataclass(frozen=True)
class Line:
    """One area of one person: the self-diagnosis beside what others have seen."""

    area: str
    name: str
    own: DifficultyItem | None
    others: DifficultyItem | None

    @property
    def open(self) -> list[DifficultyItem]:
        return [item for item in (self.own, self.others) if item and item.level and item.closed_on is None]


def beside(diagnosis: Diagnosis, actor: Actor) -> list[Line]:
    """The nine areas of a diagnosis with the newest word of the other side."""
    items = {item.area: item for item in diagnosis.items.all()}
    other = words_about(diagnosis.person_id, actor).exclude(level=None)
    other = other.exclude(diagnosis__method="self") if diagnosis.by_himself else other.filter(diagnosis__method="self")
    rows = other.select_related("diagnosis__assessor").order_by("diagnosis__held_on", "diagnosis_id")
    newest = {row.area: row for row in rows}
    lines = []
    for area, name in DIFFICULTY_AREAS.items():
        here, there = items.get(area), newest.get(area)
        pair = (here, there) if diagnosis.by_himself else (there, here)
        if here or there:
            lines.append(Line(area, str(name), *pair))
    return lines


def diagnoses_of_school(actor: Actor) -> QuerySet[Diagnosis]:
    """The newest diagnosis of each teacher and method, with its people."""
    rows = Diagnosis.objects.filter(organization_id=actor.organization_id).order_by(
        "person_id", "method", "-held_on", "-pk"
    )
    newest = rows.distinct("person_id", "method").values("pk")
    found = Diagnosis.objects.filter(pk__in=newest).select_related("person", "assessor").prefetch_related("items")
    return found.order_by("person__last_name", "person__first_name", "-held_on", "-pk")


Word = tuple[int, int, bool, str, int]  # organization, person, by himself, area, level


def newest_words(organizations: Sequence[Organization] | QuerySet[Organization]) -> list[Word]:
    """Of each person, side and area the newest level; a closed difficulty is none. One query."""
    rows = (
        DifficultyItem.objects.filter(diagnosis__organization__in=organizations)
        .exclude(level=None)
        .values_list(
            "diagnosis__organization_id", "diagnosis__person_id", "diagnosis__method", "area", "level", "closed_on"
        )
        .order_by("diagnosis__held_on", "diagnosis_id")
    )
    newest: dict[tuple[int, int, bool, str], int] = {}
    for place, person, method, area, level, closed in rows:
        newest[(place, person, method == Diagnosis.Method.SELF, area)] = 0 if closed else level
    return [(*key, level) for key, level in newest.items()]


@dataclass(frozen=True)
class Cell:
    """How hard an area is for a group: how many people were asked is always told, the measure where enough were."""

    people: int
    average: float | None
    hard: int | None  # people with considerable difficulties or worse

    @property
    def words(self) -> str:
        return "" if self.average is None else f"{self.average:.1f}".replace(".", ",")

    @property
    def kind(self) -> str:
        """The tag of its tone."""
        return "late" if (self.average or 0) >= 2 else "wait" if (self.average or 0) >= 1 else "ok"


def cell(levels: Sequence[int], least: int) -> Cell:
    if not levels or len(levels) < least:
        return Cell(len(levels), None, None)
    average = (sum(levels) * 20 + len(levels)) // (2 * len(levels)) / 10  # to a tenth, half up
    return Cell(len(levels), average, sum(level >= 2 for level in levels))


def map_by_area(words: Iterable[Word]) -> list[dict[str, Any]]:
    """Rows of a school's map: each area by the word of the teachers themselves and by that of others, the hardest
    first."""
    levels: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for _place, _person, own, area, level in words:
        levels[(area, own)].append(level)
    rows = [
        {
            "code": area, "name": str(name), "own": cell(levels[(area, True)], WITHIN),
            "others": cell(levels[(area, False)], WITHIN),
        }
        for area, name in DIFFICULTY_AREAS.items()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: -max(row["own"].average or 0, row["others"].average or 0))


def map_of_all(words: Iterable[Word]) -> list[dict[str, Any]]:
    """Rows of a body's map, counted as its places are (``heat``): told apart by who has said it, a table beside would
    give away the few of whom others alone have spoken."""
    words = list(words)
    cells = heat(words, dict.fromkeys((word[0] for word in words), 0)).get(0, {})
    rows = [
        {"code": area, "name": str(name), "whole": cells.get(area, Cell(0, None, None))}
        for area, name in DIFFICULTY_AREAS.items()
    ]
    return sorted(rows, key=lambda row: -(row["whole"].average or 0))


def heat(words: Iterable[Word], places: Mapping[int, int]) -> dict[int, dict[str, Cell]]:
    """Place → area → cell. ``places``: organization → the row it is told in (itself, its municipality).

    A person assessed by himself and by others counts once, at the harder word. Where a hidden cell could be found by
    subtracting the shown ones from the whole, the smallest shown one is hidden with it.
    """
    worst: dict[tuple[int, str, int], int] = {}
    for place, person, _own, area, level in words:
        if place in places:
            key = (places[place], area, person)
            worst[key] = max(level, worst.get(key, 0))
    levels: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for (row, area, _person), level in worst.items():
        levels[area][row].append(level)
    out: dict[int, dict[str, Cell]] = {row: {} for row in places.values()}
    for area in DIFFICULTY_AREAS:
        for row, one in hidden_together(levels[area]).items():
            out[row][area] = one
    return out


def hidden_together(groups: Mapping[int, Sequence[int]]) -> dict[int, Cell]:
    """Cells of an area, small ones hidden so that the sum of all gives none of them away."""
    cells = {row: cell(found, SMALL) for row, found in groups.items()}
    while True:
        hidden = [row for row, one in cells.items() if one.average is None]
        shown = [row for row, one in cells.items() if one.average is not None]
        if not hidden or not shown or (sum(cells[row].people for row in hidden) >= SMALL and len(hidden) > 1):
            return cells
        smallest = min(shown, key=lambda row: (cells[row].people, row))
        cells[smallest] = Cell(cells[smallest].people, None, None)


def told_in(actor: Actor, schools: Sequence[Organization]) -> dict[int, Organization]:
    """School → in whose row it is told. One query at most.

    Above municipalities it is the municipality's. Whoever teaches the region looks over no school and reads of none by
    itself: those that stand under no municipality are told together, in the row of the region (S1 п. 1.2).
    """
    kind = actor.organization.kind
    teaches = kind in TEACHERS
    if kind != OrganizationKind.REGION_AUTHORITY and not teaches:
        return {school.pk: school for school in schools}
    wanted = {one for school in schools for one in school.path_ids[:-1]}
    nodes = Organization.objects.in_bulk(wanted)
    rows = {}
    for school in schools:
        above = [nodes[one] for one in school.path_ids[:-1] if one in nodes]
        if not teaches:
            above = above[-1:]
        places = [one for one in above if one.kind == OrganizationKind.MUNICIPALITY]
        rows[school.pk] = places[-1] if places else above[0] if teaches and above else school
    return rows


def people_told(words: Iterable[Word], places: Mapping[int, int]) -> dict[int, int | None]:
    """Place → how many of its people were assessed; None where so few, or so few beside the sum, that one is known."""
    people: dict[int, set[int]] = defaultdict(set)
    for place, person, *_rest in words:
        people[places[place]].add(person)
    cells = hidden_together({place: [0] * len(found) for place, found in people.items()})
    return {place: None if one.average is None else one.people for place, one in cells.items()}
