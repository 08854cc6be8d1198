"""The paper of a route: what its reader sees on the page, and nothing that he does not."""

import pytest
from django.urls import reverse

from accounts.tenancy import tenant_scope
from programs.models import LearningRouteGrant
from tests.reports.paper import poppler, words
from tests.support.people import signed_in_client
from tests.world import World

pytestmark = pytest.mark.django_db


def paper_of(client, world: World) -> bytes:
    answer = client.get(reverse("route_pdf", args=[world.a11.rows["route"]]))
    assert answer["Content-Type"] == "application/pdf"
    return answer.content


def test_the_paper_says_what_the_page_says(world: World) -> None:
    pdf = paper_of(signed_in_client(world.a11.mentor), world)
    text = words(pdf)
    for said in ("Индивидуальный образовательный маршрут", "1 из 2", "Кем хочу стать", "Самооценка 9 из 10"):
        assert said in text
    assert "методические" in text.lower()
    assert "PDF/A" in poppler("pdfinfo", pdf) or "Tagged:          yes" in poppler("pdfinfo", pdf)


def test_a_tutor_let_in_by_the_curator_has_no_difficulties_on_paper(world: World) -> None:
    with tenant_scope(world.region_a):
        grant = LearningRouteGrant.objects.get(pk=world.a11.rows["route_grant"])
        grant.user_id = world.a10.municipal_tutor.user_id
        grant.granted_by_id = world.a11.curator.person_id
        grant.save()
    text = words(paper_of(signed_in_client(world.a10.municipal_tutor), world))
    assert "1 из 2" in text
    assert "Затруднения: было и стало" not in text
