"""Matching for all the schools of a node: numbers by school, no names; what-if; handed down by one press."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import get_visible, requires
from accounts.views.shared import page_of

from ..forms.matching import WeightsForm
from ..models import MatchDraft
from ..queries import match_pages as pages
from ..services import spread as service

State = MatchDraft.State


@require_safe
@requires("matching.spread")
def match_above(request: HttpRequest) -> HttpResponse:
    """The open draft of the node, or what to begin with and what was handed down."""
    drafts = MatchDraft.objects.visible_to(request.actor)
    draft = drafts.filter(state__in=[State.CALCULATING, State.DRAFT]).first()
    if draft is not None:
        return redirect("match_above_detail", draft.pk)
    context = {**pages.waiting_below(request.actor), "page": page_of(request, drafts.filter(state=State.HANDED))}
    return render(request, "programs/match_above.html", context)


@require_POST
@requires("matching.spread")
def match_above_draft(request: HttpRequest) -> HttpResponse:
    draft = service.make_draft(actor=request.actor)
    if draft.state == State.DRAFT:
        messages.success(request, _("Черновик посчитан: школы увидят его, когда вы его передадите"))
    return redirect("match_above_detail", draft.pk)


def _draft(request: HttpRequest, pk: int) -> MatchDraft:
    return get_visible(MatchDraft, request.actor, pk, "organization__region")


@require_safe
@requires("matching.spread")
def match_above_detail(request: HttpRequest, pk: int) -> HttpResponse:
    draft = _draft(request, pk)
    if draft.state == State.CALCULATING:
        return render(request, "programs/match_wait.html", {"draft": draft, "above": True})
    context: dict[str, Any] = {"draft": draft, "facts": pages.draft_facts(draft), "schools": pages.by_school(draft)}
    if draft.state == State.DRAFT:
        tried = {name: value for name, value in request.GET.items() if name in draft.weights}
        form = WeightsForm(tried or None, now=draft.weights)
        if tried and form.is_valid():
            context["tried"] = pages.totals_with_weights(draft, form.cleaned_data)
        context["form"] = form
    return render(request, "programs/match_above_draft.html", context)


@require_POST
@requires("matching.spread")
def match_above_hand(request: HttpRequest, pk: int) -> HttpResponse:
    given, kept = service.hand_down(actor=request.actor, draft=_draft(request, pk))
    messages.success(request, _("Черновик передан школам: %s") % given)
    if kept:
        messages.warning(request, _("У этих школ свой открытый черновик, он остался: %s") % kept)
    return redirect("match_above_detail", pk)


@require_POST
@requires("matching.spread")
def match_above_discard(request: HttpRequest, pk: int) -> HttpResponse:
    service.discard(actor=request.actor, draft=_draft(request, pk))
    messages.success(request, _("Черновик отброшен"))
    return redirect("match_above")
