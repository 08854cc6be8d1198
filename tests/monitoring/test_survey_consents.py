"""Whose ended consent keeps whom from answering: one's own, and of a parent that of his child."""

import datetime

import pytest

from accounts import clock
from accounts.models import GuardianLink, Person
from monitoring.models import SurveyInvitation
from monitoring.queries.campaigns import awaited_of, barred
from monitoring.services import answering, campaigns
from programs.models import Consent, UnitMember
from tests.monitoring.month import emptied, person
from tests.monitoring.survey import FIRST, LAST, MAY, group
from tests.support.people import acting
from tests.world import Node, World

pytestmark = pytest.mark.django_db
DAY = datetime.date(2022, 5, 4)


def ended(node: Node, of: Person) -> None:
    Consent.objects.create(
        organization_id=node.id, person=of, kind="pdn_processing", state="revoked", text_version="1", text="…",
        created_at=clock.now(), signed_on=datetime.date(2021, 10, 5), revoked_on=datetime.date(2022, 5, 1),
    )  # fmt: skip


@pytest.mark.parametrize(("whose", "kept"), [("parent", set()), ("child", {"parent", "mentee"})])
def test_a_parent_is_asked_for_his_child(world: World, clock_at, whose: str, kept: set[str]) -> None:
    clock_at(MAY)
    with acting(world.a11.curator) as actor:
        emptied(world.a11)
        child = UnitMember.objects.get(unit=group(world.a11, "01", 1), side="mentee").person
        parent = person("Родитель")
        GuardianLink.objects.create(guardian=parent, child=child)
        campaign = campaigns.plan(actor=actor, title="Май", opens_on=FIRST, closes_on=LAST, roles=["mentee", "parent"])
        campaigns.open_now(actor=actor, campaign=campaign)
        rows = SurveyInvitation.objects.filter(campaign=campaign, person__in=[parent, child])
        asked = {row.role: row for row in rows.select_related("campaign", "organization__region")}
        assert set(asked) == {"parent", "mentee"} and barred(list(asked.values())) == set()
        ended(world.a11, parent if whose == "parent" else child)
        assert barred(list(asked.values())) == {asked[role].pk for role in kept}
        for role, row in asked.items():
            assert answering.standing(row).code == ("consent" if role in kept else "ok")
            assert [one.pk for one in awaited_of(row.person_id, DAY)] == ([] if role in kept else [row.pk])
