"""One school of the world on one fixed day, in the words of a preset and with people of a kind: its papers are the
same on every machine and every day, so that they may be compared with approved pictures."""

import datetime
import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from accounts import clock
from accounts.models import Employment, Organization, Person
from accounts.tenancy import tenant_scope
from programs.models import CouncilMinutes, Wording
from programs.regulation.loader import load_preset
from programs.regulation.settings import dump_settings
from reports.documents.kinds import KINDS
from reports.documents.paper import Paper
from reports.documents.plain import from_plain, to_plain
from tests.programs.regulation_flow import enact
from tests.reports.kinds_scene import People, scratch_region
from tests.reports.test_kinds import built_of
from tests.support import world_rows
from tests.world import TREE, Node, _node

MOMENT = datetime.datetime(2025, 10, 15, 9, 0, tzinfo=datetime.UTC)
CODE = "C11"
BRANCH = ("00", "10", "1M", "11")


@contextmanager
def school_of(people: People, preset: str) -> Iterator[Node]:
    """The clock stands at ``MOMENT`` for the rows, for what is counted of them and for what is printed."""
    region, nodes = scratch_region("papers"), {}
    with pytest.MonkeyPatch.context() as patch, clock.moved_to(MOMENT), tenant_scope(region.pk):
        patch.setattr("django.utils.timezone.now", lambda: MOMENT)
        for tail, parent, (kind, roles) in TREE:
            if tail in BRANCH:
                nodes[f"C{tail}"] = _node(f"C{tail}", f"C{parent}" if parent else "", kind, roles, region.pk, nodes)
        world_rows.fill(list(nodes.values()))
        _name(people)
        Wording.objects.all().delete()  # the shipped words are looked at
        CouncilMinutes.objects.filter(state="draft").delete()
        settings = dump_settings(load_preset(preset).settings)
        enact(nodes[CODE], settings, dated=MOMENT.date())
        yield nodes[CODE]


def _name(people: People) -> None:
    for no, person in enumerate(Person.objects.order_by("pk")):
        name, post = people.people[no % len(people.people)]
        last, first, *rest = name.split(" ", 2)
        patronymic = rest[0] if rest else ""
        Person.objects.filter(pk=person.pk).update(
            last_name=last, first_name=first, patronymic=patronymic, gender="", declension={}
        )
        Employment.objects.filter(person=person).update(title=post)
    for organization in Organization.objects.all():
        name, short = people.organization if organization.kind == "school" else people.above
        Organization.objects.filter(pk=organization.pk).update(
            name=name,
            short_name=short,
            address=people.address,
            founder=people.founder,
            phone="(48700) 0-00-11",
            email="",
        )


def papers_of(people: People, preset: str) -> dict[str, Paper]:
    """Each kind's paper of the first row that it prints; marks of the world give way to ``people.words``."""
    with school_of(people, preset) as school:
        return {slug: _worded(built_of(school, slug), school, people) for slug in sorted(KINDS)}


def _worded(paper: Paper, school: Node, people: People) -> Paper:
    text = json.dumps(to_plain(paper), ensure_ascii=False)
    for mark in (school.inner, school.marker, f"РАЗГОВОР-{CODE}", f"ДЕНЬГИ-{CODE}", f"СПОР-{CODE}"):
        text = text.replace(mark, json.dumps(people.words, ensure_ascii=False)[1:-1])
    return from_plain(Paper, json.loads(text))
