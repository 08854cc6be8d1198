"""The month of the regulation opens a campaign once a year; an order's term is offered as the last day."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Region
from accounts.tenancy import tenant_scope
from monitoring.models import MonitoringCampaign
from monitoring.services import campaign_days
from tests import factories as f
from tests.monitoring.month import enact, page_text
from tests.monitoring.survey import MAY
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db
IN_MAY = {
    "periodic.quality_assessment": {"value": 5, "clause": "разд. 9, п. 4.3", "locked": False},
    "monitoring.questionnaires": {"value": ["mentee", "mentor", "curator"], "clause": "", "locked": False},
}


def test_may_opens_the_campaign_of_the_year_once(world: World, clock_at) -> None:
    """S2 разд. 9, п. 4.3. Beat that wakes ten times or was away for a week changes nothing."""
    clock_at(datetime.datetime(2023, 4, 30, 9, tzinfo=datetime.UTC))
    enact(world.a11, IN_MAY, dated=datetime.date(2023, 4, 1))
    region = Region.objects.get(pk=world.region_a)
    rows = MonitoringCampaign.objects.filter(calendar_key="quality:2023")
    campaign_days.run_region(region)
    with tenant_scope(world.region_a):
        assert not rows.exists()
    clock_at(datetime.datetime(2023, 5, 9, 9, tzinfo=datetime.UTC))
    counts = [campaign_days.run_region(region) for _wake in range(3)]
    assert [count["planned"] for count in counts] == [1, 0, 0] and counts[0]["opened"] >= 1
    with tenant_scope(world.region_a):
        campaign = rows.get()
        assert (campaign.organization_id, campaign.state, campaign.school_year) == (world.a11.id, "open", 2022)
        assert (campaign.opens_on, campaign.closes_on) == (datetime.date(2023, 5, 1), datetime.date(2023, 5, 31))
        assert {form.role for form in campaign.forms.all()} == {"mentee", "mentor"}
        assert "п. 4.3" in campaign.basis


def test_the_month_and_the_regulation_are_of_the_schools_own_day(world: World, clock_at) -> None:
    """At half past midnight in Moscow it is still April in Greenwich. What is planned is read in one query."""
    enact(world.a11, IN_MAY, dated=datetime.date(2023, 5, 1))
    with tenant_scope(world.region_a):
        clock_at(datetime.datetime(2023, 4, 30, 20, 30, tzinfo=datetime.UTC))
        assert campaign_days.open_by_calendar() == 0
        clock_at(datetime.datetime(2023, 4, 30, 21, 30, tzinfo=datetime.UTC))
        assert campaign_days.open_by_calendar() == 1
        with CaptureQueriesContext(connection) as seen:
            assert campaign_days.open_by_calendar() == 0
    assert sum("monitoring_monitoringcampaign" in query["sql"] for query in seen) == 1


def test_the_term_of_the_order_is_offered(world: World, clock_at, client_of) -> None:
    """S2 разд. 9, п. 1.3: terms of monitoring stand in the order on the implementation."""
    clock_at(MAY)
    with acting(world.a11.curator):
        order = f.OrderFactory(
            organization_id=world.a11.id, drafted_by_id=world.a11.curator.person_id, state="registered", number="77",
            dated=datetime.date(2021, 9, 6), signed_at=MAY, signed_by_id=world.a11.head.person_id, content={},
            content_hash="0", registered_at=MAY,
        )  # fmt: skip
        f.ClauseFactory(order=order, kind="monitoring", text="Провести мониторинг", due_on=datetime.date(2022, 5, 20))
    curator = client_of(world.a11.curator)
    page = curator.get(reverse("campaign_new"))
    assert "№ 77 от 06.09.2021" in page_text(page) and 'value="2022-05-20"' in page_text(page)
    form = page.context["form"]
    offered = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    body = {name: value for name, value in offered.items() if value}
    made = curator.post(reverse("campaign_new"), body, follow=True)
    assert "Опрос назначен" in page_text(made) and "Приказ от 06.09.2021 № 77" in page_text(made)
