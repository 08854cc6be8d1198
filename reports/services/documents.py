"""Issuing documents: the content is fixed in the transaction of the act, the file is made by a worker."""

import hashlib
from collections.abc import Iterable

from django.db import transaction

from accounts import audit, clock, outbox
from accounts.models import AuditEvent, OutboxMessage, StoredFile
from accounts.services.files import store
from programs.models import Order
from programs.order_content import content_hash, registered_content

from ..documents.order import TEMPLATE_VERSION
from ..documents.printing import content_to_issue, words_alone
from ..models import Document


def issue_order(order: Order) -> Document:
    """The document of a registered order; once, however often it is asked for. The PDF is queued."""
    content = content_to_issue(order)
    document, created = Document.objects.get_or_create(
        order=order,
        kind=Document.ORDER,
        defaults={
            "organization": order.organization,
            "template_version": TEMPLATE_VERSION,
            "content": content,
            "content_hash": order.content_hash,
            "issued_at": clock.now(),
        },
    )
    if created:
        audit.record(None, "document.issue", document, organization_id=order.organization_id)
        outbox.enqueue(
            OutboxMessage.Kind.DOCUMENT,
            f"document:{document.pk}",
            {"document": document.pk},
            organization_id=order.organization_id,
        )
    return document


@transaction.atomic
def keep_file(document: Document, pdf: bytes) -> Document:
    """Attach the made PDF once; a second making by a repeated task changes nothing."""
    row = Document.objects.select_for_update().get(pk=document.pk)
    if row.file_id is None:
        row.file = store(
            organization=row.organization,
            purpose=StoredFile.Purpose.ISSUED,
            content=pdf,
            name=f"prikaz-{row.order_id}.pdf" if row.order_id else f"{row.kind}-{row.pk}.pdf",
            content_type="application/pdf",
        )
        row.save(update_fields=["file"])
        audit.record(None, "document.made", row, organization_id=row.organization_id)
    return row


def is_intact(order: Order, document: Document | None = None) -> bool:
    """Whether the words are those that were signed, and the document says the number and date that the order has.

    The journal keeps the signed hash beside the act of signing, sealed: changing both the words and the hash of the
    order is noticed too.
    """
    if not order.content or content_hash(order.content) != order.content_hash:
        return False
    signings = AuditEvent.objects.filter(object_type=order._meta.label, object_id=order.pk, verb="order.sign")
    signed = signings.values_list("data__content_hash", flat=True).first()
    if signed is not None and signed != order.content_hash:
        return False
    return document is None or words_alone(document.content) == registered_content(order)


def same_file(document: Document, chunks: Iterable[bytes]) -> tuple[bool, str]:
    """Whether these bytes are the issued file, and their SHA-256. Nothing is kept."""
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return document.file is not None and digest.hexdigest() == document.file.sha256, digest.hexdigest()
