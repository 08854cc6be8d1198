"""What a visitor reads: no personal data without a consent, hostile words harmless, a page light and whole."""

import datetime
import json
import re
import xml.etree.ElementTree as ET

import brotli
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Organization, Person
from monitoring import public_pages
from programs.models import Program
from programs.regulation.loader import load_preset
from programs.regulation.settings import dump_settings
from reports.models import Publication
from reports.queries.public_counts import _year, counts_of
from reports.services import sections
from tests.programs import pair_flow as flow
from tests.reports.kinds_scene import PRESETS
from tests.support.people import acting
from tests.ui.stage import STATIC
from tests.world import World

from . import public_scene as scene

pytestmark = pytest.mark.django_db
FIRST_VISIT = 60_000
HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(2)> javascript:alert(3) https://ok.test/?a=1&b="x" ]]>'


@pytest.fixture
def a(world: World):
    with acting(world.a11.curator):
        scene.let_stand(world.a11)
        yield world.a11


@pytest.mark.parametrize("preset", PRESETS)
def test_no_personal_data_without_a_consent_in_any_preset(world: World, preset: str) -> None:
    """Nobody of the school, neither by name nor by a contact, on any page of it or above it, nor in a feed."""
    with acting(world.a11.head):
        scene.let_stand(world.a11, **{
            name.removeprefix("publication."): setting["value"]
            for name, setting in dump_settings(load_preset(preset).settings).items()
            if name.startswith("publication.")
        })  # fmt: skip
        scene.shown_to_all(scene.mentor(world.a11))
        placed = scene.placed(world.a11)
        known = list(Person.objects.values_list("last_name", "email", "phone"))
    said = "\n".join(scene.read_all(node, placed) for node in (world.a11, world.a10, world.a00))
    assert not {word for row in known for word in row if word and len(word) > 3 and word in said}


def test_named_by_consent_and_nameless_without(a) -> None:
    """S4 step 8: whoever has agreed is named; of the others neither name, exact years nor a rare post."""
    agreed, silent = scene.shown_to_all(scene.mentor(a)), scene.shown_to_all(scene.mentor(a, "Тихонова"))
    scene.mentor(a, "Скрытная")
    scene.agree_to_be_named(a, agreed.person)
    silent.person.employments.update(title="заместитель директора")
    body = scene.read_all(a).replace("\u00a0", " ")
    assert "Громова Вера Петровна" in body and "Тихонов" not in body and "Скрытн" not in body
    assert "стаж 15+" in body and not re.search("стаж:? 18|18 лет", body)
    assert "заместитель" not in body.split("Наставник\n")[-1]
    scene.let_stand(a, mentors_shown="anonymized", bases=True)
    assert "Громов" not in scene.read_all(a)


def test_hostile_words_are_words(a) -> None:
    row = scene.placed(a, title=HOSTILE[:150], text=f"{HOSTILE}\n\nВторой абзац.\x0b", kind="news")
    client = Client()
    for path in ("a11/", "a11/news/", f"publication/{row.pk}/", "a11/practices/?q=%3Cscript%3E"):
        answer = client.get(f"/p/region-a/{path}")
        body = answer.content.decode()
        assert "<script>alert" not in body and "<img src=x" not in body and 'href="javascript' not in body
        assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert 'rel="nofollow"' in client.get(f"/p/region-a/publication/{row.pk}/").content.decode()
    feed = ET.fromstring(client.get("/p/region-a/a11/news.rss").content)
    assert feed.find("channel/item/title").text == HOSTILE[:150]
    items = json.loads(client.get("/p/region-a/a11/news.json").content)["items"]
    assert items[0]["title"] == HOSTILE[:150] and items[0]["url"].endswith(f"/p/region-a/publication/{row.pk}/")
    assert client.get("/p/region-a/a11/news.html").status_code == 404


def test_the_first_page_costs_the_same_with_thirty_texts_and_may_be_kept(a) -> None:
    client = Client()
    costs = []
    for more in (1, 29):
        for _no in range(more):
            scene.placed(a, kind="practice", title="Приём", areas=["METHOD"])
            scene.placed(a)
            scene.mentor(a)
        cost = {}
        for name in scene.ADDRESSES:
            client.get(f"/p/region-a/a11/{name}")
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(f"/p/region-a/a11/{name}")
            sent = [query["sql"] for query in asked if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
            cost[name] = len(sent)
            assert answer["Cache-Control"] == "public, no-cache" and "X-Robots-Tag" not in answer
            again = client.get(f"/p/region-a/a11/{name}", headers={"If-None-Match": answer["ETag"]})
            assert again.status_code == 304 and not again.content
        costs.append(cost)
    assert costs[0] == costs[1] == QUERIES, costs


QUERIES = {"": 17, "mentors/": 8, "news/": 7, "practices/": 8, "news.rss": 6, "news.json": 6}


def test_a_first_visit_is_light(a) -> None:
    for no in range(6):
        scene.placed(a, title=f"Новость {no}", text="Учитель провёл урок. " * 200)
    page = Client().get("/p/region-a/a11/").content
    assert b"htmx" not in page
    files = [STATIC / name for name in ("css/app.css", "js/app.js", "img/mark.svg")]
    total = sum(len(brotli.compress(content)) for content in [page, *(path.read_bytes() for path in files)])
    assert total + (STATIC / "fonts/golos.woff2").stat().st_size <= FIRST_VISIT


def test_results_are_told_after_the_end_and_few_people_are_not_told_apart(a) -> None:
    school, today = Organization.objects.get(pk=a.id), datetime.date(2026, 11, 26)
    before = counts_of(school, today)
    assert before.units and not [year for year in before.results if year.year == 2026]
    Program.objects.filter(pk=a.rows["program"]).update(
        state="completed", closed_on="2026-10-01", closure_reason="PLAN_COMPLETED"
    )
    cache.clear()
    assert not [year for year in counts_of(school, today).results if year.year == 2026]  # one child's end is his own
    programs = [(unit, "TEACHER_TEACHER", datetime.date(2026, 10, 1), "completed") for unit in range(5)]
    year = _year(2026, programs, {unit: {unit} for unit in range(5)}, a.id)
    assert (year.ended, year.whole, year.people, [size for _form, size in year.forms]) == (5, 5, 5, [5])
    year = _year(2026, [*programs, (9, "LEADER_TEACHER", datetime.date(2026, 10, 1), "completed")],
                 {unit: {unit} for unit in (*range(5), 9)}, a.id)  # fmt: skip
    assert (year.people, [size for _form, size in year.forms]) in ((6, [6]), (6, []))  # never five beside six


def test_above_a_school_headings_and_the_base_without_names(world: World) -> None:
    with acting(world.a11.curator):
        scene.let_stand(world.a11)
        scene.let_stand(world.a10)
        entry = scene.shown_to_all(scene.mentor(world.a11))
        scene.agree_to_be_named(world.a11, entry.person)
        scene.placed(world.a11, kind="practice", title="Час вопросов", areas=["METHOD"])
    body = scene.read_all(world.a10)
    assert "Громов" not in body and "Громова" in scene.read_all(world.a11)
    assert "Час вопросов" in body and world.a11.marker in body
    client = Client()
    assert client.get("/p/region-a/a10/practices/?area=METHOD&q=вопросов").context["page"].object_list
    assert not client.get("/p/region-a/a10/practices/?q=несуществующее").context["page"].object_list
    assert client.get("/p/region-b/a11/").status_code == 404 and client.get("/p/region-a/b11/").status_code == 404


def test_a_closed_school_has_no_page(a) -> None:
    row = Publication.objects.get(pk=a.rows["publication_placed"])
    Organization.objects.filter(pk=a.id).update(closed_on="2026-01-01")
    for path in ("a11/", "a11/news.rss", f"publication/{row.pk}/", f"publication/{a.rows['publication']}/"):
        assert Client().get(f"/p/region-a/{path}").status_code == 404


def test_a_report_names_only_a_page_that_is_open(a) -> None:
    school = Organization.objects.select_related("region").get(pk=a.id)
    assert public_pages.addresses_of([school]) == {a.id: "/p/region-a/a11/"}
    sections.close_page(actor=flow.of(a, "head"))
    assert public_pages.addresses_of([school]) == {}
