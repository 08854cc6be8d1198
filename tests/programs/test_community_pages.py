"""Pages of communities: a number of queries that does not grow; two presses at the same moment."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.tenancy import tenant_scope
from programs.models import Community, CommunityMember
from programs.services import communities
from tests.programs import pair_flow as flow
from tests.programs.test_orders_races import refusals, together
from tests.programs.test_pairs_races import in_scope
from tests.support.people import acting, signed_in_client
from tests.world import World


def _more(world: World, numbers: range) -> None:
    with tenant_scope(world.region_a):
        keeper = flow.of(world.a11, "curator")
        for number in numbers:
            row = communities.create(
                actor=keeper, fields={"kind": "club", "name": f"Клуб {number}", "goals": "Цель"}
            )  # fmt: skip
            for community in (row.pk, world.a11.rows["community"]):
                teacher = flow.teacher(world.a11, f"Клубова{number}{community}")
                CommunityMember.objects.create(
                    community_id=community, person=teacher, organization_id=world.a11.id, joined_on=keeper.today
                )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "number"), [("community_list", 16), ("community_detail", 25), ("community_table", 15)]
)
def test_thirty_cost_what_one_costs(world: World, name: str, number: int) -> None:
    args = [] if name == "community_list" else [world.a11.rows["community"]]
    client, costs = signed_in_client(world.a11.curator), []
    for numbers in (range(1), range(1, 12)):
        _more(world, numbers)
        client.get(reverse(name, args=args))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(name, args=args)).status_code == 200
        costs.append(len([query for query in asked if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]))
    assert costs == [number, number]


@pytest.mark.django_db(transaction=True)
def test_two_presses_of_one_person_make_one_member(world: World) -> None:
    with acting(world.a11.curator):
        club = Community.objects.get(pk=world.a11.rows["community"])
    press = in_scope(world.a11, lambda: communities.join(actor=flow.of(world.a11, "head"), community=club))
    assert refusals(together(press, press, press)) == []
    with acting(world.a11.curator):
        assert club.members.filter(person_id=world.a11.head.person_id).count() == 1
