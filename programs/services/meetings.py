"""Meetings: recorded by the mentor in under a minute, confirmed by the mentee in one tap."""

import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import clock
from accounts.notices import notify
from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..models import Meeting, PlanActivity, Unit, UnitMember
from ..models.program import AT_WORK
from ..queries.regulations import effective_regulation
from ..workflow import move
from .reverse_pairs import learns_too, still_waits

SEQUENCE = (Meeting.Kind.INTRO, Meeting.Kind.TRIAL, Meeting.Kind.PLANNING, Meeting.Kind.CYCLE, Meeting.Kind.FINAL)


@transaction.atomic
def record_meeting(
    *,
    actor: Actor,
    unit: Unit,
    held_on: datetime.date,
    content: str,
    kind: str = Meeting.Kind.CYCLE,
    duration: int = 45,
    agreement: str = "",
    activity: PlanActivity | None = None,
) -> Meeting:
    """A held meeting. Raises Refusal for a future day, an idle unit, a kind out of its order (S2 р. 6)."""
    row = Unit.objects.select_for_update().get(pk=unit.pk)
    if not may_record(actor, row):
        raise Refusal(_("Встречу записывает наставник"), code="permission")
    if held_on > actor.today:
        raise Refusal(_("Встреча ещё не прошла"), todo=_("Укажите сегодняшнюю дату или более раннюю"))
    if row.state != Unit.State.ACTIVE:
        raise Refusal(
            _("Пара не работает: %s") % row.get_state_display(), todo=_("Встречи записывают, пока идёт программа")
        )
    _check_sequence(row, kind, actor)
    meeting = Meeting.objects.create(
        unit=row,
        kind=kind,
        held_on=held_on,
        duration=duration,
        content=content,
        agreement=agreement,
        activity=activity,
    )
    meeting = move(
        meeting,
        "record",
        actor=actor,
        changes={"recorded_by_id": actor.person_id, "recorded_at": clock.now()},
        as_effect=True,
    )
    for member in row.members.filter(side=UnitMember.Side.MENTEE, left_on=None).select_related("person"):
        notify(
            member.person,
            _("Подтвердите встречу"),
            dedupe_key=f"meeting:{meeting.pk}",
            url=reverse("meeting_confirm", args=[meeting.pk]),
            organization_id=row.organization_id,
        )
    return meeting


def may_record(actor: Actor, unit: Unit) -> bool:
    """The mentor of the unit, and the curator of the school for him."""
    if actor.may("unit.manage") and actor.signs_for(unit.organization_id):
        return True
    return unit.members.filter(person_id=actor.person_id, side=UnitMember.Side.MENTOR, left_on=None).exists()


def _check_sequence(unit: Unit, kind: str, actor: Actor) -> None:
    """INTRO → TRIAL → PLANNING → CYCLE → FINAL, where the regulation asks for it."""
    rules = effective_regulation(unit.organization, actor.today)
    if rules.value("meeting_sequence") != "strict" or kind not in SEQUENCE:
        return
    place = SEQUENCE.index(kind)
    held = set(unit.meetings.filter(state__in=["held", "confirmed"]).values_list("kind", flat=True))
    if place and SEQUENCE[place - 1] not in held:
        raise Refusal(
            _("Сначала проводят встречу «%s»") % Meeting.Kind(SEQUENCE[place - 1]).label,
            clause=rules["meeting_sequence"].basis,
            todo=_("Запишите её или выберите вид встречи, которая была"),
        )


@transaction.atomic
def confirm_meeting(*, actor: Actor, meeting: Meeting, usefulness: int | None = None) -> Meeting:
    """The mentee's tap; the rating is optional. A second tap changes nothing."""
    row = Meeting.objects.select_for_update().get(pk=meeting.pk)
    member = row.unit.members.filter(person_id=actor.person_id, side=UnitMember.Side.MENTEE, left_on=None).first()
    if member is None and not learns_too(actor, row.unit):
        raise Refusal(_("Встречу подтверждает наставляемый"), code="permission")
    if row.state == Meeting.State.CONFIRMED:
        if usefulness is not None and row.usefulness is None:
            row.usefulness = usefulness
            row.save(update_fields=["usefulness"])
        return row
    if still_waits(row, actor.person_id):
        return row
    row = move(
        row, "confirm", actor=actor, changes={"confirmed_at": clock.now(), "usefulness": usefulness}, as_effect=True
    )
    if row.activity_id is not None:
        _finish_activity(row, actor)
    return row


def _finish_activity(meeting: Meeting, actor: Actor) -> None:
    """The line of the plan that the meeting was about; one that is marked already stays as it is."""
    activity = (
        PlanActivity.objects.select_for_update(of=("self",)).select_related("program").get(pk=meeting.activity_id)
    )
    if activity.state == PlanActivity.State.PLANNED and activity.program.state in AT_WORK:
        move(activity, "mark_done", actor=actor, changes={"done_on": meeting.held_on}, as_effect=True)


@transaction.atomic
def cancel_meeting(*, actor: Actor, meeting: Meeting) -> Meeting:
    """A record made by mistake is taken back by the curator; what it marked in the plan is unmarked by hand."""
    return move(meeting, "cancel", actor=actor)
