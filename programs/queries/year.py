"""The ruler of the year: the meetings of pairs on one axis of months, the same for every pair of a page."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from accounts.models import Person
from accounts.templatetags.ui_words import counted, ru_date

from ..models import Meeting, PlanActivity, Program, Unit
from ..models.program import CLOSED
from ..terms import first_day, school_year
from .execution import Execution

MONTHS = ("С", "О", "Н", "Д", "Я", "Ф", "М", "А", "М", "И", "И", "А")
SOON = datetime.timedelta(days=14)
# A pair held for one meeting has no programme to wait for.
SPEED_WORDS = {Unit.State.ORDERED: _l("ждёт встречи"), Unit.State.ACTIVE: _l("ждёт подтверждения")}


@dataclass(frozen=True)
class Axis:
    """From 1 September to the end of May, or of August when something of the page goes on in summer."""

    start: datetime.date
    end: datetime.date
    today: datetime.date

    @classmethod
    def over(cls, today: datetime.date, programs: Iterable[Program]) -> "Axis":
        start = first_day(school_year(today))
        summer = datetime.date(start.year + 1, 6, 1)
        late = today >= summer or any(
            row.start_on < first_day(start.year + 1) and row.end_on >= summer for row in programs
        )
        return cls(start, first_day(start.year + 1) if late else summer, today)

    def holds(self, day: datetime.date) -> bool:
        return self.start <= day < self.end

    def at(self, day: datetime.date) -> str:
        """Where a day stands, in per cent, with a point whatever the language; what is outside stands at the edge."""
        part = (min(max(day, self.start), self.end) - self.start) / (self.end - self.start)
        return f"{part * 100:.1f}"

    @cached_property
    def months(self) -> list[tuple[str, str]]:
        """The first day of each month and its letter."""
        firsts = [
            datetime.date(self.start.year + (number > 3), (8 + number) % 12 + 1, 1) for number in range(len(MONTHS))
        ]
        return [(self.at(day), MONTHS[number]) for number, day in enumerate(firsts) if day < self.end]


@dataclass
class Line:
    """One pair on the axis. ``missed`` are meetings that nobody recorded and those that nobody has confirmed."""

    unit: Unit
    axis: Axis
    program: Program | None = None
    held: list[datetime.date] = field(default_factory=list)
    planned: list[datetime.date] = field(default_factory=list)
    missed: list[tuple[datetime.date, bool]] = field(default_factory=list)  # (day, recorded but not confirmed)

    @property
    def mentor(self) -> Person | None:
        return next((member.person for member in self.unit.members.all() if member.side == "mentor"), None)

    @property
    def mentees(self) -> list[Person]:
        return [member.person for member in self.unit.members.all() if member.side == "mentee"]

    @property
    def plan(self) -> Execution | None:
        """How far the newest programme is done; None before there is a plan."""
        counted: int = getattr(self.program, "counted", 0)
        return Execution(self.program.done, counted) if self.program and counted else None

    @property
    def marks(self) -> list[tuple[str, str]]:
        """What stands where; days of other years are not on this ruler."""
        days = [("held", day) for day in self.held] + [("plan", day) for day in self.planned]
        days += [("miss", day) for day, _recorded in self.missed]
        return [(kind, self.axis.at(day)) for kind, day in days if self.axis.holds(day)]

    @property
    def span(self) -> tuple[str, str, str] | None:
        """The programme: its beginning, how far it has come, its end."""
        if self.program is None or self.program.end_on < self.axis.start or self.program.start_on >= self.axis.end:
            return None
        start, end = self.program.start_on, self.program.end_on
        return self.axis.at(start), self.axis.at(max(start, min(end, self.axis.today))), self.axis.at(end)

    @property
    def today(self) -> str:
        return self.axis.at(self.axis.today)

    @property
    def words(self) -> str:
        """The same in words, for who does not see the picture."""
        parts = [
            _("Прошло: %s") % counted(len(self.held), _("встреча|встречи|встреч")) if self.held else _("Встреч не было")
        ]
        forgotten = [day for day, recorded in self.missed if not recorded]
        waiting = [day for day, recorded in self.missed if recorded]
        if forgotten:
            parts.append(_("не записаны: %s") % ", ".join(map(ru_date, forgotten)))
        if waiting:
            parts.append(_("не подтверждены: %s") % ", ".join(map(ru_date, waiting)))
        if self.planned:
            parts.append(_("следующая %s") % ru_date(min(self.planned)))
        text = ", ".join(parts)
        if self.program is not None:
            days = {"start": ru_date(self.program.start_on), "end": ru_date(self.program.end_on)}
            text += ". " + _("Программа с %(start)s по %(end)s") % days
        return text

    @property
    def state(self) -> tuple[str, str]:
        """A tag of one to three words: what the curator should know first."""
        if self.program is None and "SPEED" in self.unit.kinds and self.unit.state in SPEED_WORDS:
            return "wait", SPEED_WORDS[self.unit.state]
        if self.unit.state != Unit.State.ACTIVE:
            words = {
                Unit.State.PROPOSED: ("wait", _("ждёт ответа")),
                Unit.State.AGREED: ("wait", _("ждёт согласий")),
                Unit.State.CONSENTED: ("wait", _("ждёт приказа")),
                Unit.State.ORDERED: ("wait", _("ждёт программы")),
                Unit.State.TRYING: ("wait", _("пробуют работать")),
            }
            return words.get(Unit.State(self.unit.state), ("off", self.unit.get_state_display()))
        if self.program is None:
            return "wait", _("нет программы")
        if self.program.end_on < self.axis.today:
            return "late", _("срок вышел")
        if self.program.behind or any(not recorded for _day, recorded in self.missed):
            return "late", _("отстаёт")
        if self.program.end_on <= self.axis.today + SOON:
            return "ok", _("завершается")
        return ("wait", _("не подтверждена")) if self.missed else ("ok", _("по плану"))


def year_lines(units: Sequence[Unit], today: datetime.date) -> list[Line]:
    """The units in their order, each with its newest programme, plan and meetings: two queries for any number."""
    keys = [unit.pk for unit in units]
    counts = ~Q(plan__state=PlanActivity.State.EXCLUDED)
    late = Q(plan__state=PlanActivity.State.PLANNED, plan__due_on__lt=today)
    programs = Program.objects.filter(unit__in=keys).order_by("pk")
    # Counted by themselves: the plan is the only thing joined.
    newest = {
        row.unit_id: row
        for row in programs.only("unit_id", "state", "start_on", "end_on").annotate(
            counted=Count("plan", filter=counts),
            done=Count("plan", filter=Q(plan__state=PlanActivity.State.DONE)),
            behind=Count("plan", filter=late),
        )
    }
    axis = Axis.over(today, (row for row in newest.values() if row.state not in CLOSED))
    lines = {unit.pk: Line(unit, axis, newest.get(unit.pk)) for unit in units}
    states = (Meeting.State.PLANNED, Meeting.State.HELD, Meeting.State.CONFIRMED)
    meetings = Meeting.objects.filter(unit__in=keys, state__in=states).order_by("held_on", "planned_at", "pk")
    for unit_id, state, planned_on, held_on in meetings.values_list(
        "unit_id", "state", TruncDate("planned_at"), "held_on"
    ):
        _put(lines[unit_id], state, planned_on, held_on)
    return list(lines.values())


def _put(line: Line, state: str, planned_on: datetime.date | None, held_on: datetime.date | None) -> None:
    day = held_on or planned_on
    if day is None:
        return
    if state == Meeting.State.CONFIRMED:
        line.held.append(day)
    elif state == Meeting.State.HELD:
        line.missed.append((day, True))
    elif day < line.axis.today:
        line.missed.append((day, False))
    else:
        line.planned.append(day)


def worst_first(lines: Iterable[Line]) -> list[Line]:
    """Those that lag above, then those that wait for somebody, then the rest."""
    return sorted(lines, key=lambda line: ("late", "wait", "ok", "off").index(line.state[0]))
