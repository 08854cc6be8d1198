"""Many presses of one person at a time, over real connections: exactly one answer."""

import pytest

from accounts.tenancy import tenant_scope
from monitoring.models import Answer, Response
from monitoring.services import answering
from tests.engine.kit import at_once
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
RAW = {"useful": "8", "satisfied": "yes", "words": "хорошо"}


def _press(world: World) -> dict[str, str]:
    token = world.a11.codes["survey"]
    with tenant_scope(world.region_a):
        invitation = answering.by_token(world.region_a, token)
        return dict(answering.submit(invitation=invitation, token=token, raw=RAW))


def _kept(world: World) -> tuple[int, int]:
    with tenant_scope(world.region_a):
        rows = Response.objects.filter(campaign_id=world.a11.rows["campaign"])
        return rows.count(), Answer.objects.filter(response__in=rows).count()


def test_sixty_four_presses_are_one_answer(world: World) -> None:
    answers = at_once(64, lambda: _press(world))
    assert answers == [{}] * 64
    assert _kept(world) == (1, 3)


@pytest.mark.deep
def test_a_thousand_presses_are_one_answer(world: World) -> None:
    for _wave in range(16):
        at_once(64, lambda: _press(world))
    assert _kept(world) == (1, 3)
