"""Pairs and groups: the list on one ruler of the year, the card with its life cycle, the proposal and the answers."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import get_visible, requires
from accounts.refusal import Refusal

from ..forms.banks import UnitForm
from ..models import Unit, UnitMember
from ..models.unit import BEFORE_ORDER
from ..order_templates import pairs_order
from ..queries.agreements import to_be_offered
from ..queries.bank_words import basis_of_form
from ..queries.execution import Execution
from ..queries.general_meetings import formed_late
from ..queries.order_sources import ended_units
from ..queries.papers import change_of_mentor, may_begin, papers_of
from ..queries.participants import manages
from ..queries.units import (
    consents_left,
    missing_consents,
    needs_no_order,
    order_of,
    unit_card,
    unit_rows,
    units_to_order,
)
from ..queries.year import year_lines
from ..services import orders, proposals, speed
from ..services import units as service
from ..services.applications import kinds_for
from ..workflow import move, possible

PAGE = 30  # rulers are heavy


@requires("unit.view")
def unit_list(request: HttpRequest) -> HttpResponse:
    shown = unit_rows(request.actor, state=request.GET.get("state", ""))
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    lines = year_lines(page.object_list, request.actor.today)
    plans = [line.plan for line in lines if line.plan]
    context = {
        "page": page,
        "rulers": request.actor.may("unit.manage"),
        "lines": lines,
        "total": Execution(sum(plan.done for plan in plans), sum(plan.counted for plan in plans))
        if page.paginator.num_pages == 1
        else None,
        "ready": units_to_order(request.actor, Unit.State.CONSENTED).count(),
        "ended": ended_units(request.actor).count(),
    }
    return render(request, "programs/unit_list.html", context)


@requires()
def unit_mine(request: HttpRequest) -> HttpResponse:
    """A participant's own: the one pair at once, several as a list."""
    mine = UnitMember.objects.filter(person_id=request.actor.person_id, left_on=None)
    members = mine.exclude(unit__state=Unit.State.REJECTED)
    rows = Unit.objects.filter(pk__in=members.values("unit_id")).prefetch_related("members__person")[:PAGE]
    if len(rows) == 1:
        return redirect("unit_detail", rows[0].pk)
    return render(request, "programs/unit_mine.html", {"units": rows})


@require_http_methods(["GET", "POST"])
@requires("unit.manage")
def unit_new(request: HttpRequest) -> HttpResponse:
    form = UnitForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        unit = proposals.propose(
            actor=request.actor,
            mentor=data["mentor"],
            mentees=list(data["mentees"]),
            form=data["form"],
            form_name=data["form_name"],
            form_basis=data["form_basis"] or basis_of_form(data["mentees"]),
            more_forms=data["more_forms"],
            kinds=data["kinds"],
            reason=data["reason"],
            role_model=data.get("role_model", ""),
            questions=data.get("questions", []),
        )
        messages.success(request, _("Участники получили предложение"))
        return redirect("unit_detail", unit.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "programs/unit_new.html", {"form": form}, status=status)


@requires()
def unit_detail(request: HttpRequest, pk: int) -> HttpResponse:
    unit = get_visible(Unit, request.actor, pk, "organization__region", "curator")
    waits = unit.state in BEFORE_ORDER and manages(request.actor, unit)
    context = {
        "unit": unit,
        **unit_card(unit, request.actor),
        "missing": missing_consents(unit),
        "late": request.actor.may("unit.view") and formed_late(unit),
        "verbs": possible(unit, request.actor),
        "needs_no_order": needs_no_order(unit),
        "papers": papers_of(unit, request.actor),
        "begins": may_begin(unit, request.actor, kinds_for(request.actor, unit)),
        "lacks_agreement": to_be_offered(unit),
        "change": change_of_mentor(unit),
        "goes_on": speed.may_go_on(unit, request.actor),
        "order": order_of(unit) if waits else None,
        "may_withdraw": waits,
        "ended": unit.state == Unit.State.CLOSED and ended_units(request.actor).filter(pk=unit.pk).exists(),
    }
    return render(request, "programs/unit_detail.html", context)


@require_POST
@requires()
def unit_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """«Да, участвую» or «Отказаться»: two equal buttons of a participant."""
    unit = get_visible(Unit, request.actor, pk)
    if not unit.members.filter(person_id=request.actor.person_id).exists():
        raise Http404  # whoever only reads the pair has nothing to answer
    agrees = "agree" in request.POST
    service.answer(actor=request.actor, unit=unit, agrees=agrees)
    messages.success(request, _("Вы согласились") if agrees else _("Вы отказались: это никак не отразится на вас"))
    return redirect("unit_detail", pk)


@require_POST
@requires("unit.manage")
def unit_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """A pair that nothing holds yet is taken back, with a reason that its people read."""
    unit = get_visible(Unit, request.actor, pk)
    service.withdraw(actor=request.actor, unit=unit, reason=request.POST.get("reason", ""))
    messages.success(request, _("Предложение отозвано, участники узнали причину"))
    return redirect("unit_detail", pk)


@require_POST
@requires()
def unit_go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """After a speed meeting: the same people as a lasting pair."""
    made = speed.go_on(actor=request.actor, unit=get_visible(Unit, request.actor, pk))
    messages.success(request, _("Предложение отправлено: пара появится, когда согласятся остальные"))
    return redirect("unit_detail", made.pk)


@require_POST
@requires("unit.manage")
def unit_fix(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a regulation holds pairs by the curator's record, no order is needed (S2 р. 6)."""
    unit = get_visible(Unit, request.actor, pk, "organization")
    move(unit, "fix", actor=request.actor)
    messages.success(request, _("Пара закреплена"))
    return redirect("unit_detail", pk)


@require_http_methods(["GET", "POST"])
@requires("unit.manage")
def unit_order(request: HttpRequest) -> HttpResponse:
    """The order that holds pairs: those with all consents are marked beforehand, nothing is typed.

    A pair without a consent is refused with the name; «only» leaves such pairs for a later order.
    """
    units = list(units_to_order(request.actor, Unit.State.AGREED, Unit.State.CONSENTED))
    left = consents_left(units)
    rows = [{"unit": unit, "missing": left[unit.pk], "marked": not left[unit.pk]} for unit in units]
    if request.method != "POST":
        return _order_page(request, rows)
    marked = set(request.POST.getlist("unit"))
    for row in rows:
        row["marked"] = str(row["unit"].pk) in marked and not ("only" in request.POST and row["missing"])
    chosen = [row["unit"] for row in rows if row["marked"]]
    if not chosen:
        refusal = Refusal(_("Не отмечено ни одной пары"), todo=_("Отметьте пары, которые закрепляет приказ"))
        return _order_page(request, rows, refusal)
    draft = pairs_order(request.actor, chosen)
    try:
        if "draft" in request.POST:
            return redirect("order_edit", orders.create_order(actor=request.actor, draft=draft).pk)
        order = orders.send_order(actor=request.actor, draft=draft)
    except Refusal as refusal:
        return _order_page(request, rows, refusal)
    messages.success(request, _("Приказ отправлен на утверждение"))
    return redirect("order_detail", order.pk)


def _order_page(request: HttpRequest, rows: list[dict[str, Any]], refusal: Refusal | None = None) -> HttpResponse:
    ready = sum(row["marked"] and not row["missing"] for row in rows)
    partly = bool(refusal and refusal.missing and ready)
    context = {"rows": rows, "refusal": refusal, "ready": ready, "partly": partly}
    return render(request, "programs/unit_order.html", context, status=409 if refusal else 200)
