"""The roadmap of a route: items, their products, the files of products."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import requires
from accounts.views.files import give
from accounts.views.shared import done_by, posted

from ..forms.routes import ExcludeForm, ItemForm, ResultForm, picked, source_of
from ..models import LearningRoute, Program, RouteItem
from ..queries.diagnoses import hard_areas
from ..services import route_items as service
from ..services.routes import may_write
from .routes import written_route


def _item(request: HttpRequest, pk: int, *, writes: bool = True) -> RouteItem:
    """An item of a route that the actor writes (or sees); 404 alike for every other one."""
    seen = LearningRoute.objects.visible_to(request.actor)
    item = (
        RouteItem.objects.filter(pk=pk, route__in=seen)
        .select_related("route__organization", "route__diagnosis")
        .first()
    )
    if item is None or (writes and not may_write(request.actor, item.route)):
        raise Http404
    return item


@require_http_methods(["GET", "POST"])
@requires()
def route_item_new(request: HttpRequest, pk: int) -> HttpResponse:
    """An item typed, or taken from the catalogue with what it knows."""
    route = written_route(request, pk)
    hard = hard_areas(route.educator_id, request.actor)
    source = request.GET.get("source", "")
    known = source_of(request.actor, *source.partition("-")[::2])
    initial = {"source": source if known else "", "area": hard[0] if hard else ""}
    if known is not None:
        initial |= {
            "text": known.title, "hours": known.hours, "provider": known.provider,
            "nature": RouteItem.Nature.FORMAL if source.startswith("register") else RouteItem.Nature.NONFORMAL,
        }  # fmt: skip
    form = ItemForm(posted(request), initial=initial, actor=request.actor, route=route, hard=hard)
    if form.is_valid() and done_by(form, lambda: service.add_item(actor=request.actor, route=route, **form.chosen())):
        messages.success(request, _("Мероприятие добавлено"))
        return redirect("route_item_new" if "more" in request.POST else "route_detail", pk)
    context = {"route": route, "form": form, "item": None, "catalogue": request.actor.may("resource.view")}
    return render(request, "programs/route_item.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@requires()
def route_item(request: HttpRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    names = ("version", "block", "text", "due_on", "nature", "area", "hours", "provider", "expected", "why")
    initial = {name: getattr(item, name) for name in names}
    initial["source"] = (
        f"resource-{item.resource_id}"
        if item.resource_id
        else f"register-{item.program_ref_id}"
        if item.program_ref_id
        else f"course-{item.course_id}"
        if item.course_id
        else ""
    )
    form = ItemForm(
        posted(request), initial=initial, actor=request.actor, route=item.route,
        hard=hard_areas(item.route.educator_id, request.actor),
    )  # fmt: skip
    if form.is_valid() and done_by(
        form,
        lambda: service.edit_item(
            actor=request.actor, item=item, version=form.cleaned_data["version"] or 0, **form.chosen()
        ),
    ):
        messages.success(request, _("Мероприятие сохранено"))
        return redirect("route_detail", item.route_id)
    context = {"route": item.route, "form": form, "item": item, "catalogue": False}
    return render(request, "programs/route_item.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires()
def route_item_drop(request: HttpRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    service.drop_item(actor=request.actor, item=item)
    messages.success(request, _("Мероприятие убрано из карты"))
    return redirect("route_detail", item.route_id)


@require_http_methods(["GET", "POST"])
@requires()
def route_item_result(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 5: the product and what the teacher thinks of it."""
    item = _item(request, pk)
    initial = {
        "product": item.product, "product_kind": item.product_kind, "attitude": item.attitude,
        "achieved_on": item.achieved_on or request.actor.today, "self_score": item.self_score,
    }  # fmt: skip
    form = ResultForm(posted(request), request.FILES or None, initial=initial)
    if form.is_valid():
        data = dict(form.cleaned_data)
        data["file"] = picked(data["file"])
        if done_by(form, lambda: service.bring_product(actor=request.actor, item=item, **data)):
            messages.success(request, _("Продукт приложен"))
            return redirect("route_detail", item.route_id)
    context = {"route": item.route, "item": item, "form": form}
    return render(request, "programs/route_result.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@requires()
def route_item_exclude(request: HttpRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    form = ExcludeForm(posted(request))
    if form.is_valid() and done_by(
        form, lambda: service.exclude_item(actor=request.actor, item=item, **form.cleaned_data)
    ):
        messages.success(request, _("Исключено с обоснованием"))
        return redirect("route_detail", item.route_id)
    context = {"route": item.route, "form": form, "page": "exclude", "item": item}
    return render(request, "programs/route_form.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires()
def route_item_unmark(request: HttpRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    service.unmark_item(actor=request.actor, item=item)
    messages.success(request, _("Отметка снята"))
    return redirect("route_detail", item.route_id)


@require_POST
@requires()
def route_take_program(request: HttpRequest, pk: int) -> HttpResponse:
    route = written_route(request, pk)
    number = request.POST.get("program", "")
    rows = Program.objects.filter(organization_id=route.organization_id, unit__members__person_id=route.educator_id)
    program = rows.filter(pk=number).select_related("unit").first() if number.isdigit() and len(number) < 19 else None
    if program is None:
        raise Http404
    count = service.take_program(actor=request.actor, route=route, program=program)
    messages.success(request, _("Программа в маршруте, мероприятий добавлено: %s") % count)
    return redirect("route_detail", pk)


@require_safe
@requires()
def route_product(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of a product, for whoever sees the route."""
    item = _item(request, pk, writes=False)
    if item.product_file is None:
        raise Http404
    return give(item.product_file)
