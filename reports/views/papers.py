"""A paper of any kind: the page that shows it as it will be printed, and its files."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import audit
from accounts.permissions import Actor, get_visible, requires
from accounts.services.files import open_bytes
from programs.views.signing import confirm, confirmed_today

from ..documents.kinds import KINDS, PaperKind
from ..documents.paper import Paper
from ..documents.paper_docx import paper_docx
from ..documents.paper_png import paper_png
from ..documents.paper_print import paper_pdf, paper_text
from ..documents.paper_xlsx import paper_xlsx
from ..models import Document
from ..services import papers as service
from .limits import limited

OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS = {
    "pdf": (paper_pdf, "application/pdf"),
    "docx": (paper_docx, f"{OFFICE}.wordprocessingml.document"),
    "png": (paper_png, "image/png"),
    "xlsx": (paper_xlsx, f"{OFFICE}.spreadsheetml.sheet"),
}


def _built(actor: Actor, kind: str, pk: int) -> tuple[PaperKind, Any, Paper]:
    known = KINDS.get(kind)
    if known is None or (known.permission and not actor.may(known.permission)):
        raise Http404
    row = get_visible(known.model, actor, pk, *known.related)
    if not known.readable(row, actor):
        raise Http404
    return known, row, known.build(row, actor)


@require_safe
@requires()
def paper_page(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    known, row, paper = _built(request.actor, kind, pk)
    issued = Document.objects.filter(kind=known.slug, subject=pk).select_related("file", "region")[:20]
    context = {
        "kind": known, "pk": pk, "paper": paper, "doc": paper_text(paper), "issued": issued,
        "may_issue": bool(known.issued_with) and not paper.draft and request.actor.may(known.issued_with)
        and request.actor.signs_for(row.organization_id),
    }  # fmt: skip
    return render(request, "reports/paper_page.html", context)


@require_safe
@requires()
@limited()
def paper_file(request: HttpRequest, kind: str, pk: int, extension: str) -> HttpResponse:
    known, row, paper = _built(request.actor, kind, pk)
    if extension not in known.formats:
        raise Http404
    make, content_type = FORMATS[extension]
    answer = HttpResponse(make(paper), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{kind}-{pk}.{extension}"'
    answer["Cache-Control"] = "private, no-store"
    audit.record(request.actor, "paper.print", row, kind=known.slug, format=extension)
    return answer


@require_POST
@requires()
def paper_issue(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Fix the words and the number; the file follows from a worker."""
    known, row, _paper = _built(request.actor, kind, pk)
    if known.issued_with == "order.approve" and not confirmed_today(request):
        return confirm(request, reverse("paper_page", args=[kind, pk]))
    service.issue_paper(actor=request.actor, kind=known, row=row)
    messages.success(request, _("Документ выпущен: файл с QR-кодом появится через несколько секунд"))
    return redirect("paper_page", kind, pk)


@require_safe
@requires()
def document_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The issued file of a paper, for whoever may see what it is about."""
    document = get_object_or_404(Document.objects.select_related("file"), pk=pk, order=None)
    known = KINDS.get(document.kind)
    if document.file is None or known is None or (known.permission and not request.actor.may(known.permission)):
        raise Http404
    if not known.readable(get_visible(known.model, request.actor, document.subject or 0), request.actor):
        raise Http404
    answer = HttpResponse(open_bytes(document.file), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{document.file.name}"'
    audit.record(request.actor, "document.open", document)
    return answer
