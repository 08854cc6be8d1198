"""The organization's own words in its papers: which there are, one of them with its preview, the shipped text back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import requires
from accounts.views.shared import done_by, posted

from ..forms.wordings import WordingForm
from ..models import Wording
from ..queries.wordings import latest
from ..services import wordings as service
from ..wording import WORDINGS, WordingKind, places_in_words


def wording_kind(slug: str) -> WordingKind:
    if slug not in WORDINGS:
        raise Http404
    return WORDINGS[slug]


@require_safe
@requires("order.draft")
def wording_list(request: HttpRequest) -> HttpResponse:
    rows = Wording.objects.visible_to(request.actor).select_related("saved_by").order_by("kind", "-version")
    held = {row.kind: row for row in rows.distinct("kind")}
    context = {"rows": [(kind, held.get(kind.slug)) for kind in WORDINGS.values()]}
    return render(request, "programs/wording_list.html", context)


@require_http_methods(["GET", "POST"])
@requires("order.draft")
def wording_edit(request: HttpRequest, kind: str) -> HttpResponse:
    known, actor = wording_kind(kind), request.actor
    row = latest(actor.organization_id, known.slug)
    own = row.texts if row is not None else {}
    version = row.version if row is not None else 0
    form = WordingForm(posted(request), kind=known, own=own, initial={"version": version})
    if request.method == "POST" and form.is_valid():
        read = form.cleaned_data["version"] or 0
        if done_by(form, lambda: service.save_wording(actor=actor, kind=known, version=read, texts=form.texts)):
            messages.success(request, _("Текст сохранён: так будут начинаться новые документы. Выпущенные не меняются"))
            return redirect("wording_edit", known.slug)
    names = list(dict.fromkeys(name for part in known.parts for name in part.places))
    context = {
        "kind": known, "form": form, "own": bool(own), "row": row, "places": places_in_words(names),
        "parts": [(form[part.name], part) for part in known.parts],
        "former": Wording.objects.visible_to(actor).filter(kind=known.slug, version__lt=version)
        .select_related("saved_by").order_by("-version")[:10],
    }  # fmt: skip
    return render(request, "programs/wording_edit.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires("order.draft")
def wording_reset(request: HttpRequest, kind: str) -> HttpResponse:
    known = wording_kind(kind)
    service.reset_wording(actor=request.actor, kind=known)
    messages.success(request, _("Возвращён текст системы"))
    return redirect("wording_edit", known.slug)
