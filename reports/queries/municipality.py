"""The coordinator's table: who has handed the month's report in, what the others lack, whom to call there."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Membership, Organization
from accounts.permissions import Actor
from accounts.roles import Role
from accounts.templatetags.ui_words import counted, ru_date
from monitoring.indicators import Figures, blank, month_before
from monitoring.models import PeriodReport
from monitoring.queries.figures import month_figures
from monitoring.queries.frozen import frozen_figures
from monitoring.reach import receives
from programs.models import Regulation
from programs.queries.execution import percent

OWING, WAITING, REMARK, HANDED = "owing", "waiting", "remark", "handed"
CALLED = (Role.CURATOR, Role.HEAD)  # in this order: the curator fills in, the head decides
SUMS = ("units", "held", "confirmed", "unmatched", "new_units")


@dataclass
class Row:
    """A school in the month: counts without names, and the people whose names a municipality knows."""

    report: PeriodReport
    figures: Figures
    statute: bool = False
    called: list[Membership] = field(default_factory=list)
    today: datetime.date = datetime.date.min
    is_open: bool = False
    receives: bool = False

    @property
    def school(self) -> Organization:
        return self.report.organization

    @property
    def owes(self) -> bool:
        return not self.report.is_handed_in

    @property
    def late(self) -> bool:
        """On the last day already: there is nothing more to wait for."""
        return self.owes and self.report.due_on <= self.today

    @property
    def curators(self) -> list[Membership]:
        return [row for row in self.called if row.role == Role.CURATOR]

    @property
    def conditions(self) -> list[tuple[bool, str]]:
        """By which a school counts as having introduced mentoring (monitoring.implementation_conditions)."""
        return [
            (self.statute, _("Положение не введено в действие")),
            (bool(self.curators), _("Куратор не назначен")),
            (self.figures["units"].value > 0, _("Нет ни одной закреплённой пары")),
        ]

    @property
    def ready(self) -> int:
        return sum(met for met, _words in self.conditions)

    @property
    def missing(self) -> list[str]:
        """What stands between the school and a good report, the gravest first."""
        words = [text for met, text in self.conditions if not met]
        if self.curators and all(row.user is None or row.user.last_login is None for row in self.curators):
            words.append(_("Куратор ещё не входил в систему"))
        unconfirmed = self.figures["held"].parts.get("unconfirmed", 0)
        if unconfirmed:
            words.append(
                counted(unconfirmed, _("встреча не подтверждена|встречи не подтверждены|встреч не подтверждены"))
            )
        if self.figures["units"].value and not self.figures["held"].value:
            words.append(_("Ни одной встречи за месяц"))
        if self.figures["unmatched"].value:
            words.append(_("Без наставника: %s") % self.figures["unmatched"].value)
        return words

    @property
    def tag(self) -> tuple[str, str]:
        report = self.report
        if report.state == PeriodReport.State.RETURNED:
            return ("late" if self.late else "wait"), _("замечание")
        if self.owes:
            return ("late", _("не сдан")) if self.late else ("wait", _("ждём"))
        at = report.accepted_at or report.confirmed_at
        day = _("сегодня") if at.astimezone(self.school.zone).date() == self.today else ru_date(at)
        return "ok", (_("принят %s") if report.accepted_at else _("сдан %s")) % day

    @property
    def plan(self) -> tuple[int, int]:
        parts = self.figures["plan_done"].parts
        return parts.get("so_far", 0), parts.get("planned", 0)

    @property
    def plan_percent(self) -> str | None:
        return percent(*self.plan) if self.plan[1] else None


@dataclass
class Board:
    """Everything on the page. ``rows`` are what the filter leaves, ``all`` the whole month."""

    period: datetime.date | None
    periods: list[datetime.date]
    all: list[Row] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    totals: dict[str, int] = field(default_factory=dict)
    change: dict[str, int] = field(default_factory=dict)
    plan: tuple[int, int] = (0, 0)

    @property
    def owing(self) -> list[Row]:
        return [row for row in self.all if row.owes]

    @property
    def handed(self) -> int:
        return len(self.all) - len(self.owing)

    @property
    def waiting(self) -> list[Row]:
        return [row for row in self.all if row.report.state == PeriodReport.State.CONFIRMED]

    @property
    def due_on(self) -> datetime.date | None:
        """The month's term: the commonest day, since a returned report has a day of its own."""
        days = [row.report.due_on for row in self.all]
        return max(set(days), key=days.count) if days else None

    @property
    def plan_percent(self) -> str | None:
        return percent(*self.plan) if self.plan[1] else None


def board(actor: Actor, *, month: datetime.date | None, state: str, opened: int | None) -> Board:
    """The board of a month (the newest one that has begun by default): a fixed number of queries."""
    visible = PeriodReport.objects.visible_to(actor).monthly().filter(organization__closed_on=None)
    periods = list(visible.order_by("-period").values_list("period", flat=True).distinct())
    if not periods:
        return Board(None, [])
    begun = [period for period in periods if period <= actor.today]
    period = month if month in periods else (begun or periods)[0]
    made = Board(period, periods[:12])
    related = ("organization", "organization__region", "organization__parent")
    made.all = _rows(actor, list(visible.filter(period=period).select_related(*related)))
    made.all.sort(key=_worst_first)
    made.rows = [row for row in made.all if _fits(row, state)]
    _open(made.rows, opened)
    made.totals = {code: sum(row.figures[code].value for row in made.all) for code in SUMS}
    made.plan = (sum(row.plan[0] for row in made.all), sum(row.plan[1] for row in made.all))
    made.change = _change(made, list(visible.filter(period=month_before(period))))
    return made


def _rows(actor: Actor, reports: list[PeriodReport]) -> list[Row]:
    frozen = frozen_figures(reports)
    present = month_figures([row.organization for row in reports if not row.is_handed_in], _period(reports))
    schools = [row.organization_id for row in reports]
    statutes = Regulation.objects.in_force(actor.today).filter(organization_id__in=schools)
    with_statute = set(statutes.values_list("organization_id", flat=True))
    called = _called(actor, schools)
    return [
        Row(
            report=report,
            figures={**blank(), **(frozen.get(report.pk) or present[report.organization_id])},
            statute=report.organization_id in with_statute,
            called=called.get(report.organization_id, []),
            today=actor.today,
            receives=receives(report, actor),
        )
        for report in reports
    ]


def _period(reports: list[PeriodReport]) -> datetime.date:
    return reports[0].period if reports else datetime.date.min


def _called(actor: Actor, schools: Iterable[int]) -> dict[int, list[Membership]]:
    rows = Membership.objects.in_force(actor.today).filter(organization_id__in=list(schools), role__in=CALLED)
    found: dict[int, list[Membership]] = {}
    for row in rows.select_related("person", "user").order_by("pk"):
        found.setdefault(row.organization_id, []).append(row)
    for people in found.values():
        people.sort(key=lambda row: CALLED.index(row.role))
    return found


def _worst_first(row: Row) -> tuple[Any, ...]:
    """Debtors, those that lack most above; then what waits to be accepted; then the rest."""
    waits = row.report.state != PeriodReport.State.CONFIRMED
    return (not row.owes, row.ready if row.owes else waits, row.school.short_name.lower().replace("ё", "е"))


def _fits(row: Row, state: str) -> bool:
    tests = {
        OWING: row.owes,
        REMARK: row.report.state == PeriodReport.State.RETURNED,
        WAITING: row.report.state == PeriodReport.State.CONFIRMED,
        HANDED: not row.owes,
    }
    return tests.get(state, True)


def _open(rows: list[Row], opened: int | None) -> None:
    """One school is open: the one that was pressed, or else the first debtor."""
    chosen = next((row for row in rows if row.school.pk == opened), None)
    if chosen is None and opened is None:
        chosen = next((row for row in rows if row.owes), None)
    if chosen is not None:
        chosen.is_open = True


def _change(made: Board, earlier: list[PeriodReport]) -> dict[str, int]:
    """Against the month before, over the schools that have confirmed it; nothing where none has."""
    frozen = frozen_figures(earlier)
    before = {report.organization_id: frozen[report.pk] for report in earlier if report.pk in frozen}
    same = [row for row in made.all if row.school.pk in before]
    if not same:
        return {}
    return {
        code: sum(row.figures[code].value - before[row.school.pk][code].value for row in same)
        for code in SUMS
        if all(code in figures for figures in before.values())
    }
