"""Minutes of the body of mentors as a file for paper, for whoever may read them."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts import audit
from accounts.permissions import get_visible, requires
from programs.models import CouncilMinutes

from ..documents.minutes import render_minutes


@require_safe
@requires("council.view")
def minutes_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(CouncilMinutes, request.actor, pk, "council__organization__region")
    answer = HttpResponse(render_minutes(row), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="protokol-{row.held_on:%Y-%m-%d}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    audit.record(request.actor, "councilminutes.print", row)
    return answer
