"""The pages of the panels: whom to call first, who reads what, what a small group hides, what is exported."""

import datetime
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from PIL import Image

from accounts import clock
from accounts.models import Deadline, Organization, Region
from accounts.tenancy import tenant_scope
from monitoring.models import PanelSummary, RegionPanel
from monitoring.panel_figures import blank
from monitoring.queries import panels as queries
from monitoring.queries.panel_needs import needs_of
from monitoring.services import panels
from programs.models import HelpRequest
from tests.monitoring.month import page_text
from tests.monitoring.test_panels import a_school, refreshed
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def late(organization_id: int, days: int, number: int = 1) -> None:
    for key in range(number):
        Deadline.objects.create(
            organization_id=organization_id, kind=f"late-{days}", key=f"{key}", title="Срок", role="curator",
            opens_at=clock.now() - DAY * 200, opened_at=clock.now() - DAY * 200, due_at=clock.now() - DAY * days,
        )  # fmt: skip


def test_the_first_line_is_whom_to_call_first(world: World, client_of) -> None:
    """A12 is a year later than anybody: it stands first, with its curator and his telephone; no names of pupils."""
    with tenant_scope(world.region_a):
        HelpRequest.objects.all().delete()
        Deadline.objects.all().update(done_at=clock.now())
        late(world.a12.id, 400)
    refreshed(world.region_a)
    with acting(world.a10["coordinator"]) as actor:
        made = queries.panel_of(actor, body=None, kind="", since="week")
    assert made.rows[0].organization.pk == world.a12.id
    assert made.rows[0].called.person_id == world.a12.curator.person_id
    page = page_text(client_of(world.a10["coordinator"]).get(reverse("panel")))
    assert "Сначала позвоните" in page
    assert world.a12.curator.full_name.split()[0] in page
    assert "Числа на" in page
    assert world.a11.pupils_word not in page


def test_each_level_opens_its_own_and_what_is_below(world: World, client_of) -> None:
    refreshed(world.region_a)
    opens = {
        world.a00["ministry"]: ("a00", "a10", "a11", "a20", "a21"), world.a10["coordinator"]: ("a10", "a11"),
        world.a1m["mnc_officer"]: ("a10", "a11"), world.a11.curator: ("a11",), world.a11.head: ("a11",),
    }  # fmt: skip
    for member, codes in opens.items():
        client = client_of(member)
        for code in ("a00", "a10", "a11", "a20", "a21", "b00", "b11"):
            answer = client.get(reverse("panel"), {"body": world.nodes[code.upper()].id})
            assert answer.status_code == (200 if code in codes else 404), (member.role, code)
        foreign = client.get(reverse("panel_table"), {"body": world.b00.id})
        assert foreign.status_code == 404


def test_a_region_that_has_not_been_counted_says_so(world: World, client_of) -> None:
    with tenant_scope(world.region_a):
        PanelSummary.objects.all().delete()
    client = client_of(world.a10["coordinator"])
    assert "ещё не посчитаны" in page_text(client.get(reverse("panel")))
    assert client.get(reverse("panel_table")).status_code == 404


def test_what_has_changed_since_a_week_ago(world: World, client_of) -> None:
    refreshed(world.region_a)
    with tenant_scope(world.region_a):
        row = PanelSummary.objects.filter(organization_id=world.a10.id, school_kind="").order_by("-day")[0]
        PanelSummary.objects.create(
            organization_id=world.a10.id, day=row.day - DAY * 9, counted_at=row.counted_at - DAY * 9,
            figures=row.figures | {"held": row.figures["held"] + 3},
        )  # fmt: skip
    page = page_text(client_of(world.a10["coordinator"]).get(reverse("panel")))
    assert "−3" in page
    page = page_text(client_of(world.a10["coordinator"]).get(reverse("panel"), {"since": "month"}))
    assert "Сравнить пока не с чем" in page


def test_filters_stand_in_the_address(world: World, client_of) -> None:
    """Those who are late alone; schools of one kind alone, whose K5 is not told."""
    with tenant_scope(world.region_a):
        Deadline.objects.all().update(done_at=clock.now())
        late(world.a12.id, 9)
        a_school("garden", world.a10.id, "preschool")
    refreshed(world.region_a)
    with tenant_scope(world.region_a):
        PanelSummary.objects.filter(organization_id=world.a10.id, school_kind="").update(
            answers={"K5": [7, 9], "K6": [5, 5]}
        )
    client, name = client_of(world.a10["coordinator"]), "Школа МЕТКА-A11"
    page = page_text(client.get(reverse("panel"), {"need": "late"}))
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    assert "Школа МЕТКА-A12" in table
    assert name not in table
    assert "77,8 %" in page
    page = page_text(client.get(reverse("panel"), {"kind": "preschool"}))
    assert "garden" in page
    assert name not in page[page.index("<tbody>") : page.index("</tbody>")]
    assert "77,8" not in page
    assert client.get(reverse("panel"), {"kind": "x", "since": "x", "need": "x", "body": "x"}).status_code == 200


def test_above_a_school_its_own_answers_are_not_told(world: World) -> None:
    """A school's row keeps no answers at all; of a body only what small groups let be told."""
    refreshed(world.region_a)
    with tenant_scope(world.region_a):
        assert not PanelSummary.objects.filter(organization__kind="school").exclude(answers={}).exists()
        assert not PanelSummary.objects.exclude(school_kind="").exclude(answers={}).exists()
        row = PanelSummary.objects.filter(organization_id=world.a10.id, school_kind="").order_by("-day")[0]
        old = PanelSummary.objects.create(
            organization_id=world.a10.id, day=row.day - DAY, counted_at=row.counted_at, answers={"K5": [6, 7]}
        )
    refreshed(world.region_a)
    with tenant_scope(world.region_a):
        old.refresh_from_db()
        assert old.answers == {}, "of two days the difference may be few people"
    with acting(world.a10["coordinator"]) as actor:
        made = queries.panel_of(actor, body=world.a11.id, kind="", since="week")
        assert made.inside
        assert queries.satisfied_at(actor, made) == {}


def test_thirty_schools_cost_what_two_cost(world: World, client_of) -> None:
    refreshed(world.region_a)
    costs = []
    for more in (0, 29):
        with tenant_scope(world.region_a):
            for number in range(more):
                late(a_school(f"many-{more}-{number}", world.a10.id).pk, 3)
        refreshed(world.region_a)
        for member in (world.a10["coordinator"], world.a00["ministry"], world.a11.curator):
            client = client_of(member)
            client.get(reverse("panel"))
            with CaptureQueriesContext(connection) as asked:
                assert client.get(reverse("panel")).status_code == 200
            costs.append((member.role, len(asked)))
    assert costs[:3] == costs[3:], costs


def test_counting_many_schools_takes_a_fixed_number_of_queries(world: World) -> None:
    counts = []
    for more in (1, 20):
        with tenant_scope(world.region_a):
            for number in range(more):
                a_school(f"counted-{more}-{number}", world.a20.id)
        with CaptureQueriesContext(connection) as asked:
            refreshed(world.region_a)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_table_holds_what_is_seen(world: World, client_of) -> None:
    refreshed(world.region_a)
    with tenant_scope(world.region_a):
        row = PanelSummary.objects.filter(organization_id=world.a10.id, school_kind="").order_by("-day")[0]
    answer = client_of(world.a10["coordinator"]).get(reverse("panel_table"))
    sheet = load_workbook(BytesIO(answer.content)).active
    cells = {line[0].value: line[1].value for line in sheet.iter_rows() if line[0].value}
    assert cells["  закреплены"] == row.figures["held"]
    assert cells["  ждут наставника"] == row.figures["waiting"]
    assert "Школа МЕТКА-A11" in cells


def test_the_panel_on_paper(world: World, client_of) -> None:
    refreshed(world.region_a)
    with tenant_scope(world.region_a):
        pk = PanelSummary.objects.filter(organization_id=world.a10.id, school_kind="").order_by("-day")[0].pk
    client = client_of(world.a10["coordinator"])
    answer = client.get(reverse("paper_file", args=["panel", pk, "pdf"]))
    assert answer.content[:5] == b"%PDF-"
    assert client_of(world.a20["coordinator"]).get(reverse("paper_file", args=["panel", pk, "pdf"])).status_code == 404


def test_the_panel_is_a_picture_too(world: World, client_of) -> None:
    """«Картинкой (PNG)»: for whoever may have the PDF; a region's has a bar for every municipality."""
    refreshed(world.region_a)
    with tenant_scope(world.region_a):
        pk = PanelSummary.objects.filter(organization_id=world.a00.id, school_kind="").order_by("-day")[0].pk
    address = reverse("paper_file", args=["panel", pk, "png"])
    client = client_of(world.a00["region_operator"])
    assert address in client.get(reverse("panel")).content.decode()
    answer = client.get(address)
    assert answer["Content-Type"] == "image/png"
    picture = Image.open(BytesIO(answer.content)).convert("RGB")
    assert picture.width == 1754 and picture.height > 800
    colours = {colour for _count, colour in picture.getcolors(1 << 20)}
    assert {(255, 255, 255), (0x1F, 0x4E, 0x94)} <= colours  # paper, and the bars of the municipalities
    ink = picture.convert("L").point(lambda tone: 255 if tone < 128 else 0).getbbox()
    assert ink and ink[3] - ink[1] > picture.height * 0.7  # written from its top to its end
    assert client.get(address).content == answer.content
    for stranger in (world.a20["coordinator"], world.b00["region_operator"], world.a11["mentor"]):
        assert client_of(stranger).get(address).status_code == 404
    assert client.get(reverse("paper_file", args=["panel", pk, "gif"])).status_code == 404


def test_the_observer_of_all_regions_reads_sums_alone(world: World, client_of) -> None:
    """No person, school or municipality; everybody else is led away; the sum is that of the regions."""
    for region in (world.region_a, world.region_b):
        refreshed(region)
    page = page_text(client_of(world.federal_observer).get(reverse("country_panel")))
    assert "Озёрный край" in page
    assert "Заполярная область" in page
    for node in world.nodes.values():
        assert not any(secret in page for secret in node.secrets)
    made = queries.country()
    newest = {
        row.region_id: row.figures["held"] for row in RegionPanel.objects.order_by("day")
    }  # Yakutsk may be a day on
    held = sum(newest.values())
    assert made.figures["held"] == held
    assert f"{held}" in page
    assert client_of(world.a00["ministry"]).get(reverse("country_panel")).status_code == 302
    assert reverse("country_panel") in client_of(world.federal_observer).get(reverse("no_role")).content.decode()


def test_the_country_costs_one_query_more_than_nothing(world: World, client_of) -> None:
    costs = []
    for more in (0, 20):
        for number in range(more):
            region = Region.objects.create(code=f"many-{number}", name=f"Регион {number}", time_zone="Europe/Moscow")
            RegionPanel.objects.create(region=region, day=clock.now().date(), counted_at=clock.now(), figures=blank())
        client = client_of(world.federal_observer)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("country_panel"))
        costs.append(len(asked))
    assert costs[0] == costs[1]


@pytest.mark.parametrize("body", [True, False])
def test_every_need_says_what_to_do_and_none_is_a_shame(body: bool) -> None:
    figures = dict.fromkeys(blank(), 3) | {"waiting": 5, "idle": 1, "schools": 9}
    needs = needs_of(figures, body=body)
    assert [need.rank for need in needs] == sorted(need.rank for need in needs)
    assert all(need.words and need.todo and need.roles for need in needs)
    assert needs_of(blank(), body=body) == []


def test_a_wake_counts_every_region_once_in_ten_minutes(world: World, clock_at) -> None:
    with tenant_scope(world.region_a):
        Organization.objects.filter(pk=world.a22.id).update(closed_on=datetime.date(2022, 1, 1))
    clock_at(clock.now() + datetime.timedelta(minutes=30))
    assert panels.refresh_all() == {"schools": 7, "regions": 2}
    assert panels.refresh_all() == {}
