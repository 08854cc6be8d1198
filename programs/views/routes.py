"""A teacher's learning route: the page that shows it whole, its steps, its tutor; the list of a school or a tutor."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import get_visible, requires
from accounts.rate_limit import TooMany
from accounts.views.errors import too_many_requests
from accounts.views.grants import person_of_code
from accounts.views.shared import done_by, page_of, posted

from ..forms.routes import (
    AbandonForm,
    AreasForm,
    IdealForm,
    NewRouteForm,
    ReflectionForm,
    RemarkForm,
    ReviseForm,
    TutorForm,
)
from ..models import LearningRoute, LearningRouteGrant
from ..queries.diagnoses import open_deficits
from ..queries.route_pages import page_context, tabs_of
from ..queries.routes import listed_routes, step_of
from ..services import route_items as items
from ..services import routes as service

State = LearningRoute.State
STEPS = ("ideal", "strengths", "deficits", "reflection")


def route_of(request: HttpRequest, pk: int) -> LearningRoute:
    return get_visible(LearningRoute, request.actor, pk, "educator", "organization__region", "diagnosis")


def written_route(request: HttpRequest, pk: int) -> LearningRoute:
    """For those who write it; who only reads finds no page that changes it."""
    route = route_of(request, pk)
    if not service.may_write(request.actor, route):
        raise Http404
    return route


@require_safe
@requires()
def route_list(request: HttpRequest) -> HttpResponse:
    """Routes of the school for its curator, those opened to him for a tutor: step, execution, what is late."""
    actor = request.actor
    if not (actor.may("route.view") or actor.may("route.tutor")):
        raise PermissionDenied
    page = page_of(request, listed_routes(actor))
    rows = [(route, step_of(route)) for route in page]
    return render(request, "programs/route_list.html", {"page": page, "rows": rows, "tabs": tabs_of(actor, "routes")})


@require_http_methods(["GET", "POST"])
@requires("route.own")
def route_new(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    start_on, end_on = service.usual_term(actor)
    form = NewRouteForm(posted(request), initial={"start_on": start_on, "end_on": end_on})
    if form.is_valid():
        made: list[LearningRoute] = []
        if done_by(form, lambda: made.append(service.start_route(actor=actor, **form.cleaned_data))):
            if made[0].steps is None:
                return redirect("route_detail", made[0].pk)
            return redirect("route_step", made[0].pk, "ideal")
    return render(request, "programs/route_new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
@requires()
def route_detail(request: HttpRequest, pk: int) -> HttpResponse:
    route = route_of(request, pk)
    context = page_context(request.actor, route)
    context["remark_form"] = RemarkForm()
    return render(request, "programs/route_detail.html", context)


@require_http_methods(["GET", "POST"])
@requires()
def route_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One short page for steps 1, 2, 3 and 7, filled in with what is known already."""
    route = written_route(request, pk)
    if step not in STEPS:
        raise Http404
    form = _step_form(request, route, step)
    if form.is_valid() and done_by(form, lambda: _walk(request, route, step, form)):
        route.refresh_from_db()
        following = {State.SELF_DETERMINATION: "strengths", State.STRENGTHS_DIAG: "deficits"}.get(State(route.state))
        if route.steps is not None and following:
            return redirect("route_step", pk, following)
        messages.success(request, _("Сохранено"))
        return redirect("route_detail", pk)
    context = {"route": route, "form": form, "step": step, "number": (*STEPS[:3], "", "", "", STEPS[3]).index(step) + 1}
    return render(request, "programs/route_step.html", context, status=422 if form.is_bound else 200)


def _step_form(request: HttpRequest, route: LearningRoute, step: str) -> Any:
    data = posted(request)
    if step == "ideal":
        ideal = route.ideal_self or service.wished_for(route, request.actor)
        initial = {"ideal_self": ideal, "closeness_before": route.closeness_before}
        return IdealForm(data, initial=initial)
    if step == "reflection":
        return ReflectionForm(data, deficits=open_deficits(route))
    parts = ("strong",) if step == "strengths" else ("level", "text")
    return AreasForm(data, parts=parts, known=service.offered(route, request.actor))


def _walk(request: HttpRequest, route: LearningRoute, step: str, form: Any) -> None:
    common = {"actor": request.actor, "route": route}
    if step == "ideal":
        service.describe_ideal(**common, **form.cleaned_data)
    elif step == "strengths":
        strengths = {area: word.strength for area, word in form.words().items()}
        service.tell_strengths(**common, strengths=strengths)
    elif step == "deficits":
        service.tell_deficits(**common, words=form.words())
    else:
        service.finish(**common, **form.said())


MOVES = {
    "set_off": (service.set_off, _("Дорожная карта готова")),
    "settle": (items.settle, _("Корректировка закончена")),
    "reflect": (service.reflect, _("Реализация закончена: осталась рефлексия")),
}


@require_POST
@requires()
def route_move(request: HttpRequest, pk: int) -> HttpResponse:
    route = written_route(request, pk)
    verb = request.POST.get("verb", "")
    if verb in MOVES:
        act, done = MOVES[verb]
        act(actor=request.actor, route=route)
        messages.success(request, done)
    return redirect("route_step", pk, "reflection") if verb == "reflect" else redirect("route_detail", pk)


@require_http_methods(["GET", "POST"])
@requires()
def route_revise(request: HttpRequest, pk: int) -> HttpResponse:
    route = written_route(request, pk)
    form = ReviseForm(posted(request))
    if form.is_valid() and done_by(form, lambda: items.revise(actor=request.actor, route=route, **form.cleaned_data)):
        messages.success(request, _("Меняйте карту; закончив, нажмите «Закончить корректировку»"))
        return redirect("route_detail", pk)
    context = {"route": route, "form": form, "page": "revise"}
    return render(request, "programs/route_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@requires()
def route_abandon(request: HttpRequest, pk: int) -> HttpResponse:
    route = _own(request, pk)
    form = AbandonForm(posted(request))
    if form.is_valid() and done_by(
        form, lambda: service.abandon(actor=request.actor, route=route, **form.cleaned_data)
    ):
        messages.success(request, _("Маршрут прекращён; всё сделанное сохранено"))
        return redirect("route_detail", pk)
    context = {"route": route, "form": form, "page": "abandon"}
    return render(request, "programs/route_form.html", context, status=422 if form.is_bound else 200)


def _own(request: HttpRequest, pk: int) -> LearningRoute:
    """For the teacher himself alone."""
    route = route_of(request, pk)
    if route.educator_id != request.actor.person_id:
        raise Http404
    return route


@require_http_methods(["GET", "POST"])
@requires()
def route_tutor(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom the teacher lets lead his route with him: his press is the consent."""
    route = _own(request, pk)
    form = TutorForm(posted(request))
    try:
        if form.is_valid() and _asked(request, route, form):
            return redirect("route_detail", pk)
    except TooMany as trouble:
        return too_many_requests(request, trouble)
    context = {"route": route, "form": form, "page": "tutor"}
    return render(request, "programs/route_form.html", context, status=422 if form.is_bound else 200)


def _asked(request: HttpRequest, route: LearningRoute, form: TutorForm) -> bool:
    tutor = person_of_code(request.actor, form.cleaned_data["code"])
    if tutor is None:
        form.add_error("code", _("Такого кода нет. Попросите назвать его ещё раз: код живёт сутки"))
        return False
    if not done_by(form, lambda: service.ask_tutor(actor=request.actor, route=route, tutor=tutor)):
        return False
    messages.success(request, _("Тьютор приглашён: %s") % tutor.full_name)
    return True


@require_POST
@requires()
def route_tutor_part(request: HttpRequest, pk: int) -> HttpResponse:
    grant = LearningRouteGrant.objects.select_related("content_object").filter(pk=pk).first()
    if grant is None or grant.content_object.educator_id != request.actor.person_id:
        raise Http404
    service.part_with_tutor(actor=request.actor, grant=grant)
    messages.success(request, _("Доступ тьютора закрыт"))
    return redirect("route_detail", grant.content_object_id)


@require_POST
@requires()
def route_remark(request: HttpRequest, pk: int) -> HttpResponse:
    route = route_of(request, pk)
    form = RemarkForm(request.POST)
    if form.is_valid():
        service.write_remark(actor=request.actor, route=route, **form.cleaned_data)
        messages.success(request, _("Замечание отправлено"))
        return redirect("route_detail", pk)
    context = {**page_context(request.actor, route), "remark_form": form}
    return render(request, "programs/route_detail.html", context, status=422)
