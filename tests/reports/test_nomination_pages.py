"""«Поощрение» as pages: what each sees and presses, names above the school, the table, the queries."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts import clock
from accounts.tenancy import tenant_scope
from programs import models as p
from reports.documents.kinds import KINDS
from reports.models import Nomination, OwnAward
from tests import factories as f
from tests.support.people import acting, proven, signed_in_client
from tests.world import World

pytestmark = pytest.mark.django_db


def test_the_head_grants_a_schools_award_from_its_card(world: World) -> None:
    address = reverse("nomination_detail", args=[world.a11.rows["nomination"]])
    press = reverse("nomination_move", args=[world.a11.rows["nomination"], "grant"])
    client = signed_in_client(world.a11.head)
    assert "Наградить" in client.get(address).content.decode()
    assert client.post(press).status_code == 302  # the first signature of the day: he shows that it is he
    with acting(world.a11.head):
        assert Nomination.objects.get(pk=world.a11.rows["nomination"]).state == "draft"
    proven(client).post(press)
    page = client.get(address).content.decode()
    assert "присуждено" in page
    assert "/papers/diploma/" in page
    assert "Записать вручение" in page


def test_a_name_goes_above_with_the_consent_alone(world: World) -> None:
    pk = world.a11.rows["nomination_sent"]
    client, addresses = signed_in_client(world.a10.coordinator), [reverse("nomination_list"), reverse("home")]
    addresses.append(reverse("nomination_detail", args=[pk]))
    name = world.a11.mentor.full_name
    pages = [client.get(address).content.decode() for address in addresses]
    assert not any(name.split()[0] in page for page in pages)
    sheet = load_workbook(io.BytesIO(client.get(reverse("nomination_export")).content)).active
    assert all(name.split()[0] not in str(cell.value) for row in sheet.rows for cell in row)
    paper = reverse("paper_page", args=["nomination", pk])
    assert client.get(paper).status_code == 404
    with tenant_scope(world.region_a):
        p.Consent.objects.create(
            organization_id=world.a11.id, person_id=world.a11.mentor.person_id, kind="pdn_transfer", state="signed",
            text_version="1", text="x", signed_on=clock.now().date(), created_at=clock.now(),
        )  # fmt: skip
    assert name in client.get(addresses[0]).content.decode()
    assert name in client.get(addresses[2]).content.decode()
    assert client.get(paper).status_code == 200


def test_a_district_returns_with_a_remark_and_the_school_reads_it(world: World) -> None:
    pk = world.a11.rows["nomination_sent"]
    client = signed_in_client(world.a10.coordinator)
    assert client.post(reverse("nomination_move", args=[pk, "send_back"]), {"remark": ""}).status_code == 409
    client.post(reverse("nomination_move", args=[pk, "send_back"]), {"remark": "Назовите конкурс"})
    page = signed_in_client(world.a11.curator).get(reverse("nomination_detail", args=[pk])).content.decode()
    assert "Назовите конкурс" in page
    assert "Править представление" in page


def test_a_candidate_and_an_award_that_are_not_offered_are_refused(world: World) -> None:
    client = signed_in_client(world.a11.curator)
    with acting(world.a11.head):
        before = Nomination.objects.count()
    told = {"who": f"{world.a12.rows['program']}:mentor:{world.a12.mentor.person_id}", "reason": "За дело"}
    answer = client.post(reverse("nomination_new"), {**told, "award": "school_certificate"})
    assert answer.status_code == 422
    own = {**told, "who": f"0:curator:{world.a11.curator.person_id}"}
    foreign = client.post(reverse("nomination_new"), {**own, "award": f"own-{world.a12.rows['own_award']}"})
    assert foreign.status_code == 422
    with acting(world.a11.head):
        assert Nomination.objects.count() == before
    assert client.post(reverse("nomination_new"), {**own, "award": "school_certificate"}).status_code == 302


def test_minutes_of_another_school_recommend_nobody(world: World) -> None:
    with acting(world.a12.head):
        foreign = p.CouncilDecision.objects.filter(minutes__council__organization_id=world.a12.id).first()
    press = reverse("nomination_move", args=[world.a11.rows["nomination"], "recommend"])
    client = signed_in_client(world.a11.council_chair)
    for pk in (getattr(foreign, "pk", 0), 10**9):
        assert client.post(press, {"decision": pk}).status_code == 404
    assert client.post(press, {"decision": ""}).status_code == 302


def test_a_school_keeps_its_catalogue(world: World) -> None:
    client = signed_in_client(world.a11.curator)
    assert client.post(reverse("award_catalogue"), {"title": "Премия"}).status_code == 422
    told = {"title": "Премия совета", "level": "school", "parts": ["mentor"]}
    assert client.post(reverse("award_catalogue"), told).status_code == 302
    assert "Премия совета" in client.get(reverse("award_catalogue")).content.decode()
    assert client.post(reverse("award_catalogue"), {**told, "level": "region"}).status_code == 422


def test_the_statute_of_a_contest_is_written_from_its_event(world: World) -> None:
    with acting(world.a11.head) as head:
        event = p.Event.objects.get(pk=world.a11.rows["contest"])
        event.programme = "Открытый урок\nЗащита опыта"
        paper = KINDS["contest-statute"].build(event, head)
        assert paper.blocks[3].paragraphs == ("4.1. Открытый урок", "4.2. Защита опыта")
    page = signed_in_client(world.a11.head).get(reverse("contest_detail", args=[world.a11.rows["contest"]]))
    assert "/papers/contest-statute/" in page.content.decode()


def _nomination(world: World) -> None:
    Nomination.objects.create(
        organization_id=world.a11.id, code="school_certificate", title="Грамота", level="school", part="curator",
        person=f.PersonFactory(), school_year=2026, reason="За дело", created_by_id=world.a11.curator.person_id,
        created_at=clock.now(),
    )  # fmt: skip


def _award(world: World) -> None:
    OwnAward.objects.create(
        organization_id=world.a11.id, title=f"Премия {OwnAward.objects.count()}", level="school", parts=["mentor"],
        created_at=clock.now(),
    )  # fmt: skip


def _contest(world: World) -> None:
    p.Event.objects.create(
        organization_id=world.a11.id, reaches_id=world.a11.id, kind="contest", starts_at=clock.now(),
        title=f"Конкурс {p.Event.objects.count()}", created_by_id=world.a11.curator.person_id, created_at=clock.now(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "add", "number"),
    [("nomination_list", _nomination, 22), ("nomination_export", _nomination, 16), ("award_catalogue", _award, 23),
     ("contest_list", _contest, 20)],
)  # fmt: skip
def test_thirty_rows_cost_what_one_costs(world: World, name: str, add, number: int) -> None:
    client, costs = signed_in_client(world.a11.curator), []
    for more in (1, 29):
        with tenant_scope(world.region_a):
            for _row in range(more):
                add(world)
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(name)).status_code == 200
        costs.append(len(asked))
    assert costs == [number, number]
