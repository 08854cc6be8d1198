"""The PDF of an issued document, and of the sheet that is signed beside it."""

from accounts.permissions import Actor
from programs.models import Order

from ..models import Document
from ..pdf import render_pdf
from .order_print import order_label, print_context
from .printing import as_of_now, content_now, issued


def render_document(document: Document) -> bytes:
    """The same document gives the same bytes."""
    order = issued(document)
    title = f"Приказ от {order.date:%d.%m.%Y} № {order.number}" if order.date else order.title
    return render_pdf("pdf/order.html", print_context(order), title=title, language=order.language)


def render_sheet(order: Order, actor: Actor) -> bytes:
    """The acknowledgement sheet of a registered order as it stands now."""
    sheet = as_of_now(order, content_now(order, actor))
    title = f"Лист ознакомления. {order_label(sheet)}"
    return render_pdf("pdf/sheet.html", print_context(sheet), title=title, language=sheet.language)
