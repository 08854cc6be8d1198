"""What is read, page by page, since a moment, and at what cost."""

import datetime
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import audit
from accounts.tenancy import tenant_scope
from programs.models import MenteeEntry, MentorEntry, Unit
from programs.models.bank_choices import SensitiveCategory
from tests import factories as f
from tests.support.people import acting
from tests.world import World

from .calls import Caller, caller_of

pytestmark = pytest.mark.django_db
LISTS = (
    "organizations", "people", "mentors", "mentees", "units", "programs", "meetings", "orders", "reports", "campaigns",
)  # fmt: skip


@pytest.fixture
def curator(world: World) -> Caller:
    return caller_of(world.a11.curator)


def test_a_row_is_what_its_list_says(curator: Caller) -> None:
    for name in LISTS:
        rows = curator.get(f"/{name}/").json()["results"]
        assert rows, name
        alone = curator.get(f"/{name}/{rows[0]['id']}/").json()
        assert {key: alone[key] for key in rows[0]} == rows[0], name


def test_nothing_private_is_told(world: World, curator: Caller) -> None:
    """Catches a sealed mark, even by its absence of a category; a note, a telephone, a mail of a person."""
    with tenant_scope(world.region_a):
        entry = MenteeEntry.objects.get(pk=world.a11.rows["mentee_alone"])
        entry.seal(flags=["OVZ"], category=SensitiveCategory.BURNOUT)
        entry.notes = "тайная заметка"
        entry.save()
    row = curator.get(f"/mentees/{entry.pk}/").json()
    assert row["category"] == "" and not {"sealed", "notes", "support_plan", "educational_needs"} & row.keys()
    told = "".join(curator.get(f"/{name}/?limit=200").content.decode() for name in LISTS if name != "organizations")
    assert "+7 9" not in told and "@a11.test" not in told and "тайная" not in told and "SENSITIVE" not in told


def test_a_walk_by_pages_meets_each_row_once(world: World, curator: Caller) -> None:
    """Catches a page that repeats or loses rows while others are added."""
    whole = [row["id"] for row in curator.get("/orders/?limit=200").json()["results"]]
    seen, address = [], "/orders/?limit=2"
    while address:
        page = curator.get(address).json()
        seen += [row["id"] for row in page["results"]]
        address = page["next"] and page["next"].partition("/api/v1")[2]
        if len(seen) == 2:
            with tenant_scope(world.region_a):
                f.OrderFactory(organization_id=world.a11.id, drafted_by_id=world.a11.curator.person_id)
    assert seen[: len(whole)] == whole == sorted(whole) and len(seen) == len(whole) + 1


def test_a_cursor_is_nobodys_to_write(world: World, curator: Caller) -> None:
    own = curator.get("/orders/?limit=1").json()["next"].partition("cursor=")[2].partition("&")[0]
    assert curator.get(f"/orders/?cursor={own}").status_code == 200
    for path in (f"/meetings/?cursor={own}", f"/orders/?cursor={own}x", "/orders/?cursor=1", "/orders/?cursor=bz0w"):
        answer = curator.get(path)
        assert (answer.status_code, answer.json()["code"]) == (400, "cursor"), path


def test_rows_changed_since(world: World, curator: Caller) -> None:
    now = timezone.now()
    with acting(world.a11.curator) as actor:
        audit.record(actor, "mentor.edit", MentorEntry.objects.get(pk=world.a11.rows["mentor_entry"]))
    since = (now - datetime.timedelta(seconds=5)).isoformat().replace("+", "%2B")
    rows = curator.get(f"/mentors/?updated_since={since}").json()["results"]
    assert [row["id"] for row in rows] == [world.a11.rows["mentor_entry"]]
    with acting(world.a11.curator) as actor:  # a look at sealed marks would tell that there are some
        audit.record(actor, "menteeentry.unseal", MenteeEntry.objects.get(pk=world.a11.rows["mentee_entry"]))
    assert curator.get(f"/mentees/?updated_since={since}").json()["results"] == []
    later = (now + datetime.timedelta(days=1)).isoformat().replace("+", "%2B")
    assert curator.get(f"/mentors/?updated_since={later}").json()["results"] == []


def test_filters_narrow_and_never_widen(world: World, curator: Caller) -> None:
    assert {row["state"] for row in curator.get("/orders/?state=draft").json()["results"]} == {"draft"}
    assert curator.get(f"/mentors/?organization={world.a12.id}").json()["results"] == []
    assert curator.get(f"/mentors/?organization={world.b11.id}").json()["results"] == []
    region = caller_of(world.a00.region_operator)
    rows = region.get(f"/reports/?organization={world.a11.id}&kind=monthly").json()["results"]
    assert {row["organization"] for row in rows} == {world.a11.id}


@pytest.mark.parametrize("query", [
    "state=no", "organization=x", "organization=0", "organization=99999999999999999999", "limit=0", "limit=201",
    "updated_since=yesterday", "format=xml", "role=curator", "cursor=", "updated_since=0001-01-01T00:00:00%2B23:00",
])  # fmt: skip
def test_a_parameter_that_does_not_fit(curator: Caller, query: str) -> None:
    answer = curator.get(f"/mentors/?{query}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_the_same_answer_is_not_sent_twice(curator: Caller) -> None:
    first = curator.get("/mentors/")
    again = curator.get("/mentors/", **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first["Cache-Control"] == "private, no-cache" and first["Api-Version"] == "1"
    assert caller_of_other(curator, first["ETag"]) == 304  # the same data by another token is the same answer


def caller_of_other(curator: Caller, tag: str) -> int:
    return curator.get("/mentors/", **{"If-None-Match": f'"x", {tag}'}).status_code


def test_figures_and_results_are_those_of_the_pages(world: World, curator: Caller, client_of) -> None:
    report = curator.get(f"/reports/{world.a11.rows['report_confirmed']}/").json()
    assert {"code", "label", "value", "before", "present", "explanation"} == set(report["figures"][0])
    results = curator.get(f"/campaigns/{world.a11.rows['campaign_closed']}/results/").json()
    assert all(one["hidden"] and one["answers"] == [] for group in results["groups"] for one in group["questions"])
    answer = curator.get(f"/campaigns/{world.a11.rows['campaign']}/results/")
    assert answer.status_code == 409 and answer.json()["detail"]


def test_a_session_reads_with_its_own_role(world: World, client_of) -> None:
    client = client_of(world.a11.mentor)
    assert [row["id"] for row in client.get("/api/v1/mentors/").json()["results"]] == [world.a11.rows["mentor_entry"]]
    mentees = client.get("/api/v1/mentees/").json()["results"]
    assert mentees and all(row["category"] == "" for row in mentees)
    assert client.get("/api/v1/me/").json()["scopes"] is None


ADDED = {
    "people": lambda w: f.EmploymentFactory(organization_id=w.a11.id),
    "orders": lambda w: f.OrderFactory(organization_id=w.a11.id, drafted_by_id=w.a11.curator.person_id),
    "mentors": lambda w: MentorEntry.objects.create(
        organization_id=w.a11.id, person=f.PersonFactory(), state="active", created_at=timezone.now()
    ),
    "mentees": lambda w: MenteeEntry.objects.create(
        organization_id=w.a11.id, person=f.PersonFactory(), state="registered", created_at=timezone.now()
    ),
    "units": lambda w: Unit.objects.create(
        organization_id=w.a11.id, kind="pair", form="TEACHER_TEACHER", curator_id=w.a11.curator.person_id,
        people_key=f"x{Unit.objects.count()}", proposed_at=timezone.now(),
    ),
}  # fmt: skip
COSTS = {"people": 11, "orders": 9, "mentors": 9, "mentees": 9, "units": 10}


@pytest.mark.parametrize("name", sorted(ADDED))
def test_thirty_rows_cost_what_one_costs(world: World, curator: Caller, name: str) -> None:
    """Catches a query per row."""
    costs = []
    curator.get(f"/{name}/")  # the use of the token is noted once in some minutes
    for more in (1, 29):
        with tenant_scope(world.region_a):
            for _ in range(more):
                ADDED[name](world)
        with CaptureQueriesContext(connection) as asked:
            assert curator.get(f"/{name}/?limit=200").status_code == 200
        costs.append(len([query for query in asked if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]))
    assert costs == [COSTS[name]] * 2


def test_orders_about_money_are_for_two_roles(world: World, client_of) -> None:
    """Catches the API reading past the query of the pages."""
    with tenant_scope(world.region_a):
        paid = f.OrderFactory(organization_id=world.a11.id, drafted_by_id=world.a11.curator.person_id)
        paid.clauses.create(position=1, kind="payment", text="Установить выплату")
    for who, reads in ((world.a11.head, True), (world.a11.curator, True), (world.a11["council_chair"], False)):
        rows = client_of(who).get("/api/v1/orders/?limit=200").json()["results"]
        assert rows and (paid.pk in {row["id"] for row in rows}) is reads, who


def test_an_answer_is_json_of_known_fields(curator: Caller) -> None:
    assert json.loads(curator.get("/me/").content).keys() == {
        "person", "role", "organization", "permissions", "scopes", "expires_at",
    }  # fmt: skip
