"""Every order and every other paper in the words of each of the five documents, for usual, short, longest and strangest
data: nothing is left unfilled on any sheet, and the sheets look as they were approved.

In the gate the sheets are read, and those of one document are compared with approved pictures, each by itself (papers
here, orders in test_order_kinds). In ``-m deep`` all are printed, asked whether they are archival and tagged, and
compared by contact sheets (``data/sheets``). To look at every page: ``SHOW_KINDS=folder pytest -m deep`` of this file.
To approve what has changed, after looking: ``UPDATE_PICTURES=1`` before the same command.
"""

import datetime
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from accounts.tenancy import tenant_scope
from programs.regulation.loader import load_preset
from programs.regulation.settings import dump_settings
from programs.scenarios.play import Play
from reports.documents.kinds import KINDS
from reports.documents.order import OrderDocument
from reports.documents.order_print import print_context
from reports.documents.paper import Paper
from reports.documents.paper_print import paper_pdf, paper_text
from tests.programs.regulation_flow import enact
from tests.reports.kinds_scene import (
    ALL_PEOPLE,
    DAY,
    PRESETS,
    USUAL,
    People,
    document,
    drafts,
    scene,
    scratch_region,
)
from tests.reports.paper import assert_looks_like, assert_sheet_looks_like, paper, picture, poppler
from tests.reports.papers_scene import papers_of
from tests.reports.test_kinds import built
from tests.reports.test_pdf import objects
from tests.world import World

pytestmark = pytest.mark.django_db

UNFILLED = re.compile(
    r"\bNone\b|н/д\W*%|\{\{|\}\}|\{%|%\(\w|(?<!_)_{3,12}(?!_)|\( *\)|«»|"
    r"(?:^|\s)[,.;]|(?<!\.)\.\.(?!\.)|, ,|№ *(?:[,.;]|$)"
)
"""What a sheet says when something was not filled in; a long line is a place to write by hand."""
BY_HAND = "«___» __________ 20__ г."
"""A line to be dated by hand is not unfilled: there is nobody else to date it."""


def orders_of(preset: str, who: People = USUAL) -> Iterator[tuple[str, OrderDocument]]:
    region = scratch_region()
    with tenant_scope(region.pk):
        play = Play(region)
        with play.on(DAY):
            at = scene(play, preset, who)
            for kind, draft in drafts(at):
                yield kind, document(at, draft)


def papers_of_world(world: World, preset: str) -> dict[str, Paper]:
    enact(world.a11, dump_settings(load_preset(preset).settings), dated=datetime.date.today())
    return {slug: built(world, slug) for slug in sorted(KINDS)}


def unfilled(template: str, context: dict) -> list[str]:
    page = render_to_string(template, {**context, "pdf_title": "", "pdf_language": "ru"})
    said = strip_tags(page.partition("<body>")[2]).replace(BY_HAND, "")
    return [" ".join(said[max(found.start() - 30, 0) : found.end() + 30].split()) for found in UNFILLED.finditer(said)]


@pytest.mark.parametrize("preset", PRESETS)
def test_no_order_has_anything_unfilled(preset: str) -> None:
    found = {kind: unfilled("pdf/order.html", print_context(order)) for kind, order in orders_of(preset)}
    assert len(found) == 16 and {kind: words for kind, words in found.items() if words} == {}


@pytest.mark.parametrize("preset", PRESETS)
def test_no_paper_has_anything_unfilled(world: World, preset: str) -> None:
    made = papers_of_world(world, preset)
    found = {slug: unfilled("pdf/paper.html", {"doc": paper_text(one)}) for slug, one in made.items()}
    assert {slug: words for slug, words in found.items() if words} == {}


def test_every_paper_looks_as_it_did(tmp_path: Path) -> None:
    papers = papers_of(USUAL, "schekino11")
    papers.pop("panel")  # counts days up to the present one: read in tests/monitoring/test_panel_pages.py
    for slug, one in papers.items():
        assert_looks_like(picture(paper_pdf(one), 1, dpi=45), f"paper-kind-{slug}", tmp_path)


@pytest.mark.deep
@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("who", ALL_PEOPLE, ids=lambda who: who.slug)
def test_every_sheet_is_archival_and_looks_as_it_did(preset: str, who: People, tmp_path: Path) -> None:
    sheets = {f"order-{kind}": paper(order) for kind, order in orders_of(preset, who)}
    sheets |= {f"paper-{slug}": paper_pdf(one) for slug, one in papers_of(who, preset).items()}
    for name, pdf in sheets.items():
        inside, facts = objects(pdf), poppler("pdfinfo", pdf)
        assert re.search(r"Tagged: +yes", facts), name
        assert 'pdfaid:part="3"' in inside and 'pdfaid:conformance="A"' in inside and "/OutputIntents" in inside, name
        if folder := os.environ.get("SHOW_KINDS"):
            for page in range(1, 1 + int(facts.split("Pages:")[1].split()[0])):
                picture(pdf, page, dpi=70).save(Path(folder, f"{preset}-{who.slug}-{name}-{page}.png"))
    assert_sheet_looks_like(sheets.values(), f"sheets/{preset}-{who.slug}", tmp_path)


def test_the_pattern_finds_what_it_is_for() -> None:
    for words in ("от None", "н/д %", "{{ x }}", "%(who)s", "№ ____", "( )", "Программа «»", "срок ..", "№ ,"):
        assert UNFILLED.search(words), words
    for words in ("и т. д.", "н/д", "№ 57", "«Б»", "ждём…", "конец."):
        assert not UNFILLED.search(words), words
