"""«Грамоты и письма»: whom to thank, one press for all who are ticked, one file for the printer."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts import audit
from accounts.permissions import Actor, requires
from accounts.templatetags.ui_words import study_year
from accounts.views.shared import ticked, whole_number
from programs.terms import school_year
from programs.views.signing import confirm, confirmed_today

from ..documents.kinds import KINDS, PaperKind
from ..documents.rendering import render_papers
from ..queries.awards import AWARDS, award_rows
from ..services import awards as service
from .limits import MANY_IN_A_FILE, limited

A_FILE = 60
"""So many sheets are printed in one file; who has more prints by parts."""


def _kind(slug: str) -> PaperKind:
    if slug not in AWARDS:
        raise Http404
    return KINDS[slug]


def _year(actor: Actor, asked: str | None) -> int:
    now = school_year(actor.today)
    year = whole_number(asked)
    return year if year is not None and 2000 <= year <= now else now


@require_safe
@requires("bank.manage")
def award_list(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    kind, year = _kind(request.GET.get("kind", AWARDS[0])), _year(actor, request.GET.get("year"))
    now = school_year(actor.today)
    rows = award_rows(actor, kind.slug, year)
    issued = sum(row.document is not None for row in rows)
    context = {
        "kind": kind, "year": year, "rows": rows, "issued": issued, "left": len(rows) - issued,
        "kinds": [KINDS[slug] for slug in AWARDS],
        "years": [(each, study_year(each)) for each in (now, now - 1)],
        "may_issue": actor.may(kind.issued_with),
        "parts": [(start + 1, min(start + A_FILE, issued), start) for start in range(0, issued, A_FILE)],
    }  # fmt: skip
    return render(request, "reports/award_list.html", context)


@require_POST
@requires("order.approve")
def award_issue(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    if not confirmed_today(request):
        return confirm(request, reverse("award_list"))
    kind, year = _kind(request.POST.get("kind", AWARDS[0])), _year(actor, request.POST.get("year"))
    made = service.issue_awards(actor=actor, kind=kind, year=year, programs=ticked(request, "program"))
    if made:
        text = ngettext("Выпущен %(n)s документ", "Выпущено документов: %(n)s", len(made)) % {"n": len(made)}
        messages.success(request, text)
    else:
        messages.info(request, _("Все отмеченные уже выпущены: второй раз ничего не сделано"))
    return redirect(f"{reverse('award_list')}?kind={kind.slug}&year={year}")


@require_safe
@requires("bank.manage")
@limited(MANY_IN_A_FILE)
def award_print(request: HttpRequest, kind: str) -> HttpResponse:
    """All that are issued, in the order of their numbers, a sheet each."""
    known, year = _kind(kind), _year(request.actor, request.GET.get("year"))
    start = whole_number(request.GET.get("from")) or 0
    documents = [row.document for row in award_rows(request.actor, known.slug, year) if row.document is not None]
    documents.sort(key=lambda document: (document.year or 0, document.number or 0))
    documents = documents[start : start + A_FILE]
    if not documents:
        messages.info(request, _("Печатать пока нечего: сначала выпустите документы"))
        return redirect(f"{reverse('award_list')}?kind={known.slug}&year={year}")
    answer = HttpResponse(render_papers(documents, str(known.label)), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{known.slug}-{year}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    audit.record(request.actor, "paper.print", documents[0], kind=known.slug, documents=[row.pk for row in documents])
    return answer
