"""The map of deficits: where mentors are missing, in the school and above it."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import requires

from ..queries.deficits import SMALL, deficits
from ..queries.reach import open_schools_below


@require_safe
@requires("unit.view")
def deficit_map(request: HttpRequest) -> HttpResponse:
    found = deficits([request.actor.organization], inside=True)
    return render(request, "programs/deficits.html", {"inside": True, **found})


@require_safe
@requires("monitoring.view")
def deficit_board(request: HttpRequest) -> HttpResponse:
    """Of the schools below, in numbers alone."""
    found = deficits(open_schools_below(request.actor.organization), inside=False)
    page = Paginator(found["schools"], 50).get_page(request.GET.get("page"))
    return render(request, "programs/deficits.html", {"inside": False, "page": page, "small": SMALL, **found})
