"""Questions and proposals: one's own with their answers; for the curator and the head those of the school."""

from django.contrib import messages
from django.db.models import Case, IntegerField, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Actor, get_visible, requires
from accounts.views.shared import done_by, page_of, posted, whole_number

from ..forms.appeals import AppealAnswerForm, AppealForm, AskAboveForm
from ..models import Appeal, Unit, UnitMember
from ..services import appeals as service

OPEN = (Appeal.State.SENT, Appeal.State.CONSIDERED)


@require_safe
@requires()
def appeal_list(request: HttpRequest) -> HttpResponse:
    """What has no answer stands above."""
    actor: Actor = request.actor
    order = Case(When(state__in=OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = Appeal.objects.visible_to(actor).select_related("author").order_by(order, "-created_at", "-pk")
    context = {
        "page": page_of(request, rows),
        "answers": actor.may("appeal.answer"),
        "writes": actor.may("appeal.write"),
    }
    return render(request, "programs/appeal_list.html", context)


@require_http_methods(["GET", "POST"])
@requires("appeal.write")
def appeal_new(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    asked = whole_number(request.GET.get("unit"))
    unit = Unit.objects.filter(pk=asked, members__person_id=actor.person_id).first() if asked else None
    mine = UnitMember.objects.filter(unit=unit, person_id=actor.person_id, side=UnitMember.Side.MENTOR, left_on=None)
    form = AppealForm(
        posted(request), leads=unit is not None and mine.exists(), initial={"kind": request.GET.get("kind", "question")}
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if done_by(form, lambda: service.send(actor=actor, kind=told["kind"], text=told["text"], unit=unit)):
            messages.success(request, _("Отправлено. Ответ придёт сюда и на почту"))
            return redirect("appeal_list")
    context = {"form": form, "unit": unit}
    return render(request, "programs/appeal_new.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@requires("contacts.view")
def question_new(request: HttpRequest) -> HttpResponse:
    """A question passed on to whoever answers above; ``?to`` is the person chosen on «Кому звонить»."""
    form = AskAboveForm(posted(request), actor=request.actor, initial={"to": whole_number(request.GET.get("to"))})
    if form.is_valid():
        told = form.cleaned_data
        if done_by(form, lambda: service.ask_above(actor=request.actor, to=told["to"], text=told["text"])):
            messages.success(request, _("Вопрос передан. Ответ придёт сюда и на почту"))
            return redirect("appeal_list")
    return render(request, "programs/question_new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@requires()
def appeal_detail(request: HttpRequest, pk: int) -> HttpResponse:
    actor: Actor = request.actor
    appeal = get_visible(Appeal, actor, pk, "author", "addressee", "answered_by", "organization", "unit")
    answers = actor.may("appeal.answer") and actor.signs_for(appeal.organization_id) and appeal.state in OPEN
    form = AppealAnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        words, verdict = form.cleaned_data["words"], request.POST.get("verdict", "reply")
        if done_by(form, lambda: service.answer(actor=actor, appeal=appeal, words=words, verdict=verdict)):
            messages.success(request, _("Ответ отправлен автору"))
            return redirect("appeal_list")
    context = {"appeal": appeal, "form": form, "answers": answers, "question": appeal.kind in service.ASKED}
    return render(request, "programs/appeal_detail.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires("appeal.answer")
def appeal_consider(request: HttpRequest, pk: int) -> HttpResponse:
    appeal = get_visible(Appeal, request.actor, pk, "organization")
    service.consider(actor=request.actor, appeal=appeal)
    messages.success(request, _("Автор увидит, что вы рассматриваете"))
    return redirect("appeal_detail", pk)
