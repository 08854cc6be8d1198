"""«Доступы»: who may see one thing for a time, and who holds which role."""

from typing import Any

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.forms.memberships import GrantForm
from accounts.grantable import Grantable, kind_of
from accounts.models import Person
from accounts.permissions import Actor, get_visible, requires
from accounts.queries import grants as queries
from accounts.queries import memberships, people
from accounts.rate_limit import TooMany, check, count
from accounts.services import grants as services
from accounts.views.errors import too_many_requests
from accounts.views.shared import done_by, posted, say

# Codes that did not fit, from one person.
LIMITS = {60: 5, 3600: 30}


@requires("grant.give")
def grant_list(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    rows = queries.given_within(actor)
    context = {
        "rows": rows,
        "open_count": sum(row.state != "over" for row in rows),
        "soon": [row for row in rows if row.state == "soon"],
        "roles": memberships.at(actor, actor.organization),
        "may_appoint": actor.may("membership.appoint"),
        "sees_people": actor.may("people.view"),
    }
    return render(request, "accounts/grant_list.html", context)


def _object(actor: Actor, key: str, pk: int) -> tuple[Grantable, Model]:
    """The object of a registered kind, visible and within reach. Raises Http404 alike for everything else."""
    kind = kind_of(key)
    if kind is None:
        raise Http404
    obj = get_visible(kind.model, actor, pk)
    if kind.organization_of(obj) not in actor.organization_ids:
        raise Http404
    return kind, obj


@requires("grant.give")
def grant_create(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Open one object to one person."""
    actor: Actor = request.actor
    kind, obj = _object(actor, key, pk)
    form = GrantForm(
        posted(request),
        people=people.colleagues(actor, organization_ids=[actor.organization_id]).filter(user__isnull=False),
    )
    try:
        if request.method == "POST" and form.is_valid() and _given(actor, obj, form):
            say(request, _("Доступ открыт до %s") % f"{form.cleaned_data['until']:%d.%m.%Y}")
            return redirect("grant_list")
    except TooMany as trouble:
        return too_many_requests(request, trouble)
    context = {"form": form, "kind": kind, "what": kind.describe(obj)}
    return render(request, "accounts/grant_create.html", context, status=422 if form.errors else 200)


def _given(actor: Actor, obj: Model, form: Any) -> bool:
    data = form.cleaned_data
    person = data["who"] or person_of_code(actor, data["code"])
    if person is None:
        form.add_error("code", _("Такого кода нет. Попросите назвать его ещё раз: код живёт сутки"))
        return False
    return done_by(
        form,
        lambda: services.give(actor=actor, obj=obj, person=person, until=data["until"], reason=data["reason"]),
    )


def person_of_code(actor: Actor, code: str) -> Person | None:
    """Whose personal code it is; wrong ones are counted. Raises TooMany."""
    key = str(actor.person_id)
    check("grant", key, LIMITS)
    person = services.person_by_code(actor, "".join(letter for letter in code if letter.isdigit()))
    if person is None:
        count("grant", key, LIMITS)
    return person


@require_POST
@requires("grant.give")
def grant_revoke(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Close the access ``pk`` of a kind."""
    kind = kind_of(key)
    grant = services.revoke(actor=request.actor, kind=kind, pk=pk) if kind is not None else None
    if grant is None:
        raise Http404
    say(request, _("Доступ закрыт"))
    return redirect("grant_list")
