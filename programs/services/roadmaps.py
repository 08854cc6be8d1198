"""A school's roadmap: drawn up from the template, approved by an order, marked as it goes."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..models import Roadmap, RoadmapItem
from ..roadmap_template import STAGES
from ..terms import school_year


def _may(actor: Actor, roadmap: Roadmap | None = None) -> None:
    own = roadmap is None or actor.signs_for(roadmap.organization_id)
    if not actor.may("roadmap.manage") or not own:
        raise Refusal(_("Дорожную карту ведёт куратор школы"), code="permission")


@transaction.atomic
def draft_roadmap(*, actor: Actor) -> Roadmap:
    """The year's map without dates: last year's lines, or the seven stages. One that exists is returned."""
    _may(actor)
    year = school_year(actor.today)
    former = Roadmap.objects.filter(organization=actor.organization, school_year__lt=year).first()
    roadmap, created = Roadmap.objects.get_or_create(
        organization=actor.organization, school_year=year, defaults={"created_at": clock.now()}
    )
    if created:
        lines = _lines_of(former) if former else _lines_of_the_template()
        RoadmapItem.objects.bulk_create(RoadmapItem(roadmap=roadmap, **line) for line in lines)
        audit.record(actor, "roadmap.create", roadmap, to_state=roadmap.state)
    return roadmap


def _lines_of_the_template() -> Iterator[dict[str, Any]]:
    for number, stage in enumerate(STAGES, start=1):
        for position, (text, responsible, result) in enumerate(stage.lines, start=1):
            yield {
                "stage": number,
                "stage_title": stage.title,
                "position": position,
                "text": text,
                "responsible": responsible,
                "result": result,
            }


def _lines_of(roadmap: Roadmap) -> Iterator[dict[str, Any]]:
    """What the school has made of its map, without the dates of that year."""
    yield from roadmap.items.values("stage", "stage_title", "position", "text", "responsible", "result")


def suggested_dates(start: datetime.date) -> dict[int, datetime.date | None]:
    """Stage number → the day by which it is usually done; None for the stage that lasts all the time."""
    return {
        number: None if stage.usual_days is None else start + datetime.timedelta(days=stage.usual_days)
        for number, stage in enumerate(STAGES, start=1)
    }


@transaction.atomic
def set_due(*, actor: Actor, item: RoadmapItem, due_on: datetime.date | None) -> RoadmapItem:
    """A term, or none: «без срока» is a right answer and is never overdue."""
    _may(actor, item.roadmap)
    row = RoadmapItem.objects.select_for_update().get(pk=item.pk)
    row.due_on = due_on
    row.save(update_fields=["due_on"])
    audit.record(actor, "roadmap.set_due", item.roadmap, item=row.pk)
    return row


@transaction.atomic
def mark_done(*, actor: Actor, item: RoadmapItem, on: datetime.date | None) -> RoadmapItem:
    _may(actor, item.roadmap)
    row = RoadmapItem.objects.select_for_update().get(pk=item.pk)
    row.done_on = on
    row.save(update_fields=["done_on"])
    audit.record(actor, "roadmap.mark", item.roadmap, item=row.pk)
    return row


def is_overdue(item: RoadmapItem, today: datetime.date) -> bool:
    return item.done_on is None and item.due_on is not None and item.due_on < today
