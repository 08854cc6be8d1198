"""The pages of routes and difficulties: a fixed number of queries, what each reader sees, files behind their door."""

import datetime
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Person
from accounts.tenancy import tenant_scope
from programs.models import GrowthResource, LearningRoute, Program, RouteItem
from programs.services import diagnoses
from programs.services.difficulties import Word
from tests.programs import growth_flow as growth
from tests.programs import pair_flow as flow
from tests.support.people import acting, signed_in_client
from tests.world import World

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def _route(world: World) -> None:
    node = world.a11
    person = flow.teacher(node, f"Маршрутова{Person.objects.count()}")
    old = LearningRoute.objects.get(pk=node.rows["route"])
    route = LearningRoute.objects.create(
        organization_id=node.id, educator=person, start_on=old.start_on, end_on=old.end_on, steps=7,
        snapshot=old.snapshot, created_at=old.created_at,
    )  # fmt: skip
    RouteItem.objects.create(route=route, position=1, block="TRIAL", text="Урок", due_on=old.start_on)


def _diagnosis(world: World) -> None:
    person = flow.teacher(world.a11, f"Трудова{Person.objects.count()}")
    growth.diagnosed(flow.of(world.a11, "curator"), person, METHOD=2, ICT=1)


def _own(world: World) -> None:
    mentor = flow.of(world.a11, "mentor")
    person = Person.objects.get(pk=mentor.person_id)
    words = {"METHOD": Word(level=1)}
    diagnoses.record(actor=mentor, person=person, method="self", held_on=mentor.today, words=words)


def _resource(world: World) -> None:
    count = GrowthResource.objects.count()
    GrowthResource.objects.create(organization_id=world.a00.id, kind="community", title=f"Клуб {count}")


LISTS: dict[str, tuple[str, Callable[[World], None], int]] = {
    "route_list": ("a11.curator", _route, 16),
    "diagnosis_list": ("a11.curator", _diagnosis, 19),
    "diagnosis_board": ("a10.coordinator", _diagnosis, 17),
    "diagnosis_self": ("a11.mentor", _own, 13),
    "resource_list": ("a00.region_operator", _resource, 20),  # announced courses stand in it too
}


@pytest.mark.parametrize("name", sorted(LISTS))
def test_ten_rows_cost_what_one_costs(world: World, name: str) -> None:
    who, add, number = LISTS[name]
    client = signed_in_client(world.nodes[who[:3].upper()][who[4:]])
    costs = []
    for more in (1, 9):
        with tenant_scope(world.region_a):
            for _ in range(more):
                add(world)
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(name)).status_code == 200
        costs.append(len([query for query in asked if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]))
    assert costs == [number, number]


def test_the_page_of_a_route_costs_the_same_with_forty_items(world: World) -> None:
    client = signed_in_client(world.a11.mentor)
    address = reverse("route_detail", args=[world.a11.rows["route"]])
    costs = []
    for more in (1, 39):
        with tenant_scope(world.region_a):
            last = RouteItem.objects.filter(route_id=world.a11.rows["route"]).count()
            for number in range(last + 1, last + more + 1):
                RouteItem.objects.create(
                    route_id=world.a11.rows["route"], position=number, block="TRIAL", text=f"Урок {number}"
                )
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            page = client.get(address)
        assert page.status_code == 200
        costs.append(len([query for query in asked if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]))
    assert costs == [21, 21]
    assert page.context["execution"].counted == 42


def test_the_teacher_writes_the_curator_reads(world: World) -> None:
    address = reverse("route_detail", args=[world.a11.rows["route"]])
    mine = signed_in_client(world.a11.mentor).get(address).content.decode()
    seen = signed_in_client(world.a11.curator).get(address).content.decode()
    assert "Приложить продукт" in mine
    assert "Приложить продукт" not in seen
    assert f"Темп {world.a11.inner}" not in seen  # the words of a difficulty are on the diagnosis page alone
    for page in (mine, seen):
        assert f"Курс {world.a11.inner}" in page
        assert "просрочено" in page


def test_the_way_by_the_pages(world: World) -> None:
    """From the first page: dates stand there, each step is a page, a refusal keeps the words."""
    with acting(world.a11.curator):
        growth.regulate(world.a11, growth.SEVEN)
        LearningRoute.objects.filter(pk=world.a11.rows["route"]).update(organization_id=world.a12.id)
        Program.objects.filter(organization_id=world.a11.id).update(route=None)
    client = signed_in_client(world.a11.mentor)
    assert "Начать маршрут" in client.get("/").content.decode()
    form = client.get(reverse("route_new")).context["form"]
    short = {"start_on": "2026-09-01", "end_on": "2028-08-31"}
    refused = client.post(reverse("route_new"), short)
    assert refused.status_code == 422
    assert "короче 48" in refused.content.decode()
    answer = client.post(reverse("route_new"), {name: form[name].value().isoformat() for name in short})
    pk = int(answer["Location"].split("/")[2])
    step = client.post(reverse("route_step", args=[pk, "ideal"]), {"ideal_self": "Наставник", "closeness_before": "4"})
    assert step["Location"].endswith("/step/strengths/")
    step = client.post(reverse("route_step", args=[pk, "strengths"]), {"strong_METHOD": "Ясная речь"})
    assert step["Location"].endswith("/step/deficits/")
    page = client.get(step["Location"])
    assert 'value="2"' in page.content.decode()
    levels = {f"level_{area}": "1" for area in growth.DIFFICULTY_AREAS}
    assert client.post(step["Location"], levels)["Location"] == reverse("route_detail", args=[pk])
    item = {"block": "TRIAL", "text": "Открытый урок", "nature": "nonformal", "area": "METHOD", "due_on": "2026-12-01"}
    assert client.post(reverse("route_item_new", args=[pk]), item).status_code == 302
    with tenant_scope(world.region_a):
        added = RouteItem.objects.get(route_id=pk)
        assert added.why.startswith("Отвечает на затруднение")
    assert client.post(reverse("route_move", args=[pk]), {"verb": "reflect"}).status_code == 409


def test_a_tutor_is_asked_by_his_code(world: World) -> None:
    tutor, teacher = signed_in_client(world.a10.municipal_tutor), signed_in_client(world.a11.mentor)
    code = tutor.get(reverse("notice_list")).context["code"]
    address = reverse("route_tutor", args=[world.a11.rows["route"]])
    assert teacher.post(address, {"code": "00000000"}).status_code == 422
    assert teacher.post(address, {"code": code}).status_code == 302
    listed = tutor.get(reverse("route_list")).content.decode()
    assert world.a11.mentor.full_name in listed
    assert tutor.get(reverse("route_detail", args=[world.a11.rows["route"]])).status_code == 200
    assert tutor.get(reverse("diagnosis_detail", args=[world.a11.rows["diagnosis"]])).status_code == 200
    assert tutor.get(reverse("diagnosis_detail", args=[world.a11.rows["diagnosis_seen"]])).status_code == 404


def test_a_catalogue_line_goes_into_the_map(world: World) -> None:
    with acting(world.a11.curator):
        growth.regulate(world.a11, growth.SEVEN)
        LearningRoute.objects.filter(pk=world.a11.rows["route"]).update(state="revising")
    client, pk = signed_in_client(world.a11.mentor), world.a11.rows["route"]
    catalogue = client.get(reverse("resource_list"), {"route": pk}).content.decode()
    source = f"resource-{world.a00.rows['growth_resource']}"
    assert f"{reverse('route_item_new', args=[pk])}?source={source}" in catalogue
    form = client.get(reverse("route_item_new", args=[pk]), {"source": source}).context["form"]
    assert (form["hours"].value(), form["provider"].value()) == (36, "Лицей")
    foreign = f"resource-{world.b00.rows['growth_resource']}"
    data = {"block": "TRIAL", "nature": "formal", "text": "", "source": foreign}
    assert client.post(reverse("route_item_new", args=[pk]), data).status_code == 422
