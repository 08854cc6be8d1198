"""Helpers: a school of the world whose regulation asks for a monthly report, and what happens there in a month."""

import datetime

from django.http import HttpResponse

from accounts.models import Deadline, Organization, Person, Region
from monitoring.models import PeriodReport
from monitoring.services import months
from programs.models import (
    Amendment,
    Meeting,
    MenteeEntry,
    MentorEntry,
    OrderClause,
    PlanActivity,
    Program,
    Unit,
    UnitMember,
)
from programs.workflow import move
from tests.programs.regulation_flow import enact
from tests.support.people import acting
from tests.world import Node, World

BEGAN = datetime.date(2021, 9, 1)
WITH_REPORT = {"periodic.monthly_report_day": {"value": 25, "clause": "п. 1", "locked": False}}


def at(day: str, hour: int = 10) -> datetime.datetime:
    """«25.10.2021», Moscow time, which is region A's."""
    zone = datetime.timezone(datetime.timedelta(hours=3))
    return datetime.datetime.strptime(day, "%d.%m.%Y").replace(hour=hour, tzinfo=zone)


def opened(world: World, node: Node) -> PeriodReport:
    """Open the region's months; the node's newest report."""
    months.open_region(Region.objects.get(pk=node.region_id))
    with acting(node.curator):
        return PeriodReport.objects.filter(organization_id=node.id).order_by("-period").first()


def emptied(node: Node) -> None:
    """The world's own pairs of the node count no more, so that a test's figures are its own. In an open scope."""
    school, units = {"organization_id": node.id}, Unit.objects.filter(organization_id=node.id)
    Amendment.objects.filter(program__unit__in=units).update(in_force_on=None)
    PlanActivity.objects.filter(program__unit__in=units).update(state="excluded", done_on=None)
    Program.objects.filter(**school).update(state="draft", closed_on=None)
    Meeting.objects.filter(unit__in=units).update(state="cancelled")
    units.update(state="rejected", closed_on=None)
    MentorEntry.objects.filter(**school).update(state="withdrawn")
    MenteeEntry.objects.filter(**school).update(state="dropped_out")
    OrderClause.objects.filter(order__organization_id=node.id, kind="pair_assignment").update(kind="other")


def person(name: str) -> Person:
    return Person.objects.create(last_name=name, first_name="Вера", gender="f")


def pair(node: Node, name: str, *, form: str = "TEACHER_TEACHER") -> Unit:
    """A pair at work since the moment of the clock, with a programme of two lines. In an open scope."""
    from accounts import clock

    school = Organization.objects.get(pk=node.id)
    mentor, mentee = person(f"Н{name}"), person(f"П{name}")
    mentor_entry = MentorEntry.objects.create(
        organization=school, person=mentor, state="active", created_at=clock.now()
    )
    mentee_entry = MenteeEntry.objects.create(
        organization=school, person=mentee, state="in_program", category="YOUNG_SPECIALIST", created_at=clock.now()
    )
    unit = Unit.objects.create(
        organization=school, kind="pair", form=form, curator_id=node.curator.person_id, state="consented",
        people_key=f"{mentor.pk}:{mentee.pk}", proposed_at=clock.now(),
    )  # fmt: skip
    UnitMember.objects.create(unit=unit, person=mentor, side="mentor", mentor_entry=mentor_entry)
    UnitMember.objects.create(unit=unit, person=mentee, side="mentee", mentee_entry=mentee_entry)
    return unit


def program(unit: Unit, **fields: object) -> Program:
    from accounts import clock

    values = {
        "state": "running",
        "start_on": BEGAN,
        "approved_on": BEGAN,
        "end_on": BEGAN + datetime.timedelta(days=200),
        **fields,
    }
    return Program.objects.create(
        organization_id=unit.organization_id, unit=unit, title="Первый год", created_at=clock.now(), **values
    )


def meeting(unit: Unit, day: str, state: str = "confirmed") -> Meeting:
    held = datetime.datetime.strptime(day, "%d.%m.%Y").date()
    return Meeting.objects.create(unit=unit, state=state, held_on=held)


def deadline_of(report: PeriodReport) -> Deadline:
    return Deadline.objects.get(
        organization_id=report.organization_id, kind=months.DEADLINE, key=f"{report.period:%Y-%m}"
    )


def page_text(response: HttpResponse) -> str:
    """The page with plain spaces."""
    return response.content.decode().replace("\u00a0", " ")


__all__ = [
    "WITH_REPORT",
    "at",
    "deadline_of",
    "emptied",
    "enact",
    "meeting",
    "move",
    "opened",
    "page_text",
    "pair",
    "person",
    "program",
]
