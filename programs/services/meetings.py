"""Meetings: recorded by the mentor in under a minute, confirmed by every mentee who was there in one tap."""

import datetime
import uuid
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import StoredFile
from accounts.notices import notify
from accounts.permissions import Actor
from accounts.refusal import Refusal, Stale
from accounts.services.files import clean_name, detected_type, store

from ..models import Meeting, MeetingPresence, PlanActivity, Unit, UnitMember
from ..models.program import AT_WORK
from ..queries.meetings import TOOK_PLACE, is_complete
from ..queries.participants import manages
from ..queries.regulations import effective_regulation
from ..workflow import move
from . import last_meetings, photos
from . import meeting_rules as rules
from .reverse_pairs import is_reverse, learns_too
from .units import begin_work

WORDS = ("content", "agreement", "goals")


@transaction.atomic
def record_meeting(
    *,
    actor: Actor,
    unit: Unit,
    held_on: datetime.date,
    content: str,
    kind: str = Meeting.Kind.CYCLE,
    activity: PlanActivity | None = None,
    absent: Collection[int] = (),
    client_key: uuid.UUID | None = None,
    planned: Meeting | None = None,
    photo: tuple[bytes, str] = (b"", ""),
    **more: Any,
) -> Meeting:
    """A held meeting; ``absent`` are ids of the members who were not there. The same words under the same
    ``client_key`` are the same meeting. Raises Refusal for other words under it, a wrong day, an idle unit, a kind out
    of its order (S2 разд. 6), nobody there.

    ``more``: duration, agreement, goals, mode, place, link, finishes_line.
    """
    row = Unit.objects.select_for_update(of=("self",)).select_related("organization__region").get(pk=unit.pk)
    if not may_record(actor, row):
        raise Refusal(_("Встречу записывает наставник"), code="permission")
    meeting = _sent_before(actor, row, client_key, planned, content)
    if meeting is not None and meeting.state != Meeting.State.PLANNED:
        return meeting
    told = {"duration": 45, "agreement": "", "goals": "", "mode": rules.mode_of(row), **more}
    _check(actor, row, held_on, kind, activity, told, but=meeting)
    there = [member for member in rules.mentees_of(row) if member.pk not in absent]
    if not there:
        raise Refusal(
            _("На встрече никого не было"), todo=_("Отметьте, кто пришёл, или запишите, что она не состоялась")
        )
    photos.check(actor, row, photo[0], absent)
    if row.state == Unit.State.ORDERED:
        row = begin_work(row, actor) if kind == Meeting.Kind.SPEED else move(row, "try", actor=actor, as_effect=True)
    if meeting is None:
        meeting = Meeting.objects.create(unit=row, kind=kind, held_on=held_on, client_key=client_key or uuid.uuid4())
    asked = effective_regulation(row.organization, actor.today).value("meeting_confirmation") == "required"
    file = _stored(row, *photo) if photo[0] else meeting.photo
    changes = {
        "kind": kind, "held_on": held_on, "content": content, "activity": activity, "needs_feedback": asked,
        "photo": file, "client_key": _key(row, meeting, client_key),
        "recorded_by_id": actor.person_id, "recorded_at": clock.now(), **told,
    }  # fmt: skip
    meeting = move(meeting, "record", actor=actor, changes=changes, as_effect=True)
    _mark_presence(meeting, absent)
    _ask_to_confirm(meeting, there)
    return meeting


def _stored(unit: Unit, content: bytes, name: str) -> StoredFile:
    """Given out with its meeting, to whoever works in the pair. Its name is never that of a document of a card."""
    kind = detected_type(content) or ""
    told = {"content": content, "name": f"m{unit.pk}-{clean_name(name)}"[:200], "content_type": kind}
    return store(organization=unit.organization, purpose=StoredFile.Purpose.EVIDENCE, **told)


def _sent_before(
    actor: Actor, unit: Unit, client_key: uuid.UUID | None, planned: Meeting | None, content: str
) -> Meeting | None:
    """Refused where it is off, recorded by somebody else or in other words: these would be lost behind a success."""
    found = unit.meetings.filter(client_key=client_key).first() if client_key else None
    if planned is not None and (found is None or found.state == Meeting.State.PLANNED):
        found = Meeting.objects.select_for_update(of=("self",)).get(pk=planned.pk, unit=unit)
    if found is None or found.state == Meeting.State.PLANNED:
        return found
    own = found.state in TOOK_PLACE and found.recorded_by_id == actor.person_id
    if own and found.content == content:
        return found
    raise Refusal(
        _("Эту встречу уже отметили: она %s") % found.get_state_display(),
        todo=_(
            "Чтобы дополнить её, откройте карточку пары. Если вы пишете о другой встрече, проверьте день и нажмите "
            "«Записать встречу» ещё раз: слова на месте"
        ),
        code="state",
    )


def _key(unit: Unit, meeting: Meeting, client_key: uuid.UUID | None) -> uuid.UUID:
    """That of the page which sent it, so that the phone may forget its draft; one in use stays where it is."""
    if client_key is None or unit.meetings.filter(client_key=client_key).exists():
        return meeting.client_key
    return client_key


def _check(
    actor: Actor, unit: Unit, held_on: datetime.date, kind: str, activity: PlanActivity | None, told: dict[str, Any],
    *, but: Meeting | None,
) -> None:  # fmt: skip
    told_where = [told.get("link", ""), told.get("place", ""), *([but.link, but.place] if but else [])]
    rules.check_day(actor, unit, held_on)
    rules.check_state(actor, unit, kind)
    rules.check_sequence(actor, unit, kind, told["goals"])
    words = {name: told[name] for name in ("agreement", "goals", "mode")}
    rules.check_kind_of_mentoring(unit, kind=kind, but=but and but.pk, where="".join(told_where), **words)
    rules.check_line(unit, activity)


def _mark_presence(meeting: Meeting, absent: Collection[int]) -> None:
    """Everybody of the unit; the mentor's own record is his word, but for one who learns there himself."""
    members = meeting.unit.members.filter(left_on=None)
    word = None if is_reverse(meeting.unit) else meeting.recorded_at
    MeetingPresence.objects.bulk_create(
        MeetingPresence(
            meeting=meeting, member=member, present=member.pk not in absent or member.side == UnitMember.Side.MENTOR,
            confirmed_at=word if member.side == UnitMember.Side.MENTOR else None,
        )
        for member in members
    )  # fmt: skip


def _ask_to_confirm(meeting: Meeting, there: list[UnitMember]) -> None:
    for member in there:
        notify(
            member.person,
            _("Подтвердите встречу"),
            dedupe_key=f"meeting:{meeting.pk}",
            url=reverse("meeting_confirm", args=[meeting.pk]),
            organization_id=meeting.organization_id,
        )


def keys_of_own(actor: Actor, unit: Unit) -> list[str]:
    """What has arrived from his phone, which may forget it: his own records that stand, and nobody else's."""
    rows = unit.meetings.filter(state__in=TOOK_PLACE, recorded_by_id=actor.person_id)
    return [str(key) for key in rows.order_by("-recorded_at").values_list("client_key", flat=True)[:30]]


def may_record(actor: Actor, unit: Unit) -> bool:
    """The mentor of the unit, and the curator of the school for him."""
    if manages(actor, unit):
        return True
    return unit.members.filter(person_id=actor.person_id, side=UnitMember.Side.MENTOR, left_on=None).exists()


@transaction.atomic
def complete_record(*, actor: Actor, meeting: Meeting, version: int, **words: str) -> Meeting:
    """The mentor adds to a record that does not count yet. Raises Stale when somebody has saved it since."""
    row = Meeting.objects.select_for_update(of=("self",)).select_related("unit").get(pk=meeting.pk)
    if not may_record(actor, row.unit):
        raise Refusal(_("Запись дополняет наставник"), code="permission")
    if row.state != Meeting.State.HELD:
        raise Refusal(_("Запись уже не правят: %s") % row.get_state_display(), code="state")
    if row.version != version:
        raise Stale(
            _("Запись уже изменили, пока вы её правили"),
            theirs=_said({name: getattr(row, name) for name in words}),
            mine=_said(words),
        )
    for name, value in words.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=["version", *words])
    audit.record(actor, "meeting.edit", row)
    return _count_if_complete(row, actor)


def _said(words: dict[str, str]) -> dict[str, str]:
    return {str(Meeting._meta.get_field(name).verbose_name).capitalize(): text for name, text in words.items()}


@transaction.atomic
def confirm_meeting(
    *, actor: Actor, meeting: Meeting, usefulness: int | None = None, comfort: int | None = None, text: str = ""
) -> Meeting:
    """A mentee's own tap; ratings are optional unless the regulation asks. A second tap changes nothing.

    The meeting counts when every mentee who was there has said so. The mentor rates it too (S2 разд. 6): it is no
    confirmation, his record is his word.
    """
    row = Meeting.objects.select_for_update(of=("self",)).select_related("unit").get(pk=meeting.pk)
    member = row.unit.members.filter(person_id=actor.person_id, left_on=None).first()
    rates = usefulness or comfort or text
    if member is None or (member.side == UnitMember.Side.MENTOR and not rates and not learns_too(actor, row.unit)):
        raise Refusal(_("Встречу подтверждает наставляемый"), code="permission")
    if row.state not in {Meeting.State.HELD, Meeting.State.CONFIRMED}:
        return move(row, "confirm", actor=actor, as_effect=True)  # refuses, and says what has become of it
    if member.side == UnitMember.Side.MENTOR and not learns_too(actor, row.unit):  # who came later was not there
        presence = MeetingPresence.objects.filter(meeting=row, member=member).first()
    else:
        presence, _made = MeetingPresence.objects.get_or_create(meeting=row, member=member)
    if presence is None or not presence.present:
        raise Refusal(
            _("По записи наставника вас на встрече не было"),
            todo=_("Если вы там были, скажите наставнику или куратору"),
        )
    told = {"usefulness": usefulness, "comfort": comfort, "text": text}
    for name, value in told.items():
        if value and not getattr(presence, name):
            setattr(presence, name, value)
    presence.confirmed_at = presence.confirmed_at or clock.now()
    presence.save()
    return _count_if_complete(row, actor)


def _count_if_complete(meeting: Meeting, actor: Actor) -> Meeting:
    if meeting.state != Meeting.State.HELD or not is_complete(meeting):
        return meeting
    row = move(meeting, "confirm", actor=actor, changes={"confirmed_at": clock.now()}, as_effect=True)
    if row.activity_id is not None and row.finishes_line:
        _finish_activity(row, actor)
    last_meetings.follow(row, actor)
    return row


def _finish_activity(meeting: Meeting, actor: Actor) -> None:
    """The line of the plan that the meeting has finished; one that is marked already stays as it is."""
    activity = (
        PlanActivity.objects.select_for_update(of=("self",)).select_related("program").get(pk=meeting.activity_id)
    )
    if activity.state == PlanActivity.State.PLANNED and activity.program.state in AT_WORK:
        move(activity, "mark_done", actor=actor, changes={"done_on": meeting.held_on}, as_effect=True)


@transaction.atomic
def cancel_meeting(*, actor: Actor, meeting: Meeting) -> Meeting:
    """A record made by mistake is taken back by the curator; what it marked in the plan is unmarked by hand."""
    return move(meeting, "cancel", actor=actor)
