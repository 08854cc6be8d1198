"""The PDF of an issued document."""

from ..models import Document
from ..pdf import render_pdf
from .order_print import print_context
from .printing import issued


def render_document(document: Document) -> bytes:
    """The same document gives the same bytes."""
    order = issued(document)
    title = f"Приказ от {order.date:%d.%m.%Y} № {order.number}" if order.date else order.title
    return render_pdf("pdf/order.html", print_context(order), title=title, language=order.language)
