"""Meetings of a pair as its card, the forms and the rules need them."""

import datetime
from typing import Any

from django.db.models import Avg, Count, Q, QuerySet
from django.utils.translation import gettext as _

from accounts import clock
from accounts.permissions import Actor

from ..models import Meeting, MeetingPresence, TrialAnswer, Unit, UnitMember
from ..models.program import CLOSED
from ..models.unit import NOT_BEGUN
from .photos import not_to_be_shown
from .regulations import effective_regulation

SEQUENCE = (Meeting.Kind.INTRO, Meeting.Kind.TRIAL, Meeting.Kind.PLANNING, Meeting.Kind.CYCLE, Meeting.Kind.FINAL)
BEFORE_THE_PROGRAMME = SEQUENCE[:3]
TOOK_PLACE = (Meeting.State.HELD, Meeting.State.CONFIRMED)
SHOWN = 30
LATEST = 10  # meetings held, on the card; the others stand in the feed


def is_strict(unit: Unit, on: datetime.date) -> bool:
    """The regulation prescribes the order of meetings (S2 разд. 6, этап 6)."""
    return effective_regulation(unit.organization, on).value("meeting_sequence") == "strict"


def kinds_held(unit: Unit) -> set[str]:
    return set(unit.meetings.filter(state__in=TOOK_PLACE).values_list("kind", flat=True))


def next_kind(unit: Unit, on: datetime.date) -> str:
    """What a form proposes: the next of the sequence where it is prescribed, the one meeting of a speed pair."""
    if "SPEED" in unit.kinds:
        return Meeting.Kind.SPEED
    if not is_strict(unit, on):
        return Meeting.Kind.CYCLE
    held = kinds_held(unit)
    return next((kind for kind in SEQUENCE[:4] if kind not in held), Meeting.Kind.CYCLE)


def may_meet(unit: Unit, on: datetime.date) -> bool:
    """At work; or held and trying, where acquaintance and trial come before the programme; or held for one meeting."""
    if unit.state == Unit.State.ACTIVE:
        return True
    if unit.state not in NOT_BEGUN:
        return False
    return is_strict(unit, on) or needs_no_programme(unit, on)


def needs_no_programme(unit: Unit, on: datetime.date) -> bool:
    """Speed mentoring is one meeting: no programme of months stands behind it, unless the regulation wants one or the
    pair has drawn one up after all."""
    if "SPEED" not in unit.kinds or unit.programs.exclude(state__in=CLOSED).exists():
        return False
    return bool(effective_regulation(unit.organization, on).value("speed_without_program"))


def first_day(unit: Unit) -> datetime.date:
    """No meeting is older than the pair: the day it was proposed on, or the programme's first one."""
    days = [unit.proposed_at.astimezone(unit.organization.zone).date()]
    days += unit.programs.values_list("start_on", flat=True)
    return min(days)


def present_mentees(meeting: Meeting) -> QuerySet[MeetingPresence]:
    return meeting.presences.filter(present=True, member__side=UnitMember.Side.MENTEE, member__left_on=None)


def is_complete(meeting: Meeting) -> bool:
    """Everybody who was there has confirmed it; with words of both sides where the regulation asks for them."""
    rows = list(present_mentees(meeting))
    unheard = meeting.presences.filter(present=True, confirmed_at=None, member__left_on=None)
    if not rows or unheard.exists():
        return False
    if not meeting.needs_feedback:
        return True
    return bool(meeting.content.strip()) and all(row.usefulness is not None for row in rows)


def presence_of(meeting: Meeting, actor: Actor) -> MeetingPresence | None:
    """The actor's own place at the meeting: whoever was there says how it was."""
    rows = meeting.presences.filter(member__person_id=actor.person_id, member__left_on=None)
    return rows.select_related("member").first()


def trial_card(unit: Unit, mine: UnitMember | None, manages: bool) -> dict[str, Any] | None:
    """After the trial meeting: one's own answer to its author; to the curator only whether both agree."""
    if unit.state != Unit.State.TRYING or Meeting.Kind.TRIAL not in kinds_held(unit):
        return None
    answers = dict(TrialAnswer.objects.filter(unit=unit).values_list("member_id", "goes_on"))
    everybody = unit.members.filter(left_on=None).count()
    own = answers.get(mine.pk) if mine else None
    return {
        "asks": mine is not None and own is None,
        "mine": own,
        "both": len(answers) == everybody and all(answers.values()),
        "seen": manages or mine is not None,
    }


def meetings_card(unit: Unit, actor: Actor, mine: UnitMember | None, manages: bool) -> dict[str, Any]:
    """The part of a pair's card about its meetings. A fixed number of queries."""
    rows = Meeting.objects.visible_to(actor).filter(unit=unit).select_related("unit")
    past = list(rows.exclude(state=Meeting.State.PLANNED).prefetch_related("presences__member__person")[:LATEST])
    leads = mine is not None and mine.side == UnitMember.Side.MENTOR
    works = may_meet(unit, actor.today)
    for meeting in past:
        places = list(meeting.presences.all())
        meeting.away = [row.member.person for row in places if not row.present]
        own = next((row for row in places if mine and row.member_id == mine.pk), None)
        meeting.asks_me = own is not None and own.present and _waits(meeting, own)
        meeting.asks_rating = leads and own is not None and not meeting.asks_me and _unrated(meeting, own)
    return {
        "meetings": past,
        "more_meetings": len(past) == LATEST,
        "coming": list(rows.filter(state=Meeting.State.PLANNED).order_by("planned_at", "pk")[:SHOWN]),
        "now_at": clock.now(),
        "met": unit.meetings.filter(state=Meeting.State.CONFIRMED).count(),
        "reads_meetings": mine is not None or actor.may("unit.manage"),
        "records": leads and works,
        "plans": works and (mine is not None or manages),
        "asks_for_photos": works and (leads or manages) and bool(not_to_be_shown(unit, actor.today)),
        "trial": trial_card(unit, mine, manages),
        "feeling": feeling(unit) if manages else None,
    }


def _waits(meeting: Meeting, row: MeetingPresence) -> bool:
    if meeting.state != Meeting.State.HELD:
        return False
    learns = row.member.side == UnitMember.Side.MENTEE
    return row.confirmed_at is None or (learns and meeting.needs_feedback and row.usefulness is None)


def _unrated(meeting: Meeting, row: MeetingPresence) -> bool:
    return meeting.state in TOOK_PLACE and row.usefulness is None


def feeling(unit: Unit) -> dict[str, Any]:
    """How useful and how comfortable each side found it, and how many meetings came about (S2 разд. 6), for the
    curator. Two queries."""
    rows = MeetingPresence.objects.filter(meeting__unit=unit, meeting__state=Meeting.State.CONFIRMED)
    marks = rows.values("member__side").order_by().annotate(useful=Avg("usefulness"), ease=Avg("comfort"))
    found = {one["member__side"]: one for one in marks if one["useful"] or one["ease"]}
    titles = ((UnitMember.Side.MENTEE, _("наставляемых")), (UnitMember.Side.MENTOR, _("наставника")))
    took, missed = Q(state__in=TOOK_PLACE), Q(state=Meeting.State.MISSED)
    return {
        "sides": [{"title": title, **found[side]} for side, title in titles if side in found],
        **unit.meetings.aggregate(took=Count("pk", filter=took), missed=Count("pk", filter=missed)),
    }
