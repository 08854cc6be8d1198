"""The school's roadmap: seven stages, terms offered and never imposed."""

import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import requires

from ..models import Roadmap, RoadmapItem
from ..services import roadmaps as service


@requires("roadmap.view")
def roadmap(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    plan = Roadmap.objects.visible_to(actor).first()
    stages: dict[int, list[RoadmapItem]] = {}
    for item in plan.items.all() if plan else ():
        item.is_late = service.is_overdue(item, actor.today)
        stages.setdefault(item.stage, []).append(item)
    offered = service.suggested_dates(plan.approved_on or actor.today) if plan else {}
    context = {
        "plan": plan,
        "stages": [{"lines": items, "offered": offered.get(number)} for number, items in stages.items()],
        "manages": actor.may("roadmap.manage"),
    }
    return render(request, "programs/roadmap.html", context)


@require_POST
@requires("roadmap.manage")
def roadmap_draft(request: HttpRequest) -> HttpResponse:
    service.draft_roadmap(actor=request.actor)
    messages.success(request, _("Дорожная карта составлена: сроки можно оставить пустыми"))
    return redirect("roadmap")


@require_POST
@requires("roadmap.manage")
def roadmap_item(request: HttpRequest, pk: int) -> HttpResponse:
    """A term (empty is «без срока») and the mark of what is done."""
    item = RoadmapItem.objects.filter(pk=pk, roadmap__in=Roadmap.objects.visible_to(request.actor)).first()
    if item is None:
        raise Http404
    due = _date(request.POST.get("due_on", ""))
    service.set_due(actor=request.actor, item=item, due_on=due)
    done = request.actor.today if "done" in request.POST else None
    service.mark_done(actor=request.actor, item=item, on=item.done_on or done if done else None)
    messages.success(request, _("Сохранено"))
    return redirect("roadmap")


def _date(text: str) -> datetime.date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
