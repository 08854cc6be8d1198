"""Preparing orders and moving them on. Reading one is ``reports.views.orders``: as it will be printed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import get_visible, requires
from accounts.refusal import Refusal
from accounts.views.shared import posted, ticked, version_read

from ..forms.order_steps import (
    AcknowledgersForm,
    CancelForm,
    PaperAcknowledgementForm,
    RegisterForm,
    ReturnForm,
    VoidForm,
)
from ..forms.orders import ClauseFormSet, NewStatuteOrderForm, OrderForm, clause_initial, rearranged
from ..models import Order
from ..order_templates import cancelling_order, statute_order
from ..queries.order_numbers import next_number
from ..queries.order_remarks import noted, places
from ..queries.orders import (
    cancellation_effects,
    cancelling_draft,
    order_counts,
    order_rows,
    registration_effects,
    repealed_acts,
    requisites_rows,
)
from ..services import acknowledgements
from ..services import orders as service
from ..services.order_drafts import OrderDraft
from ..services.order_remarks import mark_done
from .ready_orders import kinds_on_offer
from .signing import confirm, confirmed_today

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
        draft = statute_order(request.actor, **form.cleaned_data)
        order = service.create_order(actor=request.actor, draft=draft)
        return redirect("order_edit", order.pk)
    context = {"form": form, "has_drafts": form.fields["regulation"].queryset, **kinds_on_offer(request.actor)}
    return render(request, "programs/order_new.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires("order.draft")
def order_new_empty(request: HttpRequest) -> HttpResponse:
    draft = OrderDraft(title="", preamble="", place=request.actor.organization.place, clauses=())
    order = service.create_order(actor=request.actor, draft=draft)
    return redirect("order_edit", order.pk)


Forms = tuple[OrderForm, Any]


def _typed(request: HttpRequest, order: Order, data: QueryDict) -> Forms:
    return OrderForm(data, instance=order, actor=request.actor), ClauseFormSet(data, actor=request.actor)


def _saved(request: HttpRequest, order: Order) -> Forms:
    actor = request.actor
    draft = service.current_draft(order)
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
    """The draft's form. Whatever is refused is shown again over the words that were typed."""
    order = get_visible(Order, request.actor, pk, "organization", "drafted_by")
    if request.method != "POST":
        service.check_editable(order)
        return _edit_page(request, order, _saved(request, order))
    if press := request.POST.get("clause", ""):
        return _edit_page(request, order, _typed(request, order, rearranged(request.POST, press)), rearranging=True)
    form, clauses = _typed(request, order, request.POST)
    if not (form.is_valid() & clauses.is_valid()):
        return _edit_page(request, order, (form, clauses), status=422)
    version, draft = form.cleaned_data["version"], _drafted(order, form, clauses)
    try:
        saved = service.update_order(actor=request.actor, order=order, version=version, draft=draft)
        mark_done(actor=request.actor, order=saved, done=ticked(request, "done"))
    except Refusal as refusal:
        return _refused_edit(request, pk, refusal)
    if "submit" not in request.POST:
        messages.success(request, _("Приказ сохранён"))
        return redirect("order_detail", pk)
    try:
        sent = service.submit_order(actor=request.actor, order=saved)
    except Refusal as refusal:
        messages.success(request, _("Приказ сохранён, но не отправлен"))
        return _refused_edit(request, pk, refusal)
    messages.success(request, _sent(sent))
    return redirect("order_detail", pk)


def _sent(order: Order) -> str:
    if order.state == Order.State.AGREEING:
        return _("Приказ отправлен на согласование, потом он придёт руководителю")
    return _("Приказ отправлен на утверждение")


def _refused_edit(request: HttpRequest, pk: int, refusal: Refusal) -> HttpResponse:
    """The typed words under the refusal; the next press will replace the version that is saved now."""
    order = Order.objects.select_related("organization", "drafted_by").get(pk=pk)
    data = request.POST.copy()
    data["version"] = str(order.version)
    return _edit_page(request, order, _typed(request, order, data), status=409, refusal=refusal)


def _edit_page(request: HttpRequest, order: Order, forms: Forms, *, status: int = 200, **more: Any) -> HttpResponse:
    form, clauses = forms
    title = Order.objects.values_list("title", flat=True).get(pk=order.pk) or _("Новый приказ")
    remark = order.remarks.select_related("author").first() if order.state == Order.State.RETURNED else None
    context = {
        "order": order,
        "saved_title": title,
        "form": form,
        "clauses": clauses,
        "refusal": None,
        "remark": remark,
        "places": places(order, request.actor),
        "repealed": repealed_acts(order, request.actor.today),
    }
    return render(request, "programs/order_edit.html", {**context, "rearranging": False, **more}, status=status)


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


@require_POST
@requires("order.draft")
def order_submit(request: HttpRequest, pk: int) -> HttpResponse:
    order = get_visible(Order, request.actor, pk)
    messages.success(request, _sent(service.submit_order(actor=request.actor, order=order)))
    return redirect("order_detail", pk)


order_withdraw = _press("order.draft", service.withdraw_order, _("Приказ снова в черновиках"))
order_drop = _press(
    "order.draft", service.drop_units_without_consents, _("Пары без согласий убраны: закрепите их следующим приказом")
)


@require_POST
@requires("order.publish")
def order_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever is named in a pair is asked first; the press that finds all consents given publishes."""
    order = get_visible(Order, request.actor, pk)
    waiting = service.ask_to_be_named(actor=request.actor, order=order)
    if waiting:
        names = ", ".join(person.full_name for person in waiting)
        messages.warning(
            request, _("Имена публикуют с согласия: спросили, ждём ответа — %s. Нажмите снова, когда ответят") % names
        )
    else:
        service.publish_order(actor=request.actor, order=order)
        messages.success(request, _("Приказ опубликован на странице организации"))
    return redirect("order_detail", pk)


order_unpublish = _press("order.publish", service.unpublish_order, _("Приказ снят с публикации"))


@require_POST
@requires("order.approve")
def order_approve(request: HttpRequest, pk: int) -> HttpResponse:
    order = get_visible(Order, request.actor, pk)
    if not confirmed_today(request):
        return confirm(request, reverse("order_detail", args=[pk]))
    service.approve_order(actor=request.actor, order=order, version=version_read(request))
    messages.success(request, _("Приказ утверждён и подписан"))
    return redirect("order_detail", pk)


@require_http_methods(["GET", "POST"])
@requires("order.approve")
def order_return(request: HttpRequest, pk: int) -> HttpResponse:
    order = get_visible(Order, request.actor, pk)
    said = noted(places(order, request.actor))
    form = ReturnForm(posted(request), initial={"version": order.version}, noted=said)
    if form.is_valid():
        service.return_order(actor=request.actor, order=order, **form.cleaned_data)
        messages.success(request, _("Приказ возвращён с замечанием"))
        return redirect("order_detail", pk)
    status = 422 if form.is_bound else 200
    return render(request, "programs/order_return.html", {"order": order, "form": form}, status=status)


@require_http_methods(["GET", "POST"])
@requires("order.draft")
def order_register(request: HttpRequest, pk: int) -> HttpResponse:
    """Number and date; what the rules refuse is said over the form, which keeps what was typed."""
    order = get_visible(Order, request.actor, pk)
    number = order.number or next_number(order, request.actor.today)
    initial = {"number": number, "dated": order.dated or request.actor.today, "stamp_number": order.stamp_number}
    data = request.POST if request.method == "POST" else None
    form = RegisterForm(data, initial=initial, today=request.actor.today)
    refusal = None
    if form.is_valid():
        try:
            order, warnings = service.register_order(actor=request.actor, order=order, **form.cleaned_data)
        except Refusal as said:
            refusal = said
        else:
            messages.success(request, _("Приказ зарегистрирован. Документ готовится, это займёт несколько секунд"))
            for warning in warnings:
                messages.warning(request, warning)
            return redirect("order_detail", pk)
    status = 409 if refusal else 422 if form.is_bound else 200
    context = {"order": order, "form": form, "refusal": refusal, "effects": registration_effects(order)}
    context["proposed"] = bool(number) and not order.number
    # Asked only of who insists on a number that is taken.
    context["repeats"] = bool(form["number_apart"].value()) or (refusal is not None and refusal.code == "number")
    return render(request, "programs/order_register.html", context, status=status)


@require_http_methods(["GET", "POST"])
@requires("order.draft")
def order_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft of the order that cancels this one; its consequences are said before."""
    order = get_visible(Order, request.actor, pk)
    service.check_cancellable(actor=request.actor, order=order)
    if (begun := cancelling_draft(order)) is not None:
        messages.info(request, _("Приказ об отмене уже готовится: вот он"))
        return redirect("order_detail", begun.pk)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        draft = cancelling_order(request.actor, order, form.cleaned_data["reason"])
        new = service.create_order(actor=request.actor, draft=draft)
        messages.success(request, _("Составлен приказ об отмене. Прежний действует, пока этот не зарегистрирован"))
        return redirect("order_detail", new.pk)
    context = {"order": order, "form": form, "effects": cancellation_effects(order)}
    return render(request, "programs/order_cancel.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@requires("order.approve")
def order_void(request: HttpRequest, pk: int) -> HttpResponse:
    order = get_visible(Order, request.actor, pk)
    form = VoidForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        service.void_order(actor=request.actor, order=order, reason=form.cleaned_data["reason"])
        messages.success(request, _("Подписанный приказ аннулирован"))
        return redirect("order_detail", pk)
    status = 422 if form.is_bound else 200
    return render(request, "programs/order_void.html", {"order": order, "form": form}, status=status)


@require_POST
@requires()
def order_acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    order = get_visible(Order, request.actor, pk)
    acknowledgements.acknowledge_order(actor=request.actor, order=order)
    messages.success(request, _("Отмечено: вы ознакомлены с приказом"))
    return redirect("order_detail", pk)


@require_http_methods(["GET", "POST"])
@requires("order.draft")
def order_acknowledgers(request: HttpRequest, pk: int) -> HttpResponse:
    """Add people to the sheet."""
    order = get_visible(Order, request.actor, pk)
    form = AcknowledgersForm(request.POST if request.method == "POST" else None, actor=request.actor)
    if form.is_valid():
        acknowledgements.ask_to_acknowledge(actor=request.actor, order=order, people=list(form.cleaned_data["people"]))
        messages.success(request, _("Они получили уведомление о приказе"))
        return redirect("order_detail", pk)
    status = 422 if form.is_bound else 200
    return render(request, "programs/order_acknowledgers.html", {"order": order, "form": form}, status=status)


@require_http_methods(["GET", "POST"])
@requires("order.draft")
def order_acknowledged_on_paper(request: HttpRequest, pk: int) -> HttpResponse:
    order = get_visible(Order, request.actor, pk)
    data = request.POST if request.method == "POST" else None
    form = PaperAcknowledgementForm(data, order=order, initial={"on": request.actor.today})
    if form.is_valid():
        people, on = list(form.cleaned_data["people"]), form.cleaned_data["on"]
        acknowledgements.acknowledge_on_paper(actor=request.actor, order=order, people=people, on=on)
        messages.success(request, _("Подписи на бумаге отмечены"))
        return redirect("order_detail", pk)
    status = 422 if form.is_bound else 200
    return render(request, "programs/order_paper.html", {"order": order, "form": form}, status=status)


@require_POST
@requires("order.draft")
def order_remind(request: HttpRequest, pk: int) -> HttpResponse:
    """«Напомнить» to everybody who has not acknowledged."""
    order = get_visible(Order, request.actor, pk)
    told = acknowledgements.remind_to_acknowledge(actor=request.actor, order=order)
    messages.success(request, _("Напоминание отправлено: %s") % told)
    return redirect("order_detail", pk)
