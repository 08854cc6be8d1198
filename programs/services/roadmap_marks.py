"""Marks on the lines of a map: begun, done with what came of it, dropped with a reason, taken back."""

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.services import deadlines

from ..models import Roadmap, RoadmapItem
from ..workflow import move
from .roadmap_terms import plan_terms, terms_of

State = RoadmapItem.State


def may_mark(actor: Actor, item: RoadmapItem) -> bool:
    """Whoever keeps the map, and the role that the line names as responsible, at the map's own organization."""
    own = actor.signs_for(item.organization_id)
    return own and (actor.may("roadmap.manage") or (actor.may("roadmap.view") and actor.role in item.roles))


def _check(actor: Actor, item: RoadmapItem) -> None:
    if not may_mark(actor, item):
        raise Refusal(_("Отметку ставит ответственный за мероприятие или тот, кто ведёт карту"), code="permission")


@transaction.atomic
def start(*, actor: Actor, item: RoadmapItem) -> RoadmapItem:
    _check(actor, item)
    return move(item, "start", actor=actor, as_effect=True)


@transaction.atomic
def finish(
    *, actor: Actor, item: RoadmapItem, on: datetime.date | None = None, outcome: str = "", document: str = ""
) -> RoadmapItem:
    """Done on a day that has come. Of a line that repeats, the earliest term; it ends with the last."""
    _check(actor, item)
    day = on or actor.today
    if day > actor.today:
        raise Refusal(_("Нельзя отметить исполнение будущим днём"), todo=_("Укажите сегодняшний день или прошедший"))
    row = RoadmapItem.objects.select_for_update(of=("self",)).select_related("roadmap").get(pk=item.pk)
    undone = [term for term in terms_of(row) if term.done_at is None]
    if undone and row.state in {State.PLANNED, State.IN_PROGRESS}:
        deadlines.mark_done(actor, undone[0], on=day)
    words: dict[str, Any] = {"outcome": outcome[:500] or row.outcome, "document": document[:120] or row.document}
    words["version"] = row.version + 1  # whoever is editing the line learns of the document
    if len(undone) <= 1:
        return move(row, "finish", actor=actor, changes={"done_on": day, **words}, as_effect=True)
    if row.state == State.PLANNED:
        return move(row, "start", actor=actor, changes=words, as_effect=True)
    for name, value in words.items():
        setattr(row, name, value)
    row.save(update_fields=list(words))
    return row


@transaction.atomic
def drop(*, actor: Actor, item: RoadmapItem, reason: str) -> RoadmapItem:
    """It will not be done, and why; its terms are owed no more."""
    _check(actor, item)
    if not reason.strip():
        raise Refusal(_("Не сказано, почему мероприятие снято"), todo=_("Напишите причину: её увидит и уровень выше"))
    row = move(item, "drop", actor=actor, changes={"outcome": reason.strip()[:500]}, as_effect=True)
    _bring_in_step(row)
    return row


@transaction.atomic
def resume(*, actor: Actor, item: RoadmapItem) -> RoadmapItem:
    """A mark put by mistake is taken back: the line is ahead again, its last done term is owed again."""
    _check(actor, item)
    row = move(item, "resume", actor=actor, changes={"done_on": None}, as_effect=True)
    done = [term for term in terms_of(row) if term.done_at is not None]
    if done:
        deadlines.undo_done(actor, done[-1])
    _bring_in_step(row)
    return row


def _bring_in_step(item: RoadmapItem) -> None:
    roadmap = Roadmap.objects.select_related("organization__region").get(pk=item.roadmap_id)
    if roadmap.state == Roadmap.State.APPROVED:
        plan_terms(roadmap)
