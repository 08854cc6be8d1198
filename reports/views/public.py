"""What anybody may read besides the pages: files of published orders, and whether a paper is genuine."""

from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import clock
from accounts.models import Region
from accounts.permissions import public
from accounts.tenancy import tenant_scope
from accounts.views.files import give
from programs.models import LocalAct, Order

from ..documents.kinds import KINDS
from ..forms import CodeForm, VerifyFileForm
from ..models import Document, PublicSection
from ..services.documents import is_intact, same_file
from ..services.papers import is_intact as paper_is_intact
from .orders import pdf_answer


def _region_or_404(code: str) -> Region:
    return get_object_or_404(Region, code=code)


@require_safe
@public
def public_document(request: HttpRequest, region_code: str, code: str) -> HttpResponse:
    """The file of a published order, for anybody; one withdrawn, or of a closed page, is not found at once."""
    region = _region_or_404(region_code)
    with tenant_scope(region.pk):
        document = get_object_or_404(
            Document.objects.select_related("file", "order"),
            public_code=code,
            order__state=Order.State.PUBLISHED,
            organization__in=PublicSection.objects.open().values("organization"),
        )
        return pdf_answer(document)


@require_safe
@public
def public_act(request: HttpRequest, region_code: str, pk: int) -> HttpResponse:
    """The file of a local act that its organization shows; one taken away, ended, or of a closed page is not found."""
    region = _region_or_404(region_code)
    with tenant_scope(region.pk):
        rows = LocalAct.objects.filter(organization__in=PublicSection.objects.open().values("organization"))
        act = get_object_or_404(rows.select_related("file", "organization__region"), pk=pk)
        if act not in LocalAct.objects.shown(clock.today(act.organization.zone)):
            raise Http404
        etag = f'"{act.file.sha256}"'  # asked about before the bytes are read
        if request.headers.get("If-None-Match") == etag:
            return HttpResponseNotModified(headers={"ETag": etag, "Cache-Control": "public, no-cache"})
        answer = give(act.file, name=_public_name(act), look=True)
        answer["Cache-Control"] = "public, no-cache"
        answer["ETag"] = etag
        answer["Content-Encoding"] = "identity"  # scans are packed already
        return answer


def _public_name(act: LocalAct) -> str:
    """Whoever loaded the file may have named it by anything."""
    return f"{act.title[:80]}{Path(act.file.name).suffix}"


@require_http_methods(["GET", "HEAD", "POST"])
@public
def verify(request: HttpRequest, region_code: str, code: str) -> HttpResponse:
    """Whether a paper is genuine, by its QR code, and a file, by its bytes. Requisites and sums only, no names."""
    region = _region_or_404(region_code)
    if request.method == "POST" and "code" in request.POST:
        form = CodeForm(request.POST)
        if form.is_valid():
            return redirect("verify", region.code, form.cleaned_data["code"])
        return render(request, "reports/verify_missing.html", {"code_form": form}, status=422)
    with tenant_scope(region.pk):
        related = ("order", "order__cancelled_by", "organization", "organization__region", "file")
        document = Document.objects.select_related(*related).filter(public_code=code).first()
        if document is None:
            return render(request, "reports/verify_missing.html", {"code_form": CodeForm()}, status=404)
        with timezone.override(document.organization.zone):
            return _verified(request, document) if document.order_id else _verified_paper(request, document)


def _verified_paper(request: HttpRequest, document: Document) -> HttpResponse:
    """Its kind, number, date and sums: the title may name people."""
    form = VerifyFileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    compared = None
    if form.is_valid():
        same, digest = same_file(document, form.cleaned_data["file"].chunks())
        compared = {"same": same, "sha256": digest}
    context = {
        "document": document, "label": KINDS[document.kind].label, "intact": paper_is_intact(document),
        "file_form": form, "compared": compared,
    }  # fmt: skip
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "reports/verify_paper.html", context, status=status)


def _verified(request: HttpRequest, document: Document) -> HttpResponse:
    order = document.order
    signed = order.signed_at.astimezone(document.organization.zone) if order.signed_at else None
    form = VerifyFileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    context: dict[str, Any] = {
        "document": document,
        "order": order,
        "signed": signed,
        "signed_zone": f"UTC{signed:%z}"[:6] if signed else "",
        "intact": is_intact(order, document),
        "file_form": form,
        "compared": None,
    }
    if form.is_valid():
        same, digest = same_file(document, form.cleaned_data["file"].chunks())
        context["compared"] = {"same": same, "sha256": digest}
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "reports/verify.html", context, status=status)
