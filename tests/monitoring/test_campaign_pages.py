"""Pages of campaigns and of answering, through the client: what each says, what each costs, what a sheet carries."""

import datetime
import re
from itertools import count

import brotli
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import clock
from accounts.tenancy import tenant_scope
from monitoring import models as m
from monitoring.services import campaigns
from tests.monitoring.month import emptied, page_text
from tests.monitoring.survey import FIRST, LAST, MAY, filled, group, invitations, token_of
from tests.support.people import acting
from tests.ui.stage import STATIC
from tests.world import World

pytestmark = pytest.mark.django_db
FIRST_PAGE = 80_000  # bytes over the wire, the font among them
_numbers = count(1)


@pytest.fixture
def asked(world: World, clock_at) -> m.MonitoringCampaign:
    """One pair of pupils is asked."""
    clock_at(MAY)
    with acting(world.a11.curator) as actor:
        emptied(world.a11)
        group(world.a11, "Один", 1)
        campaign = campaigns.plan(actor=actor, title="Май", opens_on=FIRST, closes_on=LAST, roles=["mentee", "mentor"])
        return campaigns.open_now(actor=actor, campaign=campaign)


def form_of(invitation: m.SurveyInvitation) -> dict[str, str]:
    return {f"q-{code}": str(value) for code, value in filled(invitation).items()}


def link(invitation: m.SurveyInvitation, name: str = "survey_fill") -> str:
    return reverse(name, args=["region-a", token_of(invitation)])


def test_a_link_without_an_account_keeps_a_draft_and_hands_in_once(world: World, asked) -> None:
    with tenant_scope(world.region_a):
        first = invitations(asked, "mentee")[0]
    visitor = Client()
    page = visitor.get(link(first))
    assert page.status_code == 200 and page_text(page).count("data-q=") == 16
    assert visitor.post(link(first, "survey_draft"), {"q-talk": "7", "q-best": "встречи"}).status_code == 200
    again = page_text(visitor.get(link(first)))
    assert re.search(r'name="q-talk" value="7" checked', again) and ">встречи</textarea>" in again
    css, font = (STATIC / name for name in ("css/app.css", "fonts/golos.woff2"))
    scripts = [(STATIC / f"js/{name}.js").read_bytes() for name in ("app", "survey")]
    packed = sum(len(brotli.compress(one)) for one in (page.content, css.read_bytes(), *scripts))
    assert packed + font.stat().st_size <= FIRST_PAGE
    wrong = visitor.post(link(first), {"q-talk": "99"})
    assert wrong.status_code == 422 and "Ответы ещё не отправлены" in page_text(wrong)
    for _twice in range(2):
        answer = visitor.post(link(first), form_of(first), follow=True)
        assert answer.status_code == 200 and "Спасибо, ответы получены" in page_text(answer)
    assert visitor.post(link(first, "survey_draft"), {"q-talk": "1"}).status_code == 409
    with tenant_scope(world.region_a):
        assert m.Response.objects.filter(campaign=asked).count() == 1
        campaigns.end(asked)
        second = invitations(asked, "mentor")[0]
    late = visitor.get(link(second))
    assert late.status_code == 410 and "Опрос закончен" in page_text(late)
    assert visitor.get(reverse("survey_fill", args=["region-b", token_of(second)])).status_code == 410


def test_ten_digits_of_the_sheet_open_the_questionnaire(world: World, asked, client_of) -> None:
    curator = client_of(world.a11.curator)
    sheet = page_text(curator.get(reverse("campaign_sheet", args=[asked.pk])))
    codes = re.findall(r'<b class="big">([\d ]+)</b>', sheet)
    assert len(codes) == 2 and "ПОдин-0" in sheet and sheet.count("data:image/svg+xml") == 3
    enter = reverse("survey_enter", args=["region-a"])
    assert "Код не подошёл" in page_text(Client().post(enter, {"code": "0000000000"}))
    opened = Client().post(enter, {"code": codes[0]}, follow=True)
    assert opened.status_code == 200 and "data-q=" in page_text(opened)


def test_the_campaigns_page_counts_as_answers_come(world: World, asked, client_of) -> None:
    curator, address = client_of(world.a11.curator), reverse("campaign_detail", args=[asked.pk])
    assert "0,0 %" in page_text(curator.get(address))
    with tenant_scope(world.region_a):
        first = invitations(asked, "mentee")[0]
    Client().post(link(first), form_of(first))
    page = page_text(curator.get(address))
    assert "100,0 %" in page and "50,0 %" in page
    assert "ПОдин-0" not in page_text(curator.get(reverse("campaign_sheet", args=[asked.pk])))
    curator.post(reverse("campaign_remind", args=[asked.pk]))
    closed = curator.post(reverse("campaign_close", args=[asked.pk]), follow=True)
    assert "Опрос закончен" in page_text(closed)
    assert curator.get(reverse("campaign_sheet", args=[asked.pk])).status_code == 409


def test_own_questions_are_written_branched_and_published(world: World, client_of) -> None:
    curator = client_of(world.a11.curator)
    made = curator.post(reverse("shipped_copy", args=["Q-PA-OUT"]))
    address = made["Location"]
    body = curator.get(address).context["rows"]
    data = {"title": "Родителям нашей школы", "about": "", "version": "1"}
    data |= {"q-TOTAL_FORMS": str(len(body.forms)), "q-INITIAL_FORMS": "9", "q-MAX_NUM_FORMS": "60"}
    for number, row in enumerate(body.forms):
        for field in row:
            value = field.value()
            if value not in (None, False):
                data[f"q-{number}-{field.name}"] = "on" if value is True else str(value)
    data |= {"q-8-text": "Что изменить в расписании?", "q-9-text": "Почему?", "q-9-kind": "open", "q-9-after": "8"}
    refused = curator.post(address, data)
    assert refused.status_code == 422 and "так, как он напечатан" in page_text(refused)
    saved = curator.post(address, data | {"q-9-answer": "нет"}, follow=True)
    assert "Анкета сохранена" in page_text(saved)
    pk = int(address.strip("/").rpartition("/")[2])
    published = curator.post(reverse("questionnaire_publish", args=[pk]), follow=True)
    assert "Опубликована версия 1" in page_text(published)
    with tenant_scope(world.region_a):
        asked = m.QuestionnaireVersion.objects.get(questionnaire_id=pk).questions
    assert [one.text for one in asked][-2:] == ["Что изменить в расписании?", "Почему?"]
    assert asked[-1].show_if == ("again", ("no",)) and asked[6].indicator == "satisfied"
    preview = page_text(curator.get(reverse("questionnaire_preview", args=[pk])))
    assert 'data-if="again"' in preview


def _campaign(world: World) -> None:
    day = clock.now().date()
    m.MonitoringCampaign.objects.create(
        organization_id=world.a11.id, title="Ещё", school_year=2020, opens_on=day,
        closes_on=day + datetime.timedelta(9), created_at=clock.now(), created_by_id=world.a11.curator.person_id,
    )  # fmt: skip


def _questionnaire(world: World) -> None:
    m.Questionnaire.objects.create(
        organization_id=world.a11.id, title=f"Анкета {next(_numbers)}", role="mentee", created_at=clock.now()
    )


@pytest.mark.parametrize(
    ("name", "add", "number"), [("campaign_list", _campaign, 16), ("questionnaire_list", _questionnaire, 16)]
)
def test_thirty_rows_cost_what_one_costs(world: World, client_of, name: str, add, number: int) -> None:
    curator, costs = client_of(world.a11.curator), []
    for more in (1, 29):
        with tenant_scope(world.region_a):
            for _each in range(more):
                add(world)
        curator.get(reverse(name))
        with CaptureQueriesContext(connection) as seen:
            assert curator.get(reverse(name)).status_code == 200
        costs.append(len([query for query in seen if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]))
    assert costs == [number, number]
