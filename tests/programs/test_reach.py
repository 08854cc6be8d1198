"""One answer to the question which schools a body looks over."""

import pytest
from django.urls import reverse

from accounts.models import Organization
from programs.models import Program, Unit
from programs.queries.reach import open_schools_below, schools_below, schools_of
from programs.queries.trouble_below import signs_below
from tests.programs import pair_flow as flow
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_centre_looks_over_the_schools_of_its_municipality(world: World, client_of) -> None:
    """The map of difficulties of a МНЦ was empty, and so were its signs of trouble."""
    with acting(world.a11.curator):
        unit = flow.ordered(world.a11)
        Unit.objects.filter(pk=unit.pk).update(state="active")
        Program.objects.filter(pk=flow.drafted(unit).pk).update(state="completing", approved_on="2021-09-01")
        unit.programs.get().plan.update(due_on="2021-09-02")
    seen, own = (
        client_of(who).get(reverse("diagnosis_board")).context for who in (world.a10.coordinator, world.a1m.mnc_officer)
    )
    assert own["assessed"] == seen["assessed"] > 0
    assert {row["place"].pk for row in own["rows"]} == {world.a11.id, world.a12.id}
    with acting(world.a10.coordinator) as above:
        signs = signs_below(above)
    with acting(world.a1m.mnc_officer) as officer:
        assert signs_below(officer) == signs and dict(signs)["просрочены мероприятия плана"]
        assert {row.pk for row in open_schools_below(officer.organization)} == {world.a11.id, world.a12.id}


def test_a_closed_school_is_looked_over_and_not_spoken_to(world: World) -> None:
    with acting(world.a10.coordinator) as actor:
        Organization.objects.filter(pk=world.a12.id).update(closed_on=actor.today)
        node = actor.organization
        assert {row.pk for row in schools_below(node)} == {world.a11.id, world.a12.id}
        assert [row.pk for row in schools_of(node)] == [row.pk for row in open_schools_below(node)] == [world.a11.id]
    with acting(world.a11.curator) as actor:
        assert open_schools_below(actor.organization) == [actor.organization] and not schools_of(actor.organization)
