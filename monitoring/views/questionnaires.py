"""The bank of questionnaires and one's own: looked at as people will see them, copied, edited, published."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Actor, get_visible, requires
from accounts.views.shared import done_by, posted, say, version_read

from .. import question_bank
from ..models import Moment, Questionnaire, Respondent
from ..questions import Question, questions
from ..services import questionnaires as service
from ..survey_forms import QuestionFormSet, QuestionnaireForm, as_draft, as_initial
from .surveys import fields


@require_safe
@requires("campaign.view")
def questionnaire_list(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    ready = [
        {
            "one": one, "role": Respondent(one.role).label, "moment": Moment(one.moment).label,
            "pupils": one.track == "student", "count": len(one.questions),
        }
        for one in map(question_bank.shipped, question_bank.codes())
    ]  # fmt: skip
    own = Questionnaire.objects.visible_to(actor).filter(shipped="").select_related("organization")
    rows = [
        {"one": one, "newest": next(iter(one.versions.all()), None), "mine": actor.signs_for(one.organization_id)}
        for one in own.prefetch_related("versions")
    ]
    context = {"ready": ready, "own": rows, "manages": actor.may("campaign.manage")}
    return render(request, "monitoring/questionnaire_list.html", context)


def _mine(request: HttpRequest, pk: int) -> Questionnaire:
    """Kept at the actor's own node: those of the levels above are copied, not edited."""
    row = get_visible(Questionnaire, request.actor, pk, "organization")
    if row.shipped or not request.actor.signs_for(row.organization_id):
        raise Http404
    return row


@require_http_methods(["GET", "HEAD", "POST"])
@requires("campaign.manage")
def questionnaire_edit(request: HttpRequest, pk: int) -> HttpResponse:
    actor, row = request.actor, _mine(request, pk)
    asked = questions(row.draft)
    form = QuestionnaireForm(posted(request), initial={"title": row.title, "about": row.about})
    rows = QuestionFormSet(posted(request), initial=as_initial(asked), prefix="q")
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        told = form.cleaned_data

        def save() -> None:
            service.save(
                actor=actor, questionnaire=row, version=version_read(request), title=told["title"],
                about=told["about"], draft=draft,
            )  # fmt: skip

        try:
            draft = as_draft(list(rows), asked)
        except ValueError as error:
            form.add_error(None, str(error).capitalize())
        else:
            if done_by(form, save):
                say(request, _("Анкета сохранена. Спрашивать по ней можно после публикации"))
                return redirect("questionnaire_edit", pk)
    context = {"one": row, "form": form, "rows": rows, "every": [form, *rows.forms], "newest": row.versions.first()}
    return render(request, "monitoring/questionnaire_edit.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires("campaign.manage")
def questionnaire_publish(request: HttpRequest, pk: int) -> HttpResponse:
    version = service.publish(actor=request.actor, questionnaire=_mine(request, pk))
    say(request, _("Опубликована версия %d: она больше не изменится") % version.number)
    return redirect("questionnaire_edit", pk)


@require_safe
@requires("campaign.view")
def questionnaire_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """As people will see it; nothing is kept."""
    row = get_visible(Questionnaire, request.actor, pk, "organization")
    if row.shipped:
        return redirect("shipped_preview", row.shipped)
    return _preview(request, row.title, row.about, questions(row.draft))


@require_safe
@requires("campaign.view")
def shipped_preview(request: HttpRequest, code: str) -> HttpResponse:
    one = _shipped(code)
    return _preview(request, one.title, one.about, one.questions)


def _preview(request: HttpRequest, title: str, about: str, asked: tuple[Question, ...]) -> HttpResponse:
    context: dict[str, Any] = {"title": title, "about": about, "rows": fields(asked, {}, {}), "count": len(asked)}
    return render(request, "monitoring/questionnaire_preview.html", context)


@require_POST
@requires("campaign.manage")
def questionnaire_copy(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Questionnaire, request.actor, pk, "organization")
    version = row.versions.select_related("questionnaire").first()
    if version is None:
        raise Http404
    return redirect("questionnaire_edit", service.copy(actor=request.actor, version=version).pk)


@require_POST
@requires("campaign.manage")
def shipped_copy(request: HttpRequest, code: str) -> HttpResponse:
    version = service.adopt(_shipped(code).code)
    return redirect("questionnaire_edit", service.copy(actor=request.actor, version=version).pk)


def _shipped(code: str) -> question_bank.Shipped:
    try:
        return question_bank.shipped(code)
    except KeyError as error:
        raise Http404 from error
