"""Meetings ahead: planned, moved to another time, called off, not held; the reminder of the day before."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.notices import News, notify_all
from accounts.permissions import Actor
from accounts.refusal import Refusal, check_version

from ..models import Meeting, Program, Unit, UnitMember
from ..models.unit import NOT_BEGUN
from ..queries.calendar import invitation
from ..queries.meetings import may_meet
from ..queries.participants import manages
from ..workflow import move
from .meeting_rules import mode_of
from .once import made_once

MOST_AT_ONCE = 20
WEEK = datetime.timedelta(days=7)


def may_plan(actor: Actor, unit: Unit) -> bool:
    """Everybody of the pair, and the curator."""
    if manages(actor, unit):
        return True
    return unit.members.filter(person_id=actor.person_id, left_on=None).exists()


def _locked(actor: Actor, pk: int) -> Unit:
    unit = Unit.objects.select_for_update(of=("self",)).select_related("organization__region").get(pk=pk)
    if not may_plan(actor, unit):
        raise Refusal(_("Встречи назначают участники пары и куратор"), code="permission")
    return unit


@transaction.atomic
def plan_meetings(
    *, actor: Actor, unit: Unit, planned_at: datetime.datetime, times: int = 1, **words: Any
) -> list[Meeting]:
    """One meeting, or several a week apart (a schedule beforehand). The others are told once, of the first.

    ``words``: kind, mode, place, link, goals.
    """
    row = _locked(actor, unit.pk)
    _check_work(actor, row)
    if not 1 <= times <= MOST_AT_ONCE:
        raise Refusal(_("За раз назначают от 1 до %s встреч") % MOST_AT_ONCE)
    told = {"mode": mode_of(row), **{name: value for name, value in words.items() if value}}
    _check(row, planned_at, told)
    # By the clock on the wall: a week later is the same hour there.
    local = planned_at.astimezone(row.organization.zone)
    found = [_planned_once(actor, row, local + WEEK * number, told) for number in range(times)]
    _tell(actor, found, _("Назначена встреча"), f"plan:{found[0].pk}")
    return found


def _planned_once(actor: Actor, unit: Unit, at: datetime.datetime, told: dict[str, Any]) -> Meeting:
    key = {"unit": unit, "planned_at": at, "state": Meeting.State.PLANNED}
    meeting, made = made_once(Meeting.objects, key=key, words=told, more={})
    if made:
        audit.record(actor, "meeting.plan", meeting, to_state=meeting.state)
    return meeting


def _check_work(actor: Actor, unit: Unit) -> None:
    if not may_meet(unit, actor.today):
        raise Refusal(
            _("Пара не работает: %s") % unit.get_state_display(), todo=_("Встречи назначают, пока идёт программа")
        )


def _check(unit: Unit, planned_at: datetime.datetime, told: dict[str, Any]) -> None:
    if planned_at <= clock.now():
        raise Refusal(_("Это время уже прошло"), todo=_("Назначьте другое или запишите встречу, которая была"))
    if told.get("link") and not told["link"].startswith("https://"):
        raise Refusal(_("Ссылка не защищена"), todo=_("Вставьте адрес, который начинается с https://"))
    if "VIRTUAL" not in unit.kinds:
        return
    if told["mode"] == Program.WorkMode.ONSITE:
        raise Refusal(
            _("В виртуальном наставничестве не встречаются только очно"), todo=_("Выберите «онлайн» или «смешанно»")
        )
    if not told.get("link"):
        raise Refusal(_("Для виртуального наставничества нужна ссылка"), todo=_("Вставьте ссылку на видеосвязь"))


@transaction.atomic
def reschedule_meeting(
    *,
    actor: Actor,
    meeting: Meeting,
    planned_at: datetime.datetime,
    version: int | None = None,
    place: str | None = None,
    link: str | None = None,
) -> Meeting:
    """Another time, another place or another link; what is not named stays, and saying the same again tells nobody.

    ``version``: the one that was read. Raises Stale when somebody has moved the meeting meanwhile.
    """
    unit = _locked(actor, meeting.unit_id)
    _check_work(actor, unit)
    meeting = unit.meetings.get(pk=meeting.pk)
    where = {name: value for name, value in (("place", place), ("link", link)) if value is not None}
    wanted = {"planned_at": planned_at, **where}
    if version is not None:
        check_version(meeting, version, _("Пока страница была открыта, встречу перенесли. Сравните"), wanted)
    if all(getattr(meeting, name) == value for name, value in wanted.items()):
        return meeting
    _check(unit, planned_at, {"mode": meeting.mode, "link": meeting.link, **where})
    if unit.meetings.filter(planned_at=planned_at, state=Meeting.State.PLANNED).exclude(pk=meeting.pk).exists():
        raise Refusal(
            _("На это время у пары уже назначена встреча"), todo=_("Выберите другое время или отмените одну из них")
        )
    changes = {"version": meeting.version + 1, **wanted}
    text = _("Встреча в другом месте") if planned_at == meeting.planned_at else _("Встреча перенесена")
    row = move(meeting, "reschedule", actor=actor, changes=changes, as_effect=True)
    _tell(actor, [row], text, f"moved:{row.pk}:{row.version}")
    return row


@transaction.atomic
def call_off_meeting(*, actor: Actor, meeting: Meeting) -> Meeting:
    _locked(actor, meeting.unit_id)
    changes = {"version": meeting.version + 1}
    row = move(meeting, "call_off", actor=actor, changes=changes, as_effect=True)
    _tell(actor, [row], _("Встреча отменена"), f"off:{row.pk}")
    return row


def call_off_the_rest(*, actor: Actor | None, unit: Unit) -> None:
    """The unit has ended or is held no more: nobody is reminded of a meeting that will not be, and it leaves the
    calendars. What should have been by now stays: its people alone know if it was."""
    ahead = unit.meetings.filter(state=Meeting.State.PLANNED, planned_at__gt=clock.now())
    for meeting in ahead.select_related("unit__organization__region").order_by("pk"):
        row = move(meeting, "call_off", actor=actor, changes={"version": meeting.version + 1}, as_effect=True)
        _tell(actor, [row], _("Встреча отменена"), f"off:{row.pk}")


@transaction.atomic
def miss_meeting(*, actor: Actor, meeting: Meeting, missed_by: str, missed_why: str = "") -> Meeting:
    """A planned meeting whose time has passed did not take place: whose absence, and why."""
    _locked(actor, meeting.unit_id)
    if meeting.planned_at is not None and meeting.planned_at > clock.now():
        raise Refusal(_("Время встречи ещё не наступило"), todo=_("Перенесите её или отмените"))
    changes = {"missed_by": missed_by, "missed_why": missed_why}
    return move(meeting, "miss", actor=actor, changes=changes, as_effect=True)


def _tell(actor: Actor | None, meetings: list[Meeting], text: str, key: str) -> None:
    """One notice for all of them, of the first; its letter carries an invitation to each."""
    unit = meetings[0].unit
    members = unit.members.filter(left_on=None).exclude(person_id=actor and actor.person_id).select_related("person")
    notify_all([_news(member, meetings[0], text, key, meetings) for member in members])


def _news(member: UnitMember, meeting: Meeting, text: str, key: str, invited: Sequence[Meeting] = ()) -> News:
    assert meeting.planned_at is not None
    email = member.person.email
    local = meeting.planned_at.astimezone(meeting.organization.zone)
    return News(
        member.person,
        text,
        dedupe_key=f"meeting.{key}",
        detail=formats.date_format(local, "j E, G:i"),
        url=reverse("unit_detail", args=[meeting.unit_id]),
        organization_id=meeting.organization_id,
        calendars=[invitation(row, email, clock.now()) for row in invited] if email else [],
    )


def remind_of_meetings() -> None:
    """The day before, in the school's own zone, once for a meeting, a time and a person. Needs an open scope."""
    now = clock.now()
    soon = Meeting.objects.filter(
        state=Meeting.State.PLANNED,
        planned_at__gt=now,
        planned_at__lt=now + datetime.timedelta(days=2),
        unit__state__in=(*NOT_BEGUN, "active"),
    ).select_related("unit__organization__region")
    news = []
    for meeting in soon.prefetch_related("unit__members__person"):
        zone = meeting.organization.zone
        assert meeting.planned_at is not None
        if meeting.planned_at.astimezone(zone).date() != clock.today(zone) + datetime.timedelta(days=1):
            continue
        key = f"soon:{meeting.pk}:{meeting.planned_at:%Y%m%d%H%M}"
        members = [member for member in meeting.unit.members.all() if member.left_on is None]
        news += [_news(member, meeting, _("Завтра встреча"), key) for member in members]
    notify_all(news)
