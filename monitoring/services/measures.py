"""Measures of the people of a pair before and after: typed once, by hand for the whole pair or from a table."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.permissions import Actor
from accounts.refusal import Refusal, Stale
from programs.models import Unit, UnitMember
from programs.queries.meetings import first_day
from programs.queries.regulations import effective_regulation
from programs.terms import school_year

from ..impact_lines import Amount
from ..indicator_catalogue import Indicator
from ..measure_cells import BadCell, amount_of, shown
from ..models import IndicatorValue
from ..queries.indicators import audience_of, indicators_under
from ..queries.measures import first_meeting, is_locked, lock_day, may_measure

Point = IndicatorValue.Point
Key = tuple[int, str, str]  # member, code, label
MOST_CELLS = 2_000
LABEL = 30


@dataclass
class Written:
    """How many values are new, changed, taken away; how many cells said what was known already."""

    new: int = 0
    changed: int = 0
    removed: int = 0
    same: int = 0


@transaction.atomic
def write_measures(
    *,
    actor: Actor,
    unit: Unit,
    point: str,
    measured_on: datetime.date,
    cells: Mapping[Key, str],
    seen: Mapping[Key, str] | None = None,
) -> Written:
    """The cells of a table of one pair. ``seen``: the values that its page showed; what still says the same was not
    touched, an emptied cell takes its value away. Without it an empty cell says nothing. What is unchanged keeps its
    day. Raises Refusal for a cell that cannot be read, a locked year, a day that cannot be, an indicator of others;
    Stale for a touched cell that somebody else has changed since.
    """
    row = Unit.objects.select_for_update(of=("self",)).select_related("organization__region").get(pk=unit.pk)
    _check(actor, row, point, measured_on)
    rules = effective_regulation(row.organization, actor.today)
    known = {one.code: one for one in indicators_under(rules)}
    members = {member.pk: member for member in UnitMember.objects.filter(unit=row)}
    if len(cells) > MOST_CELLS:
        raise Refusal(_("Слишком большая таблица"), todo=_("Внесите по частям"))
    written = Written()
    if seen is not None:
        touched = {key: words for key, words in cells.items() if words.strip() != seen.get(key, "")}
        written.same = sum(bool(words.strip()) for key, words in cells.items() if key not in touched)
        cells = touched
    amounts = _read(actor, members, known, point, cells, top=rules.value("monitoring.grade_scale_max"))
    stored = {
        (one.member_id, one.code, one.label): one
        for one in IndicatorValue.objects.select_for_update().filter(member__unit=row, point=point)
    }
    begun = first_meeting(row)
    late = point == Point.ENTRY and begun is not None and measured_on > begun
    if seen is not None:
        _check_seen(members, known, amounts, stored, seen)
    for key, amount in amounts.items():
        _put(actor, row, key, amount, stored.get(key), written, empties=seen is not None,
             indicator=known[key[1]], facts={"point": point, "measured_on": measured_on, "is_late": late})  # fmt: skip
    if written.new or written.changed or written.removed:
        data = {"point": point, "new": written.new, "changed": written.changed, "removed": written.removed}
        audit.record(actor, "unit.measure", row, **data)
    return written


def _check(actor: Actor, unit: Unit, point: str, day: datetime.date) -> None:
    if not actor.may("measure.enter") or not actor.signs_for(unit.organization_id):
        raise Refusal(_("Замеры вносит куратор или педагог-психолог школы"), code="permission")
    if point not in Point.values:
        raise Refusal(_("Такого замера нет"), todo=_("Выберите: до программы или после неё"))
    if unit.state == Unit.State.REJECTED:
        raise Refusal(_("Пара не состоялась"), todo=_("Замеры вносят у пар, которые работали"))
    if is_locked(unit, actor.today):
        locked_on = lock_day(school_year(unit.closed_on or actor.today))
        raise Refusal(
            _("Замеры этого учебного года закрыты %s: по ним уже посчитан свод") % f"{locked_on:%d.%m.%Y}",
            todo=_("Если в них ошибка, напишите об этом в предположении под таблицей влияния"),
        )
    if day > actor.today:
        raise Refusal(_("День замера ещё не наступил"), todo=_("Укажите сегодняшний день или более ранний"))
    if point != Point.ENTRY and day < first_day(unit):
        raise Refusal(
            _("В этот день пары ещё не было"),
            todo=_("Замер после программы делают не раньше %s") % f"{first_day(unit):%d.%m.%Y}",
        )


def _read(
    actor: Actor, members: Mapping[int, UnitMember], known: Mapping[str, Indicator], point: str,
    cells: Mapping[Key, str], *, top: int,
) -> dict[Key, Amount | None]:  # fmt: skip
    amounts: dict[Key, Amount | None] = {}
    problems: list[str] = []
    for (member_id, code, label), words in cells.items():
        member, indicator = members.get(member_id), known.get(code)
        if member is None or indicator is None or indicator.formula or not fits(indicator, member, point):
            raise Refusal(_("Такого показателя у этого человека нет"), todo=_("Откройте страницу заново"))
        if not may_measure(actor, indicator):
            raise Refusal(_("«%s» измеряет педагог-психолог") % indicator.title, code="permission")
        label = " ".join(label.split())[:LABEL]
        if (member_id, code, label) in amounts:
            raise Refusal(_("Класс «%s» записан дважды") % label, todo=_("Оставьте одну строку на класс"))
        try:
            amounts[member_id, code, label] = amount_of(indicator, words, top=top)
        except BadCell as error:
            problems.append(f"{member.person.full_name}, {indicator.title.lower()}: {error}")
    if problems:
        raise Refusal("; ".join(problems[:5]), todo=_("Поправьте эти клетки и сохраните ещё раз"))
    return amounts


def _check_seen(
    members: Mapping[int, UnitMember], known: Mapping[str, Indicator], amounts: Mapping[Key, Amount | None],
    stored: Mapping[Key, IndicatorValue], seen: Mapping[Key, str],
) -> None:  # fmt: skip
    theirs, mine = {}, {}
    for key, amount in amounts.items():
        member_id, code, label = key
        row = stored.get(key)
        pair = row.pair if row else None
        if pair != amount and shown(known[code], pair) != seen.get(key, ""):
            parts = (members[member_id].person.full_name, known[code].title, label)
            words = ", ".join(filter(None, parts))
            theirs[words], mine[words] = shown(known[code], pair) or "—", shown(known[code], amount) or "—"
    if theirs:
        raise Stale(_("Эти замеры уже изменил кто-то другой"), theirs=theirs, mine=mine)


def fits(indicator: Indicator, member: UnitMember, point: str) -> bool:
    """At whom and when it is measured: some at the exit alone, some at the months between."""
    if audience_of(member.side, member.unit.track, member.unit.form) not in indicator.audience:
        return False
    if indicator.months:
        return point == Point.CHECK
    return point == Point.EXIT if indicator.once else point != Point.CHECK


def by_classes(indicator: Indicator, member: UnitMember) -> bool:
    """A teacher is measured by his classes, a pupil by himself."""
    return indicator.by_class and audience_of(member.side, member.unit.track, member.unit.form) != "pupil"


def _put(
    actor: Actor, unit: Unit, key: Key, amount: Amount | None, row: IndicatorValue | None, written: Written, *,
    indicator: Indicator, facts: dict, empties: bool,
) -> None:  # fmt: skip
    if amount is None:
        if row is not None and empties:
            row.delete()
            written.removed += 1
        return
    if row is not None and row.pair == amount:
        written.same += 1
        return
    if row is None:
        written.new += 1
        member, code, label = key
        row = IndicatorValue(organization=unit.organization, member_id=member, code=code, label=label)
    else:
        written.changed += 1
    for name, value in facts.items():
        setattr(row, name, value)
    row.put(*amount, sealed=indicator.sealed)
    row.entered_by_id, row.entered_at = actor.person_id, clock.now()
    row.save()
