"""A draft goes round: one's word about it, the head who waits no longer, and whom drafts go round."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import get_visible, requires
from accounts.views.shared import done_by, posted

from ..forms.order_life import VisaForm, VisaStepForm
from ..models import Order, VisaStep
from ..queries.order_visas import mine_to_give, sheet_of
from ..queries.regulations import effective_regulation
from ..services import order_visas as service


@require_http_methods(["GET", "POST"])
@requires()
def order_visa(request: HttpRequest, pk: int) -> HttpResponse:
    """One's word about the draft: one press from the order's page, or the form with remarks."""
    actor = request.actor
    order = get_visible(Order, actor, pk, "organization")
    asked = sheet_of(order).filter(person_id=actor.person_id)
    kind = request.POST.get("kind", "")
    visa = asked.filter(kind=kind).first() if kind else mine_to_give(order, actor) or asked.first()
    if visa is None:
        raise Http404
    initial = {"version": order.version, "kind": visa.kind}
    form = VisaForm(posted(request), kind=visa.kind, initial=initial)
    if form.is_valid() and done_by(form, lambda: service.give_visa(actor=actor, order=order, **form.cleaned_data)):
        messages.success(request, _("Ваш ответ в листе согласования"))
        return redirect("order_detail", pk)
    context = {"order": order, "form": form, "visa": visa}
    return render(request, "programs/order_visa.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires("order.approve")
def order_take(request: HttpRequest, pk: int) -> HttpResponse:
    order = get_visible(Order, request.actor, pk)
    service.take_order(actor=request.actor, order=order)
    messages.success(request, _("Приказ взят на решение. Кто не ответил, в листе согласования останется без подписи"))
    return redirect("order_detail", pk)


@require_http_methods(["GET", "POST"])
@requires("order.approve")
def visa_route(request: HttpRequest) -> HttpResponse:
    """Who agrees the drafts of the organization before its head decides."""
    actor = request.actor
    form = VisaStepForm(posted(request), actor=actor)
    if form.is_valid() and done_by(form, lambda: service.add_step(actor=actor, **form.cleaned_data)):
        messages.success(request, _("Проекты приказов пойдут и к нему"))
        return redirect("visa_route")
    rule = effective_regulation(actor.organization, actor.today)["union_participation"]
    context = {
        "form": form,
        "steps": VisaStep.objects.filter(organization_id=actor.organization_id).select_related("person"),
        "union": rule if rule.value else None,
    }
    return render(request, "programs/visa_route.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires("order.approve")
def visa_step_drop(request: HttpRequest, pk: int) -> HttpResponse:
    step = get_object_or_404(VisaStep, pk=pk, organization_id=request.actor.organization_id)
    service.drop_step(actor=request.actor, step=step)
    messages.success(request, _("Он больше не согласует приказы"))
    return redirect("visa_route")
