"""When a person is busy every week, marked by himself; the rooms of a school, kept by its curator."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.tenancy import TenantQuerySet

from ..models import Room, WeekHours

MOST_ROOMS = 200


@transaction.atomic
def mark_hours(*, actor: Actor, busy: Iterable[int]) -> WeekHours:
    """One's own week, as a whole: what was marked before is gone."""
    told = {"busy": sorted(set(busy) & set(range(7 * 24))), "marked_at": clock.now()}
    row, _made = WeekHours.objects.update_or_create(person_id=actor.person_id, defaults=told)
    audit.record(actor, "weekhours.mark", row, organization_id=actor.organization_id)
    return row


@transaction.atomic
def add_rooms(*, actor: Actor, names: Iterable[str]) -> list[Room]:
    """Rooms of the actor's school; a name that is there already is passed over."""
    there = {name.lower() for name in _open(actor).values_list("name", flat=True)}
    fresh: dict[str, str] = {}
    for name in names:
        words = " ".join(name.split())[:100]
        if words and words.lower() not in there:
            fresh.setdefault(words.lower(), words)
    if len(there) + len(fresh) > MOST_ROOMS:
        raise Refusal(_("Комнат не больше %s") % MOST_ROOMS, todo=_("Уберите те, где не встречаются"))
    rows = [Room(organization_id=actor.organization_id, name=name, added_at=clock.now()) for name in fresh.values()]
    made = Room.objects.bulk_create(rows)
    for room in made:
        audit.record(actor, "room.add", room)
    return made


@transaction.atomic
def close_room(*, actor: Actor, room: Room) -> None:
    """It is offered no more; meetings that name it stay as they are."""
    row = _open(actor).select_for_update().filter(pk=room.pk).first()
    if row is None:
        raise Refusal(_("Этой комнаты уже нет в списке"), code="already")
    row.closed_at = clock.now()
    row.save(update_fields=["closed_at"])
    audit.record(actor, "room.close", row)


def _open(actor: Actor) -> TenantQuerySet:
    return Room.objects.filter(organization_id=actor.organization_id, closed_at=None)
