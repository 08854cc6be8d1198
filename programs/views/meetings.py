"""A meeting on a phone: recorded in under a minute by the mentor, confirmed in one tap by the mentee."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import get_visible, requires
from accounts.views.shared import done_by

from ..forms.meetings import ConfirmForm, MeetingForm
from ..models import Meeting, Unit
from ..services import meetings as service


@require_http_methods(["GET", "POST"])
@requires()
def meeting_record(request: HttpRequest, pk: int) -> HttpResponse:
    """All is filled in beforehand: today, 45 minutes, the nearest line of the plan; one text field and one button."""
    unit = get_visible(Unit, request.actor, pk, "organization")
    if not service.may_record(request.actor, unit):
        raise Http404
    form = MeetingForm(request.POST or None, unit=unit, today=request.actor.today)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if done_by(form, lambda: service.record_meeting(actor=request.actor, unit=unit, **data)):
            messages.success(request, _("Встреча записана, ждём подтверждения наставляемого"))
            return redirect("unit_detail", pk)
    status = 422 if request.method == "POST" else 200
    mentees = unit.members.filter(side="mentee", left_on=None).select_related("person")
    context = {"unit": unit, "form": form, "mentees": mentees}
    return render(request, "programs/meeting_record.html", context, status=status)


@require_http_methods(["GET", "POST"])
@requires()
def meeting_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = get_visible(Meeting, request.actor, pk, "unit", "unit__organization", "recorded_by")
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        useful = form.cleaned_data["usefulness"]
        row = service.confirm_meeting(actor=request.actor, meeting=meeting, usefulness=useful)
        done = row.state == Meeting.State.CONFIRMED
        messages.success(request, _("Встреча подтверждена") if done else _("Записано, ждём второго участника"))
        return redirect("meeting_confirm", pk)
    return render(request, "programs/meeting_confirm.html", {"meeting": meeting, "form": form})


@require_POST
@requires("unit.manage")
def meeting_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """A record made by mistake no longer counts; it stays in the list as cancelled."""
    meeting = get_visible(Meeting, request.actor, pk, "unit", "unit__organization")
    service.cancel_meeting(actor=request.actor, meeting=meeting)
    messages.success(request, _("Запись о встрече отменена"))
    return redirect("unit_detail", meeting.unit_id)
