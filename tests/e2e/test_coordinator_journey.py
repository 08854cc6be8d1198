"""Above the school: a coordinator from whom to call to an answer and a course for his schools; the ministry's panel."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from accounts.models import Membership
from accounts.tenancy import tenant_scope
from programs.services import appeals
from tests.e2e.steps import Hand, Looks, Touches, said
from tests.monitoring.test_panel_pages import late
from tests.monitoring.test_panels import refreshed
from tests.support.people import acting
from tests.world import Node, World


@pytest.fixture
def looks(axe: Any, tmp_path: Path) -> Looks:
    return Looks(axe, tmp_path)


@pytest.fixture(autouse=True)
def counted(world: World) -> None:
    """A12 is nine days late, beside what every school of the world owes; the panels are counted."""
    with tenant_scope(world.region_a):
        late(world.a12.id, 9)
    refreshed(world.region_a)


def test_the_coordinator_from_whom_to_call_to_what_his_schools_read(
    world: World, desktop: Any, sign_in: Any, looks: Looks
) -> None:
    with acting(world.a11.curator) as curator:
        to = Membership.objects.get(pk=world.a10.coordinator.membership_id)
        appeals.ask_above(actor=curator, to=to, text="Когда сдавать план?")
    coordinator = Hand(sign_in(desktop(), world.a10.coordinator), Touches())
    page = coordinator.page
    _menu(page, "Панель")
    first = page.locator("main .note").first
    expect(first).to_contain_text("Сначала позвоните: Школа МЕТКА-A12")
    expect(first).to_contain_text(world.a12.curator.full_name.split()[0])
    _quiet(page, world, looks, "panel")
    coordinator.tap("^Опаздывают")
    address = page.url
    page.reload()
    assert page.url == address and "need=late" in address
    expect(page.get_by_role("navigation", name="Кого показать").locator("[aria-current]")).to_contain_text("Опаздывают")
    _files(page, "Школа МЕТКА-A12")
    coordinator.tap("Присылать раз в месяц").until("будут приходить на вашу почту первого числа")
    expect(page.get_by_role("button", name="Не присылать письмо")).to_be_visible()
    coordinator.tap("Школа МЕТКА-A12")
    _quiet(page, world, looks, "school")
    assert "Кому звонить" in said(page) and world.a12.head.full_name in said(page)
    coordinator.tap("Открыть карточку школы")
    _quiet(page, world, looks, "school-card")
    assert page.goto(f"/panel/?body={world.a21.id}").status == 404  # a neighbour's, as if it were not
    _stages_and_school(coordinator, world, looks)
    _answers(coordinator, looks)
    _announces(coordinator, looks)
    head = Hand(sign_in(desktop(), world.a11.head), Touches())
    head.page.goto("/courses/")
    assert "Наставник первого года" in said(head.page)


def _stages_and_school(coordinator: Hand, world: World, looks: Looks) -> None:
    page = coordinator.page
    page.goto("/")
    _menu(page, "Этапы внедрения")
    _quiet(page, world, looks, "stages")
    coordinator.tap("^Нет дорожной карты")
    assert page.reload().ok and "Школа МЕТКА-A11" in said(page)
    coordinator.tap("Что не соблюдено")
    _quiet(page, world, looks, "rules")
    assert "Здесь числа без имён" in said(page)


def _answers(coordinator: Hand, looks: Looks) -> None:
    coordinator.home()
    coordinator.tap(coordinator.page.get_by_role("main").get_by_role("link", name="переданный вопрос").first)
    if "/appeals/" in coordinator.page.url and not coordinator.page.get_by_role("button", name="Ответить").count():
        coordinator.tap(coordinator.page.get_by_role("main").locator("tbody a").first)
    looks(coordinator.page, "question")
    coordinator.page.get_by_role("main").locator("textarea").fill("До двадцатого декабря")
    coordinator.tap("^Ответить$").until("До двадцатого декабря")


def _announces(coordinator: Hand, looks: Looks) -> None:
    _menu(coordinator.page, "Курсы и стажировки")
    coordinator.tap("Объявить курс или стажировку")
    looks(coordinator.page, "course")
    coordinator.type("^Название", "Наставник первого года")
    coordinator.set("^Начало", "2027-02-01").set("^Окончание", "2027-02-05").set("^Запись до", "2027-01-29")
    coordinator.tap("Сохранить черновик").tap("Объявить набор")
    looks(coordinator.page, "course-announced")


def test_the_ministry_reads_numbers_down_to_a_municipality_and_nobody_s_child(
    world: World, desktop: Any, sign_in: Any, looks: Looks
) -> None:
    ministry = Hand(sign_in(desktop(), world.a00.ministry), Touches())
    page = ministry.page
    _quiet(page, world, looks, "home")
    _menu(page, "Панель")
    _quiet(page, world, looks, "region")
    tiles = page.locator("svg.chart g")
    rows = page.get_by_role("table", name="Организации: кому помочь раньше").locator("tbody tr")
    expect(tiles).to_have_count(2)
    for node in (world.a10, world.a20):  # what the map shows stands in the table beside it too
        expect(tiles.filter(has_text=node.marker)).to_have_count(1)
        expect(rows.filter(has_text=node.marker)).to_have_count(1)
    _few_are_hidden(page)
    _files(page, "Комитет МЕТКА-A20")
    _menu(page, "Этапы внедрения")
    _quiet(page, world, looks, "region-stages")
    _menu(page, "Карта дефицитов")
    _quiet(page, world, looks, "deficits")
    _menu(page, "Панель")
    ministry.tap("Комитет МЕТКА-A20")
    _quiet(page, world, looks, "municipality")
    assert "Школа МЕТКА-A21" in said(page) and "Школа МЕТКА-A11" not in said(page)
    _files(page, "Школа МЕТКА-A21")
    ministry.tap("Школа МЕТКА-A21")
    _quiet(page, world, looks, "school-from-the-region")
    assert page.goto(f"/panel/?body={world.b11.id}").status == 404


def _menu(page: Page, name: str) -> None:
    with page.expect_navigation(wait_until="load"):
        page.get_by_role("navigation").get_by_role("link", name=name).first.click()


def _few_are_hidden(page: Page) -> None:
    """One pair at a school: what its people have answered would be they themselves."""
    answers = page.locator("dl.facts div").filter(has_text="K5. Довольны")
    expect(answers).to_contain_text("н/д")
    assert "ответы малых групп скрыты" in said(page)


def _quiet(page: Page, world: World, looks: Looks, name: str) -> None:
    """Looks well, and names no pupil, no parent, no mentee of any school, in a word or in the markup."""
    looks(page, name)
    markup = page.content()
    for node in world.of_region("A"):
        for told in _of_children(node):
            assert told not in markup, f"{name}: {told}"


def _of_children(node: Node) -> set[str]:
    if node.kind != "school":
        return set()
    return {node.pupils_word, node.mentee.full_name, node["parent"].full_name}


def _files(page: Page, row: str) -> None:
    """Both downloads open, and the table holds what is seen."""
    with page.expect_download() as waited:
        page.get_by_role("link", name="Скачать таблицу").click()
    sheet = load_workbook(BytesIO(Path(waited.value.path()).read_bytes())).active
    assert row in {line[0].value for line in sheet.iter_rows()}
    paper = page.request.get(page.get_by_role("link", name="Скачать PDF").get_attribute("href") or "")
    assert paper.ok and paper.body()[:5] == b"%PDF-"
