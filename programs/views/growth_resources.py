"""The catalogue of growth: the federal register and what the region keeps; from it a line goes into a route."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import requires
from accounts.views.shared import done_by, page_of, posted, whole_number

from ..forms.routes import ResourceForm
from ..models import FederalProgram, GrowthResource, LearningRoute, TrainingCourse
from ..queries.communities import in_catalogue
from ..queries.courses import offered_for_growth
from ..queries.route_pages import is_being_drawn, tabs_of
from ..services import growth_resources as service

KINDS = GrowthResource.Kind
COURSE = "course"  # announced with places: found here, kept on pages of its own


@require_safe
@requires("resource.view")
def resource_list(request: HttpRequest) -> HttpResponse:
    """By kinds; with ``route`` in the address every line can be taken into that route."""
    actor = request.actor
    kind, text = request.GET.get("kind", ""), request.GET.get("q", "").strip()[:100]
    route = LearningRoute.objects.written_by(actor).filter(pk=whole_number(request.GET.get("route")) or 0).first()
    rows = in_catalogue(actor)
    if not actor.may("resource.manage"):
        rows = rows.filter(closed_on=None)
    if kind in KINDS.values or kind == COURSE:
        rows = rows.filter(kind=kind)
    courses = offered_for_growth(actor, kind, text) if actor.may("course.view") else ()
    register = FederalProgram.objects.filter(title__icontains=text) if kind in ("", KINDS.REGISTER) else ()
    context = {
        "page": page_of(request, rows.filter(title__icontains=text)), "register": list(register[:20]), "q": text,
        "courses": list(courses[:20]),
        "kind": kind, "kinds": [(COURSE, TrainingCourse.Kind.COURSE.label), *KINDS.choices],
        "manages": actor.may("resource.manage"),
        "tabs": tabs_of(actor, "resources"),
        "route": route if route and is_being_drawn(route) else None,
    }  # fmt: skip
    return render(request, "programs/resource_list.html", context)


@require_http_methods(["GET", "POST"])
@requires("resource.manage")
def resource_new(request: HttpRequest) -> HttpResponse:
    form = ResourceForm(posted(request))
    if form.is_valid() and done_by(form, lambda: service.add(actor=request.actor, fields=form.cleaned_data)):
        messages.success(request, _("Ресурс добавлен"))
        return redirect("resource_list")
    context = {"form": form, "resource": None}
    return render(request, "programs/resource_edit.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@requires("resource.manage")
def resource_edit(request: HttpRequest, pk: int) -> HttpResponse:
    resource = get_object_or_404(GrowthResource, pk=pk, community=None)  # a community is put right on its own page
    form = ResourceForm(posted(request), instance=resource)
    if form.is_valid():
        facts = {"resource": resource, "fields": form.cleaned_data, "offered": "close" not in request.POST}
        if done_by(form, lambda: service.edit(actor=request.actor, **facts)):
            messages.success(request, _("Ресурс сохранён"))
            return redirect("resource_list")
    context = {"form": form, "resource": resource}
    return render(request, "programs/resource_edit.html", context, status=422 if form.is_bound else 200)
