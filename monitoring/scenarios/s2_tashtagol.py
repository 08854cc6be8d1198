"""S2 steps 5, 6 and 8: months and quarters of the year, measures before the first meeting and after the last."""

import datetime
from collections.abc import Callable
from itertools import groupby

from accounts.models import Organization
from programs.models import MenteeEntry, UnitMember
from programs.scenarios.play import Play, part
from programs.services import banks

from ..account_rows import named_rows
from ..models import IndicatorValue, PeriodReport
from ..queries.frozen import latest_snapshot
from ..services import months, quarters, reports
from .measures import Cells, measure, spread

CURATOR, LIAISON = "Мишина", "Учитель01"
PAIRED = 28  # of 30 pupils; the two others were measured at the entry by something else
ELSE = {("SECTIONS", ""): "1"}


def _before(number: int) -> Cells:
    """Together 3,20; 11 clubs, 7 on the list, 12 complaints."""
    if number >= PAIRED:
        return ELSE
    clubs, complaints = spread(11, PAIRED)[number], spread(12, PAIRED)[number]
    return _of(number, "3,1" if number % 2 else "3,3", clubs, complaints, listed=number < 7)


def _after(number: int) -> Cells:
    """Together 3,45; 19 clubs, 4 on the list, 7 complaints."""
    if number >= PAIRED:
        return {**ELSE, **_of(number, "4,9", 5, 5, listed=True)}
    clubs, complaints = spread(19, PAIRED)[number], spread(7, PAIRED)[number]
    return _of(number, "3,35" if number % 2 else "3,55", clubs, complaints, listed=number < 4)


def _of(number: int, grade: str, clubs: int, complaints: int, *, listed: bool) -> Cells:
    return {("GRADE_MEAN", ""): grade, ("CLUBS", ""): str(clubs), ("COMPLAINTS", ""): str(complaints),
            ("WATCHLIST", ""): "да" if listed else "нет"}  # fmt: skip


@part("s2.entry")
def entry(play: Play) -> None:
    """Everybody of a pair that was not measured yet, before its first meeting."""
    _measure(play, "entry")


@part("s2.exit")
def exit_(play: Play) -> None:
    _measure(play, "exit")


def _measure(play: Play, point: str) -> None:
    actor = play.actor(CURATOR)
    done = IndicatorValue.objects.filter(point=point).values("member_id")
    rows = UnitMember.objects.filter(side="mentee").exclude(unit__state__in=["rejected", "closed"])
    waiting = rows.exclude(pk__in=done).select_related("unit__organization__region", "person").order_by("unit_id", "pk")
    pupils = rows.filter(unit__form="PUPIL_PUPIL").order_by("person__last_name").values_list("person_id", flat=True)
    places = {person: number for number, person in enumerate(pupils)}
    said = _before if point == "entry" else _after
    for _unit, members in groupby(waiting, key=lambda member: member.unit_id):
        people = {member: _said(places.get(member.person_id), said) for member in members}
        measure(actor, next(iter(people)).unit, point, people)


def _said(number: int | None, of_pupil: Callable[[int], Cells]) -> Cells:
    """A teacher is measured by his own works."""
    return {("OWN_WORKS", ""): "1"} if number is None else of_pupil(number)


@part("s2.year")
def year(play: Play) -> None:
    _months(play)
    _quarter(play)


def _months(play: Play) -> None:
    """Step 5: the liaison presses once; the day shifts from Saturday 25.12 to Friday 24.12."""
    school = Organization.objects.get(kind="school")
    for month, opens, expected in ((10, "01.10.2021", "25.10.2021"), (12, "01.12.2021", "24.12.2021")):
        with play.on(opens):
            months.open_region(play.region)
        report = PeriodReport.objects.monthly().get(organization=school, period=datetime.date(2021, month, 1))
        play.check(f"5. Срок отчёта за {month}.2021", expected, f"{report.due_on:%d.%m.%Y}")
    with play.on("24.12.2021"):
        report = reports.confirm(actor=play.actor(LIAISON, "mnc_liaison"), report=report)
    snapshot = latest_snapshot(report)
    play.check("5. Отчёт подтверждён одним нажатием", "подтверждён школой", report.get_state_display())
    lines = snapshot.figures["lines"]
    play.check("5. Единиц в отчёте, посчитано", "19", lines["units"]["value"])


def _quarter(play: Play) -> None:
    """Step 6: what was confirmed stays, though a participant is taken away in January."""
    with play.on("10.01.2022"):
        quarters.open_region(play.region)
        report = PeriodReport.objects.get(kind="quarterly", cut_off=datetime.date(2021, 12, 31))
        play.check("6. Срез", "31.12.2021", f"{report.cut_off:%d.%m.%Y}")
        report = reports.confirm(actor=play.actor(CURATOR, "curator"), report=report)
    before = named_rows(latest_snapshot(report).figures)
    with play.on("20.01.2022"):
        gone = MenteeEntry.objects.filter(state="unmatched_support").order_by("pk")[0]
        banks.withdraw_entry(actor=play.actor(CURATOR), entry=gone)
    after = named_rows(latest_snapshot(report).figures)
    play.check("6. В срезе после удаления участника", str(len(before)), len(after))
