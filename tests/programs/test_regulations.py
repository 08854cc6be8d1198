"""Pages of regulations: what holds and where it comes from, versions, drafts, comparison."""

import datetime
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programs.models import FederalBody, Regulation
from programs.queries import regulation_pages as pages
from programs.queries import regulation_versions as one
from programs.queries.regulations import lay, versions_above
from programs.services import regulations as service
from programs.services.reference import load_reference
from programs.views.regulations import get_version
from tests.programs.regulation_flow import DAY, draft, enact, order_of, register, submit
from tests.support.people import acting

SCHOOL, DUC = "schekino11", "altai_duc"


def text(response):
    """What a person reads: tags and doubled spaces gone."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).replace("\u00a0", " ").split())


@pytest.fixture
def get(client_of):
    def open_page(member, path="/regulation/", status=200):
        response = client_of(member).get(path)
        assert response.status_code == status, (path, response.status_code)
        return text(response)

    return open_page


@pytest.fixture
def post(client_of):
    def send(member, path, data, status=302):
        response = client_of(member).post(path, data)
        assert response.status_code == status, (path, response.status_code)
        return response

    return send


def row(page, label):
    """The words from a parameter's name on."""
    assert label in page
    return page[page.index(label) :][: len(label) + 500]


def mark(node, version, code):
    with acting(node.head):
        return service.mark_of(Regulation.objects.get(pk=version), code)


def test_each_source_is_named(world, get):
    enact(world.a00, preset="tatarstan")
    enact(world.a10, preset="municipal_monthly")
    enact(world.a11, preset=SCHOOL, omit=("forms", "kinds"))
    page = " ".join(get(world.a11.curator, f"/regulation/?source=all&page={number}") for number in (1, 2))
    assert "закон: Трудовой кодекс РФ, ст. 351.8" in row(page, "Письменное согласие на обязанности наставника")
    assert re.search(r"регион: п\. [\d.]+ Положения", row(page, "Разделы пояснительной записки"))
    monthly = row(page, "Месячный отчёт, число")
    assert re.match(r"Месячный отчёт, число 25 район: п\. [\d.]+ Порядка 02\.09\.2024", monthly)
    assert re.search(r"Орган наставников .{0,500}школа: п\. [\d.]+ Положения", page)
    assert "умолчание системы, в положении не названо" in row(page, "Молодой специалист: возраст, до")


def test_the_first_page_shows_what_documents_and_law_name(world, get):
    enact(world.a10, preset="municipal_monthly")
    page = get(world.a11.curator)
    assert "Месячный отчёт, число 25 район" in page
    assert "Молодой специалист: возраст, до" not in page
    assert "Не названы в документах и взяты из умолчаний системы" in page


def test_filters_stay_in_the_address(world, get):
    enact(world.a10, preset="municipal_monthly")
    found = get(world.a11.curator, "/regulation/?q=месячный ОТЧЕТ")
    assert "Месячный отчёт, число" in found
    assert "Персональные данные" not in found
    assert "Таких параметров нет" in get(world.a11.curator, "/regulation/?q=кукушка")
    law = get(world.a11.curator, "/regulation/?source=law&group=pairs")
    assert "Письменное согласие на обязанности наставника" in law
    assert "Стандарт оформления" not in law
    for odd in ("?source=mars&group=venus&on=вчера", "?page=900", "?part=mars"):
        get(world.a11.curator, f"/regulation/{odd}")


def test_a_past_day_shows_what_held_then(world, get):
    enact(world.a10, preset="municipal_monthly")
    assert "Показано то, что действовало 1 сентября 2024 г." in get(world.a11.curator, "/regulation/?on=2024-09-01")
    assert "Месячный отчёт" not in get(world.a11.curator, "/regulation/?on=2024-09-01")
    assert "Месячный отчёт" in get(world.a11.curator, "/regulation/?on=2024-09-02")


def test_who_locked_is_said(world, get):
    enact(world.a00, {"pair_fixation": {"value": "order", "clause": "п. 3.2", "locked": True}})
    assert "закрепил уровень выше: Министерство МЕТКА-A00 (регион)" in get(world.a11.mentor)


def test_a_text_without_an_order_is_not_in_force(world, get):
    """S5: no date, no number."""
    with acting(world.a11.head):
        Regulation.objects.filter(organization_id=world.a11.id, state="in_force").update(
            state="repealed", effective_to="2024-01-01"
        )
    version = draft(world.a11, preset=DUC)
    page = get(world.a11.curator)
    assert "Положение организации не введено в действие" in page
    assert "п. 4.1.5" not in page
    assert "не введено в действие" in get(world.a11.curator, f"/regulation/{version}/")
    assert "нет: без приказа редакция не действует" in get(world.a11.curator, f"/regulation/{version}/")
    register(world.a11, order_of(world.a11, version))
    page = get(world.a11.curator)
    assert "не введено" not in page
    assert "действует с 2 сентября 2024 г., приказ от 02.09.2024 № 71-о." in page


def test_a_node_without_its_own_document_is_told_so(world, get):
    assert "Своего Положения у организации нет" in get(world.a1m.mnc_officer)


def test_participants_of_both_contours(world, get):
    load_reference()
    assert FederalBody.objects.get(code="academy").name not in get(world.a11.curator, "/regulation/?part=contours")
    enact(world.a11, preset=DUC)
    page = get(world.a11.curator, "/regulation/?part=contours")
    assert "Контур: внутренний (организация)" in page
    assert "Контур: внешний" in page
    assert FederalBody.objects.get(code="academy").name in page
    assert "АКИРО" not in page


def test_documents_and_versions_with_their_orders(world, get):
    enact(world.a10, preset="municipal_monthly")
    enact(world.a11, preset=SCHOOL)
    version = draft(world.a11, {})
    page = get(world.a11.curator, "/regulation/?part=versions")
    assert "Порядок ежемесячного мониторинга наставничества" in page
    assert "с 02.09.2024 приказ от 02.09.2024 № 71-о" in page
    assert "приказа пока нет" in page
    assert "с 01.09.2022 до 02.09.2024" in page
    order_of(world.a11, version)
    assert "проект приказа «Об утверждении Положения» (черновик)" in get(
        world.a11.curator, "/regulation/?part=versions"
    )


@pytest.mark.parametrize("path", ["/regulation/", "/regulation/?part=versions", "/regulation/?part=contours"])
def test_the_number_of_queries_does_not_grow(world, client_of, path):
    client = client_of(world.a11.curator)
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(path)
    with acting(world.a11.head) as actor:
        for number in range(10, 30):
            Regulation.objects.create(
                organization=actor.organization, number=number, title="Положение", created_at="2024-01-01T00:00:00Z"
            )
    with CaptureQueriesContext(connection) as many:
        client.get(path)
    assert len(many) == len(few)


def test_reading_takes_a_fixed_number_of_queries(world, django_assert_num_queries):
    enact(world.a10, preset="municipal_monthly")
    version = enact(world.a11, preset=SCHOOL)
    with acting(world.a11.curator) as actor:
        with django_assert_num_queries(4):
            versions = versions_above(actor.organization, actor.today)
            pages.read_orders(versions)
            pages.versions_of(actor.organization)
        with django_assert_num_queries(2):
            row = get_version(actor, version)
        with django_assert_num_queries(1):
            laid = lay(row, actor.today)
            one.setting_rows(laid, named=True)
            one.setting_rows(laid, named=False)
            one.text_of(laid)


def test_a_version_shows_its_values_and_the_text_that_was_signed(world, get):
    version = enact(world.a11, preset=SCHOOL)
    page = get(world.a11.curator, f"/regulation/{version}/")
    assert "с 02.09.2024, без срока" in page
    assert re.search(r"Как называется орган .{0,90} п\. [\d.]+", page)
    assert "Как подписан приказом" in page
    assert "1. Общие положения" in page
    assert "Изменить" not in page


def test_a_version_says_what_it_stands_on(world, get):
    """S1: the district's document keeps the region's one, which it inherits, as its basis."""
    region = enact(world.a00, {"pairing_deadline_days": {"value": 30}})
    version = draft(world.a10, preset="kalmanka")
    page = get(world.a10.coordinator, f"/regulation/{version}/")
    assert "№ 404" in row(page, "Основания")
    assert "Положение МЕТКА-A00 , Министерство МЕТКА-A00" in row(page, "Наследует")
    assert "Наследует" not in get(world.a00.head, f"/regulation/{region}/")


def test_a_draft_shows_the_text_that_an_order_will_carry(world, get):
    version = draft(world.a11, preset=SCHOOL, keep_clauses=True)
    page = get(world.a11.curator, f"/regulation/{version}/")
    assert "прикладывает к приказу" in page
    assert "Поставить пункты по тексту" in page
    assert "Изменить" in page
    assert "Изменить" not in get(world.a11.council_chair, f"/regulation/{version}/")
    assert "Задать" in get(world.a11.curator, f"/regulation/{version}/?show=rest")


def test_what_will_not_hold_is_said_over_the_draft(world, get):
    enact(world.a10, {"forms": {"value": ["OTHER"]}})
    version = draft(world.a11, {"forms": {"value": ["OTHER", "PUPIL_PUPIL"]}})
    page = get(world.a11.curator, f"/regulation/{version}/")
    assert "Не действует, потому что решено выше" in page
    assert "список можно только сузить" in page


def test_whom_a_version_is_shown(world, get):
    version = world.a11.regulations["in_force"]
    for member in (world.a11.mentor, world.a10.coordinator, world.a00.ministry, world.a1m.mnc_officer):
        expected = 404 if member == world.a1m.mnc_officer else 200
        get(member, f"/regulation/{version}/", expected)
    get(world.a12.curator, f"/regulation/{version}/", 404)
    get(world.b11.curator, f"/regulation/{version}/", 404)
    get(world.a11.curator, f"/regulation/{world.a10.regulations['in_force']}/")
    get(world.a11["parent"], "/regulation/", 403)


def test_a_draft_is_begun_from_the_page(world, client_of, get):
    assert "Копия действующей редакции" in get(world.a11.curator, "/regulation/new/")
    response = client_of(world.a11.curator).post("/regulation/new/", {"source": SCHOOL, "title": "Положение школы"})
    assert response.status_code == 302
    assert "Положение школы" in get(world.a11.curator, response.url)
    assert client_of(world.a11.curator).post("/regulation/new/", {"source": "kalmanka"}).status_code == 422
    assert client_of(world.a11.curator).post("/regulation/new/", {}).status_code == 422
    get(world.a11.mentor, "/regulation/new/", 403)


def test_a_parameter_is_set_on_its_page(world, get, post):
    version = draft(world.a11)
    path = f"/regulation/{version}/set/pairing_deadline_days/"
    assert "от 1 до 120, дней" in get(world.a11.curator, path)
    seen = mark(world.a11, version, "pairing_deadline_days")
    wrong = text(post(world.a11.curator, path, {"value": "999", "seen": seen}, 422))
    assert "Нужно число от 1 до 120, а стоит 999" in wrong
    post(world.a11.curator, path, {"value": "7", "clause": "п. 2", "seen": seen})
    assert "7 дней п. 2" in get(world.a11.curator, f"/regulation/{version}/")
    post(world.a11.curator, path, {"leave": "1", "seen": mark(world.a11, version, "pairing_deadline_days")})
    assert "сама ничего не устанавливает" in get(world.a11.curator, f"/regulation/{version}/")
    get(world.a11.curator, f"/regulation/{version}/set/no.such.code/", 404)
    get(world.a10.coordinator, path, 404)


def test_a_locked_parameter_has_no_form_and_names_who_locked_it(world, get, post):
    enact(world.a00, {"pair_fixation": {"value": "order", "clause": "п. 3.2", "locked": True}})
    version = draft(world.a11)
    path = f"/regulation/{version}/set/pair_fixation/"
    page = get(world.a11.curator, path)
    assert "закрепил уровень выше – Министерство МЕТКА-A00 (регион): п. 3.2 Положения МЕТКА-A00" in page
    assert "Записать в черновик" not in page
    post(world.a11.curator, path, {"value": "curator_record", "seen": mark(world.a11, version, "pair_fixation")}, 200)
    assert "сама ничего" in get(world.a11.curator, f"/regulation/{version}/")


def test_a_refusal_is_shown_in_the_form(world, post):
    enact(world.a10, {"program_months_max": {"value": 6}})
    version = draft(world.a11)
    path = f"/regulation/{version}/set/program_months_min/"
    data = {"value": "9", "clause": "п. 5", "seen": mark(world.a11, version, "program_months_min")}
    response = post(world.a11.curator, path, data, 422)
    assert "меньше, чем" in text(response)
    assert 'value="9"' in response.content.decode()
    assert 'value="п. 5"' in response.content.decode()


def test_a_stale_form_shows_both_versions_and_loses_nothing(world, post):
    version = draft(world.a11)
    path = f"/regulation/{version}/set/forms/"
    seen = mark(world.a11, version, "forms")
    post(world.a11.head, path, {"value": ["OTHER"], "seen": seen})
    response = post(world.a11.curator, path, {"value": ["PUPIL_PUPIL", "HEAD_EDUCATOR"], "seen": seen}, 409)
    page = response.content.decode()
    assert "этот параметр изменили" in page
    assert "иная форма" in page
    assert re.findall(r'value="(\w+)"[^>]*checked', page) == ["HEAD_EDUCATOR", "PUPIL_PUPIL"]
    fresh = re.search(r'name="seen" value="(\w+)"', page)[1]
    post(world.a11.curator, path, {"value": ["PUPIL_PUPIL"], "seen": fresh})


def test_a_draft_that_waits_for_the_head_is_closed(world, get, post):
    version = draft(world.a11, {})
    submit(world.a11, order_of(world.a11, version))
    assert "он на утверждении: менять её сейчас нельзя" in get(world.a11.curator, f"/regulation/{version}/")
    get(world.a11.curator, f"/regulation/{version}/set/forms/", 409)
    post(world.a11.curator, f"/regulation/{version}/discard/", {}, 409)
    post(world.a11.curator, f"/regulation/{version}/rename/", {"title": "Иное"}, 409)


def test_a_draft_is_renamed_numbered_and_thrown_away(world, get, post):
    version = draft(world.a11, preset=SCHOOL, keep_clauses=True)
    post(world.a11.curator, f"/regulation/{version}/rename/", {"title": ""}, 422)
    post(world.a11.curator, f"/regulation/{version}/rename/", {"title": "Положение Икс"})
    post(world.a11.curator, f"/regulation/{version}/cite/", {})
    page = get(world.a11.curator, f"/regulation/{version}/")
    assert "Положение Икс" in page
    assert "Поставить пункты" not in page
    assert "Удалить черновик редакции?" in get(world.a11.curator, f"/regulation/{version}/discard/")
    post(world.a11.curator, f"/regulation/{version}/discard/", {})
    get(world.a11.curator, f"/regulation/{version}/", 404)


def test_two_versions_are_compared(world, get, client_of):
    first = enact(world.a11, {"pairing_deadline_days": {"value": 7}, "forms": {"value": ["OTHER", "PUPIL_PUPIL"]}})
    day = DAY + datetime.timedelta(days=9)
    second = enact(world.a11, {"pairing_deadline_days": {"value": 7}, "forms": {"value": ["OTHER"]}}, dated=day)
    path = f"/regulation/compare/?a={first}&b={second}"
    html = client_of(world.a11.curator).get(path).content.decode()
    assert re.findall(r"<del>(.*?)</del>", html) == ["ученик\u00a0– ученик"]
    assert "Разное значение: 1 параметр" in get(world.a11.curator, path)


def test_a_version_is_compared_with_what_stands_above_it(world, get):
    enact(world.a10, {"pairing_deadline_days": {"value": 30}})
    version = enact(world.a11, {"pairing_deadline_days": {"value": 30}, "council": {"value": "yes"}})
    page = get(world.a11.curator, f"/regulation/compare/?a=above&b={version}")
    assert "Разное значение: 1 параметр" in page
    assert "То же значение из другого места: 1 параметр" in page
    assert "Разное значение: 2 параметра" in get(world.a11.curator, f"/regulation/compare/?a=law&b={version}")
    assert "Значения одинаковы" in get(world.a11.curator, f"/regulation/compare/?a={version}&b={version}")
    get(world.a10.coordinator, f"/regulation/compare/?a=above&b={version}")


def test_comparison_of_what_is_not_there(world, get):
    get(world.a11.curator, f"/regulation/compare/?a={world.a12.regulations['draft']}", 404)
    get(world.a11.curator, f"/regulation/compare/?b={world.b11.regulations['draft']}", 404)
    get(world.a11.curator, "/regulation/compare/?a=mars", 404)
    get(world.a11.curator, "/regulation/compare/?a=999999999999", 404)
    assert "нет ни одной редакции" in get(world.a1m.mnc_officer, "/regulation/compare/")
    get(world.a11.curator, "/regulation/compare/")
