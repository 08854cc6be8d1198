"""The month's letter of a panel: once, in the morning, to whoever may read the panel; numbers, and no person."""

import datetime

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import Membership, Organization, OutboxMessage, Region
from accounts.outbox import queue_now
from accounts.refusal import Refusal
from accounts.tenancy import tenant_scope
from monitoring.models import PanelSubscription
from monitoring.services import panel_letters, panels
from tests.monitoring.month import page_text
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db
FIRST = datetime.datetime(2026, 12, 1, 0, 20, tzinfo=datetime.UTC)  # 3:20 in Moscow


@pytest.fixture(autouse=True)
def nobody_yet(world: World) -> None:
    with tenant_scope(world.region_a):
        PanelSubscription.objects.all().delete()


def ask(world: World, client_of, **more: str):
    return client_of(world.a10["coordinator"]).post(reverse("panel_letter"), {"body": world.a10.id, **more})


def letters(world: World) -> list[OutboxMessage]:
    with tenant_scope(world.region_a):
        return list(OutboxMessage.objects.filter(dedupe_key__startswith="panel:"))


def counted_and_sent(world: World) -> int:
    region = Region.objects.get(pk=world.region_a)
    panels.refresh_region(region)
    return panel_letters.send_region(region)


def test_the_coordinator_is_told_of_her_month_once(world: World, client_of, clock_at) -> None:
    ask(world, client_of)
    ask(world, client_of)  # a double press
    client = client_of(world.a10["coordinator"])
    assert "Не присылать письмо" in page_text(client.get(reverse("panel")))
    clock_at(FIRST)
    assert counted_and_sent(world) == 1
    assert counted_and_sent(world) == 0
    (letter,) = letters(world)
    assert letter.payload["to"] == world.a10["coordinator"].email
    assert "ноябрь 2026" in letter.payload["subject"].lower()
    waits = letter.next_attempt_at - queue_now()  # for the morning: 9:15 in Moscow
    assert datetime.timedelta(hours=5, minutes=54) < waits <= datetime.timedelta(hours=5, minutes=55)
    words = render_to_string("mail/panel.txt", letter.payload["context"] | {"site_url": ""})
    assert "Числа на 03:20, 01.12.2026" in words
    assert "С чего начать" in words
    assert reverse("panel") in words
    with tenant_scope(world.region_a):
        names = Membership.objects.values_list("person__last_name", flat=True).distinct()
        assert [name for name in names if name and name in words] == []


def test_a_month_is_compared_with_the_month_before(world: World, client_of, clock_at) -> None:
    ask(world, client_of)
    clock_at(datetime.datetime(2026, 11, 1, 6, tzinfo=datetime.UTC))
    panels.refresh_region(Region.objects.get(pk=world.region_a))
    with tenant_scope(world.region_a):
        Organization.objects.filter(pk=world.a12.id).update(closed_on=datetime.date(2026, 11, 20))
    clock_at(FIRST)
    counted_and_sent(world)
    (letter,) = letters(world)
    schools = next(line for line in letter.payload["context"]["changed"] if line["title"] == "школ")
    assert schools["change"] == "−1"


def test_nothing_is_sent_to_whoever_has_left(world: World, client_of, clock_at) -> None:
    ask(world, client_of)
    with tenant_scope(world.region_a):
        Membership.objects.filter(pk=world.a10["coordinator"].membership_id).update(
            valid_to=datetime.date(2026, 11, 27)
        )
    clock_at(FIRST)
    assert counted_and_sent(world) == 0
    assert letters(world) == []


def test_a_worker_that_comes_late_does_not_tell_of_another_time(world: World, client_of, clock_at) -> None:
    ask(world, client_of)
    clock_at(FIRST + datetime.timedelta(days=8))
    assert counted_and_sent(world) == 0


def test_the_letter_can_be_declined_and_a_foreign_panel_not_asked_for(world: World, client_of) -> None:
    ask(world, client_of)
    ask(world, client_of, verb="stop")
    with tenant_scope(world.region_a):
        assert not PanelSubscription.objects.exists()
    assert ask(world, client_of, body=str(world.b00.id)).status_code == 404
    with acting(world.a10["coordinator"]) as actor, pytest.raises(Refusal):
        panel_letters.subscribe(actor=actor, node=Organization.objects.get(pk=world.a20.id))
