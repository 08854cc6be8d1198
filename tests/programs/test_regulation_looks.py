"""Pages of regulations in a real browser: axe, width, size of the page."""

import pytest

from tests.programs.regulation_flow import draft, enact
from tests.ui import shots
from tests.ui.stage import ROOT, Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
LOOKS = ("desktop", "narrow")
SETTINGS = ("screening", "max_mentees_per_mentor", "stages", "pair_fixation")


@pytest.fixture
def pages(world, client_of):
    """Address → page: with a document on every level, a draft, a refusal, a lock and a stale form."""
    enact(world.a00, {"pair_fixation": {"value": "order", "clause": "п. 3.2", "locked": True}})
    enact(world.a10, preset="municipal_monthly")
    first = enact(world.a11, preset="schekino11")
    version = draft(world.a11, preset="altai_duc", keep_clauses=True)
    client = client_of(world.a11.curator)
    paths = [
        *("", "?source=all", "?part=contours", "?part=versions", "new/"),
        *(f"compare/?a={first}&b={version}", f"{first}/", f"{version}/", f"{version}/?show=rest"),
        *(f"{version}/discard/", *(f"{version}/set/{code}/" for code in SETTINGS)),
    ]
    answers = {path: client.get(f"/regulation/{path}") for path in paths}
    assert {answer.status_code for answer in answers.values()} == {200}
    found = {path: answer.content.decode() for path, answer in answers.items()}
    wrong = client.post(f"/regulation/{version}/set/program_months_max/", {"value": "999", "seen": "x"})
    stale = client.post(f"/regulation/{version}/set/forms/", {"value": ["OTHER"], "seen": "x"})
    assert (wrong.status_code, stale.status_code) == (422, 409)
    return found | {"wrong": wrong.content.decode(), "stale": stale.content.decode()}


@pytest.mark.parametrize("name", LOOKS)
def test_pages_have_no_faults(pages, name):
    with shots.open_browser() as browser:
        context = shots.new_context(browser, shots.LOOKS[name], ROOT)
        found = []
        for path, page in pages.items():
            seen = shots.visit(context, f"{ROOT}/page", Stage({"/page": page}))
            found += [(path, fault) for fault in shots.faults(seen)]
            seen.page.close()
        context.close()
    assert found == []
