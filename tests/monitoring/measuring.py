"""Helpers: pairs of a school whose regulation is a shipped preset, and their measures, through the services."""

import datetime
from collections.abc import Mapping, Sequence

from accounts import clock
from accounts.models import Organization
from accounts.tenancy import tenant_scope
from monitoring.services.measures import write_measures
from programs.models import MenteeEntry, MentorEntry, Regulation, Unit, UnitMember
from tests.monitoring.month import at, person
from tests.support.people import acting
from tests.world import Node

DAY = datetime.date(2022, 5, 20)


def group(node: Node, number: int, mentees: int = 1, *, track: str = "staff", category: str = "", **unit) -> Unit:
    """A pair or a group at work, of new people. In an open scope."""
    school = Organization.objects.get(pk=node.id)
    form = "PUPIL_PUPIL" if track == "student" else "TEACHER_TEACHER"
    values = {"form": form, "state": "active", "proposed_at": at("01.09.2021"), **unit}
    row = Unit.objects.create(
        organization=school, kind="group" if mentees > 1 else "pair", track=track,
        curator_id=node.curator.person_id, people_key=f"{node.code}:measured:{number}", **values,
    )  # fmt: skip
    entry = MentorEntry.objects.create(
        organization=school, person=person(f"Наставник{number}"), state="active", created_at=clock.now()
    )
    UnitMember.objects.create(unit=row, person=entry.person, side="mentor", mentor_entry=entry)
    for one in range(mentees):
        entry = MenteeEntry.objects.create(
            organization=school, person=person(f"Наставляемый{number}-{one}"), state="in_program", track=track,
            category=category, created_at=clock.now(),
        )  # fmt: skip
        UnitMember.objects.create(unit=row, person=entry.person, side="mentee", mentee_entry=entry)
    return row


def mentees(unit: Unit) -> list[UnitMember]:
    return list(UnitMember.objects.filter(unit=unit, side="mentee").order_by("pk"))


def measure(node: Node, who: str, unit: Unit, point: str, cells: Mapping[tuple, str], day=DAY) -> None:
    """``cells``: (member, code) or (member, code, class) → words."""
    whole = {(key[0].pk, key[1], key[2] if len(key) > 2 else ""): words for key, words in cells.items()}
    with acting(node[who]) as actor:
        write_measures(actor=actor, unit=unit, point=point, measured_on=day, cells=whole)


def asks(node: Node, settings: dict) -> None:
    """The node's regulation in force says so since the beginning of 2021/22."""
    with tenant_scope(node.region_id):
        rows = Regulation.objects.filter(organization_id=node.id)
        rows.filter(state="repealed").delete()
        rows.filter(state="in_force").update(settings=settings, effective_from=datetime.date(2021, 9, 1))


def asked(**lists) -> dict:
    """Settings of a regulation that asks for these: process, impact, exam_types, entry_exit."""
    return {
        f"monitoring.{name}": {"value": value, "clause": "разд. 5", "locked": False} for name, value in lists.items()
    }


def spread(total: int, people: int) -> Sequence[int]:
    """A whole number over people, as evenly as it goes."""
    return [total // people + (one < total % people) for one in range(people)]


__all__ = ["DAY", "asked", "asks", "group", "measure", "mentees", "spread"]
