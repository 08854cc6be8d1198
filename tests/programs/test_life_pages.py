"""Pages of roadmaps, events, projects and appeals: a number of queries that does not grow, words, forms, the PDF."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organization
from programs.models import (
    Appeal,
    Event,
    EventParticipant,
    JointProject,
    ProjectUnit,
    Roadmap,
    RoadmapItem,
    SchoolProgram,
)
from programs.services import roadmaps
from tests import factories as f
from tests.programs import pair_flow as flow
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 10, 9, tzinfo=datetime.UTC)


@pytest.fixture
def world(world: World, clock_at) -> World:
    clock_at(NOW)
    return world


def more(world: World, numbers: range) -> None:
    a, today = world.a11, NOW.date()
    with acting(a.curator) as curator:
        by = {"created_by_id": curator.person_id, "created_at": timezone.now()}
        for number in numbers:
            RoadmapItem.objects.create(
                roadmap_id=a.rows["roadmap"], stage=1, stage_title="Этап", position=number + 10, text="Дело",
                due={"type": "date", "date": "2026-11-01"}, roles=["curator"],
            )  # fmt: skip
            event = Event.objects.create(
                organization_id=a.id, reaches_id=a.id, kind="seminar", title=f"Ещё {number}",
                starts_at=NOW + datetime.timedelta(9),
                **by,
            )  # fmt: skip
            teacher = flow.teacher(a, f"Ещёева{number}")
            EventParticipant.objects.create(
                event_id=a.rows["event"], person=teacher, organization_id=a.id, marked_by_id=curator.person_id,
                marked_at=event.created_at,
            )  # fmt: skip
            project = JointProject.objects.create(
                organization_id=a.id, title="Ещё", plan="План", start_on=today, end_on=today, **by
            )
            ProjectUnit.objects.create(project=project, unit_id=a.rows["unit"])
            SchoolProgram.objects.create(
                organization_id=a.id, school_year=1900 + number, form="TEACHER_TEACHER", title="Ещё", goal="Цель",
                activities="Раз", expected="Два", created_at=event.created_at,
            )  # fmt: skip
            Appeal.objects.create(organization_id=a.id, author=teacher, text="Ещё", created_at=event.created_at)
    with acting(world.a10.coordinator):
        for _number in numbers:
            f.SchoolFactory(parent=Organization.objects.get(pk=world.a10.id))


QUERIES = {
    ("roadmap", "a11.curator"): 20, ("roadmap_below", "a10.coordinator"): 21, ("event_list", "a11.curator"): 16,
    ("project_list", "a11.curator"): 25, ("school_program_list", "a11.curator"): 15,
    ("appeal_list", "a11.curator"): 16,
}  # fmt: skip


@pytest.mark.parametrize(("name", "who"), QUERIES)
def test_a_list_of_thirty_asks_as_often_as_a_list_of_one(world: World, client_of, name: str, who: str) -> None:
    client, address = client_of(world.nodes[who[:3].upper()][who[4:]]), reverse(name)
    client.get(address)
    asked = []
    for numbers in (range(1, 2), range(2, 31)):
        more(world, numbers)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        asked.append(len([query for query in caught if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]))
    assert asked == [QUERIES[name, who]] * 2


def said(answer) -> str:
    return answer.content.decode().replace("\xa0", " ")


def approved(world: World) -> Roadmap:
    with acting(world.a11.curator):
        roadmap = Roadmap.objects.get(pk=world.a11.rows["roadmap"])
        return roadmaps.endorse(actor=flow.of(world.a11, "head"), roadmap=roadmap)


def test_a_map_from_nothing_to_approval_in_the_browser(world: World, client_of) -> None:
    a = world.a11
    with acting(a.curator):
        Roadmap.objects.all().delete()
    curator, head = client_of(a.curator), client_of(a.head)
    assert "Составить дорожную карту" in said(curator.get(reverse("roadmap")))
    curator.post(reverse("roadmap_draft"), {"code": "schekino11"})
    page = said(curator.get(reverse("roadmap")))
    assert "Принять предложенные сроки: 18" in page
    with acting(a.curator):
        pk = Roadmap.objects.get().pk
    move = reverse("roadmap_move", args=[pk])
    for who, verb in ((curator, "suggest"), (curator, "submit"), (head, "endorse")):
        assert who.post(move, {"verb": verb}).status_code == 302
    assert "Новая редакция" in said(curator.get(reverse("roadmap")))
    assert curator.post(move, {"verb": "conquer"}).status_code == 409


def test_a_line_is_written_with_a_term_of_a_kind_and_refused_without_what_it_needs(world: World, client_of) -> None:
    client = client_of(world.a11.curator)
    address = reverse("roadmap_item_new", args=[world.a11.rows["roadmap"]])
    told = {"stage_title": "Учёт", "text": "Отчёт", "term": "monthly", "roles": ["curator"]}
    answer = client.post(address, told)
    assert answer.status_code == 422
    assert "Нужно для срока такого вида" in said(answer)
    for fields, due in (
        ({"day": "25"}, {"type": "monthly", "day": 25}),
        ({"term": "period", "date": "01.12.2026", "until": "31.12.2026"},
         {"type": "period", "first": "2026-12-01", "last": "2026-12-31"}),
        ({"term": "relative", "days": "14", "event": "model_date"},
         {"type": "relative", "event": "model_date", "days": 14, "unit": "calendar"}),
        ({"term": "yearly", "date": "31.08.2026"}, {"type": "yearly", "month_day": "08-31"}),
    ):  # fmt: skip
        assert client.post(address, {**told, **fields}).status_code == 302
        with acting(world.a11.curator):
            item = RoadmapItem.objects.filter(roadmap_id=world.a11.rows["roadmap"]).order_by("-pk").first()
            assert (item.due, item.responsible) == (due, "куратор")
        assert client.get(reverse("roadmap_item_edit", args=[item.pk])).status_code == 200
    assert (
        client.post(address, {**told, "term": "period", "date": "02.12.2026", "until": "01.12.2026"}).status_code == 422
    )


def test_a_pasted_table_is_shown_first_and_written_then(world: World, client_of) -> None:
    client = client_of(world.a11.curator)
    pasted = "\n".join(
        [
            "№\tМероприятие\tСрок\tОтветственный",
            "1.1\tСобрать запросы\tмай\tкуратор",
            "1.2\tСеминар\tкогда-нибудь\tдиректор",
        ]
    )
    shown = said(client.post(reverse("roadmap_import"), {"pasted": pasted}))
    assert "Собрать запросы" in shown
    assert "Один срок не разобрали" in shown
    rows = shown.split('name="rows" value="')[1].split('"')[0]
    columns = {"column-0": "number", "column-1": "text", "column-2": "term", "column-3": "responsible"}
    answer = client.post(reverse("roadmap_import"), {"rows": rows, "do": "write", "line": ["0"], **columns})
    assert answer.status_code == 302
    with acting(world.a11.curator):
        item = RoadmapItem.objects.get(text="Собрать запросы")
        assert (item.due, item.roles) == ({"type": "month", "month": 5}, ["curator"])
        assert not RoadmapItem.objects.filter(text="Семинар").exists()
    assert client_of(world.a12.curator).post(reverse("roadmap_import"), {"rows": rows}).status_code == 409
    assert client.post(reverse("roadmap_import"), {"pasted": " "}).status_code == 422


def test_the_map_on_paper_bears_the_stamp(world: World, client_of) -> None:
    approved(world)
    answer = client_of(world.a11.head).get(reverse("roadmap_pdf", args=[world.a11.rows["roadmap"]]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-1.7")


def test_overdue_alone_on_one_page(world: World, client_of) -> None:
    more(world, range(1, 3))
    approved(world)
    page = said(client_of(world.a11.curator).get(f"{reverse('roadmap')}?show=late"))
    assert "2 мероприятия просрочены" in page
    assert page.count("<tr id=") == 2


def test_three_hundred_people_are_ticked_page_by_page(world: World, client_of) -> None:
    with acting(world.a11.curator):
        for number in range(130):
            flow.teacher(world.a11, f"Яковлева{number:03}")
    address = reverse("event_participants", args=[world.a11.rows["event"]])
    client = client_of(world.a11.curator)
    first = said(client.get(f"{address}?group=staff"))
    assert first.count('name="person"') == 100
    ids = [part.split('"')[0] for part in first.split('name="person" value="')[1:]]
    assert (
        client.post(address, {"person": ids, "part": "participant", "result": "none", "verb": "mark"}).status_code
        == 302
    )
    with acting(world.a11.curator):
        assert EventParticipant.objects.filter(event_id=world.a11.rows["event"]).count() >= 100
    assert said(client.get(f"{address}?group=staff&q=яковлева12")).count('name="person"') == 10


def test_an_event_is_announced_and_closed_in_the_browser(world: World, client_of) -> None:
    client = client_of(world.a11.curator)
    told = {
        "title": "Педсовет", "kind": "council", "on": "09.11.2026", "begins": "15:00", "ends": "14:00",
        "audience": ["mentor"],
    }  # fmt: skip
    assert client.post(reverse("event_new"), told).status_code == 422
    answer = client.post(reverse("event_new"), {**told, "ends": "16:30"})
    assert "Педсовет" in said(client.get(answer.url))
    with acting(world.a11.curator):
        pk = Event.objects.get(title="Педсовет").pk
    client.post(reverse("event_move", args=[pk]), {"verb": "hold", "reached": "40", "outcome": "Решили"})
    page = said(client_of(world.a11.mentor).get(reverse("event_detail", args=[pk])))
    assert "Решили" in page
    assert "Отметить участников" not in page


def test_activity_stands_beside_the_schools_figures(world: World, client_of) -> None:
    page = said(client_of(world.a11.head).get(reverse("figures")))
    assert "Посчитано из событий и проектов" in page
    assert "Посчитано" not in said(client_of(world.a10.coordinator).get(reverse("figures")))


def test_a_question_from_the_pairs_card_in_the_browser(world: World, client_of) -> None:
    a = world.a11
    assert f"{reverse('appeal_new')}?unit={a.rows['unit']}" in said(
        client_of(a.mentee).get(reverse("unit_detail", args=[a.rows["unit"]]))
    )
    address = f"{reverse('appeal_new')}?unit={a.rows['unit']}"
    assert "взыскании" in said(client_of(a.mentor).get(address))
    assert "взыскании" not in said(client_of(a.mentee).get(address))
    assert client_of(a.mentee).post(address, {"kind": "question", "text": "Когда урок?"}).status_code == 302
    with acting(a.curator):
        appeal = Appeal.objects.get(text="Когда урок?")
        assert appeal.unit_id == a.rows["unit"]
    client_of(a.curator).post(reverse("appeal_detail", args=[appeal.pk]), {"words": "Во вторник"})
    assert "Во вторник" in said(client_of(a.mentee).get(reverse("appeal_list")))
