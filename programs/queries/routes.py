"""Learning routes as pages and paper show them: blocks on one ruler of years, what is done, what is late."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet

from accounts.permissions import Actor
from accounts.templatetags.ui_words import study_year

from ..models import LearningRoute, Program, RouteItem
from ..regulation.catalogue.choices import ROUTE_BLOCKS
from ..regulation.effective import EffectiveRegulation
from ..regulation.snapshots import from_snapshot
from ..terms import first_day, months_between, school_year
from .execution import Execution, execution_of

State = LearningRoute.State
NOW = {
    State.DRAFT: 1, State.SELF_DETERMINATION: 2, State.STRENGTHS_DIAG: 3, State.DEFICITS_DIAG: 4,
    State.ROADMAP_READY: 5, State.RUNNING: 5, State.REVISING: 6, State.REFLECTION: 7, State.COMPLETED: 8,
    State.ABANDONED: 0,
}  # fmt: skip


def rules_of(route: LearningRoute) -> EffectiveRegulation:
    """The regulation under which the route began."""
    return from_snapshot(route.snapshot)


def step_of(route: LearningRoute) -> int:
    """The number of the step that the teacher is at; 8 when all are done, 0 for an abandoned route."""
    return NOW[State(route.state)]


def block_labels(route: LearningRoute) -> dict[str, str]:
    """Code → «а) обучение по программам …»: the letters are those of the regulation, and «г» differs in S1 and S5."""
    letters = rules_of(route).value("route.blocks")
    if not letters:
        return {code: str(name) for code, name in ROUTE_BLOCKS.items()}
    return {code: f"{letter}) {ROUTE_BLOCKS[code]}" for code, letter in letters.items() if code in ROUTE_BLOCKS}


@dataclass(frozen=True)
class Mark:
    """An item on the ruler: where (per cent), and as what."""

    at: str
    kind: str  # held, plan, miss


@dataclass
class BlockLine:
    label: str
    items: list[RouteItem] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    begins: str = "0%"
    ends: str = "0%"

    @property
    def execution(self) -> Execution:
        return execution_of(item.state for item in self.items)


@dataclass(frozen=True)
class Ruler:
    """The whole term as one line: school years, today, a line for every block that has items."""

    years: list[tuple[str, str]]
    today: str
    lines: list[BlockLine]
    months: int
    passed: int


def ruler(route: LearningRoute, items: Sequence[RouteItem], today: datetime.date) -> Ruler:
    def place(day: datetime.date) -> float:
        whole = (route.end_on - route.start_on).days or 1
        return max(0.0, min(100.0, 100 * (day - route.start_on).days / whole))

    lines = {code: BlockLine(label) for code, label in block_labels(route).items()}
    for item in items:
        line = lines.setdefault(item.block, BlockLine(str(ROUTE_BLOCKS.get(item.block, item.block))))
        line.items.append(item)
        day = item.achieved_on or item.due_on
        if day is not None and item.state != RouteItem.State.EXCLUDED:
            line.marks.append(Mark(_percent(place(day)), _kind(item, today)))
    for line in lines.values():
        places = [float(mark.at[:-1]) for mark in line.marks]
        if places:
            line.begins, line.ends = _percent(min(places)), _percent(max(places))
    return Ruler(
        years=_years(route, place),
        today=_percent(place(today)) if route.start_on <= today <= route.end_on else "",
        lines=[line for line in lines.values() if line.items],
        months=round(months_between(route.start_on, route.end_on)),
        passed=max(0, int(months_between(route.start_on, min(today, route.end_on)))),
    )


def _years(route: LearningRoute, place) -> list[tuple[str, str]]:  # type: ignore[no-untyped-def]
    years = range(school_year(route.start_on), school_year(route.end_on) + 1)
    return [(study_year(year)[2:], _percent(place(first_day(year)))) for year in years]


def _percent(value: float) -> str:
    return f"{value:.1f}%"


def _kind(item: RouteItem, today: datetime.date) -> str:
    if item.state == RouteItem.State.DONE:
        return "held"
    return "miss" if is_overdue(item, today) else "plan"


def is_overdue(item: RouteItem, today: datetime.date) -> bool:
    return item.state == RouteItem.State.PLANNED and item.due_on is not None and item.due_on < today


def counted_routes(rows: QuerySet[LearningRoute], today: datetime.date) -> QuerySet[LearningRoute]:
    """With ``done``, ``counted`` and ``late`` items, for a list. One query."""
    late = Q(items__state="planned", items__due_on__lt=today)
    return rows.select_related("educator", "organization").annotate(
        done=Count("items", filter=Q(items__state="done")),
        counted=Count("items", filter=~Q(items__state="excluded")),
        late=Count("items", filter=late),
    )


def listed_routes(actor: Actor) -> QuerySet[LearningRoute]:
    """A curator's school, a tutor's own; those that go on above."""
    rows = LearningRoute.objects.opened_to(actor)
    if actor.may("route.view"):
        rows = LearningRoute.objects.filter(Q(organization_id=actor.organization_id) | Q(pk__in=rows.values("pk")))
    rows = rows.exclude(state=State.ABANDONED)
    return counted_routes(rows, actor.today).order_by("educator__last_name", "educator__first_name", "-start_on")


def own_route(actor: Actor) -> LearningRoute | None:
    """The open route of the person at his node, or the last one that he has walked through."""
    rows = LearningRoute.objects.filter(educator_id=actor.person_id, organization_id=actor.organization_id)
    rows = rows.exclude(state=State.ABANDONED)
    return counted_routes(rows, actor.today).order_by("-start_on", "-pk").first()


def programs_to_take(route: LearningRoute) -> list[Program]:
    """Programmes in which the teacher is a mentee and which are not in a route yet."""
    rows = Program.objects.filter(
        route=None,
        organization_id=route.organization_id,
        unit__members__person_id=route.educator_id,
        unit__members__side="mentee",
        unit__members__left_on=None,
    )
    return list(rows.exclude(state="terminated").order_by("start_on"))
