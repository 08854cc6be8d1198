"""The execution of orders: one page for the organization, one press for a clause."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import requires
from accounts.views.shared import page_of

from ..models import Order, OrderClause
from ..queries.clause_execution import DONE_BY_PEOPLE, clauses_of_organization, execution
from ..services import clause_execution as service


@require_safe
@requires("order.view")
def order_control(request: HttpRequest) -> HttpResponse:
    """Each clause of the organization's orders with its executor, controller, term and state."""
    actor = request.actor
    rows = clauses_of_organization(actor)
    late = request.GET.get("late") == "1"
    if late:
        rows = rows.filter(done_on=None, due_on__lt=actor.today, mode=OrderClause.Mode.ORDERED)
    page = page_of(request, rows)
    context = {"page": page, "rows": execution(page.object_list, actor.today), "late": late}
    return render(request, "programs/order_control.html", context)


def _clause(request: HttpRequest, pk: int) -> OrderClause:
    """Of an order that the actor may read; only what people carry out has a mark."""
    rows = OrderClause.objects.filter(order__in=Order.objects.visible_to(request.actor), kind__in=DONE_BY_PEOPLE)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@require_POST
@requires()
def clause_done(request: HttpRequest, pk: int) -> HttpResponse:
    clause = service.mark_clause(actor=request.actor, clause=_clause(request, pk), on=request.actor.today)
    messages.success(request, _("Пункт %s отмечен исполненным") % clause.position)
    return redirect("order_detail", clause.order_id)


@require_POST
@requires()
def clause_undone(request: HttpRequest, pk: int) -> HttpResponse:
    clause = service.unmark_clause(actor=request.actor, clause=_clause(request, pk))
    messages.success(request, _("Отметка с пункта %s снята") % clause.position)
    return redirect("order_detail", clause.order_id)
