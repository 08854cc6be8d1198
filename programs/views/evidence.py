"""Documents of a mentor's card: put in, read, taken out."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import requires
from accounts.views.files import give
from accounts.views.shared import done_by

from ..forms.bank_cards import EvidenceForm
from ..models import MentorEntry, MentorEvidence
from ..services import evidence as service
from .banks import kept


@require_http_methods(["GET", "POST"])
@requires()
def evidence_add(request: HttpRequest, pk: int) -> HttpResponse:
    entry = kept(request, MentorEntry, pk)
    bound = request.method == "POST"
    form = EvidenceForm(request.POST, request.FILES) if bound else EvidenceForm()
    if bound and form.is_valid():
        content, name = form.cleaned_data["file"]
        words = {"kind": form.cleaned_data["kind"], "title": form.cleaned_data["title"]}
        if done_by(form, lambda: service.prove(actor=request.actor, entry=entry, content=content, name=name, **words)):
            messages.success(request, _("Документ приложен"))
            return redirect("mentor_detail", pk)
    context = {"entry": entry, "form": form}
    return render(request, "programs/mentor_evidence.html", context, status=422 if bound else 200)


def _read(request: HttpRequest, pk: int) -> MentorEvidence:
    """For whoever may see the card; for everybody else it is not there."""
    seen = MentorEntry.objects.visible_to(request.actor).values("pk")
    rows = MentorEvidence.objects.select_related("file", "entry").filter(entry__in=seen, pk=pk)
    if (found := rows.first()) is None:
        raise Http404
    return found


@require_safe
@requires()
def evidence_file(request: HttpRequest, pk: int) -> HttpResponse:
    row = _read(request, pk)
    service.note_opening(actor=request.actor, evidence=row)
    return give(row.file, name=row.file.name.partition("-")[2])


@require_POST
@requires()
def evidence_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = _read(request, pk)
    kept(request, MentorEntry, row.entry_id)
    service.remove(actor=request.actor, evidence=row)
    messages.success(request, _("Документ удалён"))
    return redirect("mentor_detail", row.entry_id)
