"""The model of the year; the general meeting: its list, private answers on the phone, the result for the curator."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import get_visible, requires
from accounts.views.shared import done_by, posted, ticked

from ..forms.matching import MeetingForm, YearModelForm
from ..models import GeneralMeeting, MutualChoice
from ..queries import general_meetings as queries
from ..services import general_meetings as service


@require_http_methods(["GET", "POST"])
@requires("unit.manage")
def matching_model(request: HttpRequest) -> HttpResponse:
    model, _until = queries.pairing_term(request.actor.organization, request.actor.today)
    fields = ("determined_on", "forms", "sought_among")
    known = {name: getattr(model, name) for name in fields} if model else {}
    initial = {"determined_on": request.actor.today, **known}
    form = YearModelForm(posted(request), actor=request.actor, initial=initial)
    valid = request.method == "POST" and form.is_valid()
    if valid and done_by(form, lambda: service.determine_model(actor=request.actor, **form.cleaned_data)):
        messages.success(request, _("Модель года записана"))
        return redirect("matching")
    status = 422 if request.method == "POST" else 200
    return render(request, "programs/matching_model.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@requires("unit.manage")
def meeting_new(request: HttpRequest) -> HttpResponse:
    form = MeetingForm(posted(request))
    if request.method == "POST" and form.is_valid():
        meeting = service.plan_meeting(actor=request.actor, **form.cleaned_data)
        messages.success(request, _("Участники получили приглашение"))
        return redirect("meeting_result", meeting.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "programs/meeting_new.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@requires("unit.manage")
def meeting_result(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has answered and chosen each other; a press keeps who has come."""
    meeting = get_visible(GeneralMeeting, request.actor, pk)
    if request.method == "POST":
        number = service.mark_attendance(actor=request.actor, meeting=meeting, came=ticked(request, "came"))
        messages.success(request, _("Явка отмечена: %s") % number)
        return redirect("meeting_result", pk)
    begun = request.actor.today >= meeting.held_on
    context = {"meeting": meeting, "begun": begun, **queries.meeting_result(meeting)}
    return render(request, "programs/meeting_result.html", context)


@require_http_methods(["GET", "POST"])
@requires()
def meeting_choices(request: HttpRequest, pk: int) -> HttpResponse:
    """With whom one would work: three words for each, by touch, on the phone."""
    meeting = get_visible(GeneralMeeting, request.actor, pk)
    people = queries.partners_of(meeting, request.actor.person_id)
    if not people:
        raise Http404
    if request.method == "POST":
        said = {person.pk: request.POST.get(f"person-{person.pk}", "") for person in people}
        kept = service.answer(actor=request.actor, meeting=meeting, answers=said)
        messages.success(request, _("Записано ответов: %s. Их видит только куратор") % kept)
        return redirect("meeting_choices", pk)
    mine = queries.answers_of(meeting, request.actor.person_id)
    closed = request.actor.today > meeting.answers_until
    if closed:  # who waits today is no business of last year's guest
        people = [person for person in people if person.pk in mine]
    context = {
        "meeting": meeting, "answers": MutualChoice.Answer.choices,
        "rows": [{"person": person, "said": mine.get(person.pk, "")} for person in people],
        "closed": closed,
    }  # fmt: skip
    return render(request, "programs/meeting_choices.html", context)
