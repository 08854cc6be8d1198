"""The tree of organizations: list, card, create, edit, move, close."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.forms.organizations import (
    KIND_WORDS,
    NEW_KINDS,
    CloseForm,
    MoveForm,
    OrganizationCreateForm,
    OrganizationFilter,
    OrganizationForm,
    zone_label,
)
from accounts.models import Organization, OrganizationKind
from accounts.permissions import Actor, get_visible, requires
from accounts.queries import deadlines, memberships
from accounts.queries import organizations as queries
from accounts.services import organizations as services
from accounts.views.shared import done_by, page_of, posted, say, whole_number


@requires("organization.view")
def organization_list(request: HttpRequest) -> HttpResponse:
    """A node and its children; with a search or a kind, everything visible."""
    actor: Actor = request.actor
    form = OrganizationFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {"q": "", "kind": ""}
    searching = bool(asked["q"] or asked["kind"])
    node = _node(actor, request.GET.get("under"))
    page = page_of(request, queries.list_for(actor, q=asked["q"], kind=asked["kind"], under=node))
    context = {
        "form": form,
        "searching": searching,
        "node": node,
        "above": queries.ancestors_within(actor, node) if node else [],
        "page": page,
        "rows": queries.rows_of(actor, list(page)),
        "may_manage": actor.may("organization.manage"),
        "tree": node is not None,
    }
    if node is None and len(page) == 1 and not searching:
        return redirect("organization", page[0].pk)
    return render(request, "accounts/organization_list.html", context)


def _node(actor: Actor, asked: str | None) -> Organization | None:
    """The node whose children are listed; None for a school's people, who have no tree below."""
    if actor.organization.kind == OrganizationKind.SCHOOL:
        return None
    number = whole_number(asked)
    return get_visible(Organization, actor, number, "region") if number is not None else actor.organization


@requires("organization.view")
def organization(request: HttpRequest, pk: int) -> HttpResponse:
    actor: Actor = request.actor
    row = get_visible(Organization, actor, pk, "parent", "region")
    within = row.pk in actor.organization_ids
    roles = memberships.at(actor, row) if within else []
    context = {
        "organization": row,
        "within": within,
        "above": queries.ancestors_of(row),
        "roles": roles,
        "sees_people": actor.may("people.view"),
        "sees_contacts": actor.may("contacts.view") or not within or row.pk == actor.organization_id,
        "placements": list(queries.placements_of(row)),
        "children": page_of(request, queries.list_for(actor, under=row)),
        "counts": deadlines.counts_for(actor, row.pk) if within and actor.may("deadline.view") else None,
        "may_manage": within and actor.may("organization.manage"),
        "may_edit": services.may_edit(actor, row),
        "may_appoint": within and bool(memberships.appointable_roles(actor, row)),
        "may_give": within and actor.may("grant.give"),
        "may_add": within and actor.may("people.manage"),
        "reach": actor.organization_ids,
        "zone_label": zone_label(row.zone.key),
    }
    return render(request, "accounts/organization.html", context)


@requires("organization.manage")
def organization_create(request: HttpRequest) -> HttpResponse:
    """First the kind, as doors; then its form."""
    actor: Actor = request.actor
    kind = request.GET.get("kind", "")
    if kind not in dict(NEW_KINDS):
        doors = [(value, label, KIND_WORDS[value]) for value, label in NEW_KINDS]
        under = whole_number(request.GET.get("under"))
        return render(request, "accounts/organization_kind.html", {"doors": doors, "under": under})
    initial = {"parent": whole_number(request.GET.get("under"))}
    form = OrganizationCreateForm(
        posted(request),
        instance=Organization(kind=kind),
        kind=kind,
        parents=queries.possible_parents(actor, kind),
        initial=initial,
    )
    made: list[Organization] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def create() -> None:
            made.append(
                services.create(actor=actor, kind=kind, parent=data["parent"], fields=form.details(), slug=data["slug"])
            )

        if done_by(form, create):
            say(request, _("Организация заведена. Теперь назначьте руководителя и пригласите его"))
            return redirect("organization", made[0].pk)
    context = {"form": form, "kind_label": OrganizationKind(kind).label}
    return render(request, "accounts/organization_create.html", context, status=_status(form))


@requires("organization.view")
def organization_edit(request: HttpRequest, pk: int) -> HttpResponse:
    actor: Actor = request.actor
    row = get_visible(Organization, actor, pk, "region")
    if not services.may_edit(actor, row):
        raise Http404
    name = row.short_name
    form = OrganizationForm(posted(request), instance=row, kind=row.kind)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        if done_by(form, lambda: services.edit(actor=actor, organization=row, version=version, fields=form.details())):
            say(request, _("Сведения сохранены"))
            return redirect("organization", pk)
    return render(
        request, "accounts/organization_edit.html", {"form": form, "name": name, "pk": pk}, status=_status(form)
    )


@requires("organization.manage")
def organization_move(request: HttpRequest, pk: int) -> HttpResponse:
    actor: Actor = request.actor
    row = get_visible(Organization, actor, pk, "parent", "region")
    if row.parent_id is None:
        raise Http404
    form = MoveForm(
        posted(request),
        parents=queries.possible_parents(actor, row.kind, without=row),
        initial={"on": actor.today},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def move() -> None:
            services.move(actor=actor, organization=row, parent=data["parent"], on=data["on"], reason=data["reason"])

        if done_by(form, move):
            say(request, _("Организация перемещена. Прежние отчёты сохранили её прежнее место"))
            return redirect("organization", pk)
    return render(request, "accounts/organization_move.html", {"form": form, "organization": row}, status=_status(form))


@requires("organization.manage")
def organization_close(request: HttpRequest, pk: int) -> HttpResponse:
    actor: Actor = request.actor
    row = get_visible(Organization, actor, pk, "region")
    form = CloseForm(posted(request), initial={"on": actor.today})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if done_by(form, lambda: services.close(actor=actor, organization=row, on=data["on"], reason=data["reason"])):
            say(request, _("Организация закрыта. Её документы и журнал сохранены"))
            return redirect("organization", pk)
    return render(
        request, "accounts/organization_close.html", {"form": form, "organization": row}, status=_status(form)
    )


@require_POST
@requires("organization.manage")
def organization_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Organization, request.actor, pk)
    services.reopen(actor=request.actor, organization=row, reason=_("закрытие отменено"))
    say(request, _("Организация снова работает"))
    return redirect("organization", pk)


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200
