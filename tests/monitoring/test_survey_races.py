"""Many presses of one person at a time, over real connections: exactly one answer."""

import pytest

from accounts.tenancy import tenant_scope
from monitoring.models import Answer, MonitoringCampaign, Response, SurveyInvitation
from monitoring.services import answering, campaigns
from programs.models import Unit
from tests.engine.kit import at_once
from tests.support.people import acting
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


def test_eight_presses_ask_everybody_once(world: World) -> None:
    """«Спросить новых»: the second press waits for the first and finds nobody new."""
    with tenant_scope(world.region_a):
        Unit.objects.filter(pk=world.a11.rows["unit"]).update(state="active")
        campaign = MonitoringCampaign.objects.get(pk=world.a11.rows["campaign"])
        campaign.forms.all().delete()
        campaigns.ask(campaign, ["mentee", "mentor"])
        held = SurveyInvitation.objects.filter(campaign=campaign).count()

    def press() -> int:
        with acting(world.a11.curator) as actor:
            return campaigns.invite(actor=actor, campaign=MonitoringCampaign.objects.get(pk=campaign.pk))

    counts = at_once(8, press)
    with tenant_scope(world.region_a):
        new = SurveyInvitation.objects.filter(campaign=campaign).count() - held
    assert new > 0 and sorted(counts) == [0] * 7 + [new]
