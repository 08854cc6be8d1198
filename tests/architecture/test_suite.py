"""The suite itself: who it runs as and that its world is whole."""

import pytest
from django.conf import settings
from django.db import connection

from accounts.models import AuditEvent, Region
from accounts.roles import Role
from accounts.tenancy import tenant_models, tenant_scope
from tests.support.database import role_of_the_suite
from tests.world import World

pytestmark = pytest.mark.django_db


def test_the_suite_runs_as_the_application(world: World) -> None:
    """Fails when the suite is pointed at the owner: then every isolation test would be green and prove nothing."""
    assert role_of_the_suite() == (settings.APP_ROLE, True)


def test_every_role_stands_at_its_place_in_both_regions(world: World) -> None:
    for letter in "AB":
        held = {member.role for node in world.of_region(letter) for member in node.members.values()}
        assert held == set(Role.values)


def test_no_tenant_table_of_the_world_is_empty(world: World) -> None:
    """A table without rows in a region would make its isolation test pass whatever the policies are."""
    empty = []
    for region in (world.region_a, world.region_b):
        with tenant_scope(region):
            empty += [model.__name__ for model in tenant_models() if not model.objects.exists()]
    assert empty == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["leaves a region behind", "finds the world as it was built"])
def test_a_transactional_test_is_put_back(world: World, turn: str) -> None:
    """Both turns begin with two regions: the second fails when the database is not cloned back after the first."""
    assert Region.objects.count() == 2
    Region.objects.create(code="c", name="C", time_zone="Europe/Moscow")


def test_a_plain_test_rolls_back(world: World) -> None:
    assert Region.objects.count() == 2
    assert connection.in_atomic_block
    with tenant_scope(world.region_a):
        assert AuditEvent.objects.exists()
