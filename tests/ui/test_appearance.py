import pytest
from django.test import Client
from django.urls import reverse

CHOICE = {"text": "xl", "colors": "wb", "space": "l", "next": "/account/login/?next=/"}


def choose(client: Client, **changed: str):
    return client.post(reverse("appearance"), CHOICE | changed)


def test_the_choice_is_kept_and_shown_on_the_next_page(client: Client) -> None:
    response = choose(client)
    assert (response.status_code, response.headers["Location"]) == (302, CHOICE["next"])
    cookie = response.cookies["appearance"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("xl.wb.l", True, "Lax")
    page = client.get(reverse("account_login")).content.decode()
    assert '<html lang="ru" data-text="xl" data-colors="wb" data-space="l">' in page
    assert 'name="colors" value="wb" checked' in page


def test_the_ordinary_look_leaves_no_cookie(client: Client) -> None:
    choose(client)
    response = choose(client, text="", colors="", space="")
    assert response.cookies["appearance"].value == ""
    assert '<html lang="ru">' in client.get(reverse("account_login")).content.decode()


@pytest.mark.parametrize("value", ["xl.wb.l.more", "<script>", "....", "xl", "é.wb.l"])
def test_a_cookie_of_nonsense_is_the_ordinary_look(client: Client, value: str) -> None:
    client.cookies["appearance"] = value
    page = client.get(reverse("account_login"))
    assert page.status_code == 200
    assert "<script>" not in page.content.decode()


def test_unknown_choices_are_dropped(client: Client) -> None:
    assert choose(client, text="huge", colors='"><b>', space="l").cookies["appearance"].value == "..l"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_it_never_leads_away(client: Client, target: str) -> None:
    assert choose(client, next=target).headers["Location"] == "/"


def test_another_site_changes_nothing(client: Client) -> None:
    response = client.post(reverse("appearance"), CHOICE, headers={"Origin": "https://evil.example"})
    assert "appearance" not in response.cookies
    assert "appearance" in client.post(reverse("appearance"), CHOICE, headers={"Origin": "http://testserver"}).cookies


def test_reading_changes_nothing(client: Client) -> None:
    assert client.get(reverse("appearance")).status_code == 405


def test_it_works_from_a_page_that_holds_no_token() -> None:
    assert choose(Client(enforce_csrf_checks=True)).status_code == 302
