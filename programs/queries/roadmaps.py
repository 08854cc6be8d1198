"""What the page of a map shows: stages with their lines and terms, and how the schools below answer. Fixed queries."""

import datetime
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from accounts import clock
from accounts.due_rules import describe, from_json
from accounts.models import Deadline, Organization, OrganizationKind
from accounts.permissions import Actor

from ..models import ROADMAP_TERM, Event, Roadmap, RoadmapItem
from ..regulation.catalogue.choices import DIFFICULTY_AREAS
from .reach import schools_of

State = RoadmapItem.State
TAGS = {State.PLANNED: "wait", State.IN_PROGRESS: "wait", State.DONE: "ok", State.CANCELLED: "off"}


@dataclass
class Line:
    """``day`` is the nearest term that is not done, local; ``done_terms`` of ``all_terms`` for a line that repeats."""

    item: RoadmapItem
    term: str
    day: datetime.date | None = None
    late: bool = False
    done_terms: int = 0
    all_terms: int = 0
    offered: datetime.date | None = None
    schools_done: int = 0
    schools_late: int = 0
    schools: int = 0

    @property
    def tag(self) -> str:
        return "late" if self.late else TAGS[State(self.item.state)]

    @property
    def given(self) -> bool:
        """A line of a body above that the schools do: their counts stand in place of a mark."""
        return self.item.for_below


@dataclass
class Stage:
    number: int
    title: str
    result: str
    lines: list[Line] = field(default_factory=list)

    @property
    def done(self) -> int:
        return sum(line.item.state == State.DONE for line in self.counted)

    @property
    def counted(self) -> list[Line]:
        return [line for line in self.lines if line.item.state != State.CANCELLED and not line.given]

    @property
    def late(self) -> int:
        return sum(line.late for line in self.lines)


@dataclass
class Answer:
    """How one school answers the map above."""

    school: Organization
    roadmap: Roadmap | None
    done: int = 0
    late: int = 0
    total: int = 0


def current(rows: Iterable[Roadmap]) -> Roadmap | None:
    """The edition that holds, else the one in work."""
    found = {row.state: row for row in rows}
    for state in (Roadmap.State.APPROVED, Roadmap.State.REVIEW, Roadmap.State.DRAFT):
        if state in found:
            return found[state]
    return None


def terms_by_kind(organization_ids: Iterable[int]) -> dict[tuple[int, str], list[Deadline]]:
    """Terms of maps by organization and line. One query."""
    found: dict[tuple[int, str], list[Deadline]] = defaultdict(list)
    rows = Deadline.objects.filter(organization_id__in=list(organization_ids), kind__startswith=ROADMAP_TERM)
    for row in rows.order_by("due_at", "pk"):
        found[row.organization_id, row.kind].append(row)
    return found


def stages_of(roadmap: Roadmap, *, offered: dict[int, datetime.date] | None = None) -> list[Stage]:
    """Two queries: the lines, their terms."""
    terms = terms_by_kind([roadmap.organization_id])
    now, zone = clock.now(), roadmap.organization.zone
    stages: dict[int, Stage] = {}
    for item in roadmap.items.all():
        item.roadmap = roadmap
        stage = stages.setdefault(item.stage, Stage(item.stage, item.stage_title, item.stage_result))
        rows = terms.get((roadmap.organization_id, item.deadline_kind), [])
        undone = [row for row in rows if row.done_at is None]
        line = Line(
            item, describe(from_json(item.due)), done_terms=len(rows) - len(undone), all_terms=len(rows),
            offered=(offered or {}).get(item.pk),
        )  # fmt: skip
        if undone and undone[0].due_at is not None and item.state in {State.PLANNED, State.IN_PROGRESS}:
            line.day = undone[0].due_at.astimezone(zone).date()
            line.late = undone[0].due_at < now
        stage.lines.append(line)
    return list(stages.values())


def late_lines(organization_ids: Iterable[int]) -> Counter[tuple[int, str]]:
    """(organization, line) whose term has passed undone. One query."""
    rows = Deadline.objects.filter(
        organization_id__in=list(organization_ids), kind__startswith=ROADMAP_TERM, done_at=None, due_at__lt=clock.now()
    )
    return Counter(rows.order_by().values_list("organization_id", "kind"))


def answers(roadmap: Roadmap) -> tuple[list[Answer], dict[uuid.UUID, Counter[str]]]:
    """School by school, and line by line, how the map is carried out below. Four queries for any number of schools."""
    schools = list(schools_of(roadmap.organization).select_related("region").order_by("short_name", "pk"))
    maps: dict[int, list[Roadmap]] = defaultdict(list)
    for row in Roadmap.objects.filter(organization__in=schools, school_year=roadmap.school_year):
        maps[row.organization_id].append(row)
    held = {school.pk: current(maps[school.pk]) for school in schools}
    mine = set(roadmap.items.filter(for_below=True).values_list("line", flat=True))
    late = late_lines(held)
    found = {school.pk: Answer(school, held[school.pk]) for school in schools}
    by_line: dict[uuid.UUID, Counter[str]] = defaultdict(Counter)
    items = RoadmapItem.objects.filter(roadmap__in=[row for row in held.values() if row], source_line__in=mine)
    for item in items.exclude(state=State.CANCELLED).select_related("roadmap"):
        answer = found[item.roadmap.organization_id]
        is_late = (answer.school.pk, item.deadline_kind) in late and item.state != State.DONE
        assert item.source_line is not None
        for counter, name in ((item.state == State.DONE, "done"), (is_late, "late"), (True, "total")):
            if counter:
                setattr(answer, name, getattr(answer, name) + 1)
                by_line[item.source_line][name] += 1
    return list(found.values()), by_line


def with_answers(stages: list[Stage], by_line: dict[uuid.UUID, Counter[str]]) -> None:
    for stage in stages:
        for line in stage.lines:
            counted = by_line.get(line.item.line, Counter())
            line.schools_done, line.schools_late = counted["done"], counted["late"]
            line.schools = counted["total"]


def own_roadmaps(actor: Actor, year: int) -> list[Roadmap]:
    """Editions of the actor's own organization, the newest first. One query."""
    rows = Roadmap.objects.filter(organization_id=actor.organization_id, school_year=year)
    return list(rows.select_related("organization__region", "approved_by", "source__organization"))


def gives_to_schools(organization: Organization) -> bool:
    return organization.kind != OrganizationKind.SCHOOL


def waiting_lines(actor: Actor) -> list[RoadmapItem]:
    """Lines where the actor's role answers beside another one: the first role's desk has the term itself."""
    rows = RoadmapItem.objects.filter(
        Q(roadmap__state=Roadmap.State.APPROVED),
        roadmap__organization_id=actor.organization_id, roles__contains=[actor.role],
        state__in=[State.PLANNED, State.IN_PROGRESS],
    )  # fmt: skip
    return [item for item in rows.select_related("roadmap") if item.roles[0] != actor.role]


def open_lines(organization_id: int, *, but: uuid.UUID | None = None) -> list[RoadmapItem]:
    """Lines of the map that holds which an event may carry out; ``but`` stays although it is done."""
    rows = RoadmapItem.objects.filter(roadmap__organization_id=organization_id, roadmap__state=Roadmap.State.APPROVED)
    ahead = Q(state__in=[RoadmapItem.State.PLANNED, RoadmapItem.State.IN_PROGRESS], for_below=False)
    return list(rows.filter(ahead | Q(line=but)) if but else rows.filter(ahead))


def line_of(event: Event) -> RoadmapItem | None:
    """The line that the event carries out, in the newest edition of the map that has it."""
    if event.roadmap_line is None:
        return None
    rows = RoadmapItem.objects.filter(roadmap__organization_id=event.organization_id, line=event.roadmap_line)
    return rows.select_related("roadmap").order_by("-pk").first()


def events_of(item: RoadmapItem) -> list[Event]:
    rows = Event.objects.filter(organization_id=item.organization_id, roadmap_line=item.line)
    return list(rows.exclude(state=Event.State.CANCELLED)[:20])


def facts_of(item: RoadmapItem) -> list[dict[str, str]]:
    """What the line says beyond its words and term; empty fields say nothing."""
    texts = {
        "responsible": item.responsible, "co_executors": item.co_executors, "resources": item.resources,
        "difficulties": ", ".join(str(DIFFICULTY_AREAS.get(code, code)) for code in item.difficulties),
        "document": item.document, "result": item.result, "clause": item.clause, "outcome": item.outcome,
    }  # fmt: skip
    names = {name: str(RoadmapItem._meta.get_field(name).verbose_name).capitalize() for name in texts}
    return [{"label": names[name], "text": text} for name, text in texts.items() if text]


def terms_shown(item: RoadmapItem) -> list[dict[str, object]]:
    """The terms of a line that repeats, each with its day and mark. One query."""
    organization, now = item.roadmap.organization, clock.now()
    rows = Deadline.objects.filter(organization_id=organization.pk, kind=item.deadline_kind).order_by("due_at", "pk")
    return [
        {
            "day": row.due_at.astimezone(organization.zone).date(),
            "done": row.done_at.astimezone(organization.zone).date() if row.done_at else None,
            "late": row.done_at is None and row.due_at < now,
        }
        for row in rows
        if row.due_at is not None
    ]
