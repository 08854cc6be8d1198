"""A roadmap as a file for paper, for whoever may read the map."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts import audit
from accounts.permissions import get_visible, requires
from programs.models import Roadmap
from programs.queries.regulations import effective_regulation

from ..documents.roadmap import render_roadmap
from .limits import limited


@require_safe
@requires("roadmap.view")
@limited()
def roadmap_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    roadmap = get_visible(Roadmap, request.actor, pk, "organization__region", "approved_by")
    name = str(effective_regulation(roadmap.organization, request.actor.today).value("roadmap_label"))
    answer = HttpResponse(render_roadmap(roadmap, name[:1].upper() + name[1:]), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="karta-{roadmap.school_year}-{roadmap.edition}.pdf"'
    audit.record(request.actor, "roadmap.print", roadmap)
    return answer
