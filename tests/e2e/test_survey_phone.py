"""A questionnaire on a phone of 390 px at slow 3G: the first question in three seconds, nothing lost offline."""

import time

from playwright.sync_api import Page

from accounts.tenancy import tenant_scope
from monitoring.models import Answer, AnswerDraft, MonitoringCampaign, Response, SurveyInvitation
from monitoring.services import answering, questionnaires
from tests.world import World

SECONDS = 3.0
# Chrome's own «Slow 3G»: 400 kbit/s, 400 ms there and back.
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}


def asked(world: World) -> str:
    """A pupil of the world without a login is asked by the longest shipped questionnaire; the address of his link."""
    with tenant_scope(world.region_a):
        version = questionnaires.adopt("Q-MT-OUT")
        row = SurveyInvitation.objects.filter(pk=world.a11.rows["survey_of_pupil"])
        row.update(version=version)
        AnswerDraft.objects.filter(campaign_id=world.a11.rows["campaign"]).delete()
    return f"/survey/region-a/{world.a11.codes['survey']}/"


def slowed(page: Page) -> None:
    """The network of a village from now on."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_3G)


def test_a_survey_at_slow_3g_loses_nothing_without_connection(world: World, phone, axe) -> None:
    address, page = asked(world), phone()
    page.request.get(address)  # the server is awake; the phone has nothing yet
    slowed(page)
    began = time.monotonic()
    page.goto(address, wait_until="commit")
    page.get_by_text("Насколько полезной оказалась программа").wait_for()
    took = time.monotonic() - began
    print(f"\nfirst question after {took:.1f} s")
    assert took <= SECONDS
    axe(page)
    page.get_by_text("Вопрос 1 из").wait_for()
    assert page.locator("fieldset[data-q]:visible").count() == 1
    for number in range(1, 6):
        page.get_by_text(f"Вопрос {number} из").wait_for()
        page.locator("fieldset:visible .rate label").nth(8).tap()
    page.get_by_text("Вопрос 6 из").wait_for()
    page.get_by_text("Сохранено", exact=True).wait_for()
    page.context.set_offline(True)
    for number in range(6, 12):
        page.get_by_text(f"Вопрос {number} из").wait_for()
        page.locator("fieldset:visible .rate label").nth(6).tap()
    page.get_by_text("отвечайте дальше").wait_for()
    page.context.set_offline(False)
    page.reload()  # the phone was put away in the middle
    page.get_by_text("Вопрос 12 из").wait_for()
    axe(page)
    while not page.get_by_role("button", name="Отправить ответы").is_visible():
        shown = page.locator("fieldset[data-q]:visible")
        step = page.locator("#survey-bar span").first.inner_text()
        if shown.locator(".taps label").count():
            shown.locator(".taps label").first.tap()
        else:
            page.get_by_role("button", name="Дальше").tap()
        page.wait_for_function("was => document.querySelector('#survey-bar span').innerText !== was", arg=step)
    page.locator("fieldset[data-q]:visible .taps label").first.tap()
    page.context.set_offline(True)
    page.get_by_role("button", name="Отправить ответы").tap()
    page.get_by_text("уйдут сами").wait_for()
    assert kept(world) == []
    page.context.set_offline(False)
    page.get_by_text("Спасибо, ответы получены").wait_for()
    axe(page)
    marks = [row.number for row in kept(world) if row.question in {"3", "4", "5", "6", "7"}]
    assert marks == [9] * 5
    assert len([row for row in kept(world) if row.number == 7]) == 6
    page.goto(address)
    page.get_by_text("Ответить второй раз нельзя").wait_for()


def test_a_paper_answer_is_typed_from_the_keyboard(world: World, desktop) -> None:
    """Digits choose, Enter goes on; the last Enter hands in."""
    address, page = asked(world), desktop()
    page.goto(address)
    for digit in "9876543210":
        page.keyboard.press(digit)
        page.keyboard.press("Enter")
    page.get_by_text("Вопрос 11 из").wait_for()
    page.keyboard.press("5")
    page.keyboard.press("Enter")
    for _rest in range(20):
        if page.get_by_text("Спасибо, ответы получены").is_visible():
            break
        if page.locator("fieldset:visible input").count():
            page.keyboard.press("1")
        page.keyboard.press("Enter")
    page.get_by_text("Спасибо, ответы получены").wait_for()
    numbers = {row.question: row.number for row in kept(world)}
    assert [numbers[code] for code in ("3", "4", "12", "13")] == [9, 8, 10, 5]


def test_a_strange_computer_remembers_nothing(world: World, desktop) -> None:
    """The attack: the next one at the school's computer opens the page, or reads what the browser has stored."""
    address, page = asked(world), desktop()
    page.goto(address)
    page.keyboard.press("9")
    page.get_by_text("Сохранено", exact=True).wait_for()
    with page.expect_response("**/draft/"):
        page.get_by_label("Чужой компьютер").check()
    page.keyboard.press("Enter")
    page.reload()
    page.get_by_text("Вопрос 1 из").wait_for()
    assert page.locator("fieldset[data-q] input:checked").count() == 0
    assert page.get_by_label("Чужой компьютер").is_checked()
    stored = page.evaluate("JSON.stringify([Object.keys(localStorage), Object.keys(sessionStorage)])")
    assert stored == '[[],["survey-forget"]]'
    with tenant_scope(world.region_a):
        assert not AnswerDraft.objects.filter(campaign_id=world.a11.rows["campaign"]).exists()


def kept(world: World) -> list[Answer]:
    with tenant_scope(world.region_a):
        assert MonitoringCampaign.objects.filter(pk=world.a11.rows["campaign"], state="open").exists()
        rows = Response.objects.filter(campaign_id=world.a11.rows["campaign"])
        assert rows.count() <= 1
        invitation = SurveyInvitation.objects.get(pk=world.a11.rows["survey_of_pupil"])
        assert answering.standing(invitation).code in ("ok", "answered")
        return list(Answer.objects.filter(response__in=rows).order_by("question"))
