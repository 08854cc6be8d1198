"""The paper beside the form in which an organization writes its own words: drawn anew while they are typed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.permissions import requires
from programs.forms.wordings import WordingForm
from programs.views.wordings import wording_kind
from programs.wording import cleaned, differences

from ..documents.specimen import specimen


@require_POST
@requires("order.draft")
def wording_preview(request: HttpRequest, kind: str) -> HttpResponse:
    """A specimen, and what differs from the shipped text; nothing is saved. What is refused is said in its place."""
    known, actor = wording_kind(kind), request.actor
    form = WordingForm(request.POST, kind=known)
    if not form.is_valid():
        return render(request, "reports/_wording_preview.html", {"form": form}, status=422)
    compared = [(part.label, cleaned(str(part.shipped)), form.texts[part.name]) for part in known.parts]
    context = {
        "specimen": specimen(actor.organization, known, form.texts, actor.today),
        "compared": [(label, differences(was, now)) for label, was, now in compared if now and now != was],
    }
    return render(request, "reports/_wording_preview.html", context)
