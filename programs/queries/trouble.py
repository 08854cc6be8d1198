"""Signs of trouble of pairs: each says the rule behind it and the next step. Of pairs, never of people; no score."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import clock
from accounts.permissions import Actor
from accounts.templatetags.ui_words import counted

from ..models import HelpRequest, Meeting, MeetingPresence, MeetingTask, Unit, UnitMember
from ..models.program import CLOSED
from .pair_work import TO_DO
from .year import Line

SILENT_DAYS = 21
UNCONFIRMED_DAYS = 7
HELP_HOURS = 24
LAG_PERCENT = 25
FALL = 2  # points of ten, the last three meetings against those before
LAST = 3
RATINGS = "ratings"


@dataclass(frozen=True)
class Sign:
    kind: str
    words: str
    rule: str
    todo: str
    url: str


def signs_of(lines: Sequence[Line]) -> dict[int, list[Sign]]:
    """By unit, those at work alone. Three queries whatever their number; the rest is read off the ruler of the year."""
    lines = [line for line in lines if line.unit.state == Unit.State.ACTIVE]
    if not lines:
        return {}
    keys = [line.unit.pk for line in lines]
    fallen, late, calls = _fallen(keys), _late_tasks(lines), _unanswered(keys)
    found = {}
    for line in lines:
        pk = line.unit.pk
        signs = [
            *_help(pk, calls.get(pk, 0)), *_silence(line), *_unconfirmed(line), *_plan(line),
            *_tasks(pk, late.get(pk, 0)), *_ratings(pk, pk in fallen),
        ]  # fmt: skip
        if signs:
            found[pk] = signs
    return found


def signs_for(actor: Actor, lines: Sequence[Line]) -> dict[int, list[Sign]]:
    """The same for one reader: what his own mentees have rated is not told to a mentor, whatever else he is."""
    found = signs_of(lines)
    rated = [pk for pk, signs in found.items() if any(sign.kind == RATINGS for sign in signs)]
    own: set[int] = set()
    if rated:
        led = UnitMember.objects.filter(unit__in=rated, person_id=actor.person_id, side=UnitMember.Side.MENTOR)
        own = set(led.values_list("unit_id", flat=True))
    kept = {pk: [one for one in signs if one.kind != RATINGS or pk not in own] for pk, signs in found.items()}
    return {pk: signs for pk, signs in kept.items() if signs}


def _card(pk: int) -> str:
    return reverse("unit_detail", args=[pk])


def _help(pk: int, number: int) -> list[Sign]:
    if not number:
        return []
    return [
        Sign(
            "help", _("Просьба о помощи без ответа: %s") % number,
            _("наставник не ответил за %s часа") % HELP_HOURS, _("Позвоните наставнику"), _card(pk),
        )
    ]  # fmt: skip


def _silence(line: Line) -> list[Sign]:
    """Since the last meeting, or since the programme began; a meeting ahead is no silence."""
    if line.program is None or line.program.state in CLOSED or line.planned:
        return []
    days = [*line.held, *(day for day, recorded in line.missed if recorded), line.program.start_on]
    silent = (line.axis.today - max(days)).days
    if silent <= SILENT_DAYS:
        return []
    return [
        Sign(
            "silent", _("Не встречались %s") % counted(silent, _("день|дня|дней")),
            _("дольше %s дней и следующая не назначена") % SILENT_DAYS, _("Попросите назначить встречу"),
            reverse("meeting_plan", args=[line.unit.pk]),
        )
    ]  # fmt: skip


def _unconfirmed(line: Line) -> list[Sign]:
    edge = line.axis.today - datetime.timedelta(days=UNCONFIRMED_DAYS)
    old = [day for day, recorded in line.missed if recorded and day < edge]
    if not old:
        return []
    return [
        Sign(
            "unconfirmed", _("Не подтверждены: %s") % counted(len(old), _("встреча|встречи|встреч")),
            _("прошло больше %s дней") % UNCONFIRMED_DAYS, _("Напомните наставляемому: это одно нажатие"),
            _card(line.unit.pk),
        )
    ]  # fmt: skip


def _plan(line: Line) -> list[Sign]:
    """Lines past their term; without terms, the share done against the share of days gone."""
    program, plan = line.program, line.plan
    if program is None or plan is None or program.state in CLOSED:
        return []
    url = reverse("program_detail", args=[program.pk])
    if program.behind:
        words = _("Просрочены пункты плана: %s") % program.behind
        return [Sign("overdue", words, _("срок пункта прошёл"), _("Отметьте сделанное или перенесите срок"), url)]
    gone = (line.axis.today - program.start_on).days * 100 // max(1, (program.end_on - program.start_on).days)
    done = plan.done * 100 // plan.counted
    if min(gone, 100) - done <= LAG_PERCENT:
        return []
    return [
        Sign(
            "pace", _("Сделано %(done)s %% плана, прошло %(gone)s %% срока") % {"done": done, "gone": min(gone, 100)},
            _("отставание больше %s %%") % LAG_PERCENT, _("Обсудите с парой, что исключить или продлить"), url,
        )
    ]  # fmt: skip


def _tasks(pk: int, number: int) -> list[Sign]:
    if not number:
        return []
    words = _("Просрочены задания: %s") % number
    return [Sign("tasks", words, _("срок задания прошёл"), _("Наставник принимает их или снимает"), _card(pk))]


def _ratings(pk: int, falls: bool) -> list[Sign]:
    if not falls:
        return []
    rule = _("три последние встречи оценены ниже прежних на %s балла и больше") % FALL
    return [Sign(RATINGS, _("Оценки встреч снизились"), rule, _("Спросите пару, что изменилось"), _card(pk))]


def _fallen(keys: list[int]) -> set[int]:
    rows = MeetingPresence.objects.filter(
        meeting__unit__in=keys, meeting__state=Meeting.State.CONFIRMED, usefulness__isnull=False
    ).order_by("meeting__held_on", "pk")  # fmt: skip
    said: dict[int, list[int]] = defaultdict(list)
    for unit, usefulness in rows.values_list("meeting__unit_id", "usefulness"):
        said[unit].append(usefulness)
    return {unit for unit, marks in said.items() if _falls(marks)}


def _falls(marks: list[int]) -> bool:
    return len(marks) > LAST and _mean(marks[:-LAST]) - _mean(marks[-LAST:]) >= FALL


def _mean(marks: list[int]) -> float:
    return sum(marks) / len(marks)


def _late_tasks(lines: Sequence[Line]) -> dict[int, int]:
    keys = [line.unit.pk for line in lines]
    rows = MeetingTask.objects.filter(unit__in=keys, state__in=TO_DO, due_on__lt=lines[0].axis.today)
    return _numbers(rows.values_list("unit_id", flat=True))


def _unanswered(keys: list[int]) -> dict[int, int]:
    edge = clock.now() - datetime.timedelta(hours=HELP_HOURS)
    rows = HelpRequest.objects.filter(unit__in=keys, sent_at__lt=edge).exclude(state=HelpRequest.State.ANSWERED)
    return _numbers(rows.values_list("unit_id", flat=True))


def _numbers(keys: Iterable[int]) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    for key in keys:
        found[key] += 1
    return found
