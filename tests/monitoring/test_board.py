"""The coordinator's table: debtors first, what they lack, whom to call, reminded once a day."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Notice, Organization
from accounts.tenancy import tenant_scope
from monitoring.models import PeriodReport
from monitoring.services import reports as service
from programs.models import MenteeEntry, YearFigures
from reports.queries.municipality import board
from tests.monitoring.month import at, emptied, opened
from tests.monitoring.test_figures import live
from tests.monitoring.test_months import asks
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db
URL = "/municipality/"


@pytest.fixture
def month(world: World, clock_at) -> dict[str, PeriodReport]:
    """October: A11 is alive, A12 has nothing; the day is the 25th, 9:15 in the morning."""
    asks(world)
    live(world.a11, clock_at)
    with acting(world.a12.curator):
        emptied(world.a12)
    clock_at(at("25.10.2021", 9).replace(minute=15))
    return {"a11": opened(world, world.a11), "a12": opened(world, world.a12)}


def test_debtors_first_and_the_first_is_open(world: World, client_of, month) -> None:
    with acting(world.a11.curator) as actor:
        service.confirm(actor=actor, report=month["a11"])
    text = client_of(world.a10.coordinator).get(URL).content.decode()
    assert text.index(world.a12.marker) < text.index(f"school-{world.a11.id}")
    assert f'id="school-{world.a12.id}"' in text
    assert "Нет ни одной закреплённой пары" in text
    assert world.a12.curator.full_name in text
    assert "Сдали отчёт: 1 из 2" in text.replace("\u00a0", " ")


def test_the_five_facts(world: World, month) -> None:
    with acting(world.a10.coordinator) as actor:
        made = board(actor, month=None, state="", opened=None)
    assert (made.handed, len(made.all)) == (0, 2)
    assert made.totals == {"units": 3, "held": 3, "confirmed": 2, "unmatched": 2, "new_units": 1}
    assert (made.plan, made.plan_percent) == ((3, 4), "75,0")
    assert [row.tag for row in made.all] == [("late", "не сдан")] * 2


def test_the_shares_are_judged_by_the_plan_of_the_municipality(world: World, client_of, month) -> None:
    """Three young specialists are led: half of six, three of four."""
    asks(
        world, targets={"value": [{"indicator": "K3", "year": 2021, "percent": 70}], "clause": "п. 9", "locked": False}
    )
    with tenant_scope(world.region_a):
        MenteeEntry.objects.filter(organization_id=world.a11.id, state="in_program").update(category="YOUNG_SPECIALIST")
        told = {"organization_id": world.a11.id, "school_year": 2021}
        figures = {"young_specialists": 6, "entered_at": at("01.10.2021")}
        YearFigures.objects.update_or_create(**told, defaults=figures)
    text = client_of(world.a10.coordinator).get(URL).content.decode().replace("\u00a0", " ")
    assert "план 70 %: не достигнут" in text
    with tenant_scope(world.region_a):
        YearFigures.objects.filter(**told).update(young_specialists=4)
    text = client_of(world.a10.coordinator).get(URL).content.decode().replace("\u00a0", " ")
    assert "план 70 %: достигнут" in text


def test_the_officer_of_the_mnc_sees_the_schools_of_its_municipality(world: World, month) -> None:
    with acting(world.a1m.mnc_officer) as actor:
        assert len(board(actor, month=None, state="", opened=None).all) == 2
    with acting(world.a2m.mnc_officer) as actor:
        seen = {row.school.pk for row in board(actor, month=None, state="", opened=None).all}
    assert seen == {world.a21.id, world.a22.id}


def test_no_names_of_mentees_on_the_board(world: World, client_of, month) -> None:
    for school in (world.a11, world.a12):
        text = client_of(world.a10.coordinator).get(f"{URL}?open={school.id}").content.decode()
        assert not any(
            word in text for word in ("Ищущая", "Ждущая", school.pupils_word, school.staff_word, school.inner)
        )


def test_the_filter_is_in_the_address(world: World, client_of, month) -> None:
    with acting(world.a11.curator) as actor:
        service.confirm(actor=actor, report=month["a11"])
    client = client_of(world.a10.coordinator)
    owing = client.get(f"{URL}?state=owing").content.decode()
    handed = client.get(f"{URL}?state=handed&month=2021-10").content.decode()
    assert f"open={world.a11.id}" not in owing
    assert f"open={world.a11.id}" in handed
    for nonsense in ("?month=2021-99", "?month=x&open=y", "?state=x", "?open=99999999999999999999"):
        assert client.get(URL + nonsense).status_code == 200


def test_reminded_once_a_day(world: World, client_of, month) -> None:
    client = client_of(world.a10.coordinator)
    url = f"/reports/monthly/{month['a12'].pk}/remind/"
    assert client.post(url).status_code == 302
    answer = client.post(url, follow=True).content.decode().replace("\u00a0", " ")
    assert "сегодня уже напомнили в 9:15" in answer
    assert "напомнили в 9:15" in answer
    with acting(world.a12.curator) as actor:
        told = Notice.objects.filter(person_id=actor.person_id, dedupe_key__startswith="report:")
        assert [row.text for row in told] == ["Подтвердите отчёт за октябрь: срок 25.10.2021"]


def test_remind_all_leaves_out_who_was_told(world: World, client_of, month) -> None:
    client = client_of(world.a10.coordinator)
    client.post(f"/reports/monthly/{month['a12'].pk}/remind/")
    answer = client.post("/reports/monthly/remind/", {"period": "2021-10"}, follow=True).content.decode()
    assert "Напомнили: 1 школа" in answer.replace("\u00a0", " ")
    again = client.post("/reports/monthly/remind/", {"period": "2021-10"}, follow=True).content.decode()
    assert "Напомнили: 0 школ" in again.replace("\u00a0", " ")


def test_accept_all(world: World, client_of, month) -> None:
    with acting(world.a11.curator) as actor:
        service.confirm(actor=actor, report=month["a11"])
    client = client_of(world.a10.coordinator)
    client.post("/reports/monthly/accept/", {"period": "2021-10"})
    with acting(world.a10.coordinator):
        assert sorted(PeriodReport.objects.filter(period=month["a11"].period).values_list("state", flat=True)) == [
            "accepted",
            "auto_generated",
        ]


def test_the_desk_says_who_has_not_handed_in(world: World, client_of, month) -> None:
    text = client_of(world.a10.coordinator).get("/").content.decode().replace("\u00a0", " ")
    assert "2 школы не сдали отчёт за октябрь" in text
    curator = client_of(world.a11.curator).get("/").content.decode().replace("\u00a0", " ")
    assert "Подтвердить отчёт за октябрь" in curator


def test_the_page_costs_the_same_for_two_schools_and_for_sixty(world: World, client_of, month) -> None:
    client = client_of(world.a10.coordinator)

    def queries() -> int:
        client.get(URL)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(URL).status_code == 200
        return len(caught)

    few = queries()
    with tenant_scope(world.region_a):
        parent = Organization.objects.get(pk=world.a10.id)
        for number in range(58):
            school = Organization.objects.create(
                kind="school", school_kind="general", parent=parent, path="", name=f"Школа {number}",
                short_name=f"Школа {number}", slug=f"many-{number}",
            )  # fmt: skip
            school.path = f"{parent.path}{school.pk}/"
            school.save(update_fields=["path"])
            PeriodReport.objects.create(
                organization=school, period=month["a11"].period, due_on=month["a11"].due_on, sender="curator",
                created_at=at("01.10.2021"),
            )  # fmt: skip
    assert [few, queries()] == [37, 37]  # three of them for K1–K4, one for the plan
