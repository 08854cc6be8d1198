"""A learning route on paper: what the page shows to this reader, for the folder of an attestation."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts import audit
from accounts.permissions import get_visible, requires
from programs.models import LearningRoute
from programs.queries.route_pages import page_context

from ..documents.route import render_route
from .limits import limited


@require_safe
@requires()
@limited()
def route_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    actor = request.actor
    route = get_visible(LearningRoute, actor, pk, "educator", "organization__region", "diagnosis")
    answer = HttpResponse(render_route(page_context(actor, route), actor.today), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="marshrut-{route.start_on:%Y}-{route.end_on:%Y}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    audit.record(actor, "learningroute.print", route)
    return answer
