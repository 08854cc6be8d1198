"""The month opens by itself, with its term: on the 25th, on Friday where the 25th is a Saturday, and once."""

import datetime

import pytest

from accounts.models import Deadline, Region
from accounts.tenancy import tenant_scope
from monitoring.models import PeriodReport
from monitoring.services import months
from monitoring.tasks import open_month
from programs.models import Regulation
from tests.monitoring.month import WITH_REPORT, at
from tests.support.world_reports import WAITING
from tests.world import World

pytestmark = pytest.mark.django_db


def asks(world: World, since: datetime.date = datetime.date(2021, 9, 26), **settings: object) -> None:
    """The municipality A10 asks its schools for a monthly report since that day."""
    with tenant_scope(world.region_a):
        Regulation.objects.filter(organization_id=world.a10.id, state="repealed").delete()
        Regulation.objects.filter(organization_id=world.a10.id, state="in_force").update(
            settings={**WITH_REPORT, **settings}, effective_from=since
        )


def run(world: World, moment: datetime.datetime, clock_at) -> list[tuple[str, str, str]]:
    """(school, month, due) of all reports after a run at that moment."""
    clock_at(moment)
    months.open_region(Region.objects.get(pk=world.region_a))
    with tenant_scope(world.region_a):
        rows = PeriodReport.objects.monthly().filter(period__gt=WAITING).select_related("organization")
        rows = rows.order_by("period", "organization__slug")
        return [(row.organization.slug, f"{row.period:%Y-%m}", f"{row.due_on:%d.%m.%Y}") for row in rows]


def test_each_school_of_the_municipality_gets_the_months_report_and_term(world: World, clock_at) -> None:
    asks(world)
    rows = run(world, at("01.10.2021"), clock_at)
    assert rows == [("a11", "2021-10", "25.10.2021"), ("a12", "2021-10", "25.10.2021")]
    with tenant_scope(world.region_a):
        row = Deadline.objects.get(organization_id=world.a11.id, kind=months.DEADLINE)
        report = PeriodReport.objects.get(organization_id=world.a11.id, period__gt=WAITING)
    assert (row.key, row.title, row.role) == ("2021-10", "Подтвердить отчёт за октябрь", "curator")
    assert row.url == f"/reports/monthly/{report.pk}/"
    assert row.clause.startswith("п. 1")
    assert row.due_at.astimezone(at("25.10.2021").tzinfo).date() == datetime.date(2021, 10, 25)


def test_a_term_on_saturday_is_the_friday_before(world: World, clock_at) -> None:
    """25.12.2021 is a Saturday."""
    asks(world)
    assert ("a11", "2021-12", "24.12.2021") in run(world, at("11.12.2021"), clock_at)


def test_without_a_shift_the_term_stays_on_saturday(world: World, clock_at) -> None:
    asks(world, due_shift={"value": "none", "clause": "п. 2", "locked": False})
    assert ("a11", "2021-12", "25.12.2021") in run(world, at("11.12.2021"), clock_at)


def test_again_and_again_adds_nothing(world: World, clock_at) -> None:
    asks(world)
    first = run(world, at("01.10.2021"), clock_at)
    open_month()
    open_month()
    assert run(world, at("20.10.2021"), clock_at) == first
    with tenant_scope(world.region_a):
        assert Deadline.objects.filter(kind=months.DEADLINE).count() == 2


def test_what_was_missed_is_caught_up(world: World, clock_at) -> None:
    asks(world)
    run(world, at("01.10.2021"), clock_at)
    rows = run(world, at("12.12.2021"), clock_at)
    assert [row[1] for row in rows if row[0] == "a11"] == ["2021-10", "2021-11", "2021-12"]


def test_nothing_is_owed_before_the_rule(world: World, clock_at) -> None:
    """In force from the 26th: the term of that month had passed, the first report is the next month's."""
    asks(world, since=datetime.date(2021, 10, 26))
    assert run(world, at("27.10.2021"), clock_at) == []
    assert run(world, at("01.11.2021"), clock_at)[0] == ("a11", "2021-11", "25.11.2021")


def test_no_report_where_no_regulation_asks(world: World, clock_at) -> None:
    assert run(world, at("01.10.2021"), clock_at) == []


def test_the_queries_do_not_grow_when_there_is_nothing_new(
    world: World, clock_at, django_assert_max_num_queries
) -> None:
    asks(world)
    run(world, at("01.10.2021"), clock_at)
    region = Region.objects.get(pk=world.region_a)
    with django_assert_max_num_queries(10):
        assert months.open_region(region) == 0


def test_the_reports_own_term_is_not_marked_by_hand(world: World, client_of) -> None:
    """It is done by confirming the report: a mark would leave the district without figures and nobody late."""
    with tenant_scope(world.region_a):
        rows = Deadline.objects.filter(organization_id=world.a11.id)
        row = rows.filter(pk=world.a11.rows["deadline"]).get()
        rows.filter(pk=row.pk).update(kind=f"{months.DEADLINE}_returned_1", role="curator", done_at=None)
    client = client_of(world.a11.curator)
    assert f"/deadlines/{row.pk}/done/" not in client.get("/deadlines/").content.decode()
    refused = client.post(f"/deadlines/{row.pk}/done/")
    assert refused.status_code == 409 and "подтвердите его" in refused.content.decode().replace("\xa0", " ")
