"""What people said of meetings, in the year's report: above a school sums over people who are always told together."""

import datetime

import pytest

from accounts.roles import Role
from programs.models import Meeting, MeetingPresence
from reports.queries.year_growth import survey
from reports.queries.year_scope import Pot, scope_of
from tests.monitoring.measuring import group, mentees
from tests.monitoring.month import at
from tests.support.people import acting
from tests.world import Node, World

pytestmark = pytest.mark.django_db
DAY = datetime.date(2021, 10, 5)


def rated(node: Node, people: int, mark: int, meetings: int = 1) -> None:
    """So many people, each of so many meetings. In an open scope."""
    for number in range(people):
        unit = group(node, number)
        (who,) = mentees(unit)
        for _meeting in range(meetings):
            held = Meeting.objects.create(unit=unit, state="confirmed", held_on=DAY)
            MeetingPresence.objects.create(meeting=held, member=who, usefulness=mark)


def test_a_rating_of_a_region_less_that_of_its_municipality_tells_of_nobody(world: World, clock_at) -> None:
    """Six, four and two people: beside the six of the municipality the region tells of the other six together."""
    clock_at(at("20.11.2021"))
    with acting(world.a11.curator):
        MeetingPresence.objects.update(usefulness=None, comfort=None)
        rated(world.a11, 6, 9)
        rated(world.a12, 4, 6)
        rated(world.a21, 2, 1, meetings=5)
    seen = {}
    for name, who in (
        ("school", world.a11.curator), ("few", world.a12.curator), ("town", world.a10.coordinator),
        ("region", world.a00[Role.REGION_OPERATOR]),
    ):  # fmt: skip
        with acting(who) as actor:
            pot = Pot(inside=False)
            survey(scope_of(actor.organization, 2021, actor.today), pot)
            seen[name] = pot.tables.get("ratings", {}).get("usefulness")
    six, all_told = {"answers": 6, "mean": "9.0"}, {"answers": 20, "mean": "4.4"}
    assert seen == {"school": six, "few": None, "town": six, "region": all_told}
