"""Orders that wait for the head, signed by one press."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import requires
from accounts.refusal import Refusal
from accounts.views.shared import say, whole_number

from ..queries.order_packs import waiting_orders
from ..services.order_packs import MOST, approve_pack
from .signing import advise_factor, confirm, confirmed_today


@require_http_methods(["GET", "POST"])
@requires("order.approve")
def order_pack(request: HttpRequest) -> HttpResponse:
    """Tick, press once, read what became of each."""
    outcomes, refusal = [], None
    if request.method == "POST":
        if not confirmed_today(request):
            return confirm(request, reverse("order_pack"))
        try:
            outcomes = approve_pack(actor=request.actor, chosen=_chosen(request))
        except Refusal as said:
            refusal = said
        if signed := sum(one.refusal is None for one in outcomes):
            say(request, _("Подписано приказов: %s") % signed)
    context = {
        "outcomes": outcomes,
        "refusal": refusal,
        "orders": waiting_orders(request.actor, MOST),
        "all": request.GET.get("all") == "1",
        "most": MOST,
        "advise_factor": advise_factor(request),
    }
    return render(request, "programs/order_pack.html", context, status=409 if refusal else 200)


def _chosen(request: HttpRequest) -> list[tuple[int, int]]:
    """«17:3» is the third version of order 17; anything else is nothing."""
    pairs = [value.partition(":") for value in request.POST.getlist("order")]
    numbers = [(whole_number(pk), whole_number(version)) for pk, _colon, version in pairs]
    return [(pk, version) for pk, version in numbers if pk is not None and version is not None]
