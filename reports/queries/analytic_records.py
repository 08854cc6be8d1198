"""The records behind a figure of a school's report, each with its page; for those who may open it there."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from accounts.permissions import Actor
from accounts.templatetags.ui_words import initials
from programs.models import LearningRoute, Meeting, MenteeEntry, MentorEntry, Order, Program, Unit


@dataclass(frozen=True, slots=True)
class Record:
    text: str
    url: str


def records_of(kind: str, ids: Iterable[int], actor: Actor) -> list[Record]:
    """What the actor may see of them now: what has been deleted or is not his is left out. Three queries at most."""
    chosen = list(ids)
    if kind == "unit":
        return [Record(_people(row), _url("unit_detail", row.pk)) for row in _units(chosen, actor)]
    if kind == "meeting":
        return _meetings(chosen, actor)
    if kind in ("mentor", "mentee"):
        model = MentorEntry if kind == "mentor" else MenteeEntry
        entries = model.objects.visible_to(actor).filter(pk__in=chosen).select_related("person")
        return [Record(str(initials(row.person)), _url(f"{kind}_detail", row.pk)) for row in entries]
    if kind == "program":
        programs = Program.objects.visible_to(actor).filter(pk__in=chosen).order_by("title", "pk")
        return [Record(row.title, _url("program_detail", row.pk)) for row in programs]
    if kind == "route":
        routes = LearningRoute.objects.visible_to(actor).filter(pk__in=chosen).select_related("educator")
        return [Record(str(initials(row.educator)), _url("route_detail", row.pk)) for row in routes]
    orders = Order.objects.visible_to(actor).filter(pk__in=chosen).order_by("dated", "pk")
    return [
        Record(f"№ {row.number} от {row.dated:%d.%m.%Y}. {row.title}", _url("order_detail", row.pk)) for row in orders
    ]


def _units(ids: list[int], actor: Actor) -> list[Unit]:
    return list(Unit.objects.visible_to(actor).filter(pk__in=ids).prefetch_related("members__person"))


def _meetings(ids: list[int], actor: Actor) -> list[Record]:
    """What was said there is not shown: the day and the people, on the card of their pair."""
    rows = list(Meeting.objects.filter(pk__in=ids).order_by("held_on", "pk"))
    pairs = {unit.pk: _people(unit) for unit in _units([row.unit_id for row in rows], actor)}
    return [
        Record(
            f"{row.held_on:%d.%m.%Y}: {pairs[row.unit_id]}" if row.held_on else pairs[row.unit_id],
            _url("unit_detail", row.unit_id),
        )
        for row in rows
        if row.unit_id in pairs
    ]


def _people(unit: Unit) -> str:
    return ", ".join(str(initials(member.person)) for member in unit.members.all())


def _url(name: str, pk: int) -> str:
    return reverse(name, args=[pk])
