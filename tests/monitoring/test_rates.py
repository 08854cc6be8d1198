"""Handing in at each level: complete, in time, late; the municipality's summary goes up and is accepted there."""

import datetime

import pytest
from django.urls import reverse

from accounts.desk import items_for
from accounts.models import Region
from accounts.refusal import Refusal
from monitoring.indicators import from_json
from monitoring.models import PeriodReport, ReportSnapshot
from monitoring.queries import rates
from monitoring.services import months, summaries
from monitoring.services import reports as service
from tests.monitoring.month import at, page_text
from tests.monitoring.test_figures import live
from tests.monitoring.test_months import asks
from tests.support.people import acting
from tests.world import Node, World

pytestmark = pytest.mark.django_db
OCTOBER = datetime.date(2021, 10, 1)


@pytest.fixture
def month(world: World, clock_at) -> None:
    """October of A11 and A12 is asked for, and so is the summary of A10."""
    asks(world)
    live(world.a11, clock_at)
    clock_at(at("20.10.2021"))
    region = Region.objects.get(pk=world.region_a)
    months.open_region(region)
    summaries.open_region(region)
    summaries.open_region(region)


def report_of(node: Node, kind: str = "monthly") -> PeriodReport:
    return PeriodReport.objects.get(organization_id=node.id, kind=kind, period=OCTOBER)


def confirm(node: Node) -> None:
    with acting(node.curator) as actor:
        service.confirm(actor=actor, report=report_of(node), explanations={})


def test_two_rates_and_who_is_late(world: World, clock_at, month, client_of) -> None:
    """A11 in time, A12 three days late: half in time on the 26th, and complete on the 28th."""
    confirm(world.a11)
    clock_at(at("26.10.2021"))
    with acting(world.a10["coordinator"]) as actor:
        (_period, _cut_off, rate), *_others = [row for row in rates.by_period(actor, "monthly") if row[0] == OCTOBER]
        assert (rate.asked, rate.handed, rate.in_time, rate.late, rate.owing) == (2, 1, 1, 0, 1)
        assert (rate.completeness, rate.tone) == ("50,0", "late")
    clock_at(at("28.10.2021"))
    confirm(world.a12)
    with acting(world.a10["coordinator"]) as actor:
        (_period, _cut_off, rate), *_others = [row for row in rates.by_period(actor, "monthly") if row[0] == OCTOBER]
        assert (rate.completeness, rate.timeliness, rate.late) == ("100,0", "50,0", 1)
        rows = list(rates.of_body(actor, "monthly", OCTOBER, None))
        assert [rates.days_late(row, actor.today) for row in rows] == [3, 0]
    region = page_text(client_of(world.nodes["A00"]["region_operator"]).get("/reports/periods/?period=2021-10-01"))
    assert "100,0 %" in region and "50,0 %" in region and "По муниципалитетам" in region


def test_a_quarter_is_named_by_its_own_cut_off(world: World, clock_at, client_of) -> None:
    """A regulation may cut off twice a year: the account from July to December is of the fourth quarter."""
    clock_at(at("15.01.2022"))
    with acting(world.a11.curator):
        PeriodReport.objects.create(
            organization_id=world.a11.id, kind="quarterly", period=datetime.date(2020, 7, 1), sender="curator",
            since=datetime.date(2020, 7, 1), cut_off=datetime.date(2020, 12, 31), due_on=datetime.date(2021, 1, 10),
            created_at=at("01.01.2021"),
        )  # fmt: skip
    text = page_text(client_of(world.a10["coordinator"]).get("/reports/periods/?kind=quarterly"))
    assert "IV квартал 2020" in text and "III квартал 2020" not in text


def test_what_is_to_be_confirmed_stands_on_the_first_page_once(world: World, month) -> None:
    with acting(world.a10["coordinator"]) as actor:
        summary = report_of(world.a10, "summary")
        (item,) = [item for item in items_for(actor) if item.url == reverse("report_detail", args=[summary.pk])]
        assert (item.title, item.label) == ("Подтвердить свод за октябрь", "Подтвердить")


@pytest.mark.parametrize(("part", "tone"), [(95, "ok"), (94, "wait"), (80, "wait"), (79, "late")])
def test_thresholds_are_those_of_the_regulation(part: int, tone: str) -> None:
    assert rates.Thresholds(95, 80).tone(part, 100) == tone


def test_the_summary_is_the_sum_of_what_schools_have_confirmed(world: World, clock_at, month, client_of) -> None:
    coordinator, operator = world.a10["coordinator"], world.nodes["A00"]["region_operator"]
    with acting(coordinator) as actor:
        summary = report_of(world.a10, "summary")
        assert (summary.due_on, summary.sender) == (datetime.date(2021, 10, 28), "coordinator")
        with pytest.raises(Refusal, match="Не сдали отчёт школ: 2"):
            service.confirm(actor=actor, report=summary)
    confirm(world.a11)
    confirm(world.a12)
    assert client_of(coordinator).post(f"/reports/monthly/{summary.pk}/confirm/").status_code == 302
    with acting(coordinator):
        stored = {
            row.report.kind + str(row.report.organization_id): from_json(row.figures)
            for row in ReportSnapshot.objects.filter(report__period=OCTOBER).select_related("report")
        }
        whole = stored[f"summary{world.a10.id}"]
        for code, figure in whole.items():
            parts = [stored[f"monthly{school.id}"][code].value for school in (world.a11, world.a12)]
            assert figure.value == sum(parts), code
        assert whole["confirmed"].value > 0
        assert all(figure.ids == [] for figure in whole.values())
    page = page_text(client_of(operator).get(f"/reports/monthly/{summary.pk}/"))
    assert "2 из 2" in page and "Принять" in page
    assert client_of(operator).post(f"/reports/monthly/{summary.pk}/accept/").status_code == 302
    with acting(operator):
        assert report_of(world.a10, "summary").state == "accepted"


def test_after_the_term_the_summary_names_what_is_missing(world: World, clock_at, month) -> None:
    confirm(world.a11)
    clock_at(at("29.10.2021"))
    with acting(world.a10["coordinator"]) as actor:
        summary = service.confirm(actor=actor, report=report_of(world.a10, "summary"))
        stored = ReportSnapshot.objects.get(report=summary)
        assert stored.figures["told"] == {"asked": 2, "confirmed": 1}


def test_an_accepted_month_is_locked_and_says_why(world: World, clock_at, month, client_of) -> None:
    confirm(world.a11)
    with acting(world.a10["coordinator"]) as actor:
        service.accept(actor=actor, report=report_of(world.a11))
        report = report_of(world.a11)
    text = page_text(client_of(world.a11.curator).get(f"/reports/monthly/{report.pk}/"))
    assert "Почему закрыто: отчёт принят 20.10.2021" in text.replace("<b>", "").replace("</b>", "")
    with acting(world.a11.curator) as actor, pytest.raises(Refusal, match="Отчёт принят"):
        service.correct(actor=actor, report=report, code="held", reason="Нашлась запись")
    coordinator = client_of(world.a10["coordinator"])
    assert "на 3 рабочих дня" in page_text(coordinator.get(f"/reports/monthly/{report.pk}/return/"))
    answer = coordinator.post(f"/reports/monthly/{report.pk}/return/", {"remark": "Добавьте встречу"})
    assert answer.status_code == 302
    with acting(world.a11.curator) as actor:
        row = report_of(world.a11)
        assert (row.state, row.due_on) == ("returned", datetime.date(2021, 10, 25))
        with pytest.raises(Refusal, match="вместе с новым подтверждением"):  # nobody would accept those words
            service.explain(actor=actor, report=row, explanations={"held": "Иначе"})
        again = service.confirm(actor=actor, report=row)
        assert (again.state, again.handed_on) == ("confirmed", datetime.date(2021, 10, 20))
        assert ReportSnapshot.objects.filter(report=row).count() == 2
