"""Issuing documents: the content is fixed in the transaction of the act, the file is made by a worker."""

from django.db import transaction

from accounts import audit, clock, outbox
from accounts.models import OutboxMessage, StoredFile
from accounts.services.files import store
from programs.models import Order
from programs.order_content import content_hash, registered_content

from ..documents.order import TEMPLATE_VERSION
from ..models import Document


def issue_order(order: Order) -> Document:
    """The document of a registered order; once, however often it is asked for. The PDF is queued."""
    content = registered_content(order, on=clock.today(order.organization.zone))
    document, created = Document.objects.get_or_create(
        order=order,
        kind=Document.Kind.ORDER,
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
            name=f"prikaz-{row.order_id}.pdf",
            content_type="application/pdf",
        )
        row.save(update_fields=["file"])
        audit.record(None, "document.made", row, organization_id=row.organization_id)
    return row


def is_intact(order: Order) -> bool:
    """Whether the words that were signed still have the hash that was signed."""
    return bool(order.content) and content_hash(order.content) == order.content_hash
