"""Events: announced, corrected, called off, held; participants marked by their own organization."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Membership
from accounts.notices import notify
from accounts.permissions import Actor
from accounts.refusal import Refusal, Stale
from accounts.roles import Role

from ..models import CommunityMember, Event, EventParticipant, MentorEntry, TrainingRecord
from ..queries.communities import keeps
from ..queries.events import may_be_marked
from ..queries.reach import reach_root, schools_of
from ..workflow import move
from .once import made_once

LETTERS = 300  # told by letter at once; everybody finds it in the calendar


def _check(actor: Actor, event: Event | None = None) -> None:
    if not actor.may("events.manage") or (event is not None and not actor.signs_for(event.organization_id)):
        raise Refusal(_("Событие ведёт тот, кто его объявил"), code="permission")


def _check_community(actor: Actor, fields: Mapping[str, Any]) -> None:
    """A meeting of a community stands in the one calendar, announced by its keeper (S1 п. 4.2.1)."""
    if (community := fields.get("community")) and (not keeps(actor, community) or community.closed_on):
        raise Refusal(_("Встречу объявляет тот, кто ведёт сообщество"), todo=_("Выберите своё открытое сообщество"))


@transaction.atomic
def announce(*, actor: Actor, fields: Mapping[str, Any]) -> Event:
    """It stands at once in the calendars of those invited; they are told. Announced twice it is one event."""
    _check(actor)
    _check_community(actor, fields)
    told = {"audience": [], **fields}
    key = {name: told.pop(name) for name in ("kind", "title", "starts_at", "audience")}
    event, made = made_once(
        Event.objects, key={**key, "organization": actor.organization, "state": Event.State.ANNOUNCED}, words=told,
        more={
            "reaches_id": reach_root(actor.organization), "created_by_id": actor.person_id, "created_at": clock.now(),
        },
    )  # fmt: skip
    if not made:
        return event
    audit.record(actor, "event.announce", event, to_state=event.state, kind=event.kind)
    _tell(event, actor, _("Событие: %s") % event.title, "new")
    return event


@transaction.atomic
def edit(*, actor: Actor, event: Event, version: int, fields: Mapping[str, Any]) -> Event:
    """Words, time and place; a new time is told to everybody again."""
    _check(actor, event)
    row = Event.objects.select_for_update(of=("self",)).select_related("organization__region").get(pk=event.pk)
    if row.version != version:
        raise Stale(_("Событие уже изменили"), theirs={str(_("название")): row.title}, mine={})
    if row.state == Event.State.CANCELLED:
        raise Refusal(_("Событие отменено"), todo=_("Объявите новое"))
    if fields.get("community") != row.community:
        _check_community(actor, fields)
    moved = fields.get("starts_at", row.starts_at) != row.starts_at
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refusal(_("Такое событие на это время уже объявлено"), todo=_("Отмените одно из двух")) from error
    audit.record(actor, "event.edit", row, moved=moved)
    if moved:
        _tell(row, actor, _("Новое время события: %s") % row.title, f"moved{row.version}")
    return row


@transaction.atomic
def call_off(*, actor: Actor, event: Event, reason: str) -> Event:
    if not reason.strip():
        raise Refusal(_("Не сказано, почему событие отменено"), todo=_("Напишите причину: её увидят приглашённые"))
    row = move(event, "call_off", actor=actor, changes={"outcome": reason.strip()})
    _tell(row, actor, _("Событие отменено: %s") % row.title, "off")
    return row


@transaction.atomic
def hold(*, actor: Actor, event: Event, outcome: str = "", reached: int | None = None, materials: str = "") -> Event:
    """It has taken place: from now on its participants are counted by the indicators."""
    changes = {"outcome": outcome.strip(), "reached": reached, "materials": materials or event.materials}
    return move(event, "hold", actor=actor, changes=changes)


@transaction.atomic
def mark(*, actor: Actor, event: Event, people: Iterable[int], part: str = "participant", result: str = "none") -> int:
    """Those ticked took part, in that role and with that result; marked anew, they take the new words."""
    if not actor.may("events.manage"):
        raise Refusal(_("Участников отмечают куратор и руководитель"), code="permission")
    row = Event.objects.select_for_update(of=("self",)).select_related("organization__region").get(pk=event.pk)
    if row.state == Event.State.CANCELLED:
        raise Refusal(_("Событие отменено: участников у него нет"))
    if row.starts_at.astimezone(actor.zone).date() > actor.today:
        raise Refusal(_("Событие ещё не началось"), todo=_("Отметьте участников в день проведения или позже"))
    asked = set(people)
    known = may_be_marked(actor.organization, asked)
    if asked - known or not asked:
        raise Refusal(_("Отметьте людей своей организации"), todo=_("Обновите страницу и отметьте снова"))
    if part not in EventParticipant.Part.values or result not in EventParticipant.Result.values:
        raise Refusal(_("Выберите роль и результат из списка"))
    rows = [
        EventParticipant(
            event=row, person_id=pk, organization=actor.organization, part=part, result=result,
            marked_by_id=actor.person_id, marked_at=clock.now(),
        )
        for pk in sorted(known)
    ]  # fmt: skip
    EventParticipant.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["region", "event", "person"],
        update_fields=["part", "result", "marked_by", "marked_at"],
    )  # fmt: skip
    _count_as_training(row, actor, known)
    audit.record(actor, "event.mark", row, people=len(known), part=part, result=result)
    return len(known)


@transaction.atomic
def unmark(*, actor: Actor, event: Event, people: Iterable[int]) -> int:
    """A mark put by mistake goes, with the training that it had counted as."""
    if not actor.may("events.manage"):
        raise Refusal(_("Участников отмечают куратор и руководитель"), code="permission")
    rows = EventParticipant.objects.filter(event=event, organization=actor.organization, person_id__in=set(people))
    gone = list(rows.values_list("person_id", flat=True))
    rows.delete()
    TrainingRecord.objects.filter(
        entry__person_id__in=gone, entry__organization=actor.organization, **_training(event)
    ).delete()
    audit.record(actor, "event.unmark", event, people=len(gone))
    return len(gone)


def _training(event: Event) -> dict[str, Any]:
    day: datetime.date = event.starts_at.astimezone(event.organization.zone).date()
    return {"title": event.title, "completed_on": day, "document": f"{event.get_kind_display()}, № {event.pk}"}


def _count_as_training(event: Event, actor: Actor, people: set[int]) -> None:
    """A set-up session is part of a mentor's training (S4 appendix 2, stage 4)."""
    if event.kind != Event.Kind.SETUP:
        return
    entries = MentorEntry.objects.filter(organization=actor.organization, person_id__in=people)
    for entry in entries.exclude(state=MentorEntry.State.WITHDRAWN):
        TrainingRecord.objects.get_or_create(entry=entry, **_training(event))


def _tell(event: Event, actor: Actor, words: str, key: str) -> None:
    """People of the own organization whom it invites, of those below the curators, members of its community."""
    held = Membership.objects.in_force(actor.today).select_related("person").order_by("pk")
    roles = [role for role in Role.values if _invites(event, role)]
    rows = list(held.filter(organization=event.organization, role__in=roles)[:LETTERS])
    if event.for_below:
        below = held.filter(organization__in=schools_of(event.organization), role=Role.CURATOR)
        rows += list(below[: max(LETTERS - len(rows), 0)])
    if event.community_id:
        joined = CommunityMember.objects.joined(actor.today).filter(community=event.community_id)
        rows += list(joined.select_related("person").order_by("pk")[: max(LETTERS - len(rows), 0)])
    local = event.starts_at.astimezone(event.organization.zone)
    for person in {row.person_id: row.person for row in rows if row.person_id != actor.person_id}.values():
        notify(
            person, words[:300], dedupe_key=f"event:{event.pk}:{key}",
            detail=f"{local:%d.%m.%Y, %H:%M}{', ' + event.place if event.place else ''}",
            url=reverse("event_detail", args=[event.pk]), organization_id=event.organization_id,
        )  # fmt: skip


def _invites(event: Event, role: str) -> bool:
    return role in event.audience or (not event.audience and not event.community_id and role != Role.PARENT)
