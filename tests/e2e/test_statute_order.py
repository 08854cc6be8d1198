"""The order that approves a school's statute, from draft to a published PDF, each step pressed by its role (S4)."""

import re
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import brotli
import pytest
import redis
from django.conf import settings
from playwright.sync_api import Page

from accounts.models import AuditEvent, Employment, Organization, OutboxMessage
from accounts.outbox import queue_now
from accounts.roles import Role
from accounts.tenancy import tenant_scope
from programs.models import Regulation
from programs.services.regulations import draft_from_preset
from reports.models import Document
from tests.e2e.steps import Looks, button
from tests.engine.kit import wait_until
from tests.factories import SchoolFactory
from tests.programs.order_flow import drafted, other, person, press
from tests.support.people import acting
from tests.world import BEGAN, Node, World, _member

PEOPLE = {
    "head": "директор", "curator": "заместитель директора по учебно-воспитательной работе",
    "site_editor": "лаборант", "mentor": "учитель математики",
}  # fmt: skip
FIRST_VISIT = 80_000  # bytes


@pytest.fixture
def school(world: World) -> Node:
    """МБОУ «Средняя школа № 11»: nothing in force yet, so that the order may bear its real date."""
    region = world.a10.region_id
    with tenant_scope(region):
        row = SchoolFactory(
            parent=Organization.objects.get(pk=world.a10.id), slug="school-11", place="г. Щёкино",
            name="Муниципальное бюджетное общеобразовательное учреждение «Средняя школа № 11»",
            short_name="МБОУ «СОШ № 11»", founder="Комитет по образованию", phone="(48751) 0-00-11",
            address="ул. Школьная, д. 11", email="office@school-11.test",
        )  # fmt: skip
        members = {}
        for role, post in PEOPLE.items():
            members[role] = _member(Role(role), "S11", row, ("Щекинских", "Щекинских", "Щекинских"))
            Employment.objects.create(
                person_id=members[role].person_id, organization=row, title=post, valid_from=BEGAN,
                is_deputy_head=role == "curator",
            )  # fmt: skip
    node = Node("S11", "school", row.pk, region, "A10", members, "school-11", "", "", "", "", "")
    with acting(node.curator) as actor:
        node.regulations["draft"] = draft_from_preset(actor=actor, preset_code="schekino11").pk
    return node


@pytest.fixture
def looks(axe: Callable[[Page], None], tmp_path: Path) -> Looks:
    return Looks(axe, tmp_path)


def wait_for(page: Page, what: Callable[[], Any], seconds: int = 60) -> Any:
    """Reload until it is there."""
    for _time in range(seconds * 2):
        if found := what():
            return found
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"not there in {seconds} seconds: {page.url}")


def weigh(page: Page) -> list[int]:
    """Grows as answers come: texts as brotli sends them, fonts as they are."""
    sizes: list[int] = []

    def add(response: Any) -> None:
        if response.status == 200 and not response.url.endswith(".pdf"):
            body = response.body()
            sizes.append(len(body) if response.url.endswith(".woff2") else len(brotli.compress(body)))

    page.on("response", add)
    return sizes


def test_from_draft_to_published_pdf(
    school: Node, desktop: Any, phone: Any, sign_in: Any, looks: Looks, worker: Any, letters: Any, tmp_path: Path
) -> None:
    curator, editor, mentor = (sign_in(desktop(), school[role]) for role in ("curator", "site_editor", "mentor"))
    head = sign_in(phone(), school.head)

    drafting(curator, school, looks)
    returning(head, looks)
    correcting(curator, looks, letters, school)
    weight = approving(head, looks)
    registering(curator, looks)
    worker.wake()
    number = curator.url.rstrip("/").rpartition("/")[2]
    acknowledging(curator, mentor, looks, int(number), school)
    opening(head)
    publishing(editor, looks)
    visiting(desktop(), phone(), looks, tmp_path)

    assert weight <= FIRST_VISIT
    with acting(school.head):
        statute = Regulation.objects.get(pk=school.regulations["draft"])
        assert (statute.state, str(statute.effective_from)) == ("in_force", "2022-03-24")


def drafting(page: Page, school: Node, looks: Looks) -> None:
    page.goto("/orders/")
    looks(page, "01-list-empty")
    page.get_by_role("link", name="Подготовить приказ").first.click()
    looks(page, "02-new")
    if page.locator("input[name=regulation]").count():
        page.locator("input[name=regulation]").first.check()
    page.select_option("select[name=curator]", str(school.curator.person_id))
    button(page, "Составить приказ$").click()
    looks(page, "03-edit")
    button(page, "Отправить на утверждение").click()
    page.get_by_text("Приказ отправлен на утверждение", exact=True).wait_for()
    looks(page, "04-for-review")


def returning(page: Page, looks: Looks) -> None:
    page.goto("/")
    page.get_by_role("link", name="Прочитать").first.tap()
    looks(page, "05-head")
    bar = page.locator(".decide").bounding_box()
    assert bar and bar["y"] + bar["height"] <= 845, "the buttons of the decision are below the edge"
    page.get_by_role("link", name=re.compile("Вернуть")).first.tap()
    page.fill("#vernut [name=place]", "пункт 3")
    page.fill("#vernut [name=remark]", "Назовите срок ознакомления.")
    page.locator("#vernut button").tap()
    page.get_by_text("Приказ возвращён с замечанием", exact=True).wait_for()


def correcting(page: Page, looks: Looks, letters: Any, school: Node) -> None:
    assert "вернули с замечанием" in letters.to(school.curator.email)["Subject"]
    page.goto("/")
    page.get_by_role("link", name="Исправить").first.click()
    looks(page, "06-returned")
    page.get_by_role("link", name="Исправить приказ").click()
    assert "Назовите срок ознакомления." in page.inner_text("main")
    text = page.locator("[name=clause-2-text]")
    text.fill(text.input_value().rstrip(".") + " до 15 апреля 2022 года.")
    looks(page, "07-correcting")
    button(page, "Отправить на утверждение").click()
    page.get_by_text("Приказ отправлен на утверждение", exact=True).wait_for()


def approving(page: Page, looks: Looks) -> int:
    """Two touches from the desk to the signature."""
    page.goto("/")
    sizes = weigh(page)
    page.get_by_role("link", name="Прочитать").first.tap()  # 1
    page.wait_for_load_state("networkidle")
    assert "Пункт 3: изменено" in page.inner_text("main").replace("\u00a0", " ")
    weight = sum(sizes)
    looks(page, "08-head-again")
    button(page, "Утвердить").tap()  # 2
    page.get_by_text("Приказ утверждён и подписан", exact=True).wait_for()
    looks(page, "09-signed")
    return weight


def registering(page: Page, looks: Looks) -> None:
    page.goto("/")
    page.get_by_role("link", name="Зарегистрировать").first.click()
    page.fill("[name=number]", "13 – А")
    page.fill("[name=dated]", "2022-03-24")
    looks(page, "10-register")
    button(page, "Зарегистрировать").click()
    page.get_by_text("Приказ зарегистрирован. Документ").wait_for()
    assert page.inner_text("h1").replace("\u00a0", " ") == "Приказ № 13 – А"
    looks(page, "11-registered")


def acknowledging(curator: Page, mentor: Page, looks: Looks, order: int, school: Node) -> None:
    wait_for(curator, lambda: curator.get_by_role("link", name=re.compile("Открыть PDF")).count())
    button(curator, "Отметить ознакомление").click()
    curator.get_by_role("link", name="Добавить людей в лист").click()
    curator.get_by_label(re.compile(f"{school.mentor.full_name}")).check()
    looks(curator, "12-acknowledgers")
    button(curator, "Добавить в лист").click()
    mentor.goto("/")
    mentor.get_by_role("link", name="Прочитать").first.click()
    assert mentor.url.endswith(f"/orders/{order}/")
    looks(mentor, "13-mentor")
    button(mentor, "Отметить ознакомление").click()
    mentor.get_by_text("вы ознакомлены с приказом").wait_for()
    curator.reload()
    assert "Ознакомлены: 2 из 2" in curator.inner_text("main").replace("\u00a0", " ")


def opening(page: Page) -> None:
    """Nothing of the school is public until its head says so."""
    page.goto("/section/")
    button(page, "Открыть для всех").tap()
    page.get_by_text("Страница открыта: её видят все").wait_for()


def publishing(page: Page, looks: Looks) -> None:
    page.goto("/")
    page.get_by_role("link", name="Открыть приказ").first.click()
    looks(page, "14-editor")
    button(page, "Опубликовать").click()
    page.get_by_text("Приказ опубликован на странице").wait_for()


def visiting(page: Page, small: Page, looks: Looks, folder: Path) -> None:
    sizes = weigh(page)
    page.goto("/p/region-a/school-11/")
    page.wait_for_load_state("networkidle")
    assert sum(sizes) <= FIRST_VISIT, sizes
    looks(page, "15-public")
    link = page.get_by_role("link", name=re.compile("Об утверждении Положения")).first
    pdf = folder / "prikaz.pdf"
    pdf.write_bytes(page.request.get(link.get_attribute("href")).body())
    text = printed(pdf)
    for requisite in (
        "Комитет по образованию", "«Средняя школа № 11»", "(МБОУ «СОШ № 11»)", "ПРИКАЗ", "24.03.2022", "№ 13 – А",
        "г. Щёкино", "Об утверждении Положения", "ПРИКАЗЫВАЮ:", "Директор", "Контроль за исполнением",
        "до 15 апреля 2022 года", "Приложение № 1", "приказом МБОУ «СОШ № 11» от 24.03.2022 № 13 – А",
        "ознакомлен", "простой электронной подписью",
    ):  # fmt: skip
        assert requisite.casefold() in text.casefold(), f"{requisite} is not on the paper:\n{text[:1500]}"
    address = re.search(r"https?://\S+?/v/region-a/[a-z0-9]{16}/?", text.replace(" ", ""))
    assert address, "no address to verify at"
    small.goto(address.group(0).rstrip("/") + "/")
    assert small.inner_text("h1") == "Документ подлинный"
    looks(small, "16-verify")
    small.set_input_files("input[type=file]", pdf)
    button(small, "Сверить файл").tap()
    small.get_by_role("heading", name="Файл совпадает с выпущенным").wait_for()
    pdf.write_bytes(pdf.read_bytes() + b"\n")
    small.set_input_files("input[type=file]", pdf)
    button(small, "Сверить файл").tap()
    small.get_by_role("heading", name="Файл отличается от выпущенного").wait_for()
    looks(small, "17-other-file")


def printed(pdf: Path) -> str:
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True).stdout.decode()
    return re.sub(r"\s+", " ", text.replace("\u00a0", " "))


def test_a_killed_worker_a_lost_broker_and_two_beats_change_nothing_in_the_end(
    school: Node, start_worker: Any, letters: Any
) -> None:
    """One document, one letter a person and matter, one record a move. A server that took a letter just before the
    kill gets it again under the same Message-ID, by which it knows it."""
    with acting(school.head):
        mentor = person(school.mentor)
    first = start_worker()
    order = drafted(school, other("Провести ознакомление.", executor=mentor))
    press("submit", school.curator, order)
    press("approve", school.head, order)
    press("register", school.curator, order, number="13 – А", dated=BEGAN)
    first.wake()
    waited(lambda: done(school) > 0, "the first message")
    first.kill()
    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    with acting(school.head):  # the leases of what the killed one held end in a minute; the drill does not wait
        OutboxMessage.objects.filter(organization_id=school.id, done_at=None).update(next_attempt_at=queue_now())
    for worker in (start_worker(), start_worker()):
        worker.wake()
    waited(lambda: done(school) == 5, "everything delivered")

    with acting(school.head):
        document = Document.objects.get(order_id=order)
        assert document.file is not None
        assert AuditEvent.objects.filter(verb="document.made", object_id=document.pk).count() == 1
        events = AuditEvent.objects.filter(object_type="programs.Order", object_id=order)
        assert Counter(events.values_list("verb", flat=True)) == dict.fromkeys(
            ["order.create", "order.submit", "order.approve", "order.sign", "order.register"], 1
        )
    by_id = {letter["Message-ID"]: letter for letter in letters.arrived}
    assert len(letters.arrived) <= len(by_id) + 1
    assert Counter((str(letter["To"]), words_of_subject(letter)) for letter in by_id.values()) == {
        (school.head.email, "Приказ ждёт вашего решения"): 1,
        (school.curator.email, "Приказ подписан, зарегистрируйте его"): 1,
        (school.curator.email, "Ознакомьтесь с приказом"): 1,
        (school.mentor.email, "Ознакомьтесь с приказом"): 1,
    }


def words_of_subject(letter: Any) -> str:
    return str(letter["Subject"]).partition(":")[0].strip()


def done(school: Node) -> int:
    with acting(school.head):
        return OutboxMessage.objects.filter(organization_id=school.id, done_at__isnull=False).count()


def waited(condition: Callable[[], bool], what: str) -> None:
    wait_until(condition, 90, what)
