"""The panel of introduction: a school's stage by facts, what is missing, what is not kept; who reads whose."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from monitoring.panel_figures import blank
from monitoring.queries.stages import LABELS, SchoolStage
from programs.models import MentorEntry
from tests.monitoring.month import page_text
from tests.monitoring.test_panels import a_school, refreshed
from tests.world import World

READY = {"mentees": 3, "mentors": 2, "held": 2, "running": 2, "meetings": 5}


def stage(**told: int) -> SchoolStage:
    return SchoolStage(Organization(short_name="Школа"), blank() | told)


@pytest.mark.parametrize(("facts", "reached", "missing"), [
    ({"no_statute": 1, "no_curator": 1, "no_plan": 1}, "none",
     "no_statute no_curator no_plan no_mentees no_mentors no_pairs"),
    ({"no_plan": 1}, "preparation", "no_plan no_mentees no_mentors no_pairs"),
    ({"mentees": 3}, "mentees", "no_mentors no_pairs"),
    ({"mentees": 3, "mentors": 1}, "mentors", "no_pairs"),
    ({"mentees": 3, "mentors": 1, "held": 1}, "pairs", "no_programs"),
    ({**READY, "meetings": 0}, "way", "no_meetings"),
    (READY, "way", ""),
    ({**READY, "no_statute": 1}, "way", "no_statute"),
    ({"closed": 4}, "closing", "no_mentees no_mentors"),
    ({**READY, "closed": 4, "held": 0, "running": 0}, "closing", ""),
    ({**READY, "closed": 4, "held": 0, "running": 0, "waiting": 1}, "mentors", "no_pairs"),
    ({**READY, "closed": 4, "held": 0, "running": 0, "unit.proposed": 1}, "mentors", "no_pairs"),
])  # fmt: skip
def test_the_stage_is_the_farthest_that_facts_reach(facts: dict[str, int], reached: str, missing: str) -> None:
    row = stage(**facts)
    assert (row.stage, row.lacks) == (reached, missing.split())


@given(st.dictionaries(st.sampled_from(sorted(blank())), st.integers(0, 3)))
def test_every_school_stands_somewhere_and_more_facts_never_set_it_back(facts: dict[str, int]) -> None:
    order = list(LABELS)
    row = stage(**facts)
    assert row.stage in order
    if row.stage != "closing":
        further = stage(**{**facts, "held": 1, "running": 1})
        assert order.index(further.stage) >= order.index(row.stage)


@pytest.mark.django_db
def test_each_body_reads_its_own_schools(world: World, client_of) -> None:
    refreshed(world.region_a)
    address = reverse("stage_list")
    for member, body, status in (
        (world.a10["coordinator"], None, 200), (world.a1m["mnc_officer"], None, 200),
        (world.a00["ministry"], world.a20.id, 200), (world.a10["coordinator"], world.a20.id, 404),
        (world.a10["coordinator"], world.b10.id, 404), (world.a10["coordinator"], world.a11.id, 404),
        (world.a11.head, None, 403), (world.a11.curator, None, 403),
    ):  # fmt: skip
        for path in (address, reverse("stage_table")):
            answer = client_of(member).get(path, {"body": body} if body else {})
            assert answer.status_code == status, (member.role, body)
    page = page_text(client_of(world.a10["coordinator"]).get(address))
    assert world.a11.marker in page and world.a21.marker not in page and world.a11.pupils_word not in page


@pytest.mark.django_db
def test_what_is_seen_is_filtered_by_the_address_and_exported(world: World, client_of) -> None:
    with tenant_scope(world.region_a):
        MentorEntry.objects.filter(organization_id=world.a11.id, state="active").update(
            source="PROFESSIONAL", clearance_on=None
        )
    refreshed(world.region_a)
    client = client_of(world.a10["coordinator"])
    rows = client.get(reverse("stage_list")).context["board"].rows
    some = rows[0].stage
    shown = client.get(reverse("stage_list"), {"stage": some}).context["page"].object_list
    assert shown and all(row.stage == some for row in shown)
    rules = {"look": "rules", "rule": "unchecked"}
    unchecked = client.get(reverse("stage_list"), rules).context["page"].object_list
    assert [row.organization.pk for row in unchecked] == [world.a11.id]
    sheet = load_workbook(BytesIO(client.get(reverse("stage_table"), rules).content)).active
    assert [row[0] for row in sheet.iter_rows(min_row=5, values_only=True)] == [unchecked[0].organization.short_name]
    assert "Таких школ нет" in page_text(client.get(reverse("stage_list"), {"stage": "none", "lack": "no_meetings"}))
    empty = client.get(reverse("stage_list"), {"stage": "none", "lack": "no_meetings", "look": "rules"})
    assert 'href="?look=rules"' in empty.content.decode() and empty.context["all"] == "?look=rules"
    assert f"{reverse('stage_list')}?look=rules" in client.get(reverse("panel")).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "number"), [("stage_list", 18), ("stage_table", 14)])
def test_many_schools_cost_what_few_cost(world: World, client_of, name: str, number: int) -> None:
    client, costs = client_of(world.a10["coordinator"]), []
    for more in (1, 10):
        with tenant_scope(world.region_a):
            for place in range(more):
                a_school(f"stage-{len(costs)}-{place}", world.a10.id)
        refreshed(world.region_a)
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(name)).status_code == 200
        costs.append(len([query for query in asked if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]))
    assert costs == [number, number]
