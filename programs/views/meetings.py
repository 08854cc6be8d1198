"""A meeting on a phone: recorded in under a minute by the mentor, confirmed in one tap by the mentee."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import get_visible, requires
from accounts.views.files import give
from accounts.views.shared import done_by, posted, whole_number

from ..forms.meetings import RATINGS, ConfirmForm, MeetingForm, RecordForm
from ..models import Meeting, Unit
from ..queries.meetings import presence_of
from ..services import meetings as service
from ..services import trials


def _recorded_unit(request: HttpRequest, pk: int) -> Unit:
    unit = get_visible(Unit, request.actor, pk, "organization__region")
    if not service.may_record(request.actor, unit):
        raise Http404
    return unit


@require_http_methods(["GET", "POST"])
@requires()
def meeting_record(request: HttpRequest, pk: int) -> HttpResponse:
    """All is filled in beforehand: today, 45 minutes, the nearest line of the plan; one text field and one button.

    ``?planned=`` records the meeting that was planned.
    """
    unit = _recorded_unit(request, pk)
    number = whole_number(request.GET.get("planned"))
    planned = unit.meetings.filter(pk=number, planned_at__isnull=False).first() if number else None
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = MeetingForm(*sent, unit=unit, today=request.actor.today, planned=planned)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if done_by(form, lambda: service.record_meeting(actor=request.actor, unit=unit, planned=planned, **data)):
            messages.success(request, _("Встреча записана, ждём подтверждения наставляемого"))
            return redirect("unit_detail", pk)
    open_plan = planned and unit.meetings.filter(pk=planned.pk, state=Meeting.State.PLANNED).exists()
    if not open_plan:
        form.write_apart(unit)
    status = 422 if request.method == "POST" else 200
    mentees = unit.members.filter(side="mentee", left_on=None).select_related("person")
    context = {
        "unit": unit, "form": form, "mentees": mentees, "draft": f"{request.actor.person_id}-{pk}",
        "known": service.keys_of_own(request.actor, unit), "planned": planned if open_plan else None,
    }  # fmt: skip
    return render(request, "programs/meeting_record.html", context, status=status)


@require_http_methods(["GET", "POST"])
@requires()
def meeting_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Words that a record lacks, while it does not count yet."""
    meeting = get_visible(Meeting, request.actor, pk, "unit__organization")
    if not service.may_record(request.actor, meeting.unit):
        raise Http404
    first = {name: getattr(meeting, name) for name in ("version", *service.WORDS)}
    form = RecordForm(posted(request), initial=first)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if done_by(form, lambda: service.complete_record(actor=request.actor, meeting=meeting, **data)):
            messages.success(request, _("Запись дополнена"))
            return redirect("unit_detail", meeting.unit_id)
    status = 422 if request.method == "POST" else 200
    return render(request, "programs/meeting_edit.html", {"meeting": meeting, "form": form}, status=status)


@require_http_methods(["GET", "POST"])
@requires()
def meeting_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap; then, if one likes, a tap for each rating. Where the regulation asks, the rating is the tap."""
    meeting = get_visible(Meeting, request.actor, pk, "unit", "unit__organization", "recorded_by")
    form = ConfirmForm(posted(request))
    if request.method == "POST" and form.is_valid():
        row = service.confirm_meeting(actor=request.actor, meeting=meeting, **form.cleaned_data)
        counted = row.state == Meeting.State.CONFIRMED
        messages.success(request, _("Встреча подтверждена") if counted else _("Ваш ответ записан"))
        return redirect("meeting_confirm", pk)
    context = {"meeting": meeting, "form": form, "mine": presence_of(meeting, request.actor), "ratings": RATINGS}
    return render(request, "programs/meeting_confirm.html", context)


@require_POST
@requires("unit.manage")
def meeting_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """A record made by mistake no longer counts; it stays in the list as cancelled."""
    meeting = get_visible(Meeting, request.actor, pk, "unit", "unit__organization")
    service.cancel_meeting(actor=request.actor, meeting=meeting)
    messages.success(request, _("Запись о встрече отменена"))
    return redirect("unit_detail", meeting.unit_id)


@require_safe
@requires()
def meeting_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """For whoever may read what was said; for everybody else it is not there."""
    meeting = get_visible(Meeting, request.actor, pk, "photo")
    if meeting.photo is None:
        raise Http404
    return give(meeting.photo, name=meeting.photo.name.partition("-")[2])


@require_POST
@requires()
def trial_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """«Продолжаем» or «не продолжаем»: two equal buttons of a participant."""
    unit = get_visible(Unit, request.actor, pk)
    if not unit.members.filter(person_id=request.actor.person_id).exists():
        raise Http404  # whoever only reads the pair has nothing to answer
    goes_on = "yes" in request.POST
    trials.answer_trial(actor=request.actor, unit=unit, goes_on=goes_on)
    messages.success(request, _("Ответ записан") if goes_on else _("Пара расходится: это никак не отразится на вас"))
    return redirect("unit_detail", pk)
