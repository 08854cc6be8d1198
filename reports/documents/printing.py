"""From an order's rows to what its template shows, on the page and on paper alike."""

import datetime
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts.permissions import Actor
from programs.models import Acknowledgement as AcknowledgementRow
from programs.models import Order
from programs.order_content import content_of, gost_of, posts_of, registered_content

from ..models import Document
from .order import Acknowledgement, OrderDocument, Signature
from .plain import from_plain, to_plain

SHEET, STAMP = "acknowledgements", "signature"


def verify_url(document: Document) -> str:
    """The public page that says whether the paper is genuine; printed as a QR code."""
    return settings.SITE_URL + reverse("verify", args=[document.region.code, document.public_code])


def issued(document: Document) -> OrderDocument:
    """The document as it is printed: its fixed content, the signature, and an empty line for everyone to sign.

    Names are those of the day of issue; a document of before they were kept reads them.
    """
    order, kept = document.order, document.content
    plain = from_plain(OrderDocument, kept)
    people = plain.acknowledgements if SHEET in kept else _acknowledgements(order, dated=False)
    signature = plain.signature if STAMP in kept else _signature(order, "")
    if signature is not None:
        signature = replace(signature, verify_url=verify_url(document))
    return replace(plain, signature=signature, acknowledgements=people)


def content_to_issue(order: Order) -> dict[str, Any]:
    """What an issued document keeps for ever: the signed words with number and date, who signed, who is to know."""
    names = {STAMP: _signature(order, ""), SHEET: _acknowledgements(order, dated=False)}
    return {**registered_content(order), **{key: to_plain(value) for key, value in names.items()}}


def words_alone(content: dict[str, Any]) -> dict[str, Any]:
    """The issued content without the names that were put in at issue."""
    return {key: value for key, value in content.items() if key not in (SHEET, STAMP)}


def content_now(order: Order, actor: Actor) -> dict[str, Any]:
    """What the page shows: a draft in today's words, a signed order in those that were signed."""
    if order.content is None:
        return {**content_of(order, actor=None, on=actor.today), "gost": gost_of(actor.today)}
    return registered_content(order)


def as_of_now(order: Order, content: dict[str, Any]) -> OrderDocument:
    """The order as the page shows it. Raises PlainError for content that somebody has broken."""
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
    """Two queries, however many people: their names, and their posts on the day of the order."""
    rows = list(order.acknowledgements.select_related("person"))
    posts = posts_of([row.person_id for row in rows], order.organization_id, _day_of(order))
    return tuple(_acknowledgement(row, posts.get(row.person_id, ""), dated) for row in rows)


def _day_of(order: Order) -> datetime.date:
    return order.dated or order.created_at.astimezone(order.organization.zone).date()


def _acknowledgement(row: AcknowledgementRow, post: str, dated: bool) -> Acknowledgement:
    return Acknowledgement(
        name=row.person.full_name, position=post, date=row.acknowledged_on if dated else None, paper=row.on_paper
    )
