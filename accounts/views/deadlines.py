"""Terms: what is owed, overdue first, then what is done; above the school by organization too."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.models import Deadline, Organization
from accounts.permissions import Actor, get_visible, requires
from accounts.queries import deadlines as queries
from accounts.refusal import Refusal
from accounts.services import deadlines as services
from accounts.views.shared import page_of, say, whole_number

STATES = (
    (queries.OPEN, gettext_lazy("Открытые")),
    (queries.LATE, gettext_lazy("Просроченные")),
    (queries.DONE, gettext_lazy("Исполненные")),
)
ORGANIZATIONS = "organizations"


@requires("deadline.view")
def deadline_list(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    several = len(actor.organization_ids) > 1
    asked = request.GET.get("state", "")
    place = whole_number(request.GET.get("organization"))
    chosen = get_visible(Organization, actor, place) if place is not None else None
    if several and asked == ORGANIZATIONS:
        return _by_organization(request, actor)
    state = asked if asked in dict(STATES) else queries.OPEN
    page = page_of(request, queries.list_for(actor, state=state, organization_id=place))
    context = {
        "state": state,
        "place": chosen,
        "page": page,
        "lines": queries.lines_of(actor, list(page)),
        "chips": _chips(actor, state, place, several),
        "several": several and chosen is None,
    }
    return render(request, "accounts/deadline_list.html", context)


def _chips(actor: Actor, state: str, place: int | None, several: bool) -> list[dict[str, Any]]:
    counts = queries.counts_for(actor, place)
    base = reverse("deadline_list")
    tail = f"&organization={place}" if place is not None else ""
    chips: list[dict[str, Any]] = [
        {"label": label, "count": counts[key], "url": f"{base}?state={key}{tail}", "current": key == state}
        for key, label in STATES
    ]
    if several and place is None:
        url = f"{base}?state={ORGANIZATIONS}"
        chips.append({"label": _("По организациям"), "count": None, "url": url, "current": state == ORGANIZATIONS})
    return chips


def _by_organization(request: HttpRequest, actor: Actor) -> HttpResponse:
    context = {"page": page_of(request, queries.debtors(actor)), "chips": _chips(actor, ORGANIZATIONS, None, True)}
    return render(request, "accounts/deadline_organizations.html", context)


@require_POST
@requires("deadline.view")
def deadline_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom it is addressed to says that it is done; for what the system closes by itself there is no button."""
    actor: Actor = request.actor
    row = get_visible(Deadline, actor, pk, "organization", "organization__region")
    if not (actor.signs_for(row.organization_id) and row.role == actor.role):
        raise Refusal(_("Исполнение отмечает тот, кому адресован срок"), code="permission")
    if todo := queries.act_of(row):
        raise Refusal(_("Этот срок закрывается сам, когда дело сделано"), todo=todo, code="act")
    if services.mark_done(actor, row):
        say(request, _("Срок отмечен исполненным"))
    return redirect("deadline_list")
