"""What a pair shares at the schools of the world: a note, a file, conversations elsewhere; a week's hours, a room."""

from django.utils import timezone

from programs import models as p
from tests.support.world_pairs import talk_of
from tests.world import Node


def fill(node: Node, file_id: int) -> None:
    now, unit, mentor = timezone.now(), node.rows["unit"], node.mentor.person_id
    note = p.PairNote.objects.create(
        unit_id=unit, author_id=mentor, text=f"{talk_of(node)} {node.inner}", file_id=file_id, written_at=now
    )
    for of, inner in ((unit, "pair"), (None, "school")):
        p.OutsideChat.objects.create(
            organization_id=node.id,
            unit_id=of,
            url=f"https://sferum.ru/{node.slug}/{inner}",
            put_by_id=mentor,
            put_at=now,
        )
    p.WeekHours.objects.create(person_id=mentor, busy=[8, 9, 34], marked_at=now)
    room = p.Room.objects.create(organization_id=node.id, name=f"Комната {node.inner}", added_at=now)
    node.rows.update({"pair_note": note.pk, "room": room.pk})
