"""Every kind of paper, whatever it is: archival, tagged, named, and the same bytes wherever it is made.

A new kind is here by itself: the first row that it can print of is taken.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from django.http import Http404

from accounts.models import StudentProfile
from programs.models import Program
from reports.documents.kinds import KINDS
from reports.documents.order import to_json
from reports.documents.paper import Paper
from reports.documents.paper_print import paper_pdf
from reports.documents.plain import to_plain
from tests.reports.order_samples import LONG_ORDER, SIGNED_2025, TATAR_ORDER
from tests.reports.paper import paper, poppler
from tests.reports.test_pdf import objects
from tests.support.people import acting
from tests.world import Node, World

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
ORDERS = {"signed": SIGNED_2025, "long": LONG_ORDER, "two languages": TATAR_ORDER}
ELSEWHERE = """
import hashlib, json, sys
import django
django.setup()
from reports.documents.order import from_json
from reports.documents.order_print import order_label, print_context
from reports.documents.paper import Paper
from reports.documents.paper_print import paper_pdf
from reports.documents.plain import from_plain
from reports.pdf import render_pdf
given = json.load(sys.stdin)
made = {slug: paper_pdf(from_plain(Paper, plain)) for slug, plain in given["papers"].items()}
for name, text in given["orders"].items():
    order = from_json(text)
    made[name] = render_pdf("pdf/order.html", print_context(order), title=order_label(order), language=order.language)
print(json.dumps({name: hashlib.sha256(pdf).hexdigest() for name, pdf in made.items()}))
"""


def built(world: World, slug: str) -> Paper:
    return built_of(world.a11, slug)


def built_of(a: Node, slug: str) -> Paper:
    """The kind's paper of the first row of that school that it prints; a programme has gone its whole way."""
    kind = KINDS[slug]
    with acting(a.head) as head:
        program = Program.objects.get(pk=a.rows["program"])
        Program.objects.filter(pk=program.pk).update(
            state="completed", closed_on=head.today, approved_on=head.today, closure_reason="PLAN_COMPLETED",
            mentor_report="Научились планировать урок.", mentor_reported_on=head.today, outcome="Урок дан",
        )  # fmt: skip
        mentor = program.unit.members.get(side="mentor", left_on=None).person
        if not mentor.student_profiles.exists():
            StudentProfile.objects.create(person=mentor, organization_id=a.id, class_label="10", valid_from=head.today)
    for reader in (a.head, a.curator, a.mentor):
        with acting(reader) as actor:
            for row in kind.model.objects.visible_to(actor).order_by("pk")[:50]:
                with suppress(Http404):
                    return kind.build(row, actor)
    pytest.fail(f"no row of the world has a paper «{slug}»")


@pytest.mark.parametrize("slug", sorted(KINDS))
def test_a_kind_is_archival_tagged_and_named(world: World, slug: str) -> None:
    made = built(world, slug)
    pdf = paper_pdf(made)
    facts, inside = poppler("pdfinfo", pdf), objects(pdf)
    # NO-BREAK SPACE and the like are spaces to poppler's eye.
    assert re.search(r"Tagged: +yes", facts) and " ".join(made.name.split()) in " ".join(facts.split())
    assert 'pdfaid:part="3"' in inside and 'pdfaid:conformance="A"' in inside and "/OutputIntents" in inside
    assert f"/Lang ({made.language})" in inside and "/S /H1" in inside
    fonts = [line.split() for line in poppler("pdffonts", pdf).splitlines()[2:]]
    assert fonts and all("+Document-" in font[0] and font[-5:-2] == ["yes"] * 3 for font in fonts)


def test_every_kind_and_every_order_is_the_same_in_another_process_and_zone(world: World, tmp_path: Path) -> None:
    papers = {slug: built(world, slug) for slug in sorted(KINDS)}
    given = {
        "papers": {slug: to_plain(made) for slug, made in papers.items()},
        "orders": {name: to_json(order) for name, order in ORDERS.items()},
    }
    strange = {
        "PYTHONHASHSEED": "7", "TZ": "Asia/Kamchatka", "HOME": str(tmp_path), "PYTHONPATH": str(ROOT),
        "LC_ALL": "C.UTF-8", "DJANGO_SETTINGS_MODULE": "mentoring.settings",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE],
        input=json.dumps(given).encode(), capture_output=True, check=True, cwd=tmp_path, env=os.environ | strange,
    )  # fmt: skip
    here = {slug: paper_pdf(made) for slug, made in papers.items()} | {name: paper(o) for name, o in ORDERS.items()}
    assert json.loads(done.stdout) == {name: hashlib.sha256(pdf).hexdigest() for name, pdf in here.items()}
