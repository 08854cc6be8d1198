"""Pairs and groups: the list on one ruler of the year, the card with its life cycle, the proposal and the answers."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import get_visible, requires

from ..forms.banks import UnitForm
from ..models import Unit
from ..order_templates import pairs_order
from ..queries.units import missing_consents, needs_no_order, unit_card, unit_rows
from ..services import orders
from ..services import units as service
from ..workflow import move, possible

PAGE = 50


@requires("unit.view")
def unit_list(request: HttpRequest) -> HttpResponse:
    rows = unit_rows(request.actor)
    shown = unit_rows(request.actor, state=request.GET.get("state", ""))
    context = {
        "page": Paginator(shown, PAGE).get_page(request.GET.get("page")),
        "ready": rows.filter(state=Unit.State.CONSENTED).count(),
    }
    return render(request, "programs/unit_list.html", context)


@require_http_methods(["GET", "POST"])
@requires("unit.manage")
def unit_new(request: HttpRequest) -> HttpResponse:
    form = UnitForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        mentees = list(data["mentees"])
        unit = service.propose(
            actor=request.actor,
            mentor=data["mentor"],
            mentees=mentees,
            form=data["form"],
            more_forms=data["more_forms"],
            kinds=["GROUP" if len(mentees) > 1 else "TRADITIONAL"],
            reason=data["reason"],
        )
        messages.success(request, _("Участники получили предложение"))
        return redirect("unit_detail", unit.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "programs/unit_new.html", {"form": form}, status=status)


@requires()
def unit_detail(request: HttpRequest, pk: int) -> HttpResponse:
    unit = get_visible(Unit, request.actor, pk, "organization", "curator")
    context = {
        "unit": unit,
        **unit_card(unit, request.actor),
        "missing": missing_consents(unit),
        "verbs": possible(unit, request.actor),
        "needs_no_order": needs_no_order(unit),
    }
    return render(request, "programs/unit_detail.html", context)


@require_POST
@requires()
def unit_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """«Согласен» or «Отказаться»: two equal buttons of a participant."""
    unit = get_visible(Unit, request.actor, pk)
    if not unit.members.filter(person_id=request.actor.person_id).exists():
        raise Http404  # whoever only reads the pair has nothing to answer
    agrees = "agree" in request.POST
    service.answer(actor=request.actor, unit=unit, agrees=agrees)
    messages.success(request, _("Вы согласились") if agrees else _("Вы отказались: это никак не отразится на вас"))
    return redirect("unit_detail", pk)


@require_POST
@requires("unit.manage")
def unit_fix(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a regulation holds pairs by the curator's record, no order is needed (S2 р. 6)."""
    unit = get_visible(Unit, request.actor, pk, "organization")
    move(unit, "fix", actor=request.actor)
    messages.success(request, _("Пара закреплена"))
    return redirect("unit_detail", pk)


@require_POST
@requires("unit.manage")
def unit_order(request: HttpRequest) -> HttpResponse:
    """The order over all pairs whose consents are in, or over the marked ones; nothing is typed."""
    marked = [int(pk) for pk in request.POST.getlist("unit") if pk.isdecimal() and len(pk) < 19]
    rows = Unit.objects.visible_to(request.actor).filter(organization_id=request.actor.organization_id)
    rows = rows.filter(pk__in=marked) if marked else rows.filter(state=Unit.State.CONSENTED)
    units = list(rows.order_by("pk"))
    if not units:
        messages.warning(request, _("Нет пар, у которых получены все согласия"))
        return redirect("unit_list")
    order = orders.create_order(actor=request.actor, draft=pairs_order(request.actor, units))
    return redirect("order_detail", order.pk)
