"""Reading an order: the page that shows it as it will be printed, its file, and the public pages."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts import audit, clock
from accounts.models import AuditEvent, Organization, Region
from accounts.permissions import Actor, get_visible, public, requires
from accounts.services.files import open_bytes
from accounts.tenancy import tenant_scope
from programs.forms.orders import ReturnForm
from programs.models import Order
from programs.queries.regulations import effective_regulation
from programs.workflow import possible

from ..documents.order_print import print_context
from ..documents.printing import as_of_now
from ..models import Document
from ..services.documents import is_intact

STEPS = ("draft", "for_review", "signed", "registered", "published")


def _step(order: Order) -> int:
    """The current step, from 1; past the last when published."""
    state = {"returned": "draft", "approved": "for_review", "cancelled": "published"}.get(order.state, order.state)
    return STEPS.index(state) + (2 if state == "published" else 1)


def _gist(order: Order) -> dict[str, Any]:
    clauses = list(order.clauses.select_related("executor", "regulation"))
    return {
        "clauses": clauses,
        "statute": next((clause.regulation for clause in clauses if clause.regulation), None),
        "people": [clause for clause in clauses if clause.executor and clause.kind.endswith("appointment")],
        "terms": [clause for clause in clauses if clause.due_on],
    }


HISTORY = {
    "order.create": _("Проект создан"),
    "order.edit": _("Текст изменён"),
    "order.submit": _("Отправлен на утверждение"),
    "order.withdraw": _("Отозван с утверждения"),
    "order.return": _("Возвращён с замечанием"),
    "order.approve": _("Утверждён"),
    "order.sign": _("Подписан"),
    "order.register": _("Зарегистрирован"),
    "order.publish": _("Опубликован"),
    "order.unpublish": _("Снят с публикации"),
    "order.ask_to_acknowledge": _("Лист ознакомления дополнен"),
    "order.acknowledge": _("Ознакомление отмечено"),
    "order.acknowledge_on_paper": _("Подпись на бумаге отмечена"),
}


def _history(order: Order) -> list[dict[str, Any]]:
    events = AuditEvent.objects.filter(object_type=order._meta.label, object_id=order.pk).select_related("person")
    return [
        {
            "at": event.at.astimezone(order.organization.zone),
            "what": HISTORY.get(event.verb, event.verb),
            "who": event.person,
        }
        for event in events[:30]
    ]


@require_safe
@requires()
def order_detail(request: HttpRequest, pk: int) -> HttpResponse:
    actor: Actor = request.actor
    order = get_visible(Order, actor, pk, "organization", "organization__region", "drafted_by", "signed_by")
    verbs = possible(order, actor)
    acknowledgements = list(order.acknowledgements.select_related("person"))
    context = {
        "order": order,
        "verbs": verbs,
        "may_edit": order.is_editable and actor.may("order.draft") and actor.signs_for(order.organization_id),
        "decides": "approve" in verbs,
        "return_form": ReturnForm(initial={"version": order.version}),
        "remark": order.remarks.select_related("author").first() if order.state == Order.State.RETURNED else None,
        "step": _step(order),
        "gist": _gist(order),
        "acknowledgements": acknowledgements,
        "must_acknowledge": any(
            row.person_id == actor.person_id and row.acknowledged_on is None for row in acknowledgements
        ),
        "document": Document.objects.filter(order=order).select_related("file", "region").first(),
        "intact": order.content is None or is_intact(order),
        "history": _history(order),
        **print_context(as_of_now(order, actor)),
    }
    return render(request, "reports/order_detail.html", context)


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
    audit.record(request.actor, "document.open", document)
    return pdf_answer(document)


def _region_or_404(code: str) -> Region:
    return get_object_or_404(Region, code=code)


@require_safe
@public
def verify(request: HttpRequest, region_code: str, code: str) -> HttpResponse:
    """Whether a paper is genuine, by its QR code. Shows requisites and the hash, no names."""
    region = _region_or_404(region_code)
    with tenant_scope(region.pk):
        document = (
            Document.objects.select_related("order", "organization", "organization__region")
            .filter(public_code=code)
            .first()
        )
        context: dict[str, Any] = {"document": document}
        if document is not None:
            order = document.order
            signed = order.signed_at.astimezone(document.organization.zone) if order.signed_at else None
            context |= {"order": order, "signed": signed, "intact": is_intact(order)}
        return render(request, "reports/verify.html", context, status=200 if document else 404)


def _public_organization(region: Region, slug: str) -> Organization:
    return get_object_or_404(Organization.objects.select_related("region"), slug=slug, closed_on=None)


@require_safe
@public
def public_section(request: HttpRequest, region_code: str, slug: str) -> HttpResponse:
    """The organization's section «Наставничество»: published orders, and the regulation that is in force."""
    region = _region_or_404(region_code)
    with tenant_scope(region.pk):
        organization = _public_organization(region, slug)
        documents = (
            Document.objects.filter(organization=organization, order__state=Order.State.PUBLISHED)
            .select_related("order", "file")
            .order_by("-order__dated", "-pk")
        )
        context = {
            "organization": organization,
            "documents": documents,
            "section_title": section_title(organization),
        }
        return render(request, "reports/public_section.html", context)


def section_title(organization: Organization) -> str:
    """The name of the section by the organization's regulation."""
    return str(effective_regulation(organization, clock.today(organization.zone)).value("publication.section_title"))


@require_safe
@public
def public_document(request: HttpRequest, region_code: str, code: str) -> HttpResponse:
    """The file of a published order, for anybody; a withdrawn one is not found at once."""
    region = _region_or_404(region_code)
    with tenant_scope(region.pk):
        document = get_object_or_404(
            Document.objects.select_related("file", "order"),
            public_code=code,
            order__state=Order.State.PUBLISHED,
        )
        return pdf_answer(document)
