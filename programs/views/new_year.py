"""The page of the new school year: what goes over, corrected where it differs, and one press."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import StudentProfile
from accounts.permissions import requires
from accounts.refusal import Refusal

from ..queries.new_year import class_moves, graduates_in_pairs, programs_at_the_turn, requests_to_carry, turn_of
from ..services import new_year as service
from ..terms import school_year

LABEL_LENGTH = StudentProfile._meta.get_field("class_label").max_length


@require_http_methods(["GET", "POST"])
@requires("bank.manage")
def new_year(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    if request.method == "POST":
        return _turned(request)
    year = school_year(actor.today)
    turn = turn_of(actor.organization, year)
    moves = class_moves(actor.organization, year)
    context = {
        "year": year,
        "next": (year + 1) % 100,
        "turn": turn,
        "graduates": graduates_in_pairs(actor.organization, year) if turn else [],
        "moves": moves,
        "pupils": sum(move.pupils for move in moves),
        "programs": programs_at_the_turn(actor, year),
        "requests": requests_to_carry(actor.organization, year),
        "label_length": LABEL_LENGTH,
    }
    return render(request, "programs/new_year.html", context)


def _turned(request: HttpRequest) -> HttpResponse:
    try:
        done = service.turn_the_year(actor=request.actor, classes=_classes(request))
    except Refusal as refusal:
        if refusal.code != "already":
            raise
        messages.info(request, f"{refusal.reason}. {refusal.todo}")  # a second press: the page says what was done
    else:
        messages.success(request, _summary(done))
    return redirect("new_year")


def _classes(request: HttpRequest) -> dict[str, str | None]:
    """Last year's class → this year's; an empty field means that the class has left."""
    labels, names = request.POST.getlist("label"), request.POST.getlist("becomes")
    if len(labels) != len(names) or len(set(labels)) != len(labels):
        raise Refusal(_("Список классов пришёл не целиком"), todo=_("Откройте страницу заново: ничего не изменено"))
    if any(len(name.strip()) > (LABEL_LENGTH or 0) or "\x00" in name for name in (*labels, *names)):
        raise Refusal(_("Название класса длиннее %s знаков") % LABEL_LENGTH, todo=_("Сократите его, например до 10А"))
    return {label: name.strip() or None for label, name in zip(labels, names, strict=True)}


def _summary(done: service.Turned) -> str:
    parts = [_("переведено: %s") % done.moved, _("выпущено: %s") % done.left]
    if done.left_in_pairs:
        parts.append(_("из выпускников в парах: %s, решите о них") % done.left_in_pairs)
    parts.append(_("запросов перенесено: %s") % done.requests)
    return _("Новый учебный год открыт: %s") % ", ".join(parts)
