"""The open page of an organization in a real browser: axe, width, script."""

import os

import pytest
from django.test import Client
from playwright.sync_api import Browser

from tests.reports import public_scene as scene
from tests.support.people import acting
from tests.world import World

from . import shots
from .stage import ROOT, Stage

# Playwright keeps a loop in this thread; the test's own queries are as synchronous as ever.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.mark.parametrize("look", ["desktop", "phone"])
def test_pages_have_no_faults(world: World, browser: Browser, look: str) -> None:
    with acting(world.a11.curator):
        scene.let_stand(world.a11)
        entry = scene.shown_to_all(scene.mentor(world.a11))
        scene.agree_to_be_named(world.a11, entry.person)
        scene.placed(world.a11, kind="announcement", title="Встреча родителей", happens_on="2099-01-01")
        row = scene.placed(world.a11, entry.person)
        scene.placed(world.a11, kind="practice", title="Приём", areas=["METHOD"])
    paths = [f"/p/region-a/a11/{name}" for name in ("", "mentors/", "news/", "practices/")]
    paths += [f"/p/region-a/publication/{row.pk}/", "/accessibility/"]
    answers = {path: Client().get(path).content.decode() for path in paths}
    answers["/page"] = ""  # whatever else the browser asks for
    context = shots.new_context(browser, shots.LOOKS[look])
    for path in paths:
        seen = shots.visit(context, f"{ROOT}{path}", Stage(answers))
        assert shots.faults(seen) == [], path
        seen.page.close()
    context.close()
