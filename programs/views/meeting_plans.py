"""Meetings ahead and the calendar: planned, moved, called off, not held; the secret address of a person's calendar."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import clock
from accounts.permissions import get_visible, public, requires
from accounts.views.shared import done_by, posted, public_region

from ..forms.meeting_plans import MissForm, MoveForm, PlanForm, WhenForm
from ..ical import calendar as ical
from ..models import Meeting, Unit
from ..queries.calendar import entries_for
from ..queries.free_times import free_times, obstacles, rooms_taken
from ..services import calendar as feeds
from ..services import meeting_plans as service


def _stands_in_the_way(
    request: HttpRequest, unit: Unit, form: WhenForm, place: str, but: int | None = None
) -> list[str]:
    """Clashes that have not been waved aside yet: the page shows them and asks once more."""
    if "anyway" in request.POST:
        return []
    moments = form.moments() if isinstance(form, PlanForm) else [form.cleaned_data["planned_at"]]
    return obstacles(unit, moments, place, but=but)


@require_http_methods(["GET", "POST"])
@requires()
def meeting_plan(request: HttpRequest, pk: int) -> HttpResponse:
    unit = get_visible(Unit, request.actor, pk, "organization__region")
    if not service.may_plan(request.actor, unit):
        raise Http404
    form = PlanForm(posted(request), unit=unit, today=request.actor.today)
    warnings: list[str] = []
    if request.method == "POST" and form.is_valid():
        plan = {"actor": request.actor, "unit": unit, **form.cleaned_data}
        warnings = _stands_in_the_way(request, unit, form, plan["place"])
        if not warnings and done_by(form, lambda: service.plan_meetings(**plan)):
            messages.success(request, _("Встреча назначена"))
            return redirect("unit_detail", pk)
    status = 422 if request.method == "POST" else 200
    context = {
        "unit": unit, "form": form, "warnings": warnings, "free": free_times(unit, clock.now()),
        "rooms": rooms_taken(unit.organization, clock.now()),
    }  # fmt: skip
    return render(request, "programs/meeting_plan.html", context, status=status)


def _planned(request: HttpRequest, pk: int) -> Meeting:
    meeting = get_visible(Meeting, request.actor, pk, "unit__organization__region")
    if not service.may_plan(request.actor, meeting.unit):
        raise Http404
    return meeting


@require_http_methods(["GET", "POST"])
@requires()
def meeting_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Another time or another place."""
    meeting = _planned(request, pk)
    local = meeting.planned_at.astimezone(meeting.organization.zone) if meeting.planned_at else None
    now = {"on": local and local.date(), "at": local and local.time()}
    form = MoveForm(posted(request), unit=meeting.unit, like=meeting, initial={**now, "version": meeting.version})
    warnings: list[str] = []
    if request.method == "POST" and form.is_valid():
        told = {"actor": request.actor, "meeting": meeting, **form.cleaned_data}
        warnings = _stands_in_the_way(request, meeting.unit, form, told["place"], but=pk)
        if not warnings and done_by(form, lambda: service.reschedule_meeting(**told)):
            messages.success(request, _("Записано, остальные узнают"))
            return redirect("unit_detail", meeting.unit_id)
    status = 422 if request.method == "POST" else 200
    context = {
        "meeting": meeting, "form": form, "warnings": warnings,
        "free": free_times(meeting.unit, clock.now(), but=pk),
    }  # fmt: skip
    return render(request, "programs/meeting_move.html", context, status=status)


@require_http_methods(["GET", "POST"])
@requires()
def meeting_miss(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = _planned(request, pk)
    form = MissForm(posted(request))
    if request.method == "POST" and form.is_valid():
        told = {"actor": request.actor, "meeting": meeting, **form.cleaned_data}
        if done_by(form, lambda: service.miss_meeting(**told)):
            messages.success(request, _("Записано: встреча не состоялась"))
            return redirect("unit_detail", meeting.unit_id)
    status = 422 if request.method == "POST" else 200
    return render(request, "programs/meeting_miss.html", {"meeting": meeting, "form": form}, status=status)


@require_POST
@requires()
def meeting_off(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = _planned(request, pk)
    service.call_off_meeting(actor=request.actor, meeting=meeting)
    messages.success(request, _("Встреча отменена"))
    return redirect("unit_detail", meeting.unit_id)


@never_cache
@require_http_methods(["GET", "POST"])
@requires()
def calendar(request: HttpRequest) -> HttpResponse:
    """The address is shown once, in the answer to the press: nobody can read it later."""
    address = ""
    if "withdraw" in request.POST:
        feeds.withdraw_feed(actor=request.actor)
        messages.success(request, _("Адрес календаря больше не работает"))
        return redirect("calendar")
    if request.method == "POST":
        address = feeds.give_feed(actor=request.actor)
    context = {"address": address, "has": feeds.has_feed(request.actor)}
    return render(request, "programs/calendar.html", context)


@never_cache
@require_safe
@public
def calendar_feed(request: HttpRequest, region: str, secret: str) -> HttpResponse:
    """Whoever has the address reads it: a calendar program does not sign in. Withdrawn and invented ones are alike."""
    with public_region(region) as place:
        feed = feeds.find_feed(place, secret)
        if feed is None:
            raise Http404
        text = ical(_("Наставничество"), entries_for(feed.person, clock.now()))
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")
