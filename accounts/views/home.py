"""The first page: what waits for this person in this role, first steps, news."""

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts import desk
from accounts.desk import DeskItem
from accounts.permissions import Actor, requires
from accounts.queries.desk import unread_notices
from accounts.roles import ROLES


@requires()
def home(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    items = desk.items_for(actor)
    steps = desk.steps_for(actor)
    context = {
        "groups": _groups(items, actor.today),
        "count": len(items),
        "steps": steps if any(not step.done for step in steps) else [],
        "now_step": next((step for step in steps if not step.done), None),
        "done_steps": sum(step.done for step in steps),
        "panels": desk.panels_for(actor),
        "notices": unread_notices(actor),
        "today": actor.today,
        "duty": ROLES[actor.role].duty,
    }
    return render(request, "accounts/home.html", context)


def _groups(items: list[DeskItem], today: datetime.date) -> list[dict[str, Any]]:
    """Overdue, today and tomorrow, what has no term but waits, this week, later; empty groups are left out."""
    tomorrow, week = today + datetime.timedelta(days=1), today + datetime.timedelta(days=7)
    titles = [_("Просрочено"), _("Сегодня и завтра"), _("Ждут вас"), _("На этой неделе"), _("Позже")]
    parts: list[list[DeskItem]] = [[] for _title in titles]
    for item in items:
        if item.late:
            number = 0
        elif item.due is None:
            number = 2
        else:
            number = 1 if item.due <= tomorrow else 3 if item.due <= week else 4
        parts[number].append(item)
    return [
        {"title": title, "items": sorted(part, key=lambda item: item.due or today), "late": number == 0}
        for number, (title, part) in enumerate(zip(titles, parts, strict=True))
        if part
    ]
