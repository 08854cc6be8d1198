"""Busy hours of a person's week, marked once; the rooms of a school with the hours at which they are taken."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import clock
from accounts.permissions import get_visible, requires
from accounts.views.shared import done_by, posted

from ..forms.pair_feed import ChatForm
from ..forms.timetable import RoomsForm, WeekHoursForm
from ..models import OutsideChat, Room, WeekHours
from ..queries.free_times import rooms_taken
from ..services import timetable as service


@require_http_methods(["GET", "POST"])
@requires()
def week_hours(request: HttpRequest) -> HttpResponse:
    row = WeekHours.objects.filter(person_id=request.actor.person_id).first()
    form = WeekHoursForm(posted(request), busy=row.busy if row else None)
    if request.method == "POST" and form.is_valid():
        service.mark_hours(actor=request.actor, **form.cleaned_data)
        messages.success(request, _("Занятые часы записаны: встречи предложим в свободные"))
        return redirect("calendar")
    return render(request, "programs/week_hours.html", {"form": form, "marked": row is not None})


@require_http_methods(["GET", "POST"])
@requires("unit.manage")
def room_list(request: HttpRequest) -> HttpResponse:
    form = RoomsForm(posted(request))
    if request.method == "POST" and form.is_valid():
        names = form.cleaned_data["names"]
        if done_by(form, lambda: service.add_rooms(actor=request.actor, names=names)):
            messages.success(request, _("Комнаты добавлены"))
            return redirect("room_list")
    school = request.actor.organization
    ids = dict(Room.objects.visible_to(request.actor).filter(closed_at=None).values_list("name", "pk"))
    rooms = [(ids[name], name, taken) for name, taken in rooms_taken(school, clock.now()) if name in ids]
    chat = OutsideChat.objects.filter(organization=school, unit=None).first()
    context = {"form": form, "rooms": rooms, "chat": chat, "chat_form": ChatForm(initial={"url": chat and chat.url})}
    return render(request, "programs/room_list.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@requires("unit.manage")
def room_close(request: HttpRequest, pk: int) -> HttpResponse:
    service.close_room(actor=request.actor, room=get_visible(Room, request.actor, pk))
    messages.success(request, _("Комната убрана из списка"))
    return redirect("room_list")
