"""The open page of a node: its switch, a draft, and a text that anybody reads; both name nobody."""

from django.utils import timezone

from reports import models as r
from tests.world import Node


def fill(node: Node) -> None:
    now, who = timezone.now(), next(iter(node.members.values())).person_id
    section = r.PublicSection.objects.create(organization_id=node.id, state="open", opened_at=now)
    common = {"organization_id": node.id, "written_by_id": who, "created_at": now}
    draft = r.Publication.objects.create(kind="news", title=f"Черновик {node.marker}", text=node.inner, **common)
    placed = r.Publication.objects.create(
        kind="news", title=f"Новость {node.marker}", text="Прошёл открытый урок.", state="published",
        published_at=now, **common,
    )  # fmt: skip
    for row in (draft, placed):
        r.PublicationPerson.objects.create(publication=row, person_id=who, part="author")
    node.rows.update({"section": section.pk, "publication": draft.pk, "publication_placed": placed.pk})
