"""The calendar of the year in every organization: opened from the regulation, closed by its records (S1.2, S1.4)."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Deadline, Membership, Notice
from accounts.queries.deadlines import overdue_days
from accounts.services import deadlines
from monitoring.models import MonitoringCampaign
from monitoring.queries import tasks as task_queries
from monitoring.queries.year_calendar import calendar_lines, implementation
from monitoring.services import calendar, months
from programs.models import LocalAct, Regulation
from programs.queries.calendar import entries_for
from tests.monitoring.district import BEGAN, S1, act, held_pair, make_district, setting
from tests.monitoring.month import page_text
from tests.support.people import acting

pytestmark = pytest.mark.django_db
BARNAUL = ZoneInfo("Asia/Barnaul")


def moment(day: str, hour: int = 12, minute: int = 0) -> datetime.datetime:
    return datetime.datetime.combine(datetime.date.fromisoformat(day), datetime.time(hour, minute), BARNAUL)


def lived(district, clock_at, day: str, hour: int = 12, minute: int = 0) -> None:
    """One wake of everything at that moment."""
    clock_at(moment(day, hour, minute))
    calendar.keep_region(district.region)
    deadlines.run_region(district.region, moment(day, hour, minute))
    calendar.keep_region(district.region)


def terms(district, code: str) -> dict[str, Deadline]:
    with district.scope():
        rows = Deadline.objects.filter(kind=f"year_{code}").select_related("organization__region")
        return {row.organization.short_name: row for row in rows}


def test_s1_step_2_two_of_three_by_the_day_and_the_third_five_days_late(db, clock_at, client_of) -> None:
    district = make_district()
    lived(district, clock_at, "2022-08-19")
    assert {
        name: f"{row.due_at.astimezone(BARNAUL):%d.%m %H:%M}" for name, row in terms(district, "statute").items()
    } == {f"Школа {name}": "31.08 23:59" for name in "АБВ"}
    for name, day in (("А", "2022-08-26"), ("Б", "2022-08-31")):
        with district.scope():
            act(district, name, "statute", moment(day, 15))
            act(district, name, "roadmap", moment(day, 16))
        lived(district, clock_at, day, 17)
    lived(district, clock_at, "2022-08-31", 23, 59)
    with acting(district.coordinator) as actor:
        by_title = {line.title: line for line in calendar_lines(actor, 2022)}
        for title in ("Принять Положение о наставничестве", "Утвердить план мероприятий"):
            assert (by_title[title].done, by_title[title].whole, by_title[title].percent) == (2, 3, "66,7")
    lived(district, clock_at, "2022-09-03")
    page = client_of(district.coordinator).get("/year/term/?kind=year_statute&key=2022")
    assert "просрочено на 3" in page_text(page)
    with district.scope():
        act(district, "В", "statute", moment("2022-09-05", 10))
    lived(district, clock_at, "2022-09-05", 18)
    with acting(district.coordinator) as actor:
        line = next(line for line in calendar_lines(actor, 2022) if line.title.startswith("Принять Положение"))
        assert (line.done, line.whole, line.percent, line.late) == (3, 3, "100,0", 1)
        rows = task_queries.followed(actor, "year_statute", "2022")
        late = {row.organization.short_name: overdue_days(row) for row in rows}
        assert late == {"Школа А": 0, "Школа Б": 0, "Школа В": 5}
    text = page_text(client_of(district.coordinator).get("/year/term/?kind=year_statute&key=2022"))
    assert "с опозданием на 5 дней" in text and "3 из 3 = 100,0 %" in text


def test_s1_step_4_the_school_without_pairs_is_in_the_red_list(db, clock_at, client_of) -> None:
    district = make_district()
    lived(district, clock_at, "2022-08-31")
    with district.scope():
        for number in range(3):
            held_pair(district, "А", number, moment("2022-09-20"))
        held_pair(district, "А", 9, moment("2022-09-21"), mentees=2)
        for number in range(2):
            held_pair(district, "Б", number, moment("2022-09-30", 20))
    lived(district, clock_at, "2022-09-30", 23)
    lived(district, clock_at, "2022-10-01", 9)
    client = client_of(district.coordinator)
    text = page_text(client.get("/year/term/?kind=year_pairs&key=2022"))
    assert "Исполнили 2 из 3 = 66,7 %" in text and "просрочено на 1 день" in text
    assert text.index("Школа В") < text.index("Школа А")
    desk = page_text(client.get("/"))
    assert "1 организация просрочила: Определить наставнические пары" in desk
    with district.scope():
        told = Notice.objects.filter(person_id=district.coordinator.person_id).values_list("text", flat=True)
        assert "Просрочено, Школа В: Определить наставнические пары" in set(told)


def test_r1_by_the_first_of_september_and_now(db, clock_at) -> None:
    """Implemented: the statute, a curator, a pair; the day is that of the last of them."""
    district = make_district()
    lived(district, clock_at, "2022-08-20")
    with district.scope():
        for name, day in (("А", "2022-08-30"), ("Б", "2022-09-10")):
            act(district, name, "statute", moment(day))
            held_pair(district, name, 1, moment(day))
    lived(district, clock_at, "2022-09-15")
    with acting(district.coordinator) as actor:
        found = implementation(actor, 2022)
        assert (found.percent_by_the_day, found.percent_now) == ("33,3", "66,7")
        assert found.missing == ["Школа В"]
    (row,) = terms(district, "implementation").values()
    assert row.done_at is None and row.closed_at is not None
    with district.scope():
        act(district, "В", "statute", moment("2022-09-20"))
        held_pair(district, "В", 1, moment("2022-09-21"))
    lived(district, clock_at, "2022-09-22")
    (row,) = terms(district, "implementation").values()
    assert overdue_days(row) == 20


def test_the_days_of_the_order_come_once_unless_the_coordinator_repeats_them(db, clock_at) -> None:
    district = make_district("once", "А")
    lived(district, clock_at, "2022-08-19")
    lived(district, clock_at, "2023-08-01")
    assert [row.key for row in terms(district, "statute").values()] == ["2022"]
    with district.scope():
        Regulation.objects.update(settings={**S1, "deadlines.repeat_yearly": setting(True)})
    lived(district, clock_at, "2023-08-02")
    with district.scope():
        assert sorted(Deadline.objects.filter(kind="year_statute").values_list("key", flat=True)) == ["2022", "2023"]


def test_a_planned_term_that_is_asked_for_no_more_is_forgotten(db, clock_at) -> None:
    """What was announced stays; a regulation that names no term at all is heard too."""
    district = make_district("less", "АБ", {**S1, "deadlines.pairs": setting("11-20")})
    lived(district, clock_at, "2022-08-19")
    assert {row.opened_at for row in terms(district, "pairs").values()} == {None} != set(terms(district, "pairs"))
    opened = {name: row.opened_at for name, row in terms(district, "statute").items()}
    assert len(opened) == 2 and all(opened.values())
    with district.scope():
        Regulation.objects.update(settings={"deadlines.statute": setting("08-31")})
    lived(district, clock_at, "2022-08-20")
    assert not terms(district, "pairs") and len(terms(district, "statute")) == 2
    with district.scope():
        Regulation.objects.update(settings={"deadlines.pairs": setting("11-20")})
    lived(district, clock_at, "2022-08-21")
    assert len(terms(district, "pairs")) == 2
    with district.scope():
        Regulation.objects.update(settings={})
    lived(district, clock_at, "2022-08-22")
    assert not terms(district, "pairs") and len(terms(district, "statute")) == 2
    lived(district, clock_at, "2022-11-25")
    assert not terms(district, "pairs")


def test_the_months_of_s2(db, clock_at) -> None:
    months = {
        "deadlines.liaison_month": setting(5), "deadlines.roadmap_month": setting(9),
        "deadlines.acts_month": setting(9), "periodic.quality_assessment": setting(5),
    }  # fmt: skip
    district = make_district("s2", "А", months)
    lived(district, clock_at, "2022-09-01")
    with district.scope():
        act(district, "А", "roadmap", moment("2022-09-12"))
    lived(district, clock_at, "2022-10-01")
    lived(district, clock_at, "2023-05-02")
    (roadmap,), (acts,) = terms(district, "roadmap").values(), terms(district, "acts").values()
    assert f"{roadmap.done_at.astimezone(BARNAUL):%d.%m.%Y}" == "12.09.2022"
    assert acts.done_at is None and acts.closed_at is not None
    assert set(terms(district, "quality")) == set(terms(district, "liaison")) == {"Школа А"}


def test_again_and_again_adds_nothing_and_a_changed_day_moves_what_nobody_was_told(db, clock_at) -> None:
    district = make_district("again", "АБ")
    clock_at(moment("2022-08-19"))
    calendar.keep_region(district.region)
    calendar.keep_region(district.region)
    with district.scope():
        assert Deadline.objects.count() == 7
        Regulation.objects.update(settings={**S1, "deadlines.pairs": setting("10-15")})
    calendar.keep_region(district.region)
    with district.scope():
        assert Deadline.objects.count() == 7
        assert {f"{row.due_at.astimezone(BARNAUL):%d.%m}" for row in Deadline.objects.filter(kind="year_pairs")} == {
            "15.10"
        }


def test_nothing_is_owed_before_the_document(db, clock_at) -> None:
    district = make_district("before", "А")
    with district.scope():
        Regulation.objects.update(effective_from=datetime.date(2022, 9, 15))
    lived(district, clock_at, "2022-09-16")
    with district.scope():
        kinds = set(Deadline.objects.filter(organization_id=district.schools["А"]).values_list("kind", flat=True))
        assert kinds == {"year_pairs"}
    assert datetime.date(2022, 9, 15) > BEGAN


def test_the_pages_of_a_body_cost_the_same_for_three_schools_and_for_thirty(db, clock_at, client_of) -> None:
    costs = []
    for code, names in (("few", "АБВ"), ("many", "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ")):
        district = make_district(code, names, {**S1, "periodic.monthly_report_day": setting(25)})
        lived(district, clock_at, "2022-08-31")
        months.open_region(district.region)
        client = client_of(district.coordinator)
        for address, phrase in (
            ("/year/?year=2022", "Определить наставнические пары"),
            ("/year/term/?kind=year_pairs&key=2022", "Школа А"),
            ("/reports/periods/", "Август 2022"),
        ):
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                text = page_text(client.get(address))
            costs.append(len([query for query in asked if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]))
            assert phrase in text, address
    assert costs[:3] == costs[3:]


def test_a_campaign_that_is_over_assesses_the_quality_of_its_own_year(db, clock_at) -> None:
    """It leaves the calendar of the curator too; what was asked a year ago closes nothing."""
    district = make_district("quality", "А", {"periodic.quality_assessment": setting(5)})
    with district.scope():
        school = district.school("А")
        for year in (2022, 2023):
            MonitoringCampaign.objects.create(
                organization=school, title="Май", moment="exit", school_year=year - 1, state="closed",
                opens_on=datetime.date(year, 5, 3), closes_on=datetime.date(year, 5, 20),
                closed_at=moment(f"{year}-05-20"), created_at=moment(f"{year}-05-03"),
            )  # fmt: skip
        MonitoringCampaign.objects.filter(school_year=2022).update(state="open", closed_at=None)
        curator = Membership.objects.get(organization=school, role="curator").person
    lived(district, clock_at, "2023-05-02")
    (row,) = terms(district, "quality").values()
    assert row.done_at is None
    with district.scope():
        (entry,) = entries_for(curator, moment("2023-05-02"))
        assert (entry.title, entry.cancelled) == ("Последний день: Оценить качество реализации программ", False)
        MonitoringCampaign.objects.filter(school_year=2022).update(state="closed", closed_at=moment("2023-05-20"))
    lived(district, clock_at, "2023-05-21")
    (row,) = terms(district, "quality").values()
    assert f"{row.done_at.astimezone(BARNAUL):%d.%m.%Y}" == "20.05.2023"
    with district.scope():
        assert [one.cancelled for one in entries_for(curator, moment("2023-05-21"))] == [True]


def test_a_second_road_map_closes_the_term_of_its_year(db, clock_at) -> None:
    district = make_district("maps", "А", {"deadlines.roadmap_month": setting(9)})
    lived(district, clock_at, "2022-09-01")
    with district.scope():
        first = act(district, "А", "roadmap", moment("2022-09-12"))
    lived(district, clock_at, "2022-09-13")
    lived(district, clock_at, "2023-09-01")
    with district.scope():
        assert Deadline.objects.filter(kind="year_roadmap", done_at=None).count() == 1
        LocalAct.objects.create(
            organization=first.organization, kind="roadmap", title="Карта нового года", number="2",
            dated=datetime.date(2023, 9, 11), file=first.file, added_by=first.added_by, added_at=moment("2023-09-12"),
        )  # fmt: skip
    lived(district, clock_at, "2023-09-13")
    with district.scope():
        done = Deadline.objects.filter(kind="year_roadmap").values_list("done_at", flat=True)
        assert sorted(f"{at.astimezone(BARNAUL):%d.%m.%Y}" for at in done) == ["12.09.2022", "12.09.2023"]
