"""What was measured: whether a pair is measured whole, what is wanting, the values of a pair and of a person."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import GuardianLink
from accounts.permissions import Actor
from programs.models import Unit, UnitMember
from programs.models.unit import HELD
from programs.queries import measured
from programs.queries.meetings import TOOK_PLACE
from programs.queries.participants import ADULT, age_of
from programs.terms import school_year

from ..indicator_catalogue import Indicator, catalogue
from ..models import IndicatorValue
from .indicators import own_indicators

Point = IndicatorValue.Point
LOCK = (10, 1)  # measures of a school year may be written till this day of the autumn after it


@measured.register
def measured_of(unit: Unit) -> measured.Measured:
    """The entry: every mentee who is there has a value of something. The exit: of all that he was measured by at the
    entry, for that is what his programme was to change (S2 разд. 10). The latest of their days. Three queries at most.
    """
    people = UnitMember.objects.filter(unit=unit, side=UnitMember.Side.MENTEE).select_related("person")
    found: dict[int, dict[str, dict[str, datetime.date]]] = defaultdict(lambda: {Point.ENTRY: {}, Point.EXIT: {}})
    rows = IndicatorValue.objects.filter(member__unit=unit, point__in=[Point.ENTRY, Point.EXIT]).order_by("measured_on")
    for member, point, code, day in rows.values_list("member_id", "point", "code", "measured_on"):
        found[member][point][code] = day
    days: dict[str, list[datetime.date]] = {Point.ENTRY: [], Point.EXIT: []}
    wanting: dict[str, list[str]] = {Point.ENTRY: [], Point.EXIT: []}
    for member in people:
        points, name = found[member.pk], member.person.full_name
        for point in days:
            days[point] += [max(points[point].values())] if points[point] else []
        if not points[Point.ENTRY]:
            wanting[Point.ENTRY].append(name)
        left = [code for code in points[Point.ENTRY] if code not in points[Point.EXIT]]
        if left or not points[Point.EXIT]:
            wanting[Point.EXIT].append(f"{name} ({_titles(left)})" if left else name)
    whole = [max(days[point]) if days[point] and not wanting[point] else None for point in days]
    return measured.Measured(*whole, tuple(wanting[Point.ENTRY]), tuple(wanting[Point.EXIT]))


def _titles(codes: Iterable[str]) -> str:
    """What is told of what was measured: of personal and sealed indicators only whose they are."""
    known = {**catalogue(), **{one.code: one for one in own_indicators()}}
    shown = [known[code] for code in codes if code in known]
    words = [one.title.lower() for one in shown if not one.guarded]
    if any(one.guarded for one in shown):
        words.append(_("то, что вносит педагог-психолог"))
    return ", ".join(words) or _("прежние показатели")


def units_to_measure(actor: Actor) -> QuerySet[Unit]:
    """Pairs of the school whose measures may still be written, with their people."""
    if not actor.may("measure.enter"):
        return Unit.objects.none()
    today = actor.today
    open_year = school_year(today) - (today < lock_day(school_year(today) - 1))
    since = datetime.date(open_year, 9, 1)
    rows = Unit.objects.filter(
        Q(state__in=["agreed", "consented", *HELD]) | Q(state=Unit.State.CLOSED, closed_on__gte=since),
        organization_id=actor.organization_id,
    )
    people = UnitMember.objects.select_related("person").order_by("-side", "pk")
    return rows.prefetch_related(Prefetch("members", people, to_attr="people")).order_by("-proposed_at", "-pk")


def lock_day(year: int) -> datetime.date:
    """From this day on the measures of a school year stand as they are."""
    return datetime.date(year + 1, *LOCK)


def is_locked(unit: Unit, today: datetime.date) -> bool:
    return unit.state == Unit.State.CLOSED and today >= lock_day(school_year(unit.closed_on or today))


def measured_units(units: Iterable[Unit]) -> dict[int, set[tuple[str, int]]]:
    """Unit → (point, member) that have a value. One query."""
    found: dict[int, set[tuple[str, int]]] = defaultdict(set)
    rows = IndicatorValue.objects.filter(member__unit__in=list(units)).order_by()
    for unit, point, member in rows.values_list("member__unit_id", "point", "member_id").distinct():
        found[unit].add((point, member))
    return found


def first_meeting(unit: Unit) -> datetime.date | None:
    return unit.meetings.filter(state__in=TOOK_PLACE).order_by("held_on").values_list("held_on", flat=True).first()


def values_of(unit: Unit, point: str) -> dict[tuple[int, str, str], IndicatorValue]:
    rows = IndicatorValue.objects.filter(member__unit=unit, point=point)
    return {(row.member_id, row.code, row.label): row for row in rows}


def may_measure(actor: Actor, indicator: Indicator) -> bool:
    """Personal ones are the psychologist's, some the curator's too; what is kept under seal, of those who read sealed
    marks."""
    if indicator.personal and not indicator.by_curator:
        return actor.may("measure.personal")
    return actor.may("measure.enter") and (not indicator.sealed or actor.may("bank.sensitive"))


@dataclass(frozen=True)
class Own:
    """A line of «Мои замеры»: what was measured at me or at my child."""

    who: str
    title: str
    before: IndicatorValue | None
    after: IndicatorValue | None
    indicator: Indicator


def own_values(actor: Actor, known: dict[str, Indicator]) -> list[Own]:
    """Of the person and of the children for whom he stands today: a parent sees the child's, nobody else's."""
    children = GuardianLink.objects.filter(guardian_id=actor.person_id).select_related("child")
    wards = [link.child_id for link in children if (age_of(link.child, actor.today) or 0) < ADULT]
    rows = IndicatorValue.objects.filter(Q(member__person_id=actor.person_id) | Q(member__person_id__in=wards))
    found: dict[tuple[int, str, str], dict[str, IndicatorValue]] = defaultdict(dict)
    for row in rows.select_related("member__person").order_by("-measured_on", "pk"):
        if row.code in known:
            found[row.member_id, row.code, row.label][row.point] = row
    lines = []
    for (_member, code, label), points in found.items():
        person = next(iter(points.values())).member.person
        title = f"{known[code].title}, {label}" if label else known[code].title
        after = points.get(Point.EXIT) or points.get(Point.CHECK)
        lines.append(Own(person.full_name, title, points.get(Point.ENTRY), after, known[code]))
    return lines
