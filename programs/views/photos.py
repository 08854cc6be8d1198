"""Consents to pictures of meetings are asked for, a picture is taken away: one press each."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import get_visible, requires

from ..models import Meeting, Unit
from ..services import photos as service
from ..services.meetings import may_record


@require_POST
@requires()
def photo_consents(request: HttpRequest, pk: int) -> HttpResponse:
    unit = get_visible(Unit, request.actor, pk, "organization__region")
    if not may_record(request.actor, unit):
        raise Http404
    asked = service.ask(actor=request.actor, unit=unit)
    if asked:
        names = ", ".join(person.full_name for person in asked)
        messages.success(request, _("Попросили согласие на фото: %s") % names)
    else:
        messages.info(request, _("Всех уже спросили. Кто отказал, того не просят снова"))
    return redirect("unit_detail", pk)


@require_POST
@requires()
def photo_remove(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = get_visible(Meeting, request.actor, pk, "unit")
    if not service.may_remove(request.actor, meeting):
        raise Http404
    service.remove(actor=request.actor, meeting=meeting)
    messages.success(request, _("Фото убрано"))
    return redirect("unit_detail", meeting.unit_id)
