"""From an order's rows to what its template shows, on the page and on paper alike."""

from dataclasses import replace

from django.conf import settings
from django.urls import reverse

from accounts.permissions import Actor
from programs.models import Acknowledgement as AcknowledgementRow
from programs.models import Order
from programs.order_content import content_of, gost_of, post_of, registered_content

from ..models import Document
from .order import Acknowledgement, OrderDocument, Signature
from .plain import from_plain


def verify_url(document: Document) -> str:
    """The public page that says whether the paper is genuine; printed as a QR code."""
    return settings.SITE_URL + reverse("verify", args=[document.region.code, document.public_code])


def issued(document: Document) -> OrderDocument:
    """The document as it is printed: its fixed content, the signature, and an empty line for everyone to sign."""
    order = document.order
    plain = from_plain(OrderDocument, document.content)
    people = _acknowledgements(order, dated=False)
    return replace(plain, signature=_signature(order, verify_url(document)), acknowledgements=people)


def as_of_now(order: Order, actor: Actor) -> OrderDocument:
    """The order as the page shows it: a draft in today's words, a signed one in those that were signed."""
    if order.content is None:
        content = {**content_of(order, actor=None, on=actor.today), "gost": gost_of(actor.today)}
    else:
        content = registered_content(order, on=actor.today)
    plain = from_plain(OrderDocument, content)
    return replace(plain, signature=_signature(order, ""), acknowledgements=_acknowledgements(order, dated=True))


def _signature(order: Order, url: str) -> Signature | None:
    if order.signed_at is None or order.signed_by is None:
        return None
    return Signature(
        signer=order.signed_by.full_name,
        signed_at=order.signed_at.astimezone(order.organization.zone),
        content_hash=order.content_hash,
        verify_url=url,
    )


def _acknowledgements(order: Order, *, dated: bool) -> tuple[Acknowledgement, ...]:
    rows = order.acknowledgements.select_related("person")
    return tuple(_acknowledgement(order, row, dated) for row in rows)


def _acknowledgement(order: Order, row: AcknowledgementRow, dated: bool) -> Acknowledgement:
    on = order.dated or order.created_at.date()
    return Acknowledgement(
        name=row.person.full_name,
        position=post_of(row.person_id, order.organization_id, on),
        date=row.acknowledged_on if dated else None,
        paper=row.on_paper,
    )
