"""From banks with people to a published draft and its answers: the curator at a desk, the people on their phones."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from programs.models import GeneralMeeting, MatchDraft, MenteeEntry, MentorEntry
from tests.programs import pair_flow as flow
from tests.programs.crowd import crowd
from tests.support.people import acting
from tests.world import Node, World


@pytest.fixture
def school(world: World) -> Node:
    """Banks with people and no draft: the mentee of the world asks for a mentor again."""
    a = world.a11
    with acting(a.curator) as actor:
        MatchDraft.objects.filter(organization_id=a.id).delete()
        GeneralMeeting.objects.filter(organization_id=a.id).delete()
        MentorEntry.objects.filter(organization_id=a.id).update(max_parallel=3)
        MenteeEntry.objects.filter(pk=a.rows["mentee_alone"]).update(state="registered")
        crowd([actor.organization], mentees=8, mentors=6)
        flow.mentee_with_request(a, "Новичкова")
    return a


def seen(page: Page, axe: Callable[[Page], None]) -> None:
    """No violation and no scrolling aside, at the desk and on the phone."""
    size = page.viewport_size
    for width, height in ((1366, 768), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{page.url} at {width}: {wide} px stick out"
    page.set_viewport_size(size)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=re.compile(name)).first.click()


def test_from_the_banks_to_the_answers(school: Node, desktop: Any, phone: Any, sign_in: Any, axe: Any) -> None:
    curator = sign_in(desktop(), school.curator)
    curator.goto(reverse("matching"))
    seen(curator, axe)
    curator.get_by_role("link", name="Назначить встречу").click()
    curator.fill("input[name=held_on]", "01.01.2030")
    press(curator, "Пригласить участников")
    expect(curator.get_by_role("heading", level=1)).to_contain_text("Общая встреча")
    seen(curator, axe)
    with acting(school.curator):
        meeting = GeneralMeeting.objects.get(organization_id=school.id)

    mentor = sign_in(phone(), school.mentor)
    mentor.goto(reverse("meeting_choices", args=[meeting.pk]))
    seen(mentor, axe)
    mentor.locator("fieldset", has_text="Новичкова").get_by_label("Хочу работать").check(force=True)
    press(mentor, "Записать ответы")
    expect(mentor.get_by_text("Их видит только куратор")).to_be_visible()

    curator.goto(reverse("matching"))
    press(curator, "Посчитать черновик")
    expect(curator.get_by_text("больше нельзя, проверено")).to_be_visible()
    seen(curator, axe)
    curator.get_by_role("link", name=re.compile("Иначе")).first.click()
    seen(curator, axe)
    curator.get_by_role("link", name=re.compile("Что")).first.click()
    expect(curator.get_by_text("Черновик не изменился")).to_be_visible()
    seen(curator, axe)
    curator.get_by_role("link", name="Оставить как было").click()
    press(curator, "Закрепить")
    expect(curator.get_by_text("закреплена вами")).to_be_visible()
    press(curator, "Опубликовать предложения")
    expect(curator.get_by_role("heading", level=1)).to_contain_text("Согласны с предложениями: 0 из")
    seen(curator, axe)
    with acting(school.curator):
        draft = MatchDraft.objects.get(organization_id=school.id, state="published")
        assert draft.suggestions.filter(unit__state="proposed").count() >= 5
