"""The PDF of an issued document, and of the sheet that is signed beside it."""

from collections.abc import Sequence
from dataclasses import replace

from accounts.permissions import Actor
from accounts.qr import qr_data_uri
from programs.models import Order

from ..models import Document
from ..pdf import render_pdf
from .order_print import order_label, print_context
from .paper import Paper
from .paper_print import paper_pdf, paper_text
from .plain import from_plain
from .printing import as_of_now, content_now, issued, verify_url


def render_document(document: Document) -> bytes:
    """The same document gives the same bytes."""
    if document.order_id is None:
        return render_paper(document)
    order = issued(document)
    title = f"Приказ от {order.date:%d.%m.%Y} № {order.number}" if order.date else order.title
    return render_pdf("pdf/order.html", print_context(order), title=title, language=order.language)


def render_paper(document: Document) -> bytes:
    """An issued paper of another kind: its fixed words, its number and the code of its public check."""
    url = verify_url(document)
    return paper_pdf(issued_paper(document), qr=qr_data_uri(url), verify_url=url)


def render_papers(documents: Sequence[Document], title: str) -> bytes:
    """Issued papers one after another in a single file, each as it is in its own."""
    urls = [verify_url(document) for document in documents]
    texts = [
        paper_text(issued_paper(document), qr=qr_data_uri(url), verify_url=url)
        for document, url in zip(documents, urls, strict=True)
    ]
    return render_pdf("pdf/papers.html", {"docs": texts}, title=title)


def issued_paper(document: Document) -> Paper:
    """The words as they were issued, with the date and number that they were given."""
    paper = from_plain(Paper, document.content)
    return replace(paper, date=document.dated, number=str(document.number or paper.number))


def render_sheet(order: Order, actor: Actor) -> bytes:
    """The acknowledgement sheet of a registered order as it stands now."""
    sheet = as_of_now(order, content_now(order, actor))
    title = f"Лист ознакомления. {order_label(sheet)}"
    return render_pdf("pdf/sheet.html", print_context(sheet), title=title, language=sheet.language)
