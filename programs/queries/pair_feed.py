"""The shared feed of a pair: meetings, tasks, decisions about the programme, notes and files, the newest first."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db.models import CharField, DateTimeField, F, Func, Model, QuerySet, Value
from django.db.models.functions import Coalesce

from accounts.permissions import Actor

from ..models import Meeting, MeetingTask, OutsideChat, PairNote, Program, ProgramVersion, Unit

PAGE = 20
Cause = ProgramVersion.Cause
NO_DECISIONS = (Cause.DRAFTED, Cause.EDITED, Cause.SUGGESTION)  # of a draft: they stand with the programme

Key = tuple[str, int, Any]


def _keys(rows: QuerySet, source: str, at: Any) -> QuerySet:
    named = rows.order_by().annotate(source=Value(source, CharField()), happened_at=at)
    return named.values_list("source", "pk", "happened_at")


def _last_moment(unit: Unit) -> Func:
    """The end of the day on which a programme closed, in the zone of the pair's school: whatever happened that day
    stands under it."""
    end = F("closed_on") + Value(datetime.timedelta(days=1, seconds=-1))
    return Func(Value(unit.organization.zone.key), end, function="timezone", output_field=DateTimeField())


def feed_keys(unit: Unit, actor: Actor) -> QuerySet:
    """What happened as (source, id, moment): one query however much there is; a page of it is read by ``entries``."""
    meetings = Meeting.objects.visible_to(actor).filter(unit=unit).exclude(state=Meeting.State.PLANNED)
    decided = ProgramVersion.objects.filter(program__unit=unit).exclude(cause__in=NO_DECISIONS)
    notes = PairNote.objects.visible_to(actor).filter(unit=unit, removed_at=None)
    ended = Program.objects.filter(unit=unit, closed_on__isnull=False)
    tasks = MeetingTask.objects.visible_to(actor).filter(unit=unit)
    parts = (
        _keys(tasks, "task", F("given_at")),
        _keys(decided, "decision", F("made_at")),
        _keys(notes, "note", F("written_at")),
        _keys(ended, "ending", _last_moment(unit)),
    )
    told = Coalesce("recorded_at", "planned_at")
    return _keys(meetings, "meeting", told).union(*parts, all=True).order_by("-happened_at", "-pk")


def entries(keys: Sequence[Key]) -> list[dict[str, Any]]:
    """The rows behind the keys, in their order: a query for each of the five sources, whatever the page holds."""
    found: dict[tuple[str, int], Model] = {}
    for source, rows in _sources().items():
        wanted = [pk for name, pk, _at in keys if name == source]
        found |= {(source, row.pk): row for row in rows.filter(pk__in=[*wanted, 0])}
    return [{"source": source, "row": found[source, pk], "at": at} for source, pk, at in keys]


def _sources() -> dict[str, QuerySet]:
    return {
        "meeting": Meeting.objects.select_related("recorded_by"),
        "task": MeetingTask.objects.select_related("member__person"),
        "decision": ProgramVersion.objects.select_related("made_by"),
        "ending": Program.objects.all(),
        "note": PairNote.objects.select_related("author", "file"),
    }


def chats_of(unit: Unit) -> dict[str, OutsideChat | None]:
    """The pair's own conversation and the school's: one query."""
    rows = OutsideChat.objects.filter(organization_id=unit.organization_id)
    by_unit = {row.unit_id: row for row in rows.filter(unit=unit) | rows.filter(unit=None)}
    return {"chat": by_unit.get(unit.pk), "school_chat": by_unit.get(None)}
