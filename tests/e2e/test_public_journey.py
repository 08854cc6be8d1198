"""The open page from the editor's first word to the visitor's last: a name asked for, placed, read without a login,
taken back by whoever was named."""

import json
import re
import time
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import brotli
from playwright.sync_api import Page, Response, expect

from accounts.tenancy import tenant_scope
from reports.models import Publication, PublicSection
from tests.e2e.steps import Hand, Looks, Touches, said
from tests.reports import public_scene as scene
from tests.support.people import acting
from tests.world import Node, World

TITLE = "Открытый урок у пятого класса"
FIRST_VISIT = 60_000


def test_a_name_on_the_open_page_from_the_first_word_to_its_owner_s_no(
    world: World, desktop: Any, phone: Any, sign_in: Any, axe: Any, tmp_path: Path
) -> None:
    looks, school = Looks(axe, tmp_path), world.a11
    _shut_and_empty(school)
    editor = Hand(sign_in(desktop(), school.site_editor), Touches())
    address = _written(editor, school.mentor.full_name, looks)
    curator = Hand(sign_in(desktop(), school.curator), Touches())
    curator.tap("Прочитать", near=TITLE).tap("Проверено")
    looks(curator.page, "refused")
    assert "не разрешали распространять своё имя" in said(curator.page) and "152-ФЗ" in said(curator.page)
    assert school.mentor.full_name in said(curator.page)
    curator.page.goto(address)
    looks(curator.page, "names")
    curator.tap("Спросить согласие").until("Спросили")
    mentor = Hand(sign_in(phone(), school.mentor), Touches(), touch=True)
    mentor.page.goto("/consents/")
    mentor.tap("Прочитать и решить", near="Распространение персональных данных")
    looks(mentor.page, "consent")
    mentor.tap("Дать согласие")
    consent = mentor.page.url
    curator.page.goto(address)
    curator.tick("Текст о нём").tap("Записать, кто назван").until("Отмечено")
    _read_by_the_head(Hand(sign_in(phone(), school.head), Touches(), touch=True), looks)
    editor.home()
    editor.tap("Открыть", near=TITLE).tap("^Разместить").until("это уже видят все")
    looks(editor.page, "placed")
    visitor = phone()
    _read_by_anybody(visitor, school, looks)
    mentor.page.goto(consent)
    mentor.page.get_by_text("Отозвать согласие").first.tap()
    mentor.tap(mentor.page.get_by_role("button", name="Отозвать согласие"))
    _gone_at_once(visitor, school)
    editor.page.goto(address)
    assert "снят" in said(editor.page).lower()


def _shut_and_empty(school: Node) -> None:
    with acting(school.curator):
        scene.let_stand(school)
    with tenant_scope(school.region_id):
        PublicSection.objects.filter(organization_id=school.id).update(state="closed", opened_at=None)
        Publication.objects.filter(organization_id=school.id, state__in=["review", "checked"]).update(state="draft")


def _written(editor: Hand, name: str, looks: Looks) -> str:
    """By the editor, who reads at once whose word is missing and who asks for it."""
    editor.page.get_by_role("navigation").get_by_role("link", name="Открытая страница").first.click()
    editor.page.get_by_role("heading", name="Страница закрыта").wait_for()
    looks(editor.page, "desk-closed")
    assert not editor.page.get_by_role("button", name="Открыть для всех").count()  # the head's
    editor.tap("^Написать$")
    looks(editor.page, "new")
    editor.type("Заголовок", TITLE).type("Текст", f"Урок вёл {name}.\n\nПриходили родители.")
    editor.tap("Сохранить черновик")
    looks(editor.page, "draft")
    assert "разрешения нет" in said(editor.page) and "спрашивает куратор" in said(editor.page)
    assert not editor.page.get_by_role("button", name=re.compile("Разместить|Проверено|Спросить")).count()
    editor.tap("Отправить на проверку").until("Отправлено на проверку")
    return editor.page.url


def _read_by_the_head(head: Hand, looks: Looks) -> None:
    """On a phone, from what waits on his first page; the page itself is opened by him too."""
    head.tap("Прочитать", near=TITLE)
    looks(head.page, "to-check")
    head.tap("^Проверено").until("можно размещать")
    head.page.goto("/section/")
    head.tap("Открыть для всех").until("её видят все")
    looks(head.page, "desk-open")


def _read_by_anybody(page: Page, school: Node, looks: Looks) -> None:
    """Without a login and without a script of ours: light, whole for axe, in both feeds, in the look that is chosen."""
    home = f"/p/{school.region_code}/{school.slug}/"
    arrived: list[Response] = []
    page.on("response", lambda answer: arrived.append(answer))  # a built-in cannot listen
    page.goto(home, wait_until="networkidle")
    wire = {one.url: _on_the_wire(one) for one in arrived}
    assert len(wire) > 2 and sum(wire.values()) < FIRST_VISIT, wire
    looks(page, "visitor-home")
    page.get_by_role("link", name=TITLE).first.tap()
    page.get_by_role("heading", name=TITLE).wait_for()
    looks(page, "visitor-news")
    assert school.mentor.full_name in said(page)
    rss, feed = _feeds(page, home)
    assert TITLE in rss and TITLE in feed
    surname = school.mentor.full_name.split()[0]
    assert surname not in rss[TITLE] + feed[TITLE]  # a copy on another site cannot be called back


def _on_the_wire(answer: Response) -> int:
    """As production sends it: the files of the build lie there compressed, a font is compressed already."""
    body = answer.body()
    return len(body) if answer.url.endswith(".woff2") else len(brotli.compress(body))


def _feeds(page: Page, home: str) -> tuple[dict[str, str], dict[str, str]]:
    """Title → words, of both."""
    channel = ET.fromstring(page.request.get(f"{home}news.rss").text()).findall("channel/item")
    items = json.loads(page.request.get(f"{home}news.json").text())["items"]
    return (
        {one.findtext("title", ""): one.findtext("description", "") for one in channel},
        {one["title"]: one["content_text"] for one in items},
    )


def _gone_at_once(page: Page, school: Node) -> None:
    """The very tab that showed it, its history, the lists and the feeds."""
    answer = page.reload()
    assert answer is not None and answer.status == 404
    assert school.mentor.full_name not in page.content() and TITLE not in page.content()
    home = f"/p/{school.region_code}/{school.slug}/"
    page.goto(home)
    assert TITLE not in page.content()
    page.go_back()
    assert school.mentor.full_name not in page.content()
    for told in _feeds(page, home):
        assert TITLE not in told


def test_the_version_for_the_visually_impaired_needs_no_script_and_is_remembered(
    world: World, phone: Any, axe: Any
) -> None:
    page, home = phone(java_script_enabled=False), f"/p/{world.a11.region_code}/{world.a11.slug}/"
    page.goto(home)
    page.get_by_role("link", name="Для слабовидящих").tap()
    page.get_by_label("Очень крупный").check()
    page.get_by_label("Белым по чёрному").check()
    page.get_by_role("button", name="Применить").tap()
    page.wait_for_url(re.compile(f"{home}$"))
    for path in (home, f"{home}news/", "/accessibility/"):
        page.goto(path)
        html = page.locator("html")
        expect(html).to_have_attribute("data-text", "xl")
        expect(html).to_have_attribute("data-colors", "wb")
    kept = [one for one in page.context.cookies() if one["name"] == "appearance"]
    assert kept and kept[0]["expires"] - time.time() > 300 * 24 * 3600  # the next visit is a look of his own too
    seeing = phone(storage_state=page.context.storage_state())
    seeing.goto(home)
    expect(seeing.locator("html")).to_have_attribute("data-colors", "wb")
    axe(seeing)
