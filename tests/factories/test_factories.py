"""Every factory makes a row that the database accepts, in the region of the open scope."""

import pytest
from django.db import connection

from accounts.tenancy import TenantModel, tenant_scope
from tests import factories
from tests.world import World


@pytest.mark.django_db
@pytest.mark.parametrize("name", factories.__all__)
def test_the_database_accepts_it_twice(world: World, name: str) -> None:
    """Twice: a fixed value in a unique column fails at the second. Deferred keys are asked at once."""
    with tenant_scope(world.region_a):
        rows = [getattr(factories, name)() for _ in range(2)]
        connection.check_constraints()
    for row in rows:
        assert not isinstance(row, TenantModel) or row.region_id == world.region_a
