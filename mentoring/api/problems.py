"""Every «no» of the API as application/problem+json (RFC 9457), its title in the language asked for.

``detail`` and ``todo`` of a rule's refusal are the very words of the pages, in Russian: ``Content-Language`` says so.
"""

import math
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation.trans_real import parse_accept_lang_header
from rest_framework import exceptions
from rest_framework.response import Response

from accounts.rate_limit import TooMany
from accounts.refusal import Refusal, Stale
from accounts.views import errors

PREFIX = "/api/"
CONTENT_TYPE = "application/problem+json"
LANGUAGES = ("ru", "en")

# code → (status, title in Russian, title in English)
PROBLEMS: dict[str, tuple[int, str, str]] = {
    "malformed": (400, "Запрос не разобрать", "The request cannot be read"),
    "parameters": (400, "Параметры адреса не подходят", "The parameters of the address do not fit"),
    "cursor": (400, "Указатель страницы не подходит", "The cursor does not fit"),
    "idempotency_key": (400, "Нужен заголовок Idempotency-Key", "The header Idempotency-Key is required"),
    "sign_in": (401, "Нужен действующий ключ или вход", "A working token or a session is required"),
    "forbidden": (403, "Этой роли это нельзя", "This role may not do this"),
    "scope": (403, "Подключению это не разрешено", "The token has no scope for this"),
    "no_role": (403, "У входа нет действующей роли", "The login holds no role today"),
    "second_factor": (403, "Сначала включите второй фактор входа", "Set up the second factor first"),
    "not_found": (404, "Не найдено", "Not found"),
    "method": (405, "Здесь так не спрашивают", "The method is not known here"),
    "not_acceptable": (406, "Ответ бывает только в JSON", "Answers are JSON only"),
    "refused": (409, "Правило не позволяет", "A rule does not allow this"),
    "stale": (409, "Запись уже изменили", "The record has been changed meanwhile"),
    "too_large": (413, "Запрос слишком велик", "The request is too large"),
    "media_type": (415, "Тело запроса бывает только в JSON", "Bodies are JSON only"),
    "body": (422, "Тело запроса не подходит", "The body does not fit"),
    "idempotency_reused": (
        422, "Этот Idempotency-Key уже был у другого запроса", "This Idempotency-Key belongs to another call",
    ),
    "too_many": (429, "Слишком много запросов", "Too many requests"),
    "failure": (500, "Сбой на нашей стороне", "A failure on our side"),
}  # fmt: skip
OF_STATUS = {
    400: "malformed", 401: "sign_in", 403: "forbidden", 404: "not_found", 405: "method", 406: "not_acceptable",
    413: "too_large", 415: "media_type",
}  # fmt: skip


class Problem(Exception):
    """A «no» of the API itself; those of the rules are Refusals."""

    def __init__(self, code: str, detail: str = "", **more: Any) -> None:
        super().__init__(code)
        self.code, self.detail, self.more = code, detail, more


def language_of(request: Any) -> str:
    """The first of ours that ``Accept-Language`` names; Russian otherwise."""
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if code.split("-")[0] in LANGUAGES:
            return code.split("-")[0]
    return "ru"


def body_of(code: str, language: str, detail: str = "", **more: Any) -> dict[str, Any]:
    status, *titles = PROBLEMS[code]
    said = {"detail": detail} if detail else {}
    return {
        "type": f"urn:mentoring:problem:{code}", "title": titles[LANGUAGES.index(language)], "status": status,
        "code": code, **said, **{name: value for name, value in more.items() if value not in ("", [], ())},
    }  # fmt: skip


def _refusal(refusal: Refusal) -> Problem:
    """``rule`` is the refusal's own code, where it has one."""
    more: dict[str, Any] = {
        "clause": refusal.clause, "todo": refusal.todo, "missing": list(refusal.missing), "rule": refusal.code,
    }  # fmt: skip
    if isinstance(refusal, Stale):
        return Problem("stale", refusal.reason, **more, rows=refusal.rows)
    code = "forbidden" if refusal.code == "permission" else "refused"
    return Problem(code, refusal.reason, **more)


def problem_of(error: Exception) -> Problem | None:
    """What is told of an exception; None for a failure of ours."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, Refusal):
        return _refusal(error)
    if isinstance(error, TooMany):
        return Problem("too_many", error.why)
    if isinstance(error, Http404):
        return Problem("not_found")
    if isinstance(error, PermissionDenied):
        return Problem("forbidden")
    if isinstance(error, BadRequest):
        return Problem("malformed")
    if isinstance(error, exceptions.ValidationError):
        return Problem("body", errors=error.detail)
    if isinstance(error, exceptions.APIException) and error.status_code in OF_STATUS:
        return Problem(OF_STATUS[error.status_code])
    return None


def handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's EXCEPTION_HANDLER."""
    problem = problem_of(error)
    if problem is None:
        return None
    language = language_of(context["request"])
    body = body_of(problem.code, language, problem.detail, **problem.more)
    headers = {"Content-Language": "ru" if isinstance(error, Refusal) else language}
    if isinstance(error, TooMany):
        headers["Retry-After"] = str(math.ceil(error.retry_after))
    if body["status"] == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="api"'
    if isinstance(error, exceptions.MethodNotAllowed):
        headers["Allow"] = ", ".join(context["view"].allowed_methods)
    return Response(body, body["status"], content_type=CONTENT_TYPE, headers=headers)


def _page_or_problem(code: str, page: Any) -> Any:
    def answer(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
        if not request.path.startswith(PREFIX):
            return page(request) if code == "failure" else page(request, exception)
        body = body_of(code, language_of(request))
        return JsonResponse(body, status=body["status"], content_type=CONTENT_TYPE)

    return answer


# What Django itself refuses before a view is reached (mentoring.urls): a page, or under /api/ a problem.
bad_request = _page_or_problem("malformed", errors.bad_request)
permission_denied = _page_or_problem("forbidden", errors.permission_denied)
page_not_found = _page_or_problem("not_found", errors.page_not_found)
server_error = _page_or_problem("failure", errors.server_error)
