"""Reading an order: the page that shows it as it will be printed, and its file."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts import audit
from accounts.permissions import Actor, get_visible, requires
from accounts.services.files import open_bytes
from programs.forms.order_steps import ReturnForm
from programs.models import Order
from programs.queries.order_remarks import noted, places
from programs.queries.orders import amending_orders, repealed_acts
from programs.queries.units import people_without_consent
from programs.views.signing import advise_factor
from programs.workflow import possible

from ..documents.order_docx import order_docx as docx_of
from ..documents.order_print import print_context
from ..documents.plain import PlainError
from ..documents.printing import as_of_now, content_now
from ..documents.rendering import render_sheet
from ..models import Document
from ..queries.orders import after_registration, changes_since_return, gist, history, step_of, visas
from ..queries.public import page_is_open
from ..services.documents import is_intact
from .limits import limited

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
@requires()
def order_detail(request: HttpRequest, pk: int) -> HttpResponse:
    actor: Actor = request.actor
    order = get_visible(
        Order, actor, pk, "organization", "organization__region", "drafted_by", "signed_by", "cancelled_by"
    )
    document = Document.objects.filter(order=order).select_related("file", "region").first()
    own = actor.signs_for(order.organization_id)
    drafts = own and actor.may("order.draft")
    content = content_now(order, actor)
    remark = order.remarks.select_related("author").first()
    changed = changes_since_return(order, remark, content)
    verbs = possible(order, actor)
    said = places(order, actor)
    context = {
        "order": order,
        "own": own and actor.may("order.view"),
        "verbs": verbs,
        "page_open": order.state == Order.State.PUBLISHED and page_is_open(order.organization_id),
        "may_edit": order.is_editable and drafts,
        "may_ask": drafts and order.registered_at is not None and order.state != Order.State.CANCELLED,
        "may_cancel": drafts and order.state in {Order.State.REGISTERED, Order.State.PUBLISHED},
        "amended_by": amending_orders(order) if order.registered_at is not None else [],
        "decides": "approve" in verbs,
        "advise_factor": "approve" in verbs and advise_factor(request),
        "return_form": ReturnForm(initial={"version": order.version}, noted=noted(said)),
        "remark": remark if order.state == Order.State.RETURNED else None,
        "changed": changed,
        "step": step_of(order),
        "gist": gist(order, changed),
        "document": document,
        "intact": order.content is None or is_intact(order, document),
        "history": history(order),
        "without": people_without_consent(order) if order.is_editable and own else [],
        **visas(order, actor),
        **after_registration(order, actor),
        "repealed": repealed_acts(order, actor.today),
        "places": said,
        "gone": said.get("gone"),
        **_acknowledgements(order, actor),
        **_sheet(order, content),
    }
    return render(request, "reports/order_detail.html", context)


@require_safe
@requires("order.view")
@limited()
def order_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The acknowledgement sheet as it stands today, for printing: the issued file cannot name whoever came later."""
    order = get_visible(Order, request.actor, pk, "organization", "organization__region", "signed_by")
    if order.registered_at is None or not order.acknowledgements.exists():
        raise Http404
    response = HttpResponse(render_sheet(order, request.actor), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="oznakomlenie-{order.dated:%Y-%m-%d}-{order.pk}.pdf"'
    return response


@require_safe
@requires("order.view")
@limited()
def order_docx(request: HttpRequest, pk: int) -> HttpResponse:
    """The words of the order for an editor, as they stand now."""
    order = get_visible(Order, request.actor, pk, "organization", "organization__region", "signed_by")
    words = as_of_now(order, content_now(order, request.actor))
    answer = HttpResponse(docx_of(words), content_type=DOCX)
    answer.headers["Content-Disposition"] = f'attachment; filename="prikaz-{order.pk}.docx"'
    answer.headers["Cache-Control"] = "private, no-store"
    audit.record(request.actor, "order.print", order, format="docx")
    return answer


def _acknowledgements(order: Order, actor: Actor) -> dict[str, Any]:
    rows = list(order.acknowledgements.select_related("person"))
    mine = [row for row in rows if row.person_id == actor.person_id and row.acknowledged_on is None]
    done = sum(row.acknowledged_on is not None for row in rows)
    return {"acknowledgements": rows, "acknowledged": done, "must_acknowledge": bool(mine)}


def _sheet(order: Order, content: dict[str, Any]) -> dict[str, Any]:
    """The sheet, or nothing where somebody has broken the stored words: the page still says so."""
    try:
        return print_context(as_of_now(order, content))
    except PlainError:
        return {"doc": None}


def pdf_answer(document: Document) -> HttpResponse:
    if document.file is None:
        raise Http404
    order = document.order
    response = HttpResponse(open_bytes(document.file), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="prikaz-{order.dated:%Y-%m-%d}-{order.pk}.pdf"'
    return response


@require_safe
@requires()
def order_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The issued file, for whoever may read the order."""
    order = get_visible(Order, request.actor, pk)
    document = get_object_or_404(Document.objects.select_related("file", "order"), order=order)
    answer = pdf_answer(document)
    audit.record(request.actor, "document.open", document)
    return answer
