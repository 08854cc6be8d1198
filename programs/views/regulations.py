"""The regulation: what holds and why, its versions, and the draft of the next one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Actor, get_visible, requires

from ..forms.regulations import CURRENT, NewRegulationForm
from ..models import FederalBody, Regulation
from ..queries import regulation_pages as pages
from ..queries.regulations import effective_of, statute_sections, versions_above
from ..services import regulations as service

PAGE = 100


def may_draft(actor: Actor, organization_id: int) -> bool:
    return actor.may("regulation.draft") and actor.signs_for(organization_id)


@require_safe
@requires("regulation.view")
def regulation(request: HttpRequest) -> HttpResponse:
    """What holds at the actor's organization on a day, each value with its source."""
    actor = request.actor
    on = pages.day_of(request.GET.get("on", ""), actor.today)
    versions = versions_above(actor.organization, on)
    found = effective_of(versions, on)
    pages.read_orders(versions)
    own = pages.versions_of(actor.organization)
    rows = pages.select_rows(found, versions, words=request.GET.get("q", "")[:100], source="named", group="")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "on": on,
        "page": page,
        "groups": pages.grouped_rows(page.object_list),
        "contours": pages.contours_of(found),
        "documents": versions,
        "versions": own,
        "may_draft": may_draft(actor, actor.organization_id),
        "federal": FederalBody.objects.all() if found.value("external.federal") else [],
    }
    return render(request, "programs/regulation.html", context)


@require_safe
@requires("regulation.view")
def regulation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: what it sets itself, and the text of its document."""
    version = get_visible(Regulation, request.actor, pk, "organization", "organization__region")
    context = {"version": version, "sections": statute_sections(version, request.actor.today)}
    return render(request, "programs/regulation_detail.html", context)


@require_http_methods(["GET", "POST"])
@requires("regulation.draft")
def regulation_new(request: HttpRequest) -> HttpResponse:
    """A draft of the next version: a copy of the one in force or a shipped document."""
    actor = request.actor
    current = service.current_version(actor)
    form = NewRegulationForm(request.POST or None, actor=actor, current=current)
    if request.method == "POST" and form.is_valid():
        source = form.cleaned_data["source"]
        if source == CURRENT:
            draft = service.draft_from_current(actor=actor)
        else:
            draft = service.draft_from_preset(actor=actor, preset_code=source)
        messages.success(request, _("Черновик редакции создан. В действие его введёт приказ"))
        return redirect("regulation_detail", draft.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "programs/regulation_new.html", {"form": form}, status=status)


def home() -> str:
    return reverse("regulation")
