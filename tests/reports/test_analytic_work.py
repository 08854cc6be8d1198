"""How the year's report is worked with: its records by pages, a count that fails, a report that is reopened."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import clock
from accounts.models import AuditEvent, Notice, Person
from programs.models import Meeting, MenteeEntry
from reports.models import AnalyticReport
from reports.queries.analytic import figures_of, line_of
from reports.queries.year_growth import WAITING
from reports.services import analytic as service
from reports.services import analytic_work
from tests.monitoring.month import at
from tests.reports.test_analytic import written, year  # noqa: F401  a fixture
from tests.support.people import acting, signed_in_client
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_figure_of_many_records_is_shown_by_pages_and_costs_its_own_step(year: World) -> None:  # noqa: F811
    """The 501st record was called «not open to you», and one line cost a count of the whole report."""
    with acting(year.a11.curator) as actor:
        report = AnalyticReport.objects.select_related("organization__region").get(pk=written(actor).pk)
        MenteeEntry.objects.filter(organization_id=year.a11.id, state__in=WAITING).update(state="registered")
        people = Person.objects.bulk_create(Person(last_name=f"Ждущая{no:02}", first_name="Вера") for no in range(55))
        MenteeEntry.objects.bulk_create(
            MenteeEntry(organization_id=year.a11.id, person=one, state="requested", created_at=clock.now())
            for one in people
        )
        now = figures_of(report, actor.today).now["lines"]
        assert {code: line_of(report, code, actor.today).get("ids") for code in now} == {
            code: row.get("ids") for code, row in now.items()
        }
    client, address = signed_in_client(year.a11.curator), reverse("analytic_records", args=[report.pk, "unmatched"])
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        first = client.get(address).content.decode()
    assert len([row for row in asked if not row["sql"].startswith(("SAVEPOINT", "RELEASE"))]) < 25
    second = client.get(f"{address}?page=2").content.decode()
    assert [page.count("Ждущая") for page in (first, second)] == [50, 5]
    assert not any("Не показано" in page for page in (first, second))


def test_a_failed_count_is_told_to_whoever_asked(year: World) -> None:  # noqa: F811
    with acting(year.a10.coordinator) as actor:
        report = service.ask_to_count(actor=actor, report=written(actor))
        AnalyticReport.objects.filter(pk=report.pk).update(work={**report.work, "left": [["now", "nothing"]]})
    assert analytic_work.step(year.region_a)
    with acting(year.a10.coordinator) as actor:
        report.refresh_from_db()
        assert (report.stage, report.work) == ("failed", None)
        assert Notice.objects.filter(person_id=actor.person_id, text__contains="не посчитался").count() == 1
        assert AuditEvent.objects.filter(verb="analyticreport.failed", object_id=report.pk).count() == 1
    assert not analytic_work.step(year.region_a)


def test_a_reopened_report_keeps_its_figures_for_the_next_year(year: World, clock_at) -> None:  # noqa: F811
    with acting(year.a11.curator) as actor:
        confirmed = service.confirm(actor=actor, report=written(actor))
        Meeting.objects.all().update(state="cancelled")
        service.reopen(actor=actor, report=confirmed)
    clock_at(at("01.10.2022"))
    with acting(year.a11.curator) as actor:
        figures = figures_of(service.begin(actor=actor, year=2022), actor.today)
        assert figures.was("held") == 5 and "подтверждённым" in figures.before_from
