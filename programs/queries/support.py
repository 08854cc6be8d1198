"""Mentees as those see them who do not keep the bank: their mentor, and who supports the ones without a pair."""

from collections.abc import Iterable

from django.db.models import QuerySet

from accounts.permissions import Actor

from ..models import MenteeEntry, SupportNote, UnitMember
from ..models.unit import LIVING
from ..regulation.catalogue.choices import DIFFICULTY_AREAS

AGREED = tuple(state for state in LIVING if state != "proposed")


def led_by(actor: Actor) -> QuerySet[MenteeEntry]:
    """The mentor's own, from the day on which both have agreed until the pair closes."""
    mine = UnitMember.objects.filter(
        person_id=actor.person_id, side=UnitMember.Side.MENTOR, left_on=None, unit__state__in=AGREED
    )
    others = UnitMember.objects.filter(unit__in=mine.values("unit_id"), side=UnitMember.Side.MENTEE, left_on=None)
    return MenteeEntry.objects.filter(pk__in=others.values("mentee_entry_id")).select_related("person")


def without_pair(actor: Actor) -> QuerySet[MenteeEntry]:
    """The school's, who has waited longest first: for the psychologist and the curator."""
    rows = MenteeEntry.objects.filter(
        organization_id=actor.organization_id, state=MenteeEntry.State.UNMATCHED_SUPPORT
    ).select_related("person")
    return rows.order_by("unmatched_since", "pk") if actor.may("support.manage") else rows.none()


def notes_of(entry: MenteeEntry) -> list[SupportNote]:
    """What was done, the newest first: for those who may read the support."""
    return list(entry.support_notes.select_related("author"))


def last_notes(entries: Iterable[MenteeEntry]) -> dict[int, SupportNote]:
    """The newest note of each. One query."""
    rows = SupportNote.objects.filter(entry__in=[entry.pk for entry in entries]).select_related("author")
    return {row.entry_id: row for row in rows.order_by("entry_id", "-done_on", "-pk").distinct("entry_id")}


def areas_in_words(codes: list[str]) -> list[str]:
    return [str(DIFFICULTY_AREAS.get(code, code)) for code in codes]
