"""Answering: by a personal link, by ten digits from a sheet, or from one's first page. No answer is read back here."""

import re
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Region
from accounts.permissions import get_visible, public, requires
from accounts.rate_limit import TooMany, check, client_of, count, give_back, take
from accounts.refusal import Refusal
from accounts.views.errors import too_many_requests
from accounts.views.shared import posted, public_region

from ..models import SurveyInvitation
from ..questions import MULTIPLE, Question
from ..services import answering, links
from ..survey_forms import CodeForm
from ..survey_secrets import draft_place, new_key

KEY = "survey"  # a cookie of one link: it lives as long as the browser is open
LIMITS = {60: 20, 3600: 200}  # wrong codes from one address: a class types its codes from one school's network
GUESSED = {3600: 1000}  # wrong codes in a region: so many, and every address of it is watched more closely
WATCHED = {60: 3, 3600: 20}
SAVES = {3600: 600}  # drafts under one link: one is saved after each answer


def raw_answers(asked: tuple[Question, ...], data: QueryDict) -> dict[str, Any]:
    """What a form of these questions carries, as it came."""
    raw: dict[str, Any] = {}
    for one in asked:
        values = data.getlist(f"q-{one.code}")
        if values:
            raw[one.code] = values if one.kind == MULTIPLE else values[-1]
    return raw


def fields(asked: tuple[Question, ...], raw: dict[str, Any], errors: dict[str, str]) -> list[dict[str, Any]]:
    """Questions as the page shows them, with what has been answered."""
    rows = []
    for one in asked:
        said = raw.get(one.code, [])
        chosen = [said] if isinstance(said, str) else [str(value) for value in said] if isinstance(said, list) else []
        short = len(one.options) <= 3 and all(len(label) <= 14 for _value, label in one.options)
        rows.append(
            {"q": one, "chosen": chosen, "error": errors.get(one.code, ""), "short": short, "marks": range(1, 11)}
        )
    return rows


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
def survey_fill(request: HttpRequest, region: str, secret: str) -> HttpResponse:
    """One page holds all questions, so that a lost connection takes none away; after the last press, thanks."""
    with public_region(region) as place:
        invitation = answering.by_token(place.pk, secret)
        if invitation is None:
            return _gone(request, place, "unknown")
        if not answering.is_theirs(invitation, request.user):
            if request.user.is_anonymous and request.method != "POST":
                return redirect_to_login(request.get_full_path())
            return _gone(request, place, "login", invitation)
        asked, errors, key = invitation.version.questions, {}, _key_of(request)
        if request.method == "POST":
            raw = raw_answers(asked, request.POST)
            try:
                errors = dict(answering.submit(invitation=invitation, token=secret, raw=raw, key=key))
            except Refusal:  # the page says which of the reasons it is
                errors = {}
            if not errors:
                thanks = redirect("survey_fill", region, secret)
                thanks.delete_cookie(KEY, path=thanks.url)
                return thanks
        standing = answering.standing(invitation)
        if not standing.is_open:
            return _gone(request, place, standing.code, invitation, secret)
        if request.method != "POST":
            raw = answering.draft_of(invitation, secret, key)
            key = key if raw else new_key()  # a key that lay in a shared browser before him shall not open his draft
        context = {
            "version": invitation.version, "rows": fields(asked, raw, errors), "errors": errors,
            "school": invitation.organization, "campaign": invitation.campaign,
            "place": draft_place(place.pk, secret, "")[:16], "bound": request.method == "POST",
            "draft_url": reverse("survey_draft", args=[region, secret]),
        }  # fmt: skip
        page = render(request, "monitoring/survey.html", context, status=422 if errors else 200)
        return _keyed(page, key, region, secret) if key else page


def _key_of(request: HttpRequest) -> str:
    """What this browser was given to lock the draft under this link; empty where it has nothing of ours."""
    key = request.COOKIES.get(KEY, "")
    return key if re.fullmatch(r"[\w-]{43}", key, re.ASCII) else ""


def _keyed(response: HttpResponse, key: str, region: str, secret: str) -> HttpResponse:
    path, secure = reverse("survey_fill", args=[region, secret]), settings.SESSION_COOKIE_SECURE
    response.set_cookie(KEY, key, path=path, secure=secure, httponly=True, samesite="Lax")
    return response


def _gone(
    request: HttpRequest,
    region: Region,
    code: str,
    invitation: SurveyInvitation | None = None,
    secret: str = "",
) -> HttpResponse:
    """Nothing to answer here: why, and what to do. Thanks to whoever has answered."""
    context = {
        "code": code, "region": region, "invitation": invitation,
        "place": draft_place(region.pk, secret, "")[:16] if secret else "",
    }  # fmt: skip
    status = {"answered": 200, "early": 200, "login": 403}.get(code, 410)
    return render(request, "monitoring/survey_gone.html", context, status=status)


@never_cache
@require_POST
@public
def survey_draft(request: HttpRequest, region: str, secret: str) -> HttpResponse:
    """Keep what was answered so far, or forget it on a strange computer; 409 when nothing is kept any more."""
    with public_region(region) as place:
        invitation = answering.by_token(place.pk, secret)
        if invitation is None:
            raise Http404
        if not answering.is_theirs(invitation, request.user):
            raise PermissionDenied
        try:
            take("survey.draft", f"{place.pk}:{invitation.pk}", SAVES)
        except TooMany as trouble:
            return too_many_requests(request, trouble)
        key = _key_of(request) or new_key()
        if "forget" in request.POST:
            answering.forget_draft(invitation=invitation, token=secret, key=key)
            return HttpResponse()
        raw = raw_answers(invitation.version.questions, request.POST)
        kept = answering.save_draft(invitation=invitation, token=secret, key=key, raw=raw)
    return _keyed(HttpResponse(), key, region, secret) if kept else HttpResponse(status=409)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
def survey_enter(request: HttpRequest, region: str) -> HttpResponse:
    """Ten digits from a sheet. Wrong, invented and closed ones get one answer."""
    form = CodeForm(posted(request))
    with public_region(region) as place:
        if request.method == "POST" and form.is_valid():
            client = client_of(request)
            try:
                take("survey", client, _limits(place))
            except TooMany as trouble:
                return too_many_requests(request, trouble)
            invitation = answering.by_code(place.pk, form.cleaned_data["code"])
            if invitation is not None:
                give_back("survey", client, LIMITS)
                return redirect(links.path_of(place, invitation.pk))
            count("survey.region", str(place.pk), GUESSED)
            form.add_error("code", _("Код не подошёл. Проверьте цифры; если опрос закончился, спросите куратора"))
    context = {"form": form, "region": place}
    return render(request, "monitoring/survey_enter.html", context, status=422 if form.errors else 200)


def _limits(region: Region) -> dict[int, int]:
    """Guessing from many addresses slows each of them; nobody with a right code is kept out by it."""
    try:
        check("survey.region", str(region.pk), GUESSED)
    except TooMany:
        return WATCHED
    return LIMITS


@never_cache
@require_safe
@requires()
def survey_mine(request: HttpRequest, pk: int) -> HttpResponse:
    """From the first page or a notice: only one's own."""
    actor = request.actor
    invitation = get_visible(SurveyInvitation, actor, pk, "region")
    if invitation.person_id != actor.person_id:
        raise Http404
    return redirect(links.path_of(invitation.region, pk))
