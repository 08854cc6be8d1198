"""Signed paper of an order, acts of the register that were issued outside the system, marks of execution."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import audit
from accounts.permissions import Actor, get_visible, requires
from accounts.views.files import give
from accounts.views.shared import done_by, posted

from ..forms.order_life import EndActForm, LocalActForm, ScanForm, ShowActForm
from ..models import LocalAct, Order, OrderScan
from ..services import local_acts, order_scans


@require_http_methods(["GET", "POST"])
@requires("order.draft")
def order_scan(request: HttpRequest, pk: int) -> HttpResponse:
    order = get_visible(Order, request.actor, pk, "organization")
    form = ScanForm(posted(request), request.FILES or None)
    if form.is_valid():
        content, name = form.cleaned_data["file"]
        if done_by(form, lambda: order_scans.add_scan(actor=request.actor, order=order, content=content, name=name)):
            messages.success(request, _("Скан приложен рядом с выпущенным документом"))
            return redirect("order_detail", pk)
    return render(
        request, "programs/order_scan.html", {"order": order, "form": form}, status=422 if form.is_bound else 200
    )


def _scan(actor: Actor, pk: int) -> OrderScan:
    """A scan is read with its order, by nobody else."""
    rows = OrderScan.objects.select_related("order", "file").filter(order__in=Order.objects.visible_to(actor))
    if (found := rows.filter(pk=pk).first()) is None:
        raise Http404
    return found


@require_safe
@requires()
def order_scan_file(request: HttpRequest, pk: int) -> HttpResponse:
    scan = _scan(request.actor, pk)
    audit.record(request.actor, "order.scan_open", scan.order, scan=scan.pk)
    return give(scan.file)


@require_POST
@requires("order.draft")
def order_scan_drop(request: HttpRequest, pk: int) -> HttpResponse:
    found = _scan(request.actor, pk)
    order_scans.drop_scan(actor=request.actor, scan=found)
    messages.success(request, _("Скан убран"))
    return redirect("order_detail", found.order_id)


@require_http_methods(["GET", "POST"])
@requires("order.draft")
def local_act_new(request: HttpRequest) -> HttpResponse:
    form = LocalActForm(posted(request), request.FILES or None)
    if form.is_valid():
        data = dict(form.cleaned_data)
        content, name = data.pop("file")
        if done_by(form, lambda: local_acts.enter_act(actor=request.actor, content=content, name=name, **data)):
            messages.success(request, _("Акт внесён в реестр"))
            return redirect("local_acts")
    return render(request, "programs/local_act.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
@requires("order.view")
def local_act_file(request: HttpRequest, pk: int) -> HttpResponse:
    act = get_visible(LocalAct, request.actor, pk, "file")
    if act.file is None or not act.text_is_open_to(request.actor):
        raise Http404
    audit.record(request.actor, "localact.open", act)
    return give(act.file)


@require_http_methods(["GET", "POST"])
@requires("order.draft")
def local_act_end(request: HttpRequest, pk: int) -> HttpResponse:
    act = get_visible(LocalAct, request.actor, pk)
    form = EndActForm(posted(request), initial={"on": act.valid_to or request.actor.today})
    if form.is_valid() and done_by(
        form, lambda: local_acts.end_act(actor=request.actor, act=act, on=form.cleaned_data["on"])
    ):
        messages.success(request, _("Срок действия записан"))
        return redirect("local_acts")
    return render(
        request, "programs/local_act_end.html", {"act": act, "form": form}, status=422 if form.is_bound else 200
    )


@require_http_methods(["GET", "POST"])
@requires("order.draft")
def local_act_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows the act to everybody on the open page, and takes it away."""
    act, form = get_visible(LocalAct, request.actor, pk, "file"), ShowActForm(posted(request))
    if form.is_valid():
        if request.POST.get("verb") == "hide":
            local_acts.hide_act(actor=request.actor, act=act)
            messages.success(request, _("Акт убран с открытой страницы"))
            return redirect("local_acts")
        nameless = form.cleaned_data["nameless"]
        if done_by(form, lambda: local_acts.show_act(actor=request.actor, act=act, nameless=nameless)):
            messages.success(request, _("Акт размещён: его видят все, пока открыта страница «Наставничество»"))
            return redirect("local_acts")
    return render(
        request, "programs/local_act_page.html", {"act": act, "form": form}, status=422 if form.is_bound else 200
    )
