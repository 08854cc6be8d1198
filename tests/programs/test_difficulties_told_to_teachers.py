"""The map of difficulties for who teaches the region: the institute and the ЦНППМ, in numbers of municipalities."""

import pytest
from django.urls import reverse

from accounts.models import Organization, OrganizationKind
from accounts.services import organizations
from accounts.tenancy import tenant_scope
from programs.models import DifficultyItem
from programs.queries.diagnoses import heat, map_of_all, people_told
from programs.services import courses
from tests.programs import growth_flow as growth
from tests.programs import pair_flow as flow
from tests.support.people import acting
from tests.world import Node, World

pytestmark = pytest.mark.django_db
BOARD = reverse("diagnosis_board")


def hard_for(node: Node, people: int, level: int = 2) -> None:
    """Teachers of a school whose lessons the curator has seen: the method is hard for them."""
    for number in range(people):
        growth.diagnosed(flow.of(node, "curator"), flow.teacher(node, f"Трудова{number}"), METHOD=level)


@pytest.fixture
def seen(world: World) -> World:
    """Enough people in both municipalities of region A, and many beyond it."""
    for node, people in ((world.a11, 6), (world.a21, 5), (world.b11, 7)):
        with tenant_scope(world.region_b if node is world.b11 else world.region_a):
            hard_for(node, people)
    return world


@pytest.mark.parametrize("who", ["a0i.institute", "a0c.cnppm_tutor"])
def test_who_teaches_the_region_reads_its_municipalities(seen: World, client_of, who: str) -> None:
    """S1 п. 1.2: to know what to teach. The same sum as the operator's, no school, no name, nobody of region B."""
    node, role = who.split(".")
    answer = client_of(seen.nodes[node.upper()][role]).get(BOARD)
    assert answer.status_code == 200
    whole = client_of(seen.a00.region_operator).get(BOARD).context
    rows = {row["place"].pk: row["people"] for row in answer.context["rows"]}
    assert rows.keys() == {seen.a10.id, seen.a20.id}
    assert answer.context["assessed"] == whole["assessed"] == sum(rows.values())
    method = next(row for row in answer.context["areas"] if row["code"] == "METHOD")
    assert method["whole"].people >= 11 and method["whole"].average is not None
    page = answer.content.decode()
    for school in (seen.a11, seen.a12, seen.a21, seen.b11):
        assert not [secret for secret in school.secrets if secret in page]
    assert "Трудова" not in page and "Школа" not in page


def test_a_school_without_a_municipality_is_told_with_the_region(seen: World, client_of) -> None:
    """Of a college right under the ministry the operator reads by name; the institute only in the region's row."""
    with acting(seen.a00.region_operator) as actor:
        college, ministry = (Organization.objects.get(pk=one.id) for one in (seen.a21, seen.a00))
        organizations.move(actor=actor, organization=college, parent=ministry, on=actor.today, reason="приказ")
    own = client_of(seen.a00.region_operator).get(BOARD).context["rows"]
    told = client_of(seen.a0i.institute).get(BOARD).context["rows"]
    assert seen.a21.id in {row["place"].pk for row in own}
    assert seen.a21.id not in {row["place"].pk for row in told}
    assert {row["place"].kind for row in told} == {OrganizationKind.REGION_AUTHORITY, OrganizationKind.MUNICIPALITY}


def test_a_few_people_are_told_to_nobody_who_teaches(world: World, client_of) -> None:
    """One assessed teacher of a municipality is neither shown nor found by subtraction from the sum."""
    with tenant_scope(world.region_a):
        hard_for(world.a11, 8)
        DifficultyItem.objects.filter(diagnosis__organization_id__in=[world.a21.id, world.a22.id]).delete()
        hard_for(world.a21, 1, level=3)
    context = client_of(world.a0i.institute).get(BOARD).context
    rows = {row["place"].pk: row for row in context["rows"]}
    assert rows[world.a20.id]["people"] is None and rows[world.a10.id]["people"] is None
    cells = {pk: dict(row["cells"]) for pk, row in rows.items()}
    name = next(name for name, cell in cells[world.a20.id].items() if cell is not None)
    assert all(row[name].average is None for row in cells.values())


def test_both_tables_count_a_person_once_so_that_nobody_is_found_by_subtraction() -> None:
    """Five spoke of themselves, of the sixth others alone: told apart above, the sixth could be read off below."""
    words = [(1, number, True, "METHOD", 1) for number in range(5)] + [(1, 9, False, "METHOD", 3)]
    whole = next(row["whole"] for row in map_of_all(words) if row["code"] == "METHOD")
    assert whole == heat(words, {1: 1})[1]["METHOD"] and whole.people == 6


def test_numbers_of_people_hide_each_other() -> None:
    words = [(1, number, False, "METHOD", 1) for number in range(9)] + [(2, 1, False, "METHOD", 1)]
    words += [(3, number, False, "METHOD", 1) for number in range(6)]
    assert people_told(words, {1: 1, 2: 2, 3: 3}) == {1: 9, 2: None, 3: None}
    assert people_told([word for word in words if word[0] != 2], {1: 1, 3: 3}) == {1: 9, 3: 6}


def test_beside_an_area_stand_the_courses_that_answer_it(seen: World, client_of) -> None:
    with acting(seen.a0i.institute) as actor:
        days = dict.fromkeys(("starts_on", "ends_on", "enrol_until"), actor.today)
        fields = {"title": "Методика урока", "areas": ["METHOD"], **days}
        courses.announce(actor=actor, course=courses.draft(actor=actor, fields=fields))
    answer = client_of(seen.a0i.institute).get(BOARD)
    areas = {row["code"]: row["courses"] for row in answer.context["areas"]}
    assert areas["METHOD"] == 1 and areas["ICT"] == 0
    page = answer.content.decode()
    assert f"{reverse('course_new')}?area=ICT" in page and f"{reverse('course_new')}?area=METHOD" not in page


def test_the_menu_leads_there_whoever_teaches(world: World, client_of) -> None:
    """An overseer comes from the map of deficits; a school and a tutor of one municipality have no such page."""
    link = f'href="{BOARD}"'
    assert link in client_of(world.a0i.institute).get(reverse("home")).content.decode()
    assert link in client_of(world.a0c.cnppm_tutor).get(reverse("home")).content.decode()
    for nobody in (world.a10.municipal_tutor, world.a11.head, world.a11.curator, world.a11.mentor):
        assert client_of(nobody).get(BOARD).status_code == 403
