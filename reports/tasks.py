"""Making documents in the background. Beat wakes ``accounts.tasks.deliver_outbox``, which hands the rows over here."""

from accounts import outbox
from accounts.models import OutboxMessage

from .documents.rendering import render_document
from .models import Document
from .services.documents import keep_file


@outbox.handles(OutboxMessage.Kind.DOCUMENT)
def make_document(message: OutboxMessage) -> None:
    """Render the PDF of a document. A repeated delivery finds the file and does nothing."""
    document = Document.objects.select_related("order", "organization", "region").get(pk=message.payload["document"])
    if document.file_id is None:
        keep_file(document, render_document(document))
