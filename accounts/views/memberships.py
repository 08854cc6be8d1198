"""Roles of a node: appoint, let somebody act, end; and the handover of a leaver's tasks."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.forms.memberships import AppointForm, HandoverForm, SubstituteForm, day_after
from accounts.forms.people import EndForm
from accounts.models import Membership, Organization, Person
from accounts.permissions import Actor, get_visible, requires
from accounts.queries import memberships as queries
from accounts.queries import people
from accounts.roles import Role
from accounts.services import handover as handovers
from accounts.services import memberships as services
from accounts.views.shared import done_by, posted, say, whole_number


def _within(actor: Actor, pk: int) -> Organization:
    row = get_visible(Organization, actor, pk, "region")
    if row.pk not in actor.organization_ids:
        raise Http404
    return row


@requires("membership.appoint")
def membership_create(request: HttpRequest, pk: int) -> HttpResponse:
    """A role at the organization ``pk``."""
    actor: Actor = request.actor
    place = _within(actor, pk)
    form = AppointForm(
        posted(request),
        roles=queries.appointable_roles(actor, place),
        people=people.colleagues(actor, organization_ids=[place.pk, actor.organization_id]),
        initial={
            "valid_from": actor.today,
            "role": request.GET.get("role", ""),
            "person": whole_number(request.GET.get("person")),
        },
    )
    made: list[services.Appointed] = []
    if request.method == "POST" and form.is_valid():
        details = form.details()
        if done_by(form, lambda: made.append(services.appoint(actor=actor, organization=place, **details))):
            row = made[0].membership
            words = _("Роль назначена: %(who)s, %(role)s")
            say(request, words % {"who": row.person.full_name, "role": row.get_role_display()}, made[0].warnings)
            return redirect("person" if actor.may("people.view") else "organization", row.person_id)
    return render(request, "accounts/membership_create.html", {"form": form, "place": place}, status=_status(form))


def _held(actor: Actor, pk: int) -> Membership:
    row = queries.visible(actor).filter(pk=pk, organization_id__in=actor.organization_ids).first()
    if row is None:
        raise Http404
    return row


@requires("membership.appoint")
def membership_end(request: HttpRequest, pk: int) -> HttpResponse:
    actor: Actor = request.actor
    row = _held(actor, pk)
    form = EndForm(posted(request), initial={"on": actor.today})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if done_by(form, lambda: services.end(actor=actor, membership=row, on=data["on"], reason=data["reason"])):
            say(request, _("Роль снята. Сделанное этим человеком сохранено"))
            return redirect("organization", row.organization_id)
    return render(request, "accounts/membership_end.html", {"form": form, "membership": row}, status=_status(form))


@requires("membership.appoint")
def membership_substitute(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody acts for the holder of the role ``pk`` for a time."""
    actor: Actor = request.actor
    row = _held(actor, pk)
    candidates = people.colleagues(actor, organization_ids=[row.organization_id, actor.organization_id]).exclude(
        pk=row.person_id
    )
    form = SubstituteForm(posted(request), people=candidates, initial={"valid_from": actor.today})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def put() -> None:
            services.substitute(
                actor=actor,
                absent=row,
                person=data["person"],
                valid_from=data["valid_from"],
                valid_to=day_after(data["last_day"]),
                basis=data["basis"],
            )

        if done_by(form, put):
            say(request, _("Исполняющий обязанности назначен. Роль закончится сама"))
            return redirect("organization", row.organization_id)
    context = {"form": form, "membership": row}
    return render(request, "accounts/membership_substitute.html", context, status=_status(form))


@requires("handover.do")
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything of the person ``pk`` to a successor by one press."""
    actor: Actor = request.actor
    person = get_visible(Person, actor, pk)
    pending = handovers.pending(actor, person)
    nodes = {actor.organization_id, *(row.organization_id for row in pending.roles)}
    candidates = people.colleagues(actor, organization_ids=nodes).exclude(pk=person.pk)
    form = HandoverForm(posted(request), people=candidates, initial={"on": actor.today})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def pass_on() -> None:
            handovers.hand_over(
                actor=actor, person=person, successor=data["successor"], on=data["on"], basis=data["basis"]
            )

        if done_by(form, pass_on):
            say(request, _("Дела переданы: %s") % data["successor"].full_name)
            return redirect("person", person.pk)
    context = {"form": form, "person": person, "pending": pending, "head": Role.HEAD}
    return render(request, "accounts/handover.html", context, status=_status(form))


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200
