"""Every «no» has its kind, its reason, its clause and what to do; nothing that is sent makes a failure."""

import pytest
from django.test import Client

from tests.world import World

from .calls import ROOT, Caller, caller_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(world: World) -> Caller:
    return caller_of(world.a11.curator)


@pytest.mark.parametrize(("language", "title", "told"), [
    ("en-GB,en;q=0.8", "Not found", "en"), ("ru", "Не найдено", "ru"), ("de", "Не найдено", "ru"),
    ("", "Не найдено", "ru"),
])  # fmt: skip
def test_a_problem_speaks_the_language_asked_for(curator: Caller, language: str, title: str, told: str) -> None:
    answer = curator.get(f"/mentors/{2**40}/", **{"Accept-Language": language})
    assert (answer.status_code, answer.json()["title"], answer["Content-Language"]) == (404, title, told)


def test_what_django_refuses_is_a_problem_too(curator: Caller) -> None:
    """Catches a page of HTML in the middle of an API."""
    for path, status in (("/nothing/", 404), ("/mentors/x/", 404), ("/mentors/?state=%00", 400), ("/me/%00", 404)):
        answer = curator.get(path)
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), path


@pytest.mark.parametrize(("method", "status"), [("put", 405), ("delete", 405), ("patch", 405), ("options", 405)])
def test_a_method_that_is_not_known(curator: Caller, method: str, status: int) -> None:
    answer = getattr(curator.client, method)(f"{ROOT}/mentors/", headers=curator.headers())
    assert answer.status_code == status and "GET" in answer["Allow"]


@pytest.mark.parametrize(("body", "kind", "status"), [
    ("{", "application/json", 400), ("[" * 100_000, "application/json", 400), ("NaN", "application/json", 400),
    ('"\\ud800"', "application/json", 400), ("[]", "application/json", 422), ("null", "application/json", 422),
    ("\xff", "application/json; charset=rot13", 422), ("9" * 5000, "application/json", 400),
    ('{"person": 1e999}', "application/json", 422), ('{"person": 99999999999999999999}', "application/json", 422),
    ('{"person": true}', "application/json", 422), ('{"person": {"id": 1}}', "application/json", 422),
    ('{"\\u0000": 1}', "application/json", 422), ('{"person": 1, "subject": "a\\u0000"}', "application/json", 422),
    ("x" * 300_000, "application/json", 413), ("a=1", "application/x-www-form-urlencoded", 415),
    ("<a/>", "application/xml", 415), ("", "application/json", 422), ("", "", 422),
])  # fmt: skip
def test_a_body_that_does_not_fit(curator: Caller, body: str, kind: str, status: int) -> None:
    raw = body.encode("latin-1") if "\xff" in body else body.encode()
    raw = b'{"a": "' + raw + b'"}' if kind.endswith("rot13") else raw
    headers = curator.headers({"Idempotency-Key": "a-body-that-fails"})
    answer = curator.client.generic("POST", f"{ROOT}/mentors/", raw, content_type=kind, headers=headers)
    expected = 400 if kind.endswith("rot13") else status
    assert (answer.status_code, answer["Content-Type"]) == (expected, "application/problem+json"), answer.content


def test_an_unknown_field_is_named(curator: Caller) -> None:
    """Catches mass assignment, and a misspelt name lost behind a success."""
    answer = curator.post("/mentors/", {"person": 1, "state": "active", "organization": 5, "region": 2})
    assert answer.status_code == 422 and set(answer.json()["errors"]) == {"state", "organization", "region"}


def test_no_key_no_call(curator: Caller) -> None:
    for key in ("", "short", "я" * 8, "x" * 101, "with space in it"):
        headers = curator.headers({"Idempotency-Key": key.encode().decode("latin-1")} if key else {})
        answer = curator.client.post(f"{ROOT}/mentors/", {}, content_type="application/json", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key")


def test_a_session_keeps_its_csrf(world: World) -> None:
    """Catches a form of another site that writes by the cookie of a signed-in curator."""
    from accounts.models import User

    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(pk=world.a11.curator.user_id), "django.contrib.auth.backends.ModelBackend")
    headers = {"Idempotency-Key": "from-elsewhere"}
    answer = client.post(f"{ROOT}/mentors/", {"person": 1}, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_answers_are_json_only(curator: Caller) -> None:
    assert curator.get("/me/", Accept="text/html").status_code == 406
    assert curator.get("/me/", Accept="*/*").status_code == 200
