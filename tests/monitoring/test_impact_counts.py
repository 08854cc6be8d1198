"""The impact of a body is counted by the worker: asked for once, counted once a day, said when it went wrong."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Organization
from monitoring.models import ImpactCount
from monitoring.queries.impact import Question
from monitoring.services import impact_counts
from tests.monitoring.measuring import asked, asks
from tests.monitoring.month import at, page_text
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2022, 10, 5)
OWN = asked(impact=["OWN_WORKS"])


@pytest.fixture
def question(world: World, clock_at) -> Question:
    clock_at(at("05.10.2022"))
    asks(world.a00, OWN)
    with acting(world.a10.coordinator):
        ImpactCount.objects.all().delete()
        return Question(Organization.objects.select_related("region").get(pk=world.a10.id), 2021)


def waiting(world: World) -> int:
    with acting(world.a10.coordinator):
        return ImpactCount.objects.filter(counted_on=None).count()


def test_many_ask_for_one_count_and_a_doubled_worker_finds_it_done(world: World, question: Question) -> None:
    with acting(world.a10.coordinator):
        assert [impact_counts.counted(question, TODAY) for _press in range(3)] == [None] * 3
        assert impact_counts.counted(Question(question.root, 2021, form="OTHER"), TODAY) is None
    assert waiting(world) == 2
    assert [impact_counts.step(world.region_a) for _wake in range(3)] == [True, True, False]
    with acting(world.a10.coordinator):
        told = impact_counts.counted(question, TODAY)
    assert told is not None and told["paired"] == 0 and {fact["code"] for fact in told["facts"]} >= {"R1", "R2", "R3"}


def test_a_new_day_counts_anew(world: World, question: Question, clock_at) -> None:
    with acting(world.a10.coordinator):
        impact_counts.counted(question, TODAY)
    impact_counts.run_all()
    clock_at(at("06.10.2022"))
    with acting(world.a10.coordinator):
        assert impact_counts.counted(question, TODAY + datetime.timedelta(days=1)) is None
    assert waiting(world) == 1


def test_a_count_that_failed_says_so_and_holds_nobody_up(world: World, question: Question, client_of) -> None:
    with acting(world.a10.coordinator):
        ImpactCount.objects.create(
            organization=question.root, school_year=2021, asked="strangers=1", asked_at=at("04.10.2022")
        )
        impact_counts.counted(question, TODAY)
    impact_counts.run_all()
    assert waiting(world) == 0
    with acting(world.a10.coordinator):
        assert ImpactCount.objects.get(asked="strangers=1").content == {"failed": True}
        ImpactCount.objects.filter(asked="").update(content={"failed": True})
    page = page_text(client_of(world.a10.coordinator).get("/impact/?year=2021"))
    assert "Не посчиталось" in page and "hx-get" not in page.split('id="impact"')[1].split(">")[0]


def test_the_pages_of_a_body_wait_and_read_no_measures(world: World, question: Question, client_of) -> None:
    client = client_of(world.a10.coordinator)
    for address in ("/impact/?year=2021", "/impact/kinds/?year=2021"):
        with CaptureQueriesContext(connection) as asked_for:
            page = page_text(client.get(address))
        assert "Считаем" in page and 'hx-trigger="every 2s"' in page
        assert not any("monitoring_indicatorvalue" in query["sql"] for query in asked_for)
    assert client.get("/impact/table.xlsx?year=2021").status_code == 302
    impact_counts.run_all()
    assert "Считаем" not in page_text(client.get("/impact/?year=2021"))
    assert client.get("/impact/table.xlsx?year=2021").status_code == 200
    assert "Пары" in page_text(client.get("/impact/kinds/?year=2021")) or waiting(world) == 0
