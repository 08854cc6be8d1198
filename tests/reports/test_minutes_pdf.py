"""The minutes of the body of mentors on paper: what was decided and how they voted, not what a case was about."""

import pytest
from django.urls import reverse

from tests.reports.paper import poppler, words
from tests.support.people import signed_in_client
from tests.support.world_papers import dispute_of
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("which", "draft"), [("minutes_signed", False), ("minutes", True)])
def test_minutes_are_printed_as_they_stand(world: World, which: str, draft: bool) -> None:
    a = world.a11
    answer = signed_in_client(a.head).get(reverse("minutes_pdf", args=[a.rows[which]]))
    assert answer["Content-Type"] == "application/pdf" and "no-store" in answer["Cache-Control"]
    text = words(answer.content)
    for said in ("Заседание: ", "Повестка дня", "Решили", "Председатель"):
        assert said.lower() in text.lower()
    assert ("Проект" in text) == draft
    assert ("Голосовали: за – 1, против – 0, воздержались – 0." in text) == (not draft)
    assert ("Присутствовали (1 из 1)" in text) == (not draft)
    assert dispute_of(a) not in text
    assert "Tagged:          yes" in poppler("pdfinfo", answer.content)
