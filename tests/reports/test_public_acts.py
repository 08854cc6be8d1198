"""Local acts on the open page (S1 order п. 4, S3 п. 4.14, S4 п. 8.1): shown to all, taken away, asked for."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts import clock
from accounts.models import Organization
from accounts.refusal import Refusal
from accounts.tenancy import tenant_scope
from monitoring.queries import stages, year_facts
from programs.models import LocalAct, Order
from programs.services import local_acts
from reports.queries.public import acts_shown
from reports.services import sections
from tests.monitoring.test_panels import refreshed
from tests.reports import public_scene as scene
from tests.support.people import acting
from tests.ui.text import words
from tests.world import World

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 a statute without names"


def entered(actor, kind: str = "statute", content: bytes = PDF, **more) -> LocalAct:
    facts = {"title": "Положение о наставничестве 2021 года", "number": "5-Н", "dated": actor.today}
    return local_acts.enter_act(actor=actor, kind=kind, content=content, name="Громова Вера.pdf", **facts, **more)


def section(world: World) -> str:
    return words(Client().get(reverse("public_section", args=["region-a", "a11"])))


def test_an_act_is_opened_by_anybody_while_it_is_shown(world: World, client_of) -> None:
    with acting(world.a11.curator) as actor:
        act = entered(actor)
        address = reverse("public_act", args=["region-a", act.pk])
    assert Client().get(address).status_code == 404
    curator, page = client_of(world.a11.curator), reverse("local_act_page", args=[act.pk])
    for _press in range(2):  # sent twice, it is shown once
        assert curator.post(page, {"nameless": "on"}).status_code == 302
    assert "Положение о наставничестве 2021 года" in section(world)
    answer = Client().get(address)
    assert answer.content == PDF and "%D0%93%D1%80%D0%BE%D0%BC" not in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "public, no-cache"
    assert curator.post(page, {"verb": "hide"}).status_code == 302
    assert Client().get(address).status_code == 404
    assert "2021 года" not in section(world)


def test_whoever_places_it_says_that_it_names_nobody(world: World, client_of) -> None:
    with acting(world.a11.curator) as actor:
        act = entered(actor)
    answer = client_of(world.a11.curator).post(reverse("local_act_page", args=[act.pk]), {})
    assert answer.status_code == 422 and "внесите копию без них" in words(answer)


@pytest.mark.parametrize(("kind", "content"), [("contract", PDF), ("program", PDF), ("statute", b"")])
def test_what_speaks_of_people_and_what_has_no_file_is_not_shown(world: World, kind: str, content: bytes) -> None:
    with acting(world.a11.curator) as actor:
        act = entered(actor, kind, content)
        with pytest.raises(Refusal, match="не показывают всем"):
            local_acts.show_act(actor=actor, act=act, nameless=True)
        with pytest.raises(IntegrityError), transaction.atomic():
            LocalAct.objects.filter(pk=act.pk).update(published_at=act.added_at)


def test_an_act_that_has_ended_leaves_the_page_by_itself(world: World, clock_at) -> None:
    with acting(world.a11.curator) as actor:
        act = local_acts.show_act(actor=actor, act=entered(actor), nameless=True)
        local_acts.end_act(actor=actor, act=act, on=actor.today)
        school = Organization.objects.get(pk=world.a11.id)
        assert act in acts_shown(school, actor.today)
        assert act not in acts_shown(school, actor.today + datetime.timedelta(days=1))
        tomorrow = clock.now() + datetime.timedelta(days=1)
    address = reverse("public_act", args=["region-a", act.pk])
    assert Client().get(address).status_code == 200
    clock_at(tomorrow)
    assert Client().get(address).status_code == 404


def test_a_closed_page_gives_no_act(world: World) -> None:
    with acting(world.a11.curator) as actor:
        act = local_acts.show_act(actor=actor, act=entered(actor), nameless=True)
    with acting(world.a11.head) as head:
        sections.close_page(actor=head)
    assert Client().get(reverse("public_act", args=["region-a", act.pk])).status_code == 404


def test_a_neighbour_places_nothing_of_ours(world: World, client_of) -> None:
    page = reverse("local_act_page", args=[world.a11.rows["local_act"]])
    assert client_of(world.a12.curator).post(page, {"nameless": "on"}).status_code == 404
    assert client_of(world.a11.mentor).get(page).status_code == 403


def test_the_coordinator_sees_who_has_placed_none(world: World) -> None:
    """Where the regulation has acts published; elsewhere nobody is told off for it."""
    with tenant_scope(world.region_a):
        Order.objects.filter(organization_id=world.a11.id).update(published_at=None)
        LocalAct.objects.filter(organization_id=world.a11.id).update(published_at=None)
        school = Organization.objects.select_related("region").get(pk=world.a11.id)
        assert year_facts.shown_acts({school.pk: school}) == {}
    refreshed(world.region_a)
    for asked, expected in ((True, {world.a11.id}), (False, set())):
        with acting(world.a10["coordinator"]) as actor:
            scene.let_stand(world.a10, local_acts=asked)
            rows = stages.board_of(actor, None).rows
        assert {row.organization.pk for row in rows if "no_acts" in row.lacks} == expected
