"""Preparing orders and moving them on. Reading one is ``reports.views.orders``: as it will be printed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import get_visible, requires
from accounts.refusal import Stale

from ..forms.orders import (
    AcknowledgersForm,
    ClauseFormSet,
    NewStatuteOrderForm,
    OrderForm,
    PaperAcknowledgementForm,
    RegisterForm,
    ReturnForm,
    clause_initial,
)
from ..models import Order
from ..order_templates import statute_order
from ..queries.orders import order_counts, order_rows, requisites_rows
from ..services import orders as service
from ..services.orders import OrderDraft

PAGE = 50


@requires("order.view")
def order_list(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    state = request.GET.get("state", "")
    state = state if state in Order.State.values else ""
    rows = order_rows(actor, state=state, search=request.GET.get("q", ""))
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "chips": order_counts(actor),
        "state": state,
        "q": request.GET.get("q", ""),
        "may_draft": actor.may("order.draft"),
    }
    return render(request, "programs/order_list.html", context)


@requires("order.requisites")
def order_requisites(request: HttpRequest) -> HttpResponse:
    """Number, date and title of the orders below: what the municipality may read."""
    rows = requisites_rows(request.actor, search=request.GET.get("q", ""))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "programs/order_requisites.html", {"page": page, "q": request.GET.get("q", "")})


@requires("order.draft")
def order_new(request: HttpRequest) -> HttpResponse:
    """Which order: ready by a template, or an empty one."""
    form = NewStatuteOrderForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        draft = statute_order(request.actor, form.cleaned_data["regulation"], form.cleaned_data["curator"])
        order = service.create_order(actor=request.actor, draft=draft)
        return redirect("order_edit", order.pk)
    return render(request, "programs/order_new.html", {"form": form, "has_drafts": form.fields["regulation"].queryset})


@require_POST
@requires("order.draft")
def order_new_empty(request: HttpRequest) -> HttpResponse:
    draft = OrderDraft(title="", preamble="", place=request.actor.organization.place, clauses=())
    order = service.create_order(actor=request.actor, draft=draft)
    return redirect("order_edit", order.pk)


def _bound(request: HttpRequest, order: Order) -> tuple[OrderForm, Any]:
    actor = request.actor
    draft = service.current_draft(order)
    if request.method == "POST":
        return OrderForm(request.POST, instance=order, actor=actor), ClauseFormSet(request.POST, actor=actor)
    form = OrderForm(instance=order, actor=actor, initial={"version": order.version, "acts": draft.acts})
    return form, ClauseFormSet(initial=clause_initial(draft), actor=actor)


def _drafted(order: Order, form: OrderForm, clauses: Any) -> OrderDraft:
    data = form.cleaned_data
    return OrderDraft(
        title=data["title"],
        preamble=data["preamble"],
        place=data["place"],
        clauses=clauses.drafts(),
        acts=list(data["acts"]),
        number=order.number,
        stamp_number=order.stamp_number,
        dated=order.dated,
    )


@requires("order.draft")
def order_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft's form. A stale one is shown again with both versions and loses nothing."""
    order = get_visible(Order, request.actor, pk, "organization", "drafted_by")
    form, clauses = _bound(request, order)
    stale, status = None, 200
    if request.method == "POST" and form.is_valid() & clauses.is_valid():
        try:
            saved = service.update_order(
                actor=request.actor,
                order=order,
                version=form.cleaned_data["version"],
                draft=_drafted(order, form, clauses),
            )
        except Stale as refusal:
            stale, status = refusal, 409
            fresh = Order.objects.get(pk=pk)
            form.data = {**form.data.dict(), "version": fresh.version, "acts": request.POST.getlist("acts")}
        else:
            if "submit" in request.POST:
                service.submit_order(actor=request.actor, order=saved)
                messages.success(request, _("Приказ отправлен директору на утверждение"))
            else:
                messages.success(request, _("Приказ сохранён"))
            return redirect("order_edit" if "more" in request.POST else "order_detail", pk)
    elif request.method == "POST":
        status = 422
    context = {"order": order, "form": form, "clauses": clauses, "stale": stale}
    return render(request, "programs/order_edit.html", context, status=status)


Verb = Callable[..., Any]


def _press(permission: str, verb: Verb, done: str) -> Callable[..., HttpResponse]:
    """A button without a form: one verb, one message, back to the order."""

    @require_POST
    @requires(permission)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        order = get_visible(Order, request.actor, pk)
        verb(actor=request.actor, order=order)
        messages.success(request, done)
        return redirect("order_detail", pk)

    view.access = permission
    return view


order_submit = _press("order.draft", service.submit_order, _("Приказ отправлен на утверждение"))
order_withdraw = _press("order.draft", service.withdraw_order, _("Приказ снова в черновиках"))
order_publish = _press("order.publish", service.publish_order, _("Приказ опубликован на странице организации"))
order_unpublish = _press("order.publish", service.unpublish_order, _("Приказ снят с публикации"))


def _version(request: HttpRequest) -> int:
    value = request.POST.get("version", "")
    return int(value) if value.isdecimal() and len(value) < 10 else 0


@require_POST
@requires("order.approve")
def order_approve(request: HttpRequest, pk: int) -> HttpResponse:
    order = get_visible(Order, request.actor, pk)
    service.approve_order(actor=request.actor, order=order, version=_version(request))
    messages.success(request, _("Приказ утверждён и подписан"))
    return redirect("order_detail", pk)


@require_http_methods(["GET", "POST"])
@requires("order.approve")
def order_return(request: HttpRequest, pk: int) -> HttpResponse:
    order = get_visible(Order, request.actor, pk)
    form = ReturnForm(request.POST or None, initial={"version": order.version})
    if request.method == "POST" and form.is_valid():
        service.return_order(actor=request.actor, order=order, **form.cleaned_data)
        messages.success(request, _("Приказ возвращён с замечанием"))
        return redirect("order_detail", pk)
    return render(request, "programs/order_return.html", {"order": order, "form": form})


@require_http_methods(["GET", "POST"])
@requires("order.draft")
def order_register(request: HttpRequest, pk: int) -> HttpResponse:
    order = get_visible(Order, request.actor, pk)
    initial = {"number": order.number, "dated": order.dated or request.actor.today, "stamp_number": order.stamp_number}
    form = RegisterForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        order, warnings = service.register_order(actor=request.actor, order=order, **form.cleaned_data)
        messages.success(request, _("Приказ зарегистрирован. Документ готовится, это займёт несколько секунд"))
        for warning in warnings:
            messages.warning(request, warning)
        return redirect("order_detail", pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "programs/order_register.html", {"order": order, "form": form}, status=status)


@require_POST
@requires()
def order_acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    order = get_visible(Order, request.actor, pk)
    service.acknowledge_order(actor=request.actor, order=order)
    messages.success(request, _("Отмечено: вы ознакомлены с приказом"))
    return redirect("order_detail", pk)


@require_http_methods(["GET", "POST"])
@requires("order.draft")
def order_acknowledgers(request: HttpRequest, pk: int) -> HttpResponse:
    """Add people to the sheet."""
    order = get_visible(Order, request.actor, pk)
    form = AcknowledgersForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        service.ask_to_acknowledge(actor=request.actor, order=order, people=list(form.cleaned_data["people"]))
        messages.success(request, _("Они получили уведомление о приказе"))
        return redirect("order_detail", pk)
    return render(request, "programs/order_acknowledgers.html", {"order": order, "form": form})


@require_http_methods(["GET", "POST"])
@requires("order.draft")
def order_acknowledged_on_paper(request: HttpRequest, pk: int) -> HttpResponse:
    order = get_visible(Order, request.actor, pk)
    form = PaperAcknowledgementForm(request.POST or None, order=order, initial={"on": request.actor.today})
    if request.method == "POST" and form.is_valid():
        service.acknowledge_on_paper(actor=request.actor, order=order, **form.cleaned_data)
        messages.success(request, _("Подпись на бумаге отмечена"))
        return redirect("order_detail", pk)
    return render(request, "programs/order_paper.html", {"order": order, "form": form})
