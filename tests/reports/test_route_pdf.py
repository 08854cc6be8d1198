"""The paper of a route: what its reader sees on the page, and nothing that he does not."""

import io

import pypdf
import pytest
from django.urls import reverse

from tests.support.people import signed_in_client
from tests.world import World

pytestmark = pytest.mark.django_db


def words_of(world: World, role: str) -> str:
    answer = signed_in_client(world.a11[role]).get(reverse("route_pdf", args=[world.a11.rows["route"]]))
    assert answer["Content-Type"] == "application/pdf"
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    return " ".join("\n".join(page.extract_text() for page in pages).split())


def test_the_paper_says_what_the_page_says(world: World) -> None:
    words = words_of(world, "mentor")
    for said in ("Индивидуальный образовательный маршрут", "1 из 2", "Кем хочу стать", f"План {world.a11.inner}"):
        assert said in words
    assert "Самооценка 9 из 10" in words
