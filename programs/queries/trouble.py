"""Signs of trouble of pairs: each says the rule behind it and the next step. Of pairs, never of people; no score.

The thresholds are the regulation's; a clause that names one stands beside the sign.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import clock
from accounts.models import Organization
from accounts.permissions import Actor
from accounts.templatetags.ui_words import counted

from ..models import HelpRequest, Meeting, MeetingPresence, MeetingTask, Unit, UnitMember
from ..models.program import CLOSED
from ..regulation.effective import EffectiveRegulation
from ..regulation.parameter import Level
from .pair_work import TO_DO
from .regulations import effective_regulation
from .year import Line

LAST = 3  # meetings whose ratings stand against those before
RATINGS = "ratings"


@dataclass(frozen=True)
class Sign:
    kind: str
    words: str
    rule: str
    todo: str
    url: str


@dataclass(frozen=True)
class Thresholds:
    """The numbers of the regulation, in words with their clause; a default of the system needs none beside it."""

    rules: EffectiveRegulation

    def __getitem__(self, name: str) -> int:
        return int(self.rules.value(f"trouble.{name}"))

    def rule(self, words: str, name: str) -> str:
        """``words`` with «%s» for the value in words: «дольше 21 дня (п. 4.2 Положения о …)»."""
        found = self.rules[f"trouble.{name}"]
        said = words % found.display
        return said if found.level is Level.DEFAULT else f"{said} ({found.basis})"


def thresholds(organization: Organization, on: datetime.date) -> Thresholds:
    return Thresholds(effective_regulation(organization, on))


def signs_of(lines: Sequence[Line], organization: Organization) -> dict[int, list[Sign]]:
    """By unit, those at work alone, by the rules of their school. Four queries whatever their number; the rest is read
    off the ruler of the year."""
    lines = [line for line in lines if line.unit.state == Unit.State.ACTIVE]
    if not lines:
        return {}
    keys, limits = [line.unit.pk for line in lines], thresholds(organization, lines[0].axis.today)
    fallen, late, calls = _fallen(keys, limits), _late_tasks(lines), _unanswered(keys, limits)
    found = {}
    for line in lines:
        pk = line.unit.pk
        signs = [
            *_help(pk, calls.get(pk, 0), limits), *_silence(line, limits), *_unconfirmed(line, limits),
            *_plan(line, limits), *_tasks(pk, late.get(pk, 0)), *_ratings(pk, pk in fallen, limits),
        ]  # fmt: skip
        if signs:
            found[pk] = signs
    return found


def signs_for(actor: Actor, lines: Sequence[Line], organization: Organization) -> dict[int, list[Sign]]:
    """The same for one reader: what his own mentees have rated is not told to a mentor, whatever else he is."""
    found = signs_of(lines, organization)
    rated = [pk for pk, signs in found.items() if any(sign.kind == RATINGS for sign in signs)]
    own: set[int] = set()
    if rated:
        led = UnitMember.objects.filter(unit__in=rated, person_id=actor.person_id, side=UnitMember.Side.MENTOR)
        own = set(led.values_list("unit_id", flat=True))
    kept = {pk: [one for one in signs if one.kind != RATINGS or pk not in own] for pk, signs in found.items()}
    return {pk: signs for pk, signs in kept.items() if signs}


def _card(pk: int) -> str:
    return reverse("unit_detail", args=[pk])


def _help(pk: int, number: int, limits: Thresholds) -> list[Sign]:
    if not number:
        return []
    return [
        Sign(
            "help", _("Просьба о помощи без ответа: %s") % number,
            limits.rule(_("наставник не ответил, хотя прошло больше, чем положено: %s"), "help_hours"),
            _("Позвоните наставнику"), _card(pk),
        )
    ]  # fmt: skip


def _silence(line: Line, limits: Thresholds) -> list[Sign]:
    """Since the last meeting, or since the programme began; a meeting ahead is no silence."""
    if line.program is None or line.program.state in CLOSED or line.planned:
        return []
    days = [*line.held, *(day for day, recorded in line.missed if recorded), line.program.start_on]
    silent = (line.axis.today - max(days)).days
    if silent <= limits["silent_days"]:
        return []
    return [
        Sign(
            "silent", _("Не встречались %s") % counted(silent, _("день|дня|дней")),
            limits.rule(_("следующая не назначена, а без встречи обычно не дольше: %s"), "silent_days"),
            _("Попросите назначить встречу"), reverse("meeting_plan", args=[line.unit.pk]),
        )
    ]  # fmt: skip


def _unconfirmed(line: Line, limits: Thresholds) -> list[Sign]:
    edge = line.axis.today - datetime.timedelta(days=limits["unconfirmed_days"])
    old = [day for day, recorded in line.missed if recorded and day < edge]
    if not old:
        return []
    return [
        Sign(
            "unconfirmed", _("Не подтверждены: %s") % counted(len(old), _("встреча|встречи|встреч")),
            limits.rule(_("на подтверждение: %s"), "unconfirmed_days"),
            _("Попросите наставляемого подтвердить: у него это одно нажатие на рабочем столе"), _card(line.unit.pk),
        )
    ]  # fmt: skip


def _plan(line: Line, limits: Thresholds) -> list[Sign]:
    """Lines past their term; without terms, the share done against the share of days gone."""
    program, plan = line.program, line.plan
    if program is None or plan is None or program.state in CLOSED:
        return []
    url = reverse("program_detail", args=[program.pk])
    if program.behind:
        words = _("Просрочены мероприятия плана: %s") % program.behind
        return [Sign("overdue", words, _("срок мероприятия прошёл"), _("Отметьте сделанное или перенесите срок"), url)]
    gone = (line.axis.today - program.start_on).days * 100 // max(1, (program.end_on - program.start_on).days)
    done = plan.done * 100 // plan.counted
    if min(gone, 100) - done <= limits["lag_percent"]:
        return []
    return [
        Sign(
            "pace",
            _("Сделано %(done)s %% плана, прошло %(gone)s %% срока") % {"done": done, "gone": min(gone, 100)},
            limits.rule(_("отставание больше, чем на %s"), "lag_percent"),
            _("Обсудите с парой, что исключить или продлить"), url,
        )
    ]  # fmt: skip


def _tasks(pk: int, number: int) -> list[Sign]:
    if not number:
        return []
    words = _("Просрочены задания: %s") % number
    return [Sign("tasks", words, _("срок задания прошёл"), _("Наставник принимает их или снимает"), _card(pk))]


def _ratings(pk: int, falls: bool, limits: Thresholds) -> list[Sign]:
    if not falls:
        return []
    rule = limits.rule(_("три последние встречи оценены ниже прежних, и разница не меньше, чем %s"), "rating_fall")
    return [Sign(RATINGS, _("Оценки встреч снизились"), rule, _("Спросите пару, что изменилось"), _card(pk))]


def _fallen(keys: list[int], limits: Thresholds) -> set[int]:
    rows = MeetingPresence.objects.filter(
        meeting__unit__in=keys, meeting__state=Meeting.State.CONFIRMED, usefulness__isnull=False
    ).order_by("meeting__held_on", "pk")  # fmt: skip
    said: dict[int, list[int]] = defaultdict(list)
    for unit, usefulness in rows.values_list("meeting__unit_id", "usefulness"):
        said[unit].append(usefulness)
    return {unit for unit, marks in said.items() if _falls(marks, limits["rating_fall"])}


def _falls(marks: list[int], fall: int) -> bool:
    return len(marks) > LAST and _mean(marks[:-LAST]) - _mean(marks[-LAST:]) >= fall


def _mean(marks: list[int]) -> float:
    return sum(marks) / len(marks)


def _late_tasks(lines: Sequence[Line]) -> dict[int, int]:
    keys = [line.unit.pk for line in lines]
    rows = MeetingTask.objects.filter(unit__in=keys, state__in=TO_DO, due_on__lt=lines[0].axis.today)
    return _numbers(rows.values_list("unit_id", flat=True))


def _unanswered(keys: list[int], limits: Thresholds) -> dict[int, int]:
    edge = clock.now() - datetime.timedelta(hours=limits["help_hours"])
    rows = HelpRequest.objects.filter(unit__in=keys, sent_at__lt=edge).exclude(state=HelpRequest.State.ANSWERED)
    return _numbers(rows.values_list("unit_id", flat=True))


def _numbers(keys: Iterable[int]) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    for key in keys:
        found[key] += 1
    return found
