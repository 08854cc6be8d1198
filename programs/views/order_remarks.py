"""Remarks at places of an order: written by the head as he reads, marked done by whoever corrects."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import get_visible, requires

from ..models import Order, PlaceRemark
from ..services import order_remarks as service


@require_POST
@requires("order.approve")
def order_remark(request: HttpRequest, pk: int) -> HttpResponse:
    order = get_visible(Order, request.actor, pk)
    place, text = request.POST.get("place", "")[:20], request.POST.get("text", "")[:1000]
    remark = service.add_remark(actor=request.actor, order=order, place=place, text=text)
    messages.success(request, _("Замечание отмечено. Оно уйдёт, когда вы вернёте приказ"))
    return _back(order.pk, remark.place)


@require_POST
@requires("order.approve")
def order_remark_drop(request: HttpRequest, pk: int) -> HttpResponse:
    remark = _visible(request, pk)
    service.drop_remark(actor=request.actor, remark=remark)
    messages.success(request, _("Замечание убрано"))
    return _back(remark.order_id, remark.place)


@require_POST
@requires("order.draft")
def order_remark_done(request: HttpRequest, pk: int) -> HttpResponse:
    remark = _visible(request, pk)
    service.mark_done(actor=request.actor, order=remark.order, done=[remark.pk])
    messages.success(request, _("Отмечено: исправлено"))
    return _back(remark.order_id, remark.place)


def _visible(request: HttpRequest, pk: int) -> PlaceRemark:
    rows = PlaceRemark.objects.filter(order__in=Order.objects.visible_to(request.actor))
    return get_object_or_404(rows.select_related("order__organization"), pk=pk)


def _back(order: int, place: str) -> HttpResponse:
    """To the place itself: a telephone does not begin from the top after every remark."""
    return redirect(f"{reverse('order_detail', args=[order])}#{place.replace(':', '-')}")
