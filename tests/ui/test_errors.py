import pytest
from django.test import Client
from django.urls import get_resolver

from .text import words

pytestmark = pytest.mark.urls("tests.ui.urls")


def ask(address: str) -> tuple[int, str]:
    response = Client(raise_request_exception=False).get(address)
    return response.status_code, words(response)


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/bad", 400, "Не получилось прочитать запрос"),
        ("/forbidden", 403, "Этого ваша роль не может"),
        ("/no/such/page", 404, "Такой страницы нет"),
        ("/broken", 500, "У нас сбой, мы уже знаем"),
        ("/waiting", 429, "Попробуйте через 3 минуты"),
    ],
)
def test_each_error_says_what_happened_and_leads_home(address: str, status: int, said: str) -> None:
    got, page = ask(address)
    assert got == status
    assert said in page
    assert 'class="btn main-action" href="/"' in page
    assert f"Код {status}" in page


def test_a_refusal_names_its_reason_clause_and_what_to_do() -> None:
    _, page = ask("/refused")
    for said in ("Подписывает только директор", "Основание: Положение, п. 3.1", "Передайте ему"):
        assert said in page


def test_errors_tell_nothing_of_the_inside() -> None:
    assert "order.approve" not in ask("/forbidden")[1]
    assert "secret" not in ask("/broken")[1]


def test_too_many_attempts_say_when_to_come_back() -> None:
    assert Client().get("/waiting").headers["Retry-After"] == "125"


def test_a_stale_form_is_not_lost() -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "a" * 32
    response = client.post("/account/login/", {"login": "x"})
    assert response.status_code == 403
    page = words(response)
    assert "Страница устарела, введённое не пропало" in page
    assert "Вернитесь назад" in page


def test_a_browser_without_cookies_is_told_so() -> None:
    response = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "x"})
    assert "файлы cookie" in words(response)


@pytest.mark.parametrize("status", [400, 403, 404, 500])
@pytest.mark.urls("mentoring.urls")
def test_the_project_shows_these_pages(status: int) -> None:
    """Under /api/ the same moment is a problem in JSON (tests/api/test_problems.py)."""
    handler = get_resolver().resolve_error_handler(status)
    pages = [cell.cell_contents for cell in handler.__closure__ if callable(cell.cell_contents)]
    assert [page.__module__ for page in pages] == ["accounts.views.errors"]
